import datetime as dt

import pytest

from consent import services
from consent.enums import EventKind, RoundState
from consent.models import Round
from consent.tasks import note_expiries as task
from tests.factories import agenda, consent

pytestmark = pytest.mark.django_db


@pytest.fixture
def officer():
    consent.few_states()
    return consent.officer()


def test_v23_at_the_second_it_is_open_and_one_second_later_it_is_expired_and_not_adopted(officer):
    round_ = consent.opened(by=officer)
    assert services.note_expiries(now=consent.DEADLINE) == 0
    assert services.note_expiries(now=consent.DEADLINE + dt.timedelta(microseconds=999_999)) == 0
    assert round_.events.filter(kind=EventKind.EXPIRED).count() == 0
    assert services.note_expiries(now=consent.OVER) == 1
    event = round_.events.get(kind=EventKind.EXPIRED)
    assert (event.at, event.recorded_at, event.by) == (consent.DEADLINE, consent.OVER, None)
    assert Round.objects.get().state == RoundState.OPEN


def test_v24_beat_back_next_morning_one_event_and_a_second_run_adds_nothing(officer):
    seminar = agenda.seminar()
    round_ = consent.opened(by=officer, seminar=seminar)
    assert [services.note_expiries(now=consent.LATER), services.note_expiries(now=consent.LATER + dt.timedelta(days=1))] == [1, 0]
    event = round_.events.get(kind=EventKind.EXPIRED)
    assert (event.at, event.recorded_at) == (consent.DEADLINE, consent.LATER)
    # nothing adopts by itself
    seminar.refresh_from_db()
    assert (Round.objects.get().state, seminar.confirmed_at) == (RoundState.OPEN, None)


def test_drafts_and_rounds_that_are_done_are_left_alone(officer):
    consent.draft(by=officer, seminar=agenda.seminar(slug="wetlands", reference_prefix="WET"))
    certified = consent.opened(by=officer)
    services.certify(round_id=certified.pk, channels_examined=["note"], by=officer, now=consent.OVER)
    assert services.note_expiries(now=consent.LATER) == 0
    assert certified.events.filter(kind=EventKind.EXPIRED).count() == 1


def test_the_task_by_its_name(officer):
    assert task.name == "consent.tasks.note_expiries"
    now = dt.datetime(2020, 10, 27, 0, 0, 0, tzinfo=dt.UTC)
    long_over = dt.datetime(2020, 10, 26, 12, 0, 0, tzinfo=dt.UTC)
    sent = dt.datetime(2020, 10, 16, 9, 0, 0, tzinfo=dt.UTC)
    consent.opened(by=officer, sent_at=sent, now=now, deadline=long_over, note_date=dt.date(2020, 10, 16))
    assert [task(), task()] == [1, 0]
