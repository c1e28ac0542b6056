"""services/bulk.py: freeze, begin, carry out, stop, clear away."""

import datetime as dt

import pytest
from django.core.exceptions import PermissionDenied
from django.utils import translation

from directory.enums import Role
from notifications import delivery
from notifications.models import OutgoingEmail
from registration import lifecycle, tasks
from registration.enums import BulkState, State
from registration.models import BulkAct, BulkRow, Registration, RegistrationEvent
from registration.services import bulk, desk, personal
from seminar_portal.errors import Invalid, WrongState
from tests.factories import agenda, directory
from tests.factories import desk as make
from tests.factories.bulk import PATIENCE, begun, carried_out, crowd, frozen

pytestmark = pytest.mark.django_db
NOW = agenda.DURING
LATER = NOW + bulk.LEASE + dt.timedelta(seconds=1)


@pytest.fixture
def seminar():
    return agenda.seminar()


@pytest.fixture
def officer():
    return directory.staff(Role.HOST, name="Registration desk")


def outcomes(act):
    return list(act.rows.order_by("pk").values_list("registration__reference", "state", "cause"))


def sums(act):
    act.refresh_from_db()
    return act.state, act.total, act.changed, act.left_alone, act.failed, act.waiting


# --- freezing ---------------------------------------------------------------------------------------------------------------------------


def test_the_selection_is_frozen_as_it_is(seminar, officer):
    rows = [make.registration(seminar), make.registration(seminar, email="", state=State.LATE), make.registration(seminar, state=State.DECLINED, version=4)]
    act = frozen("register", rows[::-1], by=officer)
    assert (act.state, act.total, act.seminar, act.by, act.created_at) == (BulkState.DRAFT, 3, seminar, officer, NOW)
    assert list(act.rows.values_list("registration", "version_seen", "state_seen", "has_email", "state", "cause", "note", "event")) == [
        (rows[0].pk, 1, "received", True, "waiting", "", "", None),
        (rows[1].pk, 1, "late", False, "left alone", "state", "", None),
        (rows[2].pk, 4, "declined", True, "left alone", "state", "", None),
    ]
    assert RegistrationEvent.objects.count() == 0


def test_a_selection_of_two_seminars_is_of_none(seminar, officer):
    other = agenda.seminar(slug="water", reference_prefix="WAT")
    assert frozen("register", [make.registration(seminar), make.registration(other, number=9)], by=officer).seminar is None


@pytest.mark.parametrize("size", [3, 300])
def test_v17_freezing_takes_the_same_number_of_queries(seminar, officer, size, django_assert_num_queries):
    crowd(seminar, size)
    officer.has_perm("registration.review_registration")  # rights are remembered
    with django_assert_num_queries(6):  # of these two are the savepoint of the test
        act = bulk.freeze_selection(verb="register", chosen=Registration.objects.filter(state="received"), selection="all", back="", by=officer, now=NOW)
    assert act.rows.count() == size


def test_nothing_and_too_much_are_refused_and_leave_nothing(seminar, officer, monkeypatch):
    with pytest.raises(Invalid, match="No registration was ticked, so nothing was done"):
        frozen("register", [], by=officer)
    monkeypatch.setattr(bulk, "LIMIT", 2)
    with pytest.raises(Invalid, match="At most 2 registrations can be handled at once"):
        frozen("register", make.many(seminar, 3), by=officer)
    assert (BulkAct.objects.count(), BulkRow.objects.count()) == (0, 0)


def test_who_may_not_act_may_not_freeze(seminar):
    rows = make.many(seminar, 1)
    with pytest.raises(PermissionDenied):
        frozen("register", rows, by=directory.staff(Role.READER))
    host = directory.staff(Role.HOST)
    with pytest.raises(PermissionDenied):
        frozen("admit", rows, by=host)
    assert frozen("admit", rows, by=directory.give(host, "registration.admit_late")).total == 1


# --- beginning --------------------------------------------------------------------------------------------------------------------------


