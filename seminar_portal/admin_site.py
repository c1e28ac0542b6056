"""Our admin site."""

from django.contrib.admin import AdminSite
from django.utils.translation import gettext_lazy as _


class PortalAdminSite(AdminSite):
    site_title = _("Seminar portal")
    site_header = _("CICA seminars · administration")
    index_title = _("What waits for you")
