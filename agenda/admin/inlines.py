"""The tables on a seminar's page. Programme and video links are listed there and edited on pages of their own; the events are a viewer."""

from typing import Any
from zoneinfo import ZoneInfo

from django.contrib import admin
from django.db.models import Count, QuerySet
from django.http import HttpRequest
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _
from modeltranslation.admin import TranslationStackedInline

from directory import clocks
from directory.words import parted

from ..models import Document, SeminarContact, SeminarEvent, Session, TitleVariant, VideoLink


class Listing(admin.TabularInline):
    """Rows that are only read here."""

    extra = 0
    max_num = 0
    can_delete = False

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        return self.fields


class TitleVariantInline(admin.TabularInline):
    model = TitleVariant
    extra = 0


class ContactInline(TranslationStackedInline):
    model = SeminarContact
    extra = 0
    fields = ("position", "role", "email", ("landline", "mobile"))


class DocumentInline(TranslationStackedInline):
    model = Document
    extra = 0
    fields = ("file_link", ("number", "kind", "language"), "title")
    readonly_fields = ("file_link",)

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False  # with its file, by "Add an enclosure"

    def get_queryset(self, request: HttpRequest) -> QuerySet[Document]:
        return super().get_queryset(request).select_related("file")

    @admin.display(description=_("file"))
    def file_link(self, document: Document) -> str:
        return f"{document.file.name} ({document.file.size // 1024} kB)"


class SessionInline(Listing):
    model = Session
    fields = ("when", "kind_name", "speeches_count")
    show_change_link = True
    verbose_name_plural = _("programme")

    def get_queryset(self, request: HttpRequest) -> QuerySet[Session]:
        return super().get_queryset(request).select_related("seminar").annotate(speeches_number=Count("speeches"))

    @admin.display(description=_("when, on the seminar's clock"))
    def when(self, session: Session) -> str:
        tz = ZoneInfo(session.seminar.zone)
        start = session.starts_at.astimezone(tz)
        end = f"–{session.ends_at.astimezone(tz):%H:%M}" if session.ends_at else ""
        return f"{clocks.day_words(start.date())}, {start:%H:%M}{end}"

    @admin.display(description=_("kind"))
    def kind_name(self, session: Session) -> str:
        return session.get_kind_display()

    @admin.display(description=_("printed speeches"))
    def speeches_count(self, session: Any) -> int:
        return session.speeches_number


class VideoLinkInline(Listing):
    """Which links there are; address and passcode stand on the link's own page only."""

    model = VideoLink
    fields = ("day", "audience", "platform")
    show_change_link = True


class EventInline(Listing):
    model = SeminarEvent
    fields = ("at", "kind_said", "who", "reason", "details")
    verbose_name_plural = _("what was done")

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def get_queryset(self, request: HttpRequest) -> QuerySet[SeminarEvent]:
        return super().get_queryset(request).select_related("by")

    @admin.display(description=_("what"))
    def kind_said(self, event: SeminarEvent) -> str:
        return str(_KINDS.get(event.kind, event.kind))

    @admin.display(description=_("who"))
    def who(self, event: SeminarEvent) -> str:
        return str(event.by or _("the portal"))

    @admin.display(description=_("details"))
    def details(self, event: SeminarEvent) -> str:
        return format_html("<small>{}</small>", parted(f"{key}: {value}" for key, value in event.detail.items()))


_KINDS = {
    "published": _("published"),
    "registration extended": _("registration extended"),
    "confirmed": _("confirmed"),
    "confirmation taken back": _("confirmation taken back"),
    "document added": _("enclosure added"),
    "cancelled": _("cancelled"),
    "cancellation taken back": _("cancellation taken back"),
    "postponed": _("postponed"),
    "made from another": _("made from an earlier seminar"),
    "another made from it": _("taken as the model of a new seminar"),
}
