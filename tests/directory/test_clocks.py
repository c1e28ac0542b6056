import datetime as dt

import pytest
from django.template import Context, Template
from django.utils import translation
from django.utils.formats import date_format

from directory import clocks, selectors
from directory.enums import WeeklyRest
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


MOMENTS = {
    "en": (
        "Friday, 5 November 2027, 23:59 Beijing time (UTC+8)",
        "Friday, 5 November, 23:59 in Beijing (UTC+8)",
        "Friday, 5 November 2027",
        "5 November 2027",
        "Fri 5 Nov 2027",
        "5 Nov 2027",
        "5 Nov",
        "Fri 5 Nov 2027, 23:59:59",
    ),
    "ru": (
        "пятница, 5 ноября 2027\xa0г., 23:59, Пекин (UTC+8)",
        "пятница, 5 ноября, 23:59, Пекин (UTC+8)",
        "пятница, 5 ноября 2027\xa0г.",
        "5 ноября 2027\xa0г.",
        "пт, 05.11.2027",
        "05.11.2027",
        "5 ноября",
        "пт, 05.11.2027, 23:59:59",
    ),
    "zh-hans": (
        "2027年11月5日 星期五 23:59 北京时间（UTC+8）",
        "北京时间11月5日 星期五 23:59（UTC+8）",
        "2027年11月5日 星期五",
        "2027年11月5日",
        "2027年11月5日 周五",
        "2027年11月5日",
        "11月5日",
        "2027年11月5日 周五 23:59:59",
    ),
}


@pytest.mark.parametrize("language", MOMENTS)
def test_a_moment_is_said_as_the_language_says_it(language):
    City.objects.filter(zone="Asia/Shanghai").update(name_ru="Пекин", name_zh_hans="北京")
    with translation.override(language):
        told, day = clocks.said(CLOSES, "Asia/Shanghai"), CLOSES.date()
        assert (
            told.sentence,
            told.on_own_clock,
            clocks.day_words(day),
            clocks.day_words(day, weekday=False),
            clocks.short_day(day),
            clocks.short_day(day, weekday=False),
            clocks.short_day(day, weekday=False, year=False),
            clocks.short_moment(CLOSES, "Asia/Shanghai", seconds=True),
        ) == MOMENTS[language]


def test_a_russian_weekday_has_a_capital_only_where_a_line_begins_with_it():
    with translation.override("ru"):
        assert "Пятница, 5 ноября 2027\xa0г., 23:59" in rendered('{% deadline at "Asia/Shanghai" choose=False %}')
        inside = rendered('{% deadline at "Asia/Shanghai" lead="Регистрация завершена:" choose=False %}', beside_zone="Asia/Seoul")
        assert ">пятница, 5 ноября 2027\xa0г., 23:59" in inside
        assert "<small>Суббота, 6 ноября, 00:59" in inside
        assert rendered('{% deadline_text at "Asia/Shanghai" %}').startswith("Пятница, 5 ноября 2027\xa0г.")


def test_the_names_of_weekdays_elsewhere_are_not_ours():
    """The weekly rest "Friday" has a context, so that it does not take the place of Django's own weekday."""
    with translation.override("ru"):
        assert str(WeeklyRest.FRIDAY.label) == "пятница"
        assert date_format(dt.date(2027, 11, 5), "l") == "Пятница"


def test_the_tags_for_narrow_columns():
    assert rendered('{% short_moment at "Asia/Shanghai" %}') == "Fri 5 Nov 2027, 23:59"
    assert rendered('{% short_moment at "Asia/Seoul" weekday=False %}') == "6 Nov 2027, 00:59"
    assert rendered('{% short_day at "Asia/Seoul" year=False %}') == "Sat 6 Nov"
    assert rendered("{{ day|short_date }} / {{ day|date_words }} / {{ day|day_words }}", day=CLOSES.date()) == (
        "5 Nov 2027 / 5 November 2027 / Friday, 5 November 2027"
    )
