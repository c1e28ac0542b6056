"""Reads about messages to everybody: whom they address, how far they have come, and whether they still have a point."""

import dataclasses
import datetime as dt
from collections.abc import Mapping

from django.db.models import Count, Min, Q, QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from agenda.models import Seminar
from notifications.enums import MailState
from notifications.models import OutgoingEmail
from seminar_portal import clock

from .enums import Addressed, Announced, State
from .lifecycle import LIVE
from .models import Announcement, Registration

STATES: Mapping[str, frozenset[State]] = {
    Addressed.LIVE: LIVE,
    Addressed.REGISTERED: frozenset({State.REGISTERED}),
    Addressed.RECEIVED: frozenset({State.RECEIVED}),
    Addressed.LIVE_AND_LATE: LIVE | {State.LATE},
}
_MARK = ":announcement:"  # in the key against doubles of each mail, before the announcement's own key


@dataclasses.dataclass(frozen=True)
class Readers:
    """Those addressed who read one language: how many get a mail, and one of them for a preview."""

    language: str
    count: int
    sample: Registration


@dataclasses.dataclass(frozen=True)
class Line:
    """How many mails of an announcement are in one state, and why, where there is a reason."""

    state: MailState
    reason: str
    count: int


def addressed(seminar: Seminar, to: str) -> QuerySet[Registration]:
    """The registrations that a message to ``to`` goes to, in the order in which it is written."""
    return Registration.objects.filter(seminar=seminar, state__in=STATES[to]).order_by("pk")


def readers(seminar: Seminar, to: str) -> list[Readers]:
    """Who would get a mail, by language. Two queries."""
    rows = addressed(seminar, to).exclude(email="").order_by().values("language").annotate(count=Count("pk"), first=Min("pk"))
    found = {row["language"]: (row["count"], row["first"]) for row in rows}
    samples = {row.pk: row for row in Registration.objects.filter(pk__in=[first for _count, first in found.values()]).select_related("seminar", "party")}
    order = ["en", *sorted(found.keys() - {"en"})]
    return [Readers(language, found[language][0], samples[found[language][1]]) for language in order if language in found]


def without_email(seminar: Seminar, to: str) -> int:
    """How many of those addressed no mail can reach."""
    return addressed(seminar, to).filter(email="").count()


def dedupe(announcement: Announcement) -> str:
    """The key that makes the mail of an announcement unique for each registration."""
    return f"{_MARK.strip(':')}:{announcement.pk}"


def of_mail(mail: OutgoingEmail) -> Announcement | None:
    """The announcement that wrote the mail. One query."""
    number = mail.dedupe_key.rpartition(_MARK)[2]
    return Announcement.objects.filter(pk=int(number)).first() if number.isascii() and number.isdigit() else None


def pointless(announcement: Announcement, seminar: Seminar, now: dt.datetime) -> str:
    """Why nobody is to get the message any more, marked for translation; "" while it holds. Asked before each batch and before each mail."""
    if announcement.stopped_at is not None:
        return gettext_noop("stopped by an officer")
    detail, kind = announcement.detail, announcement.kind
    if kind == Announced.CANCELLED:
        return "" if seminar.cancelled_at == dt.datetime.fromisoformat(detail["cancelled_at"]) else gettext_noop("the seminar takes place after all")
    if seminar.cancelled_at and (kind != Announced.MESSAGE or announcement.at < seminar.cancelled_at):
        return gettext_noop("the seminar is cancelled")
    if kind == Announced.EXTENDED:
        if seminar.registration_closes_at != dt.datetime.fromisoformat(detail["closes_at"]):
            return gettext_noop("there is another deadline now")
        return "" if clock.in_time(now, seminar.registration_closes_at) else gettext_noop("too late")
    if kind == Announced.UNCONFIRMED and seminar.is_confirmed:
        return gettext_noop("the seminar is confirmed again")
    if kind == Announced.POSTPONED and seminar.starts_on.isoformat() != detail["starts_on"]:
        return gettext_noop("the days have changed again")
    return ""


def not_addressed(announcement: Announcement, registration: Registration) -> str:
    """Why the message is not for this delegate any more, marked for translation; "" where it is."""
    if registration.state in STATES[announcement.addressed]:
        return ""
    words = {
        State.WITHDRAWN: gettext_noop("withdrawn"),
        State.DECLINED: gettext_noop("declined"),
        State.RECEIVED: gettext_noop("no longer officially registered"),
    }
    return words.get(State(registration.state), gettext_noop("not among those addressed any more"))


def progress(announcement: Announcement) -> list[Line]:
    """The mails of an announcement by what became of them. One query, of those written since it began."""
    rows = (
        OutgoingEmail.objects.filter(Q(dedupe_key__endswith=f"{_MARK}{announcement.pk}"), created_at__gte=announcement.at)
        .order_by()
        .values("state", "reason")
        .annotate(count=Count("pk"))
    )
    lines = [Line(MailState(row["state"]), _(row["reason"]) if row["reason"] else "", row["count"]) for row in rows]
    return sorted(lines, key=lambda line: (list(MailState).index(line.state), -line.count))
