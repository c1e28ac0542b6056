"""Focal points: invite, look, send the invitation again, hand over, take back, end."""

import datetime as dt
from collections.abc import Callable
from typing import Any

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from notifications.selectors import history
from seminar_portal import clock
from seminar_portal.errors import BusinessError

from .. import emails, rules
from ..forms import EndForm, InviteForm, PersonForm
from ..models import FocalPoint, User
from ..services import focal_points
from . import frame
from .accounts import event_words


@require_http_methods(["GET", "HEAD", "POST"])
def invite_focal_point(request: HttpRequest) -> HttpResponse:
    """A new focal point; the mission may be given in the address (``?mission=``)."""
    user, now = frame.officer(request), clock.now()
    frame.require(rules.may_manage_focal_points(user))
    form = InviteForm(request.POST if request.method == "POST" else None, now=now, initial={"mission": request.GET.get("mission", ""), "language": "en"})
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        try:
            post = focal_points.invite(mission_id=int(given["mission"]), email=given["email"], name=given["name"], language=given["language"], by=user, now=now)
        except BusinessError as error:
            form.add_error("email", str(error))
        else:
            messages.success(request, _("%(name)s is invited: the message is on its way to %(address)s.") % _said(post))
            return _to(post.pk)
    return frame.answer(request, "focalpoint/invite", _("Invite a focal point"), {"form": form, "opts": FocalPoint._meta})


@require_GET
def focal_point(request: HttpRequest, pk: int | str) -> HttpResponse:
    """One post: who, since when, what was done, and what may be done."""
    user = frame.officer(request)
    frame.require(rules.may_see_focal_points(user))
    return _page(request, user, _post_or_404(pk), clock.now())


@require_POST
def send_invitation(request: HttpRequest, pk: int) -> HttpResponse:
    return _act(request, pk, focal_points.send_again, _("The invitation is on its way again."))


@require_POST
def take_back(request: HttpRequest, pk: int) -> HttpResponse:
    return _act(request, pk, focal_points.take_back, _("The hand-over is taken back."))


@require_POST
def hand_over(request: HttpRequest, pk: int) -> HttpResponse:
    form = PersonForm(request.POST, prefix="successor")
    return _act(request, pk, focal_points.hand_over, _("The successor is invited, and this post has ended."), form=form, field="email")


@require_POST
def end_post(request: HttpRequest, pk: int) -> HttpResponse:
    return _act(request, pk, focal_points.end_post, _("The post has ended, and the person is told."), form=EndForm(request.POST, prefix="end"), field="reason")


def state_of(post: FocalPoint) -> tuple[str, str]:
    """The class of the colour, and the word."""
    if not post.is_live:
        return "stop", _("ended")
    if not post.user.is_active:
        return "stop", _("account closed")
    if post.successor is not None:
        return "wait", _("handed over to %(name)s, who has not logged in yet") % {"name": post.successor.user}
    return ("good", _("acts")) if post.user.last_login else ("wait", _("invited, has never logged in"))


def _page(request: HttpRequest, user: User, post: FocalPoint, now: dt.datetime, refused: forms.Form | None = None) -> HttpResponse:
    successor = refused if isinstance(refused, PersonForm) else PersonForm(prefix="successor", initial={"language": post.user.language})
    end = refused if isinstance(refused, EndForm) else EndForm(prefix="end")
    events = post.user.account_events.select_related("by")
    context = {
        "form": refused,
        "successor_form": successor,
        "end_form": end,
        "post": post,
        "state": state_of(post),
        "reason": _(post.ended_reason) if post.ended_reason else "",
        "answers": post.mission.answers_at(now),
        "may_manage": rules.may_manage_focal_points(user),
        "may_change_parties": rules.may_change_parties(user),
        "others": FocalPoint.objects.filter(user=post.user, until__isnull=True).exclude(pk=post.pk).select_related("mission__party"),
        "zone": user.zone,
        "events": [{"event": event, "what": event_words(event.detail)} for event in events],
        "mails": [*history(emails.about_post(post)), *history(emails.about_codes(post.user))],
        "opts": FocalPoint._meta,
    }
    return frame.answer(request, "focalpoint/post", str(post.user), context)


def _post_or_404(pk: int | str) -> FocalPoint:
    posts = FocalPoint.objects.select_related("mission__party", "user", "invited_by", "ended_by", "successor__user")
    found = posts.filter(pk=pk).first() if str(pk).isascii() and str(pk).isdecimal() and len(str(pk)) < 19 else None
    if found is None:
        raise Http404(_("There is no such focal point."))
    return found


def _act(request: HttpRequest, pk: int, act: Callable[..., FocalPoint], done: str, *, form: forms.Form | None = None, field: str = "") -> HttpResponse:
    """One button of the page of a post, with what its form says."""
    user, post, now = frame.officer(request), _post_or_404(pk), clock.now()
    frame.require(rules.may_manage_focal_points(user))
    if form is not None and not form.is_valid():
        return _page(request, user, post, now, form)
    given: dict[str, Any] = form.cleaned_data if form is not None else {}
    try:
        act(post_id=post.pk, **given, by=user, now=now)
    except BusinessError as error:
        if form is not None:
            form.add_error(field, str(error))
            return _page(request, user, post, now, form)
        messages.error(request, str(error))
    else:
        messages.success(request, done)
    return _to(post.pk)


def _said(post: FocalPoint) -> dict[str, str]:
    return {"name": str(post.user), "address": post.user.email}


def _to(pk: int) -> HttpResponseRedirect:
    return HttpResponseRedirect(reverse("admin:directory_focalpoint_change", args=[pk]))
