"""The doors that need no link: the form, and "send me my link again"."""

import datetime as dt
from functools import partial
from zoneinfo import ZoneInfo

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import get_language
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from agenda.enums import Window
from agenda.models import Seminar
from agenda.rules import window
from directory.readers import zone_of
from seminar_portal import clock
from seminar_portal.answers import RedirectThenWork
from seminar_portal.errors import Closed, Invalid, NotPublished, NotYetOpen

from .. import printing
from ..content import Given
from ..forms import LinkForm, RegistrationForm
from ..links import token_for
from ..services.personal import send_link_again
from ..services.submission import new_form_token, submit_registration
from .answers import REFUSED, is_kept, kept, once_more


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def register(request: HttpRequest, slug: str) -> HttpResponse:
    """Annex II. Too early and too late are pages of their own, with what was typed; an unpublished seminar does not exist."""
    now = clock.now()
    seminar, where = _seminar(slug, now)
    if request.method != "POST":
        if where is not Window.OPEN:
            return _outside(request, seminar, where, None, status=200)
        return _shown(request, seminar, _form(seminar, now, request, bound=False))
    form = _form(seminar, now, request)
    if is_kept(request) and where is Window.OPEN:
        again = RegistrationForm(initial=form.as_typed, seminar=seminar, today=_today(seminar, now))
        return kept(request, _shown(request, seminar, again))
    if not form.is_valid():
        return _shown(request, seminar, form) if where is Window.OPEN else _outside(request, seminar, where, form.typed)
    try:
        registration = submit_registration(
            seminar_id=seminar.pk,
            data=form.given,
            form_token=form.cleaned_data["form_token"],
            language=get_language() or "en",
            zone=zone_of(request),
            now=now,
        )
    except (Closed, NotYetOpen):
        return _outside(request, *_seminar(slug, now), form.typed)  # read anew: it may have been closed or cancelled a moment ago
    except NotPublished as error:
        raise Http404 from error
    except Invalid as error:
        form.add_error(None, str(error))
        return _shown(request, seminar, form)
    return HttpResponseRedirect(reverse("registration:received", args=[token_for(registration)]))


def _register_refilled(request: HttpRequest, slug: str) -> HttpResponse:
    now = clock.now()
    seminar, where = _seminar(slug, now)
    form = _form(seminar, now, request)
    if where is not Window.OPEN:
        return _outside(request, seminar, where, form.typed)
    form.add_error(None, once_more())
    return _shown(request, seminar, form)


register.refill = never_cache(_register_refilled)  # type: ignore[attr-defined]  # a view carries what shows its form again


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def my_link(request: HttpRequest, slug: str) -> HttpResponse:
    """Sends the personal link to the address it belongs to. The answer is one and the same for every address, and is given before anything is looked up."""
    now = clock.now()
    seminar, _where = _seminar(slug, now)
    form = LinkForm(request.POST) if request.method == "POST" else LinkForm()
    if request.method == "POST" and form.is_valid():
        response = RedirectThenWork(request.path + "?sent")
        response.work = partial(send_link_again, seminar_id=seminar.pk, email=form.cleaned_data["email"], now=now)
        return response
    return _link_page(request, seminar, form)


def _my_link_refilled(request: HttpRequest, slug: str) -> HttpResponse:
    form = LinkForm(request.POST)
    form.add_error(None, once_more())
    return _link_page(request, _seminar(slug, clock.now())[0], form)


my_link.refill = never_cache(_my_link_refilled)  # type: ignore[attr-defined]  # a view carries what shows its form again


def _seminar(slug: str, now: dt.datetime) -> tuple[Seminar, Window]:
    """The public seminar and where ``now`` lies to its registration; 404 for what is not published."""
    seminar: Seminar = get_object_or_404(Seminar.objects.prefetch_related("contacts"), slug=slug)
    where = window(seminar, now)
    if where is Window.NOT_PUBLISHED:
        raise Http404
    return seminar, where


def _today(seminar: Seminar, now: dt.datetime) -> dt.date:
    return now.astimezone(ZoneInfo(seminar.zone)).date()


def _form(seminar: Seminar, now: dt.datetime, request: HttpRequest, *, bound: bool = True) -> RegistrationForm:
    today = _today(seminar, now)
    if bound:
        data = request.POST.copy()
        data["form_token"] = data.get("form_token") or new_form_token()
        return RegistrationForm(data, seminar=seminar, today=today)
    return RegistrationForm(initial={"form_token": new_form_token()}, seminar=seminar, today=today)


def _shown(request: HttpRequest, seminar: Seminar, form: RegistrationForm) -> HttpResponse:
    return render(request, "registration/register.html", {"seminar": seminar, "form": form})


def _outside(request: HttpRequest, seminar: Seminar, where: Window, typed: Given | None, status: int = REFUSED) -> HttpResponse:
    """The page outside the window. Nothing was stored; what was typed stands there to be printed and sent."""
    lines = printing.lines(typed, seminar.starts_on, empty=True, on_form=True) if typed is not None else []
    return render(request, "registration/outside.html", {"seminar": seminar, "too_early": where is Window.TOO_EARLY, "lines": lines}, status=status)


def _link_page(request: HttpRequest, seminar: Seminar, form: LinkForm) -> HttpResponse:
    return render(request, "registration/my_link.html", {"seminar": seminar, "form": form, "sent": "sent" in request.GET and request.method != "POST"})
