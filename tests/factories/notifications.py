"""Mails for tests, as rows, without the apps that usually write them."""

import datetime as dt
import itertools
from typing import Any

from notifications.models import OutgoingEmail
from notifications.rendering import html_of, plain

NOON = dt.datetime(2027, 10, 20, 12, 0, 0, tzinfo=dt.UTC)
_numbers = itertools.count(1)


def mail(**kw: Any) -> OutgoingEmail:
    """A waiting mail, due at NOON. ``body`` is the text before it becomes plain text and HTML."""
    number = next(_numbers)
    body = kw.pop("body", f"Dear reader,\n\nthis is message {number}.\n")
    created_at = kw.pop("created_at", NOON)
    defaults = {
        "about": "test:1",
        "kind": "test/letter",
        "dedupe_key": f"test:{number}",
        "to_address": f"reader-{number}@example.org",
        "language": "en",
        "subject": f"Message {number}",
        "text": plain(body),
        "html": f"<html><body>{html_of(body)}</body></html>",
        "created_at": created_at,
        "due_at": created_at,
    }
    return OutgoingEmail.objects.create(**{**defaults, **kw})
