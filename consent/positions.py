"""The pure core of a silence procedure: where each state stands, what stands above the round, whether it can be certified.

Functions of letters, rules and instants; no queries, no clock. Every screen, task and service derives from here and stores nothing of it, so that a
letter entered late, or an entry struck, changes what is shown without a way back having to exist.
"""

import dataclasses
import datetime as dt
from collections import Counter
from collections.abc import Iterable

from seminar_portal import clock

from .enums import Channel, Doubt, Label, LetterKind, OthersLearn, Position, Reading

CONSENTING = frozenset({LetterKind.CONSENT, LetterKind.CONSENT_WITH_COMMENT})
OBJECTING = frozenset({LetterKind.OBJECTION, LetterKind.AMENDMENT})
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
    written_form: bool = True
    late_withdrawal_lifts: bool = False

    @property
    def breaking(self) -> frozenset[LetterKind]:
        return OBJECTING if self.amendment_breaks else frozenset({LetterKind.OBJECTION})


@dataclasses.dataclass(frozen=True)
class Ruling:
    """What an officer has decided that a letter means. ``answered``: the ruling answers a request for an extension, by granting or refusing it."""

    at: dt.datetime
    meaning: LetterKind
    answered: bool = False


@dataclasses.dataclass(frozen=True)
class Letter:
    """A letter as it was entered, with the rulings on its meaning, oldest first. ``withdraws``: the key of the letter that a withdrawal names, if any."""

    key: int
    states: frozenset[int]
    kind: LetterKind
    received_at: dt.datetime
    channel: Channel = Channel.NOTE
    signed: bool = True
    sender_in_doubt: bool = False
    recorded_at: dt.datetime | None = None
    rulings: tuple[Ruling, ...] = ()
    struck_at: dt.datetime | None = None
    withdraws: int | None = None

    @property
    def struck(self) -> bool:
        return self.struck_at is not None

    @property
    def ruling(self) -> LetterKind | None:
        return self.rulings[-1].meaning if self.rulings else None

    @property
    def meaning(self) -> LetterKind:
        return self.ruling or self.kind

    def lacks_form(self, asked: Asked) -> Doubt | None:
        """What its form lacks by the rules of the round. A ruling heals it: an officer has said what the letter counts for."""
        if self.ruling is not None:
            return None
        if asked.written_form and self.channel == Channel.ORAL:
            return Doubt.ORAL
        if asked.written_form and not self.signed:
            return Doubt.UNSIGNED
        return Doubt.SENDER if self.sender_in_doubt else None


def _lifts_late(letter: Letter, asked: Asked) -> bool:
    """Whether a late letter counts all the same: the withdrawal of an objection, where the rules of the round let it lift one after the period."""
    return asked.late_withdrawal_lifts and letter.meaning == LetterKind.WITHDRAWAL


def is_late(letter: Letter, asked: Asked) -> bool:
    return not clock.in_time(letter.received_at, asked.deadline)


def changes_nothing(letter: Letter, asked: Asked) -> bool:
    """Whether ``letter`` came too late to count: after the period, and no withdrawal that the rules let lift an objection all the same."""
    return is_late(letter, asked) and not _lifts_late(letter, asked)


def operative(letters: Iterable[Letter], asked: Asked) -> list[Letter]:
    """The letters that may change something: not struck, received in time, from an entitled state; in order of receipt.

    A withdrawal after the period is among them where the rules say that it lifts the objection.
    """
    counted = (
        letter for letter in letters if not letter.struck and (not is_late(letter, asked) or _lifts_late(letter, asked)) and letter.states & asked.entitled
    )
    return sorted(counted, key=lambda letter: (letter.received_at, letter.key))


def _of(state: int, letters: Iterable[Letter]) -> list[Letter]:
    return [letter for letter in letters if state in letter.states]


def _standing_objections(own: list[Letter], asked: Asked) -> list[Letter]:
    """The objections (amendments, if they break) of one state that no later withdrawal lifts. ``own``: its operative letters.

    A withdrawal lifts all that came before it, or at its very moment; one that names an objection lifts that one alone. A name that leads to no objection of
    the state (its entry was struck) is as if none had been given.
    """
    objections = {letter.key for letter in own if letter.meaning in OBJECTING}
    lifted = [
        (letter.received_at, letter.withdraws if letter.withdraws in objections else None)
        for letter in own
        if letter.meaning == LetterKind.WITHDRAWAL and not letter.lacks_form(asked)
    ]
    return [
        letter
        for letter in own
        if letter.meaning in asked.breaking
        and not letter.lacks_form(asked)
        and not any(letter.received_at <= at and named in {None, letter.key} for at, named in lifted)
    ]


def standing_objections(letters: Iterable[Letter], asked: Asked) -> frozenset[int]:
    """The letters that stand as timely objections, by key."""
    counted = operative(letters, asked)
    return frozenset(letter.key for state in asked.entitled for letter in _standing_objections(_of(state, counted), asked))


