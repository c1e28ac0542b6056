"""What every service of this app does the same way: lock, log."""

import datetime as dt
from collections.abc import Mapping

from directory.models import User

from ..models import Seminar, SeminarEvent


def locked(pk: int) -> Seminar:
    """The seminar, locked until the transaction ends; every check comes after this."""
    # the lock: two officers, or an officer and a certification, act on one seminar one after the other (on SQLite the write lock does it)
    return Seminar.objects.select_for_update(of=("self",)).get(pk=pk)


def log(seminar: Seminar, kind: str, *, by: User | None, now: dt.datetime, reason: str = "", detail: Mapping[str, object] | None = None) -> SeminarEvent:
    return SeminarEvent.objects.create(seminar=seminar, at=now, by=by, kind=kind, reason=reason, detail=dict(detail or {}))


def iso(instant: dt.datetime) -> str:
    return instant.astimezone(dt.UTC).isoformat()
