"""What the host may know: that states were asked, until when, and how it ended. Numbers, no names, no letter."""

import dataclasses
import datetime as dt
from collections import Counter

from agenda.models import Seminar

from .. import positions, words
from ..enums import EventKind, Label, Position, RoundState
from ..models import ProcedureEvent, Round, SilenceProcedure
from .summaries import Summary, summaries


@dataclasses.dataclass(frozen=True)
class Outcome:
    """The outcome of a seminar's silence procedure. ``label`` is None once the round is no longer open."""

    seminar: Seminar
    round: Round
    label: Label | None
    counts: positions.Counts
    over: bool

    @property
    def adopted(self) -> bool:
        return self.round.state == RoundState.ADOPTED


def outcome_for(seminar: Seminar, now: dt.datetime) -> Outcome | None:
    """The outcome for one seminar; None where nobody was asked yet."""
    procedures = list(SilenceProcedure.objects.filter(seminar=seminar).order_by("-pk")[:1])
    summary = next(iter(summaries(procedures, now).values()), None)
    if summary is None or summary.stand is None:
        return None
    outcome = _outcome(seminar, summary)
    return dataclasses.replace(outcome, counts=_certified(outcome.round) or outcome.counts) if outcome.adopted else outcome


def confirmation_words(seminar: Seminar) -> str:
    """The note that confirmed ``seminar``, in the active language; "" where the record names something else. One query."""
    adopted = Round.objects.filter(procedure__seminar=seminar, state=RoundState.ADOPTED).order_by("pk")
    return next((words.note_words(round_) for round_ in adopted if words.note_on_record(round_) == seminar.confirmed_by), "")


def _certified(round_: Round) -> positions.Counts | None:
    """The numbers as they were certified: a letter that is found later does not change an outcome. One query."""
    event = ProcedureEvent.objects.filter(round=round_, kind=EventKind.CERTIFIED).order_by("-number").first()
    return positions.Counts(dict(Counter(Position(value) for value in event.detail["positions"].values()))) if event else None


def _outcome(seminar: Seminar, summary: Summary) -> Outcome:
    assert summary.stand is not None
    # a decision that is needed is the Secretariat's own matter: the host reads the rest
    label = None
    if summary.round.state == RoundState.OPEN:
        label = Label.BROKEN if summary.stand.broken else Label.OVER if summary.stand.over else Label.RUNNING
    return Outcome(seminar, summary.round, label, summary.stand.counts, summary.stand.over)