def test_beginning_leaves_alone_what_cannot_be_done_and_changes_nobody(seminar, officer):
    rows = [make.registration(seminar, state=state) for state in State]
    act = begun("register", rows, by=officer)
    assert sums(act) == (BulkState.RUNNING, 5, 0, 4, 0, 1)
    assert [(state, cause) for _reference, state, cause in outcomes(act)] == [("waiting", ""), *[("left alone", "state")] * 4]
    assert (act.started_at, RegistrationEvent.objects.count()) == (NOW, 0)


def test_where_nothing_can_be_done_it_is_over_at_once(seminar, officer):
    act = begun("register", [make.registration(seminar, state=State.REGISTERED)], by=officer)
    assert (sums(act), act.ended_at) == ((BulkState.DONE, 1, 0, 1, 0, 0), NOW)


def test_beginning_twice_is_beginning_once(seminar, officer):
    act = begun("register", make.many(seminar, 2), by=officer)
    again = bulk.start_act(act_id=act.pk, by=officer, now=LATER)
    assert (again.pk, again.started_at) == (act.pk, NOW)


def test_only_who_saw_the_preview_begins(seminar, officer):
    act = frozen("register", make.many(seminar, 1), by=officer)
    with pytest.raises(PermissionDenied):
        bulk.start_act(act_id=act.pk, by=directory.staff(Role.HOST), now=NOW)


@pytest.mark.parametrize("verb", ["decline", "admit"])
def test_a_reason_that_is_needed_is_asked_for_before_anything(seminar, verb):
    officer = directory.staff(Role.HOST, rights=("registration.admit_late",))
    act = frozen(verb, [make.registration(seminar, state=State.LATE)], by=officer)
    with pytest.raises(Invalid):
        bulk.start_act(act_id=act.pk, reason=" \n ", by=officer, now=NOW)
    with pytest.raises(Invalid, match="1,000"):
        bulk.start_act(act_id=act.pk, reason="x" * 1001, by=officer, now=NOW)
    act.refresh_from_db()
    assert act.state == BulkState.DRAFT


def test_a_preview_of_yesterday_is_refused_and_cleared_away(seminar, officer):
    rows = make.many(seminar, 2)
    act, kept = frozen("register", rows, by=officer), frozen("register", rows, by=officer, now=NOW + dt.timedelta(seconds=2))
    tomorrow = NOW + dt.timedelta(days=1, seconds=1)
    with pytest.raises(WrongState, match="more than a day old"):
        bulk.start_act(act_id=act.pk, by=officer, now=tomorrow)
    bulk.continue_acts(now=lambda: tomorrow, patience=PATIENCE)
    assert list(BulkAct.objects.all()) == [kept]
    assert BulkRow.objects.count() == 2


@pytest.mark.parametrize(("size", "hints"), [(bulk.AT_ONCE, 0), (bulk.AT_ONCE + 1, 1)])
def test_a_worker_is_woken_where_there_is_much_to_do(seminar, officer, monkeypatch, django_capture_on_commit_callbacks, size, hints):
    from seminar_portal.celery import app

    sent = []
    monkeypatch.setattr(app, "send_task", lambda name, args, **kw: sent.append((name, args)))
    with django_capture_on_commit_callbacks(execute=True):
        act = begun("register", crowd(seminar, size), by=officer)
    assert sent == [("registration.tasks.carry_out_bulk_act", [act.pk])] * hints


# --- carrying out -----------------------------------------------------------------------------------------------------------------------


def test_each_row_by_the_ordinary_service(seminar, officer):
    rows = make.many(seminar, 3)
    act = carried_out(begun("register", rows, by=officer), now=LATER)
    assert (sums(act), act.told, act.ended_at) == ((BulkState.DONE, 3, 3, 0, 0, 0), 3, LATER)
    assert list(Registration.objects.values_list("state", "version")) == [("registered", 2)] * 3
    assert list(RegistrationEvent.objects.order_by("pk").values_list("registration", "kind", "by", "at")) == [
        (row.pk, "register", officer.pk, LATER) for row in rows
    ]
    assert list(act.rows.values_list("event", flat=True)) == list(RegistrationEvent.objects.order_by("pk").values_list("pk", flat=True))
    assert OutgoingEmail.objects.count() == 3


