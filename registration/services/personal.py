"""What a delegate does with her own registration, over the personal link."""

import dataclasses
import datetime as dt

from django.db import transaction
from django.utils.translation import gettext as _

from agenda.rules import require_open
from directory import clocks
from directory.words import as_sentences
from seminar_portal import clock
from seminar_portal.errors import Closed, Invalid, WrongState

from .. import content, mailboxes
from ..content import Given
from ..duplicates import of_mailbox
from ..emails import delegate as emails
from ..enums import State
from ..lifecycle import LIVE
from ..models import Registration
from . import pairs, records
from .submission import write


@transaction.atomic(durable=True)
def correct_registration(*, registration_id: int, data: Given, now: dt.datetime) -> Registration:
    """Puts what the delegate corrected, keeps the state, flags the registration for the desk and confirms by mail. Nothing changed: nothing happens.

    The nation stays, whatever ``data`` says: it is part of who nominated her. The fingerprint of the form stays too, so that the first form sent
    again is still known. A new e-mail address ends all older links, since the old mailbox may be a stranger's.
    Who may: whoever holds the personal link. Raises the same Closed as the public form after the deadline, WrongState unless *received* or
    *officially registered*, Invalid.
    """
    registration = records.locked(registration_id)
    require_open(registration.seminar, now)
    if registration.state not in LIVE:
        raise WrongState(
            _("%(reference)s is %(state)s; it cannot be corrected.") % {"reference": registration.reference, "state": registration.get_state_display()}
        )
    data = content.cleaned(dataclasses.replace(data, party=registration.party, other_organisation=registration.other_organisation))
    problems = content.problems(data, web=True)
    if problems:
        raise Invalid(as_sentences(problems.values()))
    before, address = Given.of(registration), registration.email
    changed = [name for name in content.FIELDS if getattr(before, name) != getattr(data, name)]
    if not changed:
        return registration
    write(registration, data)
    registration.corrected_at = now
    registration.version += 1
    if address and not mailboxes.same(address, registration.email):
        registration.link_counter += 1
    registration.save()
    event = records.log(registration, "corrected", by=None, now=now, from_state=registration.state, fields=changed)
    pairs.look(registration, now=now)
    emails.corrected(registration, event, now=now)
    return registration


@transaction.atomic(durable=True)
def withdraw_by_delegate(*, registration_id: int, now: dt.datetime) -> Registration:
    """received or officially registered -> withdrawn, until the end of the seminar's last day on its clock; confirmed by mail. A second click changes nothing.

    Who may: whoever holds the personal link. Raises Closed after the seminar, WrongState from *declined* and *late*.
    """
    registration = records.locked(registration_id)
    if registration.state == State.WITHDRAWN:
        return registration
    end = withdrawal_ends_at(registration)
    if not clock.in_time(now, end):
        raise Closed(_("The seminar ended on %(moment)s.") % {"moment": clocks.said(end, registration.seminar.zone).sentence})
    event = records.move(registration, "withdraw", by=None, now=now)
    emails.withdrawn(registration, event, now=now)
    return registration


def withdrawal_ends_at(registration: Registration) -> dt.datetime:
    """The last second at which a delegate can withdraw: the end of the seminar."""
    return clock.end_of_day(registration.seminar.ends_on, registration.seminar.zone)


@transaction.atomic(durable=True)
def new_link(*, registration_id: int, now: dt.datetime) -> Registration:
    """Ends every personal link of the registration that is out, and mails a new one. Who may: whoever holds the link of today."""
    registration = records.locked(registration_id)
    registration.link_counter += 1
    registration.save(update_fields=["link_counter"])
    records.log(registration, "new link", by=None, now=now, from_state=registration.state)
    emails.link(registration, dedupe=f"link:{registration.link_counter}", now=now)
    return registration


@transaction.atomic(durable=True)
def send_link_again(*, seminar_id: int, email: str, now: dt.datetime) -> int:
    """Mails the personal link of every registration of ``email`` at the seminar, whatever its state; at most once an hour each. Returns how many.

    Who may: anybody, so the door must answer the same whatever comes back, and not later for it.
    """
    found = Registration.objects.select_related("seminar", "party").filter(of_mailbox(email), seminar_id=seminar_id).order_by("pk")
    sent = 0
    for registration in found:
        emails.link(registration, dedupe=f"link-again:{now.astimezone(dt.UTC):%Y-%m-%dT%H}", now=now)
        sent += 1
    return sent
