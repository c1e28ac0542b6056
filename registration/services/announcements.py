"""Messages to everybody, and the acts on a seminar that tell everybody: each is one transaction, and the mails are written after it, batch by batch."""

import datetime as dt
import logging
import re
import secrets
from collections.abc import Callable, Mapping
from functools import partial
from typing import Any

from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import Count, Max, prefetch_related_objects
from django.utils.translation import gettext as _

from agenda import services as agenda
from agenda import words
from agenda.models import Seminar
from directory.models import User
from directory.selectors import cities_remembered
from notifications.wake import gathered
from seminar_portal.errors import Invalid, NotPublished, WrongState

from .. import announcing, rules, wake
from ..emails import announcements as emails
from ..enums import Addressed, Announced
from ..models import Announcement

log = logging.getLogger(__name__)
BATCH = 100  # mails of one transaction: half a second
SUBJECT_LENGTH, TEXT_LENGTH = 200, 10_000
_token = re.compile(r"[\w-]{16,43}", re.ASCII)

Texts = Mapping[str, Mapping[str, str]]


def new_token() -> str:
    """The hidden token of one shown form: a second click is known by it."""
    return secrets.token_urlsafe(32)


# --- acts that tell everybody ------------------------------------------------------------------------------------------------------------


@transaction.atomic(durable=True)
def extend_registration(
    *, seminar_id: int, closes_at: dt.datetime, reason: str, addressed: str, by: User, now: dt.datetime
) -> tuple[Seminar, Announcement | None]:
    """Extends the registration (``agenda.services.extend_registration``: its refusals) and tells those ``addressed``, once each; "" tells nobody.

    ``reason`` stays in the seminar's events.
    """
    before = _locked(seminar_id).registration_closes_at
    seminar = agenda.extend_registration(seminar_id=seminar_id, closes_at=closes_at, reason=reason, by=by, now=now)
    if not addressed:
        return seminar, None
    detail = {"closes_at": seminar.registration_closes_at.isoformat(), "before": before.isoformat()}
    return seminar, _begin(seminar, Announced.EXTENDED, addressed, {}, detail, by=by, now=now)


@transaction.atomic(durable=True)
def cancel_seminar(*, seminar_id: int, reasons: Mapping[str, str], by: User, now: dt.datetime) -> tuple[Seminar, Announcement]:
    """Cancels the seminar (``agenda.services.cancel_seminar``: its refusals) and tells everybody, those whose form arrived late too, with the reason."""
    seminar = agenda.cancel_seminar(seminar_id=seminar_id, reasons=reasons, by=by, now=now)
    detail = {"cancelled_at": now.isoformat()}
    return seminar, _begin(seminar, Announced.CANCELLED, Addressed.LIVE_AND_LATE, _as_texts(reasons), detail, by=by, now=now)


@transaction.atomic(durable=True)
def reinstate_seminar(*, seminar_id: int, reasons: Mapping[str, str], by: User, now: dt.datetime) -> tuple[Seminar, Announcement]:
    """Takes a cancellation back (``agenda.services.reinstate_seminar``: its refusals) and tells everybody; mails of the cancellation that wait do not go."""
    seminar = agenda.reinstate_seminar(seminar_id=seminar_id, reason=reasons.get("en", ""), by=by, now=now)
    return seminar, _begin(seminar, Announced.REINSTATED, Addressed.LIVE_AND_LATE, _as_texts(reasons), {}, by=by, now=now)


@transaction.atomic(durable=True)
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
) -> tuple[Seminar, Announcement]:
    """Moves the seminar to other days (``agenda.services.postpone_seminar``: its refusals) and tells everybody, with the reason."""
    before = _locked(seminar_id)
    seminar = agenda.postpone_seminar(
        seminar_id=seminar_id,
        starts_on=starts_on,
        reasons=reasons,
        move_deadline=move_deadline,
        consent_holds=consent_holds,
        consent_basis=consent_basis,
        by=by,
        now=now,
    )
    return seminar, _begin(seminar, Announced.POSTPONED, Addressed.LIVE_AND_LATE, _as_texts(reasons), moved(before, seminar), by=by, now=now)


