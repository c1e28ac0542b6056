"""What the public doors of this app share: headers of a private page, the answer to a wrong link, and work done after the answer."""

import logging
from collections.abc import Callable
from functools import wraps
from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils.cache import add_never_cache_headers, patch_cache_control
from django.utils.translation import gettext as _

from directory import readers
from seminar_portal import clock

from .. import selectors
from ..links import registration_for

log = logging.getLogger(__name__)
View = Callable[..., HttpResponse]
REFUSED = 409  # the request was understood, and the clock or the state of the thing forbids it


def private(response: HttpResponse) -> HttpResponse:
    """Nobody keeps the page, no search engine lists it, and its address is told to no other site."""
    add_never_cache_headers(response)
    patch_cache_control(response, no_store=True)
    response["Referrer-Policy"] = "same-origin"
    response["X-Robots-Tag"] = "noindex, nofollow"
    response._has_been_logged = True  # type: ignore[attr-defined]  # Django logs the address of every refusal, and this address is a key
    return response


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
            answer.refill = opened(refill)  # type: ignore[attr-defined]
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


class RedirectThenWork(HttpResponseRedirect):
    """A redirect whose ``work`` is done after it has gone out, so that the time of the answer does not tell what the work was."""

    work: Callable[[], object] | None = None

    def close(self) -> None:
        work, self.work = self.work, None
        if work is not None:
            try:
                work()
            except Exception as error:  # the answer is out; the person can ask again
                log.error("work after the answer failed: %s", type(error).__name__)
        super().close()
