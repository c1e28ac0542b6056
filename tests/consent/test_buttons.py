"""What the board offers is what the services accept, in every situation of a round: each act is tried, whether it is offered or not."""

import datetime as dt

import pytest
from django.core.exceptions import PermissionDenied
from django.db import transaction

from agenda.models import Seminar
from consent import selectors, services
from consent.enums import Channel, ClosingReason, LetterKind, OthersLearn, Purpose
from consent.models import Annulment, Communication, Round
from directory.enums import Role
from directory.models import Party
from seminar_portal.errors import BusinessError
from tests.factories import consent, directory

K = LetterKind
DAY = dt.timedelta(days=1)


def key(code):
    return Party.objects.get(code=code).pk


CALLED_OFF = "This seminar has been cancelled: the states are not asked about it. Should the cancellation be taken back, this becomes possible again."


# --- the situations: each builds a round and says when it is looked at, and by whom --------------------------------------------------------


class World:
    def __init__(self):
        consent.few_states()
        self.officer, self.other = consent.officer(name="First officer"), consent.officer(name="Second officer")
        self.clerk = consent.officer(certify=False, name="Clerk")
        self.now, self.by = consent.DURING, self.officer

    def opened(self, **terms):
        self.round = consent.opened(by=self.officer, terms=services.Terms(**terms) if terms else None)

    def letter(self, code, kind, received_at=consent.DURING, **kw):
        return consent.letter(self.round, code, kind, received_at, by=self.officer, now=max(received_at, self.now), **kw).letter

    def certified(self):
        services.certify(round_id=self.round.pk, channels_examined=list(Channel), by=self.officer, now=consent.OVER)
        self.now = consent.LATER

    def told(self):
        services.tell_broken(round_id=self.round.pk, words="", by=self.officer, now=self.now)


def draft(w):
    w.round = consent.draft(by=w.officer, now=consent.SENT)


def draft_with_text(w):
    draft(w)
    services.set_text(round_id=w.round.pk, text=services.TextData(wording="To convene it."), by=w.officer, now=consent.SENT)


def draft_given_up(w):
    draft(w)
    reason = ClosingReason.WITHDRAWN
    services.close_without_adoption(round_id=w.round.pk, reason=reason, words="No more.", tell_states=True, by=w.officer, now=consent.SENT)


def running(w):
    w.opened()


def running_with_text(w):
    w.round = consent.opened(by=w.officer, text="To convenne it.")


def called_off(w):
    Seminar.objects.update(cancelled_at=consent.SENT)


def draft_called_off(w):
    draft_with_text(w)
    called_off(w)


def running_called_off(w):
    running_with_text(w)
    called_off(w)


def over_and_broken_called_off(w):
    over_and_broken(w)
    called_off(w)


def over_called_off(w):
    over(w)
    called_off(w)


def running_and_circulated(w):
    w.opened()
    services.circulate(round_id=w.round.pk, by=w.officer, now=w.now)


def running_all_agreed(w):
    w.opened()
    w.letter("KZ KR IR CN", K.CONSENT)


def a_request(w):
    w.opened()
    w.letter("IR", K.EXTENSION_REQUEST)


def a_request_too_late(w):
    a_request(w)
    w.now = consent.LATER


def a_request_refused(w):
    a_request(w)
    services.refuse_extension(letter_id=Communication.objects.get().pk, words="The dates are fixed.", by=w.officer, now=w.now)


def broken(w):
    w.opened()
    w.letter("KR", K.OBJECTION)


def broken_and_told(w):
    broken(w)
    w.told()


def broken_and_told_and_withdrawn(w):
    broken_and_told(w)
    w.letter("KR", K.WITHDRAWAL)


def withdrawn_and_told(w):
    broken_and_told_and_withdrawn(w)
    withdrawal = Communication.objects.get(kind=K.WITHDRAWAL)
    services.tell_withdrawal(letter_id=withdrawal.pk, words="", by=w.officer, now=w.now)


def broken_and_nobody_learns(w):
    w.opened(others_learn=OthersLearn.NOTHING)
    w.letter("KR", K.OBJECTION)


def one_more_name(w):
    w.opened(others_learn=OthersLearn.NAMED)
    w.letter("KR", K.OBJECTION)
    w.told()
    w.letter("IR", K.OBJECTION)


def one_objection_of_two(w):
    w.opened(objections_to_break=2)
    w.letter("KR", K.OBJECTION)
    w.now = consent.OVER


def over(w):
    w.opened()
    w.now = consent.OVER


def at_the_very_second(w):
    w.opened()
    w.now = consent.DEADLINE


def over_for_a_clerk(w):
    over(w)
    w.by = w.clerk


def over_and_broken(w):
    broken(w)
    w.now = consent.LATER


def over_and_unclear(w):
    w.opened()
    w.letter("KR", K.UNCLEAR)
    w.now = consent.LATER


def over_and_not_reached(w):
    w.opened()
    sent = w.round.dispatches.get()
    services.record_not_reached(dispatch_id=sent.pk, party_id=key("KR"), at=consent.DURING, evidence="It came back.", by=w.officer, now=w.now)
    w.now = consent.LATER


