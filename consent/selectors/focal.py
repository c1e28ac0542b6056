"""The rounds of silence procedures as one state sees them: what it was asked, what it has said, what it was told.

Only the letters of the state itself are read, so that no other's can come to stand on its pages. Of other states it reads what the notices to it have
said: that there is an objection, or whose, as the rules of the round have it.
"""

import dataclasses
import datetime as dt
from collections.abc import Collection
from typing import Any

from django.db.models import Prefetch, QuerySet
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext

from directory.words import sentences

from .. import chain, positions, words
from ..enums import Answer, Doubt, Label, LetterKind, Position, Purpose, RoundState
from ..models import Communication, DeadlineChange, EntitledState, Notice, Round, TextFile, TextVersion
from .board import BEIJING
from .cells import SIGNS
from .loading import names_of
from .told import ANNOUNCING

# the colours of the public pages, where there are three; all else is a ring and a word
_COLOURS = {"good": "good", "wait": "wait", "stop": "stop"}
_OF_OBJECTIONS = (*ANNOUNCING, Purpose.WITHDRAWAL)


@dataclasses.dataclass(frozen=True)
class Question:
    """One round as one state sees it, at one instant. ``announced`` is the last that the state was told of an objection, None where nothing."""

    round: Round
    party: int
    position: Position
    over: bool
    objects: bool
    announced: Notice | None

    @property
    def is_open(self) -> bool:
        return self.round.state == RoundState.OPEN

    @property
    def runs(self) -> bool:
        """Whether an answer is asked for now."""
        return self.is_open and not self.over and not self.round.procedure.seminar.is_cancelled

    @property
    def may_withdraw(self) -> bool:
        """Whether a withdrawal has something to lift: in the period, or after it where the rules of the round let it."""
        return self.objects and (self.runs or (self.is_open and self.over and self.round.asked().late_withdrawal_lifts))

    @property
    def announced_broken(self) -> bool:
        """Whether the last word that the state has of an objection is that there is one."""
        return self.announced is not None and self.announced.purpose in ANNOUNCING

    @property
    def label(self) -> tuple[str, str]:
        """The word above the round and its colour. That the silence is broken shows once the states were told, not before: telling them is an act."""
        round_ = self.round
        if round_.state == RoundState.ADOPTED:
            return _("Adopted"), "good"
        if round_.state == RoundState.CLOSED:
            return capfirst(str(RoundState.CLOSED.label)), "stop"
        if round_.procedure.seminar.is_cancelled:
            return _("The seminar is cancelled"), "stop"
        if self.announced is not None and self.announced_broken:
            return capfirst(self.announced.get_purpose_display()), "stop"
        return (_("Period over: the outcome is still to come"), "wait") if self.over else (str(Label.RUNNING.label), "")

    @property
    def badge(self) -> tuple[str, str]:
        """Where the state stands, as a word and its colour."""
        if self.round.state == RoundState.ADOPTED and self.position in positions.COUNTED_AS_CONSENT:
            return _("Counted as consent"), ""
        return str(self.position.label), _COLOURS.get(SIGNS[self.position][1], "")

    @property
    def words(self) -> str:
        """The same as a sentence or two for the state itself."""
        position, needed = self.position, self.round.objections_to_break
        if position == Position.OBJECTION:
            return ngettext(
                "The objection of your state stands. By the rules of this round %(count)s objection breaks the silence.",
                "The objection of your state stands. By the rules of this round %(count)s objections break the silence.",
                needed,
            ) % {"count": needed}
        if position == Position.DECISION_NEEDED:
            return _("A letter of your state waits for a decision of the Secretariat.")
        if position == Position.AGREED:
            return _("Your state has agreed in writing.")
        if position == Position.AGREED_WITH_COMMENT:
            return _("Your state has agreed in writing, with a comment.")
        if position == Position.PROPOSER:
            return _("Your state is the proposer: it counts as consenting without a letter.")
        return sentences(filter(None, (self._heard, self._counted)))

    @property
    def _heard(self) -> str:
        if self.position == Position.COMMENT_OR_QUESTION:
            return _("Your state has written. It has not agreed in writing, and no objection of it stands.")
        if self.position == Position.RECEIPT_ONLY:
            return _("A letter of your state is on file that is no answer in writing.")
        return _("No answer of your state came in time.") if self.over else _("Your state has not answered yet.")

    @property
    def _counted(self) -> str:
        if self.round.state == RoundState.ADOPTED:
            return _("It was counted as consenting.")
        if self.round.state == RoundState.CLOSED or self.announced_broken or self.round.procedure.seminar.is_cancelled:
            return ""
        if self.over:
            return _("If the silence has held, it is counted as consenting.")
        return _("Unless it objects, it is counted as consenting when the silence expires.")


