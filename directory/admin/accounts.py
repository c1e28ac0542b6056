"""Accounts of staff: a list, and pages of our own for all that is done with one. Nobody is deleted: an account is closed, and what it did stays signed."""

from typing import Any

from django.contrib import admin
from django.contrib.auth.hashers import UNUSABLE_PASSWORD_PREFIX
from django.db.models import Q, QuerySet
from django.http import HttpRequest, HttpResponse
from django.urls import URLPattern, path
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from .. import admin_views, rules
from ..admin_views.accounts import event_words, state_of
from ..enums import Role
from ..models import AccountEvent, User
from ..words import separated


class StateFilter(admin.SimpleListFilter):
    title = _("state")
    parameter_name = "state"

    def lookups(self, request: HttpRequest, model_admin: Any) -> Any:
        return [("open", pgettext_lazy("account", "open")), ("invited", _("invited, no password yet")), ("closed", pgettext_lazy("account", "closed"))]

    def queryset(self, request: HttpRequest, queryset: QuerySet[User]) -> QuerySet[User]:
        without = Q(password__startswith=UNUSABLE_PASSWORD_PREFIX)
        chosen = {"open": Q(is_active=True) & ~without, "invited": Q(is_active=True) & without, "closed": Q(is_active=False)}
        return queryset.filter(chosen[self.value()]) if self.value() in chosen else queryset  # type: ignore[index]  # a value that is None is no key


class RoleFilter(admin.SimpleListFilter):
    title = _("role")
    parameter_name = "role"

    def lookups(self, request: HttpRequest, model_admin: Any) -> Any:
        return [*Role.choices, ("none", _("no role"))]

    def queryset(self, request: HttpRequest, queryset: QuerySet[User]) -> QuerySet[User]:
        if self.value() == "none":
            return queryset.exclude(pk__in=User.objects.filter(groups__name__in=Role.values).values("pk"))
        return queryset.filter(groups__name=self.value()) if self.value() else queryset


@admin.register(User)
class StaffAdmin(admin.ModelAdmin[User]):
    list_display = ("email_shown", "name_shown", "role_names", "state_shown", "language", "last_login")
    list_filter = (StateFilter, RoleFilter, "language")
    change_list_template = "admin/directory/user/change_list.html"
    search_fields = ("email", "name")
    ordering = ("email",)
    list_per_page = 100

    # --- who may what -----------------------------------------------------------------------------------------------------------------
    def has_delete_permission(self, request: HttpRequest, obj: User | None = None) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: User | None = None) -> bool:
        return rules.may_manage(request.user, obj) if obj is not None else super().has_change_permission(request)  # type: ignore[arg-type]  # the admin lets only a User come here

    # --- the list ---------------------------------------------------------------------------------------------------------------------
    def get_queryset(self, request: HttpRequest) -> QuerySet[User]:
        """Staff alone: focal points have a list of their own."""
        return super().get_queryset(request).filter(is_staff=True).prefetch_related("groups")

    @admin.display(description=_("E-mail"), ordering="email")
    def email_shown(self, user: User) -> SafeString:
        return format_html("<bdi>{}</bdi>", user.email)

    @admin.display(description=_("Name"), ordering="name")
    def name_shown(self, user: User) -> SafeString:
        return format_html("<bdi>{}</bdi>", user.name)

    @admin.display(description=_("Roles"))
    def role_names(self, user: User) -> str:
        return separated(Role(group.name).label for group in user.groups.all() if group.name in Role.values)

    @admin.display(description=_("State"), ordering="is_active")
    def state_shown(self, user: User) -> SafeString:
        return format_html('<span class="state {}">{}</span>', *state_of(user))

    def changelist_view(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> HttpResponse:
        return super().changelist_view(request, {"title": capfirst(User._meta.verbose_name_plural), "subtitle": None, **(extra_context or {})})

    # --- pages of our own ---------------------------------------------------------------------------------------------------------------
    def get_urls(self) -> list[URLPattern]:
        wrap = self.admin_site.admin_view
        own = [
            path("<int:pk>/link/", wrap(admin_views.send_link), name="directory_user_link"),
            path("<int:pk>/close/", wrap(admin_views.close), name="directory_user_close"),
            path("<int:pk>/reopen/", wrap(admin_views.reopen), name="directory_user_reopen"),
        ]
        return own + super().get_urls()

    def add_view(self, request: HttpRequest, form_url: str = "", extra_context: dict[str, Any] | None = None) -> HttpResponse:
        return admin_views.invite(request)

    def change_view(self, request: HttpRequest, object_id: str, form_url: str = "", extra_context: dict[str, Any] | None = None) -> HttpResponse:
        return admin_views.account(request, object_id)

    def history_view(self, request: HttpRequest, object_id: str, extra_context: dict[str, Any] | None = None) -> HttpResponse:
        """The log of the account stands on its page."""
        return admin_views.account(request, object_id)


@admin.register(AccountEvent)
class AccountEventAdmin(admin.ModelAdmin[AccountEvent]):
    """Who was given and taken what, over all accounts. A viewer."""

    list_display = ("at", "account_shown", "kind", "detail_shown", "by")
    list_display_links = None
    list_filter = ("kind",)
    list_select_related = ("account", "by")
    search_fields = ("account__email", "account__name")
    ordering = ("-at", "-pk")
    date_hierarchy = None
    list_per_page = 100
    fields = ("at", "account", "kind", "detail_shown", "by")
    readonly_fields = fields

    @admin.display(description=_("account"), ordering="account__email")
    def account_shown(self, event: AccountEvent) -> SafeString:
        return format_html("<bdi>{}</bdi>", event.account)

    @admin.display(description=_("details"))
    def detail_shown(self, event: AccountEvent) -> SafeString:
        return format_html_join("", "{}<br>", [(line,) for line in event_words(event.detail)])

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: AccountEvent | None = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: AccountEvent | None = None) -> bool:
        return False
