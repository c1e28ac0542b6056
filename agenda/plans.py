"""What moving a seminar's days would make of it, before it is done: for a postponement, and for the seminar that is made from last year's.

Everything moves by whole days and keeps its hour on its own clock: sessions on the seminar's, the window on the clock it was given in.
"""

import dataclasses
import datetime as dt
import re

from django.conf import settings
from django.db import models
from django.utils.text import capfirst

from seminar_portal import clock

from .models import Seminar, Session

_year = re.compile(r"(?<!\d)(?:19|20)\d\d(?!\d)")
TEXTS = ("title", "summary", "objectives", "invited", "venue", "host_name", "host_parent")


@dataclasses.dataclass(frozen=True)
class MovedItem:
    """An item of the agenda with its new hours."""

    session: Session
    starts_at: dt.datetime
    ends_at: dt.datetime | None


@dataclasses.dataclass(frozen=True)
class Dated:
    """A text of the seminar that names a year other than that of the new days."""

    where: str
    text: str


@dataclasses.dataclass(frozen=True)
class Plan:
    """The seminar with its days moved. The deadline is the one that counts afterwards."""

    days: int
    starts_on: dt.date
    ends_on: dt.date
    opens_at: dt.datetime
    closes_at: dt.datetime
    items: tuple[MovedItem, ...]

    @property
    def other_weekday(self) -> bool:
        return self.days % 7 != 0


def postponement(seminar: Seminar, starts_on: dt.date, *, move_deadline: bool) -> Plan:
    """The same seminar from ``starts_on`` on; its deadline moves by as many days where it is told to. One query."""
    plan = _plan(seminar, starts_on)
    return plan if move_deadline else dataclasses.replace(plan, closes_at=seminar.registration_closes_at)


def clone(seminar: Seminar, starts_on: dt.date) -> Plan:
    """Another seminar like it from ``starts_on`` on. An extension is not taken over: the first deadline moves. One query."""
    plan, zone = _plan(seminar, starts_on), seminar.registration_zone
    closed_first = seminar.registration_first_closed_at or seminar.registration_closes_at
    opens_at, closes_at = clock.moved(seminar.registration_opens_at, plan.days, zone), clock.moved(closed_first, plan.days, zone)
    return dataclasses.replace(plan, opens_at=opens_at, closes_at=closes_at)


def _plan(seminar: Seminar, starts_on: dt.date) -> Plan:
    days = (starts_on - seminar.starts_on).days
    return Plan(
        days=days,
        starts_on=starts_on,
        ends_on=seminar.ends_on + dt.timedelta(days=days),
        opens_at=seminar.registration_opens_at,
        closes_at=clock.moved(seminar.registration_closes_at, days, seminar.registration_zone),
        items=tuple(_moved(session, days, seminar.zone) for session in seminar.sessions.order_by("starts_at", "pk")),
    )


def _moved(session: Session, days: int, zone: str) -> MovedItem:
    start = clock.moved(session.starts_at, days, zone)
    end = clock.moved(session.ends_at, days, zone) if session.ends_at else None
    if end is not None and session.ends_at is not None and end <= start:
        end = start + (session.ends_at - session.starts_at)  # an hour that the clocks skip or repeat on the new day
    return MovedItem(session, start, end)


def dated(seminar: Seminar, year: int) -> list[Dated]:
    """The seminar's texts, in all languages, that name another year than ``year``; for a person to look at, since a year can be meant. Four queries."""
    rows: list[tuple[models.Model, str]] = [(seminar, name) for name in TEXTS]
    rows += [(document, "title") for document in seminar.documents.all()]
    rows += [(session, name) for session in seminar.sessions.all() for name in ("title", "description")]
    found = []
    for row, name in rows:
        for code, _language in settings.LANGUAGES:
            column = f"{name}_{code.replace('-', '_')}"
            text = getattr(row, column) or ""
            if _names_other_year(text, year):
                found.append(Dated(capfirst(str(getattr(row._meta.get_field(column), "verbose_name", name))), text))
    found += [
        Dated(capfirst(str(variant._meta.verbose_name)), variant.title) for variant in seminar.title_variants.all() if _names_other_year(variant.title, year)
    ]
    return found


def _names_other_year(text: str, year: int) -> bool:
    return any(int(match) != year for match in _year.findall(text))
