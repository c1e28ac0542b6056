"""How the host's platform wants the columns of a list: plain data, edited by whoever may export."""

from typing import Any

from django import forms
from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from agenda.models import Seminar
from directory.models import User
from directory.words import separated

from .. import rules
from ..exports.columns import columns
from ..models import PlatformColumn, PlatformMap


class PlatformColumnForm(forms.ModelForm):
    field = forms.ChoiceField(label=gettext_lazy("filled with"), required=False)

    class Meta:
        model = PlatformColumn
        fields = ("position", "heading", "field")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["field"].choices = [("", _("– stays empty –")), *((column.key, column.heading) for column in columns())]  # type: ignore[attr-defined]  # a ChoiceField


class _ForExporters:
    """The rights of the map, and of its columns, are those of exports."""

    def has_view_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return _may(request)

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return _may(request)

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return _may(request)

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return _may(request)


class PlatformColumnInline(_ForExporters, admin.TabularInline[PlatformColumn, PlatformMap]):
    model = PlatformColumn
    form = PlatformColumnForm
    extra = 3
    ordering = ("position", "pk")


@admin.register(PlatformMap)
class PlatformMapAdmin(_ForExporters, admin.ModelAdmin[PlatformMap]):
    list_display = ("seminar_shown", "headings_shown")
    inlines = (PlatformColumnInline,)
    list_select_related = ("seminar",)
    ordering = ("seminar__starts_on", "pk")
    actions = None
    show_full_result_count = False

    def get_queryset(self, request: HttpRequest) -> QuerySet[PlatformMap]:
        return super().get_queryset(request).prefetch_related("columns")

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """The columns for every other seminar stay: they can be changed."""
        return super().has_delete_permission(request, obj) and (obj is None or obj.seminar_id is not None)

    def formfield_for_dbfield(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        field = super().formfield_for_dbfield(db_field, request, **kwargs)
        if db_field.name == "seminar" and field is not None:
            field.queryset = Seminar.objects.order_by("-starts_on", "slug")  # type: ignore[attr-defined]  # a ModelChoiceField
            field.empty_label = _("every other seminar")  # type: ignore[attr-defined]  # a ModelChoiceField
            for button in ("can_add_related", "can_change_related", "can_view_related"):
                setattr(field.widget, button, False)  # seminars are made elsewhere
        return field

    @admin.display(description=gettext_lazy("Seminar"), ordering="seminar__starts_on")
    def seminar_shown(self, row: PlatformMap) -> str:
        return str(row)

    @admin.display(description=gettext_lazy("Columns"))
    def headings_shown(self, row: PlatformMap) -> str:
        return separated(column.heading for column in row.columns.all())


def _may(request: HttpRequest) -> bool:
    return isinstance(request.user, User) and rules.may_map_platform(request.user)
