"""What stands in the place of a placeholder when a mail of ours is delivered, or why the mail must not go any more."""

import datetime as dt
from collections.abc import Callable

from django.utils.translation import gettext_noop

from agenda.joining import gate_is_open
from notifications.models import OutgoingEmail
from notifications.registry import DoNotSend, Fill

from . import announcing, duplicates, joining, mailboxes, rules
from .emails.announcements import KINDS as ANNOUNCEMENTS
from .enums import State
from .links import personal_address
from .models import ExportRecord, Registration

Filling = Callable[[Registration, OutgoingEmail, dt.datetime], Fill | DoNotSend]

# what a delegate who has withdrawn still gets: the confirmation of it, her link when she asks, and what the desk did since
ALSO_TO_THE_WITHDRAWN = frozenset({"registration/withdrawn", "registration/withdrawn_on_request", "registration/joined", "registration/link"})


def with_link(registration: Registration, mail: OutgoingEmail, now: dt.datetime) -> Fill | DoNotSend:
    """The personal link of today, in every mail of a registration. Not to an address that the delegate has changed since: it may be a stranger's."""
    if registration.state == State.WITHDRAWN and mail.kind not in ALSO_TO_THE_WITHDRAWN:
        return DoNotSend(gettext_noop("withdrawn"))
    if not mailboxes.same(mail.to_address, registration.email):
        return DoNotSend(gettext_noop("the delegate has another address now"))
    return Fill({"personal_link": personal_address(registration)})


def of_the_kept_one(registration: Registration, mail: OutgoingEmail, now: dt.datetime) -> Fill | DoNotSend:
    """Of a registration that was joined: the link of the one that counts, if that one has this very address; else her own, whose page says the same."""
    link = with_link(registration, mail, now)
    kept = duplicates.kept(registration)
    if kept is None:
        return DoNotSend(gettext_noop("no longer joined with another registration"))
    if isinstance(link, Fill) and mailboxes.same(mail.to_address, kept.email):
        return Fill({"personal_link": personal_address(kept)})
    return link


def with_joining_details(registration: Registration, mail: OutgoingEmail, now: dt.datetime) -> Fill | DoNotSend:
    """Today's joining details and the personal link, if the delegate may still have them: asked at the moment of sending, not when the mail was queued."""
    link = with_link(registration, mail, now)
    if isinstance(link, DoNotSend):
        return link
    if registration.state != State.REGISTERED:
        return DoNotSend(gettext_noop("no longer officially registered"))
    if registration.seminar.is_cancelled:
        return DoNotSend(gettext_noop("the seminar is cancelled"))
    if not gate_is_open(registration.seminar):
        return DoNotSend(gettext_noop("the seminar is no longer confirmed"))
    details = joining.details_for(registration, now)
    if details is None:
        return DoNotSend(gettext_noop("there are no joining details any more"))
    return Fill({**link.values, "joining_details": joining.as_text(details)})


def to_everybody(registration: Registration, mail: OutgoingEmail, now: dt.datetime) -> Fill | DoNotSend:
    """The personal link, if the message still holds and the delegate is still among those it is for."""
    link = with_link(registration, mail, now)
    announcement = announcing.of_mail(mail)
    if isinstance(link, DoNotSend) or announcement is None:
        return link
    reason = announcing.not_addressed(announcement, registration) or announcing.pointless(announcement, registration.seminar, now)
    return DoNotSend(reason) if reason else link


# by OutgoingEmail.kind; with_link where there is none
FILLERS: dict[str, Filling] = {joining.KIND: with_joining_details, "registration/joined": of_the_kept_one, **dict.fromkeys(ANNOUNCEMENTS, to_everybody)}


def fill_export(mail: OutgoingEmail, now: dt.datetime) -> Fill | DoNotSend:
    """The filler of the prefix "export": nothing to fill in, but only who asked for the list and may still have it is told."""
    record = ExportRecord.objects.select_related("by").filter(pk=mail.about.partition(":")[2]).first()
    if record is None or not mailboxes.same(mail.to_address, record.by.email):
        return DoNotSend(gettext_noop("the officer has another address now"))
    if not rules.may_export(record.by):
        return DoNotSend(gettext_noop("the officer may not have lists any more"))
    return Fill()


def fill(mail: OutgoingEmail, now: dt.datetime) -> Fill | DoNotSend:
    """The filler of this app's prefix: asks the filling of the mail's kind."""
    registration = Registration.objects.select_related("seminar", "party").filter(pk=mail.about.partition(":")[2]).first()
    if registration is None:
        return DoNotSend(gettext_noop("the registration is gone"))
    return FILLERS.get(mail.kind, with_link)(registration, mail, now)
