"""What the delegate is told about her own acts: received, corrected, withdrawn, and the personal link once more."""

import datetime as dt
from typing import Any

from django.utils import translation

from agenda.enums import Window
from agenda.rules import window
from notifications.models import OutgoingEmail

from .. import printing
from ..content import Given
from ..models import Registration, RegistrationEvent
from .base import enqueue


def received(registration: Registration, *, now: dt.datetime) -> OutgoingEmail | None:
    """The confirmation, once for a registration: reference, what was given, what comes next, until when it can be corrected, whom to ask."""
    return enqueue(registration, "received", dedupe="received", now=now, **_told(registration, now))


def corrected(registration: Registration, event: RegistrationEvent, *, now: dt.datetime) -> OutgoingEmail | None:
    """What was changed, by the names of fields, and what stands now. One for a correction."""
    with translation.override(registration.language):
        changed = [printing.label_of(name) for name in event.fields]
    return enqueue(registration, "corrected", dedupe=f"corrected:{event.pk}", now=now, changed=changed, **_told(registration, now))


def withdrawn(registration: Registration, event: RegistrationEvent, *, now: dt.datetime) -> OutgoingEmail | None:
    """That the withdrawal is done. It goes out although the registration is withdrawn."""
    return enqueue(registration, "withdrawn", dedupe=f"withdrawn:{event.pk}", now=now, **_told(registration, now))


def link(registration: Registration, *, dedupe: str, now: dt.datetime) -> OutgoingEmail | None:
    """The personal link, because somebody asked for it. ``dedupe`` says how often at most."""
    return enqueue(registration, "link", dedupe=dedupe, now=now, **_told(registration, now))


def _told(registration: Registration, now: dt.datetime) -> dict[str, Any]:
    with translation.override(registration.language):
        lines = printing.lines(Given.of(registration), registration.seminar.starts_on)
        state = str(registration.get_state_display())
    return {"lines": lines, "state": state, "may_correct": window(registration.seminar, now) is Window.OPEN}
