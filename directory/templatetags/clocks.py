"""Tags for templates: a deadline, a moment, a reference that stays in one piece."""

import datetime as dt
from typing import Any

from django import template

from directory import clocks

register = template.Library()


@register.inclusion_tag("components/deadline.html", takes_context=True)
def deadline(context: template.Context, instant: dt.datetime, zone: str, lead: str = "", closed: bool = False, choose: bool = True) -> dict[str, Any]:
    """A deadline as a block: ``lead`` ("Register until"), the instant on the clock of ``zone``, and on the reader's own beside it."""
    reader_zone = context.get("reader_zone") or ""
    return {
        "lead": lead,
        "said": clocks.said(instant, zone),
        "own": clocks.said(instant, reader_zone) if reader_zone and reader_zone != zone else None,
        "day_change": clocks.day_change(instant, zone, reader_zone) if reader_zone else 0,
        "closed": closed,
        "choose": choose,
        "request": context.get("request"),
    }


@register.inclusion_tag("components/deadline.txt", takes_context=True)
def deadline_text(context: template.Context, instant: dt.datetime, zone: str) -> dict[str, Any]:
    """The same deadline in one line of plain text, for mails."""
    reader_zone = context.get("reader_zone") or ""
    return {
        "said": clocks.said(instant, zone),
        "own": clocks.said(instant, reader_zone) if reader_zone and reader_zone != zone else None,
        "day_change": clocks.day_change(instant, zone, reader_zone) if reader_zone else 0,
    }


@register.simple_tag
def moment(instant: dt.datetime, zone: str) -> str:
    """An instant in words on the clock of ``zone``: "Friday, 5 November 2027, 23:59 Beijing time (UTC+8)"."""
    return clocks.said(instant, zone).sentence


@register.filter
def day_words(day: dt.date) -> str:
    """"Friday, 5 November 2027"."""
    return clocks.day_words(day)
