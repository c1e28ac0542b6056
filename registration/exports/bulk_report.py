"""The report of a bulk act as CSV, by the same rules for cells as the list."""

import csv
import io
from collections.abc import Iterator
from typing import IO

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from .. import bulk_words
from ..enums import RowState
from ..models import BulkAct, BulkRow
from .columns import Heading, nation
from .csv_file import BOM, safe_cell

PAGE = 1000


def write(file: IO[bytes], *, act: BulkAct, heading: Heading, rows: QuerySet[BulkRow]) -> int:
    """Writes what became of each row, in the order of references, read in pages by key. Returns the number of rows."""
    text = io.TextIOWrapper(file, encoding="utf-8", newline="", write_through=True)
    text.write(BOM)
    out = csv.writer(text, quoting=csv.QUOTE_ALL)
    for line in heading.lines:
        out.writerow([safe_cell(part) for part in line])
    out.writerow([])
    out.writerow([_("Reference"), _("Name"), _("State / organisation"), _("State at the preview"), _("What became of it"), _("Why")])
    count = 0
    for row in _pages(rows):
        registration = row.registration
        values = [
            registration.reference,
            registration.printed_name,
            nation(registration),
            row.get_state_seen_display(),
            bulk_words.outcome(act, RowState(row.state)),
            bulk_words.why(act, row),
        ]
        out.writerow([safe_cell(value) for value in values])
        count += 1
    text.detach()
    return count


def _pages(rows: QuerySet[BulkRow]) -> Iterator[BulkRow]:
    after = 0
    while batch := list(rows.filter(pk__gt=after).order_by("pk")[:PAGE]):
        yield from batch
        after = batch[-1].pk
