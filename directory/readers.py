"""The reader's clock: a city chosen in a select, kept in a cookie; staff have the clock of their seat. And whoever reads as a focal point."""

import dataclasses
import datetime as dt
from collections.abc import Callable
from functools import wraps
from typing import Any

from django.conf import settings
from django.contrib.auth.views import redirect_to_login
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.urls import reverse

from seminar_portal import clock
from seminar_portal.answers import private

from . import selectors
from .models import FocalPoint, User

COOKIE = "clock"
ONE_YEAR = 60 * 60 * 24 * 365


def zone_of(request: HttpRequest) -> str:
    """The IANA zone the reader chose, or the seat's zone of who is logged in, or ""."""
    chosen = request.COOKIES.get(COOKIE, "")
    if chosen and clock.is_zone(chosen):
        return chosen
    user = getattr(request, "user", None)
    return user.zone if user is not None and user.is_authenticated else ""


def remember(response: HttpResponse, zone: str) -> None:
    """Keeps the zone of the chosen city in the reader's cookie; an unknown zone clears it."""
    if clock.is_zone(zone):
        response.set_cookie(COOKIE, zone, max_age=ONE_YEAR, secure=settings.SECURE, httponly=True, samesite="Lax")
    else:
        response.delete_cookie(COOKIE)


def beside_zone_of(request: HttpRequest) -> str:
    """The zone whose clock stands beside every deadline: the reader's, else that of the Secretariat's seat."""
    return zone_of(request) or selectors.seat_zone()


@dataclasses.dataclass(frozen=True)
class Visit:
    """A focal point at a page: who, with which live posts (never none), at which instant."""

    user: User
    posts: list[FocalPoint]
    now: dt.datetime

    def at(self, mission_id: int) -> FocalPoint:
        """The post at that mission. Raises Http404 where there is none: what one does not serve one does not know of."""
        return next((post for post in self.posts if post.mission_id == mission_id), None) or _not_found()


def for_focal_points(view: Callable[..., HttpResponseBase]) -> Callable[..., Any]:
    """A door for focal points: ``view(request, visit, …)``. Who is not logged in goes to the log-in and comes back; who holds no post finds nothing (404).

    The page is private: nobody keeps it, no search engine lists it. One query.
    """

    @wraps(view)
    def door(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        user = request.user
        if not isinstance(user, User) or not user.is_authenticated:
            return private(redirect_to_login(request.get_full_path(), reverse("account_request_login_code")))
        now = clock.now()
        posts = selectors.posts_of(user, now)
        if not posts:
            _not_found()
        return private(view(request, Visit(user, posts, now), *args, **kwargs))

    return door


def _not_found() -> Any:
    raise Http404
