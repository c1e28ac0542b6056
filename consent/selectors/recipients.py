"""Whom the portal writes to on behalf of the Secretariat: the mailboxes of a state's missions, and the focal points of these missions."""

import dataclasses
import datetime as dt
from collections.abc import Collection
from zoneinfo import ZoneInfo

from directory.enums import StandingKind
from directory.models import FocalPoint, Mission

from ..models import Round


@dataclasses.dataclass(frozen=True)
class Recipient:
    """One reader. ``zone`` is the clock beside the deadline's own: that of the mission's city. ``served``: somebody acts for the mission in the portal."""

    party: int
    mission: int
    address: str
    name: str
    language: str
    zone: str
    served: bool


@dataclasses.dataclass(frozen=True)
class Recipients:
    """``unreached`` are the states, by key, for which no address is entered: they are told on paper."""

    readers: list[Recipient]
    unreached: list[int]


def recipients(round_: Round, states: Collection[int], now: dt.datetime) -> Recipients:
    """The readers of ``states`` (keys) at ``now``, each address once for a state: as a person's, where it is a mailbox too. Two queries.

    A focal point reads in the language of the account; a mailbox of a mission in English, the language of the record.
    """
    day = now.astimezone(ZoneInfo(round_.deadline_zone or "UTC")).date()
    missions = list(Mission.objects.on(day).filter(party__in=states).select_related("party").order_by("party__sort_key", "party", "pk"))
    readers: dict[tuple[int, str], Recipient] = {}
    live = FocalPoint.objects.filter(mission__in=missions, since__lte=now, until__isnull=True, user__is_active=True).select_related("user", "mission")
    posts = list(live.order_by("mission", "pk"))
    served = {post.mission_id for post in posts}
    for post in posts:
        key = post.mission.party_id, post.user.email.lower()
        readers.setdefault(key, Recipient(key[0], post.mission_id, post.user.email, str(post.user), post.user.language, post.mission.zone, served=True))
    for mission in missions:
        for address in mission.mailboxes.split():
            reader = Recipient(mission.party_id, mission.pk, address, str(mission), "en", mission.zone, served=mission.pk in served)
            readers.setdefault((mission.party_id, address.lower()), reader)
    reached = {party for party, _address in readers}
    order = {mission.party_id: number for number, mission in reversed(list(enumerate(missions)))}
    return Recipients(
        sorted(readers.values(), key=lambda reader: (order[reader.party], reader.mission, reader.address)),
        [party for party in states if party not in reached],
    )


def seat_mailbox() -> str:
    """Where states answer: the first mailbox entered for the Secretariat among the missions; "" where none is. One query."""
    boxes = Mission.objects.filter(party__standings__kind=StandingKind.SECRETARIAT).exclude(mailboxes="").order_by("pk").values_list("mailboxes", flat=True)
    return next(iter((boxes.first() or "").split()), "")
