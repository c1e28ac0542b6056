from django import template

from notifications import rendering

register = template.Library()


@register.filter
def isolate(value: object) -> str:
    """A name, or whatever somebody typed, in running text: kept apart from the direction of what stands beside it, and never made a link."""
    return rendering.isolate(str(value))
