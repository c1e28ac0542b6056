"""The desk in Django admin: the list of registrations, and the viewers of its logs. The pages of the desk's own are in admin_views."""

from .announcements import AnnouncementAdmin
from .bulk import BulkActAdmin
from .duplicates import PossibleDuplicateAdmin
from .logs import ExportRecordAdmin, RegistrationEventAdmin
from .platform import PlatformMapAdmin
from .registrations import RegistrationAdmin

__all__ = [
    "AnnouncementAdmin",
    "BulkActAdmin",
    "ExportRecordAdmin",
    "PlatformMapAdmin",
    "PossibleDuplicateAdmin",
    "RegistrationAdmin",
    "RegistrationEventAdmin",
]
