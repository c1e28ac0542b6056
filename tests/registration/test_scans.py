"""Scans that nobody has entered yet: whose they are, in which order, and until when."""

import datetime as dt

import pytest
from django.core.exceptions import PermissionDenied

from directory.enums import Role
from directory.models import StoredFile, User
from registration.enums import Source
from registration.services.scans import OWNER, PUT_AWAY, entered_from, put_away, waiting
from seminar_portal.errors import WrongState
from tests.factories import agenda, desk, directory

pytestmark = pytest.mark.django_db
NOW = agenda.DURING


def scan(by: User, name: str = "fax.pdf", **kw: object) -> StoredFile:
    values = {"owner": OWNER, "file": name, "name": name, "content_type": "application/pdf", "size": 1, "sha256": "0" * 64, "stored_at": NOW, "stored_by": by}
    return StoredFile.objects.create(**{**values, **kw})


def test_they_wait_in_their_order_for_who_uploaded_them() -> None:
    mine, colleague = directory.staff(Role.HOST), directory.staff(Role.HOST)
    first, second = scan(mine), scan(mine, stored_at=NOW - dt.timedelta(days=1))
    scan(colleague)
    scan(mine, owner="consent:1")
    assert list(waiting(mine)) == [first, second]


def test_what_is_entered_waits_no_longer() -> None:
    mine = directory.staff(Role.HOST)
    entered, other = scan(mine), scan(mine, sha256="1" * 64)
    row = desk.registration(agenda.seminar(), source=Source.FAX, scan=entered)
    assert list(waiting(mine)) == [other]
    assert list(entered_from(entered)) == [row]
    again = scan(mine)  # the same bytes, uploaded once more
    assert list(entered_from(again)) == [row]
    assert list(entered_from(other)) == []


def test_what_is_put_away_waits_no_longer_and_stays() -> None:
    mine = directory.staff(Role.HOST)
    cover = scan(mine)
    for _time in range(2):
        put_away(scan_id=cover.pk, by=mine, now=NOW)
    assert list(waiting(mine)) == []
    assert StoredFile.objects.get().owner == PUT_AWAY


def test_a_scan_with_a_registration_is_not_put_away() -> None:
    mine = directory.staff(Role.HOST)
    entered = scan(mine)
    desk.registration(agenda.seminar(), source=Source.FAX, scan=entered)
    with pytest.raises(WrongState):
        put_away(scan_id=entered.pk, by=mine, now=NOW)
    assert StoredFile.objects.get().owner == OWNER


def test_only_the_desk_puts_away() -> None:
    cover = scan(directory.staff(Role.HOST))
    with pytest.raises(PermissionDenied):
        put_away(scan_id=cover.pk, by=directory.staff(Role.READER), now=NOW)
    assert StoredFile.objects.get().owner == OWNER


def test_a_file_of_somebody_elses_is_no_scan_of_ours() -> None:
    mine = directory.staff(Role.HOST)
    letter = scan(mine, owner="consent:1")
    with pytest.raises(StoredFile.DoesNotExist):
        put_away(scan_id=letter.pk, by=mine, now=NOW)
