"""Telling everybody: each act asks, then shows what will happen and the words that go out, and is done by the button below that preview."""

import copy
import dataclasses
import datetime as dt
from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.contrib import admin, messages
from django.forms import Form
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from agenda import plans
from agenda import rules as agenda_rules
from agenda.models import Seminar
from agenda.services.days import require_later_days
from agenda.services.publishing import require_later_deadline
from directory.models import User
from notifications.enums import MailState
from notifications.message import previewed
from seminar_portal import clock
from seminar_portal.errors import BusinessError
from seminar_portal.numbers import Number

from .. import announcing, rules
from ..emails import announcements as emails
from ..enums import Addressed, Announced
from ..forms.announcing import ExtendForm, MessageForm, PostponeForm, ReasonsForm
from ..models import Announcement
from ..services import announcements as services
from . import frame

REFRESH = 3  # seconds between two looks at the progress
Done = tuple[Seminar, Announcement | None]


@dataclasses.dataclass(frozen=True)
class Ask:
    """One act as its pages need it. ``after`` is the seminar as it would be, ``detail`` the facts that the message tells; both may refuse."""

    kind: Announced
    title: str
    form: Form
    addressed: Callable[[], str]
    texts: Callable[[], dict[str, dict[str, str]]]
    after: Callable[[], Seminar]
    detail: Callable[[Seminar], dict[str, str]]
    do: Callable[[dt.datetime], Done]
    button: Callable[[int], str]
    done: str


@require_http_methods(["GET", "HEAD", "POST"])
def extend(request: HttpRequest, seminar_pk: int) -> HttpResponse:
    """A later deadline with a reason; the window reopens if it has closed."""
    user, seminar, now = _user(request, agenda_rules.may_extend_registration), _seminar(seminar_pk), clock.now()
    form = ExtendForm(request.POST or None, seminar=seminar)

    def after() -> Seminar:
        require_later_deadline(seminar, form.closes_at, now)
        changed = copy.copy(seminar)
        changed.registration_closes_at = form.closes_at
        return changed

    ask = Ask(
        kind=Announced.EXTENDED,
        title=_("Extend registration"),
        form=form,
        addressed=lambda: form.cleaned_data["addressed"],
        texts=dict,
        after=after,
        detail=lambda changed: {"closes_at": changed.registration_closes_at.isoformat(), "before": seminar.registration_closes_at.isoformat()},
        do=lambda at: services.extend_registration(
            seminar_id=seminar_pk, closes_at=form.closes_at, reason=form.cleaned_data["reason"], addressed=form.cleaned_data["addressed"], by=user, now=at
        ),
        button=lambda count: (
            ngettext("Extend the registration and tell %(count)s delegate", "Extend the registration and tell %(count)s delegates", count)
            % {"count": Number(count)}
            if count
            else _("Extend the registration")
        ),
        done=_("The registration deadline is extended. The seminar's page shows it as extended."),
    )
    return _answer(request, ask, seminar, now)


@require_http_methods(["GET", "HEAD", "POST"])
def cancel(request: HttpRequest, seminar_pk: int) -> HttpResponse:
    """Calls the seminar off, with the reason that everybody reads."""
    user, seminar, now = _user(request, agenda_rules.may_call_off), _seminar(seminar_pk), clock.now()
    form = ReasonsForm(request.POST or None)

    def after() -> Seminar:
        changed = copy.copy(seminar)
        changed.cancelled_at = now
        return changed

    ask = Ask(
        kind=Announced.CANCELLED,
        title=_("Cancel the seminar"),
        form=form,
        addressed=lambda: Addressed.LIVE_AND_LATE,
        texts=lambda: _as_texts(form),
        after=after,
        detail=lambda changed: {"cancelled_at": now.isoformat()},
        do=lambda at: services.cancel_seminar(seminar_id=seminar_pk, reasons=form.reasons, by=user, now=at),
        button=lambda count: (
            ngettext("Cancel the seminar and tell %(count)s delegate", "Cancel the seminar and tell %(count)s delegates", count) % {"count": Number(count)}
            if count
            else _("Cancel the seminar")
        ),
        done=_("The seminar is cancelled. Its pages say so."),
    )
    return _answer(request, ask, seminar, now)


