"""The outbox's one entrance: a mail is a row first, written in the transaction of what it tells."""

import datetime as dt
import logging
from functools import partial

from django.db import transaction

from .enums import MailState
from .models import OutgoingEmail
from .rendering import Rendered, one_line
from .wake import wake

log = logging.getLogger(__name__)


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
    not_after: dt.datetime | None = None,
) -> OutgoingEmail:
    """Writes one mail and wakes the worker when the transaction commits. The same ``dedupe_key`` again gives the row that is there.

    Refuses to work outside a transaction (RuntimeError): a mail must not survive the thing it tells. A broker that is down changes nothing: the
    beat sweep offers the row again.
    """
    if not transaction.get_connection().in_atomic_block:
        raise RuntimeError("enqueue() needs the transaction of what the mail tells")
    mail, created = OutgoingEmail.objects.get_or_create(
        dedupe_key=dedupe_key,
        defaults={
            "about": about,
            "kind": kind,
            "to_address": one_line(to_address),
            "to_name": one_line(to_name),
            "cc_address": one_line(cc_address),
            "reply_to": one_line(reply_to),
            "language": language,
            "subject": rendered.subject,
            "text": rendered.text,
            "html": rendered.html,
            "state": MailState.QUEUED,
            "created_at": now,
            "due_at": now,
            "not_after": not_after,
        },
    )
    if created:
        transaction.on_commit(partial(wake, mail.pk), robust=True)
    return mail
