"""Rounds with all that their labels are derived from, and the clocks they are told by."""

import datetime as dt
from collections.abc import Iterable
from zoneinfo import ZoneInfo

from django.db import models
from django.db.models import Prefetch, QuerySet
from django.utils.translation import get_language

from directory import clocks
from directory import selectors as directory_selectors
from directory.models import City
from seminar_portal import clock

from .. import positions
from ..enums import RoundState
from ..models import Communication, Decision, EntitledState, Round

SEAT = "Asia/Almaty"  # the Secretariat's clock where no zone is entered for it: its city kept UTC+6 until 1 March 2024 and keeps UTC+5 since
SOON = dt.timedelta(days=3)


class Need(models.TextChoices):
    """What a procedure may wait for. Values stand in addresses."""

    EXPIRING = "expiring"
    CERTIFYING = "certifying"
    DECIDING = "deciding"
    ANSWERING = "answering"


def rounds_with_letters(rounds: "QuerySet[Round] | None" = None) -> QuerySet[Round]:
    """Rounds with seminar, entitled states, letters, decisions and dispatches. A constant number of queries."""
    letters = (
        Communication.objects.select_related("recorded_by", "struck_by", "scan", "replaces")
        .prefetch_related("states", Prefetch("decisions", Decision.objects.select_related("by")))
        .order_by("received_at", "pk")
    )
    return (
        (Round.objects.all() if rounds is None else rounds)
        .select_related("procedure__seminar", "procedure__proposer", "certified_by")
        .prefetch_related(Prefetch("entitled_states", EntitledState.objects.select_related("party")), Prefetch("communications", letters), "dispatches")
        .order_by("procedure", "number")
    )


def open_rounds() -> list[Round]:
    return list(rounds_with_letters(Round.objects.filter(state=RoundState.OPEN)))


def stand_of(round_: Round, now: dt.datetime) -> positions.Stand:
    """What follows from a loaded round, not a draft, at ``now``."""
    return positions.stand(round_.letters(), round_.asked(), now)


def needs(round_: Round, now: dt.datetime) -> dict[Need, int]:
    """What an open round waits for: 1 for the round itself, or the number of letters or of states."""
    stand = stand_of(round_, now)
    assert round_.deadline is not None  # the schema holds it for every open round
    asking = not stand.over and not round_.procedure.seminar.is_cancelled
    found = {
        Need.EXPIRING: int(not stand.over and not clock.in_time(now + SOON, round_.deadline)),
        Need.CERTIFYING: int(stand.certifiable),
        Need.DECIDING: len(stand.doubts),
        Need.ANSWERING: stand.counts.by_position.get(positions.Position.NO_REPLY, 0) if asking else 0,
    }
    return {need: number for need, number in found.items() if number}


def waiting_procedures(need: Need, now: dt.datetime) -> list[int]:
    """The keys of the procedures that wait for ``need``."""
    return [round_.procedure_id for round_ in open_rounds() if need in needs(round_, now)]


def seat_zone() -> str:
    """The zone of the Secretariat's seat, as entered among the organisations, else that of its city."""
    return directory_selectors.seat_zone() or SEAT


def said_many(instants: Iterable[tuple[dt.datetime, str]]) -> dict[tuple[dt.datetime, str], clocks.Said]:
    """What ``directory.clocks.said`` says of each (instant, zone), in one query however many there are."""
    wanted = list(dict.fromkeys(instants))
    cities = list(City.objects.filter(zone__in={zone for _instant, zone in wanted}).order_by("pk")) if wanted else []
    found = {}
    for instant, zone in wanted:
        day = instant.astimezone(ZoneInfo(zone)).date()
        city = next((c for c in cities if c.zone == zone and (not c.valid_from or c.valid_from <= day) and (not c.valid_to or day <= c.valid_to)), None)
        found[instant, zone] = clocks.Said.of(instant, zone, str(city) if city else zone.rpartition("/")[2].replace("_", " "))
    return found


def names_of(round_: Round, rows: "Iterable[EntitledState] | None" = None) -> dict[int, str]:
    """The entitled states of a round by key of the party, each by its name of the day on which the note went out, in the reader's language.

    In English as the record has kept them. ``rows`` are some of them, with their parties; None reads ``entitled_states`` with theirs (prefetch them). One query
    more in other languages.
    """
    rows = list(round_.entitled_states.all() if rows is None else rows)
    if not rows or round_.started_at is None or (get_language() or "en") == "en":
        return {row.party_id: row.printed_name for row in rows}
    day = round_.started_at.astimezone(ZoneInfo(round_.deadline_zone)).date()
    return directory_selectors.printed_names([row.party for row in rows], day)
