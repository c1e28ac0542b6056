"""What every template may know of the reader."""

from typing import Any

from django.http import HttpRequest
from django.utils.functional import SimpleLazyObject

from seminar_portal import clock

from . import selectors
from .readers import beside_zone_of, zone_of


def reader(request: HttpRequest) -> dict[str, Any]:
    """``reader_zone``: the zone chosen by the reader, "" if none. ``beside_zone``: that, or the Secretariat's. ``clock_cities``: what may be chosen.

    The last two are read only when a template asks.
    """
    return {
        "reader_zone": zone_of(request),
        "beside_zone": SimpleLazyObject(lambda: beside_zone_of(request)),
        "clock_cities": lambda: selectors.cities_today(clock.now()),
    }
