"""Filters for the pages of a silence procedure; the words are in consent.words."""

from collections.abc import Sized

from django import template

from consent import words
from seminar_portal.templatetags.portal import own_name

register = template.Library()
register.filter("quoted", words.quoted)
register.filter("own_name", own_name)


@register.filter
def beside(heading: str, counted: Sized) -> str:
    """ "No reply (23)": a heading with how many stand under it."""
    return words.beside(str(heading), str(len(counted)))