@transaction.atomic(savepoint=False)
def tell_unconfirmed(seminar: Seminar, by: User, now: dt.datetime) -> Announcement:
    """Tells the officially registered that the seminar is no longer confirmed, in the transaction that takes the confirmation back. Not why: that is between
    the states. Their joining details were hidden by the act itself."""
    detail = {"unconfirmed_at": now.isoformat(), "released": "yes" if seminar.joining_details_sent_at else ""}
    return _begin(seminar, Announced.UNCONFIRMED, Addressed.REGISTERED, {}, detail, by=by, now=now)


@transaction.atomic(durable=True)
def announce(*, seminar_id: int, addressed: str, texts: Texts, token: str, by: User, now: dt.datetime) -> Announcement:
    """Sends a message of the host's own to everybody ``addressed``. The same ``token`` again gives the message that is there.

    ``texts``: subject and text by the code of the language, English at least; who reads a language without them gets the English ones. Who may:
    rules.may_announce. Raises Invalid for what is missing or too long, NotPublished.
    """
    if not rules.may_announce(by):
        raise PermissionDenied
    if addressed not in announcing.STATES:
        raise Invalid(_("Choose to whom the message goes."))
    cleaned = cleaned_texts(texts)
    seminar = _locked(seminar_id)
    if seminar.published_at is None:
        raise NotPublished(_("This seminar is not published."))
    known = Announcement.objects.filter(token=token, seminar=seminar).first() if _token.fullmatch(token) else None
    return known or _begin(seminar, Announced.MESSAGE, addressed, cleaned, {}, by=by, now=now, token=token)


def cleaned_texts(texts: Texts) -> dict[str, dict[str, str]]:
    """Subject and text of each language that has both. Raises Invalid where one of the two is missing, or English altogether."""
    found = {}
    for code, _name in settings.LANGUAGES:
        name = words.language_name(code)
        subject = " ".join(texts.get(code, {}).get("subject", "").split())
        text = texts.get(code, {}).get("text", "").replace("\r\n", "\n").strip()
        if bool(subject) != bool(text) or (code == "en" and not subject):
            raise Invalid(_("Write subject and text in %(language)s.") % {"language": name})
        if len(subject) > SUBJECT_LENGTH or len(text) > TEXT_LENGTH:
            raise Invalid(_("The message in %(language)s is too long.") % {"language": name})
        if subject:
            found[code] = {"subject": subject, "text": text}
    return found


@transaction.atomic(durable=True)
def stop(*, announcement_id: int, by: User, now: dt.datetime) -> Announcement:
    """Stops a message: no more mails are written, and those that wait do not go. What was sent is sent.

    Who may: rules.may_announce. Raises WrongState where it was stopped already.
    """
    if not rules.may_announce(by):
        raise PermissionDenied
    # the lock: a batch that is being written comes before or after this
    announcement = Announcement.objects.select_for_update(of=("self",)).get(pk=announcement_id)
    if announcement.stopped_at is not None:
        raise WrongState(_("This message was stopped already."))
    announcement.stopped_at, announcement.stopped_by = now, by
    announcement.ended_at = announcement.ended_at or now
    announcement.save(update_fields=["stopped_at", "stopped_by", "ended_at"])
    return announcement


# --- writing the mails ---------------------------------------------------------------------------------------------------------------------


def write_mails(*, announcement_id: int, now: Callable[[], dt.datetime], patience: dt.timedelta) -> bool:
    """Writes the mails of an announcement, batch by batch, for at most ``patience``. Whether some are left. Twice, late or never does no harm."""
    started = now()
    while _batch_told_at_once(announcement_id, now()):
        if now() >= started + patience:
            return True
    return False


