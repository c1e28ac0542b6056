"""Pictures of numbers as plain values for a template that draws SVG. Pure: no query, no clock, no language.

Lengths along the picture are percentages and heights are pixels: a picture takes the width it is given, and its letters keep their size on a phone. Every
number is a string with a full stop, whatever the language of the page writes.
"""

import dataclasses
import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from itertools import accumulate

ABOVE, BELOW = 18, 22  # room for the words above the highest bar and below the axis, in pixels
TICKS = 5
ONE_DAY = dt.timedelta(days=1)


@dataclasses.dataclass(frozen=True)
class Bar:
    """One day: ``value`` is what the bar is as high as."""

    day: dt.date
    value: int
    x: str
    width: str
    y: str
    height: str


@dataclasses.dataclass(frozen=True)
class Level:
    """A line across the picture at ``value``; ``label_y`` is where its number is written."""

    value: int
    y: str
    label_y: str


@dataclasses.dataclass(frozen=True)
class Tick:
    """A day named below the axis; ``anchor`` keeps the first and the last word inside the picture."""

    day: dt.date
    x: str
    y: str
    anchor: str


@dataclasses.dataclass(frozen=True)
class DayChart:
    height: str
    axis_y: str
    bars: list[Bar]
    levels: list[Level]
    ticks: list[Tick]


def days_between(first: dt.date, last: dt.date) -> list[dt.date]:
    """Both ends included; at least ``first``."""
    return [first + number * ONE_DAY for number in range(max((last - first).days, 0) + 1)]


def round_top(value: int) -> int:
    """The smallest of 1, 2, 5, 10, 20, 50 … that is not below ``value``: what the highest line of a picture says."""
    top = 1
    while top < value:
        for factor in (2, 5, 10):
            if top * factor >= value:
                return top * factor
        top *= 10
    return top


def per_day(counts: Mapping[dt.date, int], first: dt.date, last: dt.date, height: int = 130) -> DayChart:
    """A bar for each day from ``first`` to ``last`` with its number; a day that ``counts`` does not name has none."""
    days = days_between(first, last)
    return _chart(days, [counts.get(day, 0) for day in days], height, gap=0.2 if len(days) <= 120 else 0.0)


def running_total(counts: Mapping[dt.date, int], first: dt.date, last: dt.date, height: int = 130) -> DayChart:
    """The same days, each as high as everything up to it: the bars touch, so that they read as one area. All days of ``counts`` lie between the two."""
    days = days_between(first, last)
    return _chart(days, list(accumulate(counts.get(day, 0) for day in days)), height, gap=0.0)


def _chart(days: Sequence[dt.date], values: Sequence[int], height: int, *, gap: float) -> DayChart:
    axis, step = height - BELOW, 100 / len(days)
    top = round_top(max(values, default=0))

    def y(value: int) -> float:
        return axis - (axis - ABOVE) * value / top

    bars = [
        Bar(day, value, percent((number + gap / 2) * step), percent(step * (1 - gap)), pixels(y(value)), pixels(axis - y(value)))
        for number, (day, value) in enumerate(zip(days, values, strict=True))
        if value
    ]
    marks = [top] if top % 2 else [top // 2, top]
    levels = [Level(value, pixels(y(value)), pixels(y(value) - 4)) for value in marks]
    return DayChart(pixels(height), pixels(axis), bars, levels, _ticks(days, height - 6))


def _ticks(days: Sequence[dt.date], y: float) -> list[Tick]:
    last = len(days) - 1
    many = min(TICKS, len(days)) if len(days) < 3 or len(days) >= 2 * TICKS else 2
    places = sorted({round(last * number / max(many - 1, 1)) for number in range(many)})
    ticks = []
    for place in places:
        anchor = "start" if place == 0 else "end" if place == last else "middle"
        x = 0.0 if place == 0 else 100.0 if place == last else (place + 0.5) * 100 / len(days)
        ticks.append(Tick(days[place], percent(x), pixels(y), anchor))
    return ticks


# --- one row of a table as a bar ----------------------------------------------------------------------------------------------------------


@dataclasses.dataclass(frozen=True)
class Piece:
    """A part of a bar; ``kind`` is the class of its colour."""

    kind: str
    x: str
    width: str


def stacked(parts: Iterable[tuple[str, int]], top: int) -> list[Piece]:
    """The parts of one bar, one after the other; a bar of ``top`` fills the whole width. Parts of nothing are left out."""
    pieces, start = [], 0
    for kind, value in parts:
        if value:
            pieces.append(Piece(kind, percent(100 * start / max(top, 1)), percent(100 * value / max(top, 1))))
        start += value
    return pieces


def percent(value: float) -> str:
    return f"{value:.3f}".rstrip("0").rstrip(".") + "%"


def pixels(value: float) -> str:
    return f"{value:.2f}".rstrip("0").rstrip(".")
