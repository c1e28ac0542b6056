"""What the desk's acts tell the delegate. One mail for one event: the event's number is in the key against doubles."""

import datetime as dt
from typing import Any

from django.utils import translation

from agenda.enums import Window
from agenda.rules import window
from notifications.models import OutgoingEmail

from .. import names, printing
from ..content import Given
from ..models import Registration, RegistrationEvent
from .base import enqueue


def registered(registration: Registration, event: RegistrationEvent, *, now: dt.datetime) -> OutgoingEmail | None:
    """Officially registered; how the joining details come, and whether the states' consent is still awaited."""
    return _tell(registration, "registered", dedupe=f"register:{event.pk}", now=now, may_correct=_may_correct(registration, now))


def declined(registration: Registration, event: RegistrationEvent, *, now: dt.datetime) -> OutgoingEmail | None:
    return _tell(registration, "declined", dedupe=f"decline:{event.pk}", now=now, reason=event.reason)


def returned(registration: Registration, event: RegistrationEvent, *, now: dt.datetime) -> OutgoingEmail | None:
    """Under review again; what the registration was before decides what has to be said."""
    return _tell(
        registration, "returned", dedupe=f"return:{event.pk}", now=now, reason=event.reason, was=event.from_state, may_correct=_may_correct(registration, now)
    )


def withdrawn_on_request(registration: Registration, event: RegistrationEvent, *, now: dt.datetime) -> OutgoingEmail | None:
    return _tell(registration, "withdrawn_on_request", dedupe=f"withdraw:{event.pk}", now=now)


def late(registration: Registration, *, now: dt.datetime) -> OutgoingEmail | None:
    """The standard letter for a form that reached the desk after the deadline: kept, not counted, whom to ask. One for a registration."""
    return _tell(registration, "late", dedupe="late", now=now)


def admitted(registration: Registration, event: RegistrationEvent, *, now: dt.datetime) -> OutgoingEmail | None:
    return _tell(registration, "admitted", dedupe=f"admit:{event.pk}", now=now, may_correct=_may_correct(registration, now))


def corrected_by_desk(registration: Registration, event: RegistrationEvent, *, now: dt.datetime) -> OutgoingEmail | None:
    """What the desk has corrected, by the names of fields, what stands now, and the link of today."""
    with translation.override(registration.language):
        changed = [printing.label_of(name) for name in event.fields]
        lines = printing.lines(Given.of(registration), registration.seminar.starts_on)
    return _tell(
        registration,
        "corrected_by_desk",
        dedupe=f"corrected-by-desk:{event.pk}",
        now=now,
        changed=changed,
        lines=lines,
        may_correct=_may_correct(registration, now),
    )


def _tell(registration: Registration, message: str, *, dedupe: str, now: dt.datetime, **context: Any) -> OutgoingEmail | None:
    greeted = names.addressed(registration.printed_name, registration.form_of_address, registration.family_name, registration.first_name)
    return enqueue(registration, message, dedupe=dedupe, now=now, greeted=greeted, **context)


def _may_correct(registration: Registration, now: dt.datetime) -> bool:
    return window(registration.seminar, now) is Window.OPEN
