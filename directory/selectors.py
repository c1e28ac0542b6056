"""Reads: who was a member on a day, what a party was called, which city names a clock."""

import datetime as dt
from zoneinfo import ZoneInfo

from django.db.models import Prefetch, QuerySet
from django.utils.translation import get_language

from .enums import StandingKind
from .models import City, FormerName, Party, Standing


def members_on(day: dt.date) -> QuerySet[Party]:
    """The member states of ``day``, in the sort order of the active language."""
    return Party.objects.filter(pk__in=Standing.objects.on(day).filter(kind=StandingKind.MEMBER).values("party"))


def parties_with_standing(day: dt.date) -> list[tuple[Party, str]]:
    """Every party with its standing on ``day`` ("" where it had none), in the sort order of the active language. Two queries."""
    standings = Prefetch("standings", Standing.objects.on(day), to_attr="standings_of_the_day")
    return [(party, next((s.kind for s in party.standings_of_the_day), "")) for party in Party.objects.prefetch_related(standings)]


def printed_name(party: Party, on_day: dt.date, language: str | None = None) -> str:
    """The short name that a document of ``on_day`` prints, in ``language`` (the active one if None). One query."""
    language = language or get_language() or "en"
    former = FormerName.objects.filter(party=party, language=language, valid_to__gte=on_day).order_by("valid_to").first()
    if former:
        return former.name
    return getattr(party, f"name_{language.replace('-', '_').lower()}", None) or party.name


def city_of(zone: str, on_day: dt.date) -> str:
    """The city that names the clock of ``zone`` on ``on_day``, in the active language; the last part of the zone where none is recorded."""
    city = City.objects.filter(zone=zone).on(on_day).first()  # type: ignore[attr-defined]
    return str(city) if city else zone.rpartition("/")[2].replace("_", " ")


def cities_today(now: dt.datetime) -> list[City]:
    """The cities whose clock a reader may choose, by name. Each zone once."""
    return list(City.objects.on(now.astimezone(ZoneInfo("UTC")).date()).order_by("name"))  # type: ignore[attr-defined]
