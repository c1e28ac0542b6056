"""Which state or organisation is meant by what stands in the box "Nation": by every name we know of it, near in spelling never being near enough."""

import dataclasses
import re
from collections import defaultdict
from collections.abc import Container
from typing import Self

from django.conf import settings

from directory.models import FormerName, Party

from .. import search

_LANGUAGES = tuple(code.replace("-", "_") for code, _name in settings.LANGUAGES)
# names of every day, by which nobody else can be meant; only to read what others wrote, never printed
_EVERYDAY = {
    "AE": ("UAE", "Emirates", "ОАЭ", "Эмираты", "阿拉伯联合酋长国"),
    "BY": ("Белоруссия",),
    "CN": ("PRC", "P.R. China", "КНР"),
    "IR": ("I.R. Iran", "IRI", "ИРИ"),
    "KG": ("Киргизия", "Kirghizia"),
    "KR": ("South Korea", "ROK", "R.O. Korea", "Южная Корея"),
    "LA": ("Laos", "Lao PDR", "ЛНДР"),
    "MN": ("蒙古",),
    "RU": ("Russia", "РФ", "俄国"),
    "SA": ("KSA", "沙特"),
    "TM": ("Туркмения",),
    "TR": ("Turkey",),
    "US": ("USA", "United States", "США"),
    "VN": ("Vietnam", "SRV", "СРВ"),
    "CICA": ("CICA", "СВМДА", "亚信", "Secretariat of CICA"),
    "UN": ("UNO", "ООН"),
    "OSCE": ("ОБСЕ",),
    "IOM": ("МОМ",),
    "LAS": ("Arab League", "ЛАГ"),
    "SCO": ("ШОС", "上合组织"),
    "ECO": ("ОЭС",),
    "UNODC": ("УНП ООН",),
    "TURKPA": ("ТюркПА",),
}  # fmt: skip


@dataclasses.dataclass(frozen=True)
class Nations:
    """All parties by their folded names. ``keys`` gives, by code, the beginnings that a keyboard may type to find one."""

    by_name: dict[str, Party]
    keys: dict[str, str]

    @classmethod
    def read(cls) -> Self:
        """Two queries."""
        meant: dict[str, set[int]] = defaultdict(set)
        parties = {party.pk: party for party in Party.objects.all()}
        names: dict[int, list[str]] = {pk: _names_of(party) for pk, party in parties.items()}
        for pk, name, formal_name in FormerName.objects.values_list("party_id", "name", "formal_name"):
            names[pk] += [name, formal_name]
        for pk, spellings in names.items():
            for spelling in spellings:
                for key in _keys(spelling):
                    meant[key].add(pk)
        by_name = {key: parties[pks.pop()] for key, pks in meant.items() if len(pks) == 1 and key}
        return cls(by_name, {party.code: _typed(party) for party in parties.values()})

    def among(self, codes: Container[str]) -> Self:
        """Only the parties with these codes: those that a form offers."""
        return dataclasses.replace(self, by_name={key: party for key, party in self.by_name.items() if party.code in codes})

    def meant_by(self, text: str) -> Party | None:
        """The party that ``text`` names, in any of our languages, in any order of its words; None where none or more than one has that name.

        What stands in brackets may be left out. Two names on two lines, or parted by a stroke, must be of one party.
        """
        for spelling in (text, re.sub(r"\([^()]*\)", " ", text)):
            if party := self._named(spelling):
                return party
        parts = {self._named(part) for part in re.split(r"[\n/()|]", text) if part.strip()}
        return parts.pop() if len(parts) == 1 else None

    def _named(self, spelling: str) -> Party | None:
        return next((self.by_name[key] for key in _keys(spelling) if key in self.by_name), None)


def _names_of(party: Party) -> list[str]:
    fields = [getattr(party, f"{kind}_{language}", None) or "" for kind in ("name", "formal_name") for language in _LANGUAGES]
    return [party.code, party.name, party.formal_name, *fields, *_EVERYDAY.get(party.code, ())]


def _keys(spelling: str) -> list[str]:
    """The folded name, its words run together, and its words in the order of the alphabet; "the" and "of" do not count."""
    words = [word for word in search.words(spelling) if word not in ("the", "of")]
    joined = "".join(words)
    return [joined, "|".join(sorted(words))] if joined else []


def _typed(party: Party) -> str:
    """The short names of ``party`` in all languages, as they stand and as they are folded (Chinese so by its sound)."""
    names = [party.name, *(getattr(party, f"name_{language}", None) or "" for language in _LANGUAGES), *_EVERYDAY.get(party.code, ())]
    return "|".join(dict.fromkeys(key for name in names if name for key in (name.casefold(), search.fold(name)) if key))
