"""Days and hours as officers type them. What has two readings is refused with both."""

import contextlib
import datetime as dt

import pytest
from django.core.exceptions import ValidationError
from hypothesis import given
from hypothesis import strategies as st

from directory.moments import read_day, read_hour

NOV_5 = dt.date(2027, 11, 5)


@pytest.mark.parametrize(
    "typed",
    [
        "2027-11-05", "2027-11-5", "2027/11/05", "2027.11.05", "20271105", "05.11.2027", "5.11.2027", "5.11.27", " 05.11.2027 г.", "5 November 2027",
        "5 nov 2027", "05-NOV-2027", "NOV-05-2027", "Nov. 5, 2027", "November 5th, 2027", "5th November 2027", "5 ноября 2027 года", "5 нояб. 2027",
        "2027年11月5日", "2027年 11月 5日", "２０２７－１１－０５", "2027–11–05",
    ],
)  # fmt: skip
def test_a_day_with_one_reading(typed: str) -> None:
    assert read_day(typed) == NOV_5


@pytest.mark.parametrize(
    ("typed", "day"),
    [
        ("25/11/2027", dt.date(2027, 11, 25)),
        ("11/25/2027", dt.date(2027, 11, 25)),
        ("5/5/2027", dt.date(2027, 5, 5)),
        ("25112027", dt.date(2027, 11, 25)),
        ("25-11-27", dt.date(2027, 11, 25)),
        ("5 мая 2027", dt.date(2027, 5, 5)),
        ("5 May 2027", dt.date(2027, 5, 5)),
        ("12 марта 2027", dt.date(2027, 3, 12)),
        ("3 Sept 2027", dt.date(2027, 9, 3)),
        ("29.02.2028", dt.date(2028, 2, 29)),
    ],
)
def test_a_day_that_only_one_order_allows(typed: str, day: dt.date) -> None:
    assert read_day(typed) == day


@pytest.mark.parametrize("typed", ["5/11/2027", "05-11-2027", "5 / 11 / 27", "05112027"])
def test_a_day_with_two_readings_is_refused_with_both(typed: str) -> None:
    with pytest.raises(ValidationError) as refused:
        read_day(typed)
    assert refused.value.messages == [f"“{typed}” can be 11 May 2027 or 5 November 2027: enter it as year-month-day, such as 2027-11-05"]


@pytest.mark.parametrize("typed", ["31.11.2027", "2027-02-29", "32/13/2027", "5 Foo 2027", "0.0.2027"])
def test_a_day_that_does_not_exist_is_named(typed: str) -> None:
    with pytest.raises(ValidationError) as refused:
        read_day(typed)
    assert refused.value.messages == [f"There is no day “{typed}”: enter it as year-month-day, such as 2027-11-05"]


@pytest.mark.parametrize("typed", ["today", "5.11", "11/2027", "2027", "5 ноября", "١٢"])
def test_what_is_no_day_asks_for_one(typed: str) -> None:
    with pytest.raises(ValidationError) as refused:
        read_day(typed)
    assert refused.value.messages == ["Enter the day of receipt as year-month-day or day.month.year, such as 2027-11-05 or 05.11.2027"]


@pytest.mark.parametrize(
    "typed", ["17:40", "1740", "17.40", "17 40", "17h40", "17：40", "5:40 pm", "5:40PM", "5.40 p.m.", "0540pm", "17:40:00", "174000", "17时40分", "17,40"]
)
def test_an_hour_however_it_is_typed(typed: str) -> None:
    assert read_hour(typed) == dt.time(17, 40)


@pytest.mark.parametrize(
    ("typed", "hour"),
    [("905", dt.time(9, 5)), ("00:59", dt.time(0, 59)), ("23:59:59", dt.time(23, 59, 59)), ("12:00 am", dt.time(0)), ("12:00 pm", dt.time(12))],
)
def test_hours_at_the_edges(typed: str, hour: dt.time) -> None:
    assert read_hour(typed) == hour


@pytest.mark.parametrize("typed", ["17", "24:00", "17:60", "13:00 pm", "0:10 am", "half past five", "17:4", "1:2:3", "-1:30"])
def test_what_is_no_hour_asks_for_one(typed: str) -> None:
    with pytest.raises(ValidationError) as refused:
        read_hour(typed)
    assert refused.value.messages == ["Enter the hour of receipt with its minutes, such as 17:40 or 1740"]


@given(st.dates(dt.date(2000, 1, 1), dt.date(2099, 12, 31)), st.times())
def test_what_we_print_ourselves_is_read_again(day: dt.date, hour: dt.time) -> None:
    assert {read_day(f"{day:%Y-%m-%d}"), read_day(f"{day:%d.%m.%Y}"), read_day(f"{day.day} {day:%B %Y}")} == {day}
    assert read_hour(f"{hour:%H:%M:%S}") == hour.replace(microsecond=0)


@given(st.text(max_size=40))
def test_whatever_is_typed_is_read_or_refused(typed: str) -> None:
    for read, kind in ((read_day, dt.date), (read_hour, dt.time)):
        with contextlib.suppress(ValidationError):
            assert isinstance(read(typed), kind)
