"""What went out on paper, and what did not arrive."""

import datetime as dt
from collections.abc import Collection, Iterable

from django.db import transaction
from django.utils.translation import gettext as _

from directory.models import User
from seminar_portal.errors import Invalid

from .. import rules
from ..enums import Channel, EventKind, Purpose
from ..models import Bounce, Dispatch, EntitledState
from .records import locked, log, require_move


@transaction.atomic(durable=True)
def record_dispatch(
    *,
    round_id: int,
    purpose: Purpose,
    channel: Channel,
    sent_at: dt.datetime | None,
    by: User,
    now: dt.datetime,
    except_states: Collection[int] = (),
    evidence: str = "",
) -> Dispatch:
    """Records in one entry that something went out "to all, except …" by one channel. Sends nothing. For who may conduct.

    Refuses a draft round, a moment in the future or before the round began, an exception that was not asked, and a dispatch to nobody.
    """
    rules.require_conduct(by)
    round_ = locked(round_id)
    require_move(round_, "dispatch")
    if sent_at is None:
        raise Invalid(_("Say when it was sent: the day and the hour."))
    if sent_at > now:
        raise Invalid(_("It cannot have been sent in the future."))
    if round_.started_at is not None and sent_at < _minute(round_.started_at):
        raise Invalid(_("It cannot have been sent before the note of the round went out."))
    require_addressed(EntitledState.objects.filter(round=round_).order_by("pk").values_list("party_id", flat=True), except_states)
    dispatch = Dispatch.objects.create(
        round=round_, purpose=purpose, channel=channel, sent_at=sent_at, recorded_at=now, recorded_by=by, evidence=evidence.strip()
    )
    dispatch.except_states.set(except_states)
    log(round_, EventKind.DISPATCHED, by=by, now=now, at=sent_at, detail={"purpose": str(purpose)}, rows=[dispatch])
    return dispatch


@transaction.atomic(durable=True)
def record_not_reached(*, dispatch_id: int, party_id: int, at: dt.datetime | None, evidence: str, by: User, now: dt.datetime) -> Bounce:
    """Records that a dispatch did not reach the mission of one state: until a later dispatch the state was not validly reached (domain 3.4, case 14).

    Refuses a state that the dispatch excepted, no evidence, and a moment before the sending or in the future. For who may conduct.
    """
    rules.require_conduct(by)
    round_ = locked(Dispatch.objects.values_list("round_id", flat=True).get(pk=dispatch_id))
    dispatch = Dispatch.objects.get(pk=dispatch_id)
    addressed = EntitledState.objects.filter(round=round_, party=party_id).exists() and not dispatch.except_states.filter(pk=party_id).exists()
    if not addressed:
        raise Invalid(_("This dispatch was not addressed to that state."))
    if at is None or not _minute(dispatch.sent_at) <= at <= now:
        raise Invalid(_("Say when it became known: after the sending, and not in the future."))
    if not evidence.strip():
        raise Invalid(_("Say what shows that it did not arrive, such as a mail that came back."))
    if Bounce.objects.filter(dispatch=dispatch, party=party_id).exists():
        raise Invalid(_("This is in the record already."))
    bounce = Bounce.objects.create(dispatch=dispatch, party_id=party_id, at=at, evidence=evidence.strip(), recorded_at=now, recorded_by=by)
    log(round_, EventKind.NOT_REACHED, by=by, now=now, at=at, detail={"dispatch": dispatch.pk, "state": party_id}, rows=[bounce])
    return bounce


def require_addressed(entitled: Iterable[int], except_states: Collection[int]) -> None:
    """Raises Invalid where an exception is none of the ``entitled`` states (keys), or where nobody is left."""
    asked = set(entitled)
    if not set(except_states) <= asked:
        raise Invalid(_("Only states that were asked can be excepted."))
    if set(except_states) == asked:
        raise Invalid(_("A dispatch that excepts every state went to nobody."))


def _minute(instant: dt.datetime) -> dt.datetime:
    """The minute of ``instant``: what is typed has no seconds, what the portal has noted itself has."""
    return instant.replace(second=0, microsecond=0)
