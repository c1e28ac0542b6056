"""Which rows the record of a procedure vouches for, and whether they are still as they were written.

Every event keeps a digest of each row that it tells of. The last digest of a row must fit the row as it stands; a row that no event tells of was entered
past the services. :data:`FIELDS` is part of the record's format: a field that is added later gets a new version of its list, never a place in the old one,
and a migration that lets an event vouch for every row in the new format. ``tests/consent/test_ledger.py`` holds each format by its hash.
"""

import dataclasses
import hashlib
from collections import defaultdict
from collections.abc import Iterable, Iterator
from typing import Any

from django.db import models, transaction
from django.utils.translation import gettext as _

from directory.models import StoredFile

from . import chain
from .models import (
    Annulment,
    Bounce,
    Communication,
    DeadlineChange,
    Decision,
    Dispatch,
    EntitledState,
    Notice,
    ProcedureEvent,
    Round,
    SilenceProcedure,
    TextFile,
    TextVersion,
)

FORMAT = 1
FIELDS: dict[type[models.Model], tuple[str, ...]] = {
    SilenceProcedure: ("seminar_id", "subject", "proposer_id", "capacity"),
    Round: (
        *("procedure_id", "number", "state", "reference", "note_date", "place", "deadline", "deadline_zone", "deadline_as_printed"),
        *("objections_to_break", "amendment_breaks", "proposer_consents", "minimum_length", "minimum_unit", "withdrawn_late", "others_learn"),
        *("written_form", "who_may_sign", "text_id", "started_at", "recorded_at", "recorded_afterwards", "expiry_noted_at", "certified_at"),
        *("certified_by_id", "effective_at", "channels_examined", "closed_at", "closed_by_id", "closing_reason", "closing_words"),
    ),
    EntitledState: ("round_id", "party_id", "printed_name", "is_proposer"),
    TextVersion: ("procedure_id", "number", "wording", "authentic_language", "change_note", "corrigendum", "at", "by_id"),
    TextFile: ("version_id", "file_id", "file__sha256", "kind", "title", "language", "order"),
    Dispatch: ("round_id", "purpose", "channel", "sent_at", "recorded_at", "recorded_by_id", "evidence"),
    Bounce: ("dispatch_id", "party_id", "at", "evidence", "recorded_at", "recorded_by_id"),
    Communication: (
        *("round_id", "kind", "channel", "their_number", "their_date", "received_at", "recorded_at", "recorded_by_id", "signed", "sender_in_doubt"),
        *("language", "withdraws_id", "mission_id", "receipt", "summary", "scan_id", "scan__sha256", "struck_at", "struck_by_id", "struck_reason"),
        "replaces_id",
    ),
    Decision: ("letter_id", "meaning", "former_meaning", "answer", "reason", "at", "by_id"),
    DeadlineChange: ("round_id", "former", "former_as_printed", "deadline", "zone", "reason", "at", "by_id"),
    Notice: ("round_id", "purpose", "letter_id", "words", "named", "detail", "at", "by_id"),
    Annulment: (
        *("round_id", "letter_id", "reason", "proposed_at", "proposed_by_id", "confirmed_at", "confirmed_by_id", "dropped_at", "dropped_by_id"),
        *("certified_at", "certified_by_id"),
    ),
}
# what is no part of the record: the head itself, what was only read from a file, the key against a double click
LEFT_OUT: dict[type[models.Model], frozenset[str]] = {
    SilenceProcedure: frozenset({"head", "head_number"}),
    TextFile: frozenset({"words"}),
    Communication: frozenset({"form_token"}),
}
STATES: dict[type[models.Model], str] = {Communication: "states", Dispatch: "except_states", Notice: "states"}
BY_NAME = {model._meta.model_name or "": model for model in FIELDS}
# how a row leads to its procedure
WAY: dict[type[models.Model], str] = {
    SilenceProcedure: "pk",
    Round: "procedure",
    EntitledState: "round__procedure",
    TextVersion: "procedure",
    TextFile: "version__procedure",
    Dispatch: "round__procedure",
    Bounce: "dispatch__round__procedure",
    Communication: "round__procedure",
    Decision: "letter__round__procedure",
    DeadlineChange: "round__procedure",
    Notice: "round__procedure",
    Annulment: "round__procedure",
}


@dataclasses.dataclass(frozen=True)
class Finding:
    """The first thing that does not fit. ``what`` names the row ("event 3", "letter 12"), ``why`` says how, for people."""

    what: str
    why: str

    def __str__(self) -> str:
        return f"{self.what}: {self.why}"


def key_of(row: models.Model) -> str:
    return f"{row._meta.model_name}:{row.pk}"


