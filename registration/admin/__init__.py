"""The desk in Django admin: the list of registrations, and the viewers of its logs. The pages of the desk's own are in admin_views."""

from .logs import ExportRecordAdmin, RegistrationEventAdmin
from .registrations import RegistrationAdmin

__all__ = ["ExportRecordAdmin", "RegistrationAdmin", "RegistrationEventAdmin"]
