"""What every service of this app does the same way: lock, log, move."""

import datetime as dt

from django.utils.translation import gettext as _

from directory.models import User
from directory.words import sentences
from seminar_portal.errors import Stale, WrongState

from .. import desk_words, lifecycle
from ..models import Registration, RegistrationEvent

SENTENCES = 3  # of what happened meanwhile, the last ones


def locked(pk: int, *, version: int | None = None) -> Registration:
    """The registration, locked until the transaction ends; every check comes after this.

    Raises Stale where ``version`` is given and no longer true; it says who did what and when, on the reader's clock, so only staff may give a version.
    """
    # the lock: two officers, or an officer and the delegate, act on one registration one after the other (on SQLite the write lock does it)
    # and not of its key: who writes down that another registration resembles this one need not wait, nor can two of them wait for each other
    registration = Registration.objects.select_for_update(of=("self",), no_key=True).select_related("seminar", "party").get(pk=pk)
    if version is not None:
        require_version(registration, version)
    return registration


def require_version(registration: Registration, version: int) -> None:
    """Raises the same Stale for a row that is locked already."""
    if registration.version != version:
        raise Stale(sentences([*meanwhile(registration, version), _("Look at it again before you go on.")]))


def since(registration_id: int, version: int) -> list[RegistrationEvent]:
    """What has happened to the registration after its ``version`` was shown, the oldest first. One query."""
    return list(RegistrationEvent.objects.filter(registration=registration_id, version__gt=version).select_related("by").order_by("pk"))


def meanwhile(registration: Registration, version: int) -> list[str]:
    """The last of what has happened since ``version``, as sentences."""
    events = since(registration.pk, version)[-SENTENCES:]
    if not events:
        return [_("Somebody changed %(reference)s since this page was shown.") % {"reference": registration.reference}]
    return [desk_words.event_sentence(event, registration.reference) for event in events]


def log(
    registration: Registration, kind: str, *, by: User | None, now: dt.datetime, from_state: str = "", fields: list[str] | None = None, reason: str = ""
) -> RegistrationEvent:
    """Appends an event; ``by`` is None for the delegate. ``fields`` are names of fields, never their values. The version is raised before, not after."""
    return RegistrationEvent.objects.create(
        registration=registration,
        at=now,
        by=by,
        kind=kind,
        from_state=from_state,
        to_state=registration.state,
        fields=fields or [],
        reason=reason,
        version=registration.version,
    )


def move(registration: Registration, verb: str, *, by: User | None, now: dt.datetime, reason: str = "") -> RegistrationEvent:
    """Makes the move of ``lifecycle.MOVES`` on a locked row, saves and logs it. Raises WrongState, naming the reference, where it is not allowed."""
    to = lifecycle.target(verb, registration.state)
    if to is None:
        raise WrongState(
            _("%(reference)s is %(state)s; this cannot be done with it.") % {"reference": registration.reference, "state": registration.get_state_display()}
        )
    before = registration.state
    registration.state = to
    registration.state_reason = reason
    registration.version += 1
    registration.save(update_fields=["state", "state_reason", "version"])
    return log(registration, verb, by=by, now=now, from_state=before, reason=reason)
