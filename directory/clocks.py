"""How an instant is said to a person: weekday, date, hour, city and offset, in the active language.

Never "CST", "IST" or "GMT+8", never "in 3 days". ``templates/components/deadline.html`` and ``.txt`` are the only places that print a deadline, and
they print what :func:`said` gives.
"""

import dataclasses
import datetime as dt
from zoneinfo import ZoneInfo

from django.utils import dateformat
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from seminar_portal import clock

from .selectors import city_of


@dataclasses.dataclass(frozen=True)
class Said:
    """One instant on one city's clock. ``sentence`` is the whole of it; the parts are for tables."""

    instant: dt.datetime
    local: dt.datetime
    weekday: str
    date: str
    hour: str
    city: str
    offset: str

    @property
    def sentence(self) -> str:
        """Such as "Friday, 5 November 2027, 23:59 Beijing time (UTC+8)"."""
        return _("%(date)s, %(hour)s %(city)s time (%(offset)s)") % self._parts

    @property
    def on_own_clock(self) -> str:
        """Such as "Friday, 5 November, 18:59 in Moscow (UTC+3)"."""
        return _("%(date)s, %(hour)s in %(city)s (%(offset)s)") % {**self._parts, "date": day_words(self.local.date(), year=False)}

    @property
    def _parts(self) -> dict[str, str]:
        return {"date": self.date, "hour": self.hour, "city": self.city, "offset": self.offset}


def day_words(day: dt.date, *, year: bool = True, weekday: bool = True) -> str:
    """``day`` with its weekday, in the active language: "Friday, 5 November 2027"."""
    if weekday:
        pattern = pgettext("date with weekday and year", "l, j E Y") if year else pgettext("date with weekday", "l, j E")
    else:
        pattern = pgettext("date with year", "j E Y") if year else pgettext("date", "j E")
    return dateformat.format(day, pattern)


def said(instant: dt.datetime, zone: str) -> Said:
    """``instant`` on the clock of the IANA ``zone``, with the city's name of that day. One query."""
    local = instant.astimezone(ZoneInfo(zone))
    return Said(
        instant=instant,
        local=local,
        weekday=dateformat.format(local, "l"),
        date=day_words(local.date()),
        hour=f"{local:%H:%M}",
        city=city_of(zone, local.date()),
        offset=clock.offset_of(instant, zone),
    )


def day_change(instant: dt.datetime, zone: str, reader_zone: str) -> int:
    """How many days the reader's date lies after (or before) the date in ``zone``: 1 for the next day, -1 for the day before."""
    return (instant.astimezone(ZoneInfo(reader_zone)).date() - instant.astimezone(ZoneInfo(zone)).date()).days
