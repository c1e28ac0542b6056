"""Calling a seminar off, moving it to other days, and the way back. No mail goes out from here: the service that tells the delegates calls these."""

import datetime as dt
from collections.abc import Mapping

from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils.translation import gettext as _

from directory import clocks
from directory.models import User
from seminar_portal import clock
from seminar_portal.errors import Closed, Invalid, NotPublished, WrongState
from seminar_portal.numbers import Number

from .. import plans, rules
from ..models import Seminar
from .gate import unconfirm_seminar
from .records import iso, locked, log

REASON_LENGTH = 1000
CODES = [code for code, _name in settings.LANGUAGES]


@transaction.atomic(savepoint=False)
def cancel_seminar(*, seminar_id: int, reasons: Mapping[str, str], by: User, now: dt.datetime) -> Seminar:
    """Records that the seminar does not take place. Its pages say so at once, nothing is taken for it any more, and joining details are gone.

    ``reasons`` are read by everybody: one for each language (by its code), English at least. Raises PermissionDenied without the right to call off, Invalid
    without a reason, NotPublished, WrongState where it is cancelled already, Closed after its last day.
    """
    if not rules.may_call_off(by):
        raise PermissionDenied
    texts = _cleaned(reasons, _("Say why the seminar is cancelled, in English at least. The delegates read it."))
    seminar = _still_to_come(seminar_id, now)
    if seminar.is_cancelled:
        raise WrongState(_("This seminar is cancelled already."))
    seminar.cancelled_at, seminar.cancelled_by = now, by
    _put(seminar, "cancelled_reason", texts)
    seminar.save()
    log(seminar, "cancelled", by=by, now=now, reason=texts["en"])
    return seminar


@transaction.atomic(savepoint=False)
def reinstate_seminar(*, seminar_id: int, reason: str, by: User, now: dt.datetime) -> Seminar:
    """Takes a cancellation back: the seminar takes place after all, with the window, the consent and the joining details that it had.

    Raises PermissionDenied without the right to call off, Invalid without a reason, WrongState where it is not cancelled, Closed after its last day.
    """
    if not rules.may_call_off(by):
        raise PermissionDenied
    if not reason.strip():
        raise Invalid(_("Say why the seminar takes place after all."))
    seminar = _still_to_come(seminar_id, now)
    if seminar.cancelled_at is None:
        raise WrongState(_("This seminar is not cancelled."))
    detail = {"cancelled_at": iso(seminar.cancelled_at)}
    seminar.cancelled_at, seminar.cancelled_by = None, None
    _put(seminar, "cancelled_reason", {})
    seminar.save()
    log(seminar, "cancellation taken back", by=by, now=now, reason=reason.strip()[:REASON_LENGTH], detail=detail)
    return seminar


@transaction.atomic(savepoint=False)
def postpone_seminar(
    *,
    seminar_id: int,
    starts_on: dt.date,
    reasons: Mapping[str, str],
    move_deadline: bool,
    consent_holds: bool | None,
    consent_basis: str,
    by: User,
    now: dt.datetime,
) -> Seminar:
    """Moves the seminar and every item of its agenda to ``starts_on`` by whole days, at the hours they had; the first days announced go on being named.

    The joining details are withdrawn until they are sent anew, since links are made for a day. With ``move_deadline`` the registration deadline moves by as
    many days and reopens a window that has closed. The states consented to certain days: for a confirmed seminar somebody has to say whether their consent
    covers the new ones (``consent_holds``; ``consent_basis`` says by what); where it does not, the confirmation is taken back. Moved back to the first days
    announced, it is postponed no longer. Raises PermissionDenied without the right to call off, NotPublished, Cancelled, Closed after its last day, and
    Invalid without a reason, for the days it has, for days before the first announced or in the past, or with the question of consent left open.
    """
    if not rules.may_call_off(by):
        raise PermissionDenied
    texts = _cleaned(reasons, _("Say why the seminar is postponed, in English at least. The delegates read it."))
    seminar = _still_to_come(seminar_id, now)
    rules.require_not_cancelled(seminar)
    require_later_days(seminar, starts_on, now)
    consent = _consent(seminar, consent_holds, consent_basis)
    plan = plans.postponement(seminar, starts_on, move_deadline=move_deadline)
    if plan.closes_at > clock.end_of_day(plan.ends_on, seminar.zone):
        raise Invalid(_("The deadline of registration would lie after the last day of the seminar."))
    detail: dict[str, object] = {
        "from": f"{seminar.starts_on}/{seminar.ends_on}",
        "to": f"{plan.starts_on}/{plan.ends_on}",
        "consent": consent,
        "basis": consent_basis.strip(),
    }
    if move_deadline:
        detail |= {"deadline from": iso(seminar.registration_closes_at), "deadline to": iso(plan.closes_at)}
    if consent == "taken back":
        unconfirm_seminar(seminar_id=seminar.pk, reason=_("The consent does not cover the new days."), by=by, now=now)
        seminar.refresh_from_db()
    _move(seminar, plan, now=now)
    _put(seminar, "postponed_reason", texts if seminar.is_postponed else {})
    seminar.save()
    log(seminar, "postponed", by=by, now=now, reason=texts["en"], detail=detail)
    return seminar


