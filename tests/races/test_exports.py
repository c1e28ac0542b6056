"""A long list that several workers take up at once, and a list of the platform that two officers note at once."""

import datetime as dt
from collections import Counter
from pathlib import Path
from typing import Any

import pytest

from directory.enums import Role
from directory.models import StoredFile
from notifications.models import OutgoingEmail
from registration.exports import long_lists
from registration.models import ExportRecord, Registration, RegistrationEvent
from registration.services import exports
from registration.services.personal import withdraw_by_delegate
from registration.services.platform import note_platform_registrations
from seminar_portal.errors import Stale
from tests.factories import agenda as make
from tests.factories.desk import many
from tests.factories.directory import staff
from tests.races.together import together

NOW = dt.datetime(2027, 10, 12, 7, 2, 0, tzinfo=dt.UTC)
pytestmark = [pytest.mark.postgres, pytest.mark.django_db(transaction=True)]


@pytest.fixture(autouse=True)
def folder(settings: Any, tmp_path: Path) -> Path:
    settings.STORAGES = {**settings.STORAGES, "default": {"BACKEND": "django.core.files.storage.FileSystemStorage", "OPTIONS": {"location": tmp_path}}}
    return tmp_path


def test_four_workers_with_the_same_hint_write_one_file_and_one_mail(folder: Path) -> None:
    rows = many(make.seminar(), 5)
    record = exports.request_export(
        seminar=None,
        file_format="csv",
        filter_words="",
        keys=[row.pk for row in rows],
        purpose="list",
        columns=["reference"],
        language="en",
        by=staff(Role.HOST),
        now=NOW,
    )
    outcomes = together(*[lambda: long_lists.write(export_id=record.pk, now=lambda: NOW)] * 4)
    assert outcomes == [None] * 4
    record.refresh_from_db()
    assert (record.state, record.attempts, record.written) == ("done", 1, 5)
    assert (StoredFile.objects.count(), len([path for path in folder.rglob("*") if path.is_file()]), OutgoingEmail.objects.count()) == (1, 1, 1)


def test_two_officers_note_one_list_and_each_delegate_has_one_event() -> None:
    seminar = make.seminar()
    rows = many(seminar, 40)
    marks = [(row.pk, 1) for row in rows]
    officers = [staff(Role.HOST) for _number in range(2)]
    outcomes = together(*[lambda by=by: note_platform_registrations(seminar_id=seminar.pk, marks=marks, by=by, now=NOW) for by in officers])
    assert sorted(map(type, outcomes), key=str) == [int, Stale]
    assert Counter(RegistrationEvent.objects.values_list("registration", flat=True)) == {row.pk: 1 for row in rows}
    assert set(Registration.objects.values_list("version", flat=True)) == {2}


def test_a_delegate_who_withdraws_meanwhile_is_never_noted_behind_it() -> None:
    seminar = make.seminar()
    rows = many(seminar, 20)
    officer = staff(Role.HOST)
    outcomes = together(
        lambda: note_platform_registrations(seminar_id=seminar.pk, marks=[(row.pk, 1) for row in rows], by=officer, now=NOW),
        lambda: withdraw_by_delegate(registration_id=rows[-1].pk, now=NOW),
    )
    noted = outcomes[0] == 20
    assert noted or isinstance(outcomes[0], Stale)
    assert Registration.objects.filter(on_platform=True).count() == (20 if noted else 0)
    kinds = list(RegistrationEvent.objects.filter(registration=rows[-1]).order_by("pk").values_list("kind", flat=True))
    assert kinds == (["found on the platform", "withdraw"] if noted else ["withdraw"])
    assert ExportRecord.objects.count() == 0
