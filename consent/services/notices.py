"""Telling the states. The act and its mails are one transaction: what was told is in the record, and what is in the record was told.

A round has some thirty states with a mailbox or two, so that the mails are written with the act itself, not by a task after it.
"""

import datetime as dt
from collections.abc import Collection
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from directory.models import User
from seminar_portal import clock
from seminar_portal.errors import Closed, Invalid, Stale, WrongState

from .. import emails, positions, rules, selectors
from ..emails import Told
from ..enums import EventKind, OthersLearn, Purpose, RoundState
from ..models import Communication, EntitledState, Notice, Round
from .records import communications_of, locked, log, require_move, stand_of


@transaction.atomic(durable=True)
def circulate(*, round_id: int, by: User, now: dt.datetime) -> Notice:
    """Sends missions and focal points the news of a round that runs, with its deadline and the way to its page. Once, and not about a
    cancelled seminar. For who may conduct."""
    rules.require_conduct(by)
    round_ = locked(round_id)
    require_move(round_, "circulate")
    _require_running(round_, now)
    if Notice.objects.filter(round=round_, purpose=Purpose.CIRCULATION).exists():
        raise WrongState(_("The missions have been told of this round by mail already."))
    return tell(round_, Purpose.CIRCULATION, by=by, now=now)


@transaction.atomic(durable=True)
def remind(*, round_id: int, states: Collection[int], words: str, by: User, now: dt.datetime) -> Notice:
    """Sends a reminder to chosen states, which an officer has decided on: nothing reminds by itself, since reminders invite objections.

    Refuses after the period, no state, a state that was not asked or that has answered in writing, and where the seminar is cancelled: nobody is pressed for
    an answer about what does not take place. For who may conduct.
    """
    rules.require_conduct(by)
    round_ = locked(round_id)
    require_move(round_, "remind")
    _require_running(round_, now)
    silent = {state for state, position in stand_of(round_, now).positions.items() if position in positions.COUNTED_AS_CONSENT}
    if not states:
        raise Invalid(_("Choose the states that are reminded."))
    if not set(states) <= silent:
        raise Stale(_("One of the states has answered meanwhile, or was not asked. Choose again."))
    return tell(round_, Purpose.REMINDER, by=by, now=now, states=states, words=words)


@transaction.atomic(durable=True)
def tell_broken(*, round_id: int, words: str, by: User, now: dt.datetime) -> Notice:
    """Tells all states of the round that its silence is broken; whether a name appears is a rule of the round. For who may conduct.

    Refuses where the silence holds, where the rules say that other states learn nothing, and a second announcement while the first one holds (unless it
    names a state more).
    """
    rules.require_conduct(by)
    round_ = locked(round_id)
    require_move(round_, "tell_broken")
    stand = stand_of(round_, now)
    if not stand.broken:
        raise WrongState(_("The silence is not broken: there is nothing to announce."))
    if round_.others_learn == OthersLearn.NOTHING:
        raise WrongState(_("By the rules of this round the other states are not told of an objection. Close the round without adoption, or start a new one."))
    named = tuple(positions.named_objecting(stand, round_.others_learn))
    if selectors.announced_as_broken(round_) and set(named) <= selectors.named_already(round_):
        raise WrongState(_("The states have been told already."))
    return tell(round_, Purpose.BROKEN, by=by, now=now, words=words, objecting=named)


@transaction.atomic(durable=True)
def tell_withdrawal(*, letter_id: int, words: str, by: User, now: dt.datetime) -> Notice:
    """Tells all states that an objection was withdrawn, as they were told of the objection (domain 3.4, case 22). For who may conduct.

    Refuses a letter that withdraws nothing or lacks its form, and where the states were not told of an objection after which it became known.
    """
    rules.require_conduct(by)
    round_ = locked(Communication.objects.values_list("round_id", flat=True).get(pk=letter_id))
    require_move(round_, "tell_withdrawal")
    letter = Communication.objects.prefetch_related("states", "decisions").get(pk=letter_id)
    communications = communications_of(round_)
    if letter.pk not in positions.withdrawals([entry.as_letter() for entry in communications], round_.asked()):
        raise WrongState(_("This letter withdraws no objection."))
    if Notice.objects.filter(letter=letter, purpose=Purpose.WITHDRAWAL).exists():
        raise WrongState(_("The states have been told already."))
    if letter.pk not in {entry.pk for entry in selectors.withdrawals_to_tell(round_, communications)}:
        raise WrongState(_("The states were not told of an objection, so there is nothing to take back."))
    objecting = tuple(positions.named_withdrawing(letter.as_letter(), round_.asked(), round_.others_learn))
    return tell(round_, Purpose.WITHDRAWAL, by=by, now=now, letter=letter, words=words, objecting=objecting)


