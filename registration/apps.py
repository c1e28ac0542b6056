from django.apps import AppConfig
from django.db.models.signals import post_migrate
from django.utils.translation import gettext_lazy as _


class RegistrationConfig(AppConfig):
    name = "registration"
    verbose_name = _("Registrations")

    def ready(self) -> None:
        from notifications import registry

        from . import fillers, platform, rules
        from .admin_views import tools

        registry.register("registration", filler=fillers.fill, may_read=rules.may_read)
        registry.register("export", filler=fillers.fill_export, may_read=rules.may_export)
        post_migrate.connect(platform.set_up_map, sender=self)
        tools.hang_up()
