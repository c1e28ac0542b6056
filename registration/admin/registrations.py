"""The list the desk works from. Nothing is edited here: buttons and actions lead to views of our own, which call services."""

from typing import Any

from django.contrib import admin
from django.contrib.admin.views.main import ChangeList
from django.db.models import Q, QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.http.response import HttpResponseBase
from django.template.response import TemplateResponse
from django.urls import URLPattern, path
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from directory import clocks
from directory.models import User
from seminar_portal import clock
from seminar_portal.numbers import Counted, Number

from .. import desk_words, duplicates, rules, search
from ..admin_views import (
    acts,
    bulk,
    columns,
    correct,
    document,
    export,
    imports,
    joining,
    list_columns,
    long_export,
    organisations,
    page,
    paper,
    platform,
    scan,
)
from ..enums import ExportPurpose
from ..models import Registration
from . import filter_form, filters
from .duplicates import DuplicateFilter

PER_PAGE = 100


def _action(verb: str) -> Any:
    """A changelist action: shows the preview of ``verb`` for the ticked rows, and changes nothing."""

    @admin.action(permissions=["admit_late" if verb == "admit" else "review"], description=desk_words.ACTS[verb].action)  # type: ignore[arg-type]  # a lazy text will do
    def action(model_admin: "RegistrationAdmin", request: HttpRequest, queryset: QuerySet[Registration]) -> HttpResponse | None:
        return bulk.preview(request, verb, queryset, lambda: filters.in_words(model_admin.get_changelist_instance(request)))

    action.__name__ = f"{verb}_ticked"
    return action


class DeskChangeList(Counted, ChangeList):
    """The list, whose rows of one page also know whether a question about them waits: asked for the page alone, since PostgreSQL would ask for each row that
    an offset skips."""

    def get_results(self, request: HttpRequest) -> None:
        super().get_results(request)
        rows = list(self.result_list)
        in_question = duplicates.open_among([row.pk for row in rows])
        for row in rows:
            row.has_open_duplicate = row.pk in in_question
        self.result_list = rows


