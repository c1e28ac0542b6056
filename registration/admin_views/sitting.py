"""What a sitting at the desk keeps from one paper form to the next: how and when it came, its nation, the letters. Nothing about a person."""

import datetime as dt
from typing import Any

from django.http import HttpRequest
from django.utils.dateparse import parse_datetime

KEY = "paper"
KEPT_FOR = dt.timedelta(hours=2)  # who comes back the next morning must not send yesterday's day of receipt unseen


def keep(request: HttpRequest, values: dict[str, Any], now: dt.datetime) -> None:
    request.session[KEY] = {"until": (now + KEPT_FOR).isoformat(), "values": values}


def kept(request: HttpRequest, now: dt.datetime) -> dict[str, Any]:
    """The values of the last form of this sitting; nothing where it is over."""
    found = request.session.get(KEY) or {}
    until = parse_datetime(found.get("until", ""))
    return dict(found.get("values", {})) if until is not None and now < until else {}
