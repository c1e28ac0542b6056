"""What stands in the place of a placeholder when a mail of ours is delivered, or why the mail must not go any more."""

import datetime as dt
from collections.abc import Callable

from django.utils.translation import gettext_noop

from agenda.joining import gate_is_open
from notifications.models import OutgoingEmail
from notifications.registry import DoNotSend, Fill

from . import joining, mailboxes
from .enums import State
from .links import personal_address
from .models import Registration

Filling = Callable[[Registration, OutgoingEmail, dt.datetime], Fill | DoNotSend]

# what a delegate who has withdrawn still gets: the confirmation of it, her link when she asks, and what the desk did since
ALSO_TO_THE_WITHDRAWN = frozenset({"registration/withdrawn", "registration/withdrawn_on_request", "registration/link"})


def with_link(registration: Registration, mail: OutgoingEmail, now: dt.datetime) -> Fill | DoNotSend:
    """The personal link of today, in every mail of a registration. Not to an address that the delegate has changed since: it may be a stranger's."""
    if registration.state == State.WITHDRAWN and mail.kind not in ALSO_TO_THE_WITHDRAWN:
        return DoNotSend(gettext_noop("withdrawn"))
    if not mailboxes.same(mail.to_address, registration.email):
        return DoNotSend(gettext_noop("the delegate has another address now"))
    return Fill({"personal_link": personal_address(registration)})


def with_joining_details(registration: Registration, mail: OutgoingEmail, now: dt.datetime) -> Fill | DoNotSend:
    """Today's joining details and the personal link, if the delegate may still have them: asked at the moment of sending, not when the mail was queued."""
    link = with_link(registration, mail, now)
    if isinstance(link, DoNotSend):
        return link
    if registration.state != State.REGISTERED:
        return DoNotSend(gettext_noop("no longer officially registered"))
    if not gate_is_open(registration.seminar):
        return DoNotSend(gettext_noop("the seminar is no longer confirmed"))
    details = joining.details_for(registration, now)
    if details is None:
        return DoNotSend(gettext_noop("there are no joining details any more"))
    return Fill({**link.values, "joining_details": joining.as_text(details)})


FILLERS: dict[str, Filling] = {joining.KIND: with_joining_details}  # by OutgoingEmail.kind; with_link where there is none


def fill(mail: OutgoingEmail, now: dt.datetime) -> Fill | DoNotSend:
    """The filler of this app's prefix: asks the filling of the mail's kind."""
    registration = Registration.objects.select_related("seminar", "party").filter(pk=mail.about.partition(":")[2]).first()
    if registration is None:
        return DoNotSend(gettext_noop("the registration is gone"))
    return FILLERS.get(mail.kind, with_link)(registration, mail, now)