def adopted(w):
    w.opened()
    w.certified()


def adopted_and_told(w):
    adopted(w)
    services.tell_outcome(round_id=w.round.pk, words="", by=w.officer, now=w.now)


def objection_found_later(w):
    adopted(w)
    w.letter("KR", K.OBJECTION)


def objection_found_later_by_a_clerk(w):
    objection_found_later(w)
    w.by = w.clerk


def annulment_proposed(w):
    objection_found_later(w)
    letter = Communication.objects.get()
    services.propose_annulment(round_id=w.round.pk, letter_id=letter.pk, reason="The fax lay elsewhere.", by=w.officer, now=w.now)
    w.by = w.other


def annulment_proposed_by_oneself(w):
    annulment_proposed(w)
    w.by = w.officer


def annulment_whose_letter_was_struck(w):
    annulment_proposed(w)
    services.correct_entry(letter_id=Communication.objects.get().pk, reason="Another procedure was meant.", by=w.officer, now=w.now)


def annulled(w):
    annulment_proposed(w)
    services.confirm_annulment(annulment_id=Annulment.objects.get().pk, by=w.other, now=w.now)


def closed(w):
    broken_and_told(w)
    reason = ClosingReason.REFERRED
    services.close_without_adoption(round_id=w.round.pk, reason=reason, words="To the next meeting.", tell_states=False, by=w.officer, now=w.now)


def closed_and_withdrawn(w):
    closed(w)
    w.letter("KR", K.WITHDRAWAL)


def replaced(w):
    over_and_broken(w)
    services.start_new_round(round_id=w.round.pk, by=w.officer, now=w.now)


def nobody_of_the_secretariat(w):
    w.opened()
    w.by = directory.staff(Role.HOST)


SITUATIONS = [
    draft, draft_with_text, draft_given_up, draft_called_off, running_called_off, over_called_off, over_and_broken_called_off, running_with_text, running,
    running_and_circulated, running_all_agreed, a_request, a_request_too_late, a_request_refused, broken, broken_and_told, broken_and_told_and_withdrawn,
    withdrawn_and_told, broken_and_nobody_learns, one_more_name, one_objection_of_two, over, at_the_very_second, over_for_a_clerk, over_and_broken,
    over_and_unclear, over_and_not_reached, adopted, adopted_and_told, objection_found_later, objection_found_later_by_a_clerk, annulment_proposed,
    annulment_proposed_by_oneself, annulment_whose_letter_was_struck, annulled, closed, closed_and_withdrawn, replaced, nobody_of_the_secretariat,
]  # fmt: skip


# --- the acts: each by its service, with all that an officer would have ticked ----------------------------------------------------------------


def note(w):
    return consent.note(reference="15-1/777emb", deadline=w.now + 14 * DAY)


def silent(w):
    round_ = Round.objects.prefetch_related("entitled_states").get(pk=w.round.pk)
    stand = selectors.board(round_.pk, w.now).stand
    return [state for state, position in stand.positions.items() if position.value in {"no reply", "receipt only", "comment or question"}] if stand else [0]


TEXT = services.TextData(wording="To convene it online.", change_note="A misprint.")
PLAIN = {
    "set_text": lambda w, by: services.set_text(round_id=w.round.pk, text=TEXT, by=by, now=w.now),
    "start": lambda w, by: services.start_procedure(
        round_id=w.round.pk, note=note(w), by=by, now=w.now, accept=["no channel", "rest day", "after registration", "sent on rest day"]
    ),
    "record_sent": lambda w, by: services.record_note_already_sent(round_id=w.round.pk, note=note(w), sent_at=w.now, by=by, now=w.now),
    "circulate": lambda w, by: services.circulate(round_id=w.round.pk, by=by, now=w.now),
    "dispatch": lambda w, by: services.record_dispatch(
        round_id=w.round.pk, purpose=Purpose.REMINDER, channel=Channel.FAX, sent_at=w.now, except_states=[key("IR")], by=by, now=w.now
    ),
    "record_letter": lambda w, by: consent.letter(w.round, "KZ", K.COMMENT, w.now, by=by),
    "extend": lambda w, by: services.extend_for_all(round_id=w.round.pk, deadline=consent.DEADLINE + 7 * DAY, reason="An outage.", by=by, now=w.now),
    "corrigendum": lambda w, by: services.issue_corrigendum(round_id=w.round.pk, text=TEXT, not_substantive=True, by=by, now=w.now),
    "tell_broken": lambda w, by: services.tell_broken(round_id=w.round.pk, words="", by=by, now=w.now),
    "tell_outcome": lambda w, by: services.tell_outcome(round_id=w.round.pk, words="", by=by, now=w.now),
    "remind": lambda w, by: services.remind(round_id=w.round.pk, states=silent(w)[:1], words="", by=by, now=w.now),
    "certify": lambda w, by: services.certify(round_id=w.round.pk, channels_examined=list(Channel), accept_unreached=[key("KR")], by=by, now=w.now),
    "new_round": lambda w, by: services.start_new_round(round_id=w.round.pk, by=by, now=w.now),
    "close": lambda w, by: services.close_without_adoption(
        round_id=w.round.pk, reason=ClosingReason.WITHDRAWN, words="The proposer asks for it.", tell_states=True, by=by, now=w.now
    ),
}
OF_A_LETTER = {
    "refuse_extension": lambda letter, w, by: services.refuse_extension(letter_id=letter, words="The dates are fixed.", by=by, now=w.now),
    "tell_withdrawal": lambda letter, w, by: services.tell_withdrawal(letter_id=letter, words="", by=by, now=w.now),
    "record_withdrawal": lambda letter, w, by: services.record_letter(
        round_id=w.round.pk,
        letter=consent.letter_data(" ".join(p.code for p in Communication.objects.get(pk=letter).states.all()), K.WITHDRAWAL, w.now, withdraws=letter),
        by=by,
        now=w.now,
    ),
    "propose_annulment": lambda letter, w, by: services.propose_annulment(round_id=w.round.pk, letter_id=letter, reason="Elsewhere.", by=by, now=w.now),
}
OF_A_PROPOSAL = {
    "annul": lambda proposal, w, by: services.confirm_annulment(annulment_id=proposal, by=by, now=w.now),
    "drop_annulment": lambda proposal, w, by: services.drop_annulment(annulment_id=proposal, by=by, now=w.now),
}