def _batch_told_at_once(announcement_id: int, now: dt.datetime) -> bool:
    """One batch, after which the worker hears of all its mails over one connection."""
    with gathered():
        return _write_batch(announcement_id=announcement_id, now=now)


def continue_announcements(*, now: Callable[[], dt.datetime], patience: dt.timedelta) -> None:
    """Goes on with every announcement that a dead worker, or a broker that was away, has left."""
    for pk in Announcement.objects.filter(ended_at__isnull=True).order_by("at", "pk").values_list("pk", flat=True):
        try:
            write_mails(announcement_id=pk, now=now, patience=patience)
        except Exception:  # the database's: the others have their turn all the same
            log.exception("announcement %s could not be continued", pk)


@transaction.atomic(durable=True)
def _write_batch(*, announcement_id: int, now: dt.datetime) -> bool:
    """The next mails, in one transaction with the note of how far it has come. Whether there may be more."""
    # the lock: of two workers one waits, and then goes on behind the other
    announcement = Announcement.objects.select_for_update(of=("self",)).select_related("seminar").filter(pk=announcement_id).first()
    if announcement is None or announcement.ended_at is not None:
        return False
    seminar = announcement.seminar
    if announcing.pointless(announcement, seminar, now):
        announcement.ended_at = now
        announcement.save(update_fields=["ended_at"])
        return False
    prefetch_related_objects([seminar], "contacts")
    left = announcing.addressed(seminar, announcement.addressed).filter(pk__gt=announcement.queued_upto, pk__lte=announcement.last_pk)
    rows = list(left.select_related("party")[:BATCH])
    with cities_remembered():
        for row in rows:
            row.seminar = seminar  # with its contacts, read once
            _write_one(row, announcement, now)
    more = len(rows) == BATCH
    announcement.queued_upto = rows[-1].pk if more else announcement.last_pk
    announcement.ended_at = None if more else now
    announcement.save(update_fields=["queued_upto", "queued", "without_email", "failed", "ended_at"])
    return more


def _write_one(row: Any, announcement: Announcement, now: dt.datetime) -> None:
    if not row.email:
        announcement.without_email += 1
        return
    try:
        with transaction.atomic():
            emails.tell(row, announcement, now=now)
    except Exception:  # one broken row must not keep the message from the others
        log.exception("announcement %s could not be written for registration %s", announcement.pk, row.pk)
        announcement.failed += 1
    else:
        announcement.queued += 1


def moved(before: Seminar, after: Seminar) -> dict[str, str]:
    """The facts that the message about a postponement tells."""
    return {
        "from_starts_on": before.starts_on.isoformat(),
        "from_ends_on": before.ends_on.isoformat(),
        "starts_on": after.starts_on.isoformat(),
        "ends_on": after.ends_on.isoformat(),
    }


def _begin(
    seminar: Seminar, kind: Announced, addressed: str, texts: Texts, detail: dict[str, str], *, by: User, now: dt.datetime, token: str = ""
) -> Announcement:
    """The row of the announcement, with how many it addresses, and the hint to the worker. Who registers from now on is not addressed."""
    found = announcing.addressed(seminar, addressed).order_by().aggregate(total=Count("pk"), last=Max("pk"))
    announcement = Announcement.objects.create(
        seminar=seminar,
        kind=kind,
        addressed=addressed,
        texts=texts,
        detail=detail,
        token=token if _token.fullmatch(token) else new_token(),
        by=by,
        at=now,
        total=found["total"],
        last_pk=found["last"] or 0,
        ended_at=None if found["total"] else now,
    )
    if found["total"]:
        transaction.on_commit(partial(wake.write_announcement, announcement.pk), robust=True)
    return announcement


def _locked(seminar_id: int) -> Seminar:
    # the lock: what is read here is what the act finds
    return Seminar.objects.select_for_update(of=("self",)).get(pk=seminar_id)


def _as_texts(reasons: Mapping[str, str]) -> dict[str, dict[str, str]]:
    return {code: {"text": text.strip()} for code, text in reasons.items() if text.strip()}
