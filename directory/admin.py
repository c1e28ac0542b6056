"""Staff accounts, states and organisations, cities. Data that staff own: plain forms, no states."""

from typing import Any

from django.contrib import admin
from django.contrib.auth.admin import UserAdmin
from django.contrib.auth.models import Group, Permission
from django.db.models import Prefetch, QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from modeltranslation.admin import TranslationAdmin

from seminar_portal import clock

from .enums import Role
from .forms import AddStaffForm, ChangeStaffForm, MissionForm
from .models import City, FormerName, Mission, Party, Standing, User
from .roles import NAMED_OFFICER_RIGHTS

admin.site.unregister(Group)  # the rights of a role are in roles.py; a form for them would promise what the next migration takes back


@admin.register(User)
class StaffAdmin(UserAdmin):
    """Accounts of staff. Nobody is deleted: an account is closed, and what it did stays signed."""

    add_form_template = None
    form = ChangeStaffForm
    add_form = AddStaffForm
    list_display = ("email", "name", "role_names", "language", "zone", "is_active", "last_login")
    list_filter = ("is_active", "groups", "language")
    search_fields = ("email", "name")
    ordering = ("email",)
    filter_horizontal = ()
    readonly_fields = ("last_login", "date_joined")
    fieldsets = (
        (None, {"fields": ("email", "password", "is_active")}),
        (_("Person"), {"fields": ("name", "language", "zone")}),
        (_("What this person may do"), {"fields": ("groups", "rights")}),
        (_("Dates"), {"fields": ("last_login", "date_joined")}),
    )
    add_fieldsets = (
        (None, {"fields": ("email", "password1", "password2")}),
        (_("Person"), {"fields": ("name", "language", "zone")}),
        (_("What this person may do"), {"fields": ("groups", "rights")}),
    )

    @admin.display(description=_("Roles"))
    def role_names(self, user: User) -> str:
        return ", ".join(str(Role(group.name).label) for group in user.groups.all() if group.name in Role.values)

    def get_queryset(self, request: HttpRequest) -> QuerySet[User]:
        return super().get_queryset(request).prefetch_related("groups")

    def get_form(self, request: HttpRequest, obj: User | None = None, change: bool = False, **kwargs: Any) -> Any:
        form = super().get_form(request, obj, change=change, **kwargs)
        return type(form.__name__, (form,), {"acting": request.user})

    def formfield_for_manytomany(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        return None if db_field.name == "groups" else super().formfield_for_manytomany(db_field, request, **kwargs)

    def has_change_permission(self, request: HttpRequest, obj: User | None = None) -> bool:
        # an administrator must not take over an account that may do more than an administrator
        above = obj is not None and obj.is_superuser and not request.user.is_superuser
        return not above and super().has_change_permission(request, obj)

    def has_delete_permission(self, request: HttpRequest, obj: User | None = None) -> bool:
        return False

    def save_model(self, request: HttpRequest, obj: User, form: Any, change: bool) -> None:
        if not change:
            obj.is_staff = True
        super().save_model(request, obj, form, change)

    def save_related(self, request: HttpRequest, form: Any, formsets: Any, change: bool) -> None:
        """The ticked roles and rights; single rights other than those of named officers are left as they are."""
        super().save_related(request, form, formsets, change)
        user, ticked = form.instance, set(form.cleaned_data["rights"])
        user.groups.set(form.cleaned_data["groups"])
        for right in NAMED_OFFICER_RIGHTS:
            app, _dot, codename = right.partition(".")
            permission = Permission.objects.get(content_type__app_label=app, codename=codename)
            (user.user_permissions.add if right in ticked else user.user_permissions.remove)(permission)


class StandingInline(admin.TabularInline[Standing, Party]):
    model = Standing
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


class StandingFilter(admin.SimpleListFilter):
    title = _("standing today")
    parameter_name = "standing"

    def lookups(self, request: HttpRequest, model_admin: Any) -> Any:
        return Standing._meta.get_field("kind").flatchoices

    def queryset(self, request: HttpRequest, queryset: QuerySet[Party]) -> QuerySet[Party]:
        if not self.value():
            return queryset
        today = clock.now().date()
        return queryset.filter(pk__in=Standing.objects.on(today).filter(kind=self.value()).values("party"))


@admin.register(Party)
class PartyAdmin(TranslationAdmin[Party]):
    """States and organisations with the days for which a name or a standing holds."""

    list_display = ("name", "code", "standing_today", "zone", "note")
    list_filter = (StandingFilter, "kind")
    search_fields = ("code", "name_en", "name_ru", "name_zh_hans", "formal_name_en")
    inlines = (StandingInline, FormerNameInline, MissionInline)
    list_per_page = 100
    fieldsets = (
        (None, {"fields": ("code", "kind", "name", "formal_name")}),
        (_("Order in lists"), {"fields": ("sort_key",)}),
        (_("Clock and days of rest"), {"fields": ("zone", "weekly_rest", "note")}),
    )

    def get_queryset(self, request: HttpRequest) -> QuerySet[Party]:
        today = Prefetch("standings", Standing.objects.on(clock.now().date()), to_attr="standings_of_the_day")
        return super().get_queryset(request).prefetch_related(today)

    @admin.display(description=_("standing today"))
    def standing_today(self, party: Any) -> str:
        return ", ".join(str(standing) for standing in party.standings_of_the_day)


@admin.register(City)
class CityAdmin(TranslationAdmin[City]):
    """Which city names the clock of a zone, and for which days."""

    list_display = ("name", "zone", "valid_from", "valid_to")
    search_fields = ("name_en", "name_ru", "name_zh_hans", "zone")
    list_per_page = 100
