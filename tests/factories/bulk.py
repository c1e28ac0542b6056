"""Crowds of registrations, and bulk acts at any point of their life."""

import datetime as dt
from typing import Any

from agenda.models import Seminar
from directory.models import User
from registration.models import BulkAct, Registration
from registration.services import bulk
from tests.factories import desk
from tests.factories.agenda import DURING

PATIENCE = dt.timedelta(hours=1)


def crowd(of: Seminar, count: int, **kw: Any) -> list[Registration]:
    """``count`` registrations written in a few statements, numbered after those that are there."""
    model = desk.registration(of, family_name="DELEGATE1", email="delegate-1@example.org", **kw)
    first = model.number
    rows = []
    for number in range(first + 1, first + count):
        row = Registration(**{field.attname: getattr(model, field.attname) for field in Registration._meta.concrete_fields if not field.primary_key})
        row.number, row.reference = number, f"{model.reference[:-4]}{number:04d}"
        row.family_name, row.printed_name = f"DELEGATE{number}", f"Aigerim DELEGATE{number}"
        if model.email:
            row.email = f"delegate-{number}@example.org"
        row.form_token = f"{number:043d}"
        rows.append(row)
    Registration.objects.bulk_create(rows, batch_size=1000)
    return list(Registration.objects.filter(seminar=of, number__gte=first).order_by("number"))


def frozen(verb: str, rows: list[Registration], *, by: User, now: dt.datetime = DURING) -> BulkAct:
    """A preview of ``verb`` for ``rows``."""
    chosen = Registration.objects.filter(pk__in=[row.pk for row in rows])
    return bulk.freeze_selection(verb=verb, chosen=chosen, selection="", back="", by=by, now=now)


def begun(verb: str, rows: list[Registration], *, by: User, reason: str = "", now: dt.datetime = DURING) -> BulkAct:
    """An act under way, of which nothing is done yet."""
    return bulk.start_act(act_id=frozen(verb, rows, by=by, now=now).pk, reason=reason, by=by, now=now)


def carried_out(act: BulkAct, *, now: dt.datetime = DURING) -> BulkAct:
    """Carries ``act`` on as the worker does, and gives it back as it is then."""
    bulk.carry_out(act_id=act.pk, now=lambda: now, patience=PATIENCE)
    act.refresh_from_db()
    return act
