"""The board of one round, ready to be shown: one cell per state, every letter, the line of time."""

import dataclasses
import datetime as dt
from zoneinfo import ZoneInfo

from django.utils.translation import gettext as _
from django.utils.translation import npgettext, pgettext

from directory import clocks
from directory.words import parted, separated

from .. import positions, words
from ..enums import Channel, Doubt, EventKind, Label, LetterKind, Position, RoundState
from ..models import Communication, Dispatch, EntitledState, ProcedureEvent, Round
from .loading import names_of, rounds_with_letters, seat_zone, stand_of

BEIJING = "Asia/Shanghai"
SIGNS = {
    Position.OBJECTION: ("✕", "stop"),
    Position.DECISION_NEEDED: ("?", "wait"),
    Position.AGREED: ("✓", "good"),
    Position.AGREED_WITH_COMMENT: ("✓", "good"),
    Position.COMMENT_OR_QUESTION: ("❝", "talk"),
    Position.RECEIPT_ONLY: ("◐", "talk"),
    Position.NO_REPLY: ("○", "none"),
    Position.PROPOSER: ("◆", "talk"),
}


@dataclasses.dataclass(frozen=True)
class Cell:
    """One state: its name of the day, its position as sign, colour and word, and its last letter in a few words."""

    name: str
    position: Position
    sign: str
    colour: str
    word: str
    small: str


@dataclasses.dataclass(frozen=True)
class LetterRow:
    """One letter in the list. ``doubt`` is why it needs a decision; ``flags`` are remarks, each a word or two."""

    letter: Communication
    states: str
    meaning: LetterKind
    doubt: Doubt | None
    late: bool
    hour: str
    flags: list[str]


@dataclasses.dataclass(frozen=True)
class EventRow:
    """One line of what was done; ``about`` names the states of the letter it speaks of."""

    event: ProcedureEvent
    about: str


@dataclasses.dataclass(frozen=True)
class Clock:
    """A clock on which the deadline is read."""

    heading: str
    zone: str


@dataclasses.dataclass(frozen=True)
class Dot:
    """A letter on the line of time: ``x`` in units of the picture."""

    x: int
    colour: str


@dataclasses.dataclass(frozen=True)
class Line:
    """The line of time from the sending to the deadline, in a picture 1000 units wide. ``now`` is None once it lies outside."""

    done: int
    now: int | None
    dots: list[Dot]


@dataclasses.dataclass(frozen=True)
class Certificate:
    """What was certified, as it was seen then: whatever is entered later does not change it."""

    groups: list[tuple[str, list[str]]]
    channels: list[str]


@dataclasses.dataclass(frozen=True)
class Board:
    """A round as the Secretariat sees it. ``stand`` and ``line`` are None for a draft."""

    round: Round
    stand: positions.Stand | None
    cells: list[Cell]
    letters: list[LetterRow]
    dispatches: list[Dispatch]
    events: list[EventRow]
    clocks: list[Clock]
    line: Line | None
    counts: list[tuple[int, str]]
    objects_after_all: bool
    city: str
    certificate: Certificate | None

    @property
    def labels(self) -> list[Label]:
        return self.stand.labels if self.stand and self.round.state == RoundState.OPEN else []

    @property
    def zone(self) -> str:
        """The zone in which the page tells the hours of letters: that of the deadline, so that they can be compared with it."""
        return self.round.deadline_zone or self.clocks[0].zone


def board(round_id: int, now: dt.datetime, reader_zone: str = "") -> Board:
    """The board of a round at ``now``. Raises Round.DoesNotExist. A constant number of queries."""
    round_ = rounds_with_letters().get(pk=round_id)
    events = list(ProcedureEvent.objects.filter(round=round_).select_related("by").order_by("recorded_at", "pk"))
    zones = [(_("Secretariat"), seat_zone()), (_("As in the note"), round_.deadline_zone), (_("Beijing"), BEIJING), (_("Your clock"), reader_zone)]
    told = [Clock(heading, zone) for number, (heading, zone) in enumerate(zones) if zone and zone not in {earlier for _h, earlier in zones[:number]}]
    communications = list(round_.communications.all())
    names = names_of(round_)
    city = clocks.said(round_.deadline or now, round_.deadline_zone or told[0].zone).city
    if round_.deadline is None:
        rows = [_row(communication, None, None, names) for communication in communications]
        return Board(round_, None, [], rows, [], _events(events, rows), told, None, [], False, city, None)
    stand, asked = stand_of(round_, now), round_.asked()
    rows = [_row(communication, asked, stand, names) for communication in communications]
    entitled = sorted(round_.entitled_states.all(), key=lambda row: (row.party.sort_key or row.printed_name, row.pk))
    adopted = round_.state == RoundState.ADOPTED
    return Board(
        round=round_,
        stand=stand,
        cells=[_cell(row, names[row.party_id], stand, rows, adopted, round_) for row in entitled],
        letters=rows,
        dispatches=list(round_.dispatches.all()),
        events=_events(events, rows),
        clocks=told,
        line=_line(round_, rows, stand, now),
        counts=_counts(stand.counts),
        objects_after_all=adopted and (stand.broken or bool(stand.doubts)),
        city=city,
        certificate=_certificate(events, {row.printed_name: names[row.party_id] for row in entitled}) if adopted else None,
    )


