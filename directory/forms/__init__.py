"""The forms of the directory in the administration, those behind a mailed link, and those of focal points."""

from .accounts import EmailForm, OwnAccountForm, PasswordForm, StaffForm
from .focal_points import AskForm, CodeForm, EndForm, InviteForm, OwnPageForm, PersonForm
from .parties import DayForm, MissionForm, RenameForm, StandingForm, StandingFormSet

__all__ = [
    "AskForm",
    "CodeForm",
    "DayForm",
    "EmailForm",
    "EndForm",
    "InviteForm",
    "MissionForm",
    "OwnAccountForm",
    "OwnPageForm",
    "PasswordForm",
    "PersonForm",
    "RenameForm",
    "StaffForm",
    "StandingForm",
    "StandingFormSet",
]
