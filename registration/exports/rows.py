"""Rows for a file, in the order of a list and in little memory: first the keys of all, then the rows themselves in pages of keys.

There is no server-side cursor (PgBouncer breaks them) and no offset: what is written meanwhile moves nobody in or out of the file, and any order of a list
can be kept, also one by a column that may be empty or the same for many.
"""

from array import array
from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import Any

from django.db.models import QuerySet, TextField
from django.db.models.functions import Cast

from agenda.models import Seminar
from directory.models import Party, User

from ..models import Registration

PAGE = 500
READ = "e164_"  # how the names of the phones as text begin: the fields themselves parse each number anew, which took a third of the time
_phones = ("mobile", "landline", "fax")
_not_printed = ("search_text", "name_key", "content_digest", "form_token", *_phones)


def keys_of(rows: QuerySet[Registration]) -> Sequence[int]:
    """The keys of ``rows`` in their order. One query, eight bytes each."""
    return array("q", rows.select_related(None).values_list("pk", flat=True).iterator(chunk_size=5000))


def pages(keys: Sequence[int], size: int = PAGE, after_page: Callable[[int], None] | None = None) -> Iterator[Registration]:
    """The rows with these keys, in this order. One query for each ``size``, and few for what many share; a row that is gone is left out.

    ``after_page`` is told how many keys have been gone through.
    """
    shared = _Shared()
    rows = Registration.objects.defer(*_not_printed).annotate(**{READ + name: Cast(name, TextField()) for name in _phones})
    for start in range(0, len(keys), size):
        wanted = keys[start : start + size]
        found = rows.in_bulk(list(wanted))
        shared.hand_out(found.values())
        yield from (found[key] for key in wanted if key in found)
        if after_page is not None:
            after_page(start + len(wanted))


class _Shared:
    """Seminars, states and officers: read once, and the same object in every row. A join would make each of them anew for each row."""

    def __init__(self) -> None:
        self.relations: dict[str, tuple[Any, dict[int, Any]]] = {"seminar": (Seminar, {}), "party": (Party, {}), "recorded_by": (User, {})}

    def hand_out(self, rows: Iterable[Registration]) -> None:
        rows = list(rows)
        for name, (model, known) in self.relations.items():
            keys = {key for row in rows if (key := getattr(row, f"{name}_id")) is not None}
            if missing := keys - known.keys():
                known.update(model.objects.in_bulk(missing))
            for row in rows:
                setattr(row, name, known.get(getattr(row, f"{name}_id")))
