"""Reads: who was a member on a day, what a party was called, which city names a clock."""

import contextlib
import dataclasses
import datetime as dt
from collections.abc import Iterable, Iterator
from contextvars import ContextVar
from typing import Any
from zoneinfo import ZoneInfo

from django.db.models import Prefetch, QuerySet
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from seminar_portal.waiting import Waiting

from . import rules
from .enums import StandingKind
from .models import City, FocalPoint, FormerName, Mission, Party, Standing, User


@dataclasses.dataclass
class _Remembered:
    """What was read once; None where it was not asked for yet."""

    cities: tuple[City, ...] | None = None
    seat_zone: str | None = None


_remembered: ContextVar[_Remembered | None] = ContextVar("cities of this request", default=None)


def members_on(day: dt.date) -> QuerySet[Party]:
    """The member states of ``day``, in the sort order of the active language."""
    return Party.objects.filter(pk__in=Standing.objects.on(day).filter(kind=StandingKind.MEMBER).values("party"))


def parties_with_standing(day: dt.date) -> list[tuple[Party, str]]:
    """Every party that may be chosen, with its standing on ``day`` ("" where it had none), in the sort order of the active language. Two queries."""
    standings: Any = Prefetch("standings", Standing.objects.on(day), to_attr="standings_of_the_day")
    parties: Any = Party.objects.offered().prefetch_related(standings)
    return [(party, next((s.kind for s in party.standings_of_the_day), "")) for party in parties]


def printed_name(party: Party, on_day: dt.date, language: str | None = None) -> str:
    """The short name that a document of ``on_day`` prints, in ``language`` (the active one if None). One query."""
    return printed_names([party], on_day, language)[party.pk]


def printed_names(parties: Iterable[Party], on_day: dt.date, language: str | None = None) -> dict[int, str]:
    """The same for many, by key. One query."""
    language = language or get_language() or "en"
    by_key = {party.pk: party for party in parties}
    former = FormerName.objects.filter(party__in=by_key, language=language, valid_to__gte=on_day).order_by("-valid_to")
    of_the_day = dict(former.values_list("party_id", "name"))  # of several the one that ended first: it comes last and stays
    return {key: of_the_day.get(key) or _name_of_today(party, language) for key, party in by_key.items()}


def _name_of_today(party: Party, language: str) -> str:
    return getattr(party, f"name_{language.replace('-', '_').lower()}", None) or party.name


@contextlib.contextmanager
def cities_remembered() -> Iterator[None]:
    """Inside it :func:`city_of` and :func:`seat_zone` read their tables once, however many clocks a page shows or mails are written.

    For one request or one run of a task: an edit shows at the next one.
    """
    token = _remembered.set(_Remembered())
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
        if read.cities is None:
            read.cities = tuple(City.objects.all())
        holds = (row for row in read.cities if row.zone == zone and (row.valid_from or dt.date.min) <= on_day <= (row.valid_to or dt.date.max))
        city = next(holds, None)
    return str(city) if city else zone.rpartition("/")[2].replace("_", " ")


def cities_today(now: dt.datetime) -> list[City]:
    """The cities whose clock a reader may choose, by name. Each zone once."""
    return list(City.objects.on(now.astimezone(ZoneInfo("UTC")).date()).order_by("name"))


def seat_zone() -> str:
    """The zone of the Secretariat's seat, as entered among the organisations; "" where none is entered. One query."""
    read = _remembered.get()
    if read is not None and read.seat_zone is not None:
        return read.seat_zone
    zones = Party.objects.filter(standings__kind=StandingKind.SECRETARIAT).exclude(zone="").order_by("pk").values_list("zone", flat=True)
    zone = zones.first() or ""
    if read is not None:
        read.seat_zone = zone
    return zone


# --- who was what on a day ----------------------------------------------------------------------------------------------------------------

FIRST_DAY = dt.date(2020, 1, 1)  # the reviewed tables begin here: an empty "from" means that it held before


@dataclasses.dataclass(frozen=True)
class OnDay:
    """A party as documents of the day call it. ``today`` is its name of today where that is another one, else ""."""

    party: Party
    name: str
    formal_name: str
    today: str
    standing: Standing


