"""Asking whether two registrations are one person's. Called by the services that store a name, an address or a nation, in their own transaction."""

import datetime as dt
import hashlib
from collections import defaultdict
from collections.abc import Iterable, Iterator
from itertools import combinations

from django.db import transaction

from .. import duplicates, likeness
from ..duplicates import Known, Resembling
from ..enums import Decision
from ..models import PossibleDuplicate, Registration

BATCH = 500


@transaction.atomic(savepoint=False)
def look(registration: Registration, *, now: dt.datetime) -> list[PossibleDuplicate]:
    """Compares a stored registration with its delegation and its mailbox, asks what is new and takes back open questions that are none any more.

    Called by a service that holds the row. Twice is harmless. An answer stands until one of the two names changes; two people do not become one because one
    of them has moved to the other's mailbox. Returns the questions about the registration that are undecided now.
    """
    found = {pair.pk: pair for pair in duplicates.resembling(registration.seminar_id, duplicates.known(registration))}
    there = {pair.other(registration.pk): pair for pair in PossibleDuplicate.objects.of(registration).select_related("first", "second")}
    for other, pair in there.items():
        if other not in found and not pair.decision:
            pair.delete()
    undecided = []
    for other in sorted(found):  # in the order of keys, as everywhere, so that two who write the same pairs wait for one another in one order
        asked = _ask(registration, found[other], there.get(other), now=now)
        if not asked.decision:
            undecided.append(asked)
    return undecided


def _ask(registration: Registration, found: Resembling, pair: PossibleDuplicate | None, *, now: dt.datetime) -> PossibleDuplicate:
    if pair is None:
        first, second = sorted((registration.pk, found.pk))
        values = {"seminar_id": registration.seminar_id, "reason": found.reason, "score": found.score, "found_at": now}
        return PossibleDuplicate.objects.get_or_create(first_id=first, second_id=second, defaults=values)[0]
    if pair.decision == Decision.DIFFERENT and pair.names_digest != digest(pair.first.name_key, pair.second.name_key):
        reopen(pair)
    if not pair.decision and (pair.reason, pair.score) != (found.reason, found.score):
        pair.reason, pair.score = found.reason, found.score
        pair.save(update_fields=["reason", "score"])
    return pair


def reopen(pair: PossibleDuplicate) -> None:
    """Takes the answer away; the question waits again."""
    pair.decision, pair.decided_by, pair.decided_at, pair.names_digest = "", None, None, ""
    pair.save(update_fields=["decision", "decided_by", "decided_at", "names_digest"])


def digest(*keys: str) -> str:
    """A fingerprint of two names, in the order of their registrations."""
    return hashlib.sha256("\n".join(keys).encode()).hexdigest()


def look_everywhere(*, seminar_id: int, now: dt.datetime) -> tuple[int, int]:
    """Compares all registrations of a seminar, in transactions of ``BATCH`` pairs. Returns how many pairs resemble one another and how many are new.

    For data that came in by another way, for names that two people changed at the very same instant, and after a change of how names are folded. Running
    it again, or beside the portal's work, is harmless: a pair whose names have changed since it was found is left to the service that changed them.
    Opens its own transactions.
    """
    _fold_anew(seminar_id)
    rows = {row.pk: row for row in duplicates.everybody(seminar_id)}
    pairs = sorted(_likely(rows.values()))
    found = [(one, other, resemblance) for one, other in pairs if (resemblance := duplicates.compared(rows[one], rows[other])) is not None]
    asked = 0
    for start in range(0, len(found), BATCH):
        asked += _ask_several(seminar_id, rows, found[start : start + BATCH], now=now)
    return len(found), asked


def _fold_anew(seminar_id: int) -> None:
    """Puts right the keys that were folded by an older version of the rules."""
    names = ("family_name", "first_name", "middle_name", "native_name")
    rows = Registration.objects.filter(seminar_id=seminar_id).order_by("pk").values_list("pk", "name_key", *names)
    for pk, stored, *name in list(rows):
        key = likeness.key(*name)
        if key != stored:
            # only where nobody has changed the name since: who did has folded it by the rules of today
            Registration.objects.filter(pk=pk, **dict(zip(names, name, strict=True))).update(name_key=key)


@transaction.atomic(durable=True)
def _ask_several(seminar_id: int, rows: dict[int, Known], found: list[tuple[int, int, Resembling]], *, now: dt.datetime) -> int:
    keys = {pk for one, other, _resemblance in found for pk in (one, other)}
    as_now = dict(Registration.objects.filter(pk__in=keys).values_list("pk", "name_key"))
    there = {(pair.first_id, pair.second_id) for pair in PossibleDuplicate.objects.filter(first__in=keys)}
    new = [
        PossibleDuplicate(seminar_id=seminar_id, first_id=one, second_id=other, reason=resemblance.reason, score=resemblance.score, found_at=now)
        for one, other, resemblance in found
        if (one, other) not in there and as_now.get(one) == rows[one].key and as_now.get(other) == rows[other].key
    ]
    PossibleDuplicate.objects.bulk_create(new, ignore_conflicts=True)
    return len(new)


def _likely(rows: Iterable[Known]) -> Iterator[tuple[int, int]]:
    """The pairs that are worth a comparison: of one mailbox, or of one delegation with a trace of the name in common. Never all with all."""
    groups: dict[tuple[object, ...], set[int]] = defaultdict(set)
    rows = list(rows)
    without_vowels = {row.delegation for row in rows if likeness.NO_VOWELS in row.key}
    for row in rows:
        for trace in likeness.traces(row.key):
            groups["delegation", row.delegation, trace].add(row.pk)
        if row.delegation in without_vowels:
            for bones in likeness.parsed(likeness.name_of(row.key)).bones:
                groups["bones", row.delegation, bones].add(row.pk)
        if row.email:
            groups["mailbox", row.email.strip().casefold()].add(row.pk)
    seen: set[tuple[int, int]] = set()
    for members in groups.values():
        for pair in combinations(sorted(members), 2):
            if pair not in seen:
                seen.add(pair)
                yield pair
