"""The pure core of a silence procedure: where each state stands, what stands above the round, whether it can be certified.

Functions of letters, rules and instants; no queries, no clock. Every screen, task and service derives from here and stores nothing of it, so that a
letter entered late, or an entry struck, changes what is shown without a way back having to exist.
"""

import dataclasses
import datetime as dt
from collections import Counter
from collections.abc import Iterable

from seminar_portal import clock

from .enums import Channel, Doubt, Label, LetterKind, Position

CONSENTING = frozenset({LetterKind.CONSENT, LetterKind.CONSENT_WITH_COMMENT})
TALKING = frozenset({LetterKind.COMMENT, LetterKind.QUESTION, LetterKind.POSITION_STATEMENT, LetterKind.EXTENSION_REQUEST, LetterKind.WITHDRAWAL})
WRITTEN = frozenset({Position.AGREED, Position.AGREED_WITH_COMMENT})
COUNTED_AS_CONSENT = frozenset({Position.NO_REPLY, Position.RECEIPT_ONLY, Position.COMMENT_OR_QUESTION})


@dataclasses.dataclass(frozen=True)
class Asked:
    """The question of one round: who was asked (keys of parties), until when, by which rules."""

    entitled: frozenset[int]
    proposer: int | None
    deadline: dt.datetime
    objections_to_break: int = 1
    amendment_breaks: bool = True
    proposer_consents: bool = True

    @property
    def breaking(self) -> frozenset[LetterKind]:
        return frozenset({LetterKind.OBJECTION, LetterKind.AMENDMENT} if self.amendment_breaks else {LetterKind.OBJECTION})


@dataclasses.dataclass(frozen=True)
class Letter:
    """A letter as it was entered, with the ruling on its meaning if there is one."""

    key: int
    states: frozenset[int]
    kind: LetterKind
    received_at: dt.datetime
    channel: Channel = Channel.NOTE
    signed: bool = True
    sender_in_doubt: bool = False
    ruling: LetterKind | None = None
    struck: bool = False

    @property
    def meaning(self) -> LetterKind:
        return self.ruling or self.kind

    @property
    def lacks_form(self) -> Doubt | None:
        """What its form lacks. A ruling heals it: an officer has said what the letter counts for."""
        if self.ruling is not None:
            return None
        if self.channel == Channel.ORAL:
            return Doubt.ORAL
        if not self.signed:
            return Doubt.UNSIGNED
        return Doubt.SENDER if self.sender_in_doubt else None


def is_late(letter: Letter, asked: Asked) -> bool:
    return not clock.in_time(letter.received_at, asked.deadline)


def operative(letters: Iterable[Letter], asked: Asked) -> list[Letter]:
    """The letters that may change something: not struck, received in time, from an entitled state; in order of receipt."""
    counted = (letter for letter in letters if not letter.struck and not is_late(letter, asked) and letter.states & asked.entitled)
    return sorted(counted, key=lambda letter: (letter.received_at, letter.key))


def _of(state: int, letters: Iterable[Letter]) -> list[Letter]:
    return [letter for letter in letters if state in letter.states]


def _standing_objections(own: list[Letter], asked: Asked) -> list[Letter]:
    """The objections (amendments, if they break) of one state that no later withdrawal lifts. ``own``: its operative letters."""
    withdrawals = [letter.received_at for letter in own if letter.meaning == LetterKind.WITHDRAWAL and not letter.lacks_form]
    last_withdrawal = max(withdrawals, default=None)
    return [
        letter
        for letter in own
        if letter.meaning in asked.breaking and not letter.lacks_form and (last_withdrawal is None or letter.received_at > last_withdrawal)
    ]


def _doubt(letter: Letter, own: list[Letter], asked: Asked) -> Doubt | None:
    """Why ``letter`` needs a decision on behalf of the state whose operative letters are ``own``; None where it cannot change the outcome."""
    if letter.ruling is not None:
        return None
    if letter.kind == LetterKind.UNCLEAR:
        return Doubt.UNCLEAR
    if letter.kind == LetterKind.EXTENSION_REQUEST:
        return Doubt.EXTENSION
    if letter.kind in asked.breaking:
        return letter.lacks_form
    if letter.kind != LetterKind.WITHDRAWAL and letter.kind not in CONSENTING:
        return None
    objections = _standing_objections(own, asked)
    # if it lifted anything, the silence might hold after all; an objection received later than the letter stands in any case
    if not objections or objections[-1].received_at > letter.received_at:
        return None
    return letter.lacks_form if letter.kind == LetterKind.WITHDRAWAL else Doubt.CONFLICT


