"""What the desk does with a registration: register officially, decline, return, withdraw, admit, correct.

Each act is one durable transaction on the locked row: right, lock, state, change, event, mail, and what the caller has ``also`` to write. Doors call
them one row at a time. Of an act the desk did not see coming, Stale says who did what meanwhile.
"""

import datetime as dt
from collections.abc import Callable, Mapping
from typing import Any

from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils.translation import gettext as _

from agenda.rules import require_not_cancelled
from directory.models import User
from directory.words import as_sentences
from seminar_portal.errors import Invalid, WrongState
from seminar_portal.numbers import Number

from .. import content, mailboxes, names, rules
from ..content import Given
from ..emails import desk as emails
from ..enums import PAPER_SOURCES
from ..models import Registration, RegistrationEvent
from . import duplicates, pairs, records
from .submission import write

REASON_LENGTH = 1000

# what the caller writes in the transaction of the act itself, after everything else: a bulk act the outcome of its row
Also = Callable[[Registration, RegistrationEvent], None]


def nothing_else(registration: Registration, event: RegistrationEvent) -> None:
    """Nothing else is to be written."""


@transaction.atomic(durable=True)
def register_officially(
    *, registration_id: int, version: int | None = None, by: User, now: dt.datetime, reason: str = "", also: Also = nothing_else
) -> Registration:
    """received -> officially registered, and the delegate is told. A correction that waited to be looked at counts as looked at.

    Who may: the desk (rules.may_review). Raises Stale where ``version`` is no longer true, WrongState where the registration is not *received*, Cancelled.
    """
    _require(rules.may_review(by))
    registration = records.locked(registration_id, version=version)
    require_not_cancelled(registration.seminar)
    event = records.move(registration, "register", by=by, now=now, reason=_cleaned(reason))
    if registration.corrected_at is not None:
        registration.corrected_at = None
        registration.save(update_fields=["corrected_at"])
    emails.registered(registration, event, now=now)
    also(registration, event)
    return registration


@transaction.atomic(durable=True)
def decline(*, registration_id: int, version: int | None = None, by: User, now: dt.datetime, reason: str = "", also: Also = nothing_else) -> Registration:
    """received -> declined; the delegate is told the reason and whom to ask.

    Who may: the desk. Raises Invalid without a reason, Stale, and WrongState where the registration is not *received*.
    """
    _require(rules.may_review(by))
    reason = checked_reason("decline", reason)
    registration = records.locked(registration_id, version=version)
    event = records.move(registration, "decline", by=by, now=now, reason=reason)
    emails.declined(registration, event, now=now)
    also(registration, event)
    return registration


@transaction.atomic(durable=True)
def return_to_review(
    *, registration_id: int, version: int | None = None, by: User, now: dt.datetime, reason: str = "", also: Also = nothing_else
) -> Registration:
    """officially registered, declined or withdrawn -> received again; the delegate is told, with the reason where one is given.

    One that was withdrawn because it was joined with another stands by itself again, and is *late* again if it was (services/duplicates.py).
    Who may: the desk. Raises Stale, and WrongState from *received* and *late* (a late form is admitted, not returned).
    """
    _require(rules.may_review(by))
    registration = records.locked(registration_id, version=version)
    if registration.same_as_id is not None:
        event = duplicates.part(registration, by=by, now=now, reason=_cleaned(reason))
    else:
        event = records.move(registration, "return", by=by, now=now, reason=_cleaned(reason))
        emails.returned(registration, event, now=now)
    also(registration, event)
    return registration


@transaction.atomic(durable=True)
def withdraw_on_request(
    *, registration_id: int, version: int | None = None, by: User, now: dt.datetime, reason: str = "", also: Also = nothing_else
) -> Registration:
    """received or officially registered -> withdrawn, because the delegate or the state asked the desk; the delegate is told.

    ``reason`` says how the request came; it stands in the event and is not told. Who may: the desk. Raises Stale and WrongState.
    """
    _require(rules.may_review(by))
    registration = records.locked(registration_id, version=version)
    event = _move_quietly(registration, "withdraw", by=by, now=now, reason=_cleaned(reason))
    emails.withdrawn_on_request(registration, event, now=now)
    also(registration, event)
    return registration


