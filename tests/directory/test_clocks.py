import datetime as dt

import pytest
from django.template import Context, Template
from django.utils import translation

from directory import clocks, selectors
from directory.models import City
from tests.factories import agenda as make

CLOSES = make.CLOSES
pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _cities():
    make.cities()


def test_v03_the_deadline_in_words():
    assert clocks.said(CLOSES, "Asia/Shanghai").sentence == "Friday, 5 November 2027, 23:59 Beijing time (UTC+8)"


@pytest.mark.parametrize(
    ("zone", "words", "change"),
    [
        ("Asia/Seoul", "Saturday, 6 November, 00:59 in Seoul (UTC+9)", 1),
        ("Asia/Kabul", "Friday, 5 November, 20:29 in Kabul (UTC+4:30)", 0),
        ("Asia/Vladivostok", "Saturday, 6 November, 01:59 in Vladivostok (UTC+10)", 1),
    ],
)
def test_v03_the_deadline_on_the_readers_clock(zone, words, change):
    assert clocks.said(CLOSES, zone).on_own_clock == words
    assert clocks.day_change(CLOSES, "Asia/Shanghai", zone) == change


def test_a_day_before():
    assert clocks.day_change(dt.datetime(2027, 11, 5, 2, 0, tzinfo=dt.UTC), "Asia/Shanghai", "America/New_York") == -1


def rendered(source: str, **context) -> str:
    return Template("{% load clocks %}" + source).render(Context({"beside_zone": "", "at": CLOSES, **context}))


def test_the_component_prints_both_clocks_and_marks_the_day():
    html = rendered('{% deadline at "Asia/Shanghai" lead="Register until" %}', beside_zone="Asia/Seoul")
    assert "Register until <time" in html
    assert 'datetime="2027-11-05T15:59:59+00:00"' in html
    assert "Friday, 5 November 2027, 23:59 Beijing time (UTC+8)</time>" in html
    assert "Saturday, 6 November, 00:59 in Seoul (UTC+9) – the next day" in html


def test_the_component_offers_a_clock_to_who_has_none():
    html = rendered('{% deadline at "Asia/Shanghai" %}')
    assert '<a href="#your-clock">On your own clock</a>' in html
    assert "#your-clock" not in rendered('{% deadline at "Asia/Shanghai" choose=False %}')


def test_a_reader_in_the_same_zone_is_told_once():
    html = rendered('{% deadline at "Asia/Shanghai" %}', beside_zone="Asia/Shanghai")
    assert html.count("23:59") == 1


def test_a_closed_deadline_is_marked():
    assert '<div class="deadline closed">' in rendered('{% deadline at "Asia/Shanghai" closed=True %}')


def test_the_plain_text_has_both_clocks_in_one_line():
    assert (
        rendered('{% deadline_text at "Asia/Shanghai" %}', beside_zone="Asia/Kabul").strip()
        == "Friday, 5 November 2027, 23:59 Beijing time (UTC+8) · Friday, 5 November, 20:29 in Kabul (UTC+4:30)"
    )


def test_the_city_has_the_name_of_the_day():
    """What was Nur-Sultan in 2020 is Astana in 2027."""
    City.objects.filter(zone="Asia/Almaty").update(valid_from=dt.date(2022, 9, 17))
    City.objects.create(zone="Asia/Almaty", name="Nur-Sultan", valid_to=dt.date(2022, 9, 16))
    assert clocks.said(dt.datetime(2020, 10, 26, 17, 59, 59, tzinfo=dt.UTC), "Asia/Almaty").sentence == "Monday, 26 October 2020, 23:59 Nur-Sultan time (UTC+6)"
    assert clocks.said(dt.datetime(2027, 10, 26, 13, 0, 0, tzinfo=dt.UTC), "Asia/Almaty").sentence == "Tuesday, 26 October 2027, 18:00 Astana time (UTC+5)"


def test_within_one_request_the_cities_are_read_once_and_say_the_same(django_assert_num_queries):
    zones = ["Asia/Shanghai", "Asia/Seoul", "Asia/Kabul", "Europe/Moscow", "Asia/Ashgabat"]
    apart = [selectors.city_of(zone, CLOSES.date()) for zone in zones]
    with selectors.cities_remembered(), django_assert_num_queries(1):
        together = [selectors.city_of(zone, CLOSES.date()) for zone in zones]
    assert together == apart == ["Beijing", "Seoul", "Kabul", "Moscow", "Ashgabat"]


def test_an_empty_table_is_read_once_too(django_assert_num_queries):
    City.objects.all().delete()
    with selectors.cities_remembered(), django_assert_num_queries(1):
        assert [selectors.city_of(zone, CLOSES.date()) for zone in ("Asia/Shanghai", "Asia/Seoul")] == ["Shanghai", "Seoul"]


def test_the_memory_ends_with_the_request():
    with selectors.cities_remembered():
        assert selectors.city_of("Asia/Seoul", CLOSES.date()) == "Seoul"
    City.objects.filter(zone="Asia/Seoul").update(name_en="Seoul City")
    assert selectors.city_of("Asia/Seoul", CLOSES.date()) == "Seoul City"


def test_the_weekday_is_in_the_active_language():
    with translation.override("ru"):
        assert clocks.said(CLOSES, "Asia/Shanghai").weekday == "Пятница"
