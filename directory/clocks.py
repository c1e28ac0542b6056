"""How an instant is said to a person: weekday, date, hour, city and offset, in the active language.

Never "CST", "IST" or "GMT+8", never "in 3 days". ``templates/components/deadline.html`` and ``.txt`` are the only places that print a deadline, and
they print what :func:`said` gives. Dates in words are made here and nowhere else: their patterns stand in the catalogues ("j E Y", "j E Y г.",
"Y年n月j日"), so no template says ``|date:"j F Y"``.
"""

import dataclasses
import datetime as dt
from zoneinfo import ZoneInfo

from django.utils import dateformat
from django.utils.translation import gettext as _
from django.utils.translation import pgettext, pgettext_lazy

from seminar_portal import clock

from .selectors import city_of

# our own names: Django's are written as a heading writes them, while Russian has no capital inside a sentence
_WEEKDAYS = (
    pgettext_lazy("weekday in a sentence", "Monday"),
    pgettext_lazy("weekday in a sentence", "Tuesday"),
    pgettext_lazy("weekday in a sentence", "Wednesday"),
    pgettext_lazy("weekday in a sentence", "Thursday"),
    pgettext_lazy("weekday in a sentence", "Friday"),
    pgettext_lazy("weekday in a sentence", "Saturday"),
    pgettext_lazy("weekday in a sentence", "Sunday"),
)
_SHORT_WEEKDAYS = (
    pgettext_lazy("weekday in a column", "Mon"),
    pgettext_lazy("weekday in a column", "Tue"),
    pgettext_lazy("weekday in a column", "Wed"),
    pgettext_lazy("weekday in a column", "Thu"),
    pgettext_lazy("weekday in a column", "Fri"),
    pgettext_lazy("weekday in a column", "Sat"),
    pgettext_lazy("weekday in a column", "Sun"),
)


class _InASentence(dateformat.DateFormat):
    data: dt.date

    def l(self) -> str:  # noqa: E743
        return str(_WEEKDAYS[self.data.weekday()])

    def D(self) -> str:
        return str(_SHORT_WEEKDAYS[self.data.weekday()])


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

    @classmethod
    def of(cls, instant: dt.datetime, zone: str, city: str, *, seconds: bool = False) -> "Said":
        """``instant`` on the clock of the IANA ``zone``, which is called after ``city``. ``seconds`` for where the second decides."""
        local = instant.astimezone(ZoneInfo(zone))
        return cls(
            instant=instant,
            local=local,
            weekday=str(_WEEKDAYS[local.weekday()]),
            date=day_words(local.date()),
            hour=f"{local:%H:%M:%S}" if seconds else f"{local:%H:%M}",
            city=city,
            offset=clock.offset_of(instant, zone),
        )

    @property
    def sentence(self) -> str:
        """Such as "Friday, 5 November 2027, 23:59 Beijing time (UTC+8)". Where a line begins with it: ``capfirst``, for Russian."""
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
    return _InASentence(day).format(pattern)


def short_day(day: dt.date, *, year: bool = True, weekday: bool = True) -> str:
    """``day`` for a narrow column: "Fri 5 Nov 2027"."""
    if weekday:
        pattern = pgettext("short date with weekday and year", "D j M Y") if year else pgettext("short date with weekday", "D j M")
    else:
        pattern = pgettext("short date with year", "j M Y") if year else pgettext("short date", "j M")
    return _InASentence(day).format(pattern)


def short_moment(instant: dt.datetime, zone: str, *, seconds: bool = False, weekday: bool = True) -> str:
    """``instant`` on the clock of ``zone`` for a narrow column, which says elsewhere whose clock it is: "Fri 5 Nov 2027, 23:59"."""
    local = instant.astimezone(ZoneInfo(zone))
    hour = f"{local:%H:%M:%S}" if seconds else f"{local:%H:%M}"
    return pgettext("short date and hour", "%(date)s, %(hour)s") % {"date": short_day(local.date(), weekday=weekday), "hour": hour}


def said(instant: dt.datetime, zone: str, *, seconds: bool = False) -> Said:
    """``instant`` on the clock of the IANA ``zone``, with the city's name of that day. One query."""
    return Said.of(instant, zone, city_of(zone, instant.astimezone(ZoneInfo(zone)).date()), seconds=seconds)


def day_change(instant: dt.datetime, zone: str, reader_zone: str) -> int:
    """How many days the reader's date lies after (or before) the date in ``zone``: 1 for the next day, -1 for the day before."""
    return (instant.astimezone(ZoneInfo(reader_zone)).date() - instant.astimezone(ZoneInfo(zone)).date()).days
