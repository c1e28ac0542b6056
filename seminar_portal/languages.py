"""The names of the portal's languages as they stand inside a sentence or a label: "in English", "Название (английский)"."""

from typing import Any

from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import pgettext_lazy

NAMES = {
    "en": pgettext_lazy("language of interpretation", "English"),
    "ru": pgettext_lazy("language of interpretation", "Russian"),
    "zh-hans": pgettext_lazy("language of interpretation", "Chinese"),
}


def labelled(label: Any, code: str) -> str:
    """The label of a field that exists once in each language: "Title (English)"."""
    return _("%(label)s (%(language)s)") % {"label": capfirst(str(label)), "language": NAMES[code]}
