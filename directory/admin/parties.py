"""States and organisations with the days for which a name or a standing holds. What happens from a day on has pages of its own."""

from typing import Any

from django.contrib import admin
from django.db.models import Prefetch, QuerySet
from django.http import HttpRequest, HttpResponse
from django.urls import URLPattern, path, reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from modeltranslation.admin import TranslationAdmin

from seminar_portal import clock

from .. import admin_views, registry, rules, selectors
from ..forms import MissionForm, StandingFormSet
from ..models import FormerName, Mission, Party, PartyEvent, Standing, User
from ..words import separated


class StandingInline(admin.TabularInline[Standing, Party]):
    """For corrections; a change from a day on is an act of its own."""

    model = Standing
    formset = StandingFormSet
    extra = 0
    ordering = ("valid_from",)


class FormerNameInline(admin.TabularInline[FormerName, Party]):
    model = FormerName
    extra = 0
    ordering = ("valid_to", "language")


class MissionInline(admin.TabularInline[Mission, Party]):
    model = Mission
    form = MissionForm
    extra = 0
    ordering = ("city",)


class PartyEventInline(admin.TabularInline[PartyEvent, Party]):
    """What was done by an act of its own. A viewer."""

    model = PartyEvent
    extra = 0
    ordering = ("-at", "-pk")
    fields = readonly_fields = ("at", "kind", "detail_shown", "by")

    @admin.display(description=gettext_lazy("details"))
    def detail_shown(self, event: PartyEvent) -> str:
        return event_words(event)

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False


def event_words(event: PartyEvent) -> str:
    detail = event.detail
    if "standing" in detail:
        kinds: dict[str, Any] = dict(Standing._meta.get_field("kind").flatchoices)
        said = {"before": kinds.get(detail["before"], "–"), "after": kinds.get(detail["standing"], "–"), "day": detail["from"]}
        return _("%(before)s → %(after)s, from %(day)s") % said
    if "languages" in detail:
        return _("from %(day)s: %(languages)s") % {"day": detail["from"], "languages": separated(detail["languages"])}
    return str(detail.get("code", ""))


class StandingFilter(admin.SimpleListFilter):
    title = gettext_lazy("standing today")
    parameter_name = "standing"

    def lookups(self, request: HttpRequest, model_admin: Any) -> Any:
        return [*Standing._meta.get_field("kind").flatchoices, ("none", _("no standing"))]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Party]) -> QuerySet[Party]:
        if not self.value():
            return queryset
        today = Standing.objects.on(clock.now().date())
        if self.value() == "none":
            return queryset.exclude(pk__in=today.values("party"))
        return queryset.filter(pk__in=today.filter(kind=self.value()).values("party"))


class MissionFilter(admin.SimpleListFilter):
    title = gettext_lazy("missions")
    parameter_name = "mission"

    def lookups(self, request: HttpRequest, model_admin: Any) -> Any:
        return [("some", _("with a mission")), ("none", _("member states without a mission"))]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Party]) -> QuerySet[Party]:
        today = clock.now().date()
        if self.value() == "some":
            return queryset.filter(pk__in=Mission.objects.on(today).values("party"))
        if self.value() == "none":
            return queryset.filter(pk__in=selectors.members_without_mission(today).values("pk"))
        return queryset


class FocalPointFilter(admin.SimpleListFilter):
    title = gettext_lazy("focal points")
    parameter_name = "focal"

    def lookups(self, request: HttpRequest, model_admin: Any) -> Any:
        return [("none", _("member states without a focal point"))] if rules.may_see_focal_points(_user(request)) else []

    def queryset(self, request: HttpRequest, queryset: QuerySet[Party]) -> QuerySet[Party]:
        return queryset.filter(pk__in=selectors.members_without_focal_point(clock.now()).values("pk")) if self.value() == "none" else queryset


class MergedFilter(admin.SimpleListFilter):
    title = gettext_lazy("merged entries")
    parameter_name = "merged"

    def lookups(self, request: HttpRequest, model_admin: Any) -> Any:
        return [("yes", _("merged into another one"))]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Party]) -> QuerySet[Party]:
        """Out of the way unless asked for; the page of one entry opens in any case."""
        return queryset.filter(merged_into__isnull=self.value() != "yes")


