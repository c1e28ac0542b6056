from django.apps import AppConfig
from django.db.models.signals import post_migrate
from django.utils.translation import gettext_lazy as _


class RegistrationConfig(AppConfig):
    name = "registration"
    verbose_name = _("Registrations")

    def ready(self) -> None:
        from agenda.registry import register_unconfirmed
        from directory.registry import register_renamed
        from notifications import registry

        from . import fillers, platform, rules
        from .admin_views import tools
        from .emails.kinds import MAIL_KINDS
        from .services import searching
        from .services.announcements import tell_unconfirmed

        registry.register("registration", filler=fillers.fill, may_read=rules.may_read)
        registry.register("export", filler=fillers.fill_export, may_read=rules.may_export)
        registry.name_kinds(MAIL_KINDS)
        post_migrate.connect(platform.set_up_map, sender=self)
        register_unconfirmed("registration", tell_unconfirmed)
        register_renamed("registration", searching.follow)
        tools.hang_up()
