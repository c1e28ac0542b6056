"""admin_views/bulk.py: preview, act and report for the ticked rows of a page."""

import re

import pytest
import time_machine
from django.contrib.admin.helpers import ACTION_CHECKBOX_NAME

from directory.enums import Role
from notifications.models import OutgoingEmail
from registration.enums import State
from registration.models import Registration, RegistrationEvent
from tests.factories import agenda, desk, directory

pytestmark = pytest.mark.django_db
LIST = "/admin/registration/registration/"


def address(pk: int, *more: str) -> str:
    return f"{LIST}{pk}/" + "".join(f"{part}/" for part in more)


@pytest.fixture(autouse=True)
def clock():
    with time_machine.travel(agenda.DURING, tick=False):
        yield


@pytest.fixture
def seminar():
    return agenda.seminar()


@pytest.fixture
def officer(client):
    officer = directory.staff(Role.HOST)
    client.force_login(officer)
    return officer


def tick(client, verb: str, rows, **more):
    return client.post(LIST, {"action": f"{verb}_ticked", ACTION_CHECKBOX_NAME: [getattr(row, "pk", row) for row in rows], **more})


def pairs(response) -> list[str]:
    return re.findall(r'name="row" value="([^"]+)"', response.content.decode())


def test_v18_five_ticked_two_declined_three_left_alone_and_the_report_is_true(client, officer, seminar):
    states = [State.RECEIVED, State.RECEIVED, State.REGISTERED, State.WITHDRAWN, State.DECLINED]
    rows = [desk.registration(seminar, state=state, family_name=f"DELEGATE{n}", email=f"delegate-{n}@example.org") for n, state in enumerate(states, 1)]
    shown = tick(client, "decline", rows)
    text = re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", shown.content.decode()))
    assert "2 registrations will be changed. 3 will be left alone." in text
    assert text.count("will be declined , told by e-mail") + text.count("will be declined, told by e-mail") == 2
    for why in ("left alone: it is officially registered", "left alone: it is withdrawn", "left alone: it is declined"):
        assert text.count(why) == 1
    assert "Decline 2 registrations and tell the reason" in text
    assert (RegistrationEvent.objects.count(), OutgoingEmail.objects.count()) == (0, 0)
    assert pairs(shown) == [f"{row.pk}:1" for row in rows]

    without = client.post(f"{LIST}several/decline/", {"row": pairs(shown), "reason": ""})
    assert "Enter the reason. The delegate reads it." in without.content.decode()
    assert pairs(without) == pairs(shown)
    assert RegistrationEvent.objects.count() == 0

    done = client.post(f"{LIST}several/decline/", {"row": pairs(shown), "reason": "The state has named two others"})
    text = re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", done.content.decode()))
    assert "2 registrations were declined. 2 delegates are told by e-mail. 3 registrations were left alone." in text
    for number, why in ((3, "officially registered"), (4, "withdrawn"), (5, "declined")):
        assert f"BIO-2027-000{number} Aigerim DELEGATE{number} : it is {why}" in text
    assert [row.state for row in Registration.objects.order_by("pk")] == ["declined", "declined", "registered", "withdrawn", "declined"]
    assert list(RegistrationEvent.objects.order_by("registration_id").values_list("registration_id", "kind")) == [
        (rows[0].pk, "decline"),
        (rows[1].pk, "decline"),
    ]
    assert sorted(OutgoingEmail.objects.values_list("to_address", flat=True)) == ["delegate-1@example.org", "delegate-2@example.org"]


def test_what_changed_since_the_preview_is_left_alone_by_name(client, officer, seminar):
    from registration.services.desk import decline

    rows = desk.many(seminar, 3)
    shown = tick(client, "register", rows)
    decline(registration_id=rows[1].pk, version=1, reason="Two others are named", by=officer, now=agenda.DURING)
    Registration.objects.filter(pk=rows[2].pk).update(version=2)
    done = client.post(f"{LIST}several/register/", {"row": pairs(shown)})
    report = done.context["report"]
    assert [row.pk for row in report.changed] == [rows[0].pk]
    assert [(row.reference, why) for row, why in report.left_alone] == [
        ("BIO-2027-0002", "Somebody changed BIO-2027-0002 since this page was shown. Look at it again before you go on."),
        ("BIO-2027-0003", "Somebody changed BIO-2027-0003 since this page was shown. Look at it again before you go on."),
    ]
    assert sorted(OutgoingEmail.objects.values_list("kind", flat=True)) == ["registration/declined", "registration/registered"]


