from django.apps import AppConfig
from django.contrib.admin.apps import AdminConfig


class PortalConfig(AppConfig):
    """The project itself, so that its template tags, commands and checks are found."""

    name = "seminar_portal"
    verbose_name = "Seminar portal"


class PortalAdminConfig(AdminConfig):
    """Django's admin with our own site: its landing page says what waits."""

    default_site = "seminar_portal.admin_site.PortalAdminSite"