@admin.register(Registration)
class RegistrationAdmin(admin.ModelAdmin[Registration]):
    list_filter = (
        filters.SeminarFilter,
        filters.StateFilter,
        filters.DelegationFilter,
        filters.CategoryFilter,
        filters.ReceivedFilter,
        filters.CorrectedFilter,
        DuplicateFilter,
        filters.EmailFilter,
        filters.RefusedFilter,
        filters.TopicFilter,
        filters.PlatformFilter,
        filters.SourceFilter,
        filters.LanguageFilter,
    )
    list_per_page = PER_PAGE
    empty_words = gettext_lazy("Nobody has registered yet.")
    list_max_show_all = 0
    show_full_result_count = False
    search_fields = ("search_text",)
    search_help_text = gettext_lazy("Names in any script and order, institution, reference, e-mail, digits of a phone")
    ordering = ("-received_at", "-pk")
    actions = [_action(verb) for verb in ("register", "decline", "return", "withdraw", "admit")]

    # --- who may what -----------------------------------------------------------------------------------------------------------------
    def has_view_permission(self, request: HttpRequest, obj: Registration | None = None) -> bool:
        return rules.may_read(_user(request))

    def has_add_permission(self, request: HttpRequest) -> bool:
        return rules.may_enter_paper(_user(request))

    def has_change_permission(self, request: HttpRequest, obj: Registration | None = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Registration | None = None) -> bool:
        return False

    def has_review_permission(self, request: HttpRequest) -> bool:
        return rules.may_review(_user(request))

    def has_admit_late_permission(self, request: HttpRequest) -> bool:
        return rules.may_admit_late(_user(request))

    # --- the list ---------------------------------------------------------------------------------------------------------------------
    def get_queryset(self, request: HttpRequest) -> QuerySet[Registration]:
        return super().get_queryset(request).defer("search_text", "name_key", "state_reason", "content_digest", "form_token")

    def get_search_results(self, request: HttpRequest, queryset: QuerySet[Registration], search_term: str) -> tuple[QuerySet[Registration], bool]:
        term = search_term.strip()
        if term:
            queryset = queryset.filter(search.matching(term) | Q(reference__iexact=term))
        return queryset, False

    def get_changelist(self, request: HttpRequest, **kwargs: Any) -> type[ChangeList]:
        return DeskChangeList

    def get_list_display(self, request: HttpRequest) -> list[Any]:
        """The columns that the officer has chosen. One query."""
        return [column.display for column in _chosen_columns(request)]

    def get_list_display_links(self, request: HttpRequest, list_display: Any) -> list[Any]:
        """The reference, which is always the first."""
        return list(list_display[:1])

    def get_list_select_related(self, request: HttpRequest) -> list[str]:
        return sorted({relation for column in _chosen_columns(request) for relation in column.needs} | {"party"})

    def changelist_view(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> HttpResponse:
        if request.method == "GET" and "" in request.GET.values():
            # the form of the filters sends every control; an address that somebody keeps names what is chosen
            chosen = {name: str(value) for name, value in request.GET.items() if value}
            return HttpResponseRedirect(f"{request.path}?{urlencode(chosen)}" if chosen else request.path)
        user = _user(request)
        seat = clocks.said(clock.now(), user.zone)
        context = {
            "title": _("Registrations"),
            "is_nav_sidebar_enabled": False,  # the columns need its room
            "may_export": rules.may_export(user),
            "query_string": request.GET.urlencode(),
            "clock_words": _("Times are on the clock of %(city)s.") % {"city": seat.city},
            **(extra_context or {}),
        }
        response = super().changelist_view(request, context)
        if isinstance(response, TemplateResponse) and response.context_data and (changelist := response.context_data.get("cl")):
            response.context_data |= {
                "controls": filter_form.controls(changelist),
                "chips": filter_form.chips(changelist),
                "kept": filter_form.kept(changelist),
                "count_words": ngettext("%(count)s registration", "%(count)s registrations", changelist.result_count)
                % {"count": Number(changelist.result_count)},
            }
        return response

    # --- pages of our own ---------------------------------------------------------------------------------------------------------------
    def get_urls(self) -> list[URLPattern]:
        wrap = self.admin_site.admin_view
        own = [
            path("export.<str:file_format>", wrap(self.export_view), name="registration_registration_export"),
            path("export-<str:purpose>.<str:file_format>", wrap(self.export_view), name="registration_registration_export_for"),
            path("exports/start/<str:purpose>/<str:file_format>/", wrap(self.start_export_view), name="registration_registration_export_start"),
            path("exports/<int:pk>/", wrap(long_export.page), name="registration_registration_long_export"),
            path("exports/<int:pk>/progress/", wrap(long_export.progress), name="registration_registration_long_export_progress"),
            path("exports/<int:pk>/file/", wrap(long_export.file), name="registration_registration_long_export_file"),
            path("columns/<str:purpose>/", wrap(columns.choose), name="registration_registration_columns"),
            path("platform/", wrap(platform.choose), name="registration_registration_platform_choose"),
            path("platform/<int:seminar_pk>/", wrap(platform.compare), name="registration_registration_platform"),
            path("platform/<int:seminar_pk>/note/", wrap(platform.note), name="registration_registration_platform_note"),
            path("import/", wrap(imports.choose), name="registration_registration_import_choose"),
            path("import/empty.xlsx", wrap(imports.empty), name="registration_registration_import_empty"),
            path("import/<int:seminar_pk>/", wrap(imports.load), name="registration_registration_import"),
            path("import/<int:seminar_pk>/store/", wrap(imports.store), name="registration_registration_import_store"),
            path("import/<int:seminar_pk>/report/<str:key>/", wrap(imports.report), name="registration_registration_import_report"),
            path("<int:pk>/act/<str:verb>/", wrap(acts.act), name="registration_registration_act"),
            path("<int:pk>/corrections-seen/", wrap(acts.corrections_seen), name="registration_registration_seen"),
            path("<int:pk>/correct/", wrap(correct.correct), name="registration_registration_correct"),
            path("organisations/", wrap(organisations.written), name="registration_organisations"),
            path("organisations/put/", wrap(organisations.put), name="registration_organisation_put"),
            path("organisations/<int:pk>/merge/", wrap(organisations.merge), name="registration_organisation_merge"),
            path("joining/", wrap(joining.choose), name="registration_registration_joining_choose"),
            path("joining/<int:seminar_pk>/", wrap(joining.send), name="registration_registration_joining"),
            path("<int:pk>/joining/", wrap(joining.again), name="registration_registration_joining_again"),
            path("<int:pk>/scan/", wrap(scan.scan), name="registration_registration_scan"),
            path("<int:pk>/annex-ii.docx", wrap(document.document), name="registration_registration_document"),
            path("paper/scan/<str:key>/", wrap(paper.scan), name="registration_registration_paper_scan"),
            path("paper/receipt/", wrap(paper.receipt), name="registration_registration_paper_receipt"),
        ]
        return own + super().get_urls()

    def add_view(self, request: HttpRequest, form_url: str = "", extra_context: dict[str, Any] | None = None) -> HttpResponse:
        """Django's own form of adding is off: under its address the desk enters a paper form, with its source and the moment it arrived."""
        return paper.enter(request)

    def change_view(self, request: HttpRequest, object_id: str, form_url: str = "", extra_context: dict[str, Any] | None = None) -> HttpResponse:
        """The page of one registration; nothing on it is a field."""
        return page.page(request, object_id)

    def history_view(self, request: HttpRequest, object_id: str, extra_context: dict[str, Any] | None = None) -> HttpResponse:
        """The events on the page are the history."""
        return page.page(request, object_id)

    def export_view(self, request: HttpRequest, file_format: str, purpose: str = ExportPurpose.LIST) -> HttpResponseBase:
        return export.export(request, purpose, file_format, lambda: self.get_changelist_instance(request), filters.in_words)

    def start_export_view(self, request: HttpRequest, purpose: str, file_format: str) -> HttpResponseBase:
        return export.start(request, purpose, file_format, lambda: self.get_changelist_instance(request), filters.in_words)


def _chosen_columns(request: HttpRequest) -> list[list_columns.ListColumn]:
    """Read once for a request."""
    kept: list[list_columns.ListColumn] | None = getattr(request, "chosen_columns", None)
    if kept is None:
        kept = request.chosen_columns = list_columns.chosen_by(_user(request))  # type: ignore[attr-defined]  # kept for the other hooks of this request
    return kept


def _user(request: HttpRequest) -> User:
    """Who asks. The admin lets nobody without an account come this far, but asks for rights of the anonymous too."""
    return request.user  # type: ignore[return-value]  # the admin lets only a User come here
