"""For each state that was asked: when the note went out to it, when again, and whether a letter has come. For the Secretariat's eyes alone."""

import dataclasses
import datetime as dt

from agenda.models import Seminar

from ..enums import RoundState
from ..models import Communication, Round
from .loading import names_of


@dataclasses.dataclass(frozen=True)
class Answer:
    """One entitled state, by its name of the day of the note. ``asked_at`` is None where every dispatch left it out; ``again_at``: the last later dispatch."""

    party: int
    name: str
    asked_at: dt.datetime | None
    again_at: dt.datetime | None
    letter: bool
    proposes: bool


@dataclasses.dataclass(frozen=True)
class Asking:
    """The last round of a seminar that went out. ``zone`` is the one in which its hours are told."""

    reference: str
    zone: str
    answers: list[Answer]


def asking(seminar: Seminar) -> Asking | None:
    """What the states of the last round have answered; None where nobody was asked yet. May be shown to who may see the board (rules). Five queries."""
    rounds = Round.objects.filter(procedure__seminar=seminar).exclude(state=RoundState.DRAFT).order_by("-procedure", "-number")
    round_ = rounds.prefetch_related("entitled_states__party", "dispatches__except_states").first()
    if round_ is None:
        return None
    letters = Communication.objects.filter(round=round_, struck_at__isnull=True).order_by()
    written = set(letters.values_list("states", flat=True))
    names = names_of(round_)
    sent = [(dispatch.sent_at, {party.pk for party in dispatch.except_states.all()}) for dispatch in round_.dispatches.all()]
    answers = []
    for row in sorted(round_.entitled_states.all(), key=lambda row: (row.party.sort_key or row.printed_name, row.pk)):
        reached = sorted(at for at, without in sent if row.party_id not in without)
        asked_at, last = (reached[0], reached[-1]) if reached else (None, None)
        answers.append(
            Answer(
                party=row.party_id,
                name=names[row.party_id],
                asked_at=asked_at,
                again_at=last if last != asked_at else None,
                letter=row.party_id in written,
                proposes=row.is_proposer and round_.proposer_consents,
            )
        )
    return Asking(round_.reference, round_.deadline_zone, answers)