@transaction.atomic(durable=True)
def admit_late(*, registration_id: int, version: int | None = None, by: User, now: dt.datetime, reason: str = "", also: Also = nothing_else) -> Registration:
    """late -> received, although the form arrived after the deadline; the delegate is told. The deadline itself stays where it is.

    ``reason`` is required and stands in the event. Who may: officers with the right of their own "admit a late form" (rules.may_admit_late).
    Raises Invalid without a reason, Stale, and WrongState where the registration is not *late*.
    """
    _require(rules.may_admit_late(by))
    reason = checked_reason("admit", reason)
    registration = records.locked(registration_id, version=version)
    require_not_cancelled(registration.seminar)
    event = _move_quietly(registration, "admit", by=by, now=now, reason=reason)
    emails.admitted(registration, event, now=now)
    also(registration, event)
    return registration


@transaction.atomic(durable=True)
def corrections_seen(*, registration_id: int, version: int | None = None, by: User, now: dt.datetime) -> Registration:
    """Takes the flag "corrected" from a registration, with an event; nobody is told and the state stays.

    Who may: the desk. Raises Stale where the delegate corrected once more meanwhile, and WrongState where nothing waits to be looked at.
    """
    _require(rules.may_review(by))
    registration = records.locked(registration_id, version=version)
    if registration.corrected_at is None:
        raise WrongState(_("%(reference)s has no correction that waits to be looked at.") % {"reference": registration.reference})
    registration.corrected_at = None
    registration.version += 1
    registration.save(update_fields=["corrected_at", "version"])
    records.log(registration, "corrections seen", by=by, now=now, from_state=registration.state)
    return registration


@transaction.atomic(durable=True)
def correct_by_desk(*, registration_id: int, version: int | None = None, data: Given, language: str, by: User, now: dt.datetime) -> Registration:
    """Puts what was misread on paper or what the delegate asked the desk to change, the nation too; keeps the state, at any time, and tells the delegate.

    The event names the fields, never their values. A new e-mail address ends all older personal links, since the old mailbox may be a stranger's. Nothing
    changed: nothing happens. Who may: the desk. Raises Stale, and Invalid where what is left would not do for the door through which the form came.
    """
    _require(rules.may_review(by))
    registration = records.locked(registration_id, version=version)
    if language not in dict(settings.LANGUAGES):
        raise Invalid(_("Choose the language of letters."))
    data = content.cleaned(data)
    problems = content.problems(data, web=registration.source not in PAPER_SOURCES)
    if problems:
        raise Invalid(as_sentences(problems.values()))
    before, address = Given.of(registration), registration.email
    changed = [name for name in content.FIELDS if getattr(before, name) != getattr(data, name)]
    if language != registration.language:
        changed.append("language")
    if not changed:
        return registration
    write(registration, data)
    registration.language = language
    registration.version += 1
    if address and not mailboxes.same(address, registration.email):
        registration.link_counter += 1
    registration.save()
    event = records.log(registration, "corrected by the desk", by=by, now=now, from_state=registration.state, fields=changed)
    pairs.look(registration, now=now)
    emails.corrected_by_desk(registration, event, now=now)
    return registration


ACTS: Mapping[str, Callable[..., Registration]] = {
    "register": register_officially,
    "decline": decline,
    "return": return_to_review,
    "withdraw": withdraw_on_request,
    "admit": admit_late,
}


def _move_quietly(registration: Registration, verb: str, *, by: User, now: dt.datetime, reason: str) -> RegistrationEvent:
    """A move whose reason is the desk's own: in the event, not among what the delegate reads."""
    event = records.move(registration, verb, by=by, now=now, reason=reason)
    if registration.state_reason:
        registration.state_reason = ""
        registration.save(update_fields=["state_reason"])
    return event


def _require(allowed: bool) -> None:
    if not allowed:
        raise PermissionDenied


def checked_reason(verb: str, reason: Any) -> str:
    """The reason of ``verb`` as it is kept. Raises Invalid where it is too long, or missing where the act needs one."""
    text = _cleaned(reason)
    required = {"decline": _("Enter the reason. The delegate reads it."), "admit": _("Enter why this late form is admitted.")}
    if verb in required and not text:
        raise Invalid(required[verb])
    return text


def _cleaned(reason: Any) -> str:
    """A reason as one clean line: it stands in mails, where a line break of somebody's could begin a heading."""
    text = names.clean(str(reason or ""))
    if len(text) > REASON_LENGTH:
        raise Invalid(_("Shorten the reason to %(limit)s characters.") % {"limit": Number(REASON_LENGTH)})
    return text
