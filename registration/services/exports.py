"""What is kept of an export: who took which list, when, and how many rows it had. Never the rows."""

import datetime as dt

from django.core.exceptions import PermissionDenied
from django.db import transaction

from agenda.models import Seminar
from directory.models import User

from .. import rules
from ..models import ExportRecord

FILTER_LENGTH = 1000


@transaction.atomic(durable=True)
def record_export(*, seminar: Seminar | None, file_format: str, filter_words: str, rows: int, by: User, now: dt.datetime) -> ExportRecord:
    """Writes down one export, before the file is handed out. ``seminar`` is None where the list ran over several. Who may: rules.may_export."""
    if not rules.may_export(by):
        raise PermissionDenied
    return ExportRecord.objects.create(seminar=seminar, at=now, by=by, format=file_format, filter=filter_words[:FILTER_LENGTH], rows=rows)
