"""What waits for the Secretariat on the landing page."""

import datetime as dt
from collections import Counter

from django.urls import reverse
from django.utils.translation import gettext as _

from directory.models import User
from seminar_portal.waiting import Waiting

from .. import rules
from .loading import Need, needs, open_rounds


def waiting(user: User, now: dt.datetime) -> list[Waiting]:
    """The four lines of the Secretariat, zeros included; nothing for who may not see the board. A constant number of queries."""
    if not rules.may_see_board(user):
        return []
    numbers: Counter[Need] = Counter()
    for round_ in open_rounds():
        numbers.update(needs(round_, now))
    lines = {
        Need.EXPIRING: _("Silence procedures that expire within three days"),
        Need.CERTIFYING: _("Periods over, waiting for certification"),
        Need.DECIDING: _("Letters that need a decision"),
        Need.ANSWERING: _("States that have not answered yet"),
    }
    address = reverse("admin:consent_silenceprocedure_changelist")
    return [Waiting(label, numbers[need], f"{address}?needs={need.value}") for need, label in lines.items()]
