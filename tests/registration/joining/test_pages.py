"""Joining details at the desk: who gets them, the bulk act, once more for one delegate."""

import datetime as dt
import html
from collections.abc import Iterator

import pytest
import time_machine
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from agenda.models import Seminar, VideoLink
from directory.enums import Role
from directory.models import User
from registration.enums import State
from registration.models import BulkAct
from registration.services import bulk
from tests.factories import agenda as make
from tests.factories.bulk import crowd
from tests.factories.desk import many, registration
from tests.factories.directory import staff, user_with
from tests.factories.joining import frozen, send_joining_details
from tests.factories.registration import words
from tests.registration.joining.facts import NOW, PASSCODE, joining_mails, links, page_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def at_the_desk(client: Client, host: User) -> Iterator[Client]:
    """The host's browser, on 12 November 2027; the session is of that day too."""
    with time_machine.travel(NOW, tick=False):
        client.force_login(host)
        yield client


def test_the_preview_says_who_gets_it_and_who_does_not_and_why(seminar: Seminar, at_the_desk: Client) -> None:
    registered = registration(seminar, state=State.REGISTERED, printed_name="Aigerim SADYKOVA")
    silent = registration(seminar, state=State.REGISTERED, printed_name="By Fax", email="")
    waiting = registration(seminar, printed_name="Still Waiting")
    withdrawn = registration(seminar, state=State.WITHDRAWN, printed_name="Not Coming")
    answer = at_the_desk.get(reverse("admin:registration_registration_joining", args=[seminar.pk]))
    shown = words(answer.content.decode().replace("<t", " <t"))  # cells apart
    assert f"1 delegate gets a personal mail Reference Name State / organisation E-mail Language {registered.reference} Aigerim SADYKOVA" in shown
    assert "Send the joining details to 1 delegate" in shown
    assert f"officially registered, but no e-mail address: tell the delegate another way {silent.reference} By Fax" in shown
    assert f"not yet officially registered {waiting.reference} Still Waiting" in shown
    assert f"withdrawn {withdrawn.reference} Not Coming" in shown
    assert joining_mails() == []


def test_the_button_freezes_then_sends_and_the_report_is_true(seminar: Seminar, at_the_desk: Client) -> None:
    registration(seminar, state=State.REGISTERED, printed_name="Aigerim SADYKOVA")
    registration(seminar, state=State.REGISTERED, printed_name="By Fax", email="")
    registration(seminar, printed_name="Still Waiting")
    address = reverse("admin:registration_registration_joining", args=[seminar.pk])
    shown = at_the_desk.post(address, follow=True)
    act = BulkAct.objects.get()
    assert shown.redirect_chain == [(reverse("admin:registration_bulkact_change", args=[act.pk]), 302)]
    said = words(shown.content.decode())
    assert "1 delegate gets a personal mail. 1 is left alone: 1 without an e-mail address." in said
    assert "The details stand on the personal page of every officially registered delegate from now on." in said
    assert "Seminar: CICA Experience Exchange Seminar on Biodiversity Conservation" in said
    assert [(line.registration.printed_name, str(line.outcome), line.why) for line in shown.context["lines"]] == [
        ("Aigerim SADYKOVA", "gets a personal mail", "a.sadykova@example.org"),
        ("By Fax", "left alone", "no e-mail address: tell the delegate another way"),
    ]
    seminar.refresh_from_db()
    assert (joining_mails(), seminar.joining_details_sent_at) == ([], None)

    done = at_the_desk.post(reverse("admin:registration_bulkact_go", args=[act.pk]), follow=True)
    said = words(done.content.decode())
    assert "Report: Send joining details" in said
    assert "1 mail with joining details is on its way. 1 was left alone: 1 without an e-mail address." in said
    assert [(tab.label, tab.count) for tab in done.context["tabs"]] == [("all", 2), ("told", 1), ("left alone", 1), ("failed", 0), ("not begun", 0)]
    assert f'href="{address}"' in done.content.decode()
    assert [mail.to_address for mail in joining_mails()] == ["a.sadykova@example.org"]
    at_the_desk.post(reverse("admin:registration_bulkact_go", args=[act.pk]))  # a second click
    assert len(joining_mails()) == 1
    assert "Nobody is left who has not had today's joining details." in html.unescape(at_the_desk.get(address).content.decode())


def test_a_crowd_is_the_workers_and_can_be_stopped(seminar: Seminar, at_the_desk: Client) -> None:
    crowd(seminar, bulk.AT_ONCE + 1, state=State.REGISTERED)
    act = frozen(seminar, by=User.objects.get(), now=NOW)
    shown = at_the_desk.post(reverse("admin:registration_bulkact_go", args=[act.pk]), follow=True)
    assert "0 of 101 registrations" in words(shown.content.decode())
    bulk.carry_out(act_id=act.pk, now=lambda: NOW, patience=dt.timedelta(0))
    stopped = words(at_the_desk.post(reverse("admin:registration_bulkact_stop", args=[act.pk]), follow=True).content.decode())
    assert "50 mails with joining details are on their way." in stopped
    assert "51 registrations were not begun and are untouched." in stopped
    assert len(joining_mails()) == 50
    again = words(at_the_desk.get(reverse("admin:registration_registration_joining", args=[seminar.pk])).content.decode())
    assert "51 delegates get a personal mail each" in again


