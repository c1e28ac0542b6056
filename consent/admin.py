"""The list of silence procedures. Its pages and buttons are views of our own: nothing here writes."""

from collections.abc import Callable
from typing import Any

from django.contrib import admin
from django.contrib.admin.views.main import ChangeList
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.template.loader import render_to_string
from django.urls import URLPattern, path
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from directory.models import User
from seminar_portal import clock

from . import admin_views, references, rules, selectors, words
from .enums import RoundState
from .models import Round, SilenceProcedure


class ProcedureList(ChangeList):
    """The list with the summary of each row beside it, read once for the page."""

    def get_results(self, request: HttpRequest) -> None:
        super().get_results(request)
        rows = list(self.result_list)
        found = selectors.summaries(rows, clock.now())
        for row in rows:
            row.summary = found.get(row.pk)
        self.result_list = rows


class NeedFilter(admin.SimpleListFilter):
    title = gettext_lazy("what it waits for")
    parameter_name = "needs"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        return [
            (selectors.Need.EXPIRING, _("expires within three days")),
            (selectors.Need.CERTIFYING, _("certification")),
            (selectors.Need.DECIDING, _("a decision on a letter")),
            (selectors.Need.ANSWERING, _("answers")),
        ]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        if self.value() not in selectors.Need.values:
            return queryset
        return queryset.filter(pk__in=selectors.waiting_procedures(selectors.Need(str(self.value())), clock.now()))


