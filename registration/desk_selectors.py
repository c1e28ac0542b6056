"""What the desk reads: who is in the list, what may be done with whom, what waits."""

import dataclasses
import datetime as dt
from zoneinfo import ZoneInfo

from django.db.models import Count, Q, QuerySet
from django.db.models.functions import TruncDate
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _

from agenda.models import Seminar
from directory.enums import StandingKind
from directory.models import Party, Standing, User
from seminar_portal.waiting import Waiting

from . import bulk_selectors, bulk_words, lifecycle, rules
from .enums import State
from .models import PossibleDuplicate, Registration, RegistrationEvent

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
    """The moves that ``user`` may make and the state allows, in the order in which they are offered. Nobody is registered for a cancelled seminar."""
    verbs = []
    for verb in ("register", "decline", "return", "withdraw", "admit"):
        may = rules.may_admit_late(user) if verb == "admit" else rules.may_review(user)
        if may and lifecycle.target(verb, registration.state) is not None and not (verb in lifecycle.NOT_IF_CANCELLED and registration.seminar.is_cancelled):
            verbs.append(verb)
    return verbs


def events_of(registration: Registration) -> QuerySet[RegistrationEvent]:
    return RegistrationEvent.objects.filter(registration=registration).select_related("by")


def waiting(user: User, now: dt.datetime) -> list[Waiting]:
    """What waits at the desk for ``user``. Four queries.

    The bulk acts that are still under way, each a link to its progress; then, for each published seminar that has not ended, the registrations that ask
    for something, each a link to the list with just these rows, and the pairs that may be one person's.
    """
    if not rules.may_review(user):
        return []
    seminars = list(_to_come(now))
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
    under_way = [
        Waiting(
            label=_("Under way: %(act)s") % {"act": bulk_words.name(act)},
            count=act.waiting,
            url=reverse("admin:registration_bulkact_change", args=[act.pk]),
        )
        for act in bulk_selectors.under_way(user)
    ]
    return (
        under_way
        + [
            Waiting(
                label=what,
                count=counts.get(seminar.pk, {}).get(key, 0),
                url=f"{address}?{urlencode({'seminar': seminar.slug, **query})}",
                group=str(seminar.title),
            )
            for seminar in seminars
            for what, key, query in kinds
        ]
        + _questions(seminars)
    )


def still_to_come(now: dt.datetime) -> list[int]:
    """The seminars of which the desk is asked whether two registrations are one person's. One query."""
    return [seminar.pk for seminar in _to_come(now)]


def _to_come(now: dt.datetime) -> QuerySet[Seminar]:
    return Seminar.objects.published().filter(cancelled_at__isnull=True, ends_on__gte=day_at(now, "UTC")).order_by("starts_on", "slug")


def _questions(seminars: list[Seminar]) -> list[Waiting]:
    """For each seminar the pairs of registrations that may be one person's. One query."""
    found = PossibleDuplicate.objects.open().filter(seminar__in=seminars).order_by().values("seminar_id").annotate(count=Count("pk"))
    counts = {row["seminar_id"]: row["count"] for row in found}
    return [
        Waiting(
            label=_("Possible duplicates to decide on"),
            count=counts.get(seminar.pk, 0),
            url=f"{reverse('admin:registration_possibleduplicate_changelist')}?{urlencode({'seminar': seminar.slug, 'answer': 'open'})}",
            group=str(seminar.title),
        )
        for seminar in seminars
    ]


# --- numbers for the landing page -------------------------------------------------------------------------------------------------------


@dataclasses.dataclass(frozen=True)
class Delegation:
    """How many registrations a state or an organisation has (``party`` None: organisations written by hand): registered, received, and all others."""

    party: int | None
    registered: int
    received: int
    others: int

    @property
    def live(self) -> int:
        return self.registered + self.received

    @property
    def total(self) -> int:
        return self.live + self.others


def received_by_day(seminar: Seminar) -> list[tuple[dt.date, int]]:
    """How many forms arrived on which day of the zone of the registration deadline, whatever became of them; days without one left out. One query."""
    day = TruncDate("received_at", tzinfo=ZoneInfo(seminar.registration_zone))
    return list(Registration.objects.filter(seminar=seminar).order_by().annotate(day=day).values_list("day").annotate(count=Count("pk")).order_by("day"))


def by_delegation(seminar: Seminar) -> list[Delegation]:
    """The same forms by state or organisation, in no order. One query."""
    rows = (
        Registration.objects.filter(seminar=seminar)
        .order_by()
        .values("party_id")
        .annotate(total=Count("pk"), registered=Count("pk", filter=Q(state=State.REGISTERED)), received=Count("pk", filter=Q(state=State.RECEIVED)))
    )
    return [Delegation(row["party_id"], row["registered"], row["received"], row["total"] - row["registered"] - row["received"]) for row in rows]


def states_by_delegation(seminar: Seminar) -> dict[int, dict[State, int]]:
    """How many registrations each state or organisation of the list has in which state of registration, by its key. One query."""
    rows = Registration.objects.filter(seminar=seminar, party__isnull=False).order_by().values_list("party_id", "state").annotate(count=Count("pk"))
    found: dict[int, dict[State, int]] = {}
    for party, state, count in rows:
        found.setdefault(party, {})[State(state)] = count
    return found


def of_delegation(seminar: Seminar, party_id: int) -> QuerySet[Registration]:
    """The registrations of one state or organisation, in every state of registration, in the order in which they arrived."""
    return Registration.objects.filter(seminar=seminar, party=party_id).order_by("received_at", "pk")
