"""The line of time of a round as a picture: the period from the sending of the note to its end, each letter on it, late ones behind the end."""

import dataclasses
import datetime as dt

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from directory.words import separated

from .. import positions
from ..enums import LetterKind
from ..models import DeadlineChange, Round
from .cells import LetterRow, moment_in_words

LEFT, RIGHT = 10, 990  # units of the picture
END_BEFORE_LATE = 850  # where the period ends in a picture that shows late letters; what lies behind it is not to scale
BASE, STEP, WIDE = 46, 20, 18  # the line itself, from one row of dots to the next, how near two dots may come


@dataclasses.dataclass(frozen=True)
class Dot:
    """A letter: where it stands, its colour (and with it its shape), and in words what a reader of the picture is told."""

    x: int
    y: int
    colour: str
    title: str
    desc: str
    late: bool = False


@dataclasses.dataclass(frozen=True)
class Mark:
    """A deadline that was moved later."""

    x: int
    words: str


@dataclasses.dataclass(frozen=True)
class Line:
    """1000 units wide, from ``top`` to the words beneath the line. ``now`` is None once it lies behind the end."""

    done: int
    now: int | None
    end: int
    dots: list[Dot]
    marks: list[Mark]

    @property
    def top(self) -> int:
        return min([0, *(dot.y - 3 * STEP for dot in self.dots)])

    @property
    def height(self) -> int:
        return 84 - self.top

    @property
    def late(self) -> list[Dot]:
        return [dot for dot in self.dots if dot.late]


def line(round_: Round, letters: list[LetterRow], changes: list[DeadlineChange], now: dt.datetime, *, over: bool) -> Line:
    assert round_.started_at is not None and round_.deadline is not None  # the schema holds both for every round that is not a draft
    zone, started_at = round_.deadline_zone, round_.started_at
    shown = [entry for entry in letters if entry.letter.struck_at is None]
    late = [entry for entry in shown if entry.late]
    end = END_BEFORE_LATE if late else RIGHT
    span = (round_.deadline - started_at).total_seconds() or 1

    def x(instant: dt.datetime) -> int:
        return LEFT + round((end - LEFT) * min(1.0, max(0.0, (instant - started_at).total_seconds() / span)))

    placed = [(x(entry.letter.received_at), entry) for entry in shown if not entry.late]
    step = (RIGHT - end) // (len(late) + 1) if late else 0
    placed += [(end + step * number, entry) for number, entry in enumerate(late, 1)]
    marks = [
        Mark(
            x(change.former),
            _("The period ended here, %(former)s, until it was extended on %(when)s")
            % {"former": moment_in_words(change.former, zone), "when": moment_in_words(change.at, zone)},
        )
        for change in changes
    ]
    return Line(done=end if over else x(now), now=None if over else x(now), end=end, dots=_stacked(placed, zone), marks=marks)


def _stacked(placed: list[tuple[int, LetterRow]], zone: str) -> list[Dot]:
    """The dots, one above the other where they would cover each other."""
    rows: list[int] = []  # the last place taken in each row, from the line upwards
    dots = []
    for x, entry in placed:
        level = next((number for number, last in enumerate(rows) if last + WIDE <= x), len(rows))
        rows[level : level + 1] = [x]
        when = _("received %(when)s") % {"when": moment_in_words(entry.letter.received_at, zone)}
        remarks = [when, pgettext("letter", "late") if entry.late else "", str(entry.doubt.label) if entry.doubt else ""]
        title = pgettext("a letter on the line of time", "%(states)s: %(says)s") % {"states": entry.states, "says": entry.meaning.label}
        dots.append(Dot(x, BASE - STEP * level, _colour(entry), title, separated(filter(None, remarks)), entry.late))
    return dots


def _colour(entry: LetterRow) -> str:
    if entry.late:
        return "late"
    if entry.doubt:
        return "wait"
    if entry.meaning in positions.CONSENTING:
        return "good"
    return "stop" if entry.meaning in {LetterKind.OBJECTION, LetterKind.AMENDMENT} else "talk"
