"""What every service of this app does the same way: lock, log, move."""

import datetime as dt

from django.utils.translation import gettext as _

from directory.models import User
from seminar_portal.errors import Stale, WrongState

from .. import lifecycle
from ..models import Registration, RegistrationEvent


def locked(pk: int, *, version: int | None = None) -> Registration:
    """The registration, locked until the transaction ends; every check comes after this. Raises Stale where ``version`` is given and no longer true."""
    # the lock: two officers, or an officer and the delegate, act on one registration one after the other (on SQLite the write lock does it)
    registration = Registration.objects.select_for_update(of=("self",)).select_related("seminar", "party").get(pk=pk)
    if version is not None and registration.version != version:
        raise Stale(_("Somebody changed %(reference)s since this page was shown. Look at it again before you go on.") % {"reference": registration.reference})
    return registration


def log(
    registration: Registration, kind: str, *, by: User | None, now: dt.datetime, from_state: str = "", fields: list[str] | None = None, reason: str = ""
) -> RegistrationEvent:
    """Appends an event; ``by`` is None for the delegate. ``fields`` are names of fields, never their values."""
    return RegistrationEvent.objects.create(
        registration=registration, at=now, by=by, kind=kind, from_state=from_state, to_state=registration.state, fields=fields or [], reason=reason
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
