"""Reads about the joining details: whether they may be shown, which day has none, and whether they have changed since."""

import datetime as dt
import json

from django.utils.crypto import salted_hmac

from .models import Seminar, VideoLink

# kinds of SeminarEvent
RELEASED = "joining details released"
RELEASED_BY_OVERRIDE = "joining details released by override"
CONFIRMATION_TAKEN_BACK = "confirmation taken back"


def gate_is_open(seminar: Seminar) -> bool:
    """Whether joining details may be shown and sent: the seminar is not cancelled, and is confirmed, or a named officer has overridden the gate and no
    confirmation was taken back since. One query where the seminar is not confirmed.
    """
    if seminar.is_cancelled:
        return False
    if seminar.is_confirmed:
        return True
    last = seminar.events.filter(kind__in=[RELEASED_BY_OVERRIDE, CONFIRMATION_TAKEN_BACK]).order_by("-at", "-pk").first()
    return last is not None and last.kind == RELEASED_BY_OVERRIDE


def confirmation_was_taken_back(seminar: Seminar) -> bool:
    """Whether the seminar was confirmed once and is not any more. One query where it is not confirmed."""
    return not seminar.is_confirmed and seminar.events.filter(kind=CONFIRMATION_TAKEN_BACK).exists()


def days_without_link(seminar: Seminar) -> list[dt.date]:
    """The days of the seminar for which nobody has entered a video link. One query."""
    entered = set(seminar.video_links.values_list("day", flat=True))
    length = (seminar.ends_on - seminar.starts_on).days + 1
    return [day for number in range(length) if (day := seminar.starts_on + dt.timedelta(days=number)) not in entered]


def links_of(seminar: Seminar) -> list[VideoLink]:
    """The video links of the seminar's days, in order. One query."""
    return list(seminar.video_links.filter(day__gte=seminar.starts_on, day__lte=seminar.ends_on).order_by("day", "audience", "pk"))


def fingerprint(seminar: Seminar) -> str:
    """A short text that changes when a link, a number or a passcode does. Keyed with the installation's secret: it tells nobody a passcode."""
    rows = seminar.video_links.order_by("day", "audience", "pk").values_list("day", "audience", "platform", "address", "meeting_number", "passcode")
    content = json.dumps([[str(value) for value in row] for row in rows], ensure_ascii=False)
    return salted_hmac("agenda.joining", f"{seminar.pk}:{content}", algorithm="sha256").hexdigest()[:12]
