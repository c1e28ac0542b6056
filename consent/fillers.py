"""Asked at delivery: whether a notice to a mission still has its point."""

import datetime as dt

from django.utils.translation import gettext_noop

from notifications.models import OutgoingEmail
from notifications.registry import DoNotSend, Fill

from .enums import RoundState
from .models import Round


def fill(mail: OutgoingEmail, now: dt.datetime) -> Fill | DoNotSend:
    """A reminder does not go out once its round has ended; everything else tells what has happened and goes."""
    if mail.kind == "consent/reminder":
        state = Round.objects.filter(pk=mail.about.partition(":")[2]).values_list("state", flat=True).first()
        if state != RoundState.OPEN:
            return DoNotSend(gettext_noop("the round has ended"))
    return Fill()
