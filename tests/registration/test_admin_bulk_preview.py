"""admin_views/bulk.py: what a preview says, for how many, and that the report says the same."""

import datetime as dt

import pytest
from django.db.models import Count

from directory.enums import Role
from notifications.models import OutgoingEmail
from registration import bulk_selectors, lifecycle
from registration.enums import BulkState, State
from registration.models import BulkAct, Registration, RegistrationEvent
from registration.services import bulk
from tests.factories import agenda, directory
from tests.factories import desk as make
from tests.factories.bulk import carried_out, crowd, frozen
from tests.factories.registration import words
from tests.registration.bulk_pages import LIST, address, go, lines, queries, tick

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("during")]


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


# --- the preview tells the truth -----------------------------------------------------------------------------------------------------------

STATE, CANCELLED, SILENT = "state", "cancelled", "silent"
REFUSED = {  # of five states, each with and without an address, in a seminar that takes place and in a cancelled one: what each act leaves alone
    "register": (2, 1, [(CANCELLED, "", 2), (STATE, "declined", 4), (STATE, "late", 4), (STATE, "registered", 4), (STATE, "withdrawn", 4)]),
    "decline": (4, 2, [(STATE, "declined", 4), (STATE, "late", 4), (STATE, "registered", 4), (STATE, "withdrawn", 4)]),
    "withdraw": (8, 4, [(STATE, "declined", 4), (STATE, "late", 4), (STATE, "withdrawn", 4)]),
    "return": (12, 6, [(STATE, "late", 4), (STATE, "received", 4)]),
    "admit": (2, 1, [(CANCELLED, "", 2), (STATE, "declined", 4), (STATE, "received", 4), (STATE, "registered", 4), (STATE, "withdrawn", 4)]),
}


def test_the_table_names_every_act():
    assert set(REFUSED) | {lifecycle.JOINING} == set(bulk.ACTS)


@pytest.mark.parametrize("verb", REFUSED)
def test_what_the_preview_counts_is_what_the_report_counts(client, officer, seminar, verb):
    directory.give(officer, "registration.admit_late")
    gone = agenda.seminar(slug="water", reference_prefix="WAT", cancelled_at=agenda.DURING)
    rows = [make.registration(of, state=state, **email) for of in (seminar, gone) for state in State for email in ({}, {"email": ""})]
    act = frozen(verb, rows, by=officer)
    will, silent, left_alone = REFUSED[verb]
    assert (bulk_selectors.forecast(act), bulk_selectors.left_alone(act)) == (bulk_selectors.Forecast(will, silent), left_alone)
    shown = client.get(address(act))
    assert [tab.count for tab in shown.context["tabs"]] == [20, will, 20 - will]
    foretold = [line[0] for line in lines(shown) if line[1] == "left alone"]

    done = go(client, reason="Asked for by note")
    act.refresh_from_db()
    assert (act.total, act.changed, act.left_alone, act.failed, act.told) == (20, will, 20 - will, 0, will - silent)
    assert bulk_selectors.left_alone(act) == left_alone
    assert [line[0] for line in lines(done) if line[1] == "– left alone"] == foretold


def test_a_cancelled_seminar_is_said_before_and_after(client, officer, seminar):
    row = make.registration(seminar)
    type(seminar).objects.filter(pk=seminar.pk).update(cancelled_at=agenda.DURING)
    shown = tick(client, "register", [row])
    assert "0 registrations will be changed. 1 is left alone: 1 in a cancelled seminar. Nothing to do: go back" in words(shown.content.decode())
    assert lines(shown) == [("BIO-2027-0001", "left alone", "its seminar is cancelled")]


def test_cancelled_after_the_preview_each_is_left_alone_with_the_reason(client, officer, seminar):
    rows = make.many(seminar, 2)
    tick(client, "register", rows)
    type(seminar).objects.filter(pk=seminar.pk).update(cancelled_at=agenda.DURING)
    done = go(client)
    assert "0 delegates were officially registered. 2 were left alone: 2 refused." in words(done.content.decode())
    assert lines(done)[0][2] == "This seminar has been cancelled: it does not take place, and no registrations are taken."


# --- very many --------------------------------------------------------------------------------------------------------------------------


def written_at_once(act: BulkAct, but: int) -> None:
    """All waiting rows of ``act`` but the last ``but``, as its batches would leave them: in a few statements instead of ten seconds of the service."""
    done = list(act.rows.filter(state="waiting").order_by("pk").values_list("registration_id", "registration__email"))[:-but]
    keys = [key for key, _email in done]
    mails = [
        OutgoingEmail(
            about=f"registration:{key}", dedupe_key=f"registration:{key}:registered:0", to_address=email, created_at=agenda.DURING, due_at=agenda.DURING
        )
        for key, email in done
    ]
    OutgoingEmail.objects.bulk_create(mails, batch_size=500)
    Registration.objects.filter(pk__in=keys).update(state=State.REGISTERED, version=2)
    act.rows.filter(registration__in=keys).update(state="changed")


def test_v17_select_all_2500_and_all_are_registered(client, officer, seminar):
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
    assert "0 of 2,500 registrations" in words(go(client).content.decode())

    # the first batch and what comes after 1,000 fields for real, those between as they would be left
    assert bulk.carry_out(act_id=act.pk, now=lambda: agenda.DURING, patience=dt.timedelta(0)) is True
    assert "50 of 2,500 registrations" in words(client.get(address(act)).content.decode())
    assert OutgoingEmail.objects.count() == Registration.objects.filter(state=State.REGISTERED).count() == 50
    written_at_once(act, but=60)
    assert carried_out(act).state == BulkState.DONE
    text = words(client.get(address(act)).content.decode())
    assert "2,500 delegates were officially registered. 2,500 delegates are told by e-mail." in text
    assert dict(Registration.objects.values_list("state").annotate(n=Count("pk")).order_by()) == {"registered": 2500, "withdrawn": 1}
    assert (OutgoingEmail.objects.count(), OutgoingEmail.objects.values("to_address").distinct().count()) == (2500, 2500)
    assert RegistrationEvent.objects.filter(kind="register").count() == 110


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
