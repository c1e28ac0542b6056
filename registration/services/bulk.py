"""Acts for many registrations: freeze the selection, begin, carry out in batches, stop, clear away.

There is no transaction over many: each registration has that of the ordinary service, and the outcome of its row is written inside it. So a process may
die anywhere, and two may work at the same act, and nothing is done or told twice. What can be known at the preview (a state that does not allow the act, a
cancelled seminar, no address for a mail) is decided there, so preview and report count the same.
"""

import datetime as dt
import logging
import secrets
from collections.abc import Callable, Mapping
from functools import partial

from django.core.exceptions import EmptyResultSet, PermissionDenied
from django.db import InterfaceError, OperationalError, connection, transaction
from django.db.models import BooleanField, Case, CharField, Count, ExpressionWrapper, Max, Min, Q, QuerySet, Value, When
from django.utils import translation
from django.utils.translation import gettext as _

from directory.models import User
from directory.selectors import cities_remembered
from notifications.wake import gathered
from seminar_portal.errors import BusinessError, Invalid, Stale, WrongState
from seminar_portal.numbers import Number

from .. import lifecycle, rules, wake
from ..enums import BulkState, Cause, RowState, StoppedBy
from ..models import BulkAct, BulkRow, Registration, RegistrationEvent
from . import desk, joining, records

log = logging.getLogger(__name__)

Clock = Callable[[], dt.datetime]

ACTS: Mapping[str, Callable[..., Registration]] = {**desk.ACTS, lifecycle.JOINING: joining.send_to_one}

LIMIT = 20_000
AT_ONCE = 100  # as many are carried out while the officer waits, without a worker
BATCH = 50
DRAFTS_LIVE = dt.timedelta(days=1)
# much longer than a batch takes, and short enough that a dead process is soon replaced
LEASE = dt.timedelta(seconds=60)


class _NotOurs(Exception):
    """Another process has this row, or the whole act, by now."""


@transaction.atomic(durable=True)
def freeze_selection(*, verb: str, chosen: QuerySet[Registration], selection: str, back: str, by: User, now: dt.datetime) -> BulkAct:
    """Writes down which registrations an act would be for, as they are now: version, state, whether they can be told, and which of them it will leave
    alone and why. Changes none of them.

    ``selection`` is the filter in words, "" where the rows were ticked by hand; ``back`` is the query string of the list. Four queries, however many there
    are. Who may: whoever may do ``verb``. Raises Invalid where there is none, or more than :data:`LIMIT`; of the joining details, which nobody could narrow
    down, the first so many are taken, and the others are left for the next time.
    """
    _require(rules.may_act(by, verb))
    act = BulkAct.objects.create(verb=verb, selection=selection[:1000], back=back if len(back) <= 2000 else "", by=by, created_at=now)
    total = _insert_rows(act, chosen, LIMIT if verb == lifecycle.JOINING else LIMIT + 1)
    if not total:
        raise Invalid(joining.nobody_left() if verb == lifecycle.JOINING else _("No registration was ticked, so nothing was done."))
    if total > LIMIT:
        raise Invalid(
            _("At most %(limit)s registrations can be handled at once. Narrow the list down with a filter; nothing was done.") % {"limit": Number(LIMIT)}
        )
    seminars = Registration.objects.filter(pk__in=act.rows.order_by().values("registration")).aggregate(first=Min("seminar"), last=Max("seminar"))
    act.total = total
    act.seminar_id = seminars["first"] if seminars["first"] == seminars["last"] else None
    act.save(update_fields=["total", "seminar"])
    return act


def _insert_rows(act: BulkAct, chosen: QuerySet[Registration], limit: int) -> int:
    """INSERT … SELECT, which the ORM does not have: the rows never travel here. In the order of references; ``limit`` of them at most."""
    rows = (
        Registration.objects.filter(pk__in=chosen.order_by().values("pk"))
        .annotate(
            act=Value(act.pk),
            has_email=ExpressionWrapper(~Q(email=""), output_field=BooleanField()),
            cause=_foreseen(act.verb),
            nothing=Value(""),
        )
        .annotate(row_state=Case(When(cause="", then=Value(RowState.WAITING.value)), default=Value(RowState.LEFT_ALONE.value), output_field=CharField()))
        .order_by("seminar_id", "number")
    )
    frozen = rows.values_list("act", "pk", "version", "state", "has_email", "row_state", "cause", "nothing")[:limit]
    try:
        select, parameters = frozen.query.sql_with_params()
    except EmptyResultSet:  # Django sees without asking that there is none
        return 0
    into = ("act_id", "registration_id", "version_seen", "state_seen", "has_email", "state", "cause", "note")
    columns = ", ".join(map(connection.ops.quote_name, into))
    with connection.cursor() as cursor:
        cursor.execute(f"INSERT INTO {connection.ops.quote_name(BulkRow._meta.db_table)} ({columns}) {select}", parameters)
        return int(cursor.rowcount)