@require_http_methods(["GET", "HEAD", "POST"])
def reinstate(request: HttpRequest, seminar_pk: int) -> HttpResponse:
    """The step back from a cancellation."""
    user, seminar, now = _user(request, agenda_rules.may_call_off), _seminar(seminar_pk), clock.now()
    form = ReasonsForm(request.POST or None)

    def after() -> Seminar:
        changed = copy.copy(seminar)
        changed.cancelled_at = None
        return changed

    ask = Ask(
        kind=Announced.REINSTATED,
        title=_("Take the cancellation back"),
        form=form,
        addressed=lambda: Addressed.LIVE_AND_LATE,
        texts=lambda: _as_texts(form),
        after=after,
        detail=lambda changed: {},
        do=lambda at: services.reinstate_seminar(seminar_id=seminar_pk, reasons=form.reasons, by=user, now=at),
        button=lambda count: (
            ngettext("Take the cancellation back and tell %(count)s delegate", "Take the cancellation back and tell %(count)s delegates", count)
            % {"count": Number(count)}
            if count
            else _("Take the cancellation back")
        ),
        done=_("The cancellation is taken back. The seminar takes place."),
    )
    return _answer(request, ask, seminar, now)


@require_http_methods(["GET", "HEAD", "POST"])
def postpone(request: HttpRequest, seminar_pk: int) -> HttpResponse:
    """Moves the seminar with its agenda to other days."""
    user, seminar, now = _user(request, agenda_rules.may_call_off), _seminar(seminar_pk), clock.now()
    form = PostponeForm(request.POST or None, seminar=seminar)

    def plan() -> plans.Plan:
        return plans.postponement(seminar, form.cleaned_data["starts_on"], move_deadline=form.cleaned_data["move_deadline"])

    def after() -> Seminar:
        require_later_days(seminar, form.cleaned_data["starts_on"], now)
        changed, moved = copy.copy(seminar), plan()
        changed.starts_on, changed.ends_on, changed.registration_closes_at = moved.starts_on, moved.ends_on, moved.closes_at
        changed.postponed_at = now
        if form.consent_holds is False:
            changed.confirmed_at, changed.confirmed_by = None, ""
        return changed

    ask = Ask(
        kind=Announced.POSTPONED,
        title=_("Postpone the seminar"),
        form=form,
        addressed=lambda: Addressed.LIVE_AND_LATE,
        texts=lambda: _as_texts(form),
        after=after,
        detail=lambda changed: services.moved(seminar, changed),
        do=lambda at: services.postpone_seminar(
            seminar_id=seminar_pk,
            starts_on=form.cleaned_data["starts_on"],
            reasons=form.reasons,
            move_deadline=form.cleaned_data["move_deadline"],
            consent_holds=form.consent_holds,
            consent_basis=form.basis,
            by=user,
            now=at,
        ),
        button=lambda count: (
            ngettext("Postpone the seminar and tell %(count)s delegate", "Postpone the seminar and tell %(count)s delegates", count) % {"count": Number(count)}
            if count
            else _("Postpone the seminar")
        ),
        done=_("The seminar stands on its new days. Its pages say so."),
    )
    return _answer(request, ask, seminar, now, plan=plan)


@require_http_methods(["GET", "HEAD", "POST"])
def message(request: HttpRequest, seminar_pk: int) -> HttpResponse:
    """A message of the host's own, in up to three languages."""
    user, seminar, now = _user(request, rules.may_announce), _seminar(seminar_pk), clock.now()
    form = MessageForm(request.POST or None, initial={"token": services.new_token()})
    ask = Ask(
        kind=Announced.MESSAGE,
        title=_("Message to everybody"),
        form=form,
        addressed=lambda: form.cleaned_data["addressed"],
        texts=lambda: services.cleaned_texts(form.texts),
        after=lambda: seminar,
        detail=lambda changed: {},
        do=lambda at: (
            seminar,
            services.announce(
                seminar_id=seminar_pk, addressed=form.cleaned_data["addressed"], texts=form.texts, token=form.cleaned_data["token"], by=user, now=at
            ),
        ),
        button=lambda count: ngettext("Send the message to %(count)s delegate", "Send the message to %(count)s delegates", count) % {"count": Number(count)},
        done=_("The message is on its way."),
    )
    return _answer(request, ask, seminar, now)


