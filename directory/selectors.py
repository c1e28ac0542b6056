"""Reads: who was a member on a day, what a party was called, which city names a clock."""

import contextlib
import datetime as dt
from collections.abc import Iterator
from contextvars import ContextVar
from typing import Any
from zoneinfo import ZoneInfo

from django.db.models import Prefetch, QuerySet
from django.utils.translation import get_language

from .enums import StandingKind
from .models import City, FormerName, Party, Standing

_remembered: ContextVar[list[tuple[City, ...]] | None] = ContextVar("cities of this request", default=None)


def members_on(day: dt.date) -> QuerySet[Party]:
    """The member states of ``day``, in the sort order of the active language."""
    return Party.objects.filter(pk__in=Standing.objects.on(day).filter(kind=StandingKind.MEMBER).values("party"))


def parties_with_standing(day: dt.date) -> list[tuple[Party, str]]:
    """Every party with its standing on ``day`` ("" where it had none), in the sort order of the active language. Two queries."""
    standings: Any = Prefetch("standings", Standing.objects.on(day), to_attr="standings_of_the_day")
    parties: Any = Party.objects.prefetch_related(standings)
    return [(party, next((s.kind for s in party.standings_of_the_day), "")) for party in parties]


def printed_name(party: Party, on_day: dt.date, language: str | None = None) -> str:
    """The short name that a document of ``on_day`` prints, in ``language`` (the active one if None). One query."""
    language = language or get_language() or "en"
    former = FormerName.objects.filter(party=party, language=language, valid_to__gte=on_day).order_by("valid_to").first()
    if former:
        return former.name
    return getattr(party, f"name_{language.replace('-', '_').lower()}", None) or party.name


@contextlib.contextmanager
def cities_remembered() -> Iterator[None]:
    """Inside it :func:`city_of` reads the table once, however many clocks a page shows. For one request: an edit shows at the next one."""
    token = _remembered.set([])
    try:
        yield
    finally:
        _remembered.reset(token)


def city_of(zone: str, on_day: dt.date) -> str:
    """The city that names the clock of ``zone`` on ``on_day``, in the active language; the last part of the zone where none is recorded."""
    read = _remembered.get()
    if read is None:
        city = City.objects.filter(zone=zone).on(on_day).first()
    else:
        if not read:
            read.append(tuple(City.objects.all()))
        holds = (row for row in read[0] if row.zone == zone and (row.valid_from or dt.date.min) <= on_day <= (row.valid_to or dt.date.max))
        city = next(holds, None)
    return str(city) if city else zone.rpartition("/")[2].replace("_", " ")


def cities_today(now: dt.datetime) -> list[City]:
    """The cities whose clock a reader may choose, by name. Each zone once."""
    return list(City.objects.on(now.astimezone(ZoneInfo("UTC")).date()).order_by("name"))


def seat_zone() -> str:
    """The zone of the Secretariat's seat, as entered among the organisations; "" where none is entered. One query."""
    zones = Party.objects.filter(standings__kind=StandingKind.SECRETARIAT).exclude(zone="").order_by("pk").values_list("zone", flat=True)
    return zones.first() or ""
