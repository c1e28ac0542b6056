"""Making a seminar public, its deadline, its enclosures."""

import datetime as dt

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils.translation import gettext as _

from directory import clocks
from directory.models import StoredFile, User
from directory.words import sentences
from seminar_portal import clock
from seminar_portal.errors import Invalid, WrongState

from .. import checklist, rules
from ..models import Document, Seminar
from .records import iso, locked, log


@transaction.atomic(durable=True)
def publish_seminar(*, seminar_id: int, by: User | None, now: dt.datetime) -> Seminar:
    """Makes the seminar's pages public from ``now`` on.

    Raises WrongState where they are public already, Invalid where something is missing without which nobody could register or ask
    (``checklist.blocking``). ``by`` needs the right to change seminars; None is the command line.
    """
    if by is not None and not rules.may_change(by):
        raise PermissionDenied
    seminar = locked(seminar_id)
    if seminar.published_at is not None:
        raise WrongState(_("This seminar is published already."))
    gaps = checklist.blocking(seminar, now)
    if gaps:
        raise Invalid(sentences(item.sentence for item in gaps))
    seminar.published_at = now
    seminar.save(update_fields=["published_at"])
    log(seminar, "published", by=by, now=now)
    return seminar


@transaction.atomic(savepoint=False)
def extend_registration(*, seminar_id: int, closes_at: dt.datetime, reason: str, by: User, now: dt.datetime) -> Seminar:
    """Moves the registration deadline to ``closes_at`` (judged at whole seconds), which also reopens a window that has closed.

    The first deadline is kept and goes on being named. Raises Invalid without a reason, where the new deadline is not later than the stored one, has
    passed, or lies after the seminar's last day; Cancelled; PermissionDenied without the right to extend. No mail goes out from here: called by the
    service that tells the delegates, in its transaction.
    """
    if not rules.may_extend_registration(by):
        raise PermissionDenied
    reason = reason.strip()
    if not reason:
        raise Invalid(_("Say why the deadline is extended."))
    seminar = locked(seminar_id)
    before, closes_at = seminar.registration_closes_at, closes_at.replace(microsecond=0)
    require_later_deadline(seminar, closes_at, now)
    if seminar.registration_first_closed_at is None:
        seminar.registration_first_closed_at = before
    seminar.registration_closes_at = closes_at
    seminar.save(update_fields=["registration_closes_at", "registration_first_closed_at"])
    log(seminar, "registration extended", by=by, now=now, reason=reason, detail={"from": iso(before), "to": iso(closes_at)})
    return seminar


def require_later_deadline(seminar: Seminar, closes_at: dt.datetime, now: dt.datetime) -> None:
    """Raises Cancelled, or Invalid unless the registration can be extended to ``closes_at``: later than it is, to come, within the seminar's days."""
    rules.require_not_cancelled(seminar)
    if closes_at <= seminar.registration_closes_at:
        said = clocks.said(seminar.registration_closes_at, seminar.registration_zone).sentence
        raise Invalid(_("Registration closes on %(moment)s. The new deadline must be later than that.") % {"moment": said})
    if not clock.in_time(now, closes_at):
        raise Invalid(_("The new deadline has passed already."))
    if closes_at > clock.end_of_day(seminar.ends_on, seminar.zone):
        raise Invalid(_("The new deadline is after the last day of the seminar."))


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
    seminar = locked(seminar_id)
    document = Document.objects.create(seminar=seminar, file=stored_file, kind=kind, number=number, language=language, **titles)
    log(seminar, "document added", by=by, now=now, detail={"document": document.pk, "sha256": stored_file.sha256})
    return document
