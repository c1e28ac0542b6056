"""Search in names: one fold for what is stored and for what is asked, so that a person is found in any script, case, order and spelling near enough.

Cyrillic, Chinese and the rest are written in Latin letters by one transliteration (anyascii); accents, apostrophes and case are dropped; ``y`` and ``i`` are
one letter, since every office transliterates them its own way (Aigerim, Aygerim, Айгерим).
"""

import re
from collections.abc import Iterable

from anyascii import anyascii
from django.db.models import Q

from .phones import digits

_marks_inside_words = re.compile(r"['’‘`´ʻʼʿʾ\"]")
_only_digits = re.compile(r"^[\d\s+()./\-–]*$")
FEWEST_DIGITS = 7  # from here on a query of digits is a phone and its groups belong together


def words(text: str) -> list[str]:
    """The folded words of ``text``."""
    latin = anyascii(_marks_inside_words.sub("", text)).casefold()
    latin = _marks_inside_words.sub("", latin).replace("y", "i")
    return re.findall(r"[a-z0-9]+", latin)


def fold(text: str) -> str:
    """``text`` as it is searched."""
    return " ".join(words(text))


def text_of(lines: Iterable[str], *, joined: Iterable[Iterable[str]] = (), phones: Iterable[str] = ()) -> str:
    """The search text of a person: the folded ``lines``, each group of ``joined`` also without its spaces ("zhangsan"), and the phones as digits."""
    parts = [fold(line) for line in lines]
    parts += ["".join(fold(" ".join(group)).split()) for group in joined]
    parts += [digits(phone) for phone in phones]
    return " ".join(dict.fromkeys(part for part in parts if part))


def matching(query: str, field: str = "search_text") -> Q:
    """The rows that hold every word of ``query``, in any order. A query of digits is a phone: its groups are joined, leading zeros dropped."""
    number = digits(query)
    if len(number) >= FEWEST_DIGITS and _only_digits.match(query):
        return Q(**{f"{field}__contains": number.lstrip("0")})
    found = Q()
    for word in words(query):
        found &= Q(**{f"{field}__contains": word})
    return found
