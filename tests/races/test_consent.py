"""The round's lock: a certification, another one, and a letter, at the same instant."""

import datetime as dt
from functools import partial

import pytest

from consent import ledger, services
from consent.enums import EventKind, LetterKind, Purpose, RoundState
from consent.models import Annulment, Communication, Notice, Round
from directory.models import FocalPoint, Mission, Party, User
from seminar_portal.errors import WrongState
from tests.factories import agenda, consent
from tests.races.together import together

pytestmark = [pytest.mark.postgres, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def officer():
    consent.few_states()
    return consent.officer()


def certifying(round_, officer):
    return lambda: services.certify(round_id=round_.pk, channels_examined=["note"], by=officer, now=consent.LATER)


def test_two_certifications_at_once_certify_once(officer):
    seminar = agenda.seminar()
    round_ = consent.opened(by=officer, seminar=seminar)
    outcomes = together(*[certifying(round_, officer)] * 4)
    assert sorted(type(outcome).__name__ for outcome in outcomes) == ["Round", "WrongState", "WrongState", "WrongState"]
    assert (round_.events.filter(kind=EventKind.CERTIFIED).count(), round_.events.filter(kind=EventKind.EXPIRED).count()) == (1, 1)
    assert seminar.events.filter(kind="confirmed").count() == 1


@pytest.mark.parametrize("attempt", range(4))
def test_a_timely_objection_and_a_certification_happen_one_after_the_other(officer, attempt):
    seminar = agenda.seminar()
    round_ = consent.opened(by=officer, seminar=seminar)
    data = consent.letter_data("KZ", LetterKind.OBJECTION, consent.DEADLINE)

    def object_():
        return services.record_letter(round_id=round_.pk, letter=data, by=officer, now=consent.LATER)

    acts = [object_, certifying(round_, officer)]
    outcomes = together(*(acts if attempt % 2 else reversed(acts)))
    certified = next(outcome for outcome in outcomes if not isinstance(outcome, services.Recorded))
    order = [event.kind for event in round_.events.all() if event.kind in (EventKind.LETTER, EventKind.CERTIFIED)]
    seminar.refresh_from_db()
    assert Communication.objects.count() == 1
    if isinstance(certified, WrongState):  # the letter was first: it stands, and nothing is adopted
        assert (order, Round.objects.get().state, seminar.confirmed_at) == ([EventKind.LETTER], RoundState.OPEN, None)
    else:  # the certification was first: the letter is in the record behind it
        assert (order, Round.objects.get().state, seminar.confirmed_at) == ([EventKind.CERTIFIED, EventKind.LETTER], RoundState.ADOPTED, consent.LATER)


def test_two_jobs_note_an_expiry_once(officer):
    round_ = consent.opened(by=officer)
    outcomes = together(*[lambda: services.note_expiries(now=consent.LATER)] * 4)
    assert sorted(outcomes) == [0, 0, 0, 1]
    assert round_.events.filter(kind=EventKind.EXPIRED).count() == 1


def test_one_seminar_gets_one_procedure(officer):
    seminar = agenda.seminar()
    outcomes = together(*[lambda: consent.draft(by=officer, seminar=seminar)] * 3)
    assert sorted(type(outcome).__name__ for outcome in outcomes) == ["Round", "WrongState", "WrongState"]
    assert Round.objects.count() == 1


def test_an_objection_at_the_very_second_and_the_certification_one_second_later(officer):
    """Three objections of 18:00:00 are typed while the first possible certification runs: nothing is adopted over an objection that the record held."""
    seminar = agenda.seminar()
    round_ = consent.opened(by=officer, seminar=seminar)
    letters = [consent.letter_data(code, LetterKind.OBJECTION, consent.DEADLINE) for code in ("KZ", "KR", "IR")]
    acts = [lambda data=data: services.record_letter(round_id=round_.pk, letter=data, by=officer, now=consent.OVER) for data in letters]
    *recorded, certified = together(*acts, lambda: services.certify(round_id=round_.pk, channels_examined=["note"], by=officer, now=consent.OVER))
    assert [(outcome.late, type(outcome).__name__) for outcome in recorded] == [(False, "Recorded")] * 3
    kinds = [event.kind for event in round_.events.all()]
    assert (Round.objects.get().state == RoundState.ADOPTED) == (EventKind.CERTIFIED in kinds) == (not isinstance(certified, WrongState))
    if EventKind.CERTIFIED in kinds:
        assert EventKind.LETTER not in kinds[: kinds.index(EventKind.CERTIFIED)]
    assert ledger.first_fault(round_.procedure) is None


def test_one_proposal_is_confirmed_once(officer):
    seminar = agenda.seminar()
    round_ = consent.opened(by=officer, seminar=seminar)
    services.certify(round_id=round_.pk, channels_examined=["note"], by=officer, now=consent.LATER)
    letter = consent.letter(round_, "KZ", LetterKind.OBJECTION, consent.DURING, by=officer, now=consent.LATER).letter
    propose = partial(services.propose_annulment, round_id=round_.pk, letter_id=letter.pk, reason="A fax was found.", by=officer, now=consent.LATER)
    outcomes = together(propose, propose, propose)
    assert sorted(type(outcome).__name__ for outcome in outcomes) == ["Annulment", "WrongState", "WrongState"]
    proposal = Annulment.objects.get()
    others = [consent.officer(), consent.officer()]
    confirm = [partial(services.confirm_annulment, annulment_id=proposal.pk, by=other, now=consent.LATER) for other in others]
    drop = partial(services.drop_annulment, annulment_id=proposal.pk, by=officer, now=consent.LATER)
    outcomes = together(*confirm, drop)
    assert sorted(type(outcome).__name__ for outcome in outcomes if isinstance(outcome, WrongState)) == ["WrongState", "WrongState"]
    proposal.refresh_from_db()
    annulled = proposal.confirmed_at is not None
    assert annulled == (proposal.dropped_at is None) == (Round.objects.get().state == RoundState.OPEN)
    assert Notice.objects.filter(purpose=Purpose.ANNULLED).count() == seminar.events.filter(kind="confirmation taken back").count() == int(annulled)
    assert ledger.first_fault(round_.procedure) is None


@pytest.mark.parametrize("attempt", range(2))
def test_an_extension_at_the_last_second_against_a_certification_at_the_first(officer, attempt):
    """Each request has its own moment; whoever comes second finds what the first has made of the round."""
    round_ = consent.opened(by=officer, seminar=agenda.seminar())
    longer = consent.DEADLINE + dt.timedelta(days=2)
    extend = partial(services.extend_for_all, round_id=round_.pk, deadline=longer, reason="An outage.", by=officer, now=consent.DEADLINE)
    certify = partial(services.certify, round_id=round_.pk, channels_examined=["note"], by=officer, now=consent.OVER)
    outcomes = together(*((extend, certify) if attempt else (certify, extend)))
    assert sorted(type(outcome).__name__ for outcome in outcomes) == ["Round", "WrongState"]
    after = Round.objects.get()
    assert (after.state, after.deadline) in [(RoundState.ADOPTED, consent.DEADLINE), (RoundState.OPEN, longer)]
    assert ledger.first_fault(round_.procedure) is None


def test_two_clerks_enter_one_fax_at_once(officer):
    round_ = consent.opened(by=officer)
    data = consent.letter_data("KZ", LetterKind.CONSENT, consent.DURING, their_number="7-3/12", their_date=dt.date(2027, 10, 19))
    clerks = [officer, consent.officer(), consent.officer()]
    outcomes = together(*[partial(services.record_letter, round_id=round_.pk, letter=data, by=clerk, now=consent.DURING) for clerk in clerks])
    assert sorted(type(outcome).__name__ for outcome in outcomes) == ["Recorded", "RecordedAlready", "RecordedAlready"]
    assert (Communication.objects.count(), round_.events.filter(kind=EventKind.LETTER).count()) == (1, 1)


def test_many_hands_write_one_chain(officer):
    """Letters, two readings of the record and the expiry at once: every event has its own number and follows the one before."""
    round_ = consent.opened(by=officer)
    acts = [
        partial(services.record_letter, round_id=round_.pk, letter=consent.letter_data(code, kind, consent.DURING), by=officer, now=consent.LATER)
        for code in ("KZ", "KR", "IR")
        for kind in (LetterKind.CONSENT, LetterKind.COMMENT)
    ]
    verify = partial(ledger.first_fault, round_.procedure)
    outcomes = together(*acts, verify, verify, partial(services.note_expiry, round_id=round_.pk, now=consent.LATER))
    assert [outcome for outcome in outcomes if isinstance(outcome, Exception)] == []
    assert outcomes[6:8] == [None, None]
    assert [event.number for event in round_.procedure.events.all()] == list(range(1, 10))
    assert ledger.first_fault(round_.procedure) is None


@pytest.mark.parametrize("content", ["same", "other"])
def test_two_focal_points_and_a_double_click(officer, content):
    """Kazakhstan's two people press at once, one of them twice: as many letters as there were things said, each with its own number."""
    round_ = consent.opened(by=officer)
    mission = Mission.objects.create(party=Party.objects.get(code="KZ"), kind="embassy", city="Astana", zone=consent.ALMATY)
    people = [User.objects.create_user(f"focal-{number}@example.org", None, name=f"Focal Point {number}") for number in (1, 2)]
    for person in people:
        FocalPoint.objects.create(mission=mission, user=person, since=consent.SENT, invited_by=officer)

    def sending(person, token, words):
        facts = {"round_id": round_.pk, "mission_id": mission.pk, "kind": LetterKind.COMMENT, "by": people[person], "now": consent.DURING}
        return partial(services.send_from_mission, words=words, form_token=token, **facts)

    again = "A comment." if content == "same" else "Another comment."
    outcomes = together(sending(0, "one", "A comment."), sending(0, "one", again), sending(1, "two", "A comment."))
    assert [outcome for outcome in outcomes if not isinstance(outcome, services.Recorded)] == []
    expected = 2 if content == "same" else 3
    receipts = sorted(Communication.objects.values_list("receipt", flat=True))
    assert receipts == [f"15-1/301emb-1/KZ-{number}" for number in range(1, expected + 1)]
    assert (outcomes[0].letter == outcomes[1].letter) == (content == "same")
    assert Notice.objects.filter(purpose=Purpose.RECEIPT).count() == expected
    assert ledger.first_fault(round_.procedure) is None
