"""The end of a period, noted. It changes nothing: labels and positions follow from the clock whether or not this ever runs."""

import datetime as dt

from django.db import transaction

from seminar_portal import clock

from ..enums import EventKind, RoundState
from ..models import Round
from .records import locked, log


def note_expiries(*, now: dt.datetime) -> int:
    """Notes the end of every open round whose period is over, each in a transaction of its own. Returns how many were new. For the beat task."""
    waiting = Round.objects.filter(state=RoundState.OPEN, expiry_noted_at__isnull=True).exclude(clock.deadline_open_q("deadline", now))
    return sum(note_expiry(round_id=pk, now=now) for pk in waiting.order_by("pk").values_list("pk", flat=True))


@transaction.atomic(durable=True)
def note_expiry(*, round_id: int, now: dt.datetime) -> bool:
    """One event "expired" whose moment is the deadline, once per round however late and often this runs. Returns whether it was written now."""
    round_ = locked(round_id)
    return note_expiry_of_locked(round_, now=now) if round_.state == RoundState.OPEN else False


def note_expiry_of_locked(round_: Round, *, now: dt.datetime) -> bool:
    """The same for a round that the caller's transaction has locked."""
    if round_.deadline is None or round_.expiry_noted_at is not None or clock.in_time(now, round_.deadline):
        return False
    round_.expiry_noted_at = now
    round_.save(update_fields=["expiry_noted_at"])
    log(round_, EventKind.EXPIRED, by=None, now=now, at=round_.deadline)
    return True
