"""The round's lock: a certification, another one, and a letter, at the same instant."""

import pytest

from consent import services
from consent.enums import EventKind, LetterKind, RoundState
from consent.models import Communication, Round
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
