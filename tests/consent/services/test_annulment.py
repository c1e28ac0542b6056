import datetime as dt

import pytest
from django.core.exceptions import PermissionDenied

from agenda.models import Seminar
from consent import ledger, services
from consent.enums import EventKind, LetterKind, RoundState
from consent.models import Annulment, Notice, Round
from directory.enums import Role
from seminar_portal.errors import Invalid, WrongState
from tests.factories import consent, directory

K = LetterKind
REASON = "The fax of 26 October lay at the old number."
FOUND = consent.LATER + dt.timedelta(days=2)


@pytest.fixture
def second(officer):
    return consent.officer()


@pytest.fixture
def certified(round_, officer):
    services.certify(round_id=round_.pk, channels_examined=["note"], by=officer, now=consent.LATER)
    return Round.objects.get()


@pytest.fixture
def objection(certified, officer):
    """A fax of 17:40 on the last day, found two days later."""
    return consent.letter(certified, "KZ", K.OBJECTION, consent.DEADLINE - dt.timedelta(minutes=20), by=officer, now=FOUND, channel="fax").letter


def propose(letter, officer, **kw):
    defaults = {"round_id": letter.round_id, "letter_id": letter.pk, "reason": REASON, "now": FOUND}
    return services.propose_annulment(by=officer, **{**defaults, **kw})


def confirm(annulment, by, now=FOUND):
    return services.confirm_annulment(annulment_id=annulment.pk, by=by, now=now)


def test_proposed_it_changes_nothing_confirmed_by_another_the_round_is_open_and_the_seminar_unconfirmed(certified, objection, officer, second, posted):
    annulment = propose(objection, officer)
    assert (annulment.certified_at, annulment.certified_by, annulment.letter) == (consent.LATER, officer, objection)
    assert (Round.objects.get().state, Seminar.objects.get().is_confirmed) == (RoundState.ADOPTED, True)
    confirm(annulment, second)
    after = Round.objects.get()
    assert (after.state, after.certified_at, after.certified_by, after.effective_at, after.channels_examined) == (RoundState.OPEN, None, None, None, [])
    seminar = Seminar.objects.get()
    assert (seminar.confirmed_at, seminar.confirmed_by) == (None, "")
    assert set(posted("consent/annulled")) == {"kz-1@example.org", "kz-2@example.org", "kr@example.org"}
    told = posted("consent/annulled")["kr@example.org"].text
    assert REASON in told and "the seminar is no longer confirmed" in told and "Kazakhstan" not in told
    kinds = [(event.kind, event.by) for event in certified.events.all()][-3:]
    assert kinds == [(EventKind.ANNULMENT_PROPOSED, officer), (EventKind.ANNULLED, second), (EventKind.TOLD, second)]
    # nothing is deleted: the certificate of then is in the record
    assert certified.events.get(kind=EventKind.CERTIFIED).detail["positions"]["Kazakhstan"] == "no reply"
    assert ledger.first_fault(certified.procedure) is None


def test_the_joining_details_are_shut_again(certified, objection, officer, second):
    confirm(propose(objection, officer), second)
    assert not Seminar.objects.get().is_confirmed
    with pytest.raises(WrongState, match="broken"):
        services.certify(round_id=certified.pk, channels_examined=["note", "fax"], by=officer, now=FOUND)
    assert services.start_new_round(round_id=certified.pk, by=officer, now=FOUND).number == 2


def test_never_by_one_officer_alone(certified, objection, officer, second, unchanged):
    annulment = propose(objection, officer)
    before = unchanged()
    with pytest.raises(WrongState, match="two officers"):
        confirm(annulment, officer)
    for by in (directory.staff(Role.SECRETARIAT), directory.staff(Role.HOST, rights=("consent.certify",))):
        with pytest.raises(PermissionDenied):
            confirm(annulment, by)
    assert (unchanged(), Annulment.objects.get().confirmed_at) == (before, None)
    assert Seminar.objects.get().is_confirmed


