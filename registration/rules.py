"""Who may do what with registrations. The state of a registration is lifecycle's matter, the deadline agenda.rules'."""

from agenda import rules as agenda_rules
from directory.models import User

from .lifecycle import JOINING
from .models import ExportRecord


def may_read(user: User) -> bool:
    return user.is_active and user.has_perm("registration.view_registration")


def may_review(user: User) -> bool:
    """Register officially, decline, return to review, withdraw on request."""
    return user.is_active and user.has_perm("registration.review_registration")


def may_enter_paper(user: User) -> bool:
    return user.is_active and user.has_perm("registration.enter_paper")


def may_export(user: User) -> bool:
    return user.is_active and user.has_perm("registration.export_registration")


def may_admit_late(user: User) -> bool:
    return user.is_active and user.has_perm("registration.admit_late")


def may_announce(user: User) -> bool:
    """Send a message to everybody, and stop one."""
    return user.is_active and user.has_perm("registration.add_announcement")


def may_read_announcements(user: User) -> bool:
    return user.is_active and user.has_perm("registration.view_announcement")


def may_send_joining_details(user: User) -> bool:
    """To the delegates, whose list is shown first."""
    return agenda_rules.may_send_joining_details(user) and may_read(user)


def may_act(user: User, verb: str) -> bool:
    """Make the move ``verb`` of lifecycle.MOVES with one registration or with many, or send the joining details to many."""
    if verb == JOINING:
        return may_send_joining_details(user)
    return may_admit_late(user) if verb == "admit" else may_review(user)


def may_fetch(user: User, export: ExportRecord) -> bool:
    """A list that the worker has written is for who asked for it, as long as the right is there."""
    return export.by_id == user.pk and may_export(user)


def may_map_platform(user: User) -> bool:
    """Say how the host's platform wants the columns of a list."""
    return may_export(user)
