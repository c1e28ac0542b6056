"""What every service of this app does the same way: lock, log, check the move."""

import datetime as dt
from typing import Any

from django.utils.translation import gettext as _

from directory.models import User
from seminar_portal.errors import WrongState

from .. import lifecycle
from ..enums import EventKind, RoundState
from ..models import ProcedureEvent, Round


def locked(round_id: int) -> Round:
    """The round, locked until the transaction ends; every check comes after this."""
    # the lock: a letter and a certification, or two certifications, happen one after the other (on SQLite the write lock does it)
    return Round.objects.select_for_update(of=("self",)).select_related("procedure__seminar", "procedure__proposer").get(pk=round_id)


def require_move(round_: Round, verb: str) -> RoundState:
    """The state that ``verb`` leads to. Raises WrongState where the table does not allow it."""
    to = lifecycle.target(verb, round_.state)
    if to is None:
        raise WrongState(_("This round is %(state)s; this cannot be done with it any more.") % {"state": round_.get_state_display()})
    return to


def log(
    round_: Round, kind: EventKind, *, by: User | None, now: dt.datetime, at: dt.datetime | None = None, detail: dict[str, Any] | None = None
) -> ProcedureEvent:
    """Appends an event. ``at`` is the moment of the thing (``now`` if None); ``by`` is None for the portal itself."""
    return ProcedureEvent.objects.create(procedure=round_.procedure, round=round_, kind=kind, at=at or now, recorded_at=now, by=by, detail=detail or {})
