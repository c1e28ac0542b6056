"""Who acts for which mission: a list, and pages of our own for all that is done with a post. A viewer else: nothing is changed or deleted by a form."""

import datetime as dt
from typing import Any

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.urls import URLPattern, path
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from seminar_portal import clock

from .. import admin_views, rules, selectors
from ..admin_views.focal_points import state_of
from ..clocks import short_day
from ..models import FocalPoint


class PostFilter(admin.SimpleListFilter):
    title = _("post")
    parameter_name = "post"

    def lookups(self, request: HttpRequest, model_admin: Any) -> Any:
        return [("never", _("has never logged in")), ("ended", _("ended")), ("all", _("also those that have ended"))]

    def queryset(self, request: HttpRequest, queryset: QuerySet[FocalPoint]) -> QuerySet[FocalPoint]:
        """Those of today, unless others are asked for."""
        if self.value() == "ended":
            return queryset.filter(until__isnull=False)
        if self.value() == "all":
            return queryset
        live = queryset.filter(until__isnull=True)
        return live.filter(user__last_login__isnull=True) if self.value() == "never" else live


class PartyFilter(admin.RelatedOnlyFieldListFilter):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.title = _("state / organisation")


@admin.register(FocalPoint)
class FocalPointAdmin(admin.ModelAdmin[FocalPoint]):
    list_display = ("state_of_mission", "city_shown", "person_shown", "post_state", "since_shown", "last_log_in")
    list_display_links = ("person_shown",)
    list_filter = (PostFilter, ("mission__party", PartyFilter))
    list_select_related = ("mission__party", "user", "successor__user")
    search_fields = ("user__name", "user__email", "mission__city", "mission__party__name_en", "mission__party__name_ru", "mission__party__name_zh_hans")
    ordering = ("mission__party__sort_key", "mission__city", "since")
    list_per_page = 100
    change_list_template = "admin/directory/focalpoint/change_list.html"

    @admin.display(description=_("state / organisation"), ordering="mission__party__sort_key")
    def state_of_mission(self, post: FocalPoint) -> str:
        return str(post.mission.party)

    @admin.display(description=_("mission"), ordering="mission__city")
    def city_shown(self, post: FocalPoint) -> str:
        return f"{post.mission.get_kind_display()} · {post.mission.city}"

    @admin.display(description=_("person"), ordering="user__name")
    def person_shown(self, post: FocalPoint) -> SafeString:
        return format_html("<bdi>{}</bdi><br><small><bdi>{}</bdi></small>", post.user, post.user.email)

    @admin.display(description=pgettext_lazy("focal point", "since"), ordering="since")
    def since_shown(self, post: FocalPoint) -> str:
        return short_day(_day(post.since), weekday=False)

    @admin.display(description=_("post"), ordering="until")
    def post_state(self, post: FocalPoint) -> SafeString:
        return format_html('<span class="state {}">{}</span>', *state_of(post))

    @admin.display(description=_("last log-in"), ordering="user__last_login", empty_value="–")
    def last_log_in(self, post: FocalPoint) -> str | None:
        return short_day(_day(post.user.last_login), weekday=False) if post.user.last_login else None

    # --- who may what -------------------------------------------------------------------------------------------------------------------
    def has_delete_permission(self, request: HttpRequest, obj: FocalPoint | None = None) -> bool:
        return False

    def changelist_view(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> HttpResponse:
        without = selectors.members_without_focal_point(clock.now()).count() if rules.may_see_focal_points(request.user) else 0  # type: ignore[arg-type]  # the admin lets only a User come here
        title = capfirst(FocalPoint._meta.verbose_name_plural)
        return super().changelist_view(request, {"title": title, "subtitle": None, "without": without, **(extra_context or {})})

    # --- pages of our own ---------------------------------------------------------------------------------------------------------------
    def get_urls(self) -> list[URLPattern]:
        wrap = self.admin_site.admin_view
        own = [
            path("<int:pk>/invitation/", wrap(admin_views.send_invitation), name="directory_focalpoint_invitation"),
            path("<int:pk>/hand-over/", wrap(admin_views.hand_over), name="directory_focalpoint_hand_over"),
            path("<int:pk>/take-back/", wrap(admin_views.take_back), name="directory_focalpoint_take_back"),
            path("<int:pk>/end/", wrap(admin_views.end_post), name="directory_focalpoint_end"),
        ]
        return own + super().get_urls()

    def add_view(self, request: HttpRequest, form_url: str = "", extra_context: dict[str, Any] | None = None) -> HttpResponse:
        return admin_views.invite_focal_point(request)

    def change_view(self, request: HttpRequest, object_id: str, form_url: str = "", extra_context: dict[str, Any] | None = None) -> HttpResponse:
        return admin_views.focal_point(request, object_id)

    def history_view(self, request: HttpRequest, object_id: str, extra_context: dict[str, Any] | None = None) -> HttpResponse:
        """The log of the person stands on the page of the post."""
        return admin_views.focal_point(request, object_id)


def _day(instant: dt.datetime) -> dt.date:
    """On the clock of who looks."""
    return instant.astimezone(timezone.get_current_timezone()).date()
