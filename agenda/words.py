"""How facts of a seminar are said, in the active language: its days, its languages of interpretation, its speakers."""

import datetime as dt

from django.conf import settings
from django.utils import dateformat
from django.utils.translation import get_language_info, ngettext, pgettext
from django.utils.translation import gettext as _

from directory import clocks
from directory.words import listed
from seminar_portal.languages import NAMES

from .models import Seminar

# codes of languages in which a seminar may be interpreted: those of the portal first
OFFERED = (*(code for code, _name in settings.LANGUAGES), "ar", "fa", "ko", "tr")


def language_name(code: str) -> str:
    """The name of a language of interpretation; the code itself where nobody has named it."""
    if code in NAMES:
        return str(NAMES[code])
    try:
        return str(get_language_info(code)["name_translated"])
    except KeyError:
        return code


def interpretation(seminar: Seminar) -> str:
    """In which languages there is interpretation, and into which of the portal's languages there is none."""
    offered = list(seminar.interpretation)
    if not offered:
        return _("There is no interpretation.")
    names = listed([language_name(code) for code in offered])
    absent = [language_name(code) for code, _name in settings.LANGUAGES if code not in offered]
    if not absent:
        return _("Interpretation in %(languages)s.") % {"languages": names}
    return _("Interpretation in %(languages)s only; none into %(absent)s.") % {"languages": names, "absent": listed(absent)}


def speakers(seminar: Seminar) -> str:
    """How many of a delegation can be given a place as speaker."""
    number = seminar.speakers_per_delegation
    word = {1: _("one"), 2: _("two"), 3: _("three")}.get(number, str(number))
    sentence = ngettext(
        "At most %(number)s speaker per delegation can be given a place; further delegates are welcome.",
        "At most %(number)s speakers per delegation can be given a place; further delegates are welcome.",
        number,
    )
    return sentence % {"number": word}


def days(first: dt.date, last: dt.date) -> str:
    """ "17–18 November 2027", "30 November – 1 December 2027", "17 November 2027"."""
    if first == last:
        return clocks.day_words(first, weekday=False)
    if (first.year, first.month) == (last.year, last.month):
        start, end = pgettext("first day, in the same month as the last", "j"), pgettext("last day, in the same month as the first", "j E Y")
        pattern = pgettext("days of one month", "%(first)s–%(last)s")
    elif first.year == last.year:
        start, end = pgettext("first day, in the same year as the last", "j E"), pgettext("last day, in the same year as the first", "j E Y")
        pattern = pgettext("days of two months", "%(first)s – %(last)s")
    else:
        start = end = pgettext("date with year", "j E Y")
        pattern = pgettext("days of two months", "%(first)s – %(last)s")
    return pattern % {"first": dateformat.format(first, start), "last": dateformat.format(last, end)}


def lines(text: str) -> list[str]:
    """The lines of a field that holds one thing a line, without empty ones."""
    return [line.strip() for line in text.splitlines() if line.strip()]


def references_taken(prefix: str, year: int) -> str:
    """Why a prefix cannot be had: two seminars of one year would give the same references."""
    return _("Another seminar of %(year)d gives references that begin with %(prefix)s-%(year)d. Choose another prefix.") % {"prefix": prefix, "year": year}
