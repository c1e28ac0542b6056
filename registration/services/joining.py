"""Sending the joining details: released once for the seminar, then one mail for each delegate, each in a transaction of its own."""

import dataclasses
import datetime as dt
import logging

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
from seminar_portal.errors import BusinessError, Closed, Invalid, WrongState

from .. import joining
from ..emails import joining as emails
from ..emails.base import about
from ..enums import State
from ..models import Registration
from . import records

log = logging.getLogger(__name__)


@dataclasses.dataclass
class Report:
    """What one sending did: who is told, who was told before, who has no address, and who was passed over with the reason."""

    sent: list[Registration] = dataclasses.field(default_factory=list)
    had_it: list[Registration] = dataclasses.field(default_factory=list)
    without_email: list[Registration] = dataclasses.field(default_factory=list)
    passed_over: list[tuple[Registration, str]] = dataclasses.field(default_factory=list)


def send_joining_details(*, seminar_id: int, by: User, now: dt.datetime, override_reason: str = "") -> Report:
    """Releases the joining details and queues one personal mail for every officially registered delegate who has not had those of today.

    Pressed again, it reaches only those who have not: the registered since, those whose mail failed, and everybody once a link was changed. There is no
    outer transaction: what one row meets does not stop the others. Refuses what ``agenda.services.record_joining_release`` refuses, and who has not the
    right to send joining details.
    """
    seminar = _release(seminar_id=seminar_id, reason=override_reason, by=by, now=now)
    release = agenda.fingerprint(seminar)
    report = Report()
    for row in Registration.objects.filter(seminar=seminar, state=State.REGISTERED).order_by("party__sort_key", "printed_name", "pk"):
        try:
            registration, mail = _send_one(registration_id=row.pk, release=release, again=False, by=by, now=now)
        except BusinessError as error:
            report.passed_over.append((row, str(error)))
            continue
        except Exception:  # one broken row must not keep the others out of the meeting
            log.exception("joining details of registration %s could not be queued", row.pk)
            report.passed_over.append((row, _("failed; try again, and tell the administrator if it fails again")))
            continue
        if mail is not None:
            report.sent.append(registration)
        elif registration.email:
            report.had_it.append(registration)
        else:
            report.without_email.append(registration)
    return report


def resend_joining_details(*, registration_id: int, by: User, now: dt.datetime) -> OutgoingEmail:
    """Queues the mail with the joining details once more for one delegate, who has lost it.

    Who may: as above. Raises WrongState unless she is officially registered and the details are released, Closed after the seminar, Invalid without an
    e-mail address.
    """
    if not agenda_rules.may_send_joining_details(by):
        raise PermissionDenied
    seminar = Registration.objects.select_related("seminar").get(pk=registration_id).seminar
    if seminar.joining_details_sent_at is None or not agenda.gate_is_open(seminar):
        raise WrongState(_("The joining details of this seminar are not released."))
    if not clock.in_time(now, joining.ends_at(seminar)):
        raise Closed(_("The seminar is over."))
    _registration, mail = _send_one(registration_id=registration_id, release=agenda.fingerprint(seminar), again=True, by=by, now=now)
    if mail is None:
        raise Invalid(_("There is no e-mail address. Tell the delegate another way."))
    return mail


@transaction.atomic(durable=True)
def _release(*, seminar_id: int, reason: str, by: User, now: dt.datetime) -> Seminar:
    return agenda_services.record_joining_release(seminar_id=seminar_id, reason=reason, by=by, now=now)


@transaction.atomic(durable=True)
def _send_one(*, registration_id: int, release: str, again: bool, by: User, now: dt.datetime) -> tuple[Registration, OutgoingEmail | None]:
    """One mail for one delegate, if she is still officially registered; None where she has it already (unless ``again``) or has no address."""
    registration = records.locked(registration_id)
    if registration.state != State.REGISTERED:
        raise WrongState(_("no longer officially registered: %(state)s") % {"state": registration.get_state_display()})
    # under the lock: of two officers who press at once one writes the mail, and the other finds it
    if not registration.email or (not again and joining.had_it([registration.pk], release)):
        return registration, None
    attempt = OutgoingEmail.objects.filter(about=about(registration), kind=joining.KIND).count() + 1
    mail = emails.details(registration, release=release, attempt=attempt, now=now)
    records.log(registration, "joining details sent", by=by, now=now, from_state=registration.state)
    return registration, mail
