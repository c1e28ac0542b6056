"""What the desk reads: who is in the list, what may be done with whom, what waits."""

import dataclasses
import datetime as dt
from collections.abc import Iterable
from zoneinfo import ZoneInfo

from django.db.models import Count, Q, QuerySet
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _

from agenda.models import Seminar
from directory.enums import StandingKind
from directory.models import Party, Standing, User
from seminar_portal.waiting import Waiting

from . import lifecycle, rules
from .enums import State
from .models import Registration, RegistrationEvent

BY_HAND = "by hand"  # organisations that are not in the list of states and organisations
LIVE = "live"  # in addresses: received or officially registered


@dataclasses.dataclass(frozen=True)
class Group:
    """Some of the states and organisations that have registrations. ``key`` stands in addresses."""

    key: str
    title: str
    everyone: str
    parties: list[Party]


def day_at(now: dt.datetime, zone: str) -> dt.date:
    """The date of ``now`` on the clock of the IANA ``zone``."""
    return now.astimezone(ZoneInfo(zone)).date()


def delegations_by_group(now: dt.datetime) -> list[Group]:
    """The states and organisations with registrations, by their standing of today, each group only where it has somebody. Three queries."""
    titles = {
        StandingKind.MEMBER: (_("Member states"), _("all member states")),
        StandingKind.OBSERVER_STATE: (_("Observer states"), _("all observer states")),
        StandingKind.OBSERVER_ORGANISATION: (_("Observer organisations"), _("all observer organisations")),
        StandingKind.PARTNER: (_("Partner organisations"), _("all partner organisations")),
        StandingKind.SECRETARIAT: (_("Secretariat"), _("the Secretariat")),
        "": (_("Others"), _("all others")),
    }
    standing = dict(Standing.objects.on(day_at(now, "UTC")).values_list("party_id", "kind"))
    members: dict[str, list[Party]] = {key: [] for key in titles}
    for party in Party.objects.filter(pk__in=Registration.objects.filter(party__isnull=False).order_by().values("party")):
        members[standing.get(party.pk, "")].append(party)
    groups = [Group(f"group:{key or 'others'}", *words, members[key]) for key, words in titles.items() if members[key]]
    if Registration.objects.filter(party__isnull=True).exists():
        groups.append(Group(BY_HAND, _("Written by hand"), _("another organisation"), []))
    return groups


def allowed_verbs(user: User, registration: Registration) -> list[str]:
    """The moves that ``user`` may make and the state allows, in the order in which they are offered."""
    verbs = []
    for verb in ("register", "decline", "return", "withdraw", "admit"):
        may = rules.may_admit_late(user) if verb == "admit" else rules.may_review(user)
        if may and lifecycle.target(verb, registration.state) is not None:
            verbs.append(verb)
    return verbs


def events_of(registration: Registration) -> QuerySet[RegistrationEvent]:
    return RegistrationEvent.objects.filter(registration=registration).select_related("by")


def by_keys(keys: Iterable[int]) -> list[Registration]:
    """The registrations with these keys, in the order of their references. One query."""
    return list(Registration.objects.filter(pk__in=list(keys)).select_related("seminar", "party").order_by("seminar_id", "number"))


def waiting(user: User, now: dt.datetime) -> list[Waiting]:
    """What waits at the desk for ``user``, for each published seminar that has not ended; each a link to the list with just these rows. Two queries."""
    if not rules.may_review(user):
        return []
    seminars = list(Seminar.objects.published().filter(ends_on__gte=day_at(now, "UTC")).order_by("starts_on", "slug"))
    live = Q(state__in=lifecycle.LIVE)
    found = (
        Registration.objects.filter(seminar__in=seminars)
        .order_by()
        .values("seminar_id")
        .annotate(
            review=Count("pk", filter=Q(state=State.RECEIVED)),
            corrected=Count("pk", filter=live & Q(corrected_at__isnull=False)),
            no_email=Count("pk", filter=live & Q(email="")),
            late=Count("pk", filter=Q(state=State.LATE)),
        )
    )
    counts = {row["seminar_id"]: row for row in found}
    kinds = [
        (_("Registrations to review"), "review", {"state": State.RECEIVED.value}),
        (_("Corrections to look at"), "corrected", {"corrected": "yes", "state": LIVE}),
        (_("Delegates without an e-mail address"), "no_email", {"email": "no", "state": LIVE}),
    ]
    if rules.may_admit_late(user):
        kinds.append((_("Late forms that ask for admission"), "late", {"state": State.LATE.value}))
    address = reverse("admin:registration_registration_changelist")
    return [
        Waiting(
            label=_("%(what)s – %(seminar)s") % {"what": what, "seminar": seminar.title},
            count=counts.get(seminar.pk, {}).get(key, 0),
            url=f"{address}?{urlencode({'seminar': seminar.slug, **query})}",
        )
        for seminar in seminars
        for what, key, query in kinds
    ]
