"""Reads about registrations that may be one person's: what resembles a name, which questions are open, who shares a mailbox."""

import dataclasses
from collections.abc import Collection, Iterable, Iterator

from django.db.models import Q, QuerySet, Value
from django.db.models.functions import Upper
from django.db.models.lookups import Exact

from . import likeness, mailboxes, search
from .content import Given
from .enums import Resemblance
from .lifecycle import IN_QUESTION
from .models import PossibleDuplicate, Registration

HINTED = 5  # so many are named in a hint, the others counted


@dataclasses.dataclass(frozen=True, slots=True)
class Known:
    """What is compared of a registration. ``delegation`` is the party's key, or the folded name of an organisation written by hand."""

    pk: int
    key: str
    delegation: int | str
    email: str


@dataclasses.dataclass(frozen=True)
class Resembling:
    pk: int
    reason: str
    score: int


def resembling(seminar_id: int, one: Known) -> list[Resembling]:
    """The registrations of the seminar, in whatever state, that may be of the same person as ``one``, the likest first. At most three queries.

    Compared are those of the same delegation, and those with the same mailbox.
    """
    others = {other.pk: other for other in (*_of_the_delegation(seminar_id, one.delegation), *_with_the_mailbox(seminar_id, one.email)) if other.pk != one.pk}
    found = [resemblance for other in others.values() if (resemblance := compared(one, other)) is not None]
    return sorted(found, key=lambda resemblance: (-resemblance.score, resemblance.pk))


def hints(seminar_id: int, data: Given) -> list[Registration]:
    """The registrations that count, or ask to be counted, and may be of the person on a form that is not stored yet; the likest first. Four queries."""
    found = [resemblance.pk for resemblance in resembling(seminar_id, known_from(data))]
    rows = Registration.objects.filter(state__in=IN_QUESTION).select_related("party").in_bulk(found)
    return [rows[pk] for pk in found if pk in rows]


def compared(one: Known, other: Known) -> Resembling | None:
    """Why ``other`` may be the person of ``one``; None where nothing says so. One mailbox alone never does: missions and couples share theirs."""
    same_address = bool(one.email) and mailboxes.same(one.email, other.email)
    by_name = likeness.compare(one.key, other.key) if one.delegation == other.delegation else None
    if by_name is not None:
        return Resembling(other.pk, Resemblance.BOTH if same_address else Resemblance.NAME, by_name.score)
    by_address = likeness.compare(one.key, other.key, same_address=True) if same_address else None
    return Resembling(other.pk, Resemblance.ADDRESS, by_address.score) if by_address is not None else None


def known(registration: Registration) -> Known:
    return Known(registration.pk, registration.name_key, registration.party_id or _folded(registration.other_organisation), registration.email)


def known_from(data: Given) -> Known:
    """The same of a form that is not stored."""
    key = likeness.key(data.family_name, data.first_name, data.middle_name, data.native_name)
    return Known(0, key, data.party.pk if data.party else _folded(data.other_organisation), data.email)


def everybody(seminar_id: int) -> Iterator[Known]:
    """All registrations of the seminar. One query."""
    rows = Registration.objects.filter(seminar_id=seminar_id).order_by("pk").values_list("pk", "name_key", "party_id", "other_organisation", "email")
    for pk, key, party_id, organisation, email in rows.iterator(chunk_size=2000):
        yield Known(pk, key, party_id or _folded(organisation), email)


def _of_the_delegation(seminar_id: int, delegation: int | str) -> list[Known]:
    rows = Registration.objects.filter(seminar_id=seminar_id).order_by()
    if isinstance(delegation, int):
        return [Known(pk, key, delegation, email) for pk, key, email in rows.filter(party=delegation).values_list("pk", "name_key", "email")]
    written = rows.filter(party__isnull=True).values_list("pk", "name_key", "other_organisation", "email")
    return [Known(pk, key, delegation, email) for pk, key, organisation, email in written if _folded(organisation) == delegation]


def of_mailbox(email: str) -> Exact:
    """Whether a registration has this address, in whatever case: as the index over mailboxes has it, which SQLite does not use for ``iexact``."""
    return Exact(Upper("email"), Upper(Value(email.strip())))


def _with_the_mailbox(seminar_id: int, email: str) -> list[Known]:
    if not email:
        return []
    rows = Registration.objects.filter(of_mailbox(email), seminar_id=seminar_id).order_by()
    return [
        Known(pk, key, party_id or _folded(organisation), address)
        for pk, key, party_id, organisation, address in rows.values_list("pk", "name_key", "party_id", "other_organisation", "email")
    ]


def _folded(organisation: str) -> str:
    return search.fold(organisation)


# --- questions ------------------------------------------------------------------------------------------------------------------------------


def open_among(keys: Collection[int]) -> set[int]:
    """Those of ``keys`` about which a question waits. One query: for a page of a list."""
    waiting = PossibleDuplicate.objects.open().filter(Q(first__in=keys) | Q(second__in=keys)).order_by()
    return {key for pair in waiting.values_list("first_id", "second_id") for key in pair} & set(keys)


def in_question() -> "tuple[QuerySet[PossibleDuplicate], QuerySet[PossibleDuplicate]]":
    """The keys of the registrations about which a question waits, for a filter: those of the first, and of the second of a pair."""
    waiting = PossibleDuplicate.objects.open().order_by()
    return waiting.values("first"), waiting.values("second")  # type: ignore[return-value]  # rows of one column


def open_of(registration: Registration) -> list[PossibleDuplicate]:
    """The open questions about a registration, each with both. One query."""
    return list(PossibleDuplicate.objects.open().of(registration).select_related("first", "second"))


def earlier(registration: Registration) -> list[Registration]:
    """Registrations that may be of the same person and do not count any more: "has registered before". One query."""
    pairs = PossibleDuplicate.objects.undecided().of(registration).select_related("first", "second")
    others = [pair.second if pair.first_id == registration.pk else pair.first for pair in pairs]
    return [other for other in others if other.state not in IN_QUESTION]


def sharing_the_mailbox(registration: Registration, *, but: Iterable[int] = ()) -> list[Registration]:
    """The others in question with the address of ``registration``, those of ``but`` left out. One query, none without an address."""
    if not registration.email:
        return []
    rows = Registration.objects.filter(of_mailbox(registration.email), seminar=registration.seminar_id, state__in=IN_QUESTION)
    return list(rows.exclude(pk__in=[registration.pk, *but]).order_by("number"))


def kept(registration: Registration) -> Registration | None:
    """The registration that counts in the place of one that was joined with another, over as many joints as there are; None where it was not joined."""
    found: Registration | None = None
    at = registration
    while at.same_as_id is not None:
        assert at.same_as is not None
        at = found = at.same_as
    return found