@require_safe
def page(request: HttpRequest, pk: int | str) -> HttpResponse:
    """How far a message has come, what it said, and what became of each mail. It looks again by itself while mails are being written."""
    user = _user(request, rules.may_read_announcements)
    number = frame.number(str(pk))
    announcement = get_object_or_404(Announcement.objects.select_related("seminar", "by", "stopped_by"), pk=number or 0)
    seminar = announcement.seminar
    running = announcement.ended_at is None
    why = announcing.pointless(announcement, seminar, clock.now())
    lines = announcing.progress(announcement)
    context = {
        "announcement": announcement,
        "seminar": seminar,
        "lines": lines,
        "running": running,
        # something may change by itself: mails are still to be written, or to be sent
        "moving": running or any(line.state in (MailState.QUEUED, MailState.SENDING) for line in lines),
        "refresh": REFRESH,
        "left_out": 0 if running else announcement.total - announcement.handled,
        "pointless": _(why) if why else "",
        "texts": [{"language": code, "name": dict(settings.LANGUAGES).get(code, code), **words} for code, words in announcement.texts.items()],
        "may_stop": rules.may_announce(user) and announcement.stopped_at is None,
        "without_email_url": f"{reverse('admin:registration_registration_changelist')}?seminar={seminar.slug}&email=no",
    }
    return _rendered(request, "report", seminar, str(announcement.get_kind_display()), context)


@require_POST
def stop(request: HttpRequest, pk: int) -> HttpResponse:
    """No more mails of this message."""
    user = _user(request, rules.may_announce)
    get_object_or_404(Announcement, pk=pk)
    try:
        services.stop(announcement_id=pk, by=user, now=clock.now())
    except BusinessError as error:
        messages.error(request, str(error))
    else:
        messages.success(request, _("The message is stopped. What was sent is sent."))
    return HttpResponseRedirect(reverse("admin:registration_announcement_change", args=[pk]))


def _answer(request: HttpRequest, ask: Ask, seminar: Seminar, now: dt.datetime, *, plan: Callable[[], plans.Plan] | None = None) -> HttpResponse:
    """The form; or, where it is whole, the preview; or, by the button of the preview, the act. Without a button nothing is done but to show."""
    form, step = ask.form, request.POST.get("step")
    if request.method != "POST" or step == "edit" or not form.is_valid():
        return _form_page(request, ask, seminar)
    try:
        if step == "do":
            changed, announcement = ask.do(now)
            messages.success(request, ask.done)
            if announcement is not None:
                return HttpResponseRedirect(reverse("admin:registration_announcement_change", args=[announcement.pk]))
            return HttpResponseRedirect(reverse("admin:agenda_seminar_change", args=[changed.pk]))
        context = _preview(ask, seminar, now)
    except BusinessError as error:
        form.add_error(None, str(error))
        return _form_page(request, ask, seminar)
    if plan is not None:
        context["plan"] = plan()
    return _rendered(request, "preview", seminar, ask.title, context)


def _preview(ask: Ask, seminar: Seminar, now: dt.datetime) -> dict[str, Any]:
    """What the officer is to see before the button: how many are told, and the words in each language, to a real delegate who reads it."""
    after, addressed, texts = ask.after(), ask.addressed(), ask.texts()
    announcement = Announcement(seminar=after, kind=ask.kind, addressed=addressed, texts=texts, detail=ask.detail(after), at=now)
    found = announcing.readers(seminar, addressed) if addressed else []
    mails = []
    for readers in found:
        readers.sample.seminar = after
        rendered = emails.rendered(readers.sample, announcement)
        mails.append({"readers": readers, "subject": rendered.subject, "text": previewed(rendered.text)})
    count = sum(readers.count for readers in found)
    return {
        "kind": ask.kind,
        "form": ask.form,
        "after": after,
        "mails": mails,
        "count": count,
        "without_email": announcing.without_email(seminar, addressed) if addressed else 0,
        "button": ask.button(count),
        "nobody": ask.kind == Announced.MESSAGE and not count,
        "danger": ask.kind == Announced.CANCELLED,
    }


def _form_page(request: HttpRequest, ask: Ask, seminar: Seminar) -> HttpResponse:
    return _rendered(request, "ask", seminar, ask.title, {"form": ask.form, "kind": ask.kind})


def _rendered(request: HttpRequest, template: str, seminar: Seminar, title: str, context: dict[str, Any]) -> HttpResponse:
    site = admin.site.each_context(request)
    return TemplateResponse(
        request,
        f"admin/registration/announcement/{template}.html",
        {**site, "opts": Seminar._meta, "original": seminar, "seminar": seminar, "title": title, "is_popup": False, **context},
    )


def _user(request: HttpRequest, may: Callable[[User], bool]) -> User:
    user = frame.officer(request)
    frame.require(may(user))
    return user


def _seminar(pk: int) -> Seminar:
    return get_object_or_404(Seminar, pk=pk)


def _as_texts(form: ReasonsForm) -> dict[str, dict[str, str]]:
    return {code: {"text": text} for code, text in form.reasons.items() if text.strip()}
