"""A document as what it says, before it is a page or a file."""

import dataclasses
import datetime as dt
from typing import Literal

from django.utils import translation
from django.utils.text import capfirst
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from directory import clocks

from .. import words
from ..models import Round
from ..selectors import seat_zone

BEIJING = "Asia/Shanghai"


@dataclasses.dataclass(frozen=True)
class Part:
    """One paragraph. A "fact" is a line of the table: ``label`` and text. The "foot" stands at the left below the text, "addressees" last."""

    text: str
    style: Literal["text", "matter", "fact", "item", "foot", "addressees", "small"] = "text"
    label: str = ""


@dataclasses.dataclass(frozen=True)
class Paper:
    """``mark`` is what is stamped across its head ("ANNULLED on …"), ``reference`` its own number or the blank for it; ``stem`` names the file."""

    stem: str
    title: str
    letterhead: tuple[str, str]
    parts: list[Part]
    reference: str = ""
    heading: str = ""
    mark: str = ""


def letterhead() -> tuple[str, str]:
    """The Secretariat's name in its two working languages, as its letters carry it; where the paper is in a third one, that stands on the left."""
    active = get_language() or "en"
    languages = ("en", "ru") if active in {"en", "ru"} else (active, "en")
    names = []
    for language in languages:
        with translation.override(language):
            names.append(capfirst(secretariat()))
    return names[0], names[1]


def secretariat() -> str:
    return _("the Secretariat of the Conference on Interaction and Confidence Building Measures in Asia (CICA)")


def on_two_clocks(instant: dt.datetime, zone: str) -> str:
    """ "Monday, 26 October 2020, 23:59 Nur-Sultan time (UTC+6) (Tuesday, 27 October 2020, 01:59 Beijing time (UTC+8))"."""
    first = clocks.said(instant, zone).sentence
    if zone == BEIJING:
        return first
    return _("%(moment)s, that is %(other)s") % {"moment": first, "other": clocks.said(instant, BEIJING).sentence}


def seat_clock(instant: dt.datetime) -> str:
    return clocks.said(instant, seat_zone()).sentence


def deadline_of(round_: Round) -> str:
    assert round_.deadline is not None  # asked for rounds that have begun
    return on_two_clocks(round_.deadline, round_.deadline_zone)


def note_of(round_: Round) -> str:
    return words.note_words(round_)


def record_head(number: int, head: str) -> str:
    return _("Record of the procedure: entry %(number)s, head %(head)s.") % {"number": number, "head": head}
