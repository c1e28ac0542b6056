"""What everybody is told at once: a longer registration, a cancellation, other days, or what the host has to say."""

import dataclasses
import datetime as dt
from typing import Any

from agenda.enums import Window
from agenda.rules import window
from notifications.models import OutgoingEmail
from notifications.rendering import Rendered
from seminar_portal import clock

from .. import announcing
from ..enums import Announced
from ..models import Announcement, Registration
from . import base

FOLDERS = {kind: "announcement" if kind == Announced.MESSAGE else kind.value for kind in Announced}
KINDS = frozenset(f"{base.PREFIX}/{folder}" for folder in FOLDERS.values())


@dataclasses.dataclass(frozen=True)
class Days:
    """The days that a seminar had."""

    starts_on: dt.date
    ends_on: dt.date


def tell(registration: Registration, announcement: Announcement, *, now: dt.datetime) -> OutgoingEmail | None:
    """One mail of the announcement. Loses its point when registration closes (a longer registration) or the seminar is over; a message never."""
    return base.enqueue(
        registration,
        FOLDERS[Announced(announcement.kind)],
        dedupe=announcing.dedupe(announcement),
        now=now,
        not_after=_not_after(registration, announcement),
        **_told(registration, announcement),
    )


def rendered(registration: Registration, announcement: Announcement) -> Rendered:
    """The same words for a preview; the announcement need not be stored."""
    return base.rendered(registration, FOLDERS[Announced(announcement.kind)], **_told(registration, announcement))


def _told(registration: Registration, announcement: Announcement) -> dict[str, Any]:
    detail = announcement.detail
    told: dict[str, Any] = {"words": announcement.words(registration.language)}
    if announcement.kind == Announced.POSTPONED:
        told["before"] = Days(dt.date.fromisoformat(detail["from_starts_on"]), dt.date.fromisoformat(detail["from_ends_on"]))
        told["is_open"] = window(registration.seminar, announcement.at) is Window.OPEN
    if announcement.kind == Announced.UNCONFIRMED:
        told["released"] = bool(detail["released"])
    if announcement.kind == Announced.EXTENDED:
        told["before"] = dt.datetime.fromisoformat(detail["before"])
    return told


def _not_after(registration: Registration, announcement: Announcement) -> dt.datetime | None:
    seminar = registration.seminar
    if announcement.kind == Announced.EXTENDED:
        return seminar.registration_closes_at
    return None if announcement.kind == Announced.MESSAGE else clock.end_of_day(seminar.ends_on, seminar.zone)
