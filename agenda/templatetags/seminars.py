"""Filters for templates that speak of a seminar; the words are in agenda.words."""

from django import template

from agenda import words
from agenda.models import Seminar

register = template.Library()
register.filter("interpretation", words.interpretation)
register.filter("speakers", words.speakers)
register.filter("lines", words.lines)


@register.filter
def days(seminar: Seminar) -> str:
    """ "17–18 November 2027"."""
    return words.days(seminar.starts_on, seminar.ends_on)
