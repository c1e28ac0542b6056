"""A forgotten password, and the link that sets one. GET changes nothing: scanners of mail follow links."""

from functools import partial

from django.conf import settings
from django.contrib import admin, messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from seminar_portal import clock
from seminar_portal.answers import RedirectThenWork, private
from seminar_portal.errors import Closed, Invalid

from .. import links
from ..forms import EmailForm, PasswordForm
from ..models import User
from ..services import accounts

MARK = "known"  # the cookie of a browser that has logged in, or opened the link, before


@require_http_methods(["GET", "HEAD", "POST"])
def forgotten(request: HttpRequest) -> HttpResponse:
    """Mails the link to the address if it has an account. The answer is one and the same for every address, and is given before anything is looked up."""
    form = EmailForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        response = RedirectThenWork(request.path + "?sent")
        response.work = partial(accounts.ask_for_link, email=form.cleaned_data["email"], now=clock.now())
        return private(response)
    return private(_page(request, "forgotten", _("Set a new password"), {"form": form, "sent": "sent" in request.GET and request.method != "POST"}))


@require_http_methods(["GET", "HEAD", "POST"])
def from_link(request: HttpRequest, token: str) -> HttpResponse:
    """Sets the password over the mailed link; only POST does. A wrong, an old and a used link are one and the same page."""
    now = clock.now()
    user = links.user_of(token, now)
    if user is None:
        return _ended(request)
    form = PasswordForm(user, request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            user = accounts.set_password(token=token, password=form.cleaned_data["new_password1"], now=now)
        except Closed:
            return _ended(request)
        except Invalid as error:
            form.add_error("new_password1", str(error))
        else:
            messages.success(request, _("Your password is set. Log in with it."))
            response = HttpResponseRedirect(reverse("admin:index"))
            remember_browser(response, user)
            return private(response)
    return private(_page(request, "set_password", _("Set your password"), {"form": form, "account": user}))


def _forgotten_refilled(request: HttpRequest) -> HttpResponse:
    form = EmailForm(request.POST)
    form.add_error(None, _once_more())
    return private(_page(request, "forgotten", _("Set a new password"), {"form": form, "sent": False}))


def _from_link_refilled(request: HttpRequest, token: str) -> HttpResponse:
    user = links.user_of(token, clock.now())
    if user is None:
        return _ended(request)
    form = PasswordForm(user, request.POST)
    form.add_error(None, _once_more())
    return private(_page(request, "set_password", _("Set your password"), {"form": form, "account": user}))


forgotten.refill = _forgotten_refilled  # type: ignore[attr-defined]  # a view carries what shows its form again
from_link.refill = _from_link_refilled  # type: ignore[attr-defined]  # a view carries what shows its form again


def _once_more() -> str:
    return _("Please send it once more: this page had been open too long, or your browser did not keep its cookie.")


def remember_browser(response: HttpResponse, user: User) -> None:
    """The browser gets a mark of its own: its attempts to log in are counted apart from those of strangers."""
    age = int(links.KNOWN_FOR.total_seconds())
    response.set_cookie(MARK, links.mark_of_browser(user), max_age=age, secure=settings.SECURE, httponly=True, samesite="Lax")


def _ended(request: HttpRequest) -> HttpResponse:
    response = _page(request, "link_ended", _("This link has ended"), {})
    response.status_code = 404
    return private(response)


def _page(request: HttpRequest, template: str, title: str, context: dict[str, object]) -> HttpResponse:
    shown = {**admin.site.each_context(request), "title": title, "has_permission": False, "is_nav_sidebar_enabled": False, **context}
    return render(request, f"admin/directory/{template}.html", shown)
