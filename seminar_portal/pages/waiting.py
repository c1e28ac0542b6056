"""The landing page of staff: what each app says waits for this person. An app answers only for who may see it."""

import datetime as dt
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from consent import selectors as consent
from directory import selectors as directory
from notifications import selectors as notifications
from notifications.enums import MailState
from notifications.rules import prefixes_for
from registration import desk_selectors as desk
from seminar_portal.waiting import Waiting


def waiting_for(user: Any, now: dt.datetime) -> list[Waiting]:
    """What waits for ``user`` at ``now``: registrations first, then consent, the directory, and mail. A fixed number of queries."""
    return [*desk.waiting(user, now), *consent.waiting(user, now), *directory.waiting(user, now), *_messages(user)]


def _messages(user: Any) -> list[Waiting]:
    if not (user.has_perm("notifications.view_outgoingemail") and prefixes_for(user)):
        return []
    counts = notifications.waiting_and_failed(user)
    messages = reverse("admin:notifications_outgoingemail_changelist")
    return [
        Waiting(_("Messages that failed"), counts["failed"], f"{messages}?state__exact={MailState.FAILED}"),
        Waiting(_("Messages on their way"), counts["waiting"], f"{messages}?state__exact={MailState.QUEUED}"),
    ]
