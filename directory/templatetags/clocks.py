"""Tags for templates: a deadline, a moment, a reference that stays in one piece."""

import datetime as dt
from typing import Any

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
def moment(instant: dt.datetime, zone: str) -> str:
    """An instant in words on the clock of ``zone``: "Friday, 5 November 2027, 23:59 Beijing time (UTC+8)"."""
    return clocks.said(instant, zone).sentence


@register.filter
def day_words(day: dt.date) -> str:
    """ "Friday, 5 November 2027"."""
    return clocks.day_words(day)
