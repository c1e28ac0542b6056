from django.contrib import admin

from ..models import VideoLink


@admin.register(VideoLink)
class VideoLinkAdmin(admin.ModelAdmin):
    """How one joins. Address, meeting number and passcode stand on this page only: in no list, no search, no log."""

    list_display = ("seminar", "day", "audience", "platform")
    list_display_links = ("seminar", "day")
    list_filter = ("seminar",)
    list_select_related = ("seminar",)
    fields = ("seminar", "day", "audience", "platform", "address", "meeting_number", "passcode")