@dataclasses.dataclass(frozen=True)
class OwnLetter:
    """A letter of the state, by whichever channel. ``whole`` is False for a mistaken entry that may have been another state's: its number and file stay away.

    ``arrival`` is a sentence about one that came after the end, "" for one in time.
    """

    letter: Communication
    meaning: LetterKind
    doubt: Doubt | None
    late: bool
    arrival: str
    lifted: bool
    whole: bool
    joint: bool

    @property
    def said(self) -> str:
        return capfirst(self.letter.get_kind_display())

    @property
    def own_words(self) -> str:
        """What was written here. What an officer has noted down of a letter on paper is the Secretariat's own, and may name others who have signed it."""
        return self.letter.summary if self.letter.mission_id else ""

    @property
    def state(self) -> tuple[str, str]:
        """Late, struck, withdrawn or in time, as a word and its colour."""
        if self.letter.struck_at is not None:
            return pgettext("letter", "struck"), "stop"
        if self.late:
            return pgettext("letter", "late"), "stop"
        if self.arrival:
            return _("after the end"), "stop"
        if self.lifted:
            return pgettext("objection", "withdrawn"), ""
        return _("in time"), "good"

    @property
    def remarks(self) -> list[str]:
        """What became of the letter, each a sentence. The reasons of officers stay with the Secretariat; what was answered by letter was sent."""
        letter, found = self.letter, []
        if letter.struck_at is not None:
            found.append(_("Struck as a mistaken entry: it counts for nothing."))
        elif self.arrival:
            found.append(self.arrival)
        if self.joint:
            found.append(_("A letter of several states."))
        if letter.replaces_id:
            found.append(_("Corrects an earlier entry."))
        if self.meaning != letter.kind:
            found.append(_("The Secretariat has decided what it counts as: %(meaning)s.") % {"meaning": self.meaning.label})
        if self.doubt == Doubt.EXTENSION:
            found.append(_("The request has no answer yet."))
        elif self.doubt is not None:
            found.append(_("What it counts as is not settled yet: the Secretariat has to decide it."))
        ruling = letter.ruling
        if ruling is not None and ruling.answer == Answer.GRANTED:
            found.append(_("The extension was granted to all states."))
        elif ruling is not None and ruling.answer == Answer.REFUSED:
            found.append(_("The extension was refused."))
        return found


@dataclasses.dataclass(frozen=True)
class ToldToState:
    """A notice that went to the state. ``objecting`` are the states that it names, ``counts`` the numbers of an adoption."""

    notice: Notice
    objecting: list[str]

    @property
    def counts(self) -> dict[str, int]:
        found: dict[str, int] = self.notice.detail.get("counts", {})
        return found

    @property
    def head(self) -> str:
        """The head of the record with the certification, as it is printed."""
        return chain.short(self.notice.detail.get("head", ""))


@dataclasses.dataclass(frozen=True)
class QuestionPage:
    """All that the page of one round shows to one state. ``texts``: the one in force, then those that its corrigenda have corrected.

    ``state`` and ``proposer`` are names of the day on which the note went out.
    """

    question: Question
    state: str
    proposer: str
    letters: list[OwnLetter]
    texts: list[TextVersion]
    told: list[ToldToState]
    changes: list[DeadlineChange]

    @property
    def round(self) -> Round:
        return self.question.round

    @property
    def outcome(self) -> ToldToState | None:
        """The notice about the certification that holds, if the state was told of it."""
        since = self.round.certified_at
        return next((row for row in reversed(self.told) if row.notice.purpose == Purpose.ADOPTED and since and row.notice.at >= since), None)

    @property
    def announcement(self) -> ToldToState | None:
        """The notice that there is an objection, while that is the last word that the state has of it."""
        last = self.question.announced
        return next((row for row in self.told if last is not None and row.notice.pk == last.pk and self.question.announced_broken), None)

    def letter(self, key: int) -> OwnLetter | None:
        return next((row for row in self.letters if row.letter.pk == key), None)

    def file(self, key: int) -> TextFile | None:
        """The file, if it was issued in this round."""
        return next((entry for text in self.texts for entry in text.files.all() if entry.pk == key), None)

    def other_clocks(self, *zones: str) -> list[str]:
        """Beijing and ``zones`` as far as they are not the clock of the note nor the first of them, which stand beside the deadline."""
        shown = {self.round.deadline_zone, *zones[:1]}
        return [zone for zone in dict.fromkeys((BEIJING, *zones[1:])) if zone and zone not in shown]


def questions_to(parties: Collection[int], now: dt.datetime) -> dict[int, list[Question]]:
    """By key of the state: the rounds in which it was asked, those that run first, the nearest deadline first; then what is over, the latest first.

    A number of queries that depends neither on states nor on rounds.
    """
    rounds = list(_asked(parties, _letters_of(parties).prefetch_related("states", "decisions")))
    found: dict[int, list[Question]] = {key: [] for key in parties}
    for round_ in rounds:
        for row in round_.entitled_states.all():
            found[row.party_id].append(_question(round_, row.party_id, now))
    return {key: sorted(rows, key=_order) for key, rows in found.items()}


