"""Who comes: registrations as given on Annex II, what was done with each, and what was done with many."""

from .announcements import Announcement
from .bulk import BulkAct, BulkRow
from .duplicates import PossibleDuplicate
from .exports import ExportRecord, PlatformColumn, PlatformMap, SavedColumns
from .registrations import LINE_LENGTH, NAME_LENGTH, ReferenceCounter, Registration, RegistrationEvent

__all__ = [
    "LINE_LENGTH",
    "NAME_LENGTH",
    "Announcement",
    "BulkAct",
    "BulkRow",
    "ExportRecord",
    "PlatformColumn",
    "PlatformMap",
    "PossibleDuplicate",
    "ReferenceCounter",
    "Registration",
    "RegistrationEvent",
    "SavedColumns",
]
