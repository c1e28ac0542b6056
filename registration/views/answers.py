"""What the public doors of this app share: the answer to a wrong link, and a form that came only to be shown again."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from directory import readers
from seminar_portal import clock
from seminar_portal.answers import private

from .. import selectors
from ..links import registration_for

View = Callable[..., HttpResponse]
REFUSED = 409  # the request was understood, and the clock or the state of the thing forbids it


def no_link(request: HttpRequest) -> HttpResponse:
    """One and the same page for a wrong, an old and a revoked link, with the way to a new one."""
    return private(render(request, "registration/no_link.html", {"seminars": selectors.seminars_with_links(clock.now())}, status=404))


def by_link(refill: View | None = None) -> Callable[[View], View]:
    """A door that opens the registration of the personal link in its address and hands that on instead of the token. GET changes nothing behind it.

    ``refill`` answers a lost CSRF token (see seminar_portal.pages.csrf).
    """

    def opened(inside: View) -> View:
        @wraps(inside)
        def answer(request: HttpRequest, token: str, **kwargs: Any) -> HttpResponse:
            registration = registration_for(token)
            return no_link(request) if registration is None else private(inside(request, registration, **kwargs))

        return answer

    def decorated(view: View) -> View:
        answer = opened(view)
        if refill is not None:
            answer.refill = opened(refill)  # type: ignore[attr-defined]  # a view carries what shows its form again
        return answer

    return decorated


def is_kept(request: HttpRequest) -> bool:
    """Whether the form came only to be shown again: its reader switched the language or chose a clock. It is not taken, and nothing is said of its errors."""
    if request.method != "POST" or "keep" not in request.POST:
        return False
    if request.POST["keep"] == "clock":
        request.COOKIES[readers.COOKIE] = request.POST.get("zone", "")  # this very page already shows it
    return True


def kept(request: HttpRequest, response: HttpResponse) -> HttpResponse:
    """The page with the form shown again, which also remembers a chosen clock."""
    if request.POST["keep"] == "clock":
        readers.remember(response, request.POST.get("zone", ""))
    return response


def once_more() -> str:
    """What a person reads whose form came without a good token."""
    return _("Please send it once more: this page had been open too long, or your browser did not keep its cookie. Everything you typed is still here.")
