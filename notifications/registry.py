"""What the apps above tell the outbox about the prefix of ``about`` that is theirs, in their ``AppConfig.ready()``.

A filler is asked at delivery, outside any transaction, with the reader's language active: it returns the values of the placeholders, or why the
mail must not go any more. It may be asked several times for one mail, so it must change nothing.
A reader predicate says which staff may read the messages of the prefix in the viewer. A prefix without one is read by nobody.
"""

import dataclasses
import datetime as dt
from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any

from django.utils.functional import Promise

if TYPE_CHECKING:
    from .models import OutgoingEmail


@dataclasses.dataclass(frozen=True)
class Fill:
    """The values of the placeholders ``[[name]]``, each a plain string of one or more lines; ``mail.isolate`` may stand round names in it."""

    values: Mapping[str, str] = dataclasses.field(default_factory=dict)


@dataclasses.dataclass(frozen=True)
class DoNotSend:
    """The mail has lost its point; ``reason`` is what staff read, such as "withdrawn".

    Staff read it in their own language and the mail is in the reader's, so it is a lazy text (``gettext_lazy``) or a marked one (``gettext_noop``):
    it is stored in English and translated where it is shown.
    """

    reason: "str | Promise"


Filler = Callable[["OutgoingEmail", dt.datetime], Fill | DoNotSend]
MayRead = Callable[[Any], bool]


@dataclasses.dataclass(frozen=True)
class Prefix:
    filler: Filler
    may_read: MayRead


_prefixes: dict[str, Prefix] = {}
_kinds: dict[str, "str | Promise"] = {}


def register(prefix: str, *, filler: Filler, may_read: MayRead) -> None:
    """Registers ``prefix`` (the part of ``about`` before the colon). Registering it again replaces the entry."""
    _prefixes[prefix] = Prefix(filler, may_read)


def prefix_of(about: str) -> str:
    """ "registration" of "registration:17"."""
    return about.partition(":")[0]


def filler_for(about: str) -> Filler | None:
    entry = _prefixes.get(prefix_of(about))
    return entry.filler if entry else None


def readable_prefixes(user: Any) -> list[str]:
    """The prefixes whose messages ``user`` may read."""
    return sorted(prefix for prefix, entry in _prefixes.items() if entry.may_read(user))


def name_kinds(words: "Mapping[str, str | Promise]") -> None:
    """What staff call the messages of each kind: ``{"registration/received": _("registration received")}``."""
    _kinds.update(words)


def kind_words(kind: str) -> str:
    """A kind in words; one without words is shown as it is stored."""
    return str(_kinds.get(kind, kind))
