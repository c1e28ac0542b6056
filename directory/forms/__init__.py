"""The forms of the directory in the administration, and those behind a mailed link."""

from .accounts import EmailForm, OwnAccountForm, PasswordForm, StaffForm
from .parties import DayForm, MissionForm, RenameForm, StandingForm, StandingFormSet

__all__ = ["DayForm", "EmailForm", "MissionForm", "OwnAccountForm", "PasswordForm", "RenameForm", "StaffForm", "StandingForm", "StandingFormSet"]
