"""A seminar in the administration. Its states are read-only: publishing, extending, cancelling, postponing are pages of their own with a button."""

from typing import Any

from django.contrib import admin
from django.http import HttpRequest, HttpResponse
from django.urls import URLPattern, path, reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from modeltranslation.admin import TranslationAdmin

from directory import clocks
from directory.fields import zone_choices
from directory.models import User
from seminar_portal import clock

from .. import admin_views, checklist, registry, rules, selectors, words
from ..forms import SeminarForm, SeminarWithWindowForm
from ..models import Seminar
from .inlines import ContactInline, DocumentInline, EventInline, SessionInline, TitleVariantInline, VideoLinkInline

WINDOW = ("registration_zone", ("opens_day", "opens_hour"), ("closes_day", "closes_hour"))
WINDOW_SAID = ("opens_said", "closes_said", "first_closed_said")
WORDS_SAID = ("zone_said", "interpretation_said")
STATE = ("published_at", "confirmed_at", "confirmed_by_said", "joining_details_sent_at", "cancelled_at", "cancelled_by", "postponed_at", "first_days_said")


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

    @admin.display(description=pgettext_lazy("window", "registration"))
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

    @admin.display(description=_("days first announced"))
    def first_days_said(self, seminar: Seminar) -> str:
        return words.days(seminar.first_starts_on, seminar.first_ends_on) if seminar.first_starts_on and seminar.first_ends_on else "–"

    @admin.display(description=_("published"), boolean=True, ordering="published_at")
    def published_said(self, seminar: Seminar) -> bool:
        return seminar.published_at is not None

    @admin.display(description=_("confirmed"), boolean=True, ordering="confirmed_at")
    def confirmed_said(self, seminar: Seminar) -> bool:
        return seminar.is_confirmed

    @admin.display(description=_("confirmed by"))
    def confirmed_by_said(self, seminar: Seminar) -> str:
        return registry.confirmation_words(seminar) or "–"

    @admin.display(description=_("Time zone of the agenda"))
    def zone_said(self, seminar: Seminar) -> str:
        return dict(zone_choices()).get(seminar.zone, seminar.zone)

    @admin.display(description=_("Languages of interpretation"))
    def interpretation_said(self, seminar: Seminar) -> str:
        return words.interpretation(seminar)

    # --- what may be edited -----------------------------------------------------------------------------------------------------------
    def window_is_open_to_change(self, request: HttpRequest, obj: Seminar | None) -> bool:
        """Before publication only: afterwards the deadline moves by an extension, with a reason, and never back."""
        return (obj is None or obj.published_at is None) and self.has_change_permission(request, obj)

    def get_form(self, request: HttpRequest, obj: Seminar | None = None, change: bool = False, **kwargs: Any) -> Any:
        form = SeminarWithWindowForm if self.window_is_open_to_change(request, obj) else SeminarForm
        fixed = set(self.get_readonly_fields(request, obj))
        # a form's own field that is only read here must go; Django sees to that for ``self.form`` alone
        kwargs["form"] = type(form.__name__, (form,), dict.fromkeys(fixed & form.declared_fields.keys()))
        return super().get_form(request, obj, change=change, **kwargs)

    def get_fieldsets(self, request: HttpRequest, obj: Seminar | None = None) -> Any:
        window_fields: Any = WINDOW if self.window_is_open_to_change(request, obj) else WINDOW_SAID
        window_words = _("As days, or as days and hours. After publication the deadline can only be extended, with a reason.")
        # who only reads gets the words, not what is stored
        may = self.has_change_permission(request, obj) if obj is not None else self.has_add_permission(request)
        zone, interpretation = ("zone", "interpretation") if may else ("zone_said", "interpretation_said")
        more = {} if obj is not None else {"classes": ["collapse"]}
        fieldsets: Any = [
            (
                pgettext_lazy("seminar", "Name"),
                {"fields": ("title", "slug", "reference_prefix"), "description": _("The title in English is needed; the others can follow.")},
            ),
            (_("Days"), {"fields": (("starts_on", "ends_on"), zone, "venue")}),
            (_("Registration"), {"fields": window_fields, "description": window_words}),
            (_("Host"), {"fields": ("host_name", "host_parent")}),
            (_("What the page says"), {"fields": ("summary", "objectives", "invited", "proposer", "speakers_per_delegation", interpretation), **more}),
            (_("Other registration, fax"), {"fields": ("platform_name", "platform_url", "shared_fax"), **more}),
        ]
        if obj is not None:
            fieldsets.append((_("State"), {"fields": STATE}))
        return self._patch_fieldsets(fieldsets)

    def get_readonly_fields(self, request: HttpRequest, obj: Seminar | None = None) -> Any:
        fixed = [*STATE, *WINDOW_SAID, *WORDS_SAID]
        if obj is not None and obj.published_at is not None:
            # address and prefix stand in letters already; the first day moves with the whole agenda, by "Postpone…"
            fixed += ["slug", "reference_prefix", "starts_on"]
        return fixed

    def get_changeform_initial_data(self, request: HttpRequest) -> dict[str, Any]:
        """What a new seminar is likely to have in common with the latest one: its host, its clock, the other platform."""
        last = Seminar.objects.order_by("-starts_on", "-pk").first()
        names = [field.name for field in Seminar._meta.concrete_fields if field.name.startswith(("host_name_", "host_parent_", "platform_name_"))]
        names += ["zone", "registration_zone", "interpretation", "speakers_per_delegation", "platform_url", "shared_fax"]
        return {**({name: getattr(last, name) for name in names} if last else {}), **super().get_changeform_initial_data(request)}

    def get_prepopulated_fields(self, request: HttpRequest, obj: Seminar | None = None) -> Any:
        return {"slug": ("title_en",)} if obj is None else {}

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
            path("<int:pk>/clone/", view(admin_views.clone), name="agenda_seminar_clone"),
            path("<int:pk>/enclosure/", view(admin_views.add_document), name="agenda_seminar_document"),
        ]
        return own + super().get_urls()

    def change_view(self, request: HttpRequest, object_id: str, form_url: str = "", extra_context: dict[str, Any] | None = None) -> HttpResponse:
        seminar = self.get_object(request, object_id)
        context: dict[str, Any] = {"tools": [], "checklist": []}
        if seminar is not None:
            now = clock.now()
            context["tools"] = acts(request, seminar)
            if self.has_change_permission(request, seminar) and not seminar.is_cancelled and not selectors.is_over(seminar, now):
                found = checklist.items(seminar, now)
                # what is blocking stands in the way of publishing only
                context["checklist"] = found if seminar.published_at is None else [item for item in found if not item.blocks]
        return super().change_view(request, object_id, form_url, {**(extra_context or {}), **context})


