"""admin_views/bulk.py and admin/bulk.py: preview, progress, report and history of bulk acts."""

import csv
import datetime as dt
import io

import pytest
from django.contrib.admin.helpers import ACTION_CHECKBOX_NAME

from directory.enums import Role
from notifications.models import OutgoingEmail
from registration.enums import State
from registration.models import BulkAct, ExportRecord, Registration, RegistrationEvent
from registration.services import bulk, desk
from tests.factories import agenda, directory
from tests.factories import desk as make
from tests.factories.bulk import begun, carried_out, frozen
from tests.factories.registration import words
from tests.registration.bulk_pages import ACTS, LIST, address, go, lines, tick

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("during")]


# --- the way through --------------------------------------------------------------------------------------------------------------------


def test_v18_five_ticked_two_declined_three_left_alone_and_the_report_is_true(client, officer, seminar):
    states = [State.RECEIVED, State.RECEIVED, State.REGISTERED, State.WITHDRAWN, State.DECLINED]
    rows = [make.registration(seminar, state=state, family_name=f"DELEGATE{n}", email=f"delegate-{n}@example.org") for n, state in enumerate(states, 1)]
    shown = tick(client, "decline", rows)
    text = words(shown.content.decode())
    assert "2 registrations will be changed. 3 are left alone: 1 declined, 1 officially registered, 1 withdrawn." in text
    assert "Decline 2 registrations and tell the reason" in text
    assert lines(shown) == [
        ("BIO-2027-0001", "will be declined", "told by e-mail"),
        ("BIO-2027-0002", "will be declined", "told by e-mail"),
        ("BIO-2027-0003", "left alone", "it is officially registered"),
        ("BIO-2027-0004", "left alone", "it is withdrawn"),
        ("BIO-2027-0005", "left alone", "it is declined"),
    ]
    assert (RegistrationEvent.objects.count(), OutgoingEmail.objects.count()) == (0, 0)

    without = go(client, reason=" ")
    assert "Enter the reason. The delegate reads it." in without.content.decode()
    assert without.context["title"] == "Error: Decline"
    assert RegistrationEvent.objects.count() == 0

    done = go(client, reason="The state has named two others")
    text = words(done.content.decode())
    assert "2 registrations were declined. 2 delegates are told by e-mail." in text
    assert "3 were left alone: 1 declined, 1 officially registered, 1 withdrawn." in text
    assert lines(done) == [
        ("BIO-2027-0001", "✓ changed", "told by e-mail"),
        ("BIO-2027-0002", "✓ changed", "told by e-mail"),
        ("BIO-2027-0003", "– left alone", "it was officially registered"),
        ("BIO-2027-0004", "– left alone", "it was withdrawn"),
        ("BIO-2027-0005", "– left alone", "it was declined"),
    ]
    assert [row.state for row in Registration.objects.order_by("pk")] == ["declined", "declined", "registered", "withdrawn", "declined"]
    assert list(RegistrationEvent.objects.order_by("registration_id").values_list("registration_id", "kind")) == [
        (rows[0].pk, "decline"),
        (rows[1].pk, "decline"),
    ]
    assert sorted(OutgoingEmail.objects.values_list("to_address", flat=True)) == ["delegate-1@example.org", "delegate-2@example.org"]


def test_a_row_that_left_the_filter_is_still_named_in_the_preview(client, officer, seminar):
    rows = make.many(seminar, 2)
    Registration.objects.filter(pk=rows[0].pk).update(state=State.REGISTERED)
    shown = tick(client, "register", rows, query="?state=received")
    assert lines(shown)[0] == ("BIO-2027-0001", "left alone", "it is officially registered")


def test_the_filter_is_still_there_after_the_report(client, officer, seminar):
    shown = tick(client, "register", make.many(seminar, 2), query="?state=received&q=first")
    back = f'href="{LIST}?state=received&amp;q=first"'
    assert back in shown.content.decode()
    assert back in go(client).content.decode()


def test_a_run_sent_twice_does_nothing_the_second_time(client, officer, seminar):
    tick(client, "register", make.many(seminar, 3))
    first, again = go(client), go(client)
    assert lines(first) == lines(again)
    assert (OutgoingEmail.objects.count(), BulkAct.objects.get().changed) == (3, 3)


def test_who_has_no_address_is_named_in_preview_and_report(client, officer, seminar):
    shown = tick(client, "register", [make.registration(seminar), make.registration(seminar, email="")])
    text = words(shown.content.decode())
    assert "1 has no e-mail address and must be told another way." in text
    assert "Register 2 delegates officially and tell them" in text
    done = go(client)
    text = words(done.content.decode())
    assert "2 delegates were officially registered. 1 delegate is told by e-mail. 1 has no e-mail address and must be told another way." in text
    assert lines(done)[1] == ("BIO-2027-0002", "✓ changed", "no e-mail address: tell the delegate another way")


