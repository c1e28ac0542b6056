"""The viewer "Messages": what went out, what waits, what failed and why. Nothing can be written here; "Try again" calls the service."""

import datetime as dt
from typing import Any

from django.contrib import admin, messages
from django.contrib.admin.views.main import ChangeList
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.urls import URLPattern, path
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext, pgettext, pgettext_lazy

from seminar_portal import clock
from seminar_portal.errors import WrongState
from seminar_portal.numbers import Counted, Number

from . import admin_views, outbox, registry, rules, selectors
from .enums import MailState
from .models import OutgoingEmail

# classes of the admin's stylesheet, which puts a sign before the word
_COLOURS = {MailState.QUEUED: "wait", MailState.SENDING: "wait", MailState.SENT: "good", MailState.FAILED: "stop", MailState.NOT_SENT: ""}


def state_mark(mail: OutgoingEmail) -> SafeString:
    return format_html('<span class="state {}">{}</span>', _COLOURS[MailState(mail.state)], mail.get_state_display())


def _short(instant: dt.datetime) -> str:
    """For a narrow column, on the clock that stands in the head of the page."""
    return date_format(instant.astimezone(timezone.get_current_timezone()), pgettext("moment in a narrow column", "j M Y, H:i"))


class KindFilter(admin.SimpleListFilter):
    """By what the message says, in words: the kinds of which the officer may read one."""

    title = _("kind")
    parameter_name = "kind"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        kinds = selectors.readable_by(request.user).order_by().values_list("kind", flat=True).distinct()
        return sorted(((kind, registry.kind_words(kind)) for kind in kinds), key=lambda entry: entry[1])

    def queryset(self, request: HttpRequest, queryset: QuerySet[OutgoingEmail]) -> QuerySet[OutgoingEmail]:
        return queryset.filter(kind=self.value()) if self.value() else queryset


class MessageList(Counted, ChangeList):
    """Of thousands."""


@admin.register(OutgoingEmail)
class MessageAdmin(admin.ModelAdmin[OutgoingEmail]):
    list_display = ("subject_shown", "to_shown", "state_shown", "written_shown")
    list_display_links = ("subject_shown",)
    list_filter = ("state", KindFilter, "possibly_twice", "created_at")
    search_fields = ("to_address", "cc_address", "subject")
    search_help_text = _("Address or subject")
    list_per_page = 100
    actions = ("try_again",)
    empty_words = _("No message was written yet. What the portal sends appears here, with what became of it.")

    class Media:
        css = {"all": ["css/admin-messages.css"]}

    # --- who may see what ---------------------------------------------------------------------------------------------------------------

    def get_queryset(self, request: HttpRequest) -> QuerySet[OutgoingEmail]:
        return selectors.readable_by(request.user)

    def get_changelist(self, request: HttpRequest, **kwargs: Any) -> type[ChangeList]:
        return MessageList

    def has_module_permission(self, request: HttpRequest) -> bool:
        return rules.may_read_any(request.user)

    def has_view_permission(self, request: HttpRequest, obj: OutgoingEmail | None = None) -> bool:
        return rules.may_read_any(request.user) if obj is None else rules.may_read(request.user, obj)

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: OutgoingEmail | None = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: OutgoingEmail | None = None) -> bool:
        return False

    # --- the list -----------------------------------------------------------------------------------------------------------------------

    @admin.display(description=_("subject"), ordering="subject")
    def subject_shown(self, mail: OutgoingEmail) -> SafeString:
        return format_html("<bdi>{}</bdi><br><small>{}</small>", mail.subject, registry.kind_words(mail.kind))

    @admin.display(description=_("state"), ordering="state")
    def state_shown(self, mail: OutgoingEmail) -> SafeString:
        notes = [ngettext("%(count)s attempt", "%(count)s attempts", mail.attempts) % {"count": Number(mail.attempts)}] if mail.attempts else []
        notes += [str(_("possibly twice"))] if mail.possibly_twice else []
        return format_html("{}{}", state_mark(mail), format_html_join("", "<br><small>{}</small>", [(note,) for note in notes]))

    @admin.display(description=pgettext_lazy("recipient", "to"), ordering="to_address")
    def to_shown(self, mail: OutgoingEmail) -> SafeString:
        return format_html("<bdi>{}</bdi>", mail.to_address)

    @admin.display(description=_("written, sent"), ordering="created_at")
    def written_shown(self, mail: OutgoingEmail) -> SafeString:
        sent = format_html("<br><small>{}</small>", _("sent %(moment)s") % {"moment": _short(mail.sent_at)}) if mail.sent_at else ""
        return format_html("{}{}", _short(mail.created_at), sent)

    @admin.action(description=_("Try the ticked messages again"))
    def try_again(self, request: HttpRequest, queryset: QuerySet[OutgoingEmail]) -> None:
        """Row by row, each in its own transaction; reports what was done, and names what was left alone and why."""
        now, done, refused = clock.now(), 0, []
        for mail_id in queryset.values_list("pk", flat=True):
            try:
                mail = outbox.try_again(mail_id=mail_id, by=request.user, now=now)
            except WrongState as refusal:
                refused.append(str(refusal))
            else:
                done += 1
                self.log_change(request, mail, admin_views.tried_again())
        said = ngettext("%(count)s message is tried again.", "%(count)s messages are tried again.", done) % {"count": Number(done)}
        self.message_user(request, said, messages.SUCCESS if done else messages.WARNING)
        for sentence in refused[:20]:
            self.message_user(request, sentence, messages.WARNING)
        if len(refused) > 20:
            more = len(refused) - 20
            self.message_user(
                request, ngettext("%(count)s more was left alone.", "%(count)s more were left alone.", more) % {"count": Number(more)}, messages.WARNING
            )

    def changelist_view(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> HttpResponse:
        return super().changelist_view(request, {"title": _("Messages"), "subtitle": None, **(extra_context or {})})

    # --- one message --------------------------------------------------------------------------------------------------------------------

    def change_view(self, request: HttpRequest, object_id: str, form_url: str = "", extra_context: dict[str, Any] | None = None) -> HttpResponse:
        if not self.has_view_permission(request):
            raise PermissionDenied
        return admin_views.message_page(request, object_id, {**self.admin_site.each_context(request), "opts": self.opts})

    def history_view(self, request: HttpRequest, object_id: str, extra_context: dict[str, Any] | None = None) -> HttpResponse:
        """Who tried it again stands on the page itself."""
        return self.change_view(request, object_id)

    def get_urls(self) -> list[URLPattern]:
        wrap = self.admin_site.admin_view
        return [
            path("<int:mail_id>/html/", wrap(admin_views.html_preview), name="notifications_outgoingemail_html"),
            path("<int:mail_id>/try-again/", wrap(self.try_one_again), name="notifications_outgoingemail_try_again"),
            *super().get_urls(),
        ]

    def try_one_again(self, request: HttpRequest, mail_id: int) -> HttpResponse:
        return admin_views.try_again(request, mail_id, self.log_change)
