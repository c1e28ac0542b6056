"""What the host may know: that states were asked, until when, and how it ended. Numbers, no names, no letter."""

import dataclasses
import datetime as dt

from agenda.models import Seminar

from .. import positions, words
from ..enums import Label, RoundState
from ..models import Round, SilenceProcedure
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
    return _outcome(seminar, summary) if summary and summary.stand else None


def confirmation_words(seminar: Seminar) -> str:
    """The note that confirmed ``seminar``, in the active language; "" where the record names something else. One query."""
    adopted = Round.objects.filter(procedure__seminar=seminar, state=RoundState.ADOPTED).order_by("pk")
    return next((words.note_words(round_) for round_ in adopted if words.note_on_record(round_) == seminar.confirmed_by), "")


def _outcome(seminar: Seminar, summary: Summary) -> Outcome:
    assert summary.stand is not None
    # a decision that is needed is the Secretariat's own matter: the host reads the rest
    label = None
    if summary.round.state == RoundState.OPEN:
        label = Label.BROKEN if summary.stand.broken else Label.OVER if summary.stand.over else Label.RUNNING
    return Outcome(seminar, summary.round, label, summary.stand.counts, summary.stand.over)
