from collections.abc import Callable
from zoneinfo import ZoneInfo

from django.http import HttpRequest, HttpResponse
from django.utils import timezone

from .selectors import cities_remembered


class SeatClockMiddleware:
    """Staff see times in the clock of their own seat; everybody else sees UTC until a page says otherwise."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        user = getattr(request, "user", None)
        with cities_remembered():
            if user is None or not user.is_authenticated:
                return self.get_response(request)
            with timezone.override(ZoneInfo(user.zone)):
                return self.get_response(request)