def doubts(letters: Iterable[Letter], asked: Asked) -> dict[int, Doubt]:
    """The letters that need a decision, by key, each with the reason."""
    counted = operative(letters, asked)
    found: dict[int, Doubt] = {}
    for letter in counted:
        for state in sorted(letter.states & asked.entitled):
            doubt = _doubt(letter, _of(state, counted), asked)
            if doubt:
                found.setdefault(letter.key, doubt)
    return found


def _position(own: list[Letter], is_proposer: bool, asked: Asked) -> Position:
    if _standing_objections(own, asked):
        return Position.OBJECTION
    if any(_doubt(letter, own, asked) for letter in own):
        return Position.DECISION_NEEDED
    consents = [letter.meaning for letter in own if letter.meaning in CONSENTING and not letter.lacks_form]
    if consents:
        return Position.AGREED if consents[-1] == LetterKind.CONSENT else Position.AGREED_WITH_COMMENT
    if any(letter.meaning in TALKING or letter.meaning == LetterKind.AMENDMENT for letter in own):
        # an objection that was withdrawn, an amendment that does not break: the state has spoken, and "no reply" would be untrue
        return Position.COMMENT_OR_QUESTION
    if own:
        # a receipt, or an oral or unsigned consent: the note has arrived, nothing is agreed in writing
        return Position.RECEIPT_ONLY
    return Position.PROPOSER if is_proposer and asked.proposer_consents else Position.NO_REPLY


def positions(letters: Iterable[Letter], asked: Asked) -> dict[int, Position]:
    """Where each entitled state stands, by key."""
    counted = operative(letters, asked)
    return {state: _position(_of(state, counted), state == asked.proposer, asked) for state in asked.entitled}


def is_broken(stand: dict[int, Position], asked: Asked) -> bool:
    """Whether as many states object as the rules need."""
    return sum(position == Position.OBJECTION for position in stand.values()) >= asked.objections_to_break


def is_over(asked: Asked, now: dt.datetime) -> bool:
    """Whether the period is over at ``now``. The printed second itself still belongs to it."""
    return not clock.in_time(now, asked.deadline)


@dataclasses.dataclass(frozen=True)
class Counts:
    """The states by position."""

    by_position: dict[Position, int]

    @property
    def written(self) -> int:
        return sum(self.by_position.get(position, 0) for position in WRITTEN)

    @property
    def silent(self) -> int:
        """Those who count as consenting at certification without having said so."""
        return sum(self.by_position.get(position, 0) for position in COUNTED_AS_CONSENT)

    @property
    def proposer(self) -> int:
        return self.by_position.get(Position.PROPOSER, 0)

    @property
    def objections(self) -> int:
        return self.by_position.get(Position.OBJECTION, 0)

    @property
    def total(self) -> int:
        return sum(self.by_position.values())

    @property
    def as_shown(self) -> str:
        """The numbers on the certifying button, so that the service can tell whether they still hold."""
        return f"{self.written}-{self.silent}-{self.proposer}-{self.objections}"


@dataclasses.dataclass(frozen=True)
class Stand:
    """Everything derived from one round at one instant."""

    positions: dict[int, Position]
    doubts: dict[int, Doubt]
    counts: Counts
    broken: bool
    over: bool

    @property
    def labels(self) -> list[Label]:
        """What stands above an open round: the first that holds, but "decision needed" and "broken" together."""
        urgent = ([Label.DECISION_NEEDED] if self.doubts else []) + ([Label.BROKEN] if self.broken else [])
        return urgent or [Label.OVER if self.over else Label.RUNNING]

    @property
    def certifiable(self) -> bool:
        return self.over and not self.broken and not self.doubts

    @property
    def all_consented(self) -> bool:
        """Everybody agreed in writing (the proposer by proposing). The period runs on: a state may change its mind until it ends."""
        return bool(self.positions) and self.counts.written + self.counts.proposer == self.counts.total


def stand(letters: Iterable[Letter], asked: Asked, now: dt.datetime) -> Stand:
    """The round as it stands at ``now``."""
    letters = list(letters)
    found = positions(letters, asked)
    return Stand(
        positions=found,
        doubts=doubts(letters, asked),
        counts=Counts(dict(Counter(found.values()))),
        broken=is_broken(found, asked),
        over=is_over(asked, now),
    )


def channels_used(dispatched: Iterable[str], letters: Iterable[Letter]) -> list[Channel]:
    """The channels by which something went out or came in, in the order of the enumeration: those an officer must have examined."""
    used = set(dispatched) | {letter.channel for letter in letters if not letter.struck}
    return [channel for channel in Channel if channel in used]
