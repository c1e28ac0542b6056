"""Tags for templates: a deadline, a moment, a reference that stays in one piece."""

import datetime as dt
from typing import Any
from zoneinfo import ZoneInfo

from django import template

from directory import clocks

register = template.Library()


def _two_clocks(context: template.Context, instant: dt.datetime, zone: str) -> dict[str, Any]:
    beside = str(context.get("beside_zone") or "")
    return {
        "said": clocks.said(instant, zone),
        "own": clocks.said(instant, beside) if beside and beside != zone else None,
        "day_change": clocks.day_change(instant, zone, beside) if beside else 0,
    }


@register.inclusion_tag("components/deadline.html", takes_context=True)
def deadline(context: template.Context, instant: dt.datetime, zone: str, lead: str = "", closed: bool = False, choose: bool = True) -> dict[str, Any]:
    """A deadline as a block: ``lead`` ("Register until"), the instant on the clock of ``zone``, and beside it on ``beside_zone``.

    That is the reader's own clock, else the Secretariat's.
    """
    return {
        "lead": lead,
        **_two_clocks(context, instant, zone),
        "closed": closed,
        "choose": choose,
        "request": context.get("request"),
    }


@register.inclusion_tag("components/deadline.txt", takes_context=True)
def deadline_text(context: template.Context, instant: dt.datetime, zone: str) -> dict[str, Any]:
    """The same deadline in one line of plain text, for mails."""
    return _two_clocks(context, instant, zone)


@register.simple_tag
def moment(instant: dt.datetime, zone: str, seconds: bool = False) -> str:
    """An instant in words on the clock of ``zone``: "Friday, 5 November 2027, 23:59 Beijing time (UTC+8)"; with the second where that decides."""
    return clocks.said(instant, zone, seconds=bool(seconds)).sentence


@register.filter
def day_words(day: dt.date) -> str:
    """ "Friday, 5 November 2027". A heading or a line that begins with it: ``|day_words|capfirst``."""
    return clocks.day_words(day)


@register.filter
def date_words(day: dt.date) -> str:
    """ "5 November 2027"."""
    return clocks.day_words(day, weekday=False)


@register.filter
def short_date(day: dt.date) -> str:
    """ "5 Nov 2027", for a narrow column."""
    return clocks.short_day(day, weekday=False)


@register.simple_tag
def short_day(instant: dt.datetime, zone: str, year: bool = True, weekday: bool = True) -> str:
    """The day of an instant on the clock of ``zone``, for a narrow column: "Fri 5 Nov 2027"."""
    return clocks.short_day(instant.astimezone(ZoneInfo(zone)).date(), year=year, weekday=weekday)


@register.simple_tag
def short_moment(instant: dt.datetime, zone: str, seconds: bool = False, weekday: bool = True) -> str:
    """An instant on the clock of ``zone``, for a narrow column: "Fri 5 Nov 2027, 23:59"."""
    return clocks.short_moment(instant, zone, seconds=seconds, weekday=weekday)


@register.filter
def day_and_month(day: dt.date) -> str:
    """ "5 Nov", where the year stands elsewhere."""
    return clocks.short_day(day, year=False, weekday=False)
