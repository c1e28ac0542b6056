"""admin_views/bulk.py and admin/bulk.py: preview, progress, report and history of bulk acts."""

import csv
import datetime as dt
import io

import pytest
import time_machine
from django.contrib.admin.helpers import ACTION_CHECKBOX_NAME
from django.db import connection
from django.test.utils import CaptureQueriesContext

from directory.enums import Role
from notifications.models import OutgoingEmail
from registration.enums import BulkState, State
from registration.models import BulkAct, ExportRecord, Registration, RegistrationEvent
from registration.services import bulk, desk
from tests.factories import agenda, directory
from tests.factories import desk as make
from tests.factories.bulk import begun, carried_out, crowd, frozen
from tests.factories.registration import words

pytestmark = pytest.mark.django_db
LIST = "/admin/registration/registration/"
ACTS = "/admin/registration/bulkact/"


def address(act: BulkAct, page: str = "change/") -> str:
    return f"{ACTS}{act.pk}/{page}"


@pytest.fixture(autouse=True)
def clock():
    with time_machine.travel(agenda.DURING, tick=False):
        yield


@pytest.fixture
def seminar():
    return agenda.seminar()


@pytest.fixture
def officer(client):
    officer = directory.staff(Role.HOST, name="Registration desk")
    client.force_login(officer)
    return officer


def tick(client, verb: str, rows, *, query: str = "", **more):
    """Ticks rows of the list, chooses an act, and follows to the preview."""
    return client.post(LIST + query, {"action": f"{verb}_ticked", ACTION_CHECKBOX_NAME: [getattr(row, "pk", row) for row in rows], **more}, follow=True)


def go(client, **more):
    return client.post(address(BulkAct.objects.get(), "go/"), more, follow=True)


def lines(response) -> list[tuple[str, str, str]]:
    return [(line.registration.reference, words(str(line.outcome)), line.why) for line in response.context["lines"]]


def queries(client, path: str) -> int:
    client.get(path)  # content types and the like are remembered
    with CaptureQueriesContext(connection) as captured:
        assert client.get(path).status_code == 200
    return len(captured)


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


def test_v17_select_all_2500_and_begin(client, officer, seminar):
    crowd(seminar, 2500)
    make.registration(seminar, state=State.WITHDRAWN)
    some = Registration.objects.order_by("-received_at", "-pk")[:100]
    shown = tick(client, "register", some, select_across="1", query="?state=received")
    act = BulkAct.objects.get()
    assert shown.redirect_chain == [(address(act), 302)]
    text = words(shown.content.decode())
    assert "2,500 registrations will be changed." in text
    assert "Register 2,500 delegates officially and tell them" in text
    assert act.selection == "state: received"
    assert "the whole list; filter: state: received" in text
    begun_page = go(client)
    assert "0 of 2,500 registrations" in words(begun_page.content.decode())
    assert bulk.carry_out(act_id=act.pk, now=lambda: agenda.DURING, patience=dt.timedelta(0)) is True
    assert f"{bulk.BATCH} of 2,500 registrations" in words(client.get(address(act)).content.decode())
    assert OutgoingEmail.objects.count() == Registration.objects.filter(state=State.REGISTERED).count() == bulk.BATCH


def test_v17_more_than_django_has_fields_for_are_registered_to_the_last(client, officer, seminar):
    """The limit was 1,000 fields: a little more than that, since each is the whole service with its mail."""
    some = crowd(seminar, 1050)[:100]
    make.registration(seminar, state=State.WITHDRAWN)
    tick(client, "register", some, select_across="1", query="?state=received")
    go(client)
    act = carried_out(BulkAct.objects.get())
    assert act.state == BulkState.DONE
    text = words(client.get(address(act)).content.decode())
    assert "1,050 delegates were officially registered. 1,050 delegates are told by e-mail." in text
    assert dict(Registration.objects.values_list("state").annotate(n=bulk.Count("pk")).order_by()) == {"registered": 1050, "withdrawn": 1}
    assert (OutgoingEmail.objects.count(), OutgoingEmail.objects.values("to_address").distinct().count()) == (1050, 1050)
    assert RegistrationEvent.objects.filter(kind="register").count() == 1050


