from typing import Any
from zoneinfo import ZoneInfo

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from modeltranslation.admin import TranslationAdmin, TranslationStackedInline

from directory import clocks

from ..forms import SessionForm
from ..models import Session, Speech


class SpeechInline(TranslationStackedInline):
    model = Speech
    extra = 0
    fields = (("order", "language", "minutes"), "speaker", "affiliation", "topic")


@admin.register(Session)
class SessionAdmin(TranslationAdmin):
    """An item of the agenda with its printed speeches. Hours are typed and shown on the seminar's own clock."""

    form = SessionForm
    inlines = (SpeechInline,)
    list_display = ("title", "seminar", "when", "kind")
    list_filter = ("seminar", "kind")
    search_fields = ("title_en", "title_ru", "title_zh_hans")
    list_select_related = ("seminar",)

    @admin.display(description=_("when, on the seminar's clock"), ordering="starts_at")
    def when(self, session: Session) -> str:
        tz = ZoneInfo(session.seminar.zone)
        start = session.starts_at.astimezone(tz)
        end = f"–{session.ends_at.astimezone(tz):%H:%M}" if session.ends_at else ""
        return f"{clocks.day_words(start.date())}, {start:%H:%M}{end}"

    def get_fieldsets(self, request: HttpRequest, obj: Session | None = None) -> Any:
        may = self.has_change_permission(request, obj) if obj is not None else self.has_add_permission(request)
        hours: Any = (("day", "start", "end"),) if may else ("when",)
        return self._patch_fieldsets([(None, {"fields": ("seminar", "kind", *hours)}), (_("Words"), {"fields": ("title", "description", "speeches_heading")})])

    def get_readonly_fields(self, request: HttpRequest, obj: Session | None = None) -> Any:
        return ("when", "seminar") if obj is not None and not self.has_change_permission(request, obj) else ("when",)

    def get_queryset(self, request: HttpRequest) -> QuerySet[Session]:
        return super().get_queryset(request).select_related("seminar")
