"""The outbox's entrance, and what may be done with a mail before or after its delivery. A mail is a row first, written in the transaction of what it tells."""

import datetime as dt
import logging
from functools import partial
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils.translation import gettext as _

from seminar_portal import clock
from seminar_portal.errors import WrongState

from . import lifecycle, rules
from .enums import MailState
from .models import OutgoingEmail
from .rendering import Rendered, one_line
from .wake import wake

log = logging.getLogger(__name__)
NAME_LENGTH = 500
SUBJECT_LENGTH = 1000


def enqueue(
    *,
    about: str,
    kind: str,
    to_address: str,
    rendered: Rendered,
    language: str,
    dedupe_key: str,
    now: dt.datetime,
    to_name: str = "",
    cc_address: str = "",
    reply_to: str = "",
    due_at: dt.datetime | None = None,
    not_after: dt.datetime | None = None,
) -> OutgoingEmail:
    """Writes one mail and wakes the worker when the transaction commits. The same ``dedupe_key`` again gives the row that is there.

    A mail that is due later (``due_at``) stays a row until then: no message in the broker waits for a day to come, the beat sweep finds the row. It is
    not sent after ``not_after``. Refuses to work outside a transaction (RuntimeError): a mail must not survive the thing it tells. A broker that is
    down changes nothing: the sweep offers the row again.
    """
    if not transaction.get_connection().in_atomic_block:
        raise RuntimeError("enqueue() needs the transaction of what the mail tells")
    mail, created = OutgoingEmail.objects.get_or_create(
        dedupe_key=dedupe_key,
        defaults={
            "about": about,
            "kind": kind,
            "to_address": one_line(to_address),
            "to_name": one_line(to_name)[:NAME_LENGTH],
            "cc_address": one_line(cc_address),
            "reply_to": one_line(reply_to),
            "language": language,
            "subject": rendered.subject[:SUBJECT_LENGTH],
            "text": rendered.text,
            "html": rendered.html,
            "state": MailState.QUEUED,
            "created_at": now,
            "due_at": due_at or now,
            "not_after": not_after,
        },
    )
    if created and mail.due_at <= now:
        transaction.on_commit(partial(wake, mail.pk), robust=True)
    return mail


def cancel(*, about: str, reason: str, now: dt.datetime) -> int:
    """Takes back the waiting mails about ``about`` (such as "registration:17"): not sent, with ``reason`` for staff, in English (gettext_noop).

    For the transaction of what makes them pointless; what is written after it stays. Mails that a worker has in hand are not stopped. Returns how many.
    """
    waiting = OutgoingEmail.objects.filter(about=about, state__in=lifecycle.sources("cancel"))
    return waiting.update(state=MailState.NOT_SENT, reason=reason, ended_at=now)


def can_be_tried_again(mail: OutgoingEmail, now: dt.datetime) -> bool:
    """Whether :func:`try_again` has something to do: failed, or waiting after an attempt that failed, and not too late."""
    tried = mail.state == MailState.FAILED or (mail.state == MailState.QUEUED and mail.attempts > 0)
    return tried and not _is_too_late(mail, now)


def _is_too_late(mail: OutgoingEmail, now: dt.datetime) -> bool:
    return mail.not_after is not None and not clock.in_time(now, mail.not_after)


@transaction.atomic(durable=True)
def try_again(*, mail_id: int, by: Any, now: dt.datetime) -> OutgoingEmail:
    """Puts a failed mail, or one that waits for its next attempt, in the queue at once, with all its attempts before it again. Wakes the worker.

    Refuses (WrongState) a mail that was sent, was found pointless, is in hand, or has outlived its ``not_after``. For who may read it (PermissionDenied).
    """
    # the lock: a worker that claims the row, or another officer's click, comes before or after this
    mail = OutgoingEmail.objects.select_for_update().get(pk=mail_id)
    if not rules.may_try_again(by, mail):
        raise PermissionDenied
    if not can_be_tried_again(mail, now):
        if mail.state in lifecycle.sources("try_again") and _is_too_late(mail, now):
            raise WrongState(_("“%(subject)s” to %(address)s has lost its point meanwhile.") % _said(mail))
        raise WrongState(_("“%(subject)s” to %(address)s is %(state)s: there is nothing to try again.") % _said(mail))
    mail.state, mail.attempts, mail.due_at, mail.ended_at, mail.reason = MailState.QUEUED, 0, now, None, ""
    mail.save(update_fields=["state", "attempts", "due_at", "ended_at", "reason"])
    transaction.on_commit(partial(wake, mail.pk), robust=True)
    log.info("mail %s: tried again by account %s", mail.pk, by.pk)
    return mail


def _said(mail: OutgoingEmail) -> dict[str, str]:
    return {"subject": mail.subject, "address": mail.to_address, "state": mail.get_state_display()}