@pytest.mark.parametrize(("verb", "state", "after", "mail"), [
    ("register", State.RECEIVED, State.REGISTERED, "registered"),
    ("decline", State.RECEIVED, State.DECLINED, "declined"),
    ("return", State.WITHDRAWN, State.RECEIVED, "returned"),
    ("withdraw", State.REGISTERED, State.WITHDRAWN, "withdrawn_on_request"),
    ("admit", State.LATE, State.RECEIVED, "admitted"),
])  # fmt: skip
def test_every_act_with_its_reason_and_its_mail(seminar, verb, state, after, mail):
    officer = directory.staff(Role.HOST, rights=("registration.admit_late",))
    row = make.registration(seminar, state=state)
    act = carried_out(begun(verb, [row], by=officer, reason="As the note of 3 October asks"))
    row.refresh_from_db()
    assert (act.state, row.state) == (BulkState.DONE, after)
    assert RegistrationEvent.objects.get().reason == "As the note of 3 October asks"
    assert OutgoingEmail.objects.get().kind == f"registration/{mail}"


def test_what_changed_since_the_preview_is_left_alone_with_who_did_it(seminar, officer):
    rows = make.many(seminar, 4)
    act = frozen("register", rows, by=officer)
    other = directory.staff(Role.HOST)
    desk.decline(registration_id=rows[1].pk, version=1, reason="Two others are named", by=other, now=NOW)
    Registration.objects.filter(pk=rows[2].pk).update(version=2)  # changed by something that left no event
    act = bulk.start_act(act_id=act.pk, by=officer, now=NOW)
    personal.withdraw_by_delegate(registration_id=rows[3].pk, now=LATER)  # between the beginning and her row
    carried_out(act, now=LATER)
    assert sums(act) == (BulkState.DONE, 4, 1, 3, 0, 0)
    assert outcomes(act)[1:] == [(row.reference, "left alone", "meanwhile") for row in rows[1:]]
    declined, withdrawn = RegistrationEvent.objects.get(kind="decline"), RegistrationEvent.objects.get(kind="withdraw")
    assert list(act.rows.values_list("event", flat=True))[1:] == [declined.pk, None, withdrawn.pk]
    assert sorted(OutgoingEmail.objects.values_list("kind", flat=True)) == ["registration/declined", "registration/registered", "registration/withdrawn"]


def test_one_row_that_breaks_does_not_hide_the_others(seminar, officer):
    rows = make.many(seminar, 3)
    Registration.objects.filter(pk=rows[1].pk).update(zone="Nowhere/Atlantis")  # its letter cannot be written
    act = carried_out(begun("register", rows, by=officer))
    assert sums(act) == (BulkState.DONE, 3, 2, 0, 1, 0)
    assert outcomes(act)[1] == (rows[1].reference, "failed", "broken")
    assert [row.state for row in Registration.objects.order_by("pk")] == ["registered", "received", "registered"]


def test_what_a_service_refuses_is_noted_in_the_officers_language(seminar, officer, monkeypatch):
    row = make.registration(seminar)
    act = begun("register", [row], by=officer)
    officer.language = "ru"
    officer.save()

    def refuses(**kw):
        raise WrongState(translation.get_language())

    monkeypatch.setattr(bulk, "ACTS", {"register": refuses})
    with translation.override("en"):
        carried_out(act)
    assert list(act.rows.values_list("state", "cause", "note")) == [("left alone", "refused", "ru")]


def test_v16_delivered_three_times_and_a_day_later(seminar, officer):
    act = begun("register", make.many(seminar, 3), by=officer)
    for now in (NOW, NOW, NOW, NOW + dt.timedelta(days=1)):
        carried_out(act, now=now)
    tasks.carry_out_bulk_act(act.pk)
    tasks.continue_bulk_acts()
    assert (sums(act), act.ended_at) == ((BulkState.DONE, 3, 3, 0, 0, 0), NOW)
    assert (RegistrationEvent.objects.count(), OutgoingEmail.objects.count()) == (3, 3)


