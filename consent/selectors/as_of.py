""" "Who had agreed by …?": the round as it stood at a moment of the past, in one of two readings."""

import dataclasses
import datetime as dt

from .. import positions
from ..enums import Reading
from ..models import DeadlineChange, Round
from .cells import Cell, LetterRow, cells, letter_row, numbers
from .loading import names_of, rounds_with_letters


@dataclasses.dataclass(frozen=True)
class AsOf:
    """What the page shows. ``deadline`` is the one that held at the moment; ``known_since`` is set where the round itself was entered only later."""

    round: Round
    moment: dt.datetime
    reading: Reading
    stand: positions.Stand
    deadline: dt.datetime
    cells: list[Cell]
    letters: list[LetterRow]
    counts: list[tuple[int, str]]
    known_since: dt.datetime | None


def as_of(round_id: int, moment: dt.datetime, reading: Reading) -> AsOf:
    """The round at ``moment``. Raises Round.DoesNotExist, and ValueError for a draft. A constant number of queries.

    What was certified later does not show: silence is silence here, whatever it was counted as.
    """
    round_ = rounds_with_letters().get(pk=round_id)
    changes = [(row.at, row.former) for row in DeadlineChange.objects.filter(round=round_).order_by("at", "pk")]
    asked = positions.asked_at(round_.asked(), moment, changes)
    communications = {entry.pk: entry for entry in round_.communications.all()}
    letters = positions.as_of([entry.as_letter() for entry in communications.values()], moment, reading)
    stand = positions.stand(letters, asked, moment)
    names, zone = names_of(round_), round_.deadline_zone
    # an entry that is struck counts for nothing, unless it was struck only after the moment and the reading is what was known then
    rows = [letter_row(communications[letter.key], names, zone, asked, stand, letter) for letter in letters if not letter.struck]
    late_entry = reading == Reading.KNOWN and round_.recorded_at is not None and moment < round_.recorded_at
    return AsOf(
        round=round_,
        moment=moment,
        reading=reading,
        stand=stand,
        deadline=asked.deadline,
        cells=cells(round_, stand, rows, names, adopted=False, struck_too=True),
        letters=rows,
        counts=numbers(stand.counts),
        known_since=round_.recorded_at if late_entry else None,
    )
