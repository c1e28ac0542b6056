"""Reads for the public pages: which seminars there are, and one seminar's programme on two clocks."""

import dataclasses
import datetime as dt
from itertools import groupby
from zoneinfo import ZoneInfo

from django.db.models import Prefetch, QuerySet

from directory import clocks
from directory.models import Party
from directory.selectors import city_of
from seminar_portal import clock

from . import rules
from .enums import SessionKind, Window
from .models import Document, Seminar, Session


@dataclasses.dataclass(frozen=True)
class Listed:
    """A seminar of the first page with where ``now`` lies to its registration."""

    seminar: Seminar
    window: Window

    @property
    def is_open(self) -> bool:
        return self.window is Window.OPEN

    @property
    def is_too_early(self) -> bool:
        return self.window is Window.TOO_EARLY

    @property
    def is_closed(self) -> bool:
        return self.window is Window.CLOSED

    @property
    def is_cancelled(self) -> bool:
        return self.window is Window.CANCELLED


@dataclasses.dataclass(frozen=True)
class Item:
    """One item of the programme: hours of the seminar's clock, and the reader's own ("" where it is the same or none is chosen)."""

    session: Session
    when: str
    own: str
    day_change: int

    @property
    def is_break(self) -> bool:
        return self.session.kind == SessionKind.BREAK


@dataclasses.dataclass(frozen=True)
class Day:
    """A day of the programme with the names of both clocks as they are on that day."""

    date: dt.date
    items: tuple[Item, ...]
    when: str
    city: str
    offset: str
    own: str
    own_city: str
    own_offset: str
    day_change: int


def public(now: dt.datetime) -> QuerySet[Seminar]:
    """The seminars that anybody may know of."""
    return Seminar.objects.published().filter(published_at__lte=now)


def is_over(seminar: Seminar, now: dt.datetime) -> bool:
    """Whether the seminar's last day has ended on the seminar's own clock."""
    return not clock.in_time(now, clock.end_of_day(seminar.ends_on, seminar.zone))


def coming_and_past(now: dt.datetime) -> tuple[list[Listed], list[Listed]]:
    """The public seminars: those to come, the next first; and those that are over, the latest first. One query."""
    listed = [Listed(seminar, rules.window(seminar, now)) for seminar in public(now).order_by("starts_on", "slug")]
    coming = [entry for entry in listed if not is_over(entry.seminar, now)]
    past = [entry for entry in reversed(listed) if is_over(entry.seminar, now)]
    return coming, past


def with_everything(seminars: QuerySet[Seminar]) -> QuerySet[Seminar]:
    """The seminars with what their page shows; a number of queries that does not grow."""
    return seminars.select_related("proposer").prefetch_related(
        "title_variants", "contacts", Prefetch("documents", Document.objects.select_related("file")), "sessions__speeches"
    )


def programme(seminar: Seminar, reader_zone: str) -> list[Day]:
    """The agenda by day of the seminar's zone. ``reader_zone`` may be "". Reads the sessions and speeches that were prefetched."""
    own = reader_zone if reader_zone != seminar.zone else ""
    tz = ZoneInfo(seminar.zone)
    by_day = groupby(seminar.sessions.all(), key=lambda session: session.starts_at.astimezone(tz).date())
    return [_day(day, list(sessions), seminar.zone, own) for day, sessions in by_day]


def proposed_by(party: Party | None) -> str:
    return (party.formal_name or party.name) if party else ""


def _day(day: dt.date, sessions: list[Session], zone: str, own: str) -> Day:
    first = sessions[0].starts_at
    last = max(session.ends_at or session.starts_at for session in sessions)
    return Day(
        date=day,
        items=tuple(_item(session, zone, own) for session in sessions),
        when=_hours(first, last, zone),
        city=city_of(zone, day),
        offset=clock.offset_of(first, zone),
        own=_hours(first, last, own) if own else "",
        own_city=city_of(own, day) if own else "",
        own_offset=clock.offset_of(first, own) if own else "",
        day_change=clocks.day_change(first, zone, own) if own else 0,
    )


def _item(session: Session, zone: str, own: str) -> Item:
    return Item(
        session=session,
        when=_hours(session.starts_at, session.ends_at, zone),
        own=_hours(session.starts_at, session.ends_at, own) if own else "",
        day_change=clocks.day_change(session.starts_at, zone, own) if own else 0,
    )


def _hours(start: dt.datetime, end: dt.datetime | None, zone: str) -> str:
    """ "14:00–14:40", or "18:00" where it is a single instant."""
    tz = ZoneInfo(zone)
    begin = f"{start.astimezone(tz):%H:%M}"
    return f"{begin}–{end.astimezone(tz):%H:%M}" if end and end != start else begin
