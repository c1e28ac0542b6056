"""Reads of the outbox: what is due, what staff may see, what became of the mails about one thing."""

import dataclasses
import datetime as dt
from collections.abc import Collection
from typing import Any

from django.db.models import Count, Q, QuerySet

from .enums import MailState
from .models import OutgoingEmail
from .rules import prefixes_for


def due_ids(now: dt.datetime, *, limit: int, without: Collection[int] = ()) -> list[int]:
    """The mails that may be taken up at ``now``, the longest waiting first; not those in ``without``. One query."""
    due = OutgoingEmail.objects.filter(state=MailState.QUEUED, due_at__lte=now).exclude(pk__in=without)
    return list(due.order_by("due_at", "pk").values_list("pk", flat=True)[:limit])


def readable_by(user: Any) -> "QuerySet[OutgoingEmail]":
    """The messages that ``user`` may read; none where the role reads no prefix."""
    mine = Q()
    for prefix in prefixes_for(user):
        mine |= Q(about__startswith=f"{prefix}:")
    return OutgoingEmail.objects.filter(mine) if mine else OutgoingEmail.objects.none()


def waiting_and_failed(user: Any) -> dict[str, int]:
    """``{"waiting": …, "failed": …}`` among the messages that ``user`` may read. One query."""
    return readable_by(user).aggregate(
        waiting=Count("pk", filter=Q(state__in=[MailState.QUEUED, MailState.SENDING])), failed=Count("pk", filter=Q(state=MailState.FAILED))
    )


def failed_count(user: Any) -> int:
    return waiting_and_failed(user)["failed"]


def refused_abouts(prefix: str) -> "QuerySet[OutgoingEmail, str]":
    """The keys ``about`` of a prefix about which a message has failed, as a subquery for the app above. Small: it reads the failed messages alone."""
    return OutgoingEmail.objects.filter(state=MailState.FAILED, about__startswith=f"{prefix}:").order_by().values_list("about", flat=True)


@dataclasses.dataclass(frozen=True)
class MailLine:
    """One mail in the history of what it is about. ``at`` is when it ended, or when it was written where it has not."""

    pk: int
    kind: str
    subject: str
    state: MailState
    at: dt.datetime
    reason: str
    possibly_twice: bool

    @property
    def state_words(self) -> str:
        return str(self.state.label)


def history(about: str) -> list[MailLine]:
    """The mails about ``about`` (such as "registration:17"), the oldest first. One query; whether somebody may see them is the caller's question."""
    rows = OutgoingEmail.objects.filter(about=about).order_by("created_at", "pk")
    return [
        MailLine(pk, kind, subject, MailState(state), ended_at or created_at, reason, possibly_twice)
        for pk, kind, subject, state, ended_at, created_at, reason, possibly_twice in rows.values_list(
            "pk", "kind", "subject", "state", "ended_at", "created_at", "reason", "possibly_twice"
        )
    ]
