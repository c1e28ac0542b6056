"""Pictures of numbers (seminar_portal/pages/charts.py): pure, so literal values in and out."""

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from seminar_portal.pages import charts
from seminar_portal.pages.charts import Piece

FIRST = dt.date(2027, 10, 1)


def day(number: int) -> dt.date:
    return FIRST + dt.timedelta(days=number)


def test_a_bar_for_each_day_that_has_something():
    chart = charts.per_day({day(0): 2, day(3): 4}, FIRST, day(3), height=140)
    assert [(bar.day, bar.value, bar.x, bar.width, bar.y, bar.height) for bar in chart.bars] == [
        (day(0), 2, "2.5%", "20%", "78", "40"),
        (day(3), 4, "77.5%", "20%", "38", "80"),
    ]
    assert (chart.height, chart.axis_y) == ("140", "118")
    assert [(level.value, level.y) for level in chart.levels] == [(5, "18")]


def test_the_running_total_stands_on_every_day_after_the_first():
    chart = charts.running_total({day(1): 2, day(3): 3}, FIRST, day(4), height=140)
    assert [(bar.day, bar.value) for bar in chart.bars] == [(day(1), 2), (day(2), 2), (day(3), 5), (day(4), 5)]
    assert [bar.x for bar in chart.bars] == ["20%", "40%", "60%", "80%"] and {bar.width for bar in chart.bars} == {"20%"}


@pytest.mark.parametrize(("value", "top"), [(0, 1), (1, 1), (2, 2), (3, 5), (6, 10), (11, 20), (37, 50), (100, 100), (101, 200), (715, 1000), (20000, 20000)])
def test_the_highest_line_is_a_round_number(value, top):
    assert charts.round_top(value) == top


@pytest.mark.parametrize(
    ("days", "named"),
    [(1, [0]), (2, [0, 1]), (5, [0, 4]), (10, [0, 2, 4, 7, 9]), (36, [0, 9, 18, 26, 35])],
)
def test_few_days_are_named_below_the_axis_and_always_the_first_and_last(days, named):
    ticks = charts.per_day({FIRST: 1}, FIRST, day(days - 1)).ticks
    assert [tick.day for tick in ticks] == [day(number) for number in named]
    assert ticks[0].anchor == "start" and (len(ticks) == 1 or ticks[-1].anchor == "end")


def test_numbers_are_written_with_a_full_stop_in_every_language():
    from django.utils import translation

    with translation.override("ru"):
        chart = charts.per_day({FIRST: 1, day(1): 3}, FIRST, day(2))
    assert [bar.x for bar in chart.bars] == ["3.333%", "36.667%"]


@given(
    counts=st.dictionaries(st.integers(0, 399).map(day), st.integers(1, 20000), min_size=1, max_size=60),
    make=st.sampled_from([charts.per_day, charts.running_total]),
)
def test_nothing_stands_outside_the_picture(counts, make):
    chart = make(counts, FIRST, day(399))
    axis = float(chart.axis_y)
    for bar in chart.bars:
        assert float(bar.x[:-1]) >= 0 and float(bar.x[:-1]) + float(bar.width[:-1]) <= 100.01
        assert charts.ABOVE - 0.01 <= float(bar.y) <= axis and float(bar.y) + float(bar.height) == pytest.approx(axis, abs=0.02)
    assert (
        sum(bar.value for bar in charts.per_day(counts, FIRST, day(399)).bars)
        == sum(counts.values())
        == charts.running_total(counts, FIRST, day(399)).bars[-1].value
    )


def test_a_stacked_bar():
    assert charts.stacked([("registered", 2), ("received", 1), ("others", 0)], 4) == [Piece("registered", "0%", "50%"), Piece("received", "50%", "25%")]
    assert charts.stacked([("registered", 0)], 0) == []
