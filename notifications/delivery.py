"""Delivery: claim under lock, commit, speak with the mail server with no transaction open, record in a second short transaction.

The promise is *at least once*. Twice is possible only where a process or a line died between handing over and recording; those rows are flagged.
"""

import dataclasses
import datetime as dt
import logging
import secrets
from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.db import transaction
from django.db.models import F
from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from seminar_portal import clock

from . import lifecycle, message, registry, selectors, transport
from .enums import MailState
from .models import OutgoingEmail

log = logging.getLogger(__name__)

Clock = Callable[[], dt.datetime]

# minutes until the next attempt, after the first, second … attempt that failed for the time being: 23 hours in all
PAUSES = (1, 5, 15, 60, 120, 240, 480, 480)
# longer than the time limit of a task: a claim of this age has lost its process
STALE_AFTER = dt.timedelta(minutes=10)
# what one sweep takes in hand; beat sends the next one after 30 seconds
SWEEP_TIME = dt.timedelta(seconds=20)
SWEEP_BATCH = 20

TOO_LATE = gettext_noop("too late")


@dataclasses.dataclass(frozen=True)
class Outcome:
    """What became of one attempt. ``state`` QUEUED means: again later."""

    state: MailState
    reason: str = ""
    perhaps_sent: bool = False


def deliver(*, mail_id: int, now: Clock) -> MailState | None:
    """Delivers one mail, if it is due and nobody else has it in hand; None where there was nothing to do.

    A delivery has two moments, claim and record, with a mail server between them that may take minutes: ``now`` is asked at each. Two short durable
    transactions; none is open while the filler is asked and the mail is handed over. Ends as sent, not sent (its point is lost), failed (never
    possible), or waiting again with a growing pause. No fault of one mail leaves this function, except that of the database.
    """
    claimed_at = now()
    mail = _claim(mail_id, now=claimed_at)
    if mail is None:
        return None
    # reasons are stored in one language and translated where staff read them; the reader's language is the filler's matter
    with translation.override(settings.LANGUAGE_CODE):
        outcome = _attempt(mail, now=claimed_at)
        return _record(mail, outcome, now=now())


def _claim(mail_id: int, *, now: dt.datetime) -> OutgoingEmail | None:
    """Takes the mail in hand. One conditional UPDATE: of several workers, on PostgreSQL as on SQLite, exactly one finds the row still waiting."""
    token = secrets.token_hex(16)
    with transaction.atomic(durable=True):
        taken = OutgoingEmail.objects.filter(pk=mail_id, state__in=lifecycle.sources("claim"), due_at__lte=now).update(
            state=MailState.SENDING, claim=token, claimed_at=now, attempts=F("attempts") + 1
        )
        if not taken:
            return None
        mail = OutgoingEmail.objects.get(pk=mail_id)
        if not mail.message_id:
            # before it is sent, so that every attempt carries the same
            mail.message_id = message.message_id(mail)
            mail.save(update_fields=["message_id"])
        return mail


def _attempt(mail: OutgoingEmail, *, now: dt.datetime) -> Outcome:
    """Asks whether the mail is still to go at ``now``, builds it, hands it over. Never raises."""
    if mail.not_after and not clock.in_time(now, mail.not_after):
        return Outcome(MailState.NOT_SENT, TOO_LATE)
    try:
        fill = _ask_filler(mail, now)
        if isinstance(fill, registry.DoNotSend):
            return Outcome(MailState.NOT_SENT, str(fill.reason))
    except Exception as error:  # a fault of the app above: perhaps the database was away, perhaps it is mended tomorrow
        log.exception("mail %s: the filler of %s failed", mail.pk, mail.kind)
        return _again(mail, _("It could not be prepared: %(error)s") % {"error": type(error).__name__})
    try:
        built = message.build(mail, fill.values, now=now)
        built.message()  # headers and text are encoded here, before any line is opened
    except message.CannotBuild as error:
        return Outcome(MailState.FAILED, str(error))
    except Exception as error:  # whatever a row may hold, it must not stop the mails behind it
        log.warning("mail %s cannot be built: %s", mail.pk, type(error).__name__)
        return Outcome(MailState.FAILED, _("The mail cannot be built: %(error)s") % {"error": f"{type(error).__name__}: {error}"})
    try:
        return Outcome(MailState.SENT, transport.hand_over(built))
    except transport.NotHanded as error:
        if error.again:
            return _again(mail, str(error), perhaps_sent=error.perhaps_sent)
        return Outcome(MailState.FAILED, str(error))
    except Exception as error:
        log.exception("mail %s: the mail backend failed", mail.pk)
        return _again(mail, _("The mail could not be handed over: %(error)s") % {"error": type(error).__name__}, perhaps_sent=True)


