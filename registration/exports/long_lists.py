"""The writing of a list that is too long for a request: claimed, written to the disk page by page, kept, handed over. No transaction is open meanwhile."""

import datetime as dt
import logging
from collections.abc import Callable

from django.utils import translation
from django.utils.translation import gettext as _

from directory import clocks, files
from directory.selectors import cities_remembered

from ..enums import ExportPurpose
from ..models import ExportRecord
from ..services import exports
from . import rows
from .columns import Heading
from .files import WRITERS, name_of, wanted_columns, written

log = logging.getLogger(__name__)


class ClaimIsGone(Exception):
    """Another worker has begun anew."""


def write(*, export_id: int, now: Callable[[], dt.datetime]) -> None:
    """Writes the file of an export that waits, and tells who asked. Does nothing where it is over or in another worker's hands.

    The rows are those that were frozen when it was asked for, in that order, with what stands in them today.
    """
    record = exports.claim(export_id=export_id, now=now())
    if record is None:
        return
    token = record.claim
    try:
        with translation.override(record.language), cities_remembered():
            _write(record, now)
    except ClaimIsGone:
        log.info("export %s: another worker has it", export_id)
    except Exception:
        log.exception("export %s could not be written", export_id)
        exports.give_back(export_id=export_id, token=token, now=now())


def heading_of(record: ExportRecord, as_of: dt.datetime) -> Heading | None:
    """The lines above the table; none for the platform, which wants its headings in the first line. In the active language."""
    if record.purpose == ExportPurpose.PLATFORM:
        return None
    title = str(record.seminar) if record.seminar else _("Registrations")
    return Heading(title=title, filter=record.filter, as_of=clocks.said(as_of, record.by.zone).sentence)


def _write(record: ExportRecord, now: Callable[[], dt.datetime]) -> None:
    token, begun = record.claim, now()

    def after_page(done: int) -> None:
        if not exports.advance(export_id=record.pk, token=token, written=done, now=now()):
            raise ClaimIsGone

    columns = wanted_columns(record.purpose, record.columns)
    lines = rows.pages(record.keys, after_page=after_page)
    file, count = written(record.format, heading=heading_of(record, begun), columns=columns, rows=lines)
    with file:
        kept = files.store_file(
            file=file,
            name=name_of(record.seminar, record.purpose, record.format, begun, record.by.zone),
            content_type=WRITERS[record.format][1],
            owner=f"{exports.EXPORT_OWNER}{record.pk}",
            by=record.by,
            now=now(),
        )
    if not exports.finish(export_id=record.pk, token=token, rows=count, file=kept, now=now()):
        files.remove(stored_file=kept)