def _foreseen(verb: str) -> Case:
    """Why ``verb`` will leave a registration alone, as one expression: the refusals of the services that can be known before; "" where there is none."""
    whens = [When(~Q(state__in=lifecycle.sources(verb)), then=Value(Cause.STATE.value))]
    if verb in lifecycle.NOT_IF_CANCELLED:
        whens.append(When(seminar__cancelled_at__isnull=False, then=Value(Cause.CANCELLED.value)))
    if verb == lifecycle.JOINING:
        whens.append(When(email="", then=Value(Cause.SILENT.value)))
    return Case(*whens, default=Value(""), output_field=CharField())


@transaction.atomic(durable=True)
def start_act(*, act_id: int, reason: str = "", by: User, now: dt.datetime) -> BulkAct:
    """preview -> under way; a worker is woken where there is much to do. Joining details are released for the seminar in the same transaction.

    Up to :data:`AT_ONCE` rows are for the caller to carry out. Pressed again, it gives the act that is under way. Who may: who froze the selection, if the
    right is still there. Raises Invalid where the reason is missing or too long, WrongState for a preview of yesterday, and for the joining details what
    ``agenda.services.record_joining_release`` raises.
    """
    act = _locked(act_id)
    _require(act.by_id == by.pk and rules.may_act(by, act.verb))
    if act.state != BulkState.DRAFT:
        return act
    if now - act.created_at > DRAFTS_LIVE:
        raise WrongState(_("This preview is more than a day old. Select the registrations once more; nothing was done."))
    act.reason = desk.checked_reason(act.verb, reason)
    if act.verb == lifecycle.JOINING and act.seminar_id is not None:
        joining.record_release(seminar_id=act.seminar_id, reason=act.reason, by=by, now=now)
    _move(act, "start")
    act.started_at = now
    _count(act)
    if not act.waiting:
        _move(act, "finish")
        act.ended_at = now
    act.save()
    if act.waiting > AT_ONCE:
        transaction.on_commit(partial(wake.carry_out, act.pk), robust=True)
    return act


@transaction.atomic(durable=True)
def stop_act(*, act_id: int, by: User, now: dt.datetime) -> BulkAct:
    """Asks whoever carries the act out to stop before the next batch; what was not begun stays untouched. At once where nobody has it in hand.

    Who may: whoever may do the act, not only who began it. Pressed again, nothing. Raises WrongState where there is nothing under way.
    """
    act = _locked(act_id)
    _require(rules.may_act(by, act.verb))
    if act.state in (BulkState.STOPPING, BulkState.STOPPED):
        return act
    if act.state != BulkState.RUNNING:
        raise WrongState(_("This act is not under way, so there is nothing to stop."))
    act.stopped_by, act.stopper = StoppedBy.OFFICER, by
    if act.is_held(now):
        _move(act, "stop")
    else:
        _count(act)
        _move(act, "halt")
        act.ended_at, act.lease, act.leased_until = now, "", None
    act.save()
    return act


def carry_out(*, act_id: int, now: Clock, patience: dt.timedelta) -> bool:
    """Carries an act on, batch by batch and in the name of who began it. Whether something is left to do when ``patience`` is used up.

    False at once where the act is over, or another process has it: called twice, late or never, it is harmless. The right of the officer and the wish to
    stop are asked before each batch.
    """
    began, token = now(), secrets.token_hex(16)
    free = Q(leased_until__isnull=True) | Q(leased_until__lte=began)
    # one conditional UPDATE: of several workers exactly one gets the lease
    if not BulkAct.objects.filter(free, pk=act_id, state__in=lifecycle.UNDER_WAY).update(lease=token, leased_until=began + LEASE):
        return False
    with cities_remembered():
        while _batch_told_at_once(act_id, token, now):
            if now() >= began + patience:
                BulkAct.objects.filter(pk=act_id, lease=token).update(lease="", leased_until=None)
                return True
    return False


def continue_acts(*, now: Clock, patience: dt.timedelta) -> None:
    """By beat: carries on every act that nobody has in hand (its process died, or its message was lost), and clears away old previews."""
    began = now()
    BulkAct.objects.filter(state=BulkState.DRAFT, created_at__lt=began - DRAFTS_LIVE).delete()
    free = Q(leased_until__isnull=True) | Q(leased_until__lte=began)
    for act_id in BulkAct.objects.filter(free, state__in=lifecycle.UNDER_WAY).order_by("started_at").values_list("pk", flat=True):
        left = began + patience - now()
        if left <= dt.timedelta(0):
            return
        carry_out(act_id=act_id, now=now, patience=left)


def _batch_told_at_once(act_id: int, token: str, now: Clock) -> bool:
    """One batch, after which the worker hears of all its mails over one connection."""
    with gathered():
        return _batch(act_id, token, now)


