"""One word of a name: from how it was typed to how it is kept, and from that to how it is read."""

import re
from collections.abc import Iterable, Iterator
from functools import lru_cache

from .. import search

FATHERS = "+"  # before a word that names the father: "Bolatkyzy", "bin Hamad"
INITIAL = "."  # after a word that is the beginning of one: "A.", "Zh."
NO_VOWELS = "~"  # before a word of a script that writes no short vowels
SYLLABLES = "="  # before a word of Chinese characters or Korean syllables
MARKS = FATHERS + INITIAL + NO_VOWELS + SYLLABLES
SEPARATOR = "|"  # between the parts of a key

HAN = re.compile(r"[\u3005\u3400-\u9fff\uf900-\ufaff\U00020000-\U0003ffff]")
_syllables = re.compile(r"[\u3005\u3400-\u9fff\uf900-\ufaff\uac00-\ud7a3\U00020000-\U0003ffff]")
_abjad = re.compile(r"[\u0590-\u07ff\ufb1d-\ufdff\ufe70-\ufeff]")
_arabic_article = re.compile(r"^ال(?=\w{2})")
_piece = re.compile(r"[^\s.\-‐-―_,;/()]+\.?")
_fathers_end = re.compile(r"(?<=[a-z]{2})(?:ovich|evich|ovna|evna|inichna|ichna|ich|uli|kizi|qizi|ogli|oglu|ugli|ogi)$")
_azeri = str.maketrans({"ə": "a", "Ə": "A"})  # as passports of Azerbaijan write it; the transliteration has e

ARTICLES = frozenset({"al", "el"})
OF_THE_FATHER = frozenset({"bin", "ibn", "bint", "binti", "bn"})  # before his name
CHILD_OF = frozenset({"uli", "kizi", "qizi", "ogli", "oglu", "ugli"})  # after it
JOINED_TO_THE_NEXT = frozenset({"abu", "abd", "abdul", "abdel", "abdur", "ben", "bar"})
TITLES = frozenset({"dr", "prof", "mr", "mrs", "ms", "eng", "mst", "mosammat"})
SAME_NAMES = {
    **dict.fromkeys(
        ("muhammad", "mohammad", "mohammed", "muhammed", "mohamed", "mohamad", "muhamad", "muhamed", "mahomed", "mukhammad", "md", "mohd"), "muhammad"
    ),
    **dict.fromkeys(("iusuf", "iousef", "iusef", "iousuf", "ioussef", "iussuf", "iusup"), "iusuf"),
    **dict.fromkeys(("seied", "sied", "saied", "seiied", "saiied"), "seied"),
}  # fmt: skip
BEFORE_THE_NAME = frozenset({"muhammad", "seied"})  # often left out, and never what tells two people apart
KOREAN_FAMILIES = {
    "kim": "gim", "lee": "i", "rhee": "i", "park": "bag", "choi": "choe", "jung": "jeong", "chung": "jeong", "cho": "jo", "kang": "gang", "shin": "sin",
    "ioon": "iun", "lim": "im", "oh": "o", "kwon": "gwon", "woo": "u", "paik": "baeg", "baek": "baeg",
}  # fmt: skip


def words_of(text: str, *, merge_fathers: bool = True) -> list[str]:
    found = [word for piece in _piece.findall(text.translate(_azeri)) for word in _folded(piece)]
    kept = [word for word in found if word not in ARTICLES and word.rstrip(INITIAL) not in TITLES] or found
    merged: list[str] = []
    before = ""
    for word in kept:
        if merge_fathers and word in CHILD_OF and merged:
            merged[-1] = FATHERS + merged[-1].lstrip(FATHERS)
        elif (merge_fathers and word in OF_THE_FATHER) or word in JOINED_TO_THE_NEXT:
            before = FATHERS if word in OF_THE_FATHER else before + word
        else:
            merged.append(before + word)
            before = ""
    return [*merged, *([before] if before.strip(FATHERS) else [])]


def _folded(piece: str) -> Iterator[str]:
    dotted = piece.endswith(".")
    piece = piece.rstrip(".")
    if _abjad.search(piece):
        yield from (NO_VOWELS + word for word in search.words(_arabic_article.sub("", piece)))
        return
    words = search.words(piece)
    syllables = _syllables.search(piece) is not None
    if syllables:
        words = [SYLLABLES + "".join(words)] if words else []
    for word in words:
        if word in SAME_NAMES:
            yield SAME_NAMES[word]
        elif not syllables and (len(word) == 1 or (dotted and len(word) <= 4 and word not in TITLES)):
            yield word + INITIAL
        else:
            yield word


def _as_fathers(word: str) -> str:
    """A patronymic as the father's name: "Bolatovna" and "Bolatkyzy" are one."""
    stem = _fathers_end.sub("", word)
    return FATHERS + stem.lstrip(FATHERS) if stem != word else word


def with_fathers(words: list[str], *, before: int) -> list[str]:
    """``words`` with the patronymics among them marked; the first ``before`` are names of other kinds."""
    return [*words[:before], *map(_as_fathers, words[before:])]


def skeleton(word: str) -> str:
    return re.sub(r"(.)\1+", r"\1", re.sub(r"[aeiouwv]|h$", "", word.replace("kh", "h").replace("gh", "g").replace("q", "k")))


@lru_cache(maxsize=50_000)
def sounds(word: str) -> frozenset[str]:
    """How a word is read, one reading for all the ways in which offices write it: Zhamilya, Jamila, Dzhamilya. More than one where a letter has two."""
    base = sound(word)
    found = {base.replace("ž", "j")}
    if "j" in base:
        found |= {base.replace("ž", "j").replace("j", "i")}
    if "oo" in word and len(word) >= 4:
        found |= {text.replace("u", "o") for text in found}
    if len(base) >= 6 and base.endswith("lia"):
        found |= {text[:-2] + "a" for text in found}
    if re.match(r"c(?![hk])", base):
        found |= {"j" + text[1:] for text in found}
    if len(base) >= 5:
        for written, reads in (("x", ("ks", "h")), ("sh", ("s",)), ("ch", ("c",))):
            found |= {text.replace(written, read) for text in found for read in reads if written in text}
    if len(base) >= 6 and "ou" in base:
        found |= {text.replace("ou", "u") for text in found}
    return frozenset(map(_single, found))


def sound(word: str) -> str:
    base = re.sub(r"dzh|dj|zh", "ž", word)
    for written, read in (("kh", "h"), ("gh", "g"), ("q", "k"), ("w", "v"), ("ph", "f"), ("ck", "k"), ("ie", "e"), ("io", "e")):
        base = base.replace(written, read)
    if len(base) >= 4:
        base = base.replace("oo", "u").replace("ee", "i")
    return _single(re.sub(r"^abd(?:[ue][lr])?(?=[a-z]{3})", "abd", base))


def _single(word: str) -> str:
    return re.sub(r"(.)\1+", r"\1", word)


def glued_together(words: Iterable[str]) -> str:
    return _single("".join(map(sound, words)))