def test_while_one_process_has_it_another_does_nothing(seminar, officer):
    act = begun("register", make.many(seminar, 2), by=officer)
    BulkAct.objects.filter(pk=act.pk).update(lease="somebody's", leased_until=NOW + bulk.LEASE)
    assert bulk.carry_out(act_id=act.pk, now=lambda: NOW, patience=PATIENCE) is False
    bulk.continue_acts(now=lambda: NOW, patience=PATIENCE)
    assert sums(act) == (BulkState.RUNNING, 2, 0, 0, 0, 2)
    bulk.continue_acts(now=lambda: NOW + bulk.LEASE, patience=PATIENCE)  # it has died
    assert sums(act) == (BulkState.DONE, 2, 2, 0, 0, 0)


def test_patience_gives_the_act_back_between_two_batches(seminar, officer, monkeypatch):
    monkeypatch.setattr(bulk, "BATCH", 2)
    act = begun("register", make.many(seminar, 5), by=officer)
    assert bulk.carry_out(act_id=act.pk, now=lambda: NOW, patience=dt.timedelta(0)) is True
    assert (sums(act), act.leased_until) == ((BulkState.RUNNING, 5, 2, 0, 0, 3), None)
    assert bulk.carry_out(act_id=act.pk, now=lambda: NOW, patience=PATIENCE) is False
    assert sums(act) == (BulkState.DONE, 5, 5, 0, 0, 0)


def test_a_process_that_lost_its_lease_changes_nothing_more(seminar, officer):
    """It was slower than its lease: another has the act by now, or it was stopped. Its change is undone with its note."""
    rows = make.many(seminar, 2)
    act = begun("register", rows, by=officer)
    asked = iter([NOW, NOW])

    def now():
        at = next(asked, None)
        if at is None:  # before the first row
            BulkAct.objects.filter(pk=act.pk).update(lease="another", leased_until=LATER)
            return NOW
        return at

    assert bulk.carry_out(act_id=act.pk, now=now, patience=PATIENCE) is False
    assert sums(act) == (BulkState.RUNNING, 2, 0, 0, 0, 2)
    assert (RegistrationEvent.objects.count(), OutgoingEmail.objects.count()) == (0, 0)
    assert set(Registration.objects.values_list("state", flat=True)) == {"received"}


@pytest.mark.parametrize("how", ["deactivated", "right taken"])
def test_an_officer_who_may_no_longer_do_it_ends_it(seminar, officer, monkeypatch, how):
    monkeypatch.setattr(bulk, "BATCH", 2)
    act = begun("register", make.many(seminar, 5), by=officer)
    bulk.carry_out(act_id=act.pk, now=lambda: NOW, patience=dt.timedelta(0))
    if how == "deactivated":
        officer.is_active = False
        officer.save()
    else:
        officer.groups.clear()
    carried_out(act, now=LATER)
    assert (sums(act), act.stopped_by, act.ended_at) == ((BulkState.STOPPED, 5, 2, 0, 0, 3), "right", LATER)
    assert OutgoingEmail.objects.count() == 2


# --- stopping ---------------------------------------------------------------------------------------------------------------------------


def test_stopped_before_anybody_took_it_up(seminar, officer):
    act = begun("register", make.many(seminar, 2), by=officer)
    other = directory.staff(Role.HOST)
    bulk.stop_act(act_id=act.pk, by=other, now=LATER)
    assert (sums(act), act.stopped_by, act.stopper, act.ended_at) == ((BulkState.STOPPED, 2, 0, 0, 0, 2), "officer", other, LATER)
    assert carried_out(act, now=LATER).state == BulkState.STOPPED
    assert RegistrationEvent.objects.count() == 0