@pytest.mark.parametrize("late", [True, False])
def test_only_a_letter_that_objects_and_came_in_time_is_proof(certified, officer, late, unchanged):
    at, kind = (consent.OVER, K.OBJECTION) if late else (consent.DURING, K.COMMENT)
    letter = consent.letter(certified, "KZ", kind, at, by=officer, now=FOUND).letter
    before = unchanged()
    with pytest.raises(Invalid, match="objects and was received in time"):
        propose(letter, officer)
    assert (unchanged(), Annulment.objects.count()) == (before, 0)


def test_not_a_letter_of_another_round_nor_without_a_reason(certified, objection, officer, unchanged):
    before = unchanged()
    with pytest.raises(Invalid):
        propose(objection, officer, letter_id=objection.pk + 999)
    with pytest.raises(Invalid, match="reason"):
        propose(objection, officer, reason=" ")
    assert unchanged() == before


def test_not_where_the_silence_holds_against_it_by_the_rules(officer, missions):
    round_ = consent.opened(by=officer, terms=services.Terms(objections_to_break=2))
    services.certify(round_id=round_.pk, channels_examined=["note"], by=officer, now=consent.LATER)
    letter = consent.letter(round_, "KZ", K.OBJECTION, consent.DURING, by=officer, now=FOUND).letter
    with pytest.raises(WrongState, match="do not break the silence"):
        propose(letter, officer)
    consent.letter(round_, "KR", K.OBJECTION, consent.DURING, by=officer, now=FOUND)
    assert propose(letter, officer).reason == REASON


def test_one_proposal_at_a_time_and_dropped_the_certification_stands(certified, objection, officer, second):
    first = propose(objection, officer)
    with pytest.raises(WrongState, match="proposed already"):
        propose(objection, second)
    assert certified.events.filter(kind=EventKind.ANNULMENT_PROPOSED).count() == 1
    dropped = services.drop_annulment(annulment_id=first.pk, by=officer, now=FOUND)
    assert (dropped.dropped_at, dropped.dropped_by, dropped.confirmed_at) == (FOUND, officer, None)
    with pytest.raises(WrongState, match="its answer already"):
        confirm(first, second)
    assert (Round.objects.get().state, Seminar.objects.get().is_confirmed, Notice.objects.count()) == (RoundState.ADOPTED, True, 0)
    assert propose(objection, second).pk != first.pk


def test_a_proof_that_was_struck_meanwhile_proves_nothing(certified, objection, officer, second):
    annulment = propose(objection, officer)
    services.correct_entry(letter_id=objection.pk, reason="It was the fax of another procedure.", by=officer, now=FOUND)
    with pytest.raises(Invalid):
        confirm(annulment, second)
    assert (Round.objects.get().state, Seminar.objects.get().is_confirmed) == (RoundState.ADOPTED, True)


def test_a_confirmation_that_something_else_gave_is_left_alone(certified, objection, officer, second):
    """The days have moved since and another decision confirms the seminar: the annulment takes back only what this round gave."""
    Seminar.objects.update(confirmed_by="a decision of the Senior Officials Committee")
    confirm(propose(objection, officer), second)
    assert (Round.objects.get().state, Seminar.objects.get().confirmed_by) == (RoundState.OPEN, "a decision of the Senior Officials Committee")


def test_withdrawn_in_time_after_all_it_is_certified_a_second_time(certified, objection, officer, second, posted):
    confirm(propose(objection, officer), second)
    withdrawal = consent.DEADLINE - dt.timedelta(minutes=5)
    consent.letter(certified, "KZ", K.WITHDRAWAL, withdrawal, by=officer, now=FOUND, withdraws=objection.pk, channel="fax")
    again = services.certify(round_id=certified.pk, channels_examined=["note", "fax"], by=second, now=FOUND)
    assert (again.state, again.certified_by, Seminar.objects.get().is_confirmed) == (RoundState.ADOPTED, second, True)
    assert certified.events.filter(kind=EventKind.EXPIRED).count() == 1
    services.tell_outcome(round_id=certified.pk, words="", by=officer, now=FOUND)
    assert len(posted("consent/adopted")) == 3
