"""What is kept of an export: who took which list, when, how many rows it had and in which columns; and the writing of long ones by the worker.

A long list goes through *waiting* → *being written* → *done* or *failed*. The worker holds a claim that it renews with each page of rows; a claim that is
older than :data:`PATIENCE` is a process that died, and the next one begins anew.
"""

import datetime as dt
import secrets
from collections.abc import Sequence
from functools import partial
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import Q

from agenda.models import Seminar
from directory import files
from directory.models import StoredFile, User
from seminar_portal import clock

from .. import rules, wake
from ..emails import export as emails
from ..enums import ExportPurpose, ExportState
from ..models import ExportRecord

FILTER_LENGTH = 1000
PATIENCE = dt.timedelta(minutes=10)
MOST_ATTEMPTS = 3
KEPT_FOR = dt.timedelta(days=7)
EXPORT_OWNER, PLATFORM_OWNER, IMPORT_OWNER = "export:", "platform:", "import:"  # how the owner of a stored file of ours begins


@transaction.atomic(durable=True)
def record_export(
    *,
    seminar: Seminar | None,
    file_format: str,
    filter_words: str,
    rows: int,
    by: User,
    now: dt.datetime,
    purpose: str = ExportPurpose.LIST,
    columns: Sequence[Any] = (),
) -> ExportRecord:
    """Writes down one export, before the file is handed out. ``seminar`` is None where the list ran over several. Who may: rules.may_export."""
    if not rules.may_export(by):
        raise PermissionDenied
    return ExportRecord.objects.create(
        seminar=seminar,
        at=now,
        by=by,
        format=file_format,
        purpose=purpose,
        filter=filter_words[:FILTER_LENGTH],
        columns=list(columns),
        rows=rows,
        written=rows,
        ended_at=now,
    )


@transaction.atomic(durable=True)
def request_export(
    *,
    seminar: Seminar | None,
    file_format: str,
    filter_words: str,
    keys: Sequence[int],
    purpose: str,
    columns: Sequence[Any],
    language: str,
    by: User,
    now: dt.datetime,
) -> ExportRecord:
    """Freezes a long list as it is asked for, in its order, and wakes the worker when the transaction commits. Nobody else may fetch the file.

    ``language`` is that of the headings. Who may: rules.may_export.
    """
    if not rules.may_export(by):
        raise PermissionDenied
    record = ExportRecord.objects.create(
        seminar=seminar,
        at=now,
        by=by,
        format=file_format,
        purpose=purpose,
        filter=filter_words[:FILTER_LENGTH],
        columns=list(columns),
        rows=len(keys),
        keys=list(keys),
        language=language,
        state=ExportState.QUEUED,
    )
    transaction.on_commit(partial(wake.write_export, record.pk), robust=True)
    return record


@transaction.atomic(durable=True)
def claim(*, export_id: int, now: dt.datetime) -> ExportRecord | None:
    """Takes the writing of an export, with its frozen keys. None where there is nothing to do: unknown, over, or in another worker's hands.

    After :data:`MOST_ATTEMPTS`, or where who asked may not have lists any more, the export has failed. The worker alone calls this.
    """
    # the lock: of two workers that got the same hint, one writes
    record = ExportRecord.objects.select_for_update(of=("self",)).select_related("by", "seminar").filter(pk=export_id).first()
    if record is None or not record.is_under_way or record.is_claimed(now - PATIENCE):
        return None
    if not rules.may_export(record.by):
        _end(record, ExportState.FAILED, now)
        return None
    if record.attempts >= MOST_ATTEMPTS:
        _fail(record, now)
        return None
    record.state, record.claim, record.claimed_at, record.written = ExportState.RUNNING, secrets.token_hex(16), now, 0
    record.attempts += 1
    record.save(update_fields=["state", "claim", "claimed_at", "written", "attempts"])
    return record


def advance(*, export_id: int, token: str, written: int, now: dt.datetime) -> bool:
    """Says how many rows are through and renews the claim. False where the claim is somebody else's by now: stop. One query."""
    return ExportRecord.objects.filter(pk=export_id, claim=token, state=ExportState.RUNNING).update(written=written, claimed_at=now) == 1


@transaction.atomic(durable=True)
def finish(*, export_id: int, token: str, rows: int, file: StoredFile, now: dt.datetime) -> bool:
    """Hands the file over to who asked and tells them by mail. False, and nothing is done, where the claim is not ours any more."""
    record = _mine(export_id, token)
    if record is None:
        return False
    record.file, record.rows = file, rows
    _end(record, ExportState.DONE, now)
    emails.ready(record, now=now)
    return True


@transaction.atomic(durable=True)
def give_back(*, export_id: int, token: str, now: dt.datetime) -> None:
    """After a fault while it was written: tried again by the sweep, or failed if it was the last attempt."""
    record = _mine(export_id, token)
    if record is None:
        return
    if record.attempts >= MOST_ATTEMPTS:
        _fail(record, now)
    else:
        record.state, record.claim, record.claimed_at = ExportState.QUEUED, "", None
        record.save(update_fields=["state", "claim", "claimed_at"])


def waiting(now: dt.datetime, *, limit: int = 20) -> list[int]:
    """The exports that nobody writes, the oldest first: never begun, given back, or left by a process that died. One query."""
    found = ExportRecord.objects.filter(Q(state=ExportState.QUEUED) | Q(state=ExportState.RUNNING, claimed_at__lt=now - PATIENCE))
    return list(found.order_by("pk").values_list("pk", flat=True)[:limit])


def remove_old_files(*, now: dt.datetime) -> int:
    """Takes the files of exports away :data:`KEPT_FOR` after they were done, and the lists that were uploaded. Returns how many.

    By beat. The records stay in the register. Twice or late: what is gone is gone.
    """
    before = now - KEPT_FOR
    ours = Q(owner__startswith=EXPORT_OWNER) | Q(owner__startswith=PLATFORM_OWNER) | Q(owner__startswith=IMPORT_OWNER)
    old = StoredFile.objects.filter(ours, stored_at__lt=before)
    count = 0
    for kept in old.order_by("pk")[:500]:
        files.remove(stored_file=kept)
        count += 1
    return count


def available_until(record: ExportRecord) -> dt.datetime | None:
    return record.ended_at + KEPT_FOR if record.file_id and record.ended_at else None


def is_late(record: ExportRecord, now: dt.datetime) -> bool:
    """Whether the file may not be given out any more, although beat has not taken it away yet."""
    until = available_until(record)
    return until is not None and not clock.in_time(now, until)


def _mine(export_id: int, token: str) -> ExportRecord | None:
    return (
        ExportRecord.objects.select_for_update(of=("self",))
        .select_related("by", "seminar")
        .filter(pk=export_id, claim=token, state=ExportState.RUNNING)
        .first()
    )


def _fail(record: ExportRecord, now: dt.datetime) -> None:
    _end(record, ExportState.FAILED, now)
    emails.failed(record, now=now)


def _end(record: ExportRecord, state: str, now: dt.datetime) -> None:
    record.state, record.ended_at, record.claim, record.claimed_at, record.keys = state, now, "", None, []
    record.written = record.rows if state == ExportState.DONE else record.written
    record.save(update_fields=["state", "ended_at", "claim", "claimed_at", "keys", "written", "rows", "file"])
