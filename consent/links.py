"""The address of a round's page for a mission, for mails. It opens nothing by itself: the reader logs in."""

from django.conf import settings
from django.urls import reverse
from django.utils import translation


def page_of(round_id: int, mission_id: int, language: str) -> str:
    """The whole address of the page on which the focal points of the mission read the round and answer it, in the reader's language."""
    with translation.override(language):
        return str(settings.PORTAL_ADDRESS) + reverse("consent:round", args=[mission_id, round_id])
