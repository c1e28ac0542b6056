from django.apps import AppConfig
from django.db.models.signals import post_migrate
from django.utils.translation import gettext_lazy as _


class DirectoryConfig(AppConfig):
    name = "directory"
    verbose_name = _("Directory")

    def ready(self) -> None:
        from notifications import registry

        from . import emails, fillers, rules
        from .roles import set_up_roles

        post_migrate.connect(set_up_roles, dispatch_uid="directory.roles")
        registry.register(emails.PREFIX, filler=fillers.fill, may_read=rules.may_see_accounts)
        registry.register(emails.CODE_PREFIX, filler=fillers.fill_code, may_read=rules.may_see_focal_points)
        registry.register(emails.POST_PREFIX, filler=fillers.fill_post, may_read=rules.may_see_focal_points)
        registry.name_kinds(emails.KINDS)