def test_v17_neither_queries_nor_the_preview_grow_with_the_selection(client, officer, seminar):
    rows = crowd(seminar, 3000)
    small, large = frozen("register", rows[:150], by=officer), frozen("register", rows, by=officer)
    assert queries(client, address(small)) == queries(client, address(large))
    sizes = [len(client.get(address(act)).content) for act in (small, large)]
    assert abs(sizes[0] - sizes[1]) < 100  # "150" and "3,000" in a few places
    for act in (small, large):
        BulkAct.objects.filter(pk=act.pk).update(state=BulkState.DONE, started_at=agenda.DURING, ended_at=agenda.DURING)
    assert queries(client, address(small)) == queries(client, address(large))


def test_v17_1200_ticked_by_hand_are_the_same(client, officer, seminar):
    shown = tick(client, "register", crowd(seminar, 1200))
    assert "1,200 registrations will be changed." in words(shown.content.decode())
    assert "ticked by hand" in words(shown.content.decode())


def test_more_than_the_limit_is_a_sentence_on_the_list(client, officer, seminar, monkeypatch):
    monkeypatch.setattr(bulk, "LIMIT", 2)
    shown = tick(client, "register", make.many(seminar, 3))
    assert (shown.request["PATH_INFO"], BulkAct.objects.count()) == (LIST, 0)
    assert "At most 2 registrations can be handled at once. Narrow the list down with a filter; nothing was done." in words(shown.content.decode())


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


# --- previews ---------------------------------------------------------------------------------------------------------------------------


def test_the_preview_is_narrowed_down_and_paged(client, officer, seminar):
    crowd(seminar, 120)
    crowd(seminar, 2, state=State.DECLINED)
    act = frozen("register", list(Registration.objects.all()), by=officer)
    shown = client.get(address(act))
    assert [(tab.label, tab.count) for tab in shown.context["tabs"]] == [("all", 122), ("will be changed", 120), ("left alone", 2)]
    assert (len(shown.context["lines"]), "Page 1 of 2" in words(shown.content.decode())) == (100, True)
    assert [line[0] for line in lines(client.get(address(act) + "?show=will&page=2"))] == [f"BIO-2027-{number:04d}" for number in range(101, 121)]
    assert [line[0] for line in lines(client.get(address(act) + "?show=will+not"))] == ["BIO-2027-0121", "BIO-2027-0122"]
    assert len(client.get(address(act) + "?show=nonsense&page=99").context["lines"]) == 22


def test_a_preview_is_its_officers_alone(client, officer, seminar):
    act = frozen("register", make.many(seminar, 1), by=directory.staff(Role.HOST))
    assert client.get(address(act)).status_code == 404
    assert client.post(address(act, "go/")).status_code == 404
    assert client.post(address(act, "stop/")).status_code == 404
    assert client.get(address(act, "report.csv")).status_code == 404


def test_a_preview_that_is_gone_or_too_old_is_a_sentence(client, officer, seminar):
    act = frozen("register", make.many(seminar, 1), by=officer, now=agenda.DURING - dt.timedelta(days=2))
    old = go(client)
    assert "This preview is more than a day old. Select the registrations once more; nothing was done." in words(old.content.decode())
    gone = address(act, "go/")
    bulk.continue_acts(now=lambda: agenda.DURING, patience=dt.timedelta(1))
    assert "This preview is not kept any more." in words(client.post(gone, follow=True).content.decode())
    assert RegistrationEvent.objects.count() == 0


def test_a_small_act_that_does_not_come_to_an_end_is_left_to_the_worker(client, officer, seminar, monkeypatch):
    from django.db import OperationalError

    def broken(**kw):
        raise OperationalError("the line is cut")

    tick(client, "register", make.many(seminar, 2))
    with monkeypatch.context() as patch:
        patch.setattr(bulk, "carry_out", broken)
        shown = go(client)
    assert "0 of 2 registrations" in words(shown.content.decode())
    assert carried_out(BulkAct.objects.get()).changed == 2


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