def test_the_report_says_who_did_what_meanwhile(client, officer, seminar):
    rows = make.many(seminar, 3)
    tick(client, "register", rows)
    desk.decline(
        registration_id=rows[0].pk, version=1, reason="Two others", by=directory.staff(Role.HOST, name="Ms Li"), now=agenda.DURING - dt.timedelta(hours=4)
    )
    Registration.objects.filter(pk=rows[1].pk).update(version=2)
    done = go(client)
    assert lines(done) == [
        ("BIO-2027-0001", "– left alone", "Ms Li declined BIO-2027-0001 on 12 October at 11:02 Beijing time."),
        ("BIO-2027-0002", "– left alone", "changed since the preview"),
        ("BIO-2027-0003", "✓ changed", "told by e-mail"),
    ]
    assert "2 were left alone: 2 changed since the preview." in words(done.content.decode())


def test_a_row_that_fails_is_said(client, officer, seminar):
    rows = make.many(seminar, 2)
    Registration.objects.filter(pk=rows[1].pk).update(zone="Nowhere/Atlantis")  # its letter cannot be written
    tick(client, "register", rows)
    done = go(client)
    assert "1 registration failed." in words(done.content.decode())
    assert lines(done)[1] == ("BIO-2027-0002", "✕ failed", "nothing was changed in it; try again, and tell the administrator if it fails again")


def test_late_forms_are_admitted_by_a_named_officer_alone(client, officer, seminar):
    rows = [make.registration(seminar, state=State.LATE), make.registration(seminar)]
    assert "admit_ticked" not in client.get(LIST).content.decode()
    tick(client, "admit", rows)
    assert BulkAct.objects.count() == 0
    directory.give(officer, "registration.admit_late")
    tick(client, "admit", rows)
    done = go(client, reason="Held up at customs")
    assert "1 late form was admitted." in words(done.content.decode())
    assert [row.state for row in Registration.objects.order_by("pk")] == ["received", "received"]


@pytest.mark.parametrize("keys", [["x"], ["²"], ["-1"], ["99999999999999999999"]])
def test_keys_that_cannot_be_read_do_nothing(officer, seminar, rf, keys):
    """Django's admin refuses them before; the door does not lean on it."""
    from django.contrib.messages.storage.cookie import CookieStorage

    from registration.admin_views.bulk import preview

    request = rf.post(LIST, {ACTION_CHECKBOX_NAME: keys})
    request.user, request._messages = officer, CookieStorage(request)
    assert preview(request, "register", Registration.objects.all(), lambda: "") is None
    assert [str(message) for message in request._messages] == ["No registration was ticked, so nothing was done."]


# --- progress ---------------------------------------------------------------------------------------------------------------------------


def test_the_progress_is_a_bar_that_comes_again_by_itself(client, officer, seminar, monkeypatch):
    monkeypatch.setattr(bulk, "BATCH", 2)
    act = begun("register", make.many(seminar, 5), by=officer)
    bulk.carry_out(act_id=act.pk, now=lambda: agenda.DURING, patience=dt.timedelta(0))
    page = client.get(address(act)).content.decode()
    assert '<progress id="bulk-bar" max="5" value="2"></progress>' in page
    assert '<noscript><meta http-equiv="refresh" content="3"></noscript>' in page
    assert "2 of 5 registrations" in words(page)
    assert "2 delegates were officially registered." in words(page)
    reader = directory.staff(Role.READER)
    client.force_login(reader)
    seen = client.get(address(act)).content.decode()
    assert ('value="2"' in seen, "Stop" in words(seen)) == (True, False)


def test_stop_leaves_the_rest_untouched_and_says_so(client, officer, seminar, monkeypatch):
    monkeypatch.setattr(bulk, "BATCH", 2)
    act = begun("register", make.many(seminar, 5), by=officer)
    bulk.carry_out(act_id=act.pk, now=lambda: agenda.DURING, patience=dt.timedelta(0))
    client.force_login(directory.staff(Role.HOST, name="Ms Li"))
    done = client.post(address(act, "stop/"), follow=True)
    text = words(done.content.decode())
    assert "2 delegates were officially registered." in text
    assert "It was stopped by Ms Li. 3 registrations were not begun and are untouched." in text
    assert [(tab.label, tab.count) for tab in done.context["tabs"]] == [("all", 5), ("changed", 2), ("left alone", 0), ("failed", 0), ("not begun", 3)]
    assert lines(client.get(address(act) + "?show=waiting")) == [(f"BIO-2027-000{number}", "… not begun", "untouched") for number in (3, 4, 5)]
    again = client.post(address(act, "stop/"), follow=True)
    assert "3 registrations were not begun" in words(again.content.decode())


