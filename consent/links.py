"""The address of the focal points' pages, for mails. It opens nothing by itself: the reader logs in."""

from django.conf import settings
from django.urls import reverse
from django.utils import translation


def page_of(language: str) -> str:
    """The whole address of the focal points' home, in the reader's language."""
    with translation.override(language):
        return str(settings.PORTAL_ADDRESS) + reverse("mission")
