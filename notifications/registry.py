"""What the apps above tell the outbox about the prefix of ``about`` that is theirs, in their ``AppConfig.ready()``.

A filler is asked at delivery, outside any transaction: it returns the values of the placeholders, or why the mail must not go any more.
A reader predicate says which staff may read the messages of the prefix in the viewer. A prefix without one is read by nobody.
"""

import dataclasses
import datetime as dt
from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from .models import OutgoingEmail


@dataclasses.dataclass(frozen=True)
class Fill:
    """The values of the placeholders ``[[name]]``, each a plain string."""

    values: Mapping[str, str] = dataclasses.field(default_factory=dict)


@dataclasses.dataclass(frozen=True)
class DoNotSend:
    """The mail has lost its point; ``reason`` is what staff read, such as "withdrawn"."""

    reason: str


Filler = Callable[["OutgoingEmail", dt.datetime], Fill | DoNotSend]
MayRead = Callable[[Any], bool]


@dataclasses.dataclass(frozen=True)
class Prefix:
    filler: Filler
    may_read: MayRead


_prefixes: dict[str, Prefix] = {}


def register(prefix: str, *, filler: Filler, may_read: MayRead) -> None:
    """Registers ``prefix`` (the part of ``about`` before the colon). Registering it again replaces the entry."""
    _prefixes[prefix] = Prefix(filler, may_read)


def filler_for(about: str) -> Filler | None:
    entry = _prefixes.get(about.partition(":")[0])
    return entry.filler if entry else None


def readable_prefixes(user: Any) -> list[str]:
    """The prefixes whose messages ``user`` may read."""
    return sorted(prefix for prefix, entry in _prefixes.items() if entry.may_read(user))
