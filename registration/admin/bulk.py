"""The history of bulk acts: who did what with how many, when, and how it ended. Its pages are admin_views.bulk's."""

from typing import Any

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.urls import URLPattern, path
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from directory.models import User
from seminar_portal.numbers import Number

from .. import bulk_words, desk_words, rules
from ..admin_views import bulk
from ..enums import BulkState
from ..models import BulkAct
from .logs import LogAdmin


class StateFilter(admin.SimpleListFilter):
    title = gettext_lazy("state")
    parameter_name = "state"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        return [(value, label) for value, label in BulkState.choices if value != BulkState.DRAFT]

    def queryset(self, request: HttpRequest, queryset: QuerySet[BulkAct]) -> QuerySet[BulkAct]:
        return queryset.filter(state=self.value()) if self.value() else queryset


@admin.register(BulkAct)
class BulkActAdmin(LogAdmin):
    list_display = ("begun_shown", "what_shown", "by", "state_shown", "changed_shown", "left_alone_shown", "failed_shown", "total_shown", "seminar_shown")
    list_display_links = ("begun_shown", "what_shown")
    list_filter = (StateFilter, "seminar")
    list_select_related = ("by", "seminar")
    ordering = ("-started_at", "-pk")
    empty_words = gettext_lazy("No bulk act was begun yet. Tick registrations in their list and choose an action above it.")

    def get_queryset(self, request: HttpRequest) -> QuerySet[BulkAct]:
        """What was begun: a preview that nobody has sent is nobody's history."""
        return super().get_queryset(request).exclude(state=BulkState.DRAFT)

    def has_view_permission(self, request: HttpRequest, obj: BulkAct | None = None) -> bool:
        return isinstance(request.user, User) and rules.may_read(request.user)

    def get_urls(self) -> list[URLPattern]:
        wrap = self.admin_site.admin_view
        own = [
            path("<int:pk>/go/", wrap(bulk.go), name="registration_bulkact_go"),
            path("<int:pk>/stop/", wrap(bulk.stop), name="registration_bulkact_stop"),
            path("<int:pk>/report.csv", wrap(bulk.report_file), name="registration_bulkact_csv"),
        ]
        return own + super().get_urls()

    def changelist_view(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> HttpResponse:
        return super().changelist_view(request, {"title": _("Bulk acts"), "is_nav_sidebar_enabled": False, **(extra_context or {})})

    def change_view(self, request: HttpRequest, object_id: str, form_url: str = "", extra_context: dict[str, Any] | None = None) -> HttpResponse:
        """The preview, the progress or the report; nothing on it is a field."""
        return bulk.page(request, object_id)

    def history_view(self, request: HttpRequest, object_id: str, extra_context: dict[str, Any] | None = None) -> HttpResponse:
        return bulk.page(request, object_id)

    @admin.display(description=gettext_lazy("Begun"), ordering="started_at")
    def begun_shown(self, act: BulkAct) -> SafeString | str:
        return desk_words.instant_mark(act.started_at) if act.started_at else ""

    @admin.display(description=gettext_lazy("What"), ordering="verb")
    def what_shown(self, act: BulkAct) -> str:
        return bulk_words.name(act)

    @admin.display(description=gettext_lazy("State"), ordering="state")
    def state_shown(self, act: BulkAct) -> SafeString:
        return bulk_words.state_mark(act)

    @admin.display(description=gettext_lazy("Changed"), ordering="changed")
    def changed_shown(self, act: BulkAct) -> str:
        return str(Number(act.changed))

    @admin.display(description=gettext_lazy("Left alone"), ordering="left_alone")
    def left_alone_shown(self, act: BulkAct) -> str:
        return str(Number(act.left_alone))

    @admin.display(description=gettext_lazy("Failed"), ordering="failed")
    def failed_shown(self, act: BulkAct) -> str:
        return str(Number(act.failed))

    @admin.display(description=gettext_lazy("Selected"), ordering="total")
    def total_shown(self, act: BulkAct) -> str:
        return str(Number(act.total))

    @admin.display(description=gettext_lazy("Seminar"), ordering="seminar")
    def seminar_shown(self, act: BulkAct) -> str:
        return str(act.seminar) if act.seminar is not None else _("several")
