from typing import Any

from django.contrib import admin
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext_lazy

from ..models import VideoLink


@admin.register(VideoLink)
class VideoLinkAdmin(admin.ModelAdmin):
    """How one joins. Address, meeting number and passcode stand on this page only: in no list, no search, no log."""

    list_display = ("seminar", "day", "audience", "platform")
    list_display_links = ("seminar", "day")
    list_filter = ("seminar",)
    list_select_related = ("seminar",)
    fields = ("seminar", "day", "audience", "platform", "address", "meeting_number", "passcode")
    add_words = gettext_lazy("Add a video link")
    empty_words = gettext_lazy("No video link is entered yet. Each day of a seminar needs one before the joining details can be sent.")

    def add_view(self, request: HttpRequest, form_url: str = "", extra_context: dict[str, Any] | None = None) -> HttpResponse:
        return super().add_view(request, form_url, {"title": self.add_words, **(extra_context or {})})
