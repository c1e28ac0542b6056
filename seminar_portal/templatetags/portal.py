"""Tags for the frame of the pages: the switch of languages."""

from typing import Any

from django import template
from django.conf import settings
from django.urls import translate_url
from django.utils.translation import get_language, get_language_from_path, get_language_info

register = template.Library()

# the word a reader looks for, where the name of the written form is longer
SHORT_NAMES = {"zh-hans": "中文"}


@register.inclusion_tag("components/languages.html", takes_context=True)
def languages(context: template.Context, form: str = "") -> dict[str, Any]:
    """The switch: one button for each language of the portal, in words of that language. It leads to the same page in the other language.

    ``form`` is the id of a form on the page that is half filled in: the buttons then send that form to its own address in the other language, marked
    as one to be kept and not yet to be taken, so that nothing typed is lost.
    """
    request = context["request"]
    return {
        "languages": [(code, own_name(code), translate_url(request.path, code)) for code, _name in settings.LANGUAGES],
        "form": form,
        "current": get_language(),
        "back": without_language(request.get_full_path()),
        "csrf_token": context.get("csrf_token"),
    }


def without_language(address: str) -> str:
    """The address without the prefix of its language: Django's switch stands under no prefix itself, and could not read one."""
    code = get_language_from_path(address)
    return address.removeprefix(f"/{code}") if code else address


def own_name(code: str) -> str:
    """What a language calls itself, with a capital letter: "Русский"."""
    name = SHORT_NAMES.get(code) or get_language_info(code)["name_local"]
    return name[:1].upper() + name[1:]
