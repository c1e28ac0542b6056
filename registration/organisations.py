"""Reads about organisations: those that delegates wrote by hand, each with its spellings, and which of the list they may be."""

import dataclasses
from collections import defaultdict

from django.db.models import Count, QuerySet

from directory.enums import PartyKind
from directory.models import Party

from . import search
from .models import Registration


@dataclasses.dataclass(frozen=True)
class Written:
    """One organisation as it was written by hand. ``text`` is the commonest spelling, ``spellings`` all of them with their numbers of registrations.

    ``known`` is the organisation of the list that is called so, if there is one.
    """

    text: str
    spellings: list[tuple[str, int]]
    known: Party | None

    @property
    def count(self) -> int:
        return sum(number for _text, number in self.spellings)


def folded(text: str) -> str:
    """What two spellings of one name share: letters of any script, without case, accents and signs."""
    return search.fold(text) or text.casefold()


def written() -> list[Written]:
    """The organisations written by hand, at all seminars; the commonest first. Two queries."""
    rows = Registration.objects.filter(party__isnull=True).order_by().values_list("other_organisation").annotate(count=Count("pk"))
    groups: dict[str, list[tuple[str, int]]] = defaultdict(list)
    for text, count in rows:
        groups[folded(text)].append((text, count))
    known = _known()
    found = []
    for fold, spellings in groups.items():
        spellings.sort(key=lambda entry: (-entry[1], entry[0]))
        found.append(Written(spellings[0][0], spellings, known.get(fold)))
    return sorted(found, key=lambda row: (-row.count, row.text.casefold()))


def written_as(text: str) -> Written | None:
    """The organisation written like ``text``, or None where nobody wrote it (any more). Two queries."""
    return next((row for row in written() if folded(row.text) == folded(text)), None)


def of_the_list() -> QuerySet[Party]:
    """The organisations under which registrations can be put."""
    return Party.objects.offered().filter(kind=PartyKind.ORGANISATION)


def under(organisation: Written) -> "QuerySet[Registration]":
    """The registrations of an organisation written by hand."""
    return Registration.objects.filter(party__isnull=True, other_organisation__in=[text for text, _count in organisation.spellings]).order_by("pk")


def _known() -> dict[str, Party]:
    names = ("code", "name_en", "name_ru", "name_zh_hans", "formal_name_en", "formal_name_ru", "formal_name_zh_hans")
    return {folded(text): party for party in of_the_list() for text in (getattr(party, name) or "" for name in names) if text}
