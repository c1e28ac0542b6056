from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class RegistrationConfig(AppConfig):
    name = "registration"
    verbose_name = _("Registrations")

    def ready(self) -> None:
        from agenda import registry as agenda
        from agenda.rules import may_send_joining_details
        from notifications import registry

        from . import fillers, rules

        registry.register("registration", filler=fillers.fill, may_read=rules.may_read)
        agenda.register_tool(
            agenda.Tool(
                label=_("Send joining details…"),
                url_name="admin:registration_registration_joining",
                shown=lambda user, seminar: seminar.published_at is not None and may_send_joining_details(user) and rules.may_read(user),
            )
        )