@dataclasses.dataclass(frozen=True)
class StandingGroup:
    title: str
    rows: list[OnDay]


def standing_on(day: dt.date) -> list[StandingGroup]:
    """Who had which standing on ``day``, members first, in the active language's order of the names of that day. Three queries."""
    language = get_language() or "en"
    standings: Any = Prefetch("standings", Standing.objects.on(day), to_attr="standings_of_the_day")
    parties: list[Any] = list(Party.objects.offered().prefetch_related(standings))
    rows = FormerName.objects.filter(language=language, valid_to__gte=day).order_by("-valid_to")
    former = {row.party_id: row for row in rows}  # of several the one that ended first
    groups: dict[str, list[OnDay]] = {kind: [] for kind in StandingKind.values}
    for party in parties:
        for standing in party.standings_of_the_day[:1]:
            today, then = _name_of_today(party, language), former.get(party.pk)
            groups[standing.kind].append(
                OnDay(
                    party=party,
                    name=then.name if then else today,
                    formal_name=(then.formal_name if then else party.formal_name) or "",
                    today=today if then and then.name != today else "",
                    standing=standing,
                )
            )
    titles = {
        StandingKind.MEMBER: _("Member states"),
        StandingKind.OBSERVER_STATE: _("Observer states"),
        StandingKind.OBSERVER_ORGANISATION: _("Observer organisations"),
        StandingKind.PARTNER: _("Partner organisations"),
        StandingKind.SECRETARIAT: _("Secretariat"),
    }
    return [StandingGroup(title, groups[kind]) for kind, title in titles.items() if groups[kind]]


def members_without_mission(day: dt.date) -> QuerySet[Party]:
    """The member states of ``day`` for which no mission is entered that answers on that day."""
    return members_on(day).exclude(pk__in=Mission.objects.on(day).values("party"))


# --- focal points -------------------------------------------------------------------------------------------------------------------------


def posts_of(user: User, now: dt.datetime) -> list[FocalPoint]:
    """The posts that ``user`` holds at ``now``: live, at missions that answer for their party on that day. With mission and party. One query."""
    posts = FocalPoint.objects.filter(user=user, user__is_active=True, until__isnull=True).select_related("mission__party", "user", "successor__user")
    return [post for post in posts.order_by("mission__party__sort_key", "mission__city", "pk") if post.mission.answers_at(now)]


def missions_served(user: User, now: dt.datetime) -> list[Mission]:
    """The missions for which ``user`` acts at ``now``, each with its party. One query."""
    return [post.mission for post in posts_of(user, now)]


def focal_points_of(missions: Iterable[Mission], now: dt.datetime) -> list[FocalPoint]:
    """Who acts for ``missions`` at ``now``, the longest-serving first, with their accounts. Closed accounts are left out. One query."""
    posts = FocalPoint.objects.filter(mission__in=missions, until__isnull=True, user__is_active=True).select_related("mission", "user")
    return [post for post in posts.order_by("since", "pk") if post.mission.answers_at(now)]


def who_comes_in(email: str, now: dt.datetime) -> User | None:
    """The account to which a log-in code may be mailed at ``now``: that of a focal point who is not staff as well. One query, whoever's address it is."""
    posts = FocalPoint.objects.filter(user__email__iexact=email.strip(), until__isnull=True).select_related("mission", "user")
    return next((post.user for post in posts if rules.comes_in_by_code(post.user) and post.mission.answers_at(now)), None)


def members_without_focal_point(now: dt.datetime) -> QuerySet[Party]:
    """The member states of today for which nobody acts in the portal."""
    day = now.astimezone(ZoneInfo("UTC")).date()
    held = FocalPoint.objects.filter(until__isnull=True, user__is_active=True, mission__in=Mission.objects.on(day))
    return members_on(day).exclude(pk__in=held.values("mission__party"))


def waiting(user: User, now: dt.datetime) -> list[Waiting]:
    """What waits for an administrator in the directory. One query."""
    if not rules.may_change_parties(user):
        return []
    address = f"{reverse('admin:directory_party_changelist')}?mission=none"
    return [Waiting(_("Member states without a mission"), members_without_mission(now.astimezone(ZoneInfo(user.zone)).date()).count(), address)]