def _batch(act_id: int, token: str, now: Clock) -> bool:
    """One batch; whether there may be another for this process."""
    at = now()
    if not BulkAct.objects.filter(pk=act_id, lease=token).update(leased_until=at + LEASE):
        return False  # this process was slower than its lease, and another has the act
    act = BulkAct.objects.select_related("by").get(pk=act_id)  # the officer afresh: rights are remembered on the object
    if act.state == BulkState.STOPPING:
        return _end(act_id, token, "halt", now=at)
    if not rules.may_act(act.by, act.verb):
        return _end(act_id, token, "halt", stopped_by=StoppedBy.RIGHT, now=at)
    rows = list(act.rows.filter(state=RowState.WAITING).order_by("pk")[:BATCH])
    if not rows:
        return _end(act_id, token, "finish", now=at)
    with translation.override(act.by.language):  # what a service refuses is noted in the officer's language; letters are in their reader's own
        for row in rows:
            try:
                _one(act, row, token, now=now())
            except PermissionDenied:
                return _end(act_id, token, "halt", stopped_by=StoppedBy.RIGHT, now=now())
            except _NotOurs:
                return False
    with transaction.atomic(durable=True):
        act = _locked(act_id)
        _count(act)
        act.save(update_fields=["changed", "left_alone", "failed", "told"])
    return True


def _one(act: BulkAct, row: BulkRow, token: str, *, now: dt.datetime) -> None:
    """The ordinary service for one registration, on the version that was frozen. What it meets is noted and does not stop the others."""
    try:
        ACTS[act.verb](
            registration_id=row.registration_id, version=row.version_seen, reason=act.reason, by=act.by, now=now, also=partial(_note_changed, row.pk, token)
        )
    except (PermissionDenied, _NotOurs):
        raise
    except Stale:
        before = records.since(row.registration_id, row.version_seen)
        _note(row, RowState.LEFT_ALONE, Cause.MEANWHILE, event=before[-1] if before else None)
    except BusinessError as error:
        _note(row, RowState.LEFT_ALONE, Cause.REFUSED, note=str(error)[:1000])
    except (OperationalError, InterfaceError):
        # the line to the database, or a lock that did not come: whoever carries the act on tries the row again
        log.warning("bulk act %s: the database refused registration %s", act.pk, row.registration_id)
        raise
    except Exception:  # one broken row must not hide what happened to the others
        log.exception("bulk act %s: registration %s failed", act.pk, row.registration_id)
        _note(row, RowState.FAILED, Cause.BROKEN)


def _note_changed(row_id: int, token: str, registration: Registration, event: RegistrationEvent) -> None:
    """In the transaction of the change itself, which is undone where another process had the row before, or has the act by now."""
    if not BulkRow.objects.filter(pk=row_id, state=RowState.WAITING, act__lease=token).update(state=RowState.CHANGED, event=event):
        raise _NotOurs


def _note(row: BulkRow, state: RowState, cause: Cause, *, note: str = "", event: RegistrationEvent | None = None) -> None:
    BulkRow.objects.filter(pk=row.pk, state=RowState.WAITING).update(state=state, cause=cause, note=note, event=event)


def _end(act_id: int, token: str, verb: str, *, stopped_by: str = "", now: dt.datetime) -> bool:
    """Ends an act, if it is still ours. Always False: there is nothing more to do."""
    with transaction.atomic(durable=True):
        act = _locked(act_id)
        if act.lease == token:
            _count(act)
            _move(act, verb if act.waiting else "finish")
            act.ended_at, act.lease, act.leased_until = now, "", None
            if act.state == BulkState.DONE:
                act.stopped_by, act.stopper = "", None  # the wish to stop came after the last row
            act.stopped_by = stopped_by or act.stopped_by
            act.save()
    return False


def _locked(act_id: int) -> BulkAct:
    # the lock: start, stop and the end of an act come one after the other
    return BulkAct.objects.select_for_update().get(pk=act_id)


def _move(act: BulkAct, verb: str) -> None:
    act.state = lifecycle.BULK_MOVES[verb, BulkState(act.state)]


def _count(act: BulkAct) -> None:
    """Puts the sums of the rows on the act. One query."""
    of = {state: Q(state=state) for state in RowState}
    sums = act.rows.aggregate(
        changed=Count("pk", filter=of[RowState.CHANGED]),
        left_alone=Count("pk", filter=of[RowState.LEFT_ALONE]),
        failed=Count("pk", filter=of[RowState.FAILED]),
        told=Count("pk", filter=of[RowState.CHANGED] & Q(has_email=True)),
    )
    act.changed, act.left_alone, act.failed, act.told = sums["changed"], sums["left_alone"], sums["failed"], sums["told"]


def _require(allowed: bool) -> None:
    if not allowed:
        raise PermissionDenied
