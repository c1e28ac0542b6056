"""Who may do what with a silence procedure. Whether the procedure allows it is the matter of ``lifecycle`` and ``positions``."""

import datetime as dt

from django.core.exceptions import PermissionDenied

from directory import selectors as directory
from directory.models import Mission, User

from .enums import LetterKind

# what a focal point may send; what must be said in words or with a file; what asks once more before it goes
SENDABLE = (
    LetterKind.CONSENT,
    LetterKind.CONSENT_WITH_COMMENT,
    LetterKind.COMMENT,
    LetterKind.QUESTION,
    LetterKind.EXTENSION_REQUEST,
    LetterKind.AMENDMENT,
    LetterKind.OBJECTION,
    LetterKind.WITHDRAWAL,
)
NEED_WORDS = frozenset({LetterKind.CONSENT_WITH_COMMENT, LetterKind.COMMENT, LetterKind.QUESTION, LetterKind.EXTENSION_REQUEST, LetterKind.AMENDMENT})
ASK_ONCE_MORE = frozenset({LetterKind.OBJECTION, LetterKind.AMENDMENT})


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


def serves(user: User, mission: Mission, now: dt.datetime) -> bool:
    """Whether ``user`` is a focal point of ``mission`` at ``now``. One query."""
    return any(post.mission_id == mission.pk for post in directory.posts_of(user, now))


def require_serves(user: User, mission: Mission, now: dt.datetime) -> None:
    if not serves(user, mission, now):
        raise PermissionDenied("focal point")
