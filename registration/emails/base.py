"""How every mail of a registration is written: in the delegate's language, on the delegate's clock, with the personal link as a placeholder."""

import datetime as dt
from typing import Any

from notifications import outbox
from notifications.models import OutgoingEmail
from notifications.rendering import render_mail

from ..models import Registration

PREFIX = "registration"


def about(registration: Registration) -> str:
    return f"{PREFIX}:{registration.pk}"


def enqueue(
    registration: Registration, message: str, *, dedupe: str, now: dt.datetime, not_after: dt.datetime | None = None, **context: Any
) -> OutgoingEmail | None:
    """Writes the mail ``emails/registration/<message>/`` to the delegate (copy to the given address). None where no e-mail was given.

    ``dedupe`` makes the mail unique for this registration: "received", "registered:3" (with the event's number).
    """
    if not registration.email:
        return None
    seminar = registration.seminar
    contact = seminar.contacts.first()
    rendered = render_mail(
        f"emails/registration/{message}",
        {"registration": registration, "seminar": seminar, "contacts": list(seminar.contacts.all()), "reader_zone": registration.zone, **context},
        registration.language,
    )
    return outbox.enqueue(
        about=about(registration),
        kind=f"registration/{message}",
        to_address=registration.email,
        to_name=registration.printed_name,
        cc_address=registration.cc_email,
        reply_to=contact.email if contact else "",
        rendered=rendered,
        language=registration.language,
        dedupe_key=f"{about(registration)}:{dedupe}",
        now=now,
        not_after=not_after,
    )
