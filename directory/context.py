"""What every template may know of the reader."""

from typing import Any

from django.http import HttpRequest

from seminar_portal import clock

from . import selectors
from .readers import zone_of


def reader(request: HttpRequest) -> dict[str, Any]:
    """``reader_zone``: the zone chosen by the reader, "" if none. ``clock_cities``: what may be chosen, read only when a template asks."""
    return {"reader_zone": zone_of(request), "clock_cities": lambda: selectors.cities_today(clock.now())}
