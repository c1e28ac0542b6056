"""Numbers as people read them."""

from django import template

from ..numbers import Number

register = template.Library()


@register.filter
def grouped(value: int) -> Number:
    """ "20,000" in the way of the active language; still a number where a plural is chosen: ``{% blocktranslate count counter=rows|grouped %}``."""
    return Number(value)
