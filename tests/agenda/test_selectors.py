import datetime as dt

import pytest

from agenda import selectors
from agenda.enums import Window
from agenda.models import Seminar
from tests.factories import agenda as make

pytestmark = pytest.mark.django_db


def loaded(seminar: Seminar, now: dt.datetime = make.DURING) -> Seminar:
    return selectors.with_everything(selectors.public(now)).get(pk=seminar.pk)


def test_the_programme_by_day_on_both_clocks():
    seminar = make.seminar()
    make.programme(seminar)
    days = selectors.programme(loaded(seminar), "Europe/Moscow")
    assert [(day.date, day.when, day.own, day.city, day.offset, day.own_city, day.own_offset) for day in days] == [
        (dt.date(2027, 11, 17), "14:00–16:50", "09:00–11:50", "Beijing", "UTC+8", "Moscow", "UTC+3"),
        (dt.date(2027, 11, 18), "14:00–18:00", "09:00–13:00", "Beijing", "UTC+8", "Moscow", "UTC+3"),
    ]
    assert [(str(item.session), item.when, item.own, item.day_change, item.is_break) for item in days[0].items] == [
        ("Opening Ceremony", "14:00–14:40", "09:00–09:40", 0, False),
        ("Tea Break", "15:00–15:20", "10:00–10:20", 0, True),
        ("Session 1: Policy Measures for Biodiversity Conservation", "15:20–16:50", "10:20–11:50", 0, False),
    ]


def test_the_closure_is_a_single_instant():
    seminar = make.seminar()
    make.programme(seminar)
    closure = selectors.programme(loaded(seminar), "")[1].items[-1]
    assert (str(closure.session), closure.when, closure.own) == ("Closure", "18:00", "")


@pytest.mark.parametrize(
    ("zone", "own", "change"), [("America/Los_Angeles", "22:00–22:40", -1), ("Pacific/Kiritimati", "20:00–20:40", 0), ("Asia/Shanghai", "", 0), ("", "", 0)]
)
def test_the_change_of_day_is_marked_at_each_item(zone, own, change):
    seminar = make.seminar()
    make.session(seminar, seminar.starts_on, "14:00", "14:40", "Opening Ceremony")
    item = selectors.programme(loaded(seminar), zone)[0].items[0]
    assert (item.own, item.day_change) == (own, change)


def test_an_evening_item_is_the_next_day_further_east():
    seminar = make.seminar()
    make.session(seminar, seminar.starts_on, "22:30", "23:30", "Reception")
    day = selectors.programme(loaded(seminar), "Asia/Vladivostok")[0]
    assert (day.items[0].own, day.items[0].day_change, day.day_change) == ("00:30–01:30", 1, 1)


def test_the_programme_reads_nothing_more_with_more_items(django_assert_num_queries):
    seminar = make.seminar()
    make.programme(seminar)
    with django_assert_num_queries(6):  # seminar, title variants, contacts, documents, sessions, speeches
        row = loaded(seminar)
    for hour in range(8, 13):
        make.session(seminar, seminar.starts_on, f"{hour:02d}:00", f"{hour:02d}:30", f"Item {hour}", speeches=("A", "B"))
    with django_assert_num_queries(6):
        row = loaded(seminar)
    with django_assert_num_queries(0):
        assert len(list(row.sessions.all()[0].speeches.all())) == 2


def test_coming_and_past():
    """The next comes first, the latest past first; a draft is in neither; the last day counts to its end on the seminar's clock."""
    late = make.seminar(slug="late", starts_on=dt.date(2028, 3, 1), ends_on=dt.date(2028, 3, 2))
    soon = make.seminar()
    old = make.seminar(slug="old", starts_on=dt.date(2020, 11, 17), ends_on=dt.date(2020, 11, 18))
    older = make.seminar(slug="older", starts_on=dt.date(2019, 11, 17), ends_on=dt.date(2019, 11, 18))
    make.seminar(slug="draft", published_at=None)
    coming, past = selectors.coming_and_past(make.DURING)
    assert [entry.seminar for entry in coming] == [soon, late]
    assert [entry.seminar for entry in past] == [old, older]
    assert [entry.window for entry in coming] == [Window.OPEN, Window.OPEN]
    last_second = dt.datetime(2027, 11, 18, 15, 59, 59, tzinfo=dt.UTC)
    assert [entry.seminar.slug for entry in selectors.coming_and_past(last_second)[0]] == ["biodiversity", "late"]
    assert [entry.seminar.slug for entry in selectors.coming_and_past(last_second + dt.timedelta(seconds=1))[0]] == ["late"]


def test_what_will_be_published_later_is_not_public_yet():
    make.seminar(published_at=make.DURING)
    assert selectors.public(make.DURING - dt.timedelta(seconds=1)).count() == 0
    assert selectors.public(make.DURING).count() == 1
