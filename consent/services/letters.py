"""Letters that come in: recorded, ruled on, struck. Nothing is deleted, and none of it moves the round."""

import datetime as dt
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from directory.models import User
from seminar_portal import clock
from seminar_portal.errors import Invalid, WrongState

from .. import positions, rules, selectors
from ..enums import Answer, EventKind, LetterKind
from ..models import Communication, Decision, Round
from .data import LetterData, Recorded, RecordedAlready
from .records import locked, log


@transaction.atomic(durable=True)
def record_letter(*, round_id: int, letter: LetterData, by: User, now: dt.datetime, another: bool = False) -> Recorded:
    """Records a letter, in every state of the round. What it changes follows from ``received_at`` alone; a late one is kept and changes nothing.

    Refuses a letter without a state, without the moment of its arrival, or one that arrives in the future; and (RecordedAlready, with ``letters``) one that
    the record seems to hold, unless the officer has said that it is ``another`` one. For who may conduct.
    """
    rules.require_conduct(by)
    round_ = locked(round_id)
    if not another:
        alike = selectors.letters_alike(
            round_id=round_.pk,
            states=letter.states,
            their_number=letter.their_number,
            their_date=letter.their_date,
            sha256=letter.scan.sha256 if letter.scan else "",
        )
        if alike:
            raise RecordedAlready(alike)
    communication = enter(round_, letter, by=by, now=now)
    return Recorded(communication, is_late(round_, communication))


@transaction.atomic(durable=True)
def decide_meaning(*, letter_id: int, meaning: LetterKind, reason: str, by: User, now: dt.datetime) -> Decision:
    """Rules what a letter counts for; the former meaning stays beside the ruling. A request for an extension is answered elsewhere (``deadlines``).

    Refuses a ruling without a reason, "unclear" as a ruling, and a struck letter. For who may conduct.
    """
    rules.require_conduct(by)
    communication, round_ = locked_letter(letter_id)
    if communication.struck_at is not None:
        raise WrongState(_("This entry was struck; there is nothing to decide."))
    if meaning == LetterKind.EXTENSION_REQUEST == communication.meaning:
        raise Invalid(_("A request for an extension is answered: extend for all states, or refuse it with a letter to that state."))
    if meaning == LetterKind.UNCLEAR:
        raise Invalid(_("Decide what the letter means: “unclear” is no decision."))
    if not reason.strip():
        raise Invalid(_("Give the reason for the decision."))
    return decide(communication, round_, meaning=meaning, reason=reason, by=by, now=now)


def decide(communication: Communication, round_: Round, *, meaning: LetterKind, reason: str, by: User, now: dt.datetime, answer: Answer | str = "") -> Decision:
    """The ruling itself, for a letter whose round the caller has locked."""
    before = communication.ruling
    decision = Decision.objects.create(
        letter=communication,
        meaning=meaning,
        former_meaning=before.meaning if before else communication.kind,
        answer=answer,
        reason=reason.strip(),
        at=now,
        by=by,
    )
    detail = {"letter": communication.pk, "from": str(decision.former_meaning), "to": str(decision.meaning)}
    log(round_, EventKind.DECIDED, by=by, now=now, detail=detail, rows=[decision])
    return decision


@transaction.atomic(durable=True)
def correct_entry(*, letter_id: int, reason: str, by: User, now: dt.datetime, replacement: LetterData | None = None) -> Recorded | None:
    """Strikes a mistaken entry, which stays in the record, and enters ``replacement`` in its place if there is one.

    Refuses without a reason, an entry struck already, and what ``record_letter`` refuses. For who may conduct.
    """
    rules.require_conduct(by)
    communication, round_ = locked_letter(letter_id)
    if communication.struck_at is not None:
        raise WrongState(_("This entry was struck already."))
    if not reason.strip():
        raise Invalid(_("Say what was mistaken."))
    communication.struck_at, communication.struck_by, communication.struck_reason = now, by, reason.strip()
    communication.save(update_fields=["struck_at", "struck_by", "struck_reason"])
    log(round_, EventKind.STRUCK, by=by, now=now, detail={"letter": communication.pk}, rows=[communication])
    if replacement is None:
        return None
    corrected = enter(round_, replacement, by=by, now=now, replaces=communication)
    return Recorded(corrected, is_late(round_, corrected))


def locked_letter(letter_id: int) -> tuple[Communication, Round]:
    """The letter and its round, locked in that order's reverse: the round first, as everywhere, then the letter read anew."""
    round_ = locked(Communication.objects.values_list("round_id", flat=True).get(pk=letter_id))
    return Communication.objects.prefetch_related("decisions").get(pk=letter_id), round_


def enter(round_: Round, letter: LetterData, *, by: User, now: dt.datetime, replaces: Communication | None = None, **more: Any) -> Communication:
    """The letter itself, in a round that the caller has locked. ``more`` are further columns."""
    if not letter.states:
        raise Invalid(_("Tick the state or states that the letter is from."))
    if letter.received_at is None:
        raise Invalid(_("Enter when the letter was received: the day and the hour."))
    if letter.received_at > now:
        raise Invalid(_("A letter cannot be received in the future."))
    communication = Communication.objects.create(
        round=round_,
        kind=letter.kind,
        channel=letter.channel,
        their_number=letter.their_number.strip(),
        their_date=letter.their_date,
        received_at=letter.received_at,
        recorded_at=now,
        recorded_by=by,
        signed=letter.signed,
        sender_in_doubt=letter.sender_in_doubt,
        summary=letter.summary.strip(),
        scan=letter.scan,
        replaces=replaces,
        language=letter.language.strip(),
        withdraws=_withdrawn(round_, letter),
        **more,
    )
    communication.states.set(letter.states)
    log(round_, EventKind.LETTER, by=by, now=now, at=letter.received_at, detail={"letter": communication.pk}, rows=[communication])
    return communication


def _withdrawn(round_: Round, letter: LetterData) -> Communication | None:
    """The objection that a withdrawal names, which must be of this round, not struck, and of one of the same states."""
    if letter.withdraws is None:
        return None
    if letter.kind != LetterKind.WITHDRAWAL:
        raise Invalid(_("Only a withdrawal can name the objection that it withdraws."))
    named = Communication.objects.filter(pk=letter.withdraws, round=round_, struck_at__isnull=True, states__in=letter.states).distinct().first()
    if named is None or named.meaning not in positions.OBJECTING:
        raise Invalid(_("The objection that is withdrawn must be a letter of the same state in this round."))
    return named


def is_late(round_: Round, communication: Communication) -> bool:
    return round_.deadline is not None and not clock.in_time(communication.received_at, round_.deadline)
