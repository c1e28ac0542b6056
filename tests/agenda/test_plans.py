import datetime as dt

import pytest

from agenda import plans
from agenda.models import TitleVariant
from seminar_portal import clock
from tests.factories import agenda as make

pytestmark = pytest.mark.django_db


def hours(plan, zone):
    return [f"{item.starts_at.astimezone(make.dt.timezone.utc):%Y-%m-%dT%H:%MZ}" for item in plan.items]


def test_a_postponement_keeps_the_hours_and_leaves_the_deadline():
    seminar = make.seminar()
    make.programme(seminar)
    plan = plans.postponement(seminar, dt.date(2027, 11, 24), move_deadline=False)
    assert (plan.days, plan.starts_on, plan.ends_on, plan.other_weekday) == (7, dt.date(2027, 11, 24), dt.date(2027, 11, 25), False)
    assert (plan.opens_at, plan.closes_at) == (make.OPENS, make.CLOSES)
    assert hours(plan, seminar.zone) == ["2027-11-24T06:00Z", "2027-11-24T07:00Z", "2027-11-24T07:20Z", "2027-11-25T06:00Z", "2027-11-25T10:00Z"]
    assert [item.ends_at for item in plan.items][-1] is None


def test_the_deadline_moves_by_as_many_days_on_the_clock_it_was_given_in():
    plan = plans.postponement(make.seminar(), dt.date(2027, 11, 20), move_deadline=True)
    assert plan.closes_at == dt.datetime(2027, 11, 8, 15, 59, 59, tzinfo=dt.UTC)
    assert plan.opens_at == make.OPENS
    assert plan.other_weekday


def test_a_clone_takes_the_deadline_before_the_extension():
    seminar = make.seminar(registration_first_closed_at=make.CLOSES, registration_closes_at=make.CLOSES + dt.timedelta(days=3))
    plan = plans.clone(seminar, dt.date(2028, 11, 15))
    assert plan.opens_at == dt.datetime(2028, 9, 28, 16, 0, 0, tzinfo=dt.UTC)
    assert plan.closes_at == dt.datetime(2028, 11, 3, 15, 59, 59, tzinfo=dt.UTC)


def test_hours_survive_the_end_of_summer_time():
    """Cairo is at UTC+3 until the last Thursday of October, then at UTC+2: ten o'clock stays ten o'clock."""
    zone = "Africa/Cairo"
    seminar = make.seminar(zone=zone, registration_zone=zone, starts_on=dt.date(2027, 10, 20), ends_on=dt.date(2027, 10, 20))
    make.session(seminar, seminar.starts_on, "10:00", "11:30", "Opening")
    assert seminar.sessions.get().starts_at == dt.datetime(2027, 10, 20, 7, 0, tzinfo=dt.UTC)
    [item] = plans.postponement(seminar, dt.date(2027, 11, 3), move_deadline=False).items
    assert (item.starts_at, item.ends_at) == (dt.datetime(2027, 11, 3, 8, 0, tzinfo=dt.UTC), dt.datetime(2027, 11, 3, 9, 30, tzinfo=dt.UTC))


def test_an_item_keeps_its_length_where_the_clocks_repeat_an_hour():
    """In Cairo 00:30 comes twice in the night of 28 to 29 October 2027; of the two, the first is taken, and no item ends before it starts."""
    zone = "Africa/Cairo"
    seminar = make.seminar(zone=zone, starts_on=dt.date(2027, 10, 28), ends_on=dt.date(2027, 10, 29))
    second = dt.datetime(2027, 10, 28, 21, 45, tzinfo=dt.UTC)
    item = make.session(seminar, seminar.starts_on, "23:50", None, "Night")
    item.starts_at, item.ends_at = second - dt.timedelta(minutes=50), second - dt.timedelta(minutes=20)  # 23:55 summer, 23:25 winter time
    item.save()
    [moved] = plans.postponement(seminar, dt.date(2027, 11, 4), move_deadline=False).items
    assert moved.ends_at - moved.starts_at == dt.timedelta(minutes=30)
    assert moved.starts_at == clock.at(dt.date(2027, 11, 4), "23:55", zone)


def test_texts_that_name_another_year_are_found_in_every_language():
    seminar = make.seminar(
        title="Seminar on Biodiversity 2027",
        title_ru="Семинар 2027 года",
        summary="After the seminar of 2026.",
        objectives="Rule 20277\nPage 2028",
        venue="by video",
    )
    make.session(seminar, seminar.starts_on, "14:00", "15:00", "Results of 2027")
    TitleVariant.objects.create(seminar=seminar, title="CICA 2027")
    assert [(found.where, found.text) for found in plans.dated(seminar, 2028)] == [
        ("Title (English)", "Seminar on Biodiversity 2027"),
        ("Title (Russian)", "Семинар 2027 года"),
        ("In a sentence or two (English)", "After the seminar of 2026."),
        ("Title (English)", "Results of 2027"),
        ("Other title", "CICA 2027"),
    ]
    assert [found.text for found in plans.dated(seminar, 2027)] == ["After the seminar of 2026.", "Rule 20277\nPage 2028"]