def _takes_back(withdrawal: Letter, objection: Letter, objections: frozenset[int], asked: Asked) -> bool:
    """Whether one letter withdraws the other in words, in time or not; a name that leads to none of ``objections`` (keys) is as if none had been given."""
    named = withdrawal.withdraws if withdrawal.withdraws in objections else None
    return bool(
        withdrawal.meaning == LetterKind.WITHDRAWAL
        and not withdrawal.struck
        and not withdrawal.lacks_form(asked)
        and withdrawal.states & objection.states & asked.entitled
        and objection.received_at <= withdrawal.received_at
        and named in {None, objection.key}
    )


def withdrawable(letters: Iterable[Letter], asked: Asked) -> list[Letter]:
    """The objections on file that no letter takes back, oldest first: those that stand, and those that came too late and never counted."""
    letters = list(letters)
    standing = standing_objections(letters, asked)
    objections = frozenset(letter.key for letter in letters if letter.meaning in OBJECTING and not letter.struck)
    late = (letter for letter in letters if letter.key in objections and letter.meaning in asked.breaking and is_late(letter, asked))
    open_ = [letter for letter in letters if letter.key in standing] + [
        letter for letter in late if letter.states & asked.entitled and not letter.lacks_form(asked)
    ]
    left = [letter for letter in open_ if not any(_takes_back(other, letter, objections, asked) for other in letters)]
    return sorted(left, key=lambda letter: (letter.received_at, letter.key))


def withdrawals(letters: Iterable[Letter], asked: Asked) -> frozenset[int]:
    """The letters, by key, by which a state takes back an objection of its own that was on file: in the form the rules want, in time or not."""
    letters = list(letters)
    objections = [letter for letter in operative(letters, asked) if letter.meaning in asked.breaking and not letter.lacks_form(asked)]
    return frozenset(
        letter.key
        for letter in letters
        if letter.meaning == LetterKind.WITHDRAWAL
        and not letter.struck
        and not letter.lacks_form(asked)
        and any(objection.states & letter.states & asked.entitled and objection.received_at <= letter.received_at for objection in objections)
    )


def _doubt(letter: Letter, own: list[Letter], asked: Asked) -> Doubt | None:
    """Why ``letter`` needs a decision on behalf of the state whose operative letters are ``own``; None where it cannot change the outcome."""
    if letter.meaning == LetterKind.EXTENSION_REQUEST:
        return None if letter.rulings and letter.rulings[-1].answered else Doubt.EXTENSION
    if letter.ruling is not None:
        return None
    if letter.kind == LetterKind.UNCLEAR:
        return Doubt.UNCLEAR
    if letter.kind in asked.breaking:
        return letter.lacks_form(asked)
    if letter.kind != LetterKind.WITHDRAWAL and letter.kind not in CONSENTING:
        return None
    objections = _standing_objections(own, asked)
    # if it lifted anything, the silence might hold after all; an objection received later than the letter stands in any case
    if not objections or objections[-1].received_at > letter.received_at:
        return None
    return letter.lacks_form(asked) if letter.kind == LetterKind.WITHDRAWAL else Doubt.CONFLICT


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
    consents = [letter.meaning for letter in own if letter.meaning in CONSENTING and not letter.lacks_form(asked)]
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


def objecting(stand: "Stand") -> list[int]:
    """The states that object, by key."""
    return sorted(state for state, position in stand.positions.items() if position == Position.OBJECTION)


def named_objecting(stand: "Stand", others_learn: str) -> list[int]:
    """The states, by key, that an announcement of the broken silence names: those that object where the rules say "who", else none."""
    return objecting(stand) if others_learn == OthersLearn.NAMED else []


def named_withdrawing(letter: Letter, asked: Asked, others_learn: str) -> list[int]:
    """The states, by key, that the announcement of the withdrawal ``letter`` names."""
    return sorted(letter.states & asked.entitled) if others_learn == OthersLearn.NAMED else []


def as_of(letters: Iterable[Letter], moment: dt.datetime, reading: Reading) -> list[Letter]:
    """The letters of a moment of the past, in one of the two readings of "who had agreed by …?".

    *Received by then*: what had arrived by the moment, with all that is known of it today. *Known to us then*: what had been recorded by the moment, with
    the rulings of that time, and entries that were struck later as they stood.
    """
    if reading == Reading.RECEIVED:
        return [letter for letter in letters if clock.in_time(letter.received_at, moment)]
    known = (letter for letter in letters if letter.recorded_at is not None and clock.in_time(letter.recorded_at, moment))
    return [
        dataclasses.replace(
            letter,
            rulings=tuple(ruling for ruling in letter.rulings if clock.in_time(ruling.at, moment)),
            struck_at=letter.struck_at if letter.struck_at is not None and clock.in_time(letter.struck_at, moment) else None,
        )
        for letter in known
    ]


def asked_at(asked: Asked, moment: dt.datetime, changes: Iterable[tuple[dt.datetime, dt.datetime]]) -> Asked:
    """The question as it stood at ``moment``: ``changes`` are the extensions, oldest first, as (when decided, the deadline before)."""
    later = [former for decided, former in changes if not clock.in_time(decided, moment)]
    return dataclasses.replace(asked, deadline=later[0]) if later else asked


def channels_used(dispatched: Iterable[str], letters: Iterable[Letter]) -> list[Channel]:
    """The channels by which something went out or came in, in the order of the enumeration: those an officer must have examined."""
    used = set(dispatched) | {letter.channel for letter in letters if not letter.struck}
    return [channel for channel in Channel if channel in used]
