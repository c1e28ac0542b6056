"""The letters of a seminar's round state by state, for a page that shows them beside something else. For the Secretariat's eyes alone."""

import dataclasses
import datetime as dt

from agenda.models import Seminar
from directory import clocks

from .. import positions
from ..enums import Label, RoundState
from ..models import Round
from .cells import Cell, LetterRow, cells, letter_row
from .loading import names_of, rounds_with_letters, stand_of


@dataclasses.dataclass(frozen=True)
class ByState:
    """``cells`` are those of the states that were asked, in the order of the active language. ``letters`` are by key of the party, struck ones too, oldest
    first; an observer that has written is among them. ``city`` and ``zone`` are the clock on which the hours of the letters are told."""

    round: Round
    stand: positions.Stand
    cells: list[Cell]
    letters: dict[int, list[LetterRow]]
    codes: dict[int, str]
    zone: str
    city: str

    @property
    def labels(self) -> list[Label]:
        return self.stand.labels if self.round.state == RoundState.OPEN else []


def rounds_begun(seminar: Seminar) -> list[Round]:
    """The rounds of the silence procedures of ``seminar`` that went out, the first one first. One query."""
    begun = Round.objects.filter(procedure__seminar=seminar, started_at__isnull=False)
    return list(begun.select_related("procedure__seminar").order_by("procedure", "number"))


def by_state(round_id: int, now: dt.datetime) -> ByState:
    """A round that went out, as it stands at ``now``. May be shown to who may see the board (``rules``). A constant number of queries.

    Raises Round.DoesNotExist.
    """
    round_ = rounds_with_letters().get(pk=round_id, started_at__isnull=False)
    assert round_.deadline is not None  # the schema holds it for every round that went out
    zone, names, asked, stand = round_.deadline_zone, names_of(round_), round_.asked(), stand_of(round_, now)
    rows = [letter_row(communication, names, zone, asked, stand) for communication in round_.communications.all()]
    letters: dict[int, list[LetterRow]] = {}
    for row in rows:
        for party in row.letter.states.all():
            letters.setdefault(party.pk, []).append(row)
    return ByState(
        round=round_,
        stand=stand,
        cells=cells(round_, stand, rows, names, adopted=round_.state == RoundState.ADOPTED),
        letters=letters,
        codes={row.party_id: row.party.code for row in round_.entitled_states.all()},
        zone=zone,
        city=clocks.said(round_.deadline, zone).city,
    )
