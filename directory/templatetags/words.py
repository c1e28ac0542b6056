"""Filters for lists of words: ``{{ names|separated }}``, ``{{ names|listed }}``."""

from django import template

from directory import words

register = template.Library()
register.filter("separated", words.separated)
register.filter("parted", words.parted)
register.filter("listed", words.listed)


@register.simple_tag
def comma() -> str:
    """What stands between two words of a list whose items are more than words: ``{% if not forloop.last %}{% comma %}{% endif %}``."""
    return words.separator()


@register.simple_tag
def semicolon() -> str:
    """The same where the items hold commas themselves."""
    return words.heavy_separator()
