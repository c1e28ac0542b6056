"""The clock: where instants come from, and how one is compared with a deadline.

An instant is an aware ``datetime`` in UTC. A deadline is one stored instant. What arrives is judged at whole seconds:
23:59:59.900 is in time for a deadline of 23:59:59, 00:00:00 of the next day is late.
"""

import datetime as dt
from typing import Any
from zoneinfo import ZoneInfo

from django.db.models import Q
from django.utils import timezone

ONE_SECOND = dt.timedelta(seconds=1)


def now() -> dt.datetime:
    """The present instant, aware, in UTC. Called once at the edge (view, task, command) and handed down."""
    return timezone.now()


def in_time(received_at: dt.datetime, deadline: dt.datetime) -> bool:
    """Whether what arrived at ``received_at`` is in time for ``deadline``. The only comparison of the two in this house."""
    return received_at.replace(microsecond=0) <= deadline


def in_time_q(field: str, deadline: dt.datetime) -> Q:
    """The twin of :func:`in_time` for a QuerySet: rows whose ``field`` is in time for ``deadline``."""
    return Q(**{f"{field}__lt": deadline.replace(microsecond=0) + ONE_SECOND})


def deadline_open_q(field: str, received_at: dt.datetime) -> Q:
    """The other twin: rows whose stored deadline ``field`` is still met by what arrives at ``received_at``."""
    return Q(**{f"{field}__gte": received_at.replace(microsecond=0)})


def end_of_day(day: dt.date, zone: str) -> dt.datetime:
    """The last second of ``day`` (23:59:59) in the IANA ``zone``: how a deadline given as a day is stored."""
    return dt.datetime.combine(day, dt.time(23, 59, 59), ZoneInfo(zone)).astimezone(dt.UTC)


def start_of_day(day: dt.date, zone: str) -> dt.datetime:
    """00:00:00 of ``day`` in the IANA ``zone``, as an instant."""
    return dt.datetime.combine(day, dt.time(0), ZoneInfo(zone)).astimezone(dt.UTC)


def at(day: dt.date, hour: str, zone: str) -> dt.datetime:
    """``hour`` ("14:00" or "14:00:30") of ``day`` in the IANA ``zone``, as an instant."""
    return dt.datetime.combine(day, dt.time.fromisoformat(hour), ZoneInfo(zone)).astimezone(dt.UTC)


def moved(instant: dt.datetime, days: int, zone: str) -> dt.datetime:
    """The same hour on the clock of the IANA ``zone``, ``days`` later (or earlier), whatever summer time does in between."""
    local = instant.astimezone(ZoneInfo(zone))
    return dt.datetime.combine(local.date() + dt.timedelta(days=days), local.time(), ZoneInfo(zone)).astimezone(dt.UTC)


def offset_of(instant: dt.datetime, zone: str) -> str:
    """The offset of ``zone`` at ``instant`` as it is printed: ``UTC+8``, ``UTC+4:30``, ``UTC−5``, ``UTC``."""
    offset = instant.astimezone(ZoneInfo(zone)).utcoffset()
    minutes = round((offset or dt.timedelta()).total_seconds() / 60)
    if not minutes:
        return "UTC"
    sign = "+" if minutes > 0 else "−"
    hours, rest = divmod(abs(minutes), 60)
    return f"UTC{sign}{hours}" + (f":{rest:02d}" if rest else "")


def is_zone(name: Any) -> bool:
    """Whether ``name`` is an IANA zone this machine knows."""
    try:
        ZoneInfo(str(name))
    except (ValueError, OSError, KeyError):
        return False
    return bool(name)
