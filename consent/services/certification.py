"""The one act that adopts."""

import datetime as dt
from collections.abc import Collection

from django.db import transaction
from django.db.models import prefetch_related_objects
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from agenda import services as agenda
from directory.models import User
from directory.words import separated
from seminar_portal.errors import Invalid, Stale, WrongState

from .. import positions, rules, selectors, words
from ..enums import Channel, EventKind
from ..models import Dispatch, EntitledState, Round
from .expiry import note_expiry_of_locked
from .records import letters_of, locked, log, require_move


@transaction.atomic(durable=True)
def certify(
    *,
    round_id: int,
    channels_examined: Collection[Channel | str],
    by: User,
    now: dt.datetime,
    counts_shown: str | None = None,
    accept_unreached: Collection[int] = (),
) -> Round:
    """Certifies that no objection was received in time: the round is adopted with effect from its deadline, and the seminar is confirmed.

    Refuses before the deadline has passed, while a letter needs a decision, where the silence is broken, where a channel that was used is not among
    ``channels_examined``, where a state was not validly reached and is not among ``accept_unreached`` (keys), and (Stale) where the numbers are no longer
    ``counts_shown``. For a named officer with the right to certify.

    A cancelled seminar is no hindrance: a certificate says what the states have said, and the seminar has its consent should the cancellation be taken back.
    """
    rules.require_certify(by)
    round_ = locked(round_id)
    to = require_move(round_, "certify")
    entitled = list(EntitledState.objects.filter(round=round_).order_by("pk"))
    letters = letters_of(round_)
    stand = positions.stand(letters, round_.asked(), now)
    _require_certifiable(stand)
    if counts_shown is not None and counts_shown != stand.counts.as_shown:
        raise Stale(_("A letter was entered since this page was shown, and the numbers have changed. Look at them again before you certify."))
    used = positions.channels_used(Dispatch.objects.filter(round=round_).order_by("pk").values_list("channel", flat=True), letters)
    missing = [channel for channel in used if channel not in channels_examined]
    if missing:
        raise Invalid(_("Examine and tick every channel that was used. Still missing: %(channels)s.") % {"channels": separated(c.label for c in missing)})
    unreached = _require_reached(round_, accept_unreached)

    note_expiry_of_locked(round_, now=now)
    round_.state = to
    round_.certified_at, round_.certified_by, round_.effective_at = now, by, round_.deadline
    round_.channels_examined = [channel.value for channel in Channel if channel in channels_examined]
    round_.save()
    # what was certified is kept as it was seen: a letter found later changes the board, not the certificate
    stood = {row.printed_name: stand.positions[row.party_id].value for row in entitled}
    detail = {"positions": stood, "channels": round_.channels_examined, **({"not reached": unreached} if unreached else {})}
    log(round_, EventKind.CERTIFIED, by=by, now=now, detail=detail)
    agenda.confirm_seminar(seminar_id=round_.procedure.seminar_id, by_what=words.note_on_record(round_), by=by, now=now)
    return round_


def _require_reached(round_: Round, accepted: Collection[int]) -> list[int]:
    """The states that were not validly reached, by key, which the officer has accepted one by one. Raises Invalid with the names of the others."""
    prefetch_related_objects([round_], "dispatches__bounces", "dispatches__except_states", "entitled_states__party")
    unreached = selectors.not_reached(round_)
    names = selectors.names_of(round_)
    left = [names[key] for key in unreached if key not in accepted]
    if left:
        raise Invalid(_("Not validly reached: %(states)s. Record the dispatch that reached them, or accept it state by state.") % {"states": separated(left)})
    return unreached


def _require_certifiable(stand: positions.Stand) -> None:
    if not stand.over:
        raise WrongState(_("The period is still running. It can be certified after the deadline."))
    if stand.broken:
        raise WrongState(_("The silence is broken: a timely objection is on file."))
    if stand.doubts:
        waiting = len(stand.doubts)
        raise WrongState(ngettext("%(count)s letter needs a decision first.", "%(count)s letters need a decision first.", waiting) % {"count": waiting})