def digests(rows: Iterable[models.Model]) -> dict[str, str]:
    """The digest of each row as the database holds it, by key. One query for each model, two where a row names states."""
    by_model: dict[type[models.Model], list[int]] = defaultdict(list)
    for row in rows:
        by_model[type(row)].append(row.pk)
    return {key: found for model, keys in by_model.items() for key, found in _digests_of(model, model._default_manager.filter(pk__in=keys))}


def all_digests(procedure_id: int) -> dict[str, str]:
    """The digest of every row of a procedure as it stands, by key."""
    return {key: found for model, way in WAY.items() for key, found in _digests_of(model, model._default_manager.filter(**{way: procedure_id}))}


def _digests_of(model: type[models.Model], rows: "models.QuerySet[Any]") -> Iterator[tuple[str, str]]:
    named: dict[int, list[int]] = defaultdict(list)
    if model in STATES:
        for key, party in rows.order_by().values_list("pk", STATES[model]):
            if party is not None:
                named[key].append(party)
    for values in rows.order_by("pk").values("pk", *FIELDS[model]):
        key = values.pop("pk")
        said = {"format": FORMAT, "model": model._meta.model_name, "key": key, **values}
        if model in STATES:
            said["states"] = sorted(named[key])
        yield f"{model._meta.model_name}:{key}", chain.digest(said)


def said_by(event: ProcedureEvent) -> dict[str, Any]:
    """What the hash of an event covers, beside the hash before it."""
    return {
        "procedure": event.procedure_id,
        "number": event.number,
        "round": event.round_id,
        "kind": str(event.kind),
        "at": event.at,
        "recorded_at": event.recorded_at,
        "by": event.by_id,
        "detail": event.detail,
        "rows": event.rows,
    }


def first_fault(procedure: SilenceProcedure) -> Finding | None:
    """The first event, else the first row, of ``procedure`` that was changed, is missing, or was entered past the services. None where all of it holds."""
    with transaction.atomic():
        # the lock: head, events and rows are read as of one moment; every writer takes it first (services.records.locked)
        return _first_fault(SilenceProcedure.objects.select_for_update(of=("self",)).get(pk=procedure.pk))


def _first_fault(procedure: SilenceProcedure) -> Finding | None:
    previous, latest, expected = "", {}, 1
    for event in ProcedureEvent.objects.filter(procedure=procedure).order_by("number").iterator(chunk_size=500):
        if event.number != expected:
            return Finding(_("event %(number)s") % {"number": expected}, _("is missing"))
        if event.previous != previous or event.hash != chain.link(previous, said_by(event)):
            return Finding(_("event %(number)s") % {"number": expected}, _("was changed after it was written"))
        latest.update({key: (event.number, found) for key, found in event.rows.items()})
        previous, expected = event.hash, expected + 1
    if expected - 1 < procedure.head_number:
        return Finding(_("event %(number)s") % {"number": expected}, _("is missing"))
    if (expected - 1, previous) != (procedure.head_number, procedure.head):
        return Finding(_("the head of the record"), _("does not fit the last event"))
    return _first_row(procedure, latest)


def first_file_fault(procedure: SilenceProcedure) -> Finding | None:
    """The first scan or enclosure of ``procedure`` whose stored bytes are gone or no longer have the hash that the record knows. Reads every file."""
    letters = Communication.objects.filter(round__procedure=procedure, scan__isnull=False).select_related("scan").order_by("pk")
    enclosures = TextFile.objects.filter(version__procedure=procedure).select_related("file").order_by("pk")
    held: list[tuple[models.Model, StoredFile]] = [(letter, letter.scan) for letter in letters if letter.scan is not None]
    held += [(enclosure, enclosure.file) for enclosure in enclosures]
    for row, stored in held:
        what = _("the file of %(what)s") % {"what": _named(key_of(row), 0)}
        try:
            with stored.file.open("rb") as opened:
                found = hashlib.file_digest(opened, "sha256").hexdigest()
        except FileNotFoundError:
            return Finding(what, _("is missing"))
        if found != stored.sha256:
            return Finding(what, _("was changed after it was written"))
    return None


def _first_row(procedure: SilenceProcedure, latest: dict[str, tuple[int, str]]) -> Finding | None:
    present = all_digests(procedure.pk)
    for key, (number, found) in sorted(latest.items(), key=lambda entry: (entry[1][0], entry[0])):
        if key not in present:
            return Finding(_named(key, number), _("is missing"))
        if present[key] != found:
            return Finding(_named(key, number), _("was changed after it was written"))
    unknown = next((key for key in present if key not in latest), None)
    return Finding(_named(unknown, 0), _("was entered past the record")) if unknown else None


def _named(key: str, number: int) -> str:
    name, _colon, pk = key.partition(":")
    what = f"{BY_NAME[name]._meta.verbose_name} {pk}"
    return _("%(what)s, told of by event %(number)s") % {"what": what, "number": number} if number else what
