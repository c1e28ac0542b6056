from django import template

from notifications.rendering import FSI, PDI

register = template.Library()


@register.filter
def isolate(value: object) -> str:
    """A name in running text, kept apart from the direction of what stands beside it."""
    text = str(value)
    return f"{FSI}{text}{PDI}" if text else ""