def accepted(call, *args):
    """Whether the service takes it; what it did is taken back."""
    savepoint = transaction.savepoint()
    try:
        call(*args)
    except (BusinessError, PermissionDenied):
        return False
    finally:
        transaction.savepoint_rollback(savepoint)
    return True


@pytest.mark.django_db
@pytest.mark.parametrize("situation", SITUATIONS, ids=lambda situation: situation.__name__)
def test_a_button_is_offered_exactly_where_the_service_accepts(situation):
    w = World()
    situation(w)
    shown = selectors.board(w.round.pk, w.now)
    found = selectors.buttons(shown.round, shown.stand, w.by, w.now)
    offered = {(button.verb, button.address) for button in found if not button.why_not}
    verbs = {verb for verb, _address in offered}
    assert {verb for verb, call in PLAIN.items() if accepted(call, w, w.by)} == verbs & set(PLAIN)
    letters = list(Communication.objects.filter(round=w.round, struck_at=None).order_by("pk").values_list("pk", flat=True))
    for verb, call in OF_A_LETTER.items():
        taken = {letter for letter in letters if accepted(call, letter, w, w.by)}
        if verb == "propose_annulment":
            assert bool(taken) == (verb in verbs)
        elif verb == "record_withdrawal":  # an objection lifted already could be withdrawn once more: the page offers it for those that stand
            assert {letter for letter in letters if any(v == verb and address.endswith(f"={letter}") for v, address in offered)} <= taken
        else:
            assert taken == {letter for letter in letters if any(v == verb and f"/letter/{letter}/" in address for v, address in offered)}
    for verb, call in OF_A_PROPOSAL.items():
        assert any(accepted(call, proposal.pk, w, w.by) for proposal in Annulment.objects.all()) == (verb in verbs)
    assert [button.label for button in found if button.primary and button.why_not] == []


@pytest.mark.django_db
def test_the_order_is_that_of_the_table_and_one_button_leads():
    w = World()
    over_and_broken(w)
    found = selectors.buttons(*[getattr(selectors.board(w.round.pk, w.now), name) for name in ("round", "stand")], w.by, w.now)
    assert [(button.label, button.primary, bool(button.why_not)) for button in found] == [
        ("Record a dispatch…", False, False),
        ("A mission was not reached…", False, False),
        ("Record a letter", False, False),
        ("Record the withdrawal of the objection of Republic of Korea", False, False),
        ("Extend for all states…", False, True),
        ("Tell member states that silence is broken…", True, False),
        ("Certify that there is no objection", False, True),
        ("Start a new round…", False, False),
        ("Close without adoption…", False, False),
    ]


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("situation", "verb", "sentence"),
    [
        (over, "extend", "The period is over: a request can only be refused, or a new round started."),
        (running, "certify", "Certifying becomes possible after the deadline, when no decision is open."),
        (running, "new_round", "The period is running and nothing has broken the silence: extend it, or close it without adoption."),
        (over_for_a_clerk, "certify", "The period is over and no objection is on file. A named officer certifies it."),
        (annulment_proposed_by_oneself, "annul", "The certification is annulled by two officers: another one must confirm what you have proposed."),
        (draft_called_off, "start", CALLED_OFF),
        (running_called_off, "remind", CALLED_OFF),
        (over_and_broken_called_off, "new_round", CALLED_OFF),
        (adopted, "extend", "This is not possible with this round now. The board shows what is."),
    ],
)
def test_what_is_not_possible_stands_with_its_reason(situation, verb, sentence):
    w = World()
    situation(w)
    shown = selectors.board(w.round.pk, w.now)
    assert selectors.stopped(selectors.buttons(shown.round, shown.stand, w.by, w.now), verb) == sentence
