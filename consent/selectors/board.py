"""The board of one round, ready to be shown: one cell per state, every letter, the line of time, what went out, what was certified."""

import dataclasses
import datetime as dt

from django.db.models import Prefetch
from django.utils.translation import gettext as _

from directory import clocks

from .. import positions
from ..enums import Label, Purpose, RoundState
from ..models import Annulment, Bounce, Communication, DeadlineChange, Dispatch, ProcedureEvent, Round, TextVersion
from .cells import Cell, LetterRow, cells, in_order, letter_row, named, numbers
from .certified import Certificate, certificates
from .difference import EarlierConsents, earlier_consents, texts_of
from .line import Line, line
from .loading import names_of, rounds_with_letters, seat_zone, stand_of
from .sent import SentRow, ToldRow, not_reached, sent_rows, told_rows
from .told import withdrawals_to_tell

BEIJING = "Asia/Shanghai"


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
class Board:
    """A round as the Secretariat sees it. ``stand`` and ``line`` are None for a draft.

    ``certificate`` is the one that holds, ``former`` those that were annulled; ``proposed`` is an annulment that waits for its second officer.
    """

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
    former: list[Certificate]
    proposed: Annulment | None
    sent: list[SentRow]
    not_reached: list[str]
    told: list[ToldRow]
    changes: list[DeadlineChange]
    texts: list[TextVersion]
    to_tell: list[Communication]
    earlier: list[EarlierConsents]

    @property
    def labels(self) -> list[Label]:
        return self.stand.labels if self.stand and self.round.state == RoundState.OPEN else []

    @property
    def zone(self) -> str:
        """The zone in which the page tells the hours of letters: that of the deadline, so that they can be compared with it."""
        return self.round.deadline_zone or self.clocks[0].zone

    @property
    def acknowledged(self) -> set[int | None]:
        """The letters, by key, whose receipt has been sent."""
        return {row.notice.letter_id for row in self.told if row.notice.purpose == Purpose.RECEIPT}

    @property
    def letters_to_tell(self) -> list[LetterRow]:
        """The withdrawals of which the states wait to be told."""
        waiting = {letter.pk for letter in self.to_tell}
        return [row for row in self.letters if row.letter.pk in waiting]

    @property
    def proposed_letter(self) -> LetterRow | None:
        """The timely objection on which the proposed annulment rests."""
        return next((row for row in self.letters if self.proposed is not None and row.letter.pk == self.proposed.letter_id), None)


def board(round_id: int, now: dt.datetime, reader_zone: str = "") -> Board:
    """The board of a round at ``now``. Raises Round.DoesNotExist. A constant number of queries."""
    bounces = Prefetch("dispatches__bounces", Bounce.objects.order_by("at", "pk"))
    round_ = rounds_with_letters().select_related("closed_by").prefetch_related("dispatches__except_states", bounces).get(pk=round_id)
    events = list(ProcedureEvent.objects.filter(round=round_).select_related("by").order_by("number"))
    zones = [(_("Secretariat"), seat_zone()), (_("As in the note"), round_.deadline_zone), (_("Beijing"), BEIJING), (_("Your clock"), reader_zone)]
    told = [Clock(heading, zone) for number, (heading, zone) in enumerate(zones) if zone and zone not in {earlier for _h, earlier in zones[:number]}]
    names, zone = _ordered(names_of(round_), round_), round_.deadline_zone
    begun = round_.deadline is not None
    stand, asked = (stand_of(round_, now), round_.asked()) if begun else (None, None)
    communications = list(round_.communications.all())
    rows = [letter_row(communication, names, zone, asked, stand) for communication in communications]
    changes = list(DeadlineChange.objects.filter(round=round_).select_related("by").order_by("at", "pk"))
    annulments = list(Annulment.objects.filter(round=round_).select_related("proposed_by", "confirmed_by", "certified_by").order_by("pk"))
    adopted = round_.state == RoundState.ADOPTED
    given = certificates(round_, events, annulments, names)
    return Board(
        round=round_,
        stand=stand,
        cells=cells(round_, stand, rows, names, adopted=adopted) if stand else [],
        letters=rows,
        dispatches=list(round_.dispatches.all()),
        events=_events(events, rows),
        clocks=told,
        line=line(round_, rows, changes, now, over=stand.over) if stand else None,
        counts=numbers(stand.counts) if stand else [],
        objects_after_all=stand is not None and adopted and (stand.broken or bool(stand.doubts)),
        city=clocks.said(round_.deadline or now, zone or told[0].zone).city,
        certificate=given[-1] if adopted and given else None,
        former=[certificate for certificate in given if certificate.annulment is not None],
        proposed=next((row for row in annulments if row.confirmed_at is None and row.dropped_at is None), None),
        sent=sent_rows(round_, names),
        not_reached=named(not_reached(round_), names) if begun else [],
        told=told_rows(round_, names),
        changes=changes,
        texts=texts_of(round_.procedure_id),
        to_tell=withdrawals_to_tell(round_, communications),
        earlier=earlier_consents(round_, now),
    )


def _ordered(names: dict[int, str], round_: Round) -> dict[int, str]:
    """``names`` in the sort order of the active language."""
    return {row.party_id: names[row.party_id] for row in in_order(round_)}


def _events(events: list[ProcedureEvent], letters: list[LetterRow]) -> list[EventRow]:
    states = {entry.letter.pk: entry.states for entry in letters}
    return [EventRow(event, states.get(event.detail.get("letter"), "")) for event in events]
