"""Scans of paper forms that nobody has entered yet: they wait in the order in which they came, over days and log-ins, for who uploaded them."""

import datetime as dt

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import Exists, OuterRef, QuerySet
from django.utils.translation import gettext as _

from directory.models import StoredFile, User
from seminar_portal.errors import WrongState

from .. import rules
from ..models import Registration

OWNER = "registration:paper"
PUT_AWAY = "registration:paper-away"


def waiting(by: User) -> QuerySet[StoredFile]:
    """What ``by`` has uploaded and nobody has entered or put away, the oldest first."""
    entered = Exists(Registration.objects.filter(scan=OuterRef("pk")))
    return StoredFile.objects.filter(~entered, owner=OWNER, stored_by=by).order_by("pk")


def entered_from(scan: StoredFile) -> QuerySet[Registration]:
    """The registrations that were entered from this scan, or from the same bytes uploaded another time."""
    return Registration.objects.filter(scan__sha256=scan.sha256, scan__owner=OWNER).order_by("pk")


@transaction.atomic(durable=True)
def put_away(*, scan_id: int, by: User, now: dt.datetime) -> StoredFile:
    """A scan that is no form waits no longer; its bytes stay. Again: nothing happens.

    Who may: the desk (rules.may_enter_paper). Raises WrongState where a registration was entered from it.
    """
    if not rules.may_enter_paper(by):
        raise PermissionDenied
    # the lock: a colleague may be entering a form from this very scan
    scan: StoredFile = StoredFile.objects.select_for_update().get(pk=scan_id, owner__in=(OWNER, PUT_AWAY))
    if Registration.objects.filter(scan=scan).exists():
        raise WrongState(_("A registration was entered from this scan, so it stays where it is."))
    scan.owner = PUT_AWAY
    scan.save(update_fields=["owner"])
    return scan
