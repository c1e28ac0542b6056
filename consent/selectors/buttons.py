"""Which buttons stand on the board: the acts that the services would accept now, in the order of the table (domain 3.3).

An act that is not possible now is left out, or stands with the reason, where an officer would look for it.
"""

import dataclasses
import datetime as dt

from django.urls import reverse
from django.utils.translation import gettext as _

from directory.models import User
from directory.words import separated

from .. import lifecycle, positions, rules, words
from ..enums import LetterKind, OthersLearn, Purpose, RoundState
from ..models import Annulment, Communication, Notice, Round
from .loading import names_of
from .told import announced_as_broken, named_already, withdrawals_to_tell


@dataclasses.dataclass(frozen=True)
class Button:
    """``verb`` is that of ``lifecycle``, or the name of an act beside it. ``why_not`` is empty where the act is possible now; ``remark`` says what it changes
    where less than its words may promise."""

    verb: str
    label: str
    address: str
    primary: bool = False
    why_not: str = ""
    remark: str = ""


def buttons(round_: Round, stand: positions.Stand | None, user: User, now: dt.datetime) -> list[Button]:
    """The buttons of a loaded round (``rounds_with_letters``) for ``user``; none for who may not conduct. ``stand`` is None for a draft. Five queries."""
    if not rules.may_conduct(user):
        return []
    return _Bar(round_, stand, user, now).found()


def stopped(shown: list[Button], verb: str, address: str = "") -> str:
    """Why ``verb`` is not possible now: "" where a button offers it, a sentence where the board says why not, else that it is not possible in this state.

    ``address`` picks one button of several with the same verb, such as one request for an extension. It has no query; may stand in any language.
    """
    own = [button for button in shown if button.verb == verb and (not address or button.address.partition("?")[0] == address)]
    if any(not button.why_not for button in own):
        return ""
    return own[0].why_not if own else _("This is not possible with this round now. The board shows what is.")


