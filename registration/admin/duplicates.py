"""Possible duplicates in the administration: the list of questions, whose page sets the two side by side, and the filter of the desk's list."""

from collections.abc import Iterator
from typing import Any

from django.contrib import admin
from django.contrib.admin.views.main import ChangeList
from django.db.models import Q, QuerySet
from django.http import HttpRequest, HttpResponse
from django.urls import URLPattern, path, reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from directory.models import User

from .. import desk_words, duplicates, rules, search
from ..admin_views import duplicates as pages
from ..enums import Decision
from ..exports.columns import nation
from ..models import PossibleDuplicate, Registration
from .filters import Lookups, SeminarFilter, YesNoFilter
from .logs import LogAdmin

OPEN = "open"


class DuplicateFilter(YesNoFilter):
    """Registrations about which a question waits."""

    title = gettext_lazy("possible duplicates")
    parameter_name = "duplicate"
    yes, no = gettext_lazy("to decide on"), gettext_lazy("none")

    def condition_of(self, value: str) -> Q:
        first, second = duplicates.in_question()
        asked = Q(pk__in=first) | Q(pk__in=second)
        return asked if value == "yes" else ~asked


class AnswerFilter(admin.SimpleListFilter):
    """What was answered. Without a choice, the questions that wait."""

    title = gettext_lazy("answer")
    parameter_name = "answer"

    def lookups(self, request: HttpRequest, model_admin: Any) -> Lookups:
        return [(OPEN, _("waits for an answer")), *Decision.choices, ("all", _("all"))]

    def queryset(self, request: HttpRequest, queryset: QuerySet[PossibleDuplicate]) -> QuerySet[PossibleDuplicate]:
        answer = self.value() or OPEN
        if answer == OPEN:
            return queryset.filter(pk__in=PossibleDuplicate.objects.open().order_by().values("pk"))
        return queryset.filter(decision=answer) if answer != "all" else queryset

    def choices(self, changelist: ChangeList) -> Iterator[Any]:
        for value, label in self.lookup_choices:
            yield {
                "selected": (self.value() or OPEN) == value,
                "query_string": changelist.get_query_string({self.parameter_name: value}),
                "display": label,
            }


@admin.register(PossibleDuplicate)
class PossibleDuplicateAdmin(LogAdmin):
    list_display = ("pair_shown", "first_shown", "second_shown", "delegation_shown", "reason", "score", "answer_shown")
    list_display_links = None
    list_filter = (AnswerFilter, SeminarFilter, "reason")
    list_select_related = ("first__party", "second__party", "decided_by")
    search_fields = ("first__search_text",)
    search_help_text = gettext_lazy("Names in any script and order, reference, e-mail of either")
    ordering = ("-score", "-pk")
    empty_words = gettext_lazy("No pair waits for a decision. Registrations that resemble each other appear here by themselves.")
    show_facets = admin.ShowFacets.NEVER

    def has_view_permission(self, request: HttpRequest, obj: PossibleDuplicate | None = None) -> bool:
        return rules.may_read(_user(request))

    def has_module_permission(self, request: HttpRequest) -> bool:
        return rules.may_read(_user(request))

    def get_search_results(self, request: HttpRequest, queryset: QuerySet[PossibleDuplicate], search_term: str) -> tuple[QuerySet[PossibleDuplicate], bool]:
        if term := search_term.strip():
            queryset = queryset.filter(search.matching(term, "first__search_text") | search.matching(term, "second__search_text"))
        return queryset, False

    def changelist_view(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> HttpResponse:
        return super().changelist_view(request, {"title": _("Possible duplicates"), "is_nav_sidebar_enabled": False, **(extra_context or {})})

    def change_view(self, request: HttpRequest, object_id: str, form_url: str = "", extra_context: dict[str, Any] | None = None) -> HttpResponse:
        """The two side by side; nothing on the page is a field of the question."""
        return pages.compare(request, object_id)

    def history_view(self, request: HttpRequest, object_id: str, extra_context: dict[str, Any] | None = None) -> HttpResponse:
        """The events of both on the page are the history."""
        return pages.compare(request, object_id)

    def get_urls(self) -> list[URLPattern]:
        wrap = self.admin_site.admin_view
        return [path("<int:pk>/answer/", wrap(pages.answer), name="registration_possibleduplicate_answer"), *super().get_urls()]

    @admin.display(description=gettext_lazy("Pair"))
    def pair_shown(self, row: PossibleDuplicate) -> SafeString:
        return format_html('<a href="{}">{}</a>', reverse("admin:registration_possibleduplicate_change", args=[row.pk]), _("Compare"))

    @admin.display(description=gettext_lazy("First"))
    def first_shown(self, row: PossibleDuplicate) -> SafeString:
        return _person(row.first)

    @admin.display(description=gettext_lazy("Second"))
    def second_shown(self, row: PossibleDuplicate) -> SafeString:
        return _person(row.second)

    @admin.display(description=gettext_lazy("State / organisation"))
    def delegation_shown(self, row: PossibleDuplicate) -> SafeString:
        first, second = nation(row.first), nation(row.second)
        return format_html("<bdi>{}</bdi>", first) if first == second else format_html("<bdi>{}</bdi> / <bdi>{}</bdi>", first, second)

    @admin.display(description=gettext_lazy("Answer"))
    def answer_shown(self, row: PossibleDuplicate) -> str:
        return f"{row.get_decision_display()}, {row.decided_by}" if row.decision else ""


def _person(registration: Registration) -> SafeString:
    return format_html(
        '<bdi>{}</bdi> <small class="pair-reference"><bdi>{}</bdi></small> {}',
        registration.printed_name,
        registration.reference,
        desk_words.state_mark(registration.state),
    )


def _user(request: HttpRequest) -> User:
    return request.user  # type: ignore[return-value]  # the admin lets only a User come here
