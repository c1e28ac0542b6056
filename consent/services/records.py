"""What every service of this app does the same way: lock, log, check the move."""

import datetime as dt
from collections.abc import Iterable
from typing import Any

from django.db import models
from django.utils.translation import gettext as _

from agenda.models import Seminar
from directory.models import User
from seminar_portal.errors import Cancelled, WrongState

from .. import chain, ledger, lifecycle, positions, words
from ..enums import EventKind, RoundState
from ..models import Communication, ProcedureEvent, Round, SilenceProcedure


def locked(round_id: int) -> Round:
    """The round, locked with its procedure until the transaction ends; every check comes after this."""
    # the locks, the procedure before its round, as everywhere: a letter and a certification, or two certifications, happen one after the other, and the
    # events of a procedure are one chain (on SQLite the write lock does it)
    procedure_id = Round.objects.values_list("procedure_id", flat=True).get(pk=round_id)
    SilenceProcedure.objects.select_for_update(of=("self",)).get(pk=procedure_id)
    return Round.objects.select_for_update(of=("self",)).select_related("procedure__seminar", "procedure__proposer", "text").get(pk=round_id)


def communications_of(round_: Round) -> list[Communication]:
    """The letters of a round that the caller has locked, struck ones too, in order of receipt. Three queries."""
    return list(Communication.objects.filter(round=round_).prefetch_related("states", "decisions").order_by("received_at", "pk"))


def letters_of(round_: Round) -> list[positions.Letter]:
    """The same as the pure core reads them."""
    return [communication.as_letter() for communication in communications_of(round_)]


def stand_of(round_: Round, now: dt.datetime) -> positions.Stand:
    """How a round that the caller has locked stands at ``now``."""
    return positions.stand(letters_of(round_), round_.asked(), now)


def require_move(round_: Round, verb: str) -> RoundState:
    """The state that ``verb`` leads to. Raises WrongState where the table does not allow it, Cancelled where it asks states about a cancelled seminar."""
    to = lifecycle.target(verb, round_.state)
    if to is None:
        raise WrongState(_("This round is %(state)s; this cannot be done with it any more.") % {"state": round_.get_state_display()})
    if verb in lifecycle.NOT_IF_CANCELLED:
        require_takes_place(round_.procedure.seminar_id)
    return to


def require_takes_place(seminar_id: int) -> Seminar:
    """The seminar, locked. Raises Cancelled where it does not take place: the states are not asked about it."""
    # the lock, after those of the procedure and its round as everywhere: a cancellation comes before the asking, and it is refused, or after it
    seminar = Seminar.objects.select_for_update(of=("self",)).get(pk=seminar_id)
    if seminar.is_cancelled:
        raise Cancelled(words.cancelled_sentence())
    return seminar


def log(
    round_: Round,
    kind: EventKind,
    *,
    by: User | None,
    now: dt.datetime,
    at: dt.datetime | None = None,
    detail: dict[str, Any] | None = None,
    rows: Iterable[models.Model] = (),
) -> ProcedureEvent:
    """Appends an event to the chain of the procedure, whose row the caller has locked (``locked``).

    ``at`` is the moment of the thing (``now`` if None); ``by`` is None for the portal itself. ``rows`` are those that the act has written or changed, as they
    are in the database by now; the procedure and the round are among them in any case.
    """
    procedure = SilenceProcedure.objects.get(pk=round_.procedure_id)
    event = ProcedureEvent(
        procedure=procedure,
        round=round_,
        kind=kind,
        at=at or now,
        recorded_at=now,
        by=by,
        detail=detail or {},
        number=procedure.head_number + 1,
        rows=ledger.digests([procedure, round_, *rows]),
        previous=procedure.head,
    )
    event.hash = chain.link(procedure.head, ledger.said_by(event))
    event.save()
    SilenceProcedure.objects.filter(pk=procedure.pk).update(head=event.hash, head_number=event.number)
    return event