@admin.register(SilenceProcedure)
class SilenceProcedureAdmin(admin.ModelAdmin):
    list_display = ["seminar", "note", "deadline", "label"]
    list_select_related = ["seminar"]
    list_filter = [NeedFilter]
    search_fields = ["subject", "seminar__title"]
    search_help_text = gettext_lazy("Search by subject, seminar or the number of the note, such as 213 or 15-1/213")
    actions = None
    list_per_page = 50

    class Media:
        css = {"all": ["css/admin-consent.css"]}

    def has_module_permission(self, request: HttpRequest) -> bool:
        return self.has_view_permission(request)

    def has_view_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return isinstance(request.user, User) and rules.may_see_board(request.user)

    def has_add_permission(self, request: HttpRequest) -> bool:
        return isinstance(request.user, User) and rules.may_conduct(request.user)

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def changelist_view(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> HttpResponse:
        return super().changelist_view(request, {"title": _("Silence procedures"), **(extra_context or {})})

    def get_changelist(self, request: HttpRequest, **kwargs: Any) -> type[ChangeList]:
        return ProcedureList

    def get_search_results(self, request: HttpRequest, queryset: QuerySet[Any], search_term: str) -> tuple[QuerySet[Any], bool]:
        found, duplicates = super().get_search_results(request, queryset, search_term)
        quoted = [
            key
            for key, reference in Round.objects.exclude(reference="").order_by("pk").values_list("procedure_id", "reference")
            if references.could_mean(search_term, reference)
        ]
        return (found | queryset.filter(pk__in=quoted) if quoted else found), duplicates

    # the pages: our own views, outside the transaction that the admin puts around its own
    def add_view(self, request: HttpRequest, form_url: str = "", extra_context: Any = None) -> HttpResponse:
        return admin_views.new_procedure(request)

    def change_view(self, request: HttpRequest, object_id: str, form_url: str = "", extra_context: Any = None) -> HttpResponse:
        return admin_views.board(request, int(object_id) if object_id.isdecimal() else 0)

    def get_urls(self) -> list[URLPattern]:
        own: list[tuple[str, Callable[..., HttpResponseBase], str]] = [
            ("round/<int:round_id>/start/", admin_views.start, "consent_start"),
            ("round/<int:round_id>/sent/", admin_views.record_sent, "consent_record_sent"),
            ("round/<int:round_id>/letter/", admin_views.record_letter, "consent_record_letter"),
            ("round/<int:round_id>/certify/", admin_views.certify, "consent_certify"),
            ("letter/<int:letter_id>/decide/", admin_views.decide, "consent_decide"),
            ("letter/<int:letter_id>/correct/", admin_views.correct, "consent_correct"),
            ("letter/<int:letter_id>/scan/", admin_views.scan, "consent_scan"),
            # the other buttons of the board, each a page of its own
            ("round/<int:round_id>/text/", admin_views.set_text, "consent_set_text"),
            ("round/<int:round_id>/circulate/", admin_views.circulate, "consent_circulate"),
            ("round/<int:round_id>/dispatch/", admin_views.dispatch, "consent_dispatch"),
            ("round/<int:round_id>/not-reached/", admin_views.not_reached, "consent_not_reached"),
            ("round/<int:round_id>/extend/", admin_views.extend, "consent_extend"),
            ("round/<int:round_id>/corrigendum/", admin_views.corrigendum, "consent_corrigendum"),
            ("round/<int:round_id>/broken/", admin_views.broken, "consent_tell_broken"),
            ("round/<int:round_id>/told/", admin_views.outcome_told, "consent_tell_outcome"),
            ("round/<int:round_id>/remind/", admin_views.remind, "consent_remind"),
            ("round/<int:round_id>/new-round/", admin_views.new_round, "consent_new_round"),
            ("round/<int:round_id>/close/", admin_views.close, "consent_close"),
            ("round/<int:round_id>/annul/", admin_views.propose_annulment, "consent_propose_annulment"),
            ("annulment/<int:annulment_id>/confirm/", admin_views.confirm_annulment, "consent_confirm_annulment"),
            ("annulment/<int:annulment_id>/drop/", admin_views.drop_annulment, "consent_drop_annulment"),
            ("letter/<int:letter_id>/receipt/", admin_views.receipt, "consent_receipt"),
            ("letter/<int:letter_id>/refuse/", admin_views.refuse_extension, "consent_refuse_extension"),
            ("letter/<int:letter_id>/withdrawn/", admin_views.withdrawal, "consent_tell_withdrawal"),
            ("incoming/", admin_views.incoming, "consent_incoming"),
            ("outcome/<int:seminar_id>/", admin_views.outcome, "consent_outcome"),
            # what is read from the board and taken away
            ("round/<int:round_id>/print/", admin_views.board_print, "consent_board_print"),
            ("round/<int:round_id>/board.xlsx", admin_views.board_xlsx, "consent_board_xlsx"),
            ("round/<int:round_id>/file.zip", admin_views.round_file, "consent_round_file"),
            ("round/<int:round_id>/as-of/", admin_views.as_of, "consent_as_of"),
            ("round/<int:round_id>/certificate/", admin_views.certificate, "consent_certificate"),
            ("round/<int:round_id>/certificate.docx", admin_views.certificate_docx, "consent_certificate_docx"),
            ("round/<int:round_id>/outcome-note/", admin_views.outcome_note, "consent_outcome_note"),
            ("round/<int:round_id>/outcome-note.docx", admin_views.outcome_note_docx, "consent_outcome_note_docx"),
            ("procedure/<int:procedure_id>/rounds/", admin_views.rounds_difference, "consent_rounds_difference"),
            ("procedure/<int:procedure_id>/texts/", admin_views.texts_difference, "consent_texts_difference"),
            ("text-file/<int:file_id>/", admin_views.text_file, "consent_text_file"),
        ]
        return [path(route, self.admin_site.admin_view(view), name=name) for route, view, name in own] + super().get_urls()

    # columns, each from the summary that the list has read
    @admin.display(description=pgettext_lazy("diplomatic", "note"))
    def note(self, obj: Any) -> str:
        return f"№ {obj.summary.round.reference}" if obj.summary and obj.summary.round.reference else "–"

    @admin.display(description=gettext_lazy("silence expires"))
    def deadline(self, obj: Any) -> SafeString | str:
        if not obj.summary or not obj.summary.said:
            return "–"
        context = {"said": obj.summary.said, "own": None, "day_change": 0, "lead": "", "closed": False, "choose": False}
        return render_to_string("components/deadline.html", context)

    @admin.display(description=gettext_lazy("state"))
    def label(self, obj: Any) -> SafeString | str:
        if not obj.summary:
            return "–"
        state = ("good" if obj.summary.round.state == RoundState.ADOPTED else "none", obj.summary.round.get_state_display())
        pills = [(colour, text) for text, colour in words.labelled(obj.summary.labels, obj.summary.stand)] or [state]
        counts = words.counts_words(obj.summary.stand.counts) if obj.summary.stand else ""
        return format_html("{}<small>{}</small>", format_html_join(" ", '<span class="state {}">{}</span>', pills), counts)