@transaction.atomic(durable=True)
def tell_outcome(*, round_id: int, words: str, by: User, now: dt.datetime) -> Notice:
    """Tells all states of the round how it ended: adopted, or closed without adoption. Once for each outcome. For who may conduct."""
    rules.require_conduct(by)
    round_ = locked(round_id)
    require_move(round_, "tell_outcome")
    purpose = Purpose.ADOPTED if round_.state == RoundState.ADOPTED else Purpose.CLOSED
    since = round_.certified_at or round_.closed_at
    if Notice.objects.filter(round=round_, purpose=purpose, at__gte=since).exists():
        raise WrongState(_("The states have been told already."))
    return tell(round_, purpose, by=by, now=now, words=words, detail=emails.outcome_detail(round_))


@transaction.atomic(durable=True)
def acknowledge(*, letter_id: int, by: User, now: dt.datetime) -> Notice:
    """Sends the state or states of a letter a receipt. Once. For who may conduct. Refuses a struck letter, and before the note is out."""
    rules.require_conduct(by)
    round_ = locked(Communication.objects.values_list("round_id", flat=True).get(pk=letter_id))
    require_move(round_, "acknowledge")
    letter = Communication.objects.prefetch_related("states").get(pk=letter_id)
    if letter.struck_at is not None:
        raise WrongState(_("This entry was struck; there is nothing to acknowledge."))
    if Notice.objects.filter(letter=letter, purpose=Purpose.RECEIPT).exists():
        raise WrongState(_("The receipt has been sent already."))
    return tell(round_, Purpose.RECEIPT, by=by, now=now, letter=letter, states=[party.pk for party in letter.states.all()])


def tell(
    round_: Round,
    purpose: Purpose,
    *,
    by: User | None,
    now: dt.datetime,
    states: Collection[int] | None = None,
    letter: Communication | None = None,
    words: str = "",
    objecting: tuple[int, ...] = (),
    detail: dict[str, Any] | None = None,
) -> Notice:
    """Writes a notice and its mails, in a round that the caller has locked. ``states`` None is every entitled state.

    The states without an address stand in ``detail["on paper"]``: the officer tells them by note. The proposer is told like the others.
    """
    if round_.started_at is None:  # a draft that was given up
        raise WrongState(_("Nobody was asked in this round, so there is nothing to tell."))
    keys = sorted(states) if states is not None else list(EntitledState.objects.filter(round=round_).order_by("party").values_list("party_id", flat=True))
    found = selectors.recipients(round_, keys, now)
    full = {**(detail or {}), "on paper": found.unreached, "objecting": list(objecting)}
    notice = Notice.objects.create(round=round_, purpose=purpose, letter=letter, words=words.strip(), named=bool(objecting), detail=full, at=now, by=by)
    notice.states.set(keys)
    told = Told(round_, purpose, letter, notice.words, objecting, full)
    emails.read_once(told)
    seat_mailbox = selectors.seat_mailbox()
    for reader in found.readers:
        emails.enqueue(notice, told, reader, seat_mailbox=seat_mailbox, now=now)
    told_to = {"purpose": str(purpose), "states": len(keys), "mails": len(found.readers)}
    log(round_, EventKind.TOLD, by=by, now=now, detail=told_to, rows=[notice])
    return notice


def _require_running(round_: Round, now: dt.datetime) -> None:
    if round_.deadline is None or not clock.in_time(now, round_.deadline):
        raise Closed(_("The period is over: nobody is asked to answer any more."))
