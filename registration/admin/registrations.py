"""The list the desk works from. Nothing is edited here: buttons and actions lead to views of our own, which call services."""

from typing import Any

from django.contrib import admin
from django.db.models import Q, QuerySet
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.urls import URLPattern, path
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from directory import clocks
from directory.models import User
from seminar_portal import clock

from .. import desk_words, rules, search
from ..admin_views import acts, bulk, correct, export, joining, page, paper, scan
from ..exports.columns import nation
from ..models import Registration
from . import filters

PER_PAGE = 100


def _action(verb: str) -> Any:
    """A changelist action: shows the preview of ``verb`` for the ticked rows, and changes nothing."""

    @admin.action(permissions=["review"], description=desk_words.ACTS[verb].action)  # type: ignore[arg-type]
    def action(model_admin: "RegistrationAdmin", request: HttpRequest, queryset: QuerySet[Registration]) -> HttpResponse | None:
        return bulk.preview(request, verb, queryset)

    action.__name__ = f"{verb}_ticked"
    return action


@admin.register(Registration)
class RegistrationAdmin(admin.ModelAdmin[Registration]):
    list_display = ("reference_shown", "state_shown", "name_shown", "delegation_shown", "institution_shown", "topic_shown", "received_shown", "flags_shown")
    list_display_links = ("reference_shown",)
    list_filter = (
        filters.SeminarFilter,
        filters.StateFilter,
        filters.CorrectedFilter,
        filters.EmailFilter,
        filters.TopicFilter,
        filters.SourceFilter,
        filters.PlatformFilter,
        filters.SinceFilter,
        filters.DelegationFilter,
    )
    list_select_related = ("party",)
    list_per_page = PER_PAGE
    list_max_show_all = 0
    show_full_result_count = False
    search_fields = ("search_text",)
    search_help_text = gettext_lazy("Names in any script and order, institution, reference, e-mail, digits of a phone")
    ordering = ("-received_at", "-pk")
    actions = [_action(verb) for verb in ("register", "decline", "return", "withdraw")]

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

    # --- the list ---------------------------------------------------------------------------------------------------------------------
    def get_queryset(self, request: HttpRequest) -> QuerySet[Registration]:
        return super().get_queryset(request).defer("search_text", "state_reason", "content_digest", "form_token")

    def get_search_results(self, request: HttpRequest, queryset: QuerySet[Registration], search_term: str) -> tuple[QuerySet[Registration], bool]:
        term = search_term.strip()
        if term:
            queryset = queryset.filter(search.matching(term) | Q(reference__iexact=term))
        return queryset, False

    def changelist_view(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> HttpResponse:
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
        return super().changelist_view(request, context)

    @admin.display(description=gettext_lazy("Reference"), ordering="reference")
    def reference_shown(self, row: Registration) -> SafeString:
        return format_html("<bdi>{}</bdi>", row.reference)

    @admin.display(description=gettext_lazy("State"), ordering="state")
    def state_shown(self, row: Registration) -> SafeString:
        return desk_words.state_mark(row.state)

    @admin.display(description=gettext_lazy("Name"), ordering="printed_name")
    def name_shown(self, row: Registration) -> SafeString:
        return format_html("<bdi>{}</bdi>", row.printed_name)

    @admin.display(description=gettext_lazy("State / organisation"), ordering="party__sort_key")
    def delegation_shown(self, row: Registration) -> SafeString:
        return format_html("<bdi>{}</bdi>", nation(row))

    @admin.display(description=gettext_lazy("Institution, category"), ordering="institution")
    def institution_shown(self, row: Registration) -> SafeString:
        return format_html("<bdi>{}</bdi> <small>{}</small>", row.institution, desk_words.short_category(row.category))

    @admin.display(description=gettext_lazy("Topic"))
    def topic_shown(self, row: Registration) -> str:
        return _("yes") if row.speech_topic else _("no")

    @admin.display(description=gettext_lazy("Received"), ordering="received_at")
    def received_shown(self, row: Registration) -> SafeString:
        return desk_words.instant_mark(row.received_at)

    @admin.display(description=gettext_lazy("To note"))
    def flags_shown(self, row: Registration) -> SafeString:
        return format_html_join(" ", '<span class="desk-flag">{}</span>', [(flag,) for flag in desk_words.flags(row)])

    # --- pages of our own ---------------------------------------------------------------------------------------------------------------
    def get_urls(self) -> list[URLPattern]:
        wrap = self.admin_site.admin_view
        own = [
            path("export.<str:file_format>", wrap(self.export_view), name="registration_registration_export"),
            path("several/<str:verb>/", wrap(bulk.act), name="registration_registration_bulk"),
            path("<int:pk>/act/<str:verb>/", wrap(acts.act), name="registration_registration_act"),
            path("<int:pk>/corrections-seen/", wrap(acts.corrections_seen), name="registration_registration_seen"),
            path("<int:pk>/correct/", wrap(correct.correct), name="registration_registration_correct"),
            path("joining/", wrap(joining.choose), name="registration_registration_joining_choose"),
            path("joining/<int:seminar_pk>/", wrap(joining.send), name="registration_registration_joining"),
            path("<int:pk>/joining/", wrap(joining.again), name="registration_registration_joining_again"),
            path("<int:pk>/scan/", wrap(scan.scan), name="registration_registration_scan"),
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

    def export_view(self, request: HttpRequest, file_format: str) -> HttpResponseBase:
        return export.export(request, file_format, lambda: self.get_changelist_instance(request), filters.in_words)


def _user(request: HttpRequest) -> User:
    """Who asks. The admin lets nobody without an account come this far, but asks for rights of the anonymous too."""
    return request.user  # type: ignore[return-value]
