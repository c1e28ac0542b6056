"""Viewers of what is written down and never changed: the events of registrations, and who exported what."""

from typing import Any

from django.contrib import admin
from django.contrib.admin.views.main import ChangeList
from django.db.models import QuerySet
from django.http import HttpRequest
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from directory.words import separated
from seminar_portal.numbers import Counted, Number

from .. import desk_words
from ..admin_views import long_export
from ..enums import ExportState
from ..exports.files import wanted_columns
from ..models import ExportRecord, RegistrationEvent


class LongList(Counted, ChangeList):
    """Of thousands."""


class LogAdmin(admin.ModelAdmin[Any]):
    """Nothing can be added, changed or deleted."""

    list_per_page = 100
    list_max_show_all = 0
    show_full_result_count = False
    actions = None

    def get_changelist(self, request: HttpRequest, **kwargs: Any) -> type[ChangeList]:
        return LongList

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    @admin.display(description=gettext_lazy("When"), ordering="at")
    def when_shown(self, row: Any) -> SafeString:
        return desk_words.instant_mark(row.at)


class KindFilter(admin.SimpleListFilter):
    """By what was done, in words."""

    title = gettext_lazy("what was done")
    parameter_name = "kind"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        return list(desk_words.events().items())

    def queryset(self, request: HttpRequest, queryset: QuerySet[RegistrationEvent]) -> QuerySet[RegistrationEvent]:
        return queryset.filter(kind=self.value()) if self.value() else queryset


@admin.register(RegistrationEvent)
class RegistrationEventAdmin(LogAdmin):
    list_display = ("when_shown", "registration_shown", "kind_shown", "by_shown", "from_state", "to_state", "reason")
    list_display_links = None
    list_filter = ("registration__seminar", KindFilter)
    list_select_related = ("registration", "by")
    search_fields = ("registration__reference",)
    fields = readonly_fields = ("when_shown", "registration_shown", "kind_shown", "by_shown", "from_state", "to_state", "fields_shown", "reason")
    ordering = ("-at", "-pk")
    empty_words = gettext_lazy("Nothing was done yet. Each form that comes in and each decision is written down here.")

    @admin.display(description=gettext_lazy("Reference"), ordering="registration__reference")
    def registration_shown(self, row: RegistrationEvent) -> SafeString:
        return format_html(
            '<a href="{}"><bdi>{}</bdi></a>', reverse("admin:registration_registration_change", args=[row.registration_id]), row.registration.reference
        )

    @admin.display(description=gettext_lazy("What"), ordering="kind")
    def kind_shown(self, row: RegistrationEvent) -> str:
        return desk_words.event_words(row.kind)

    @admin.display(description=gettext_lazy("Who"))
    def by_shown(self, row: RegistrationEvent) -> str:
        return desk_words.who(row.by)

    @admin.display(description=gettext_lazy("Fields"))
    def fields_shown(self, row: RegistrationEvent) -> str:
        return desk_words.field_words(row.fields)


@admin.register(ExportRecord)
class ExportRecordAdmin(LogAdmin):
    list_display = ("when_shown", "by", "format", "purpose", "seminar", "filter", "rows_shown", "state_shown")
    list_filter = ("seminar", "format", "purpose", "state")
    list_select_related = ("by", "seminar")
    search_fields = ("filter", "by__name", "by__email")
    fields = readonly_fields = ("when_shown", "by", "format", "purpose", "seminar", "filter", "columns_shown", "rows_shown", "state_shown", "kept_shown")
    ordering = ("-at", "-pk")
    empty_words = gettext_lazy("Nothing was exported yet. “This list as XLSX” above the list of registrations does it.")

    def get_queryset(self, request: HttpRequest) -> QuerySet[ExportRecord]:
        return super().get_queryset(request).defer("keys")

    @admin.display(description=gettext_lazy("State"), ordering="state")
    def state_shown(self, row: ExportRecord) -> str:
        if row.state == ExportState.RUNNING:
            return long_export.progress_words(row)
        return str(row.get_state_display())

    @admin.display(description=ExportRecord._meta.get_field("rows").verbose_name, ordering="rows")
    def rows_shown(self, row: ExportRecord) -> str:
        return str(Number(row.rows))

    @admin.display(description=gettext_lazy("Columns"))
    def columns_shown(self, row: ExportRecord) -> str:
        return separated(column.heading for column in wanted_columns(row.purpose, row.columns)) if row.columns else _("not written down")

    @admin.display(description=gettext_lazy("File"))
    def kept_shown(self, row: ExportRecord) -> str:
        """Never the file itself: that is for who asked."""
        return _("kept for who asked") if row.file_id else _("not kept")
