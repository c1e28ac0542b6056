"""The ends of a round that are no adoption: another round, or none."""

import datetime as dt

from django.db import transaction
from django.utils import translation
from django.utils.translation import gettext as _

from directory.models import User
from seminar_portal.errors import Invalid, WrongState

from .. import rules
from ..enums import ClosingReason, EventKind, Purpose, RoundState
from ..models import Round
from .data import Terms, TextData
from .notices import tell
from .records import locked, log, require_move, stand_of
from .texts import new_version


@transaction.atomic(durable=True)
def start_new_round(*, round_id: int, by: User, now: dt.datetime, text: TextData | None = None, terms: Terms | None = None, words: str = "") -> Round:
    """Draws up the next round of the procedure, as a draft, in the place of this one, which is closed as replaced. Nobody is told before the new one starts.

    From a draft, or from an open round that is broken or over; a running one that holds is extended or closed instead. ``text`` is a new version (None: the
    same text again), ``terms`` its rules (None: the same). Consents of this round stay with it: nothing is carried over. Refuses where the seminar is
    cancelled: the round is closed instead. For who may conduct.
    """
    rules.require_conduct(by)
    round_ = locked(round_id)
    to = require_move(round_, "new_round")
    if round_.state == RoundState.OPEN:
        stand = stand_of(round_, now)
        if not stand.broken and not stand.over:
            raise WrongState(_("The period is still running and nothing has broken the silence. Extend it, or close it without adoption."))
    number = round_.number + 1
    with translation.override("en"):  # what nobody typed stands in the record in its own language, whoever works
        replaced = _("Replaced by round %(number)s.") % {"number": number}
    _close(round_, to, ClosingReason.REPLACED, words.strip() or replaced, by=by, now=now)
    log(round_, EventKind.CLOSED, by=by, now=now, detail={"reason": round_.closing_reason})
    new = Round(procedure=round_.procedure, number=number, text=round_.text)
    (terms or Terms.of(round_)).put_on(new)
    new.save()
    rows = new_version(new, text, by=by, now=now)[1] if text else []
    log(new, EventKind.ROUND_ADDED, by=by, now=now, detail={"after": round_.number}, rows=rows)
    return new


@transaction.atomic(durable=True)
def close_without_adoption(*, round_id: int, reason: ClosingReason, words: str, tell_states: bool, by: User, now: dt.datetime) -> Round:
    """Closes a draft or an open round for good, withdrawn by the proposer or referred to a body that meets. ``words`` say why; with ``tell_states`` the
    states that were asked are told in them. For who may conduct. A new round has its own act (``start_new_round``)."""
    rules.require_conduct(by)
    round_ = locked(round_id)
    to = require_move(round_, "close")
    if reason == ClosingReason.REPLACED:
        raise Invalid(_("A round is replaced by starting a new one."))
    if not words.strip():
        raise Invalid(_("Say in words why the round is closed."))
    was_open = round_.state == RoundState.OPEN
    _close(round_, to, reason, words, by=by, now=now)
    log(round_, EventKind.CLOSED, by=by, now=now, detail={"reason": str(reason)})
    if tell_states and was_open:
        tell(round_, Purpose.CLOSED, by=by, now=now, words=words)
    return round_


def _close(round_: Round, to: RoundState, reason: ClosingReason, words: str, *, by: User, now: dt.datetime) -> None:
    round_.state, round_.closed_at, round_.closed_by = to, now, by
    round_.closing_reason, round_.closing_words = reason, words.strip()
    round_.save()