def _ask_filler(mail: OutgoingEmail, now: dt.datetime) -> registry.Fill | registry.DoNotSend:
    filler = registry.filler_for(mail.about)
    if filler is None:
        return registry.Fill()
    with translation.override(mail.language):
        return filler(mail, now)


def _again(mail: OutgoingEmail, reason: str, *, perhaps_sent: bool = False) -> Outcome:
    state = MailState.QUEUED if mail.attempts <= len(PAUSES) else MailState.FAILED
    return Outcome(state, reason, perhaps_sent)


def _record(mail: OutgoingEmail, outcome: Outcome, *, now: dt.datetime) -> MailState | None:
    """Writes the outcome, if the claim is still ours; None where a sweep has taken it for dead meanwhile (the row is flagged then)."""
    fields: dict[str, Any] = {"state": outcome.state, "claim": "", "claimed_at": None, "reason": outcome.reason[:1000]}
    if outcome.state == MailState.QUEUED:
        fields["due_at"] = now + dt.timedelta(minutes=PAUSES[mail.attempts - 1])
    else:
        fields["ended_at"] = now
    if outcome.state == MailState.SENT:
        fields["sent_at"] = now
    if outcome.perhaps_sent:
        fields["possibly_twice"] = True
    with transaction.atomic(durable=True):
        ours = OutgoingEmail.objects.filter(pk=mail.pk, state__in=lifecycle.sources("record"), claim=mail.claim).update(**fields)
    if not ours:
        log.warning("mail %s: the claim was lost before the outcome (%s) could be recorded", mail.pk, outcome.state)
        return None
    return outcome.state


# --- the sweep --------------------------------------------------------------------------------------------------------------------------


@dataclasses.dataclass(frozen=True)
class Swept:
    freed: int
    taken: int


def sweep(*, now: Clock) -> Swept:
    """Frees the claims of dead processes, then delivers what is due, one mail after the other, for at most :data:`SWEEP_TIME`.

    It works itself instead of sending a task for each mail: a mail server that is slow for a night would otherwise pile up a message for every due
    mail twice a minute. Several sweeps and any number of ``deliver`` tasks at once get in nobody's way, since each mail has to be claimed. After a
    loss of the whole queue one sweep at a time works off some hundred mails a minute.
    """
    started = now()
    freed = free_stale_claims(now=started)
    seen: set[int] = set()
    taken = 0
    while now() < started + SWEEP_TIME:
        batch = selectors.due_ids(now(), limit=SWEEP_BATCH, without=seen)
        if not batch:
            break
        for mail_id in batch:
            seen.add(mail_id)
            try:
                taken += deliver(mail_id=mail_id, now=now) is not None
            except Exception:  # the database's: the others have their turn all the same
                log.exception("mail %s could not be delivered by the sweep", mail_id)
            if now() >= started + SWEEP_TIME:
                break
    return Swept(freed, taken)


def free_stale_claims(*, now: dt.datetime) -> int:
    """Puts back in the queue what a dead process held, flagged as possibly sent twice; what killed one worker after the other ends as failed."""
    with transaction.atomic(durable=True), translation.override(settings.LANGUAGE_CODE):
        stale = OutgoingEmail.objects.filter(state__in=lifecycle.sources("free"), claimed_at__lt=now - STALE_AFTER)
        freed = {
            "claim": "",
            "claimed_at": None,
            "possibly_twice": True,
            "reason": _("The process that was sending it stopped before it could say how it went."),
        }
        given_up = stale.filter(attempts__gt=len(PAUSES)).update(state=MailState.FAILED, ended_at=now, **freed)
        return given_up + stale.update(state=MailState.QUEUED, due_at=now, **freed)
