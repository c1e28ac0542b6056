"""Reads for the delegate's pages."""

import dataclasses
import datetime as dt

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from agenda.models import Seminar

from .enums import State
from .models import Registration

LINKS_STAY_USEFUL = dt.timedelta(days=90)  # after the last day of a seminar its delegates still ask for their page


@dataclasses.dataclass(frozen=True)
class Step:
    """One line of what has happened to a registration, as the delegate may read it."""

    what: str
    at: dt.datetime


def story(registration: Registration) -> list[Step]:
    """What has happened, oldest first, as far as it concerns the delegate. One query."""
    words = _story_words()
    steps = []
    for event in registration.events.order_by("at", "pk"):
        if event.kind == "received" and event.to_state == State.LATE:
            steps.append(Step(_("Arrived after the deadline"), registration.received_at))
        elif event.kind == "received":
            steps.append(Step(words["received"], registration.received_at))
        elif event.kind in words:
            steps.append(Step(words[event.kind], event.at))
    return steps


def _story_words() -> dict[str, str]:
    return {
        "received": pgettext("step of a registration", "Received"),
        "corrected": _("Corrected by you"),
        "register": _("Officially registered"),
        "decline": _("Declined"),
        "withdraw": _("Withdrawn"),
        "return": _("Under review again"),
        "join": _("Joined with your other registration"),
        "kept": _("Your other registration was joined with this one"),
        "return late": _("Stands by itself again"),
        "admit": _("Admitted although late"),
        "new link": _("New personal link"),
        "joining details sent": _("Joining details sent to you"),
    }


def seminars_with_links(now: dt.datetime) -> list[Seminar]:
    """The public seminars for which somebody may have a personal link, the next first. One query."""
    return list(Seminar.objects.published().filter(published_at__lte=now, ends_on__gte=(now - LINKS_STAY_USEFUL).date()).order_by("starts_on", "slug"))