def test_stopping_what_is_over_is_a_sentence(client, officer, seminar):
    act = carried_out(begun("register", make.many(seminar, 1), by=officer))
    shown = client.post(address(act, "stop/"), follow=True)
    assert "This act is not under way, so there is nothing to stop." in words(shown.content.decode())


def test_an_act_that_lost_its_officer_says_so(client, officer, seminar):
    other = directory.staff(Role.HOST, name="Mr Ivanov")
    act = begun("register", make.many(seminar, 2), by=other)
    other.groups.clear()
    carried_out(act)
    text = words(client.get(address(act)).content.decode())
    assert "It stopped by itself: Mr Ivanov, who had begun it, may no longer do this. 2 registrations were not begun and are untouched." in text


# --- history, report as a file ------------------------------------------------------------------------------------------------------------


def test_the_history_names_what_was_begun(client, officer, seminar):
    rows = make.many(seminar, 3)
    frozen("decline", rows, by=officer)
    act = carried_out(begun("register", rows, by=officer))
    page = client.get(ACTS)
    assert [row.pk for row in page.context["cl"].result_list] == [act.pk]
    assert "Register officially" in words(page.content.decode())
    assert client.get(f"{ACTS}?state=running").context["cl"].result_count == 0


def test_the_landing_page_leads_to_what_is_under_way(client, officer, seminar):
    act = begun("register", make.many(seminar, 3), by=officer)
    begun("decline", make.many(agenda.seminar(slug="water", reference_prefix="WAT"), 1), by=directory.staff(Role.HOST), reason="Another's")
    shown = client.get("/admin/").content.decode()
    assert f'<a href="{address(act)}"><b>3</b> <span>Under way: Register officially</span></a>' in shown
    assert "Under way: Decline" not in shown
    carried_out(act)
    assert "Under way" not in client.get("/admin/").content.decode()


def test_the_report_as_csv(client, officer, seminar):
    rows = [
        make.registration(seminar, first_name="=1+1"),
        make.registration(seminar, state=State.DECLINED, family_name="@SUM"),
        make.registration(seminar, email=""),
    ]
    act = carried_out(begun("register", rows, by=officer))
    response = client.get(address(act, "report.csv"))
    text = b"".join(response.streaming_content).decode()
    assert text[0] == "\ufeff"
    table = list(csv.reader(io.StringIO(text[1:])))
    assert table[:3] == [
        ["List", "Report of a bulk act: Register officially"],
        ["Filter", "ticked by hand"],
        ["As of", "Tuesday, 12 October 2027, 15:02 Beijing time (UTC+8)"],
    ]
    assert table[4:] == [
        ["Reference", "Name", "State / organisation", "State at the preview", "What became of it", "Why"],
        ["BIO-2027-0001", "'=1+1 SADYKOVA", "Kazakhstan", "received", "changed", "told by e-mail"],
        ["BIO-2027-0002", "Aigerim @SUM", "Kazakhstan", "declined", "left alone", "it was declined"],
        ["BIO-2027-0003", "Aigerim SADYKOVA", "Kazakhstan", "received", "changed", "no e-mail address: tell the delegate another way"],
    ]
    part = b"".join(client.get(address(act, "report.csv") + "?show=left+alone").streaming_content).decode()
    assert [row[0] for row in list(csv.reader(io.StringIO(part)))[5:]] == ["BIO-2027-0002"]
    assert list(ExportRecord.objects.order_by("pk").values_list("by", "rows", "filter")) == [
        (officer.pk, 3, "Report of a bulk act: Register officially; ticked by hand"),
        (officer.pk, 1, "Report of a bulk act: Register officially; ticked by hand; left alone"),
    ]


def test_v27_what_people_typed_is_shown_letter_by_letter(client, officer, seminar):
    rows = [make.registration(seminar, first_name="<img src=x onerror=alert(1)>", party=None, other_organisation="<b>bold</b>")]
    shown = tick(client, "decline", rows)
    done = go(client, reason='"><script>alert(2)</script>')
    for page in (shown, done):
        content = page.content.decode()
        assert ("<img src=x" in content, "<b>bold</b>" in content, "<script>alert" in content) == (False, False, False)
        assert "&lt;b&gt;bold&lt;/b&gt;" in content
