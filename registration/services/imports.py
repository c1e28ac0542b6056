"""Registrations from a list: judged row by row before anything is written, then stored together or not at all, each as a form on paper is.

Reading the file is not done here: a :class:`Row` is what a reader made of one line. Judging changes nothing and is what the preview shows; storing judges once
more, under the lock, and goes on only where that gives what the officer was shown.
"""

import base64
import dataclasses
import datetime as dt
import hashlib
import json
from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from enum import StrEnum
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import DatabaseError, InterfaceError, OperationalError, transaction
from django.db.models import prefetch_related_objects
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from agenda.models import Seminar
from directory.models import Party, User
from seminar_portal.errors import BusinessError, Invalid, Stale
from seminar_portal.numbers import Number

from .. import content, duplicates, rules
from ..content import Given
from ..duplicates import Known
from ..lifecycle import IN_QUESTION
from ..models import Registration
from . import submission

MOST_ROWS = 300  # at once: some four seconds, in which the numbers of the seminar are locked and its public form waits
NEEDS_A_NATION = gettext_lazy("Give the state or organisation")
NOT_OFFERED = gettext_lazy("This state or organisation cannot be chosen any more")
_Sentence = str | Promise


@dataclasses.dataclass(frozen=True)
class Fault:
    """Why a row cannot be stored: the field, what stands in its cell, and a sentence without a full stop."""

    field: str
    text: str
    sentence: _Sentence


@dataclasses.dataclass(frozen=True)
class Row:
    """One line of a list. ``number`` is that of the line in the file, ``fingerprint`` of what stands in it (see :func:`fingerprint`), ``given`` is clean.

    ``faults`` were found by the reader: cells that it did not understand. ``remarks`` are sentences that forbid nothing.
    """

    number: int
    fingerprint: str
    given: Given
    language: str
    cells: Mapping[str, str]
    faults: tuple[Fault, ...] = ()
    remarks: tuple[str, ...] = ()


class NotStored(BusinessError):
    """The database refused a list in the middle. ``str()`` says at which line, where one is to blame, and what to do."""


class Verdict(StrEnum):
    NEW = "new"
    ALIKE = "alike"  # new, and perhaps somebody who is registered already or stands further up in the list
    THERE = "there"
    REFUSED = "refused"


@dataclasses.dataclass(frozen=True)
class Line:
    """What becomes of a row. ``there`` is the registration that was made from the same row; ``repeats`` and ``alike_rows`` are numbers of rows above it."""

    row: Row
    verdict: Verdict
    faults: tuple[Fault, ...] = ()
    there: Registration | None = None
    repeats: int | None = None
    alike: tuple[Registration, ...] = ()
    alike_rows: tuple[int, ...] = ()


@dataclasses.dataclass(frozen=True)
class Plan:
    """All rows of a list, judged. ``late``: they arrived after the deadline and will be kept as late."""

    lines: list[Line]
    late: bool

    def of(self, *verdicts: Verdict) -> list[Line]:
        return [line for line in self.lines if line.verdict in verdicts]

    @property
    def shown(self) -> str:
        """A fingerprint of everything that an officer was shown of it."""
        said = [
            [
                *(line.row.number, line.row.fingerprint, line.row.language, content.digest(line.row.given), line.verdict),
                *([fault.field for fault in line.faults], line.there.pk if line.there else None, line.repeats),
                *([row.pk for row in line.alike], line.alike_rows),
            ]
            for line in self.lines
        ]
        return hashlib.sha256(json.dumps([self.late, said]).encode()).hexdigest()


@dataclasses.dataclass(frozen=True)
class Report:
    """``stored`` in the order of the list; ``there`` were there already, made from the same rows."""

    stored: list[Registration]
    there: list[Registration]
    plan: Plan


def fingerprint(cells: Mapping[str, str], nation: str) -> str:
    """Of what a line says, by field, and of the nation that was chosen for all (its code): the token of the registration that it becomes.

    So the same line is known again whenever and in whichever file it comes, also after the registration was corrected or its organisation merged.
    """
    said = json.dumps([sorted(cells.items()), nation], ensure_ascii=False)
    return base64.urlsafe_b64encode(hashlib.sha256(said.encode()).digest()).decode().rstrip("=")


def judge(seminar: Seminar, rows: Sequence[Row], *, received_at: dt.datetime) -> Plan:
    """What would become of each row if the list were stored now. Five queries, however many rows."""
    offered = set(Party.objects.offered().filter(pk__in={row.given.party.pk for row in rows if row.given.party}).values_list("pk", flat=True))
    made = Registration.objects.filter(seminar=seminar, form_token__in={row.fingerprint for row in rows})
    there = {registration.form_token: registration for registration in made.order_by("-pk")}
    alike = _Alike(seminar)
    lines: list[Line] = []
    seen: dict[str, int] = {}
    for row in rows:
        faults = _faults(row, offered)
        if row.fingerprint in there:
            lines.append(Line(row, Verdict.THERE, there=there[row.fingerprint]))
        elif row.fingerprint in seen:
            lines.append(Line(row, Verdict.THERE, repeats=seen[row.fingerprint]))
        elif faults:
            lines.append(Line(row, Verdict.REFUSED, faults=faults))
        else:
            seen[row.fingerprint] = row.number
            keys, numbers = alike.found(row)
            lines.append(Line(row, Verdict.ALIKE if keys or numbers else Verdict.NEW, alike_rows=numbers))
            alike.of_line[len(lines) - 1] = keys
    known = Registration.objects.in_bulk({key for keys in alike.of_line.values() for key in keys})
    for place, keys in alike.of_line.items():
        lines[place] = dataclasses.replace(lines[place], alike=tuple(known[key] for key in keys if key in known))
    return Plan(lines, submission.is_late(seminar, received_at))