def _events(events: list[ProcedureEvent], letters: list[LetterRow]) -> list[EventRow]:
    states = {entry.letter.pk: entry.states for entry in letters}
    return [EventRow(event, states.get(event.detail.get("letter"), "")) for event in events]


def _certificate(events: list[ProcedureEvent], names: dict[str, str]) -> Certificate | None:
    """``names`` gives each state's name for the reader by the one that the record has kept."""
    event = next((event for event in reversed(events) if event.kind == EventKind.CERTIFIED), None)
    if event is None:
        return None
    channels = [str(Channel(value).label) for value in event.detail["channels"]]
    return Certificate(words.grouped([(names.get(name, name), Position(value)) for name, value in event.detail["positions"].items()]), channels)


def _cell(row: EntitledState, name: str, stand: positions.Stand, letters: list[LetterRow], adopted: bool, round_: Round) -> Cell:
    position = stand.positions[row.party_id]
    sign, colour = SIGNS[position]
    own = [entry for entry in letters if entry.letter.struck_at is None and row.party_id in {party.pk for party in entry.letter.states.all()}]
    small = _last(own, round_) if own else ""
    word = str(position.label)
    if adopted and position in positions.COUNTED_AS_CONSENT:
        word, small = _("Counted as consent"), parted(part for part in (str(position.label).lower(), small) if part)
    return Cell(name, position, sign, colour, word, small)


def _last(own: list[LetterRow], round_: Round) -> str:
    """The last letter in a few words: what needs a decision comes first, since that is what the officer looks for."""
    entry = next((e for e in reversed(own) if e.doubt), own[-1])
    said = words.quoted(entry.letter.summary) if entry.doubt and entry.letter.summary else str(entry.meaning.label)
    day = clocks.short_day(entry.letter.received_at.astimezone(ZoneInfo(round_.deadline_zone)).date(), year=False, weekday=False)
    parts = [said if entry.late or entry.doubt else "", day, str(entry.doubt.label) if entry.doubt else "", pgettext("letter", "late") if entry.late else ""]
    return separated(part for part in parts if part)


def _row(communication: Communication, asked: positions.Asked | None, stand: positions.Stand | None, names: dict[int, str]) -> LetterRow:
    parties = list(communication.states.all())
    letter = communication.as_letter()
    late = asked is not None and positions.is_late(letter, asked)
    flags = []
    if asked is not None and not letter.states & asked.entitled:
        flags.append(_("not from an entitled state: kept, never counted"))
    zone = ZoneInfo(communication.round.deadline_zone or "UTC")
    if communication.their_date and communication.their_date > letter.received_at.astimezone(zone).date():
        flags.append(_("dated after it was received"))
    if letter.lacks_form and not (stand and letter.key in stand.doubts):
        flags.append(str(letter.lacks_form.label))
    if letter.ruling is not None and letter.ruling == letter.kind == LetterKind.EXTENSION_REQUEST:
        flags.append(pgettext("request for an extension", "refused"))
    local = letter.received_at.astimezone(zone)
    return LetterRow(
        letter=communication,
        # the second decides at the deadline; elsewhere it is noise
        hour=f"{local:%H:%M:%S}" if local.second else f"{local:%H:%M}",
        states=separated(names.get(party.pk, str(party)) for party in parties),
        meaning=letter.meaning,
        doubt=stand.doubts.get(letter.key) if stand else None,
        late=late,
        flags=flags,
    )


def _counts(counts: positions.Counts) -> list[tuple[int, str]]:
    """Each number with the word beneath it, which follows the number where a language wants that."""
    found = counts.by_position.get
    comments, receipts, silent = found(Position.COMMENT_OR_QUESTION, 0), found(Position.RECEIPT_ONLY, 0), found(Position.NO_REPLY, 0)
    open_ = found(Position.DECISION_NEEDED, 0)
    return [
        (counts.written, npgettext("beneath a number", "agreed in writing", "agreed in writing", counts.written)),
        (comments, npgettext("beneath a number", "comment or question", "comments or questions", comments)),
        (receipts, npgettext("beneath a number", "receipt only", "receipts only", receipts)),
        (open_, npgettext("beneath a number", "decision needed", "decisions needed", open_)),
        (counts.objections, npgettext("beneath a number", "objection", "objections", counts.objections)),
        (silent, npgettext("beneath a number", "no reply", "no reply", silent)),
        (counts.proposer, npgettext("beneath a number", "proposer", "proposers", counts.proposer)),
    ]


def _line(round_: Round, letters: list[LetterRow], stand: positions.Stand, now: dt.datetime) -> Line:
    assert round_.started_at is not None and round_.deadline is not None  # the schema holds both for every round that is not a draft
    span = (round_.deadline - round_.started_at).total_seconds() or 1

    def x(instant: dt.datetime) -> int:
        return 10 + round(980 * min(1.0, max(0.0, (instant - round_.started_at).total_seconds() / span)))  # type: ignore[operator]

    dots = [Dot(x(entry.letter.received_at), _colour(entry)) for entry in letters if entry.letter.struck_at is None and not entry.late]
    return Line(done=x(now), now=None if stand.over else x(now), dots=dots)


def _colour(entry: LetterRow) -> str:
    if entry.doubt:
        return "wait"
    if entry.meaning in positions.CONSENTING:
        return "good"
    return "stop" if entry.meaning in {LetterKind.OBJECTION, LetterKind.AMENDMENT} else "talk"