def test_where_nobody_can_be_told_the_pages_are_released(seminar: Seminar, at_the_desk: Client) -> None:
    row = registration(seminar, state=State.REGISTERED, email="")
    address = reverse("admin:registration_registration_joining", args=[seminar.pk])
    assert "Release the joining details" in at_the_desk.get(address).content.decode()
    shown = at_the_desk.post(address, follow=True)
    assert "The joining details are released: the personal pages of the officially registered show them." in shown.content.decode()
    assert (BulkAct.objects.count(), joining_mails()) == (0, [])
    assert PASSCODE in page_of(row)


@time_machine.travel(NOW, tick=False)
def test_the_closed_gate_is_said_and_the_named_officer_gives_a_reason(client: Client, host: User) -> None:
    row = make.seminar()
    links(row)
    registration(row, state=State.REGISTERED)
    address = reverse("admin:registration_registration_joining", args=[row.pk])
    client.force_login(host)
    shown = client.get(address).content.decode()
    assert "The seminar is not confirmed. Joining details are sent when the silence procedure is certified." in words(shown)
    assert 'name="reason"' not in shown and "Send the joining details to" not in shown
    refused = client.post(address, {"reason": "now"})
    assert (refused.status_code, joining_mails()) == (409, [])
    assert "The seminar is not confirmed: joining details are sent when the silence procedure is certified." in words(refused.content.decode())
    client.force_login(staff(Role.HOST, rights=("agenda.override_gate",)))
    shown = client.post(address, follow=True).content.decode()
    assert "Reason for sending before the seminar is confirmed" in shown
    go = reverse("admin:registration_bulkact_go", args=[BulkAct.objects.get().pk])
    refused = client.post(go, {"reason": " "})
    assert "Give the reason for sending the joining details all the same." in words(refused.content.decode())
    done = client.post(go, {"reason": "Certified on paper tonight."}, follow=True)
    assert "1 mail with joining details is on its way." in words(done.content.decode())
    assert "Reason: Certified on paper tonight." in words(done.content.decode())
    assert len(joining_mails()) == 1


def test_missing_links_are_named_with_the_way_to_enter_them(seminar: Seminar, at_the_desk: Client) -> None:
    VideoLink.objects.all().delete()
    shown = at_the_desk.get(reverse("admin:registration_registration_joining", args=[seminar.pk])).content.decode()
    assert "No video link is entered for: Wednesday, 17 November 2027; Thursday, 18 November 2027" in words(shown)
    assert f"{reverse('admin:agenda_videolink_add')}?seminar={seminar.pk}&amp;day=2027-11-17" in shown


def test_the_way_there_from_the_list_and_from_the_seminar(seminar: Seminar, at_the_desk: Client) -> None:
    choose, send = reverse("admin:registration_registration_joining_choose"), reverse("admin:registration_registration_joining", args=[seminar.pk])
    assert f'href="{choose}"' in at_the_desk.get(reverse("admin:registration_registration_changelist")).content.decode()
    assert at_the_desk.get(choose).headers["Location"] == send
    assert f'href="{send}"' in at_the_desk.get(reverse("admin:agenda_seminar_change", args=[seminar.pk])).content.decode()
    make.seminar(slug="wetlands", reference_prefix="WET")
    assert f'href="{send}"' in at_the_desk.get(choose).content.decode()


def test_once_more_from_the_page_of_a_registration(seminar: Seminar, at_the_desk: Client, host: User) -> None:
    row = registration(seminar, state=State.REGISTERED)
    address = reverse("admin:registration_registration_joining_again", args=[row.pk])
    page = reverse("admin:registration_registration_change", args=[row.pk])
    assert address not in at_the_desk.get(page).content.decode()
    send_joining_details(seminar_id=seminar.pk, by=host, now=NOW)
    assert address in at_the_desk.get(page).content.decode()
    assert at_the_desk.get(address).status_code == 405
    assert at_the_desk.post(address).headers["Location"] == page
    assert len(joining_mails(row)) == 2


@pytest.mark.parametrize("role", [Role.SECRETARIAT, Role.READER, Role.ADMINISTRATOR])
def test_the_pages_are_the_hosts(seminar: Seminar, client: Client, role: str) -> None:
    client.force_login(staff(role))
    row = registration(seminar, state=State.REGISTERED)
    for address in (reverse("admin:registration_registration_joining_choose"), reverse("admin:registration_registration_joining", args=[seminar.pk])):
        assert client.get(address).status_code == 403
    assert client.post(reverse("admin:registration_registration_joining_again", args=[row.pk])).status_code == 403
    assert client.post(reverse("admin:registration_registration_joining", args=[seminar.pk])).status_code == 403
    assert joining_mails() == []


def test_the_preview_reads_no_more_for_more_delegates(seminar: Seminar, at_the_desk: Client) -> None:
    address = reverse("admin:registration_registration_joining", args=[seminar.pk])
    many(seminar, 2, state=State.REGISTERED)
    at_the_desk.get(address)  # what is read once for a process
    with CaptureQueriesContext(connection) as few:
        at_the_desk.get(address)
    many(seminar, 20, state=State.REGISTERED)
    with CaptureQueriesContext(connection) as more:
        at_the_desk.get(address)
    assert len(more) == len(few)


def test_a_user_without_the_right_to_read_registrations_sends_nothing(seminar: Seminar, client: Client) -> None:
    client.force_login(user_with("agenda.send_joining_details"))
    assert client.get(reverse("admin:registration_registration_joining", args=[seminar.pk])).status_code == 403
