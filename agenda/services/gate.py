"""The gate before the joining details: the states' consent, and the release. All are called inside the transaction of what decides."""

import datetime as dt

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils.translation import gettext as _

from directory import clocks
from directory.models import User
from directory.words import parted
from seminar_portal import clock
from seminar_portal.errors import Closed, Invalid, WrongState

from .. import joining, registry, rules
from ..models import Seminar
from .records import iso, locked, log


@transaction.atomic(savepoint=False)
def confirm_seminar(*, seminar_id: int, by_what: str, by: User | None, now: dt.datetime) -> Seminar:
    """Records that the seminar may be held; ``by_what`` names what gave the consent ("Note № 15-1/213emb, round 1").

    Called by the service that certifies a silence procedure, in its transaction; who may certify is asked there. Raises WrongState where the seminar is
    confirmed already.
    """
    seminar = locked(seminar_id)
    if seminar.confirmed_at is not None:
        raise WrongState(_("This seminar is confirmed already, by %(what)s.") % {"what": registry.confirmation_words(seminar)})
    if not by_what.strip():
        raise Invalid(_("Say what gave the consent."))
    seminar.confirmed_at, seminar.confirmed_by = now, by_what.strip()
    seminar.save(update_fields=["confirmed_at", "confirmed_by"])
    log(seminar, "confirmed", by=by, now=now, detail={"by": seminar.confirmed_by})
    return seminar


@transaction.atomic(savepoint=False)
def unconfirm_seminar(*, seminar_id: int, reason: str, by: User | None, now: dt.datetime, tell: bool = False) -> Seminar:
    """Takes the confirmation back, when what gave it is annulled. Joining details are hidden again at once, since they ask for the confirmation.

    With ``tell`` the apps above that have asked for it (``registry.register_unconfirmed``) tell their people in the same transaction; an act that has its
    own message to everybody does without.

    Called in the transaction of the annulment; who may annul is asked there. Raises WrongState where the seminar is not confirmed, Invalid without a
    reason.
    """
    if not reason.strip():
        raise Invalid(_("Say why the confirmation is taken back."))
    seminar = locked(seminar_id)
    if seminar.confirmed_at is None:
        raise WrongState(_("This seminar is not confirmed."))
    detail = {"confirmed_at": iso(seminar.confirmed_at), "by": seminar.confirmed_by}
    seminar.confirmed_at, seminar.confirmed_by = None, ""
    seminar.save(update_fields=["confirmed_at", "confirmed_by"])
    log(seminar, joining.CONFIRMATION_TAKEN_BACK, by=by, now=now, reason=reason.strip(), detail=detail)
    if tell:
        assert by is not None  # a message to everybody has an officer
        registry.unconfirmed(seminar, by, now)
    return seminar


@transaction.atomic(savepoint=False)
def record_joining_release(*, seminar_id: int, reason: str, by: User, now: dt.datetime) -> Seminar:
    """Releases the joining details: from now on they stand on the pages of the officially registered, and mails with them may go out. May be repeated.

    Raises PermissionDenied without the right to send joining details; Closed after the seminar; Invalid where a day has no video link; WrongState where
    the seminar is cancelled, or is not confirmed, unless an officer with the right to override a closed gate gives a ``reason``, which the event then keeps.
    """
    seminar = locked(seminar_id)
    override = require_can_release(seminar, reason=reason, by=by, now=now)
    if seminar.joining_details_sent_at is None:
        seminar.joining_details_sent_at = now
        seminar.save(update_fields=["joining_details_sent_at"])
    kind = joining.RELEASED_BY_OVERRIDE if override else joining.RELEASED
    log(seminar, kind, by=by, now=now, reason=reason.strip() if override else "")
    return seminar


def require_can_release(seminar: Seminar, *, reason: str | None, by: User, now: dt.datetime) -> bool:
    """Raises what :func:`record_joining_release` raises; says whether it would be by override. A ``reason`` of None is one that is still to be asked for."""
    if not rules.may_send_joining_details(by):
        raise PermissionDenied
    if seminar.is_cancelled:
        raise WrongState(_("This seminar has been cancelled: there is nothing to join."))
    ends_at = clock.end_of_day(seminar.ends_on, seminar.zone)
    if not clock.in_time(now, ends_at):
        raise Closed(_("The seminar ended on %(moment)s.") % {"moment": clocks.said(ends_at, seminar.zone).sentence})
    missing = joining.days_without_link(seminar)
    if missing:
        raise Invalid(_("Enter a video link for each day first. Still missing: %(days)s.") % {"days": parted(map(clocks.day_words, missing))})
    override = not seminar.is_confirmed
    if override and not rules.may_override_gate(by):
        raise WrongState(_("The seminar is not confirmed: joining details are sent when the silence procedure is certified."))
    if override and reason is not None and not reason.strip():
        raise Invalid(_("The seminar is not confirmed. Give the reason for sending the joining details all the same."))
    return override
