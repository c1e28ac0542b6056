"""A deadline only moves later, for all states, and before it has passed."""

import datetime as dt

from django.db import transaction
from django.utils.translation import gettext as _

from directory import clocks
from directory.models import User
from seminar_portal import clock
from seminar_portal.errors import Closed, Invalid, Stale, WrongState

from .. import rules
from ..enums import Answer, EventKind, LetterKind, Purpose
from ..models import Communication, DeadlineChange, Decision, Round
from .letters import decide, locked_letter
from .notices import tell
from .records import locked, log, require_move


@transaction.atomic(durable=True)
def extend_for_all(
    *, round_id: int, deadline: dt.datetime, reason: str, by: User, now: dt.datetime, as_printed: str = "", deadline_shown: dt.datetime | None = None
) -> Round:
    """Moves the deadline later for all states of the round and tells them by mail; every open request for an extension is thereby granted.

    Allowed while the seminar is cancelled: the cancellation may be taken back, and a period that has passed never opens again. The page warns, and the mails
    say that it is cancelled.

    The new deadline is read on the clock of the note. Refuses after the deadline (Closed), an earlier or equal one, no reason, and (Stale) where the
    deadline is no longer ``deadline_shown``. What one state asked for is given to all (domain 3.4, case 16). For who may conduct.
    """
    rules.require_conduct(by)
    round_ = locked(round_id)
    require_move(round_, "extend")
    former, zone, deadline = round_.deadline, round_.deadline_zone, deadline.replace(microsecond=0)
    assert former is not None  # the schema holds it for every open round
    if deadline_shown is not None and deadline_shown != former:
        raise Stale(_("The deadline has been changed since this page was shown. It is now %(moment)s.") % {"moment": clocks.said(former, zone).sentence})
    if not clock.in_time(now, former):
        raise Closed(
            _("The period ended on %(moment)s and cannot be extended any more. A request can only be refused, or a new round started.")
            % {"moment": clocks.said(former, zone).sentence}
        )
    if not deadline > former:
        raise Invalid(_("The deadline can only be moved later than %(moment)s.") % {"moment": clocks.said(former, zone).sentence})
    if not reason.strip():
        raise Invalid(_("Give the reason for the extension: the states are told in these words."))
    change = DeadlineChange.objects.create(
        round=round_, former=former, former_as_printed=round_.deadline_as_printed, deadline=deadline, zone=zone, reason=reason.strip(), at=now, by=by
    )
    round_.deadline, round_.deadline_as_printed = deadline, as_printed.strip()
    round_.save(update_fields=["deadline", "deadline_as_printed"])
    log(round_, EventKind.EXTENDED, by=by, now=now, detail={"from": _iso(former), "to": _iso(deadline)}, rows=[change])
    for letter in open_requests(round_):
        decide(letter, round_, meaning=LetterKind.EXTENSION_REQUEST, answer=Answer.GRANTED, reason=change.reason, by=by, now=now)
    tell(round_, Purpose.EXTENSION, by=by, now=now, words=change.reason, detail={"former": _iso(former), "deadline": _iso(deadline)})
    return round_


@transaction.atomic(durable=True)
def refuse_extension(*, letter_id: int, words: str, by: User, now: dt.datetime) -> Decision:
    """Refuses a request for an extension, with a letter to that state in these ``words``. Allowed before and after the deadline. For who may conduct.

    Refuses a letter that is no such request, that is struck, or that has its answer, and an empty letter.
    """
    rules.require_conduct(by)
    letter, round_ = locked_letter(letter_id)
    require_move(round_, "refuse_extension")
    if letter.struck_at is not None or letter.meaning != LetterKind.EXTENSION_REQUEST:
        raise WrongState(_("This letter asks for no extension."))
    if letter.ruling is not None and letter.ruling.answer:
        raise WrongState(_("This request has its answer already: %(answer)s.") % {"answer": letter.ruling.get_answer_display()})
    if not words.strip():
        raise Invalid(_("Write what the state is told: the request is refused with a letter."))
    decision = decide(letter, round_, meaning=LetterKind.EXTENSION_REQUEST, answer=Answer.REFUSED, reason=words, by=by, now=now)
    log(round_, EventKind.EXTENSION_REFUSED, by=by, now=now, detail={"letter": letter.pk})
    states = [party.pk for party in letter.states.all()]
    tell(round_, Purpose.EXTENSION_REFUSED, by=by, now=now, letter=letter, states=states, words=words)
    return decision


def open_requests(round_: Round) -> list[Communication]:
    """The requests for an extension that have no answer yet, in a round that the caller has locked."""
    letters = Communication.objects.filter(round=round_, struck_at__isnull=True).prefetch_related("decisions", "states").order_by("received_at", "pk")
    return [letter for letter in letters if letter.meaning == LetterKind.EXTENSION_REQUEST and not (letter.ruling is not None and letter.ruling.answer)]


def _iso(instant: dt.datetime) -> str:
    return instant.astimezone(dt.UTC).isoformat()