def acts(request: HttpRequest, seminar: Seminar) -> list[tuple[str, str]]:
    """The buttons above a seminar's page, for who may press them: words and address."""
    user = request.user
    assert isinstance(user, User)  # admin_view lets nobody else in
    found = []
    if seminar.published_at is None and rules.may_change(user):
        found.append((str(_("Publish…")), reverse("admin:agenda_seminar_publish", args=[seminar.pk])))
    if rules.may_read(user):
        found.append((str(_("Preview of the public page")), reverse("agenda:preview", args=[seminar.slug])))
    if user.has_perm("agenda.add_session"):
        found.append((str(_("Add an item of the agenda")), f"{reverse('admin:agenda_session_add')}?seminar={seminar.pk}"))
    if rules.may_add_document(user):
        found.append((str(_("Add an enclosure")), reverse("admin:agenda_seminar_document", args=[seminar.pk])))
    if user.has_perm("agenda.add_videolink"):
        found.append((str(_("Add a video link")), f"{reverse('admin:agenda_videolink_add')}?seminar={seminar.pk}&day={seminar.starts_on:%Y-%m-%d}"))
    if rules.may_add(user):
        found.append((str(_("Make a new seminar from this one…")), reverse("admin:agenda_seminar_clone", args=[seminar.pk])))
    found += [(str(tool.label), reverse(tool.url_name, args=[seminar.pk])) for tool in registry.tools_for(user, seminar)]
    return found
