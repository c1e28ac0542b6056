from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ConsentConfig(AppConfig):
    name = "consent"
    verbose_name = _("Consent")

    def ready(self) -> None:
        from agenda.registry import Tool, register_confirmation, register_tool
        from notifications import registry as messages

        from . import emails, enums, fillers, rules, selectors

        # the host finds the outcome on the seminar's page, where it works; the Secretariat finds the board from there
        register_tool(Tool(_("Consent of the member states"), "admin:consent_outcome", lambda user, _seminar: rules.may_see_outcome(user)))
        register_confirmation("consent", selectors.confirmation_words)
        messages.register(emails.PREFIX, filler=fillers.fill, may_read=rules.may_see_board)
        messages.name_kinds({f"consent/{purpose.value}": purpose.label for purpose in enums.Purpose})
