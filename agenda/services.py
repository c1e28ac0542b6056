"""The only writers of a seminar's state. Each locks the row, checks again, changes, and leaves an event."""

import datetime as dt
from collections.abc import Mapping
from zoneinfo import ZoneInfo

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils.translation import gettext as _

from directory import clocks
from directory.models import StoredFile, User
from seminar_portal import clock
from seminar_portal.errors import Closed, Invalid, WrongState

from . import joining, rules
from .models import Document, Seminar, SeminarEvent


@transaction.atomic(durable=True)
def publish_seminar(*, seminar_id: int, by: User | None, now: dt.datetime) -> Seminar:
    """Makes the seminar's pages public from ``now`` on. Raises WrongState where they are public already.

    ``by`` needs the right to change seminars; None is the command line.
    """
    if by is not None and not rules.may_change(by):
        raise PermissionDenied
    seminar = _locked(seminar_id)
    if seminar.published_at is not None:
        raise WrongState(_("This seminar is published already."))
    seminar.published_at = now
    seminar.save(update_fields=["published_at"])
    _log(seminar, "published", by=by, now=now)
    return seminar


@transaction.atomic(durable=True)
def extend_registration(*, seminar_id: int, closes_at: dt.datetime, reason: str, by: User, now: dt.datetime) -> Seminar:
    """Moves the registration deadline to ``closes_at`` (judged at whole seconds), which also reopens a window that has closed.

    The first deadline is kept and goes on being named. Raises Invalid without a reason, where the new deadline is not later than the stored one, has
    passed, or lies after the seminar's last day; PermissionDenied without the right to extend. No mail goes out.
    """
    if not rules.may_extend_registration(by):
        raise PermissionDenied
    reason = reason.strip()
    if not reason:
        raise Invalid(_("Say why the deadline is extended."))
    seminar = _locked(seminar_id)
    before, closes_at = seminar.registration_closes_at, closes_at.replace(microsecond=0)
    if closes_at <= before:
        said = clocks.said(before, seminar.registration_zone).sentence
        raise Invalid(_("Registration closes on %(moment)s. The new deadline must be later than that.") % {"moment": said})
    if not clock.in_time(now, closes_at):
        raise Invalid(_("The new deadline has passed already."))
    if closes_at > clock.end_of_day(seminar.ends_on, seminar.zone):
        raise Invalid(_("The new deadline is after the last day of the seminar."))
    if seminar.registration_first_closed_at is None:
        seminar.registration_first_closed_at = before
    seminar.registration_closes_at = closes_at
    seminar.save(update_fields=["registration_closes_at", "registration_first_closed_at"])
    _log(seminar, "registration extended", by=by, now=now, reason=reason, detail={"from": _iso(before), "to": _iso(closes_at)})
    return seminar


@transaction.atomic(savepoint=False)
def confirm_seminar(*, seminar_id: int, by_what: str, by: User | None, now: dt.datetime) -> Seminar:
    """Records that the seminar may be held; ``by_what`` names what gave the consent ("Note № 15-1/213emb, round 1").

    Called by the service that certifies a silence procedure, in its transaction; who may certify is asked there. Raises WrongState where the seminar is
    confirmed already.
    """
    seminar = _locked(seminar_id)
    if seminar.confirmed_at is not None:
        raise WrongState(_("This seminar is confirmed already, by %(what)s.") % {"what": seminar.confirmed_by})
    if not by_what.strip():
        raise Invalid(_("Say what gave the consent."))
    seminar.confirmed_at, seminar.confirmed_by = now, by_what.strip()
    seminar.save(update_fields=["confirmed_at", "confirmed_by"])
    _log(seminar, "confirmed", by=by, now=now, detail={"by": seminar.confirmed_by})
    return seminar


