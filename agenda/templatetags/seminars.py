"""Filters for templates that speak of a seminar; the words are in agenda.words."""

from django import template

from agenda import registry, words
from agenda.models import Seminar, SeminarContact
from directory.words import separated

register = template.Library()
register.filter("interpretation", words.interpretation)
register.filter("speakers", words.speakers)
register.filter("lines", words.lines)
register.filter("confirmation", registry.confirmation_words)


@register.filter
def days(seminar: Seminar) -> str:
    """ "17–18 November 2027"."""
    return words.days(seminar.starts_on, seminar.ends_on)


@register.filter
def first_days(seminar: Seminar) -> str:
    """The days first announced for a postponed seminar, said as :func:`days`; "" where it is not postponed."""
    return words.days(seminar.first_starts_on, seminar.first_ends_on) if seminar.first_starts_on and seminar.first_ends_on else ""


@register.filter
def reached(contact: SeminarContact) -> str:
    """How somebody is reached, for a mail: "desk@example.org, +86 10 5550 0100"."""
    return separated(filter(None, [contact.email, contact.landline, contact.mobile]))
