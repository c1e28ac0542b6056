import datetime as dt

import pytest

from consent.cautions import cautions, rests_on
from directory.models import Mission, Party
from seminar_portal import clock
from tests.factories import agenda, consent, directory

pytestmark = pytest.mark.django_db
ALMATY = consent.ALMATY


def found(entitled, deadline, *, starts_at=consent.SENT, seminar=None, minimum_length=72):
    result = cautions(
        seminar=seminar or agenda.seminar(),
        entitled=entitled,
        names={party.pk: str(party) for party in entitled},
        starts_at=starts_at,
        deadline=deadline,
        deadline_zone=ALMATY,
        minimum_length=minimum_length,
    )
    return {caution.code: caution.sentence for caution in result}


@pytest.fixture
def states():
    states = consent.few_states()
    for party in states.values():
        Mission.objects.create(party=party, kind="embassy", city="Astana", zone=ALMATY)
    return [states[code] for code in ("CN", "IR", "KZ", "KR")]


def test_an_ordinary_tuesday_has_none(states):
    assert found(states, consent.DEADLINE) == {}


def test_shorter_than_the_minimum(states):
    exactly = consent.SENT + dt.timedelta(hours=72)
    seminar = agenda.seminar()
    assert "short" not in found(states, exactly, seminar=seminar)
    assert found(states, exactly - dt.timedelta(seconds=1), seminar=seminar)["short"] == "The period is shorter than 72 hours."


def test_a_state_without_a_channel_on_the_day(states):
    Mission.objects.filter(party__code="KR").update(valid_to=dt.date(2027, 10, 11))
    assert found(states, consent.DEADLINE) == {"no channel": "No mission is entered for: Republic of Korea. See to it that the note reaches them another way."}


def test_edge_18_the_silence_ends_after_the_registration_deadline_or_when_the_seminar_has_begun(states):
    seminar = agenda.seminar()
    assert found(states, agenda.CLOSES, seminar=seminar).keys() == {"rest day"}  # 5 November 2027 is a Friday, still in time for registration
    late = found(states, agenda.LATE, seminar=seminar)
    assert "Friday, 5 November 2027, 23:59 Beijing time (UTC+8)" in late["after registration"]
    begun = found(states, clock.at(dt.date(2027, 11, 17), "10:00", ALMATY), seminar=seminar)
    assert begun["after seminar"] == "The silence expires when the seminar has begun already, on Wednesday, 17 November 2027."


def test_edge_18_the_dates_of_the_envelope_are_fine():
    directory.tables()
    members = [party for party in Party.objects.filter(standings__kind="member") if party.code != "KW"]
    for party in members:
        Mission.objects.create(party=party, kind="embassy", city="Nur-Sultan", zone=ALMATY)
    seminar = agenda.seminar(
        starts_on=dt.date(2020, 11, 17),
        ends_on=dt.date(2020, 11, 18),
        registration_opens_at=dt.datetime(2020, 10, 16, tzinfo=dt.UTC),
        registration_closes_at=clock.end_of_day(dt.date(2020, 11, 5), "Asia/Shanghai"),
    )
    sent, deadline = clock.at(dt.date(2020, 10, 16), "15:00", ALMATY), clock.end_of_day(dt.date(2020, 10, 26), ALMATY)
    told = found(members, deadline, starts_at=sent, seminar=seminar)
    assert list(told) == ["sent on rest day"]  # the note went out on a Friday (case 20)


def test_edge_19_a_day_of_rest_names_the_states():
    directory.tables()
    members = list(Party.objects.filter(standings__kind="member"))
    for party in members:
        Mission.objects.create(party=party, kind="embassy", city="Astana", zone=ALMATY)
    friday = found(members, clock.at(dt.date(2027, 10, 29), "18:00", ALMATY))
    states = "Afghanistan, Bahrain, Bangladesh, Egypt, Iran, Iraq, Israel, Jordan, Kuwait, Palestine, Qatar"
    assert friday == {"rest day": f"Friday, 29 October 2027 is a day of rest in: {states}."}


@pytest.mark.parametrize(("rest", "days"), [("fri", [4]), ("fri-sat", [4, 5]), ("sat-sun", [5, 6]), ("", [])])
def test_days_of_rest(rest, days):
    monday = dt.date(2027, 10, 25)
    week = [monday + dt.timedelta(days=number) for number in range(7)]
    assert [day.weekday() for day in week if rests_on(Party(weekly_rest=rest), day)] == days
