"""Days and hours as an officer types or copies them: from a stamp, from the line at the head of a fax, from a mail.

A day that can be read in two ways is refused with both, never guessed: it decides about a deadline.
"""

import datetime as dt
import re
import unicodedata
from collections.abc import Callable
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from .clocks import day_words

_english = ["january", "february", "march", "april", "may", "june", "july", "august", "september", "october", "november", "december"]
_russian = ["январ", "феврал", "март", "апрел", "ма", "июн", "июл", "август", "сентябр", "октябр", "ноябр", "декабр"]
_year_first = re.compile(r"(\d{4})\s*[-/.年]\s*(\d{1,2})\s*[-/.月]\s*(\d{1,2})\s*日?")
_dotted = re.compile(r"(\d{1,2})\s*\.\s*(\d{1,2})\s*\.\s*(\d{4}|\d{2})(?:\s*(?:г|года)\.?)?")
_either_way = re.compile(r"(\d{1,2})\s*[-/]\s*(\d{1,2})\s*[-/]\s*(\d{4}|\d{2})")
_joined = re.compile(r"\d{8}")
_day_and_month = re.compile(r"(\d{1,2})(?:st|nd|rd|th)?[\s.,-]*([^\W\d_]+)[\s.,-]*(\d{4})(?:\s*(?:г|года)\.?)?")
_month_and_day = re.compile(r"([^\W\d_]+)[\s.,-]*(\d{1,2})(?:st|nd|rd|th)?[\s.,-]+(\d{4})")
_hour = re.compile(r"(\d{1,2})\s*[:.,h时點点]\s*(\d{2})(?:\s*[:.]\s*(\d{2}))?\s*分?\s*(am|pm)?")
_hour_joined = re.compile(r"(\d{1,2})(\d{2})(\d{2})?\s*(am|pm)?")
_hour_spaced = re.compile(r"(\d{1,2})\s+(\d{2})")


def read_day(text: str) -> dt.date:
    """The day in ``text``: 2027-11-05, 20271105, 05.11.2027, 5 November 2027, 05-NOV-2027, 5 ноября 2027, 2027年11月5日; 25/11/2027 as it has one reading.

    Raises ValidationError with a sentence where there is none, or two.
    """
    line = _plain(text)
    for pattern, order in _orders():
        found = pattern.fullmatch(line)
        if found:
            return _day(*order(*found.groups()), text)
    readings = _readings(line)
    if readings is None:
        raise ValidationError(_("Enter the day of receipt as year-month-day or day.month.year, such as 2027-11-05 or 05.11.2027"), code="invalid")
    if not readings:
        raise _no_day(text)
    if len(readings) > 1:
        first_day, second_day = (day_words(day, weekday=False) for day in sorted(readings)[:2])
        raise ValidationError(
            _("“%(typed)s” can be %(first)s or %(second)s: enter it as year-month-day, such as %(iso)s")
            % {"typed": line, "first": first_day, "second": second_day, "iso": f"{max(readings):%Y-%m-%d}"},
            code="two readings",
        )
    return readings.pop()


def read_hour(text: str) -> dt.time:
    """The hour in ``text``: 17:40, 1740, 17.40, 17 40, 17h40, 17:40:05, 5:40 pm. Raises ValidationError where there is none."""
    line = re.sub(r"([ap])\.\s*m\.?", r"\1m", _plain(text))
    found = _hour.fullmatch(line) or _hour_joined.fullmatch(line) or _hour_spaced.fullmatch(line)
    if found:
        hour, minute, second, half = (str(part or "") for part in (*found.groups(), None, None)[:4])
        number = int(hour)
        if half and 1 <= number <= 12:
            number = number % 12 + (12 if half == "pm" else 0)
        elif half:
            number = 99
        try:
            return dt.time(number, int(minute), int(second or 0))
        except ValueError:
            pass
    raise ValidationError(_("Enter the hour of receipt with its minutes, such as 17:40 or 1740"), code="invalid")


class TypedDay(forms.CharField):
    """A day as text. What was typed is shown again as it was typed."""

    def to_python(self, value: Any) -> Any:
        text = super().to_python(value)
        return read_day(text) if text else None


class TypedHour(forms.CharField):
    """An hour as text."""

    def to_python(self, value: Any) -> Any:
        text = super().to_python(value)
        return read_hour(text) if text else None


def _readings(line: str) -> set[dt.date] | None:
    """The days that a line without an order of its own can mean; None where it is no day at all."""
    if _joined.fullmatch(line):
        orders = [(line[:4], line[4:6], line[6:]), (line[4:], line[2:4], line[:2]), (line[4:], line[:2], line[2:4])]
        days = [_perhaps(int(year), int(month), int(day)) for year, month, day in orders if year.startswith(("19", "20"))]
    elif found := _either_way.fullmatch(line):
        first, second, year = int(found[1]), int(found[2]), _century(found[3])
        days = [_perhaps(year, second, first), _perhaps(year, first, second)]
    else:
        return None
    return {day for day in days if day is not None}


def _orders() -> list[tuple[re.Pattern[str], Callable[..., tuple[int, int, int]]]]:
    """The ways of writing that have one reading, each with what gives year, month and day."""
    return [
        (_year_first, lambda year, month, day: (int(year), int(month), int(day))),
        (_dotted, lambda day, month, year: (_century(year), int(month), int(day))),
        (_day_and_month, lambda day, month, year: (int(year), _month(month), int(day))),
        (_month_and_day, lambda month, day, year: (int(year), _month(month), int(day))),
    ]


def _plain(text: str) -> str:
    """``text`` in one line of small letters, wide digits and long dashes as plain ones."""
    line = re.sub(r"[‐-―−]", "-", unicodedata.normalize("NFKC", text))
    return " ".join(line.split()).strip(" ,;").casefold()


def _month(word: str) -> int:
    """The number of a month by its name or the first three letters of it; 0 for any other word."""
    for number, (english, russian) in enumerate(zip(_english, _russian, strict=True), 1):
        if (len(word) >= 3 and english.startswith(word)) or (word == "sept" and number == 9):
            return number
        if (word.startswith(russian) and len(word) <= len(russian) + 2) or (len(word) >= 3 and russian.startswith(word)):
            return number
    return 0


def _century(year: str) -> int:
    return int(year) if len(year) == 4 else 2000 + int(year)


def _perhaps(year: int, month: int, day: int) -> dt.date | None:
    try:
        return dt.date(year, month, day)
    except ValueError:
        return None


def _day(year: int, month: int, day: int, text: str) -> dt.date:
    found = _perhaps(year, month, day)
    if found is None:
        raise _no_day(text)
    return found


def _no_day(text: str) -> ValidationError:
    return ValidationError(_("There is no day “%(typed)s”: enter it as year-month-day, such as 2027-11-05") % {"typed": " ".join(text.split())}, code="no day")
