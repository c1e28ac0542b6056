"""What is said where two registrations were joined, or parted again. One mail for one event, to the address of the one that gave way."""

import datetime as dt

from django.utils import translation

from agenda.enums import Window
from agenda.rules import window
from notifications.models import OutgoingEmail

from .. import mailboxes
from ..models import Registration, RegistrationEvent
from .base import enqueue


def joined(gone: Registration, kept: Registration, event: RegistrationEvent, *, now: dt.datetime) -> OutgoingEmail | None:
    """Which reference counts. The link of the kept one goes only to its own address; another mailbox gets the page that says the same."""
    with translation.override(gone.language):
        state = str(kept.get_state_display())
    return enqueue(gone, "joined", dedupe=f"join:{event.pk}", now=now, kept=kept, kept_state=state, one_address=mailboxes.same(gone.email, kept.email))


def parted(gone: Registration, kept: Registration, event: RegistrationEvent, *, now: dt.datetime) -> OutgoingEmail | None:
    """That it stands by itself again, in which state, and why."""
    with translation.override(gone.language):
        state = str(gone.get_state_display())
    may_correct = window(gone.seminar, now) is Window.OPEN
    return enqueue(gone, "parted", dedupe=f"part:{event.pk}", now=now, kept=kept, state=state, reason=event.reason, may_correct=may_correct)