def test_a_row_that_left_the_filter_is_still_named_in_the_preview(client, officer, seminar):
    rows = desk.many(seminar, 2)
    Registration.objects.filter(pk=rows[0].pk).update(state=State.REGISTERED)
    shown = client.post(f"{LIST}?state=received", {"action": "register_ticked", ACTION_CHECKBOX_NAME: [row.pk for row in rows]})
    assert pairs(shown) == [f"{row.pk}:1" for row in rows]
    assert "left alone: it is officially registered" in shown.content.decode()


def test_the_filter_is_still_there_after_the_report(client, officer, seminar):
    rows = desk.many(seminar, 2)
    shown = client.post(f"{LIST}?state=received&q=first", {"action": "register_ticked", ACTION_CHECKBOX_NAME: [row.pk for row in rows]})
    back = re.search(r'name="back" value="([^"]*)"', shown.content.decode())
    assert back is not None
    assert back[1] == "state=received&amp;q=first"
    done = client.post(f"{LIST}several/register/", {"row": pairs(shown), "back": "state=received&q=first"})
    assert f'href="{LIST}?state=received&amp;q=first"' in done.content.decode()


def test_a_run_sent_twice_does_nothing_the_second_time(client, officer, seminar):
    rows = desk.many(seminar, 3)
    shown = tick(client, "register", rows)
    client.post(f"{LIST}several/register/", {"row": pairs(shown)})
    again = client.post(f"{LIST}several/register/", {"row": pairs(shown)})
    assert len(again.context["report"].left_alone) == 3
    assert OutgoingEmail.objects.count() == 3


def test_who_has_no_address_is_named_in_preview_and_report(client, officer, seminar):
    rows = [desk.registration(seminar), desk.registration(seminar, email="")]
    shown = tick(client, "register", rows)
    text = re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", shown.content.decode()))
    assert "1 has no e-mail address and must be told another way." in text
    assert "Register 2 delegates officially and tell them" in text
    done = client.post(f"{LIST}several/register/", {"row": pairs(shown)})
    text = re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", done.content.decode()))
    assert "2 delegates were officially registered. 1 delegate is told by e-mail." in text
    assert "BIO-2027-0002 Aigerim SADYKOVA – no e-mail address: tell the delegate another way" in text


def test_v17_more_ticked_by_hand_than_a_page_holds_is_a_sentence_and_not_a_400(client, officer, seminar):
    rows = desk.many(seminar, 2)
    sentence = "At most 100 registrations can be handled at once. Tick fewer, or go page by page; nothing was done."
    response = tick(client, "register", [rows[0].pk, rows[1].pk, *range(10_000, 11_198)])
    assert response.status_code == 302
    assert sentence in client.get(LIST).content.decode()
    response = client.post(f"{LIST}several/register/", {"row": [f"{key}:1" for key in [rows[0].pk, *range(10_000, 11_199)]]}, follow=True)
    assert (response.status_code, sentence in response.content.decode()) == (200, True)
    assert RegistrationEvent.objects.count() == 0


def test_v17_the_whole_list_selected_beyond_a_page_is_the_same_sentence(client, officer, seminar):
    rows = desk.many(seminar, 101)
    response = tick(client, "register", rows[:100], select_across="1")
    assert response.status_code == 302
    assert "At most 100 registrations can be handled at once." in client.get(LIST).content.decode()


def test_one_row_that_breaks_does_not_hide_the_others(client, officer, seminar):
    rows = desk.many(seminar, 3)
    Registration.objects.filter(pk=rows[1].pk).update(zone="Nowhere/Atlantis")  # its letter cannot be written
    done = client.post(f"{LIST}several/register/", {"row": [f"{row.pk}:1" for row in rows]})
    report = done.context["report"]
    assert [row.pk for row in report.changed] == [rows[0].pk, rows[2].pk]
    assert [row.pk for row in report.failed] == [rows[1].pk]
    assert [row.state for row in Registration.objects.order_by("pk")] == ["registered", "received", "registered"]
    assert RegistrationEvent.objects.filter(registration=rows[1]).count() == 0


@pytest.mark.parametrize("text", ["", "nonsense", "1", ":", "1:x", "-1:1", "²:1"])
def test_rows_that_cannot_be_read_do_nothing(client, officer, seminar, text):
    response = client.post(f"{LIST}several/register/", {"row": text}, follow=True)
    assert "No registration was ticked, so nothing was done." in response.content.decode()
