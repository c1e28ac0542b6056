from django.apps import AppConfig
from django.contrib.admin.apps import AdminConfig
from django.utils.translation import gettext_lazy as _


class PortalConfig(AppConfig):
    """The project itself, so that its template tags, commands and checks are found."""

    name = "seminar_portal"
    verbose_name = "Seminar portal"

    def ready(self) -> None:
        from agenda.registry import Tool, register_tool

        from .pages.states import may_see_states

        register_tool(Tool(_("States: letters and registrations"), "admin:seminar_states", lambda user, _seminar: may_see_states(user)))


class PortalAdminConfig(AdminConfig):
    """Django's admin with our own site: its landing page says what waits."""

    default_site = "seminar_portal.admin_site.PortalAdminSite"
