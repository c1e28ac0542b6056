"""What the database holds of a round, read as of one moment."""

import dataclasses
import datetime as dt

from django.conf import settings
from django.db import transaction
from django.utils import translation

from notifications.models import OutgoingEmail

from .. import ledger
from ..ledger import Finding
from ..models import Decision, ProcedureEvent, Round, SilenceProcedure, TextVersion
from ..selectors import Board, Certificate, board, certificates_of, mail_key


@dataclasses.dataclass(frozen=True)
class Mail:
    """A mail of one notice to a mission of one state (by key). Its address is not here: the file is about states, not about people."""

    notice: int
    party: int
    mail: OutgoingEmail


@dataclasses.dataclass(frozen=True)
class Gathered:
    """``board`` is in the language of the file; ``papers`` are by language: the board and the certificates of the round, annulled ones too.

    ``texts`` are the versions that the states of this round were given, oldest first. ``fault`` is the first thing in which the record does not hold.
    """

    board: Board
    papers: dict[str, tuple[Board, Round, list[Certificate]]]
    texts: list[TextVersion]
    decisions: list[Decision]
    mails: list[Mail]
    events: list[ProcedureEvent]
    fault: Finding | None

    @property
    def procedure(self) -> SilenceProcedure:
        return self.board.round.procedure


def gathered(round_id: int, now: dt.datetime) -> Gathered:
    """All of a round that went out, in the active language. Raises Round.DoesNotExist."""
    procedure_id = Round.objects.values_list("procedure_id", flat=True).get(pk=round_id, started_at__isnull=False)
    with transaction.atomic():
        # the lock: letters, events and head are of one moment; every writer takes it first (services.records.locked)
        procedure = SilenceProcedure.objects.select_for_update(of=("self",)).get(pk=procedure_id)
        fault = ledger.first_fault(procedure)
        shown = board(round_id, now)
        papers = {}
        for code, _name in settings.LANGUAGES:
            with translation.override(code):
                papers[code] = (board(round_id, now), *certificates_of(round_id))
        return Gathered(
            board=shown,
            papers=papers,
            texts=_given(shown),
            decisions=list(Decision.objects.filter(letter__round=round_id).select_related("by", "letter").order_by("at", "pk")),
            mails=_mails(shown),
            events=list(ProcedureEvent.objects.filter(procedure=procedure_id).select_related("by", "round").order_by("number")),
            fault=fault,
        )


def _given(shown: Board) -> list[TextVersion]:
    """The version of the round, and those that a corrigendum of this very round has taken the place of."""
    by_number, round_ = {text.number: text for text in shown.texts}, shown.round
    version = next((text for text in shown.texts if text.pk == round_.text_id), None)
    found: list[TextVersion] = []
    while version is not None:
        found.insert(0, version)
        corrected = version.corrigendum and round_.recorded_at is not None and version.at >= round_.recorded_at
        version = by_number.get(version.number - 1) if corrected else None
    return found


def _mails(shown: Board) -> list[Mail]:
    by_key = {mail_key(row.notice): row.notice.pk for row in shown.told}
    found = []
    for mail in OutgoingEmail.objects.filter(about=f"consent:{shown.round.pk}", dedupe_key__startswith="consent:notice:").order_by("pk"):
        notice = by_key.get(":".join(mail.dedupe_key.split(":")[:3]))
        party = mail.dedupe_key.split(":")[3]
        if notice is not None and party.isdecimal():
            found.append(Mail(notice, int(party), mail))
    return found
