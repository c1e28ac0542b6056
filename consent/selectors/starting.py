"""What an officer is shown before a procedure starts."""

import dataclasses
import datetime as dt
from zoneinfo import ZoneInfo

from directory import selectors as directory
from directory.models import Party

from ..cautions import Caution, cautions
from ..models import Round
from .loading import seat_zone


@dataclasses.dataclass(frozen=True)
class Starting:
    """``names`` are those of the entitled states on the day, in the reader's language."""

    entitled: list[Party]
    names: list[str]
    cautions: list[Caution]


def members_at(instant: dt.datetime, zone: str) -> list[Party]:
    """The member states of the day that ``instant`` belongs to in ``zone``: those whom a note sent then is addressed to."""
    return list(directory.members_on(instant.astimezone(ZoneInfo(zone)).date()))


def starting(round_: Round, *, deadline: dt.datetime, deadline_zone: str, now: dt.datetime) -> Starting:
    """Who would be asked, and of what the officer is warned, if ``round_`` started at ``now``."""
    entitled = members_at(now, deadline_zone)
    names = directory.printed_names(entitled, now.astimezone(ZoneInfo(deadline_zone)).date())
    found = cautions(
        seminar=round_.procedure.seminar,
        entitled=entitled,
        names=names,
        starts_at=now,
        deadline=deadline,
        deadline_zone=deadline_zone,
        minimum_length=round_.minimum_length,
        minimum_unit=round_.minimum_unit,
        seat=seat_zone(),
    )
    return Starting(entitled, [names[party.pk] for party in entitled], found)
