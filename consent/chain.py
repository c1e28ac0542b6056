"""The chain of a procedure's record, as functions of plain values: each link covers what it says and the link before it.

SHA-256 over canonical JSON (keys sorted, no spaces, instants in UTC), so that anybody can compute it again from an export.
"""

import datetime as dt
import hashlib
import json
from collections.abc import Mapping
from typing import Any


def canonical(value: Any) -> str:
    """One writing for one value: keys sorted, instants as ISO 8601 in UTC, days as ISO dates."""
    return json.dumps(value, sort_keys=True, ensure_ascii=False, separators=(",", ":"), default=_plain)


def _plain(value: Any) -> str:
    if isinstance(value, dt.datetime):
        return value.astimezone(dt.UTC).isoformat(timespec="microseconds")
    if isinstance(value, dt.date):
        return value.isoformat()
    raise TypeError(f"{type(value).__name__} has no canonical writing")


def digest(value: Any) -> str:
    """SHA-256 of the canonical writing, in hexadecimal."""
    return hashlib.sha256(canonical(value).encode()).hexdigest()


def link(previous: str, said: Mapping[str, Any]) -> str:
    """The hash of an event that says ``said`` after the event whose hash is ``previous`` ("" for the first)."""
    return digest({"previous": previous, **said})


def short(head: str) -> str:
    """The head as it is printed, in groups that can be read aloud: the first 16 of its 64 digits."""
    return " ".join(head[start : start + 4] for start in range(0, len(head[:16]), 4))
