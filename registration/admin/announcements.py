"""The history of messages to everybody, and the addresses of the acts that tell everybody. Their pages are admin_views.announcements'."""

from typing import Any

from django.contrib import admin
from django.http import HttpRequest, HttpResponse
from django.urls import URLPattern, path
from django.utils.translation import gettext_lazy

from directory.models import User
from seminar_portal.numbers import Number

from .. import rules
from ..admin_views import announcements
from ..models import Announcement
from .logs import LogAdmin


@admin.register(Announcement)
class AnnouncementAdmin(LogAdmin):
    list_display = ("at", "kind", "seminar", "addressed", "by", "total_shown", "handled_shown")
    list_display_links = ("at", "kind")
    list_filter = ("seminar", "kind")
    list_select_related = ("seminar", "by")
    ordering = ("-at", "-pk")
    empty_words = gettext_lazy("Nothing was sent to everybody yet. Messages begin on the page of a seminar, with a button of their own.")

    def has_view_permission(self, request: HttpRequest, obj: Announcement | None = None) -> bool:
        return isinstance(request.user, User) and rules.may_read_announcements(request.user)

    @admin.display(description=gettext_lazy("dealt with"))
    def handled_shown(self, row: Announcement) -> str:
        return str(Number(row.handled))

    @admin.display(description=gettext_lazy("addressed"), ordering="total")
    def total_shown(self, row: Announcement) -> str:
        return str(Number(row.total))

    def get_urls(self) -> list[URLPattern]:
        wrap = self.admin_site.admin_view
        acts = {
            "extend": announcements.extend,
            "cancel": announcements.cancel,
            "reinstate": announcements.reinstate,
            "postpone": announcements.postpone,
            "message": announcements.message,
        }
        own = [path(f"seminar/<int:seminar_pk>/{name}/", wrap(view), name=f"registration_announcement_{name}") for name, view in acts.items()]
        return [*own, path("<int:pk>/stop/", wrap(announcements.stop), name="registration_announcement_stop"), *super().get_urls()]

    def change_view(self, request: HttpRequest, object_id: str, form_url: str = "", extra_context: dict[str, Any] | None = None) -> HttpResponse:
        """The progress or the report; nothing on it is a field."""
        return announcements.page(request, object_id)

    def history_view(self, request: HttpRequest, object_id: str, extra_context: dict[str, Any] | None = None) -> HttpResponse:
        return announcements.page(request, object_id)
