import datetime as dt
from zoneinfo import ZoneInfo

import pytest
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st

from agenda.models import Seminar
from directory.models import User
from seminar_portal import clock
from tests.factories import agenda as make

DEADLINE = dt.datetime(2027, 11, 5, 15, 59, 59, tzinfo=dt.UTC)  # 23:59:59 in Beijing


@pytest.mark.parametrize(
    ("received_at", "expected"),
    [
        (dt.datetime(2027, 11, 5, 15, 59, 58, tzinfo=dt.UTC), True),
        (dt.datetime(2027, 11, 5, 15, 59, 59, tzinfo=dt.UTC), True),
        (dt.datetime(2027, 11, 5, 15, 59, 59, 900_000, tzinfo=dt.UTC), True),
        (dt.datetime(2027, 11, 5, 15, 59, 59, 999_999, tzinfo=dt.UTC), True),
        (dt.datetime(2027, 11, 5, 16, 0, 0, tzinfo=dt.UTC), False),
        (dt.datetime(2027, 11, 5, 23, 59, 59, 900_000, tzinfo=ZoneInfo("Asia/Shanghai")), True),
        (dt.datetime(2027, 11, 6, 0, 0, 0, tzinfo=ZoneInfo("Asia/Shanghai")), False),
    ],
)
def test_in_time_judges_at_whole_seconds(received_at, expected):
    assert clock.in_time(received_at, DEADLINE) is expected


@pytest.mark.django_db
@pytest.mark.parametrize("offset", [dt.timedelta(seconds=n, microseconds=m) for n in (-1, 0, 1) for m in (0, 1, 999_999)])
def test_the_twins_of_in_time_agree_with_it(offset):
    """The row side: what arrived is in a column. The deadline side: the deadline is in a column."""
    received_at = DEADLINE + offset
    expected = clock.in_time(received_at, DEADLINE)
    User.objects.create_user("arrived@example.org", date_joined=received_at)
    make.seminar(registration_closes_at=DEADLINE)
    assert User.objects.filter(clock.in_time_q("date_joined", DEADLINE)).exists() is expected
    assert Seminar.objects.filter(clock.deadline_open_q("registration_closes_at", received_at)).exists() is expected


@given(st.datetimes(min_value=dt.datetime(2020, 1, 1), max_value=dt.datetime(2040, 1, 1)), st.integers(-2_000_000, 2_000_000))  # noqa: DTZ001
def test_in_time_is_never_more_than_a_second_generous(naive, microseconds):
    deadline = naive.replace(microsecond=0, tzinfo=dt.UTC)
    received_at = deadline + dt.timedelta(microseconds=microseconds)
    assert clock.in_time(received_at, deadline) is (microseconds < 1_000_000)


@pytest.mark.parametrize(
    ("day", "zone", "expected"),
    [
        (dt.date(2027, 11, 5), "Asia/Shanghai", dt.datetime(2027, 11, 5, 15, 59, 59, tzinfo=dt.UTC)),
        (dt.date(2027, 11, 5), "Asia/Kabul", dt.datetime(2027, 11, 5, 19, 29, 59, tzinfo=dt.UTC)),
        (dt.date(2027, 11, 7), "America/New_York", dt.datetime(2027, 11, 8, 4, 59, 59, tzinfo=dt.UTC)),  # the day on which summer time ends has 25 hours
    ],
)
def test_a_deadline_given_as_a_day_is_its_last_second_there(day, zone, expected):
    assert clock.end_of_day(day, zone) == expected


def test_start_of_day_and_hour_of_a_day():
    assert clock.start_of_day(dt.date(2027, 10, 1), "Asia/Shanghai") == dt.datetime(2027, 9, 30, 16, 0, tzinfo=dt.UTC)
    assert clock.at(dt.date(2027, 11, 17), "14:00", "Asia/Shanghai") == dt.datetime(2027, 11, 17, 6, 0, tzinfo=dt.UTC)
    assert clock.at(dt.date(2027, 10, 26), "18:00:01", "Asia/Almaty") == dt.datetime(2027, 10, 26, 13, 0, 1, tzinfo=dt.UTC)


@pytest.mark.parametrize(
    ("zone", "expected"),
    [
        ("Asia/Shanghai", "UTC+8"),
        ("Asia/Kabul", "UTC+4:30"),
        ("Asia/Kathmandu", "UTC+5:45"),
        ("America/New_York", "UTC−4"),
        ("America/St_Johns", "UTC−2:30"),
        ("UTC", "UTC"),
    ],
)
def test_offset_as_it_is_printed(zone, expected):
    assert clock.offset_of(dt.datetime(2027, 11, 5, 15, 59, 59, tzinfo=dt.UTC), zone) == expected


def test_kazakhstan_has_one_offset_since_march_2024():
    assert clock.offset_of(dt.datetime(2020, 10, 26, tzinfo=dt.UTC), "Asia/Almaty") == "UTC+6"
    assert clock.offset_of(dt.datetime(2027, 10, 26, tzinfo=dt.UTC), "Asia/Almaty") == "UTC+5"


@pytest.mark.parametrize(
    ("name", "expected"), [("Asia/Shanghai", True), ("", False), ("Beijing", False), ("../etc/passwd", False), ("\x00", False), (None, False)]
)
def test_is_zone(name, expected):
    assert clock.is_zone(name) is expected


def test_now_is_aware():
    assert timezone.is_aware(clock.now())
