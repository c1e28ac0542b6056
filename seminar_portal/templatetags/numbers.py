"""Numbers as people read them."""

from django import template
from django.utils.formats import number_format

register = template.Library()


@register.filter
def grouped(value: int) -> str:
    """ "20,000" in the way of the active language."""
    return number_format(value, force_grouping=True)
