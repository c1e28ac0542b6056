"""How every mail of a registration is written: in the delegate's language, on the delegate's clock, with the personal link as a placeholder."""

import datetime as dt
from typing import Any

from agenda.models import SeminarContact
from directory.selectors import seat_zone
from notifications import outbox
from notifications.models import OutgoingEmail
from notifications.rendering import Rendered, render_mail

from .. import names
from ..models import Registration

PREFIX = "registration"


def about(registration: Registration) -> str:
    return f"{PREFIX}:{registration.pk}"


def greeted(registration: Registration) -> str:
    """Whom a letter greets, after "Dear"."""
    return names.addressed(registration.printed_name, registration.form_of_address, registration.family_name, registration.first_name)


def rendered(registration: Registration, message: str, **context: Any) -> Rendered:
    """The words of ``emails/registration/<message>/`` to the delegate, with the placeholders still in them."""
    if "contacts" not in context:
        context["contacts"] = _contacts(registration)
    return render_mail(
        f"emails/registration/{message}",
        {
            "registration": registration,
            "seminar": registration.seminar,
            "beside_zone": registration.zone or seat_zone(),
            "greeted": greeted(registration),
            **context,
        },
        registration.language,
    )


def _contacts(registration: Registration) -> list[SeminarContact]:
    """Whom the delegate may ask; the first gets the answers to our mails. One query."""
    return list(registration.seminar.contacts.all())


def enqueue(
    registration: Registration,
    message: str,
    *,
    dedupe: str,
    now: dt.datetime,
    not_after: dt.datetime | None = None,
    with_copy: bool = True,
    **context: Any,
) -> OutgoingEmail | None:
    """Writes the mail ``emails/registration/<message>/`` to the delegate (copy to the given address). None where no e-mail was given.

    ``dedupe`` makes the mail unique for this registration: "received", "registered:3" (with the event's number). Without ``with_copy`` it goes to the
    delegate alone: joining details do.
    """
    if not registration.email:
        return None
    contacts = _contacts(registration)
    return outbox.enqueue(
        about=about(registration),
        kind=f"registration/{message}",
        to_address=registration.email,
        to_name=registration.printed_name,
        cc_address=registration.cc_email if with_copy else "",
        reply_to=contacts[0].email if contacts else "",
        rendered=rendered(registration, message, contacts=contacts, **context),
        language=registration.language,
        dedupe_key=f"{about(registration)}:{dedupe}",
        now=now,
        not_after=not_after,
    )
