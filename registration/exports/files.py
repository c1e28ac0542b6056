"""A list as a whole file: which writer, which columns, which name, and the file on the disk that holds it."""

import datetime as dt
import tempfile
from collections.abc import Callable, Iterable, Sequence
from typing import IO
from zoneinfo import ZoneInfo

from agenda.models import Seminar

from ..enums import ExportPurpose
from ..models import Registration
from . import csv_file, xlsx_file
from .columns import Column, Heading, chosen, mapped

Writer = Callable[..., int]
WRITERS: dict[str, tuple[Writer, str]] = {
    "csv": (csv_file.write, "text/csv; charset=utf-8"),
    "xlsx": (xlsx_file.write, xlsx_file.CONTENT_TYPE),
}


def wanted_columns(purpose: str, kept: Sequence[object]) -> list[Column]:
    """The columns that ``ExportRecord.columns`` holds: keys, or pairs of heading and key for the platform. In the active language."""
    if purpose == ExportPurpose.PLATFORM:
        return mapped([(str(pair[0]), str(pair[1])) for pair in kept if isinstance(pair, (list, tuple))])
    return chosen([str(key) for key in kept])


def written(file_format: str, *, heading: Heading | None, columns: list[Column], rows: Iterable[Registration]) -> tuple[IO[bytes], int]:
    """The file, at its beginning, and the number of rows. It has no name on the disk and is gone when it is closed."""
    write, _content_type = WRITERS[file_format]
    file = tempfile.TemporaryFile()  # noqa: SIM115  the answer closes it
    try:
        count = write(file, heading=heading, columns=columns, rows=rows)
        file.seek(0)
    except BaseException:
        file.close()
        raise
    return file, count


def name_of(seminar: Seminar | None, purpose: str, file_format: str, now: dt.datetime, zone: str) -> str:
    """ "biodiversity-2027-11-06-0900.xlsx", on the clock of ``zone``."""
    words = [seminar.slug if seminar else "registrations", *(["platform"] if purpose == ExportPurpose.PLATFORM else [])]
    return f"{'-'.join(words)}-{now.astimezone(ZoneInfo(zone)):%Y-%m-%d-%H%M}.{file_format}"