@admin.register(Party)
class PartyAdmin(TranslationAdmin[Party]):
    list_display = ("name", "code", "standing_today", "missions_shown", "note_shown")
    list_filter = (StandingFilter, "kind", MissionFilter, FocalPointFilter, MergedFilter)
    search_fields = ("code", "name_en", "name_ru", "name_zh_hans", "formal_name_en", "former_names__name")
    inlines = (StandingInline, FormerNameInline, MissionInline, PartyEventInline)
    list_per_page = 100
    change_list_template = "admin/directory/party/change_list.html"
    change_form_template = "admin/directory/party/change_form.html"
    fieldsets = (
        (
            None,
            {
                "fields": ("code", "kind", "name", "formal_name"),
                "description": gettext_lazy(
                    "To correct a spelling, change it here. For a new name from a day on, use “Rename…”: documents of earlier days keep the old one."
                ),
            },
        ),
        (gettext_lazy("Order in lists"), {"fields": ("sort_key",)}),
        (gettext_lazy("Clock and days of rest"), {"fields": ("zone", "weekly_rest", "note")}),
    )

    def get_queryset(self, request: HttpRequest) -> QuerySet[Party]:
        day = clock.now().date()
        today = Prefetch("standings", Standing.objects.on(day), to_attr="standings_of_the_day")
        missions = Prefetch("missions", Mission.objects.on(day), to_attr="missions_of_the_day")
        return super().get_queryset(request).select_related("merged_into").prefetch_related(today, missions)

    def get_inlines(self, request: HttpRequest, obj: Party | None) -> Any:
        return self.inlines if obj is not None else (StandingInline, MissionInline)

    @admin.display(description=gettext_lazy("standing today"))
    def standing_today(self, party: Any) -> str:
        return separated(party.standings_of_the_day)

    @admin.display(description=gettext_lazy("missions"))
    def missions_shown(self, party: Any) -> SafeString | str:
        if party.missions_of_the_day:
            return separated(mission.city for mission in party.missions_of_the_day)
        if any(standing.kind == "member" for standing in party.standings_of_the_day):
            return format_html('<span class="state wait">{}</span>', _("none entered"))
        return ""

    @admin.display(description=gettext_lazy("note"))
    def note_shown(self, party: Party) -> str:
        return _("merged into %(name)s") % {"name": party.merged_into} if party.merged_into else party.note

    def save_model(self, request: HttpRequest, obj: Party, form: Any, change: bool) -> None:
        """A spelling that is put right here is told to the apps above, in the transaction of the page."""
        super().save_model(request, obj, form, change)
        if change and any(name == "code" or name.startswith("name_") for name in form.changed_data):
            registry.renamed(obj)

    # --- pages of our own ---------------------------------------------------------------------------------------------------------------
    def get_urls(self) -> list[URLPattern]:
        wrap = self.admin_site.admin_view
        own = [
            path("on-a-day/", wrap(admin_views.on_a_day), name="directory_party_on_a_day"),
            path("<int:pk>/rename/", wrap(admin_views.rename), name="directory_party_rename"),
            path("<int:pk>/standing/", wrap(admin_views.standing), name="directory_party_standing"),
        ]
        return own + super().get_urls()

    def add_view(self, request: HttpRequest, form_url: str = "", extra_context: dict[str, Any] | None = None) -> HttpResponse:
        return super().add_view(request, form_url, {"title": _("Add a state or an organisation"), **(extra_context or {})})

    def changelist_view(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> HttpResponse:
        tools = [(tool.label, reverse(tool.url_name)) for tool in registry.list_tools_for(_user(request))]
        return super().changelist_view(request, {"title": capfirst(Party._meta.verbose_name_plural), "subtitle": None, "tools": tools, **(extra_context or {})})

    def change_view(self, request: HttpRequest, object_id: str, form_url: str = "", extra_context: dict[str, Any] | None = None) -> HttpResponse:
        party, user = self.get_object(request, object_id), _user(request)
        context: dict[str, Any] = {"tools": []}
        if party is not None:
            own = []
            if rules.may_change_parties(user) and party.merged_into_id is None:
                own = [
                    (_("Rename from a day on…"), reverse("admin:directory_party_rename", args=[party.pk])),
                    (_("Change the standing from a day on…"), reverse("admin:directory_party_standing", args=[party.pk])),
                ]
            if rules.may_see_focal_points(user):
                own.append((_("Focal points"), f"{reverse('admin:directory_focalpoint_changelist')}?mission__party__id__exact={party.pk}"))
            context["tools"] = [*own, *((tool.label, reverse(tool.url_name, args=[party.pk])) for tool in registry.tools_for(user, party))]
        return super().change_view(request, object_id, form_url, {**context, **(extra_context or {})})


def _user(request: HttpRequest) -> User:
    """Who asks. The admin lets nobody without an account come this far."""
    return request.user  # type: ignore[return-value]  # the admin lets only a User come here
