"""Tags for the frame of the pages: the switch of languages."""

from typing import Any

from django import template
from django.conf import settings
from django.utils.translation import get_language, get_language_info

register = template.Library()

# the word a reader looks for, where the name of the written form is longer
SHORT_NAMES = {"zh-hans": "中文"}


@register.inclusion_tag("components/languages.html", takes_context=True)
def languages(context: template.Context) -> dict[str, Any]:
    """The switch: one button for each language of the portal, in words of that language. It leads to the same page in the other language."""
    request = context["request"]
    return {
        "languages": [(code, own_name(code)) for code, _name in settings.LANGUAGES],
        "current": get_language(),
        "back": request.get_full_path(),
        "csrf_token": context.get("csrf_token"),
    }


def own_name(code: str) -> str:
    """What a language calls itself, with a capital letter: "Русский"."""
    name = SHORT_NAMES.get(code) or get_language_info(code)["name_local"]
    return name[:1].upper() + name[1:]
