"""A seminar in the administration. Its states are read-only: publishing and extending are pages of their own with a button."""

from typing import Any

from django.contrib import admin
from django.http import HttpRequest, HttpResponse
from django.urls import URLPattern, path, reverse
from django.utils.translation import gettext_lazy as _
from modeltranslation.admin import TranslationAdmin

from directory import clocks
from directory.models import User
from seminar_portal import clock

from .. import admin_views, registry, rules, selectors, words
from ..forms import SeminarForm, SeminarWithWindowForm
from ..models import Seminar
from .inlines import ContactInline, DocumentInline, EventInline, SessionInline, TitleVariantInline, VideoLinkInline

WINDOW = ("registration_zone", ("opens_day", "opens_hour"), ("closes_day", "closes_hour"))
WINDOW_SAID = ("opens_said", "closes_said", "first_closed_said")


@admin.register(Seminar)
class SeminarAdmin(TranslationAdmin):
    form = SeminarForm
    change_form_template = "admin/agenda/seminar/change_form.html"
    list_display = ("title", "days", "window", "closes_said", "published_said", "confirmed_said")
    search_fields = ("title_en", "title_ru", "title_zh_hans", "title_variants__title", "slug")
    inlines = (TitleVariantInline, ContactInline, SessionInline, DocumentInline, VideoLinkInline, EventInline)
    save_on_top = True

    @admin.display(description=_("days"), ordering="starts_on")
    def days(self, seminar: Seminar) -> str:
        return words.days(seminar.starts_on, seminar.ends_on)

    @admin.display(description=_("registration"))
    def window(self, seminar: Seminar) -> str:
        return str(rules.window(seminar, clock.now()).label)

    @admin.display(description=_("registration opens"))
    def opens_said(self, seminar: Seminar) -> str:
        return clocks.said(seminar.registration_opens_at, seminar.registration_zone).sentence

    @admin.display(description=_("registration closes"), ordering="registration_closes_at")
    def closes_said(self, seminar: Seminar) -> str:
        return clocks.said(seminar.registration_closes_at, seminar.registration_zone).sentence

    @admin.display(description=_("deadline before the first extension"))
    def first_closed_said(self, seminar: Seminar) -> str:
        first = seminar.registration_first_closed_at
        return clocks.said(first, seminar.registration_zone).sentence if first else "–"

    @admin.display(description=_("published"), boolean=True, ordering="published_at")
    def published_said(self, seminar: Seminar) -> bool:
        return seminar.published_at is not None

    @admin.display(description=_("confirmed"), boolean=True, ordering="confirmed_at")
    def confirmed_said(self, seminar: Seminar) -> bool:
        return seminar.is_confirmed

    # --- what may be edited -----------------------------------------------------------------------------------------------------------
    def window_is_open_to_change(self, request: HttpRequest, obj: Seminar | None) -> bool:
        """Before publication only: afterwards the deadline moves by an extension, with a reason, and never back."""
        return (obj is None or obj.published_at is None) and self.has_change_permission(request, obj)

    def get_form(self, request: HttpRequest, obj: Seminar | None = None, change: bool = False, **kwargs: Any) -> Any:
        kwargs["form"] = SeminarWithWindowForm if self.window_is_open_to_change(request, obj) else SeminarForm
        return super().get_form(request, obj, change=change, **kwargs)

    def get_fieldsets(self, request: HttpRequest, obj: Seminar | None = None) -> Any:
        fieldsets: Any = [
            (None, {"fields": ("slug", "reference_prefix", "title", "summary")}),
            (_("Registration"), {"fields": WINDOW if self.window_is_open_to_change(request, obj) else WINDOW_SAID}),
            (_("Days"), {"fields": (("starts_on", "ends_on"), "zone", "venue")}),
            (_("Who"), {"fields": ("host_name", "host_parent", "proposer", "invited", "speakers_per_delegation", "interpretation")}),
            (_("What for"), {"fields": ("objectives",)}),
            (_("Other registration, fax"), {"fields": ("platform_name", "platform_url", "shared_fax")}),
        ]
        if obj is not None:
            fieldsets.append((_("State"), {"fields": ("published_at", "confirmed_at", "confirmed_by", "joining_details_sent_at")}))
        return self._patch_fieldsets(fieldsets)

    def get_readonly_fields(self, request: HttpRequest, obj: Seminar | None = None) -> Any:
        fixed = ["published_at", "confirmed_at", "confirmed_by", "joining_details_sent_at", *WINDOW_SAID]
        if obj is not None and obj.published_at is not None:
            fixed += ["slug", "reference_prefix"]  # both stand in letters already
        return fixed

    def get_exclude(self, request: HttpRequest, obj: Seminar | None = None) -> Any:
        exclude = ["registration_opens_at", "registration_closes_at", "registration_first_closed_at"]
        return exclude if self.window_is_open_to_change(request, obj) else [*exclude, "registration_zone"]

    def get_inlines(self, request: HttpRequest, obj: Seminar | None) -> Any:
        return self.inlines if obj is not None else (TitleVariantInline, ContactInline)

    def has_delete_permission(self, request: HttpRequest, obj: Seminar | None = None) -> bool:
        return (obj is None or obj.published_at is None) and super().has_delete_permission(request, obj)

    def get_view_on_site_url(self, obj: Seminar | None = None) -> str | None:
        return obj.get_absolute_url() if obj is not None and obj.published_at is not None else None

    # --- acts -------------------------------------------------------------------------------------------------------------------------
    def get_urls(self) -> list[URLPattern]:
        view = self.admin_site.admin_view
        own = [
            path("<int:pk>/publish/", view(admin_views.publish), name="agenda_seminar_publish"),
            path("<int:pk>/extend/", view(admin_views.extend), name="agenda_seminar_extend"),
            path("<int:pk>/enclosure/", view(admin_views.add_document), name="agenda_seminar_document"),
        ]
        return own + super().get_urls()

    def change_view(self, request: HttpRequest, object_id: str, form_url: str = "", extra_context: dict[str, Any] | None = None) -> HttpResponse:
        seminar = self.get_object(request, object_id)
        tools = acts(request, seminar) if seminar is not None else []
        return super().change_view(request, object_id, form_url, {**(extra_context or {}), "tools": tools})


def acts(request: HttpRequest, seminar: Seminar) -> list[tuple[str, str]]:
    """The buttons above a seminar's page, for who may press them: words and address."""
    user = request.user
    assert isinstance(user, User)  # admin_view lets nobody else in
    found = []
    if seminar.published_at is None and rules.may_change(user):
        found.append((str(_("Publish…")), reverse("admin:agenda_seminar_publish", args=[seminar.pk])))
    if seminar.published_at is not None and rules.may_extend_registration(user) and not selectors.is_over(seminar, clock.now()):
        found.append((str(_("Extend registration…")), reverse("admin:agenda_seminar_extend", args=[seminar.pk])))
    if user.has_perm("agenda.add_session"):
        found.append((str(_("Add an item of the agenda")), f"{reverse('admin:agenda_session_add')}?seminar={seminar.pk}"))
    if rules.may_add_document(user):
        found.append((str(_("Add an enclosure")), reverse("admin:agenda_seminar_document", args=[seminar.pk])))
    if user.has_perm("agenda.add_videolink"):
        found.append((str(_("Add a video link")), f"{reverse('admin:agenda_videolink_add')}?seminar={seminar.pk}&day={seminar.starts_on:%Y-%m-%d}"))
    found += [(str(tool.label), reverse(tool.url_name, args=[seminar.pk])) for tool in registry.tools_for(user, seminar)]
    return found
