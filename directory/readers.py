"""The reader's clock: a city chosen in a select, kept in a cookie; staff have the clock of their seat."""

from django.conf import settings
from django.http import HttpRequest, HttpResponse

from seminar_portal import clock

from . import selectors

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
