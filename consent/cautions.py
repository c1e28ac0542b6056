"""What an officer is told before a procedure starts, and must accept. Nothing here forbids."""

import dataclasses
import datetime as dt
from collections.abc import Mapping
from zoneinfo import ZoneInfo

from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from agenda.models import Seminar
from directory import clocks
from directory.enums import WeeklyRest
from directory.models import Mission, Party
from directory.words import separated
from seminar_portal import clock

from . import words
from .enums import MinimumUnit

SATURDAY, SUNDAY, FRIDAY = 5, 6, 4
_REST = {WeeklyRest.FRIDAY: {FRIDAY}, WeeklyRest.FRIDAY_SATURDAY: {FRIDAY, SATURDAY}, WeeklyRest.SATURDAY_SUNDAY: {SATURDAY, SUNDAY}}


@dataclasses.dataclass(frozen=True)
class Caution:
    """``code`` is what is accepted, ``sentence`` what is read."""

    code: str
    sentence: str


def rests_on(party: Party, day: dt.date) -> bool:
    """Whether ``day`` is a weekly day of rest in ``party``, by the entry of today."""
    return bool(party.weekly_rest) and day.weekday() in _REST[WeeklyRest(party.weekly_rest)]


def arrives_on(party: Party, day: dt.date) -> dt.date:
    """The day on which a note of ``day`` arrives in effect in ``party``: the first that is none of rest (domain 3.4, case 20)."""
    while rests_on(party, day):
        day += dt.timedelta(days=1)
    return day


def earliest(starts_at: dt.datetime, length: int, unit: str, seat: str) -> dt.datetime:
    """The first deadline that is not too short: ``length`` hours, calendar days or working days after ``starts_at``, on the clock of ``seat`` (an IANA zone).

    Working days are Monday to Friday; the day of the sending does not count.
    """
    if unit == MinimumUnit.HOURS:
        return starts_at + dt.timedelta(hours=length)
    if unit == MinimumUnit.DAYS:
        return clock.moved(starts_at, length, seat)
    day, left, days = starts_at.astimezone(ZoneInfo(seat)).date(), length, 0
    while left:
        days += 1
        left -= (day + dt.timedelta(days=days)).weekday() < SATURDAY
    return clock.moved(starts_at, days, seat)


def period_words(length: int, unit: str) -> str:
    """ "72 hours", "14 calendar days", "5 working days"."""
    if unit == MinimumUnit.HOURS:
        return ngettext("%(count)s hour", "%(count)s hours", length) % {"count": length}
    if unit == MinimumUnit.DAYS:
        return ngettext("%(count)s calendar day", "%(count)s calendar days", length) % {"count": length}
    return ngettext("%(count)s working day", "%(count)s working days", length) % {"count": length}


def cautions(
    *,
    seminar: Seminar,
    entitled: list[Party],
    names: Mapping[int, str],
    starts_at: dt.datetime,
    deadline: dt.datetime,
    deadline_zone: str,
    minimum_length: int,
    minimum_unit: str = MinimumUnit.HOURS,
    seat: str = "UTC",
) -> list[Caution]:
    """The cautions for a period from ``starts_at`` to ``deadline``, in the active language; ``names`` are those of the states, by key. Two queries."""
    found: list[Caution] = []
    if deadline < earliest(starts_at, minimum_length, minimum_unit, seat):
        found.append(Caution("short", _("The period is shorter than %(period)s.") % {"period": period_words(minimum_length, minimum_unit)}))
    last_day = deadline.astimezone(ZoneInfo(deadline_zone)).date()
    resting = [names[party.pk] for party in entitled if rests_on(party, last_day)]
    if resting:
        found.append(
            Caution("rest day", _("%(day)s is a day of rest in: %(states)s.") % {"day": capfirst(clocks.day_words(last_day)), "states": separated(resting)})
        )
    first_day = starts_at.astimezone(ZoneInfo(deadline_zone)).date()
    waiting = [
        words.beside(names[party.pk], _("there from %(day)s") % {"day": clocks.day_words(arrives_on(party, first_day), weekday=False, year=False)})
        for party in entitled
        if rests_on(party, first_day)
    ]
    if waiting:
        found.append(
            Caution(
                "sent on rest day",
                _("%(day)s, when the note goes out, is a day of rest in: %(states)s.")
                % {"day": capfirst(clocks.day_words(first_day)), "states": separated(waiting)},
            )
        )
    reached = set(Mission.objects.on(starts_at.astimezone(ZoneInfo(deadline_zone)).date()).values_list("party_id", flat=True))
    unreached = [names[party.pk] for party in entitled if party.pk not in reached]
    if unreached:
        found.append(
            Caution(
                "no channel", _("No mission is entered for: %(states)s. See to it that the note reaches them another way.") % {"states": separated(unreached)}
            )
        )
    if deadline > seminar.registration_closes_at:
        found.append(
            Caution(
                "after registration",
                _("The silence expires after registration for the seminar closes (%(moment)s).")
                % {"moment": clocks.said(seminar.registration_closes_at, seminar.registration_zone).sentence},
            )
        )
    if last_day >= seminar.starts_on:
        found.append(
            Caution("after seminar", _("The silence expires when the seminar has begun already, on %(day)s.") % {"day": clocks.day_words(seminar.starts_on)})
        )
    return found