def require_later_days(seminar: Seminar, starts_on: dt.date, now: dt.datetime) -> None:
    """Raises Invalid unless the seminar can be moved to ``starts_on``: other days, none before the first announced, none in the past."""
    first = seminar.first_starts_on or seminar.starts_on
    if starts_on == seminar.starts_on:
        raise Invalid(_("These are the days that the seminar has."))
    if starts_on < first:
        raise Invalid(_("The seminar was announced for %(day)s. It cannot be moved to an earlier day.") % {"day": clocks.day_words(first)})
    if not clock.in_time(now, clock.end_of_day(starts_on, seminar.zone)):
        raise Invalid(_("The new first day has passed already."))


def _consent(seminar: Seminar, holds: bool | None, basis: str) -> str:
    """What becomes of the states' consent, as the event says it. Raises Invalid where a confirmed seminar leaves it open."""
    if not seminar.is_confirmed:
        return "not given"
    if holds is None:
        raise Invalid(_("Say whether the consent of the member states covers the new days."))
    if holds and not basis.strip():
        raise Invalid(_("Say what shows that the consent covers the new days, such as the number of a note."))
    return "holds" if holds else "taken back"


def _move(seminar: Seminar, plan: plans.Plan, *, now: dt.datetime) -> None:
    """Puts the plan on the locked seminar and its agenda; saves the items, not the seminar."""
    if seminar.first_starts_on is None:
        seminar.first_starts_on, seminar.first_ends_on = seminar.starts_on, seminar.ends_on
    seminar.starts_on, seminar.ends_on, seminar.postponed_at = plan.starts_on, plan.ends_on, now
    if seminar.starts_on == seminar.first_starts_on:
        seminar.first_starts_on, seminar.first_ends_on, seminar.postponed_at = None, None, None
    if plan.closes_at != seminar.registration_closes_at:
        seminar.registration_first_closed_at = seminar.registration_first_closed_at or seminar.registration_closes_at
        seminar.registration_closes_at = plan.closes_at
        if seminar.registration_first_closed_at == seminar.registration_closes_at:
            seminar.registration_first_closed_at = None
    seminar.joining_details_sent_at = None
    # an item never stands for a moment on the hour of another of the same title
    for item in plan.items if plan.days < 0 else reversed(plan.items):
        item.session.starts_at, item.session.ends_at = item.starts_at, item.ends_at
        item.session.save(update_fields=["starts_at", "ends_at"])


def _still_to_come(seminar_id: int, now: dt.datetime) -> Seminar:
    """The seminar, locked. Raises NotPublished, and Closed once its last day is over."""
    seminar = locked(seminar_id)
    if seminar.published_at is None:
        raise NotPublished(_("This seminar is not published: its days can simply be changed, or the draft deleted."))
    ends_at = clock.end_of_day(seminar.ends_on, seminar.zone)
    if not clock.in_time(now, ends_at):
        raise Closed(_("The seminar ended on %(moment)s.") % {"moment": clocks.said(ends_at, seminar.zone).sentence})
    return seminar


def _cleaned(reasons: Mapping[str, str], sentence: str) -> dict[str, str]:
    """The reasons by language, without the empty ones. Raises Invalid without an English one, or where one is too long."""
    texts = {code: text for code in CODES if (text := reasons.get(code, "").strip())}
    if "en" not in texts:
        raise Invalid(sentence)
    if any(len(text) > REASON_LENGTH for text in texts.values()):
        raise Invalid(_("Shorten the reason to %(limit)s characters.") % {"limit": Number(REASON_LENGTH)})
    return texts


def _put(seminar: Seminar, field: str, texts: Mapping[str, str]) -> None:
    for code in CODES:
        setattr(seminar, f"{field}_{code.replace('-', '_')}", texts.get(code, ""))
