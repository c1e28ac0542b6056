"""The only writers of a seminar's state. Each locks the row, checks again, changes, and leaves an event."""

from . import cloning
from .cloning import clone_seminar
from .days import cancel_seminar, postpone_seminar, reinstate_seminar
from .gate import confirm_seminar, record_joining_release, require_can_release, unconfirm_seminar
from .publishing import add_document, extend_registration, publish_seminar

__all__ = [
    "add_document",
    "cancel_seminar",
    "clone_seminar",
    "cloning",
    "confirm_seminar",
    "extend_registration",
    "postpone_seminar",
    "publish_seminar",
    "record_joining_release",
    "reinstate_seminar",
    "require_can_release",
    "unconfirm_seminar",
]
