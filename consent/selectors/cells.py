"""One state as a cell, one letter as a line: what the board, its exports and its views of the past are made of."""

import dataclasses
import datetime as dt
from collections.abc import Iterable
from zoneinfo import ZoneInfo

from django.utils.translation import gettext as _
from django.utils.translation import npgettext, pgettext

from directory import clocks
from directory.words import parted, separated

from .. import positions, words
from ..enums import Doubt, LetterKind, Position
from ..models import Communication, EntitledState, Round

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
    party: int = 0

    @property
    def written(self) -> bool:
        """Whether it agreed in writing: what stands apart from silence in every list."""
        return self.position in positions.WRITTEN


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


def in_order(round_: Round) -> list[EntitledState]:
    """The entitled states in the sort order of the active language. Reads ``entitled_states`` with their parties (prefetch them)."""
    return sorted(round_.entitled_states.all(), key=lambda row: (row.party.sort_key or row.printed_name, row.pk))


def cells(round_: Round, stand: positions.Stand, letters: list[LetterRow], names: dict[int, str], *, adopted: bool, struck_too: bool = False) -> list[Cell]:
    """A cell for each entitled state. ``adopted``: silence is said to be what certification has made of it.

    ``struck_too``: ``letters`` holds no struck entry but such as stood at the moment that is asked about.
    """
    own: dict[int, list[LetterRow]] = {}
    for entry in letters:
        if struck_too or entry.letter.struck_at is None:
            for party in entry.letter.states.all():
                own.setdefault(party.pk, []).append(entry)
    zone = round_.deadline_zone
    return [_cell(row, names[row.party_id], stand, own.get(row.party_id, []), adopted, zone) for row in in_order(round_)]


def _cell(row: EntitledState, name: str, stand: positions.Stand, own: list[LetterRow], adopted: bool, zone: str) -> Cell:
    position = stand.positions[row.party_id]
    sign, colour = SIGNS[position]
    small = _last(own, zone) if own else ""
    word = str(position.label)
    if adopted and position in positions.COUNTED_AS_CONSENT:
        word, small = _("Counted as consent"), parted(part for part in (str(position.label).lower(), small) if part)
    return Cell(name, position, sign, colour, word, small, row.party_id)


def _last(own: list[LetterRow], zone: str) -> str:
    """The last letter in a few words: what needs a decision comes first, since that is what the officer looks for."""
    entry = next((e for e in reversed(own) if e.doubt), own[-1])
    said = words.quoted(entry.letter.summary) if entry.doubt and entry.letter.summary else str(entry.meaning.label)
    day = clocks.short_day(entry.letter.received_at.astimezone(ZoneInfo(zone)).date(), year=False, weekday=False)
    parts = [said if entry.late or entry.doubt else "", day, str(entry.doubt.label) if entry.doubt else "", pgettext("letter", "late") if entry.late else ""]
    return separated(part for part in parts if part)


def letter_row(
    communication: Communication,
    names: dict[int, str],
    zone: str,
    asked: positions.Asked | None = None,
    stand: positions.Stand | None = None,
    letter: positions.Letter | None = None,
) -> LetterRow:
    """``letter`` is the entry as it stood at a moment of the past; None is as it stands. Reads ``states`` and ``decisions`` (prefetch them)."""
    letter = letter or communication.as_letter()
    local = letter.received_at.astimezone(ZoneInfo(zone or "UTC"))
    flags = []
    if asked is not None and not letter.states & asked.entitled:
        flags.append(_("not from an entitled state: kept, never counted"))
    if communication.their_date and communication.their_date > local.date():
        flags.append(_("dated after it was received"))
    lacking = letter.lacks_form(asked) if asked else None
    if lacking and not (stand and letter.key in stand.doubts):
        flags.append(str(lacking.label))
    if letter.rulings and letter.rulings[-1].answered:
        decisions = sorted(communication.decisions.all(), key=lambda decision: decision.pk)
        flags.append(decisions[len(letter.rulings) - 1].get_answer_display())
    return LetterRow(
        letter=communication,
        # the second decides at the deadline; elsewhere it is noise
        hour=f"{local:%H:%M:%S}" if local.second else f"{local:%H:%M}",
        states=separated(names.get(party.pk, str(party)) for party in communication.states.all()),
        meaning=letter.meaning,
        doubt=stand.doubts.get(letter.key) if stand else None,
        late=asked is not None and positions.is_late(letter, asked),
        flags=flags,
    )


def numbers(counts: positions.Counts) -> list[tuple[int, str]]:
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


def named(keys: Iterable[int], names: dict[int, str]) -> list[str]:
    """The names of these states in the order of ``names``; a state that was not asked is left out."""
    wanted = set(keys)
    return [name for key, name in names.items() if key in wanted]


def moment_in_words(instant: dt.datetime, zone: str) -> str:
    """For a column or a picture, on a clock that is named elsewhere: with the second where it decides."""
    return clocks.short_moment(instant, zone, seconds=bool(instant.second))
