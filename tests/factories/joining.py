"""Joining details sent to a whole seminar, as the desk does it: frozen, begun, carried out."""

import dataclasses
import datetime as dt

from agenda.models import Seminar
from directory.models import User
from registration import joining
from registration.enums import RowState
from registration.lifecycle import JOINING
from registration.models import BulkAct, Registration
from registration.services import bulk
from registration.services import joining as services
from tests.factories.bulk import carried_out


@dataclasses.dataclass
class Report:
    """Of whom a sending was and what became of each; ``act`` is None where the details were only released."""

    act: BulkAct | None = None
    sent: list[Registration] = dataclasses.field(default_factory=list)
    without_email: list[Registration] = dataclasses.field(default_factory=list)
    passed_over: list[tuple[Registration, str]] = dataclasses.field(default_factory=list)


def frozen(seminar: Seminar | int, *, by: User, now: dt.datetime) -> BulkAct:
    """The preview of the sending."""
    row = seminar if isinstance(seminar, Seminar) else Seminar.objects.get(pk=seminar)
    return bulk.freeze_selection(verb=JOINING, chosen=joining.untold(row), selection="", back="", by=by, now=now)


def begun(seminar: Seminar | int, *, by: User, now: dt.datetime, reason: str = "") -> BulkAct:
    return bulk.start_act(act_id=frozen(seminar, by=by, now=now).pk, reason=reason, by=by, now=now)


def send_joining_details(*, seminar_id: int, by: User, now: dt.datetime, override_reason: str = "") -> Report:
    """Sends them to all who have not had them, or only releases them where there is nobody, as the page of the desk does."""
    seminar = Seminar.objects.get(pk=seminar_id)
    if not joining.untold(seminar).exclude(email="").exists():
        services.release(seminar_id=seminar_id, reason=override_reason, by=by, now=now)
        return Report(without_email=list(joining.untold(seminar).order_by("pk")))
    return report(carried_out(begun(seminar, by=by, now=now, reason=override_reason), now=now))


def report(act: BulkAct) -> Report:
    found = Report(act=act)
    for row in act.rows.select_related("registration").order_by("pk"):
        if row.state == RowState.CHANGED:
            found.sent.append(row.registration)
        elif row.cause == "silent":
            found.without_email.append(row.registration)
        else:
            found.passed_over.append((row.registration, row.note))
    return found
