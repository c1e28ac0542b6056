"""How to join: one personal mail to one delegate, without a copy to anybody. The details themselves come in at delivery."""

import datetime as dt

from notifications.models import OutgoingEmail

from .. import joining
from ..models import Registration
from .base import enqueue


def details(registration: Registration, *, release: str, attempt: int, now: dt.datetime) -> OutgoingEmail | None:
    """One mail for each ``release`` (a fingerprint of the details) and ``attempt``. Loses its point when the seminar ends."""
    dedupe = f"joining:{release}:{attempt}"
    return enqueue(registration, "joining", dedupe=dedupe, now=now, not_after=joining.ends_at(registration.seminar), with_copy=False)
