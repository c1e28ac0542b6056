"""The groups of staff and their rights, set anew after every migration.

The table below is the truth: what somebody changed in a group by hand is put right at the next ``migrate``. What single people may do beyond their
role is not here but on their account (:data:`NAMED_OFFICER_RIGHTS`).
"""

from collections.abc import Mapping
from typing import Any

from django.apps import AppConfig
from django.apps import apps as global_apps
from django.contrib.auth.management import create_permissions
from django.utils.translation import gettext_lazy as _

from .enums import Role


def _all_of(app: str, *models: str) -> set[str]:
    return {f"{app}.{verb}_{model}" for model in models for verb in ("add", "change", "delete", "view")}


def _view_of(app: str, *models: str) -> set[str]:
    return {f"{app}.view_{model}" for model in models}


_DIRECTORY = ("party", "standing", "formername", "mission", "city", "partyevent")
# the host sees who is registered, not who acts for a state towards the Secretariat
_FOCAL_POINTS = {"directory.view_focalpoint", "directory.add_focalpoint", "directory.change_focalpoint"}
_READ_AGENDA = _view_of("agenda", "seminar", "titlevariant", "seminarcontact", "document", "session", "speech", "seminarevent")
_READ_REGISTRATIONS = _view_of("registration", "registration", "registrationevent")
_READ_MESSAGES = {"notifications.view_outgoingemail"}  # which of them: notifications.registry, by the prefix each app has registered

RIGHTS: Mapping[str, frozenset[str]] = {
    Role.ADMINISTRATOR: frozenset(
        {"directory.add_user", "directory.change_user", "directory.view_user", "directory.add_party", "directory.change_party", "directory.view_party"}
        | _all_of("directory", "standing", "formername", "mission", "city")
        | _view_of("directory", "accountevent", "partyevent")
        | _FOCAL_POINTS
        | _READ_MESSAGES
    ),
    Role.HOST: frozenset(
        _READ_AGENDA
        | _READ_REGISTRATIONS
        | _READ_MESSAGES
        | _view_of("directory", *_DIRECTORY)
        | {"agenda.add_seminar", "agenda.change_seminar", "agenda.extend_registration", "agenda.send_joining_details", "agenda.call_off_seminar"}
        | _all_of("agenda", "titlevariant", "seminarcontact", "document", "session", "speech", "videolink")
        | {"registration.review_registration", "registration.enter_paper", "registration.export_registration", "registration.view_exportrecord"}
        | {"registration.add_announcement", "registration.view_announcement"}
    ),
    # no video links: joining details are shown to those who join and to the host who enters them
    Role.SECRETARIAT: frozenset(
        _READ_AGENDA
        | _READ_REGISTRATIONS
        | _READ_MESSAGES
        | _view_of("directory", *_DIRECTORY)
        | _FOCAL_POINTS
        | _view_of("consent", "silenceprocedure", "round", "entitledstate", "dispatch", "communication", "decision", "procedureevent")
        | {"consent.conduct", "registration.view_announcement"}
    ),
    Role.READER: frozenset(_READ_AGENDA | _READ_REGISTRATIONS),
}

NAMED_OFFICER_RIGHTS: Mapping[str, Any] = {
    "registration.admit_late": _("May admit a form that arrived after the deadline, with a reason"),
    "agenda.override_gate": _("May send joining details before the seminar is confirmed, with a reason"),
    "consent.certify": _("May certify a silence procedure"),
}


def set_up_roles(sender: AppConfig, **kwargs: Any) -> None:
    """Receiver of ``post_migrate``, which fires once for each app: gives every group exactly its rights of that app. Idempotent.

    The models are those of the migration's own state: halfway through the migrations the tables of groups may not be there yet.
    """
    apps, using = kwargs.get("apps", global_apps), kwargs["using"]  # "flush" sends no apps
    try:
        Group, Permission = apps.get_model("auth", "Group"), apps.get_model("auth", "Permission")
        apps.get_model("contenttypes", "ContentType")
    except LookupError:
        return
    # Django's own receiver comes after this one, since this app stands before django.contrib.auth
    create_permissions(sender, verbosity=0, using=using, apps=apps)
    of_app = Permission.objects.using(using).filter(content_type__app_label=sender.label).select_related("content_type")
    by_name = {f"{permission.content_type.app_label}.{permission.codename}": permission for permission in of_app}
    for role, rights in RIGHTS.items():
        group, _created = Group.objects.using(using).get_or_create(name=role)
        had = set(group.permissions.filter(content_type__app_label=sender.label))
        wanted = {permission for name, permission in by_name.items() if name in rights}
        if had != wanted:
            group.permissions.remove(*(had - wanted))
            group.permissions.add(*(wanted - had))
