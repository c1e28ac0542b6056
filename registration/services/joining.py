"""The joining details: released once for the seminar, then one mail for each delegate, each in a transaction of its own.

Many get them by a bulk act (services/bulk.py), whose verb for one delegate is :func:`send_to_one`.
"""

import datetime as dt

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils.translation import gettext as _

from agenda import joining as agenda
from agenda import rules as agenda_rules
from agenda import services as agenda_services
from agenda.models import Seminar
from directory.models import User
from notifications.models import OutgoingEmail
from seminar_portal import clock
from seminar_portal.errors import Closed, Invalid, WrongState

from .. import joining
from ..emails import joining as emails
from ..emails.base import about
from ..enums import State
from ..models import Registration, RegistrationEvent
from . import records
from .desk import Also, nothing_else

record_release = agenda_services.record_joining_release


@transaction.atomic(durable=True)
def release(*, seminar_id: int, reason: str = "", by: User, now: dt.datetime) -> Seminar:
    """Releases the joining details where there is nobody to send them to: from now on the pages show them. Refuses what :func:`record_release` refuses."""
    return record_release(seminar_id=seminar_id, reason=reason, by=by, now=now)


@transaction.atomic(durable=True)
def send_to_one(*, registration_id: int, version: int | None = None, reason: str = "", by: User, now: dt.datetime, also: Also = nothing_else) -> Registration:
    """Queues the mail with the joining details for one officially registered delegate who has not had those of today; an event says so.

    ``version`` is not asked for: a delegate who has corrected herself since is expected all the same, and gets them at the address of now. ``reason`` is of
    the release alone. Who may: rules.may_send_joining_details of agenda. Raises WrongState where she is not officially registered any more, where the
    gate has closed, or where she has them by now; Closed after the seminar; Invalid without an e-mail address.
    """
    registration = _locked(registration_id, by, now)
    # under the lock: of two officers who press at once one writes the mail, and the other finds it
    today = agenda.fingerprint(registration.seminar)
    if joining.had_it([registration.pk], today):
        raise WrongState(_("has had today's joining details"))
    _mail, event = _write(registration, today, by, now)
    also(registration, event)
    return registration


@transaction.atomic(durable=True)
def resend_joining_details(*, registration_id: int, by: User, now: dt.datetime) -> OutgoingEmail:
    """Queues the mail with the joining details once more for one delegate, who has lost it. Who may, and refusals: as above."""
    registration = _locked(registration_id, by, now)
    return _write(registration, agenda.fingerprint(registration.seminar), by, now)[0]


def nobody_left() -> str:
    return _("Nobody is left who has not had today's joining details.")


def _locked(registration_id: int, by: User, now: dt.datetime) -> Registration:
    """The registration, locked, if she may have the joining details now."""
    if not agenda_rules.may_send_joining_details(by):
        raise PermissionDenied
    registration = records.locked(registration_id)
    seminar = registration.seminar
    if seminar.joining_details_sent_at is None or not agenda.gate_is_open(seminar):
        raise WrongState(_("The joining details of this seminar are not released."))
    if not clock.in_time(now, joining.ends_at(seminar)):
        raise Closed(_("The seminar is over."))
    if registration.state != State.REGISTERED:
        raise WrongState(_("no longer officially registered: %(state)s") % {"state": registration.get_state_display()})
    if not registration.email:
        raise Invalid(_("There is no e-mail address. Tell the delegate another way."))
    return registration


def _write(registration: Registration, today: str, by: User, now: dt.datetime) -> tuple[OutgoingEmail, RegistrationEvent]:
    attempt = OutgoingEmail.objects.filter(about=about(registration), kind=joining.KIND).count() + 1
    mail = emails.details(registration, release=today, attempt=attempt, now=now)
    assert mail is not None  # there is an address
    return mail, records.log(registration, "joining details sent", by=by, now=now, from_state=registration.state)
