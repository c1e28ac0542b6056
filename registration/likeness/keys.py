"""A whole name as it is kept, and as it is compared."""

import dataclasses
from collections.abc import Iterable
from functools import lru_cache

from .words import (
    ARTICLES,
    BEFORE_THE_NAME,
    FATHERS,
    HAN,
    INITIAL,
    KOREAN_FAMILIES,
    MARKS,
    NO_VOWELS,
    SEPARATOR,
    SYLLABLES,
    glued_together,
    skeleton,
    sound,
    sounds,
    with_fathers,
    words_of,
)


@dataclasses.dataclass(frozen=True, slots=True)
class Word:
    text: str
    bare: str  # without its marks
    sounds: frozenset[str]
    without_article: frozenset[str]  # of a word that may have grown together with one: "Almarwani"
    leads: bool  # the first word of the given name: what people are called by
    family: bool
    glued: bool  # of several words; a slip in it is not told from another syllable
    is_initial: bool
    is_fathers: bool
    no_vowels: bool


@lru_cache(maxsize=50_000)
def word_of(text: str, *, leads: bool = False, family: bool = False, glued: bool = False) -> Word:
    bare, syllables = text.strip(MARKS), SYLLABLES in text
    read = frozenset({sound(bare).replace("ž", "j")}) if syllables else sounds(bare)
    stripped = frozenset(sound[2:] for sound in read if len(sound) >= 8 and sound[:2] in ARTICLES)
    return Word(
        text, bare, read, read | stripped, leads, family, glued or syllables, text.endswith(INITIAL), text.startswith(FATHERS), text.startswith(NO_VOWELS)
    )


def key(family: str, first: str, middle: str, native: str) -> str:
    """The folded name as it is stored: family, first, middle and native words, the Chinese characters of the native name, and the traces. "" for no name."""
    native_words = words_of(native)
    family_words, first_words = words_of(family, merge_fathers=bool(not first)), words_of(first)
    parts = [
        with_fathers(family_words, before=2) if not first_words else family_words,
        with_fathers(first_words, before=1),
        with_fathers(words_of(middle), before=0),
        with_fathers(native_words, before=1) if len(native_words) >= 3 else native_words,
        ["".join(HAN.findall(native))],
    ]
    name = SEPARATOR.join(" ".join(words) for words in parts)
    return name + SEPARATOR + " ".join(sorted(parsed(name).traces)) if any(map(any, parts)) else ""


def name_of(stored: str) -> str:
    """A key without its traces."""
    return stored.rpartition(SEPARATOR)[0]


def traces(stored: str) -> list[str]:
    """The words of a key as they sound. Two keys without a trace in common are of two people, and that is quickly seen."""
    return stored.rpartition(SEPARATOR)[2].split()


@dataclasses.dataclass(frozen=True)
class Parsed:
    latin: tuple[Word, ...]
    by_fields: tuple[Word, ...]  # each field in one word: "Seo-yeon" as "seoieon"
    native: tuple[Word, ...]
    native_script: str  # the characters, where they are Chinese
    whole: frozenset[str]  # the name in one word, in both orders; the middle name left out
    native_whole: str

    @property
    def traces(self) -> frozenset[str]:
        """What another key must share to be worth a comparison: a word as it sounds, or the whole name; where one has no vowels, the ``bones`` of a word."""
        words = [word for word in (*self.latin, *self.by_fields, *self.native) if not word.is_initial and word.bare not in BEFORE_THE_NAME]
        return frozenset(sound for word in words for sound in word.without_article) | self.whole

    @property
    def bones(self) -> frozenset[str]:
        """The words without their vowels."""
        return bones_of((*self.latin, *self.native))


@lru_cache(maxsize=20_000)
def parsed(name: str) -> Parsed:
    """The parts of a key, without its traces."""
    family, first, middle, native, script = (part.split() for part in (name or SEPARATOR * 4).split(SEPARATOR))
    given = [text.strip(MARKS) for text in first]
    latin = (
        *(word_of(text, family=True) for text in family),
        *(word_of(text, leads=number == 0) for number, text in enumerate(first)),
        *map(word_of, middle),
    )
    by_fields = latin
    if len(family) > 1 or len(first) > 1:
        glued = [
            ("".join(text.strip(MARKS) for text in family), True),
            ("".join(text for text, written in zip(given, first, strict=True) if not written.endswith(INITIAL)), False),
        ]
        by_fields = (*(word_of(text, leads=not is_family, family=is_family, glued=True) for text, is_family in glued if text), *map(word_of, middle))
    bare = [text.strip(MARKS) for text in family]
    orders = [(*bare, *given), (*given, *bare), *((KOREAN_FAMILIES[text], *given) for text in bare if text in KOREAN_FAMILIES)]
    native_whole = glued_together(word.strip(MARKS) for word in native)
    whole = {glued_together(words) for words in orders} | ({native_whole} if len(native) < 3 else set())
    return Parsed(latin, by_fields, tuple(map(word_of, native)), "".join(script), frozenset(text for text in whole if len(text) > 3), native_whole)


def bones_of(words: Iterable[Word]) -> frozenset[str]:
    return frozenset(bones for word in words if not word.is_initial and (bones := skeleton(word.bare)))
