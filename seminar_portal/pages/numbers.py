"""The numbers of one seminar for the landing page: registrations by day and by delegation, and the states that have not answered."""

import dataclasses
import datetime as dt
from typing import Any
from zoneinfo import ZoneInfo

from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _

from agenda.models import Seminar
from consent import rules as consent_rules
from consent import selectors as consent
from directory import selectors as directory
from directory.models import Party
from registration import desk_selectors as desk

from . import charts


@dataclasses.dataclass(frozen=True)
class DayRow:
    day: dt.date
    count: int
    total: int


@dataclasses.dataclass(frozen=True)
class DelegationRow:
    """One bar and its numbers. ``url`` is the list with just these registrations."""

    name: str
    url: str
    numbers: desk.Delegation
    pieces: list[charts.Piece]


@dataclasses.dataclass(frozen=True)
class Numbers:
    """``per_day`` and ``running`` are None while nobody has registered. ``zone`` is the clock whose days are counted."""

    seminar: Seminar
    zone: str
    total: int
    live: int
    per_day: charts.DayChart | None
    running: charts.DayChart | None
    days: list[DayRow]
    delegations: list[DelegationRow]
    states_with_people: int


def numbers_of(seminar: Seminar, delegations: list[desk.Delegation], now: dt.datetime) -> Numbers:
    """Registrations by day and by delegation. Four queries, however many there are."""
    zone = ZoneInfo(seminar.registration_zone)
    counts = dict(desk.received_by_day(seminar))
    rows, running = [], 0
    for day, count in counts.items():
        running += count
        rows.append(DayRow(day, count, running))
    per_day = total = None
    if counts:
        opened, closed = (instant.astimezone(zone).date() for instant in (seminar.registration_opens_at, seminar.registration_closes_at))
        first = min(opened, min(counts))
        last = max(min(now.astimezone(zone).date(), closed), max(counts))
        per_day, total = charts.per_day(counts, first, last), charts.running_total(counts, first, last)
    return Numbers(
        seminar=seminar,
        zone=seminar.registration_zone,
        total=running,
        live=sum(row.live for row in delegations),
        per_day=per_day,
        running=total,
        days=rows,
        delegations=_delegation_rows(seminar, delegations),
        states_with_people=sum(1 for row in delegations if row.party is not None and row.live),
    )


def _delegation_rows(seminar: Seminar, delegations: list[desk.Delegation]) -> list[DelegationRow]:
    parties = Party.objects.in_bulk([row.party for row in delegations if row.party is not None])
    names = directory.printed_names(parties.values(), seminar.starts_on)
    top = max((row.total for row in delegations), default=0)
    address = reverse("admin:registration_registration_changelist")
    found = []
    for row in delegations:
        party = parties.get(row.party) if row.party is not None else None
        name = names[party.pk] if party is not None else _("Organisations written by hand")
        query = {"seminar": seminar.slug, "delegation": party.code if party is not None else desk.BY_HAND}
        pieces = charts.stacked([("registered", row.registered), ("received", row.received), ("others", row.others)], top)
        found.append(
            (-row.live, -row.total, party is None, (party.sort_key or name) if party else "", DelegationRow(name, f"{address}?{urlencode(query)}", row, pieces))
        )
    return [row[-1] for row in sorted(found, key=lambda row: row[:-1])]


# --- states that have not answered ----------------------------------------------------------------------------------------------------------


@dataclasses.dataclass(frozen=True)
class SilentState:
    """``asked_at``, ``again_at`` and ``letter`` are None where the reader sees people only."""

    name: str
    people: int
    asked_at: dt.datetime | None = None
    again_at: dt.datetime | None = None
    letter: bool | None = None


@dataclasses.dataclass(frozen=True)
class Silence:
    """One kind of silence, and the states that keep it."""

    title: str
    states: list[SilentState]


@dataclasses.dataclass(frozen=True)
class Silences:
    """``letters``: whether the reader sees who has written. ``answered`` states have sent people (and, where letters are seen, a letter), of ``asked``."""

    kinds: list[Silence]
    letters: bool
    zone: str
    answered: int
    asked: int


def silences_of(seminar: Seminar, delegations: list[desk.Delegation], user: Any, now: dt.datetime) -> Silences:
    """The states apart by their kind of silence. The host and readers are told of people only; letters are the Secretariat's. At most six queries."""
    people = {row.party: row.live for row in delegations if row.party is not None}
    asking = consent.asking(seminar) if consent_rules.may_see_board(user) else None
    if asking is None:
        members = list(directory.members_on(desk.day_at(now, seminar.zone)))
        names = directory.printed_names(members, seminar.starts_on)
        nobody = [SilentState(names[party.pk], 0) for party in members if not people.get(party.pk)]
        kinds = [Silence(_("Nobody registered"), nobody)] if nobody else []
        return Silences(kinds, False, "", len(members) - len(nobody), len(members))
    found: dict[tuple[bool, bool], list[SilentState]] = {}
    for state in asking.answers:
        count, wrote = people.get(state.party, 0), state.letter or state.proposes
        found.setdefault((wrote, count > 0), []).append(SilentState(state.name, count, state.asked_at, state.again_at, wrote))
    titles = {(False, False): _("Neither a letter nor people"), (False, True): _("People, but no letter"), (True, False): _("A letter, but nobody registered")}
    return Silences(
        kinds=[Silence(title, found[key]) for key, title in titles.items() if key in found],
        letters=True,
        zone=asking.zone,
        answered=len(found.get((True, True), [])),
        asked=len(asking.answers),
    )
