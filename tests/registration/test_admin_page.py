"""admin_views/page.py and acts.py: one registration, and its buttons."""

import datetime as dt
import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from directory.enums import Role
from notifications.models import OutgoingEmail
from registration.enums import State
from registration.models import RegistrationEvent
from tests.factories import agenda, desk, directory

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("during")]
LIST = "/admin/registration/registration/"


def address(pk: int, *more: str) -> str:
    return f"{LIST}{pk}/" + "".join(f"{part}/" for part in more)


def test_the_page_shows_all_that_was_given_in_annex_iis_order(client, officer, seminar):
    row = desk.registration(
        seminar, middle_name="Bolatkyzy", gender="female", job_title="Head of unit", mobile_typed="+44 7700 900123", speech_topic="Steppe", city="Astana"
    )
    page = client.get(address(row.pk, "change")).content.decode()
    labels = re.findall(r'<th scope="row">([^<]+)</th>', page)
    assert labels[:12] == [
        "Family name",
        "Middle name",
        "First name",
        "Gender",
        "Delegation",
        "Institution",
        "Job title",
        "Mobile phone",
        "Fixed-line telephone",
        "Fax",
        "E-mail",
        "Speech topic",
    ]
    assert "<bdi>Bolatkyzy</bdi>" in page
    assert "<bdi>Astana</bdi>" in page
    assert '<input type="text"' not in page


def test_the_page_shows_events_and_messages_on_the_seats_clock(client, officer, seminar):
    from registration.services.desk import decline

    row = desk.registration(seminar)
    decline(registration_id=row.pk, version=1, reason="Two others are named", by=officer, now=dt.datetime(2027, 10, 12, 18, 0, tzinfo=dt.UTC))
    page = client.get(address(row.pk, "change")).content.decode()
    assert "2027-10-13 02:00 <small>(UTC+8)</small></time></td><td>Registration desk</td><td>declined</td><td>received → declined</td>" in page
    assert "<bdi>BIO-2027-0001: your registration was declined" in page
    assert page.count("<bdi>Two others are named</bdi>") == 2


def test_the_page_needs_as_many_queries_for_many_events(client, officer, seminar):
    from registration.services import desk as services

    row = desk.registration(seminar)
    client.get(address(row.pk, "change"))
    services.register_officially(registration_id=row.pk, by=officer, now=agenda.DURING)
    with CaptureQueriesContext(connection) as few:
        client.get(address(row.pk, "change"))
    for _round in range(3):
        services.return_to_review(registration_id=row.pk, by=directory.staff(Role.HOST), now=agenda.DURING)
        services.register_officially(registration_id=row.pk, by=officer, now=agenda.DURING)
    with CaptureQueriesContext(connection) as more:
        client.get(address(row.pk, "change"))
    assert len(more) == len(few)


@pytest.mark.parametrize(
    ("state", "buttons"),
    [
        (State.RECEIVED, ["register", "decline", "withdraw"]),
        (State.REGISTERED, ["return", "withdraw"]),
        (State.DECLINED, ["return"]),
        (State.WITHDRAWN, ["return"]),
        (State.LATE, []),
    ],
)
def test_buttons_are_the_moves_that_are_allowed(client, officer, seminar, state, buttons):
    row = desk.registration(seminar, state=state)
    page = client.get(address(row.pk, "change")).content.decode()
    assert re.findall(rf"/{row.pk}/act/(\w+)/", page) == buttons


def test_admission_is_offered_to_a_named_officer(client, seminar):
    client.force_login(directory.staff(Role.HOST, rights=("registration.admit_late",)))
    row = desk.registration(seminar, state=State.LATE)
    assert re.findall(rf"/{row.pk}/act/(\w+)/", client.get(address(row.pk, "change")).content.decode()) == ["admit"]


@pytest.mark.parametrize("pk", ["999999", "nonsense", "9" * 40])
def test_a_registration_that_is_not_there_is_404(client, officer, seminar, pk):
    assert client.get(f"{LIST}{pk}/change/").status_code == 404


def test_the_button_registers_on_the_version_that_was_shown(client, officer, seminar):
    row = desk.registration(seminar)
    response = client.post(address(row.pk, "act", "register"), {"version": "1"}, follow=True)
    assert "BIO-2027-0001 is now: officially registered. The delegate is told by e-mail." in response.content.decode()
    row.refresh_from_db()
    assert (row.state, row.version) == ("registered", 2)
    assert OutgoingEmail.objects.count() == 1


def test_a_second_officer_with_the_older_page_is_told_and_nothing_is_done(client, officer, seminar):
    row = desk.registration(seminar, corrected_at=agenda.DURING, version=2)
    response = client.post(address(row.pk, "act", "register"), {"version": "1"}, follow=True)
    assert "Somebody changed BIO-2027-0001 since this page was shown." in response.content.decode()
    row.refresh_from_db()
    assert (row.state, row.version, OutgoingEmail.objects.count()) == ("received", 2, 0)


def test_without_a_version_nothing_is_done(client, officer, seminar):
    row = desk.registration(seminar)
    assert client.post(address(row.pk, "act", "register")).status_code == 200
    row.refresh_from_db()
    assert row.state == "received"


def test_a_get_changes_nothing(client, officer, seminar):
    row = desk.registration(seminar)
    for verb in ("register", "decline", "return", "withdraw"):
        assert client.get(address(row.pk, "act", verb)).status_code == 200
    row.refresh_from_db()
    assert (row.state, RegistrationEvent.objects.count()) == ("received", 0)


def test_a_decline_without_a_reason_asks_for_it(client, officer, seminar):
    row = desk.registration(seminar)
    page = client.post(address(row.pk, "act", "decline"), {"version": "1", "reason": " "}).content.decode()
    assert "<title>Error:" in page
    assert "Enter the reason. The delegate reads it." in page
    row.refresh_from_db()
    assert row.state == "received"


def test_a_typed_reason_survives_what_somebody_else_did(client, officer, seminar):
    row = desk.registration(seminar, version=2)
    response = client.post(address(row.pk, "act", "decline"), {"version": "1", "reason": "Two others are named"})
    page = response.content.decode()
    assert response.status_code == 409
    assert "Somebody changed BIO-2027-0001" in page
    assert ">Two others are named</textarea>" in page
    assert OutgoingEmail.objects.count() == 0


def test_corrections_are_marked_as_seen(client, officer, seminar):
    row = desk.registration(seminar, corrected_at=agenda.DURING)
    assert "The delegate has corrected this registration" in client.get(address(row.pk, "change")).content.decode()
    response = client.post(address(row.pk, "corrections-seen"), {"version": "1"}, follow=True)
    assert "The corrections of BIO-2027-0001 are marked as looked at." in response.content.decode()
    row.refresh_from_db()
    assert row.corrected_at is None
