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


def cautions(
    *,
    seminar: Seminar,
    entitled: list[Party],
    names: Mapping[int, str],
    starts_at: dt.datetime,
    deadline: dt.datetime,
    deadline_zone: str,
    minimum_hours: int,
) -> list[Caution]:
    """The cautions for a period from ``starts_at`` to ``deadline``, in the active language; ``names`` are those of the states, by key. Two queries."""
    found: list[Caution] = []
    if deadline - starts_at < dt.timedelta(hours=minimum_hours):
        found.append(
            Caution(
                "short",
                ngettext("The period is shorter than %(hours)s hour.", "The period is shorter than %(hours)s hours.", minimum_hours) % {"hours": minimum_hours},
            )
        )
    last_day = deadline.astimezone(ZoneInfo(deadline_zone)).date()
    resting = [names[party.pk] for party in entitled if rests_on(party, last_day)]
    if resting:
        found.append(
            Caution("rest day", _("%(day)s is a day of rest in: %(states)s.") % {"day": capfirst(clocks.day_words(last_day)), "states": separated(resting)})
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