@transaction.atomic(durable=True)
def import_registrations(
    *,
    seminar_id: int,
    rows: Sequence[Row],
    source: str,
    received_at: dt.datetime | None,
    shown: str,
    take: Collection[int] | None = None,
    by: User,
    now: dt.datetime,
) -> Report:
    """Stores the rows that nothing forbids, all or none, each as :func:`submission.record_paper` does: number, event, letter, search, duplicates.

    ``source`` and ``received_at`` are those of the whole list and are judged as for one form (:func:`submission.require_receipt`); rows that arrived after the
    deadline are kept as *late*. ``shown`` is the fingerprint of the plan that the officer has seen: raises Stale where it would be another now. A list that is
    stored already (a second click) gives the same report and makes nothing. Of the possible duplicates only the lines whose numbers are in ``take`` are
    stored, without it all. Raises NotStored where the database refuses: nothing is stored then. Who may: the desk (rules.may_enter_paper).
    """
    if not rules.may_enter_paper(by):
        raise PermissionDenied
    if len(rows) > MOST_ROWS:
        raise Invalid(too_many(len(rows)))
    seminar = submission.locked_seminar(seminar_id)
    received_at = submission.require_receipt(seminar, source, received_at, now)
    plan = judge(seminar, rows, received_at=received_at)
    there = [line.there for line in plan.of(Verdict.THERE) if line.there is not None]
    wanted = [line for line in plan.of(Verdict.NEW, Verdict.ALIKE) if take is None or line.verdict == Verdict.NEW or line.row.number in take]
    if there and not wanted:
        return Report([], there, plan)
    if plan.shown != shown:
        raise Stale(_("Something has changed since this list was shown: look at it again. Nothing was stored."))
    prefetch_related_objects([seminar], "contacts")
    stored = []
    for line in wanted:
        row = line.row
        try:
            stored.append(
                submission.store_paper(
                    seminar,
                    row.given,
                    form_token=row.fingerprint,
                    language=row.language,
                    source=source,
                    received_at=received_at,
                    scan=None,
                    by=by,
                    now=now,
                )
            )
        except (OperationalError, InterfaceError) as error:  # the line to the database, or a lock that did not come: no row is to blame
            raise NotStored(_("The database did not answer, so nothing of this list was stored. Try again in a minute; the list is kept.")) from error
        except DatabaseError as error:
            raise NotStored(refused_by_the_database(row.number)) from error
    return Report(stored, there, plan)


def refused_by_the_database(number: int) -> str:
    return _(
        "The database refused line %(number)s, so nothing of this list was stored; the list is kept. Try again. If it fails again, take this line out of the "
        "file, store the others, enter it as a paper form and tell the administrator."
    ) % {"number": number}


def too_many(count: int) -> str:
    return _("This list has %(count)s rows; at most %(limit)s are taken at once. Send it in parts.") % {"count": Number(count), "limit": Number(MOST_ROWS)}


def _faults(row: Row, offered: set[int]) -> tuple[Fault, ...]:
    """Those of the reader, then those that the paper door would find."""
    found = list(row.faults)
    if row.given.party is not None and row.given.party.pk not in offered:
        found.append(Fault("party", row.cells.get("party", ""), NOT_OFFERED))
    told = {fault.field for fault in found}
    for field, sentence in content.problems(row.given, web=False).items():
        if field not in told:
            found.append(Fault(field, row.cells.get(field, ""), NEEDS_A_NATION if field == "party" else sentence))
    return tuple(found)


class _Alike:
    """Who of the seminar, and of the rows above, may be the person of a row. Reads the seminar's names once, instead of a delegation's for every row."""

    def __init__(self, seminar: Seminar) -> None:
        self.by_delegation: dict[Any, list[Known]] = defaultdict(list)
        self.by_mailbox: dict[str, list[Known]] = defaultdict(list)
        self.of_line: dict[int, tuple[int, ...]] = {}
        in_question = set(Registration.objects.filter(seminar=seminar, state__in=IN_QUESTION).order_by().values_list("pk", flat=True))
        for known in duplicates.everybody(seminar.pk):
            if known.pk in in_question:
                self._add(known)

    def found(self, row: Row) -> tuple[tuple[int, ...], tuple[int, ...]]:
        """Keys of registrations and numbers of rows, each in their order. The row itself counts for those below."""
        one = dataclasses.replace(duplicates.known_from(row.given), pk=-row.number)
        others: Iterable[Known] = {
            other.pk: other for other in (*self.by_delegation[one.delegation], *(self.by_mailbox[_folded(one.email)] if one.email else ()))
        }.values()
        keys = [other.pk for other in others if duplicates.compared(one, other) is not None]
        self._add(one)
        return tuple(sorted(key for key in keys if key > 0)), tuple(sorted(-key for key in keys if key < 0))

    def _add(self, known: Known) -> None:
        self.by_delegation[known.delegation].append(known)
        if known.email:
            self.by_mailbox[_folded(known.email)].append(known)


def _folded(email: str) -> str:
    return email.strip().casefold()
