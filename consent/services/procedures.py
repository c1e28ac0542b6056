"""Drawing up a procedure, starting it, and recording one whose note went out before the portal knew."""

import datetime as dt
from collections.abc import Collection
from zoneinfo import ZoneInfo

from django.db import IntegrityError, transaction
from django.db.models import Model
from django.utils.translation import gettext as _

from directory import selectors as directory
from directory.models import Party, User
from seminar_portal import clock
from seminar_portal.errors import Closed, Invalid, Stale, WrongState

from .. import rules, selectors
from ..enums import EventKind, RoundState
from ..models import Dispatch, EntitledState, Round, SilenceProcedure
from .data import NoteData, Terms, Unaccepted
from .dispatches import require_addressed
from .records import locked, log, require_move, require_takes_place


@transaction.atomic(durable=True)
def create_procedure(
    *, seminar_id: int, subject: str, proposer_id: int, by: User, now: dt.datetime, capacity: str = "", terms: Terms | None = None
) -> SilenceProcedure:
    """A procedure for a seminar, with its first round as a draft.

    Refuses where the seminar is cancelled, has a live round already, or an adopted one that still confirms it, or an empty subject. For who may conduct.
    """
    rules.require_conduct(by)
    terms = terms or Terms()
    # the lock: two officers drawing up a procedure for one seminar get one
    seminar = require_takes_place(seminar_id)
    if selectors.in_the_way().filter(procedure__seminar=seminar).exists():
        raise WrongState(_("There is a silence procedure for this seminar already."))
    if not subject.strip():
        raise Invalid(_("Say what the states are asked to consent to."))
    procedure = SilenceProcedure.objects.create(seminar=seminar, subject=subject.strip(), proposer_id=proposer_id, capacity=capacity.strip())
    round_ = Round(procedure=procedure, number=1)
    terms.put_on(round_)
    round_.save()
    log(round_, EventKind.CREATED, by=by, now=now)
    return procedure


@transaction.atomic(durable=True)
def start_procedure(*, round_id: int, note: NoteData, by: User, now: dt.datetime, accept: Collection[str] = (), states_shown: int | None = None) -> Round:
    """Starts a draft round now: freezes rules, deadline and the member states of the day with their names of that day.

    Refuses a note without number or date, a deadline without hour and zone or not in the future, a seminar that was cancelled meanwhile, and (Stale) another
    number of states than ``states_shown``. Raises Unaccepted, with its ``cautions``, unless the code of each is in ``accept``. For who may conduct.
    """
    rules.require_conduct(by)
    round_ = locked(round_id)
    to = require_move(round_, "start")
    deadline = _require_complete(note)
    if not deadline > now:
        raise Closed(_("The deadline must lie in the future. If the note went out already, record it as a note already sent."))
    about_to_start = selectors.starting(round_, deadline=deadline, deadline_zone=note.deadline_zone, now=now)
    entitled = about_to_start.entitled
    _require_proposer(round_, entitled)
    if states_shown is not None and states_shown != len(entitled):
        raise Stale(_("The list of member states has changed since this page was shown. Look at it again before you go on."))
    unaccepted = [caution for caution in about_to_start.cautions if caution.code not in accept]
    if unaccepted:
        raise Unaccepted(unaccepted)
    rows = _open(round_, to, note, entitled, sent_at=now, by=by, now=now)
    detail = {"states": len(entitled), "accepted": [caution.code for caution in about_to_start.cautions]}
    log(round_, EventKind.STARTED, by=by, now=now, detail=detail, rows=rows)
    return round_


@transaction.atomic(durable=True)
def record_note_already_sent(*, round_id: int, note: NoteData, sent_at: dt.datetime | None, by: User, now: dt.datetime) -> Round:
    """Opens a draft round whose note went out on paper at ``sent_at``; the deadline may have passed. Marked as recorded afterwards.

    The entitled states and their names are those of the day of sending. Refuses what ``start_procedure`` refuses but for the past deadline, a
    note sent in the future, and a deadline before the sending; a note about a seminar that was cancelled since is taken back on paper, not recorded as a
    procedure that runs. For who may conduct.
    """
    rules.require_conduct(by)
    round_ = locked(round_id)
    to = require_move(round_, "record_sent")
    deadline = _require_complete(note)
    if sent_at is None:
        raise Invalid(_("Say when the note was sent."))
    if sent_at > now:
        raise Invalid(_("The note cannot have been sent in the future."))
    if not deadline > sent_at:
        raise Invalid(_("The deadline lies before the note was sent."))
    entitled = selectors.members_at(sent_at, note.deadline_zone)
    _require_proposer(round_, entitled)
    rows = _open(round_, to, note, entitled, sent_at=sent_at, by=by, now=now)
    log(round_, EventKind.RECORDED_AS_SENT, by=by, now=now, at=sent_at, detail={"states": len(entitled)}, rows=rows)
    return round_


def _require_complete(note: NoteData) -> dt.datetime:
    if not note.reference.strip() or note.note_date is None:
        raise Invalid(_("Enter the number and the date of the note."))
    if note.deadline is None or not clock.is_zone(note.deadline_zone):
        raise Invalid(_("Enter the deadline with its date, its hour and its time zone."))
    if not note.channels:
        raise Invalid(_("Say by which channel the note goes out."))
    return note.deadline.replace(microsecond=0)


def _require_proposer(round_: Round, entitled: list[Party]) -> None:
    if round_.procedure.proposer not in entitled:
        raise Invalid(_("%(state)s, which proposes, is not a member state on that day.") % {"state": round_.procedure.proposer})


def _open(round_: Round, to: RoundState, note: NoteData, entitled: list[Party], *, sent_at: dt.datetime, by: User, now: dt.datetime) -> list[Model]:
    """Opens the round and gives back the rows that came with it: the entitled states and the dispatches."""
    require_addressed([party.pk for party in entitled], note.except_states)
    day = sent_at.astimezone(ZoneInfo(note.deadline_zone)).date()
    round_.state = to
    round_.reference, round_.note_date, round_.place = note.reference.strip(), note.note_date, note.place.strip()
    round_.deadline = _require_complete(note)
    round_.deadline_zone, round_.deadline_as_printed = note.deadline_zone, note.deadline_as_printed.strip()
    round_.started_at, round_.recorded_at, round_.recorded_afterwards = sent_at, now, sent_at < now
    try:
        with transaction.atomic():  # the savepoint keeps the outer transaction usable when the number is taken
            round_.save()
    except IntegrityError as error:
        raise Invalid(_("A note with this number and date is recorded already.")) from error
    names = directory.printed_names(entitled, day, "en")
    states = EntitledState.objects.bulk_create(
        EntitledState(
            round=round_,
            party=party,
            printed_name=names[party.pk],
            is_proposer=party.pk == round_.procedure.proposer_id,
        )
        for party in entitled
    )
    rows: list[Model] = [*states]
    for channel in dict.fromkeys(note.channels):
        dispatch = Dispatch.objects.create(round=round_, channel=channel, sent_at=sent_at, recorded_at=now, recorded_by=by, evidence=note.evidence.strip())
        dispatch.except_states.set(note.except_states)
        rows.append(dispatch)
    return rows