@transaction.atomic(savepoint=False)
def unconfirm_seminar(*, seminar_id: int, reason: str, by: User | None, now: dt.datetime) -> Seminar:
    """Takes the confirmation back, when what gave it is annulled. Joining details are hidden again at once, since they ask for the confirmation.

    Called in the transaction of the annulment; who may annul is asked there. Raises WrongState where the seminar is not confirmed, Invalid without a
    reason.
    """
    if not reason.strip():
        raise Invalid(_("Say why the confirmation is taken back."))
    seminar = _locked(seminar_id)
    if seminar.confirmed_at is None:
        raise WrongState(_("This seminar is not confirmed."))
    detail = {"confirmed_at": _iso(seminar.confirmed_at), "by": seminar.confirmed_by}
    seminar.confirmed_at, seminar.confirmed_by = None, ""
    seminar.save(update_fields=["confirmed_at", "confirmed_by"])
    _log(seminar, joining.CONFIRMATION_TAKEN_BACK, by=by, now=now, reason=reason.strip(), detail=detail)
    return seminar


@transaction.atomic(durable=True)
def add_document(
    *, seminar_id: int, stored_file: StoredFile, kind: str, number: int, titles: dict[str, str], language: str, by: User, now: dt.datetime
) -> Document:
    """Hangs a stored file to the seminar as an enclosure that the public may read once the seminar is published.

    ``titles`` are those of Document's translated fields ("title_en": …). The bytes were stored before (directory.files). Raises PermissionDenied without
    the right to add documents.
    """
    if not rules.may_add_document(by):
        raise PermissionDenied
    seminar = _locked(seminar_id)
    document = Document.objects.create(seminar=seminar, file=stored_file, kind=kind, number=number, language=language, **titles)
    _log(seminar, "document added", by=by, now=now, detail={"document": document.pk, "sha256": stored_file.sha256})
    return document


@transaction.atomic(savepoint=False)
def record_joining_release(*, seminar_id: int, reason: str, by: User, now: dt.datetime) -> Seminar:
    """Releases the joining details: from now on they stand on the pages of the officially registered, and mails with them may go out. May be repeated.

    Raises PermissionDenied without the right to send joining details; Closed after the seminar; Invalid where a day has no video link; WrongState where
    the seminar is not confirmed, unless an officer with the right to override a closed gate gives a ``reason``, which the event then keeps.
    """
    if not rules.may_send_joining_details(by):
        raise PermissionDenied
    seminar = _locked(seminar_id)
    ends_at = clock.end_of_day(seminar.ends_on, seminar.zone)
    if not clock.in_time(now, ends_at):
        raise Closed(_("The seminar ended on %(moment)s.") % {"moment": clocks.said(ends_at, seminar.zone).sentence})
    missing = joining.days_without_link(seminar)
    if missing:
        raise Invalid(_("Enter a video link for each day first. Still missing: %(days)s.") % {"days": "; ".join(map(clocks.day_words, missing))})
    override = not seminar.is_confirmed
    if override and not (rules.may_override_gate(by) and reason.strip()):
        if rules.may_override_gate(by):
            raise Invalid(_("The seminar is not confirmed. Give the reason for sending the joining details all the same."))
        raise WrongState(_("The seminar is not confirmed: joining details are sent when the silence procedure is certified."))
    if seminar.joining_details_sent_at is None:
        seminar.joining_details_sent_at = now
        seminar.save(update_fields=["joining_details_sent_at"])
    kind = joining.RELEASED_BY_OVERRIDE if override else joining.RELEASED
    _log(seminar, kind, by=by, now=now, reason=reason.strip() if override else "")
    return seminar


def _locked(pk: int) -> Seminar:
    # the lock: two officers, or an officer and a certification, act on one seminar one after the other (on SQLite the write lock does it)
    return Seminar.objects.select_for_update(of=("self",)).get(pk=pk)


def _log(seminar: Seminar, kind: str, *, by: User | None, now: dt.datetime, reason: str = "", detail: Mapping[str, object] | None = None) -> SeminarEvent:
    return SeminarEvent.objects.create(seminar=seminar, at=now, by=by, kind=kind, reason=reason, detail=dict(detail or {}))


def _iso(instant: dt.datetime) -> str:
    return instant.astimezone(ZoneInfo("UTC")).isoformat()
