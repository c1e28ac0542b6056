import datetime as dt

import pytest
import time_machine
from django.forms import modelform_factory

from agenda import forms
from agenda.models import Seminar
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


def test_a_cleared_title_is_not_an_empty_one():
    data = {"number": "1", "kind": "other", "title_en": "Concept paper", "title_ru": "", "language": "en"}
    form = forms.DocumentForm(data, {})
    assert form.errors.keys() == {"file"}
    assert form.titles == {"title_en": "Concept paper"}


def seminar_form(**typed):
    """The form of a draft with its window, filled in."""
    seminar = make.seminar(published_at=None)
    form_class = modelform_factory(
        Seminar, form=forms.SeminarWithWindowForm, fields=["slug", "reference_prefix", "starts_on", "ends_on", "zone", "registration_zone"]
    )
    data = {
        "slug": "biodiversity",
        "reference_prefix": "BIO",
        "starts_on": "2027-11-17",
        "ends_on": "2027-11-18",
        "zone": "Asia/Shanghai",
        "registration_zone": "Asia/Shanghai",
        "opens_day": "2027-10-01",
        "closes_day": "2027-11-05",
    }
    return form_class({**data, **typed}, instance=seminar)


@pytest.mark.parametrize(
    ("typed", "opens_at", "closes_at"),
    [
        ({}, make.OPENS, make.CLOSES),
        ({"registration_zone": "Asia/Almaty"}, dt.datetime(2027, 9, 30, 19, 0, tzinfo=dt.UTC), dt.datetime(2027, 11, 5, 18, 59, 59, tzinfo=dt.UTC)),
        ({"closes_hour": "18:00", "opens_hour": "09:00"}, dt.datetime(2027, 10, 1, 1, 0, tzinfo=dt.UTC), dt.datetime(2027, 11, 5, 10, 0, tzinfo=dt.UTC)),
        ({"opens_day": ""}, dt.datetime(2027, 10, 11, 16, 0, tzinfo=dt.UTC), make.CLOSES),
    ],
)
@time_machine.travel(make.DURING, tick=False)
def test_the_window_as_days_or_as_days_and_hours_on_a_named_clock(typed, opens_at, closes_at):
    form = seminar_form(**typed)
    assert form.is_valid(), form.errors
    assert (form.instance.registration_opens_at, form.instance.registration_closes_at) == (opens_at, closes_at)


@pytest.mark.parametrize(
    ("typed", "errors"),
    [
        ({"ends_on": ""}, {}),
        ({"ends_on": "2027-11-16"}, {"ends_on": ["The last day is before the first."]}),
        ({"closes_day": ""}, {"closes_day": ["Enter a day, such as 2027-11-05."]}),
        ({"closes_hour": "6 p.m."}, {"closes_hour": ["Enter an hour from 00:00 to 23:59, such as 14:00."]}),
        ({"closes_day": "2027-10-01", "opens_day": "2027-10-02"}, {"closes_day": ["Registration closes before it opens."]}),
        ({"closes_day": "2027-10-01", "opens_day": ""}, {"closes_day": ["This deadline has passed already."]}),
        ({"zone": "Mars/Olympus"}, {"zone": ["Select a valid choice. Mars/Olympus is not one of the available choices."]}),
        (
            {"slug": "wetlands"},
            {"slug": ["Another seminar has this address. Choose one that no seminar has had, such as one with the year."]},
        ),
        (
            {"reference_prefix": "WET"},
            {"reference_prefix": ["Another seminar of 2027 gives references that begin with WET-2027. Choose another prefix."]},
        ),
        ({"reference_prefix": "WET", "starts_on": "2028-11-17", "ends_on": "2028-11-18"}, {}),
        ({"reference_prefix": "wet"}, {"reference_prefix": ["Two to eight capital letters."]}),
    ],
)
@time_machine.travel(make.DURING, tick=False)
def test_what_the_form_of_a_seminar_refuses(typed, errors):
    make.seminar(slug="wetlands", reference_prefix="WET")
    assert seminar_form(**typed).errors == errors


@time_machine.travel(make.DURING, tick=False)
def test_without_a_last_day_it_lasts_one_day():
    form = seminar_form(ends_on="")
    assert form.is_valid()
    assert form.instance.ends_on == dt.date(2027, 11, 17)
