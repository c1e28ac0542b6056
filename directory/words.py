"""Several words or sentences put side by side, in the punctuation of the active language. No page, mail or report glues a list with a comma of its own."""

from collections.abc import Iterable
from functools import reduce

from django.utils.translation import pgettext


def separator() -> str:
    return pgettext("separator of a list", ", ")


def heavy_separator() -> str:
    return pgettext("separator of a list whose items hold commas", "; ")


def separated(words: Iterable[object]) -> str:
    """ "fax, e-mail, oral": one after the other."""
    return separator().join(map(str, words))


def parted(words: Iterable[object]) -> str:
    """ "Friday, 5 November; Monday, 8 November": for words that hold commas themselves."""
    return heavy_separator().join(map(str, words))


def listed(words: Iterable[object]) -> str:
    """ "Chinese", "Chinese and English", "Chinese, English and Russian"."""
    *first, last = [*map(str, words)] or [""]
    if not first:
        return last
    return pgettext("list of words", "%(first)s and %(last)s") % {"first": pgettext("between words of a list", ", ").join(first), "last": last}


def sentences(parts: Iterable[object]) -> str:
    """Whole sentences, each with its own full stop, in one line."""
    pair = pgettext("two sentences", "%(first)s %(second)s")
    return reduce(lambda one, other: pair % {"first": one, "second": other}, [*map(str, parts)] or [""])


def as_sentences(problems: Iterable[object]) -> str:
    """What a form says at its fields without a full stop, each once, as sentences for where no field is near."""
    return sentences(pgettext("what is wrong with a field, as a sentence", "%(problem)s.") % {"problem": text} for text in dict.fromkeys(map(str, problems)))