class _Bar:
    """The reading of one round for one officer."""

    def __init__(self, round_: Round, stand: positions.Stand | None, user: User, now: dt.datetime) -> None:
        self.round, self.stand, self.user, self.now = round_, stand, user, now
        self.running = stand is not None and round_.state == RoundState.OPEN and not stand.over
        self.certifying = rules.may_certify(user)
        self.notices = list(Notice.objects.filter(round=round_).order_by("pk")) if stand else []
        self.letters = [letter for letter in round_.communications.all() if letter.struck_at is None]
        self.names = names_of(round_) if stand else {}
        self.standing = positions.standing_objections([letter.as_letter() for letter in self.letters], round_.asked()) if stand else frozenset()
        adopted = round_.state == RoundState.ADOPTED
        proposed = Annulment.objects.filter(round=round_, confirmed_at__isnull=True, dropped_at__isnull=True).order_by("pk")
        self.proposal = proposed.first() if adopted else None
        self.out: list[Button] = []

    def found(self) -> list[Button]:
        self._begin()
        self._sent()
        self._letters()
        self._deadline()
        self._tell()
        self._ends()
        self._annulment()
        return self.out

    def _add(self, verb: str, label: str, view: str, *args: int, primary: bool = False, why_not: str = "", query: str = "", remark: str = "") -> None:
        if verb in lifecycle.NOT_IF_CANCELLED and self.round.procedure.seminar.is_cancelled:
            primary, why_not = False, words.cancelled_sentence()
        self.out.append(Button(verb, label, reverse(f"admin:consent_{view}", args=args) + query, primary, why_not, remark))

    def _allowed(self, verb: str) -> bool:
        return lifecycle.target(verb, self.round.state) is not None

    def _states(self, letter: Communication) -> str:
        return separated(self.names.get(party.pk, str(party)) for party in letter.states.all())

    def _begin(self) -> None:
        round_ = self.round
        if self._allowed("set_text"):
            self._add("set_text", _("Text of the round…"), "set_text", round_.pk, primary=round_.text_id is None)
        if self._allowed("start"):
            self._add("start", _("Start the procedure…"), "start", round_.pk, primary=round_.text_id is not None)
        if self._allowed("record_sent"):
            self._add("record_sent", _("Record a note already sent"), "record_sent", round_.pk)

    def _sent(self) -> None:
        round_ = self.round
        if self._allowed("circulate") and self.running and not any(notice.purpose == Purpose.CIRCULATION for notice in self.notices):
            self._add("circulate", _("Tell the missions by mail…"), "circulate", round_.pk)
        if self._allowed("dispatch") and self.stand is not None:
            self._add("dispatch", _("Record a dispatch…"), "dispatch", round_.pk)
            if round_.dispatches.all():
                self._add("not_reached", _("A mission was not reached…"), "not_reached", round_.pk)

    def _letters(self) -> None:
        waits_for_letters = self.stand is not None and self.round.state == RoundState.OPEN and not self.stand.certifiable and not self.stand.broken
        self._add("record_letter", _("Record a letter"), "record_letter", self.round.pk, primary=waits_for_letters)
        if self.stand is None:
            return
        by_key, asked = {letter.pk: letter for letter in self.letters}, self.round.asked()
        for objection in positions.withdrawable([letter.as_letter() for letter in self.letters], asked):
            label = _("Record the withdrawal of the objection of %(states)s") % {"states": self._states(by_key[objection.key])}
            remark = words.withdrawal_words(objection, asked, self.now)
            self._add("record_withdrawal", label, "record_letter", self.round.pk, query=f"?withdraws={objection.key}", remark=remark)

    def _deadline(self) -> None:
        round_ = self.round
        if self._allowed("extend"):
            over = _("The period is over: a request can only be refused, or a new round started.")
            self._add("extend", _("Extend for all states…"), "extend", round_.pk, why_not="" if self.running else over)
        if self._allowed("refuse_extension"):
            for letter in self.letters:
                if letter.meaning == LetterKind.EXTENSION_REQUEST and not (letter.ruling is not None and letter.ruling.answer):
                    label = _("Refuse the request of %(states)s…") % {"states": self._states(letter)}
                    self._add("refuse_extension", label, "refuse_extension", letter.pk)
        if self._allowed("corrigendum") and self.running and round_.text_id is not None:
            self._add("corrigendum", _("Corrigendum…"), "corrigendum", round_.pk)

    def _tell(self) -> None:
        round_, stand = self.round, self.stand
        if stand is None:
            return
        if self._allowed("tell_broken") and stand.broken:
            self._broken(stand)
        if self._allowed("tell_withdrawal"):
            for letter in withdrawals_to_tell(round_, list(round_.communications.all())):
                label = _("Tell member states that %(states)s has withdrawn its objection…") % {"states": self._states(letter)}
                if round_.others_learn != OthersLearn.NAMED:
                    label = _("Tell member states that an objection was withdrawn (%(states)s)…") % {"states": self._states(letter)}
                self._add("tell_withdrawal", label, "tell_withdrawal", letter.pk, primary=True)
        if self._allowed("tell_outcome") and not self._outcome_told():
            self._add(
                "tell_outcome", _("Tell member states the outcome…"), "tell_outcome", round_.pk, primary=round_.state == RoundState.ADOPTED and not stand.broken
            )
        if self._allowed("remind") and self.running and any(position in positions.COUNTED_AS_CONSENT for position in stand.positions.values()):
            self._add("remind", _("Remind chosen states…"), "remind", round_.pk)

    def _broken(self, stand: positions.Stand) -> None:
        label, round_ = _("Tell member states that silence is broken…"), self.round
        if round_.others_learn == OthersLearn.NOTHING:
            why = _("By the rules of this round the other states are not told of an objection. Close the round without adoption, or start a new one.")
            self._add("tell_broken", label, "tell_broken", round_.pk, why_not=why)
            return
        named = set(positions.named_objecting(stand, round_.others_learn))
        if not (announced_as_broken(round_) and named <= named_already(round_)):
            self._add("tell_broken", label, "tell_broken", round_.pk, primary=True)

    def _outcome_told(self) -> bool:
        purpose = Purpose.ADOPTED if self.round.state == RoundState.ADOPTED else Purpose.CLOSED
        since = self.round.certified_at or self.round.closed_at
        return any(notice.purpose == purpose and since is not None and notice.at >= since for notice in self.notices)

    def _ends(self) -> None:
        round_, stand = self.round, self.stand
        if stand is not None and self._allowed("certify"):
            why_not = self._not_certifiable(stand)
            label = _("Certify that there is no objection") if why_not else words.certify_words(stand.counts)
            self._add("certify", label, "certify", round_.pk, primary=not why_not, why_not=why_not)
        if self._allowed("new_round"):
            holds = stand is not None and not stand.broken and not stand.over
            why_not = _("The period is running and nothing has broken the silence: extend it, or close it without adoption.") if holds else ""
            self._add("new_round", _("Start a new round…"), "new_round", round_.pk, why_not=why_not)
        if self._allowed("close"):
            self._add("close", _("Close without adoption…"), "close", round_.pk)

    def _not_certifiable(self, stand: positions.Stand) -> str:
        if stand.broken:
            if self.round.asked().late_withdrawal_lifts:
                return _("The silence is broken: it cannot be certified unless the objection is withdrawn.")
            return _("The silence is broken: it cannot be certified. Only a withdrawal that was received before the deadline lifts an objection.")
        if not stand.certifiable:
            return _("Certifying becomes possible after the deadline, when no decision is open.")
        return "" if self.certifying else _("The period is over and no objection is on file. A named officer certifies it.")

    def _annulment(self) -> None:
        round_, stand = self.round, self.stand
        proposal = self.proposal
        if stand is None or not self._allowed("propose_annulment") or not (stand.broken or proposal):
            return
        officer = _("Only named officers who may certify can annul a certification.") if not self.certifying else ""
        if proposal is None:
            self._add("propose_annulment", _("Annul the certification: propose…"), "propose_annulment", round_.pk, primary=not officer, why_not=officer)
            return
        why_not = officer
        if not why_not and proposal.proposed_by_id == self.user.pk:
            why_not = _("The certification is annulled by two officers: another one must confirm what you have proposed.")
        if not why_not and not (stand.broken and proposal.letter_id in self.standing):
            why_not = _("The letter on which the proposal rests does not stand as a timely objection any more. Drop the proposal.")
        self._add("annul", _("Annul the certification: confirm…"), "confirm_annulment", proposal.pk, primary=not why_not, why_not=why_not)
        if not officer:
            self._add("drop_annulment", _("Drop the proposed annulment…"), "drop_annulment", proposal.pk)
