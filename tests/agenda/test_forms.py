import datetime as dt

import pytest

from agenda import forms
from tests.factories import agenda as make

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("hour", "expected"),
    [
        (None, dt.datetime(2027, 11, 5, 15, 59, 59, tzinfo=dt.UTC)),
        (dt.time(23, 59), dt.datetime(2027, 11, 5, 15, 59, 59, tzinfo=dt.UTC)),
        (dt.time(18, 0), dt.datetime(2027, 11, 5, 10, 0, 0, tzinfo=dt.UTC)),
        (dt.time(0, 0), dt.datetime(2027, 11, 4, 16, 0, 0, tzinfo=dt.UTC)),
    ],
)
def test_a_deadline_given_as_a_day_or_a_day_and_an_hour(hour, expected):
    assert forms.deadline_at(dt.date(2027, 11, 5), hour, "Asia/Shanghai") == expected


def test_the_extension_is_read_on_the_clock_that_was_chosen():
    make.cities()
    form = forms.ExtendForm({"day": "2027-11-08", "hour": "", "zone": "Asia/Almaty", "reason": "x"}, zone="Asia/Shanghai")
    assert form.is_valid()
    assert form.closes_at == dt.datetime(2027, 11, 8, 18, 59, 59, tzinfo=dt.UTC)


def test_a_zone_without_a_city_can_be_kept_and_another_cannot_be_chosen():
    make.cities()
    data = {"day": "2027-11-08", "hour": "", "reason": "x"}
    assert forms.ExtendForm({**data, "zone": "Asia/Ashgabat"}, zone="Asia/Ashgabat").is_valid()
    assert forms.ExtendForm({**data, "zone": "Asia/Ashgabat"}, zone="Asia/Shanghai").errors.keys() == {"zone"}


def test_a_cleared_title_is_not_an_empty_one():
    data = {"number": "1", "kind": "other", "title_en": "Concept paper", "title_ru": "", "language": "en"}
    form = forms.DocumentForm(data, {})
    assert form.errors.keys() == {"file"}
    assert form.titles == {"title_en": "Concept paper"}


def test_what_is_missing_or_unreadable_is_said_so_that_one_can_act():
    make.cities()
    form = forms.ExtendForm({"day": "", "hour": "6 p.m.", "zone": "Asia/Shanghai", "reason": " "}, zone="Asia/Shanghai")
    assert form.errors == {
        "day": ["Enter a day, such as 2027-11-05."],
        "hour": ["Enter an hour from 00:00 to 23:59, such as 14:00."],
        "reason": ["Say why the deadline is extended."],
    }
