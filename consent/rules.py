"""Who may do what with a silence procedure. Whether the procedure allows it is the matter of ``lifecycle`` and ``positions``."""

from django.core.exceptions import PermissionDenied

from directory.models import User


def may_see_board(user: User) -> bool:
    """Letters and positions: the Secretariat alone."""
    return user.is_active and user.has_perm("consent.view_silenceprocedure")


def may_conduct(user: User) -> bool:
    """Draw up, start, record letters, decide what they mean, correct entries."""
    return user.is_active and user.has_perm("consent.conduct")


def may_certify(user: User) -> bool:
    """A named officer, who must see the board as well."""
    return user.has_perm("consent.certify") and may_see_board(user)


def may_see_outcome(user: User) -> bool:
    """Outcome and counts without a letter: the Secretariat, and the host whose seminar it is. Readers see nothing."""
    return may_see_board(user) or (user.is_active and user.has_perm("agenda.change_seminar"))


def require_conduct(user: User) -> None:
    if not may_conduct(user):
        raise PermissionDenied("consent.conduct")


def require_certify(user: User) -> None:
    if not may_certify(user):
        raise PermissionDenied("consent.certify")