def question_to(party: int, round_id: int, now: dt.datetime) -> QuestionPage:
    """One round for the pages of one state. Raises Round.DoesNotExist where the state was not asked in it, and for a draft.

    A number of queries that does not depend on letters, files, notices or states.
    """
    receipts: Any = Prefetch("notices", Notice.objects.filter(purpose=Purpose.RECEIPT).order_by("pk"), to_attr="receipts")
    letters = _letters_of([party]).select_related("scan", "mission", "recorded_by", "replaced_by")
    letters = letters.prefetch_related("states", "decisions", "replaced_by__states", receipts)
    round_ = _asked([party], letters).get(pk=round_id)
    entitled = round_.entitled_states.all()[0]
    notices = [notice for notice in round_.notices.all() if notice.purpose != Purpose.RECEIPT]
    named = {key for notice in notices for key in notice.detail.get("objecting", ())}
    proposer = round_.procedure.proposer_id
    others = EntitledState.objects.filter(round=round_, party__in={*named, proposer}).select_related("party").order_by("party__sort_key", "pk")
    names = names_of(round_, [entitled, *others])
    objecting = [[names[row.party_id] for row in others if row.party_id in notice.detail.get("objecting", ())] for notice in notices]
    return QuestionPage(
        question=_question(round_, party, now),
        state=names[party],
        proposer=names[proposer],
        letters=_own(round_, party),
        texts=_issued(round_),
        told=[ToldToState(notice, states) for notice, states in zip(notices, objecting, strict=True)],
        changes=list(DeadlineChange.objects.filter(round=round_).order_by("at", "pk")),
    )


def _asked(parties: Collection[int], letters: "QuerySet[Communication]") -> QuerySet[Round]:
    """The rounds that were put to ``parties``, with their own rows among the states, ``letters``, and the notices to them."""
    entitled = EntitledState.objects.filter(party__in=parties).select_related("party").order_by("pk")
    notices = Notice.objects.filter(states__in=parties).distinct().prefetch_related("states").order_by("pk")
    return (
        Round.objects.filter(pk__in=EntitledState.objects.filter(party__in=parties).values("round"), started_at__isnull=False)
        .exclude(state=RoundState.DRAFT)
        .select_related("procedure__seminar", "procedure__proposer", "text")
        .prefetch_related(Prefetch("entitled_states", entitled), Prefetch("communications", letters), Prefetch("notices", notices))
        .order_by("pk")
    )


def _letters_of(parties: Collection[int]) -> QuerySet[Communication]:
    own = Communication.states.through.objects.filter(party__in=parties).values("communication")
    return Communication.objects.filter(pk__in=own).order_by("received_at", "pk")


def _question(round_: Round, party: int, now: dt.datetime) -> Question:
    asked, letters = round_.asked(), round_.letters()
    standing = positions.standing_objections(letters, asked)
    spoken = (notice for notice in round_.notices.all() if notice.purpose in _OF_OBJECTIONS and party in {state.pk for state in notice.states.all()})
    return Question(
        round=round_,
        party=party,
        position=positions.positions(letters, asked)[party],
        over=positions.is_over(asked, now),
        objects=any(letter.key in standing and party in letter.states for letter in letters),
        announced=max(spoken, key=lambda notice: notice.pk, default=None),
    )


def _order(question: Question) -> tuple[int, float, int]:
    deadline = question.round.deadline
    assert deadline is not None  # the schema holds it for every round that went out
    if question.runs:
        return 0, deadline.timestamp(), question.round.pk
    return 1 if question.is_open else 2, -deadline.timestamp(), -question.round.pk


def _own(round_: Round, party: int) -> list[OwnLetter]:
    """The letters of the state, oldest first. A mistaken entry stands among them where the state knows of it or its correction is of the state as well."""
    asked, letters = round_.asked(), round_.letters()
    standing, doubts = positions.standing_objections(letters, asked), positions.doubts(letters, asked)
    found = []
    for row, letter in zip(round_.communications.all(), letters, strict=True):
        corrected = getattr(row, "replaced_by", None)
        own = not letter.struck or bool(row.mission_id) or (corrected is not None and party in {state.pk for state in corrected.states.all()})
        if not own and not row.receipts:  # type: ignore[attr-defined]  # question_to prefetches the receipts
            continue
        late = positions.is_late(letter, asked)
        breaking = not letter.struck and not late and letter.meaning in asked.breaking and letter.lacks_form(asked) is None
        found.append(
            OwnLetter(
                letter=row,
                meaning=letter.meaning,
                doubt=doubts.get(letter.key),
                late=late,
                arrival=words.arrival_words(round_, letter),
                lifted=breaking and letter.key not in standing,
                whole=own,
                joint=len(letter.states) > 1,
            )
        )
    return found


def _issued(round_: Round) -> list[TextVersion]:
    """The text of the round as it is in force, and before it, newest first, the versions of the same text that corrigenda have corrected. Three queries."""
    if round_.text is None:
        return []
    versions = TextVersion.objects.filter(procedure=round_.procedure_id, number__lte=round_.text.number).order_by("-number")
    found: list[TextVersion] = []
    for version in versions.prefetch_related("files__file"):
        found.append(version)
        if not version.corrigendum:
            break
    return found