def test_stopped_between_two_batches(seminar, officer, monkeypatch):
    monkeypatch.setattr(bulk, "BATCH", 2)
    act = begun("register", make.many(seminar, 5), by=officer)
    clock = iter([NOW] * 6)  # lease, batch, two rows, whether there is patience left, the second batch

    def now():
        at = next(clock, None)
        if at is None:
            bulk.stop_act(act_id=act.pk, by=officer, now=NOW)
            return LATER
        return at

    bulk.carry_out(act_id=act.pk, now=now, patience=PATIENCE)
    assert sums(act) == (BulkState.STOPPED, 5, 4, 0, 0, 1)
    assert outcomes(act)[-1] == ("BIO-2027-0005", "waiting", "")
    assert Registration.objects.get(number=5).version == 1
    assert OutgoingEmail.objects.count() == 4


def test_the_wish_to_stop_after_the_last_row_comes_too_late(seminar, officer, monkeypatch):
    act = begun("register", make.many(seminar, 2), by=officer)
    bulk.carry_out(act_id=act.pk, now=lambda: NOW, patience=dt.timedelta(0))
    BulkAct.objects.filter(pk=act.pk).update(state=BulkState.STOPPING, stopped_by="officer", stopper=officer)
    carried_out(act)
    assert (sums(act), act.stopped_by, act.stopper) == ((BulkState.DONE, 2, 2, 0, 0, 0), "", None)
    with pytest.raises(WrongState, match="not under way"):
        bulk.stop_act(act_id=act.pk, by=officer, now=NOW)


def test_stopping_is_for_who_may_act_and_harmless_twice(seminar, officer):
    act = begun("register", make.many(seminar, 2), by=officer)
    with pytest.raises(PermissionDenied):
        bulk.stop_act(act_id=act.pk, by=directory.staff(Role.READER), now=NOW)
    bulk.stop_act(act_id=act.pk, by=officer, now=NOW)
    assert bulk.stop_act(act_id=act.pk, by=officer, now=LATER).ended_at == NOW


def test_every_move_of_an_act_leads_to_a_state_and_nothing_leads_back():
    assert {moved: to.value for moved, to in lifecycle.BULK_MOVES.items()} == {
        ("start", "draft"): "running",
        ("stop", "running"): "stopping",
        ("halt", "running"): "stopped",
        ("halt", "stopping"): "stopped",
        ("finish", "running"): "done",
        ("finish", "stopping"): "done",
    }


# --- the cases --------------------------------------------------------------------------------------------------------------------------


def test_v30_each_mail_in_its_readers_language_though_the_worker_speaks_english(seminar, monkeypatch):
    officer = directory.staff(Role.HOST, language="zh-hans")
    rows = [make.registration(seminar, language=language, email=f"{language}@example.org") for language in ("ru", "zh-hans", "en")]
    with translation.override("zh-hans"):
        act = begun("register", rows, by=officer)
    with translation.override("en"):
        carried_out(act)
    mails = OutgoingEmail.objects.order_by("pk")
    assert [mail.language for mail in mails] == ["ru", "zh-hans", "en"]
    alone = []
    for row in rows:  # the same letter, written by somebody of the same language
        with translation.override(row.language):
            Registration.objects.filter(pk=row.pk).update(state=State.RECEIVED)
            desk.register_officially(registration_id=row.pk, by=officer, now=NOW)
        alone.append(OutgoingEmail.objects.latest("pk"))
    assert [(mail.subject, mail.text) for mail in mails[:3]] == [(mail.subject, mail.text) for mail in alone]


def test_v14_who_withdraws_before_the_mail_leaves_gets_none(seminar, officer):
    rows = make.many(seminar, 3)
    carried_out(begun("register", rows, by=officer))
    personal.withdraw_by_delegate(registration_id=rows[1].pk, now=LATER)
    delivery.sweep(now=lambda: LATER)
    told = OutgoingEmail.objects.order_by("pk").values_list("to_address", "kind", "state", "reason")
    assert sorted(told) == [
        ("delegate-1@example.org", "registration/registered", "sent", ""),
        ("delegate-2@example.org", "registration/registered", "not_sent", "withdrawn"),
        ("delegate-2@example.org", "registration/withdrawn", "sent", ""),
        ("delegate-3@example.org", "registration/registered", "sent", ""),
    ]
