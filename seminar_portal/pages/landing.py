"""The landing page of staff: what waits for this person, seminar by seminar, and below it the numbers of the seminar that comes next, or is chosen."""

import dataclasses
import datetime as dt
from typing import Any

from django.utils.translation import gettext as _

from agenda.models import Seminar
from agenda.selectors import is_over
from registration import desk_selectors as desk
from registration import rules as registration_rules
from seminar_portal.waiting import Waiting

from .numbers import numbers_of, silences_of
from .waiting import waiting_for


@dataclasses.dataclass(frozen=True)
class Group:
    """What waits about one seminar ("" in ``title``: about none). ``some`` is to be done; in ``none`` there is nothing to do."""

    title: str
    some: list[Waiting]
    none: list[Waiting]


def landing_for(user: Any, now: dt.datetime, *, seminar: str = "") -> dict[str, Any]:
    """The context of the page; ``seminar`` is the slug that was chosen. A number of queries that depends neither on seminars nor on registrations."""
    groups = grouped(waiting_for(user, now))
    idle = [group for group in groups if not group.some]
    context: dict[str, Any] = {
        "groups": [group for group in groups if group.some],
        "idle": idle,
        "idle_words": [group.title for group in idle if group.title] or [line.label for group in idle for line in group.none],
        "coming": [],
        "numbers": None,
        "silences": None,
        "may_sort": False,
    }
    if not registration_rules.may_read(user):
        return context
    coming = [row for row in Seminar.objects.published().filter(published_at__lte=now).order_by("starts_on", "slug") if not is_over(row, now)]
    chosen = next((row for row in coming if row.slug == seminar), next((row for row in coming if not row.is_cancelled), coming[0] if coming else None))
    if chosen is not None:
        delegations = desk.by_delegation(chosen)
        context |= {
            "coming": coming,
            "numbers": numbers_of(chosen, delegations, now),
            "silences": silences_of(chosen, delegations, user, now),
            "may_sort": registration_rules.may_review(user),
        }
    return context


def grouped(lines: list[Waiting]) -> list[Group]:
    """The lines by seminar, in their order; those about none come last."""
    titles = sorted(dict.fromkeys(line.group for line in lines), key=lambda title: title == "")
    groups = []
    for title in titles:
        own = [line for line in lines if line.group == title]
        groups.append(
            Group(
                title or (_("Consent, messages and more") if len(titles) > 1 else ""),
                [line for line in own if line.count],
                [line for line in own if not line.count],
            )
        )
    return groups
