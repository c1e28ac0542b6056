"""Two bulk acts, or two processes at one act, at the same instant, on real connections."""

import datetime as dt
from functools import partial

import pytest

from directory.enums import Role
from notifications.models import OutgoingEmail
from registration.enums import State
from registration.models import BulkAct, BulkRow, Registration, RegistrationEvent
from registration.services import bulk
from registration.services.desk import withdraw_on_request
from tests.factories import agenda, directory
from tests.factories.bulk import PATIENCE, begun, crowd, frozen
from tests.races.together import together

pytestmark = [pytest.mark.postgres, pytest.mark.django_db(transaction=True)]
NOW = agenda.DURING


def carry(act, now=NOW):
    return partial(bulk.carry_out, act_id=act.pk, now=lambda: now, patience=PATIENCE)


def by_state(act):
    return {state: set(act.rows.filter(state=state).values_list("registration", flat=True)) for state in ("changed", "left alone", "waiting", "failed")}


def test_two_officers_with_overlapping_selections():
    """Every registration is changed exactly once, everybody is told once, and the two reports add up."""
    rows = crowd(agenda.seminar(), 60)
    one, other = (directory.staff(Role.HOST) for _officer in range(2))
    first, second = begun("register", rows[:45], by=one), begun("decline", rows[15:], by=other, reason="Two others are named")
    assert together(carry(first), carry(second)) == [False, False]
    first.refresh_from_db()
    second.refresh_from_db()
    assert (first.state, second.state) == ("done", "done")
    done, refused = by_state(first), by_state(second)
    assert done["changed"] | refused["changed"] == {row.pk for row in rows}
    assert done["changed"] & refused["changed"] == set()
    assert (done["left alone"], refused["left alone"]) == (
        refused["changed"] & {row.pk for row in rows[:45]},
        done["changed"] & {row.pk for row in rows[15:]},
    )
    assert (first.changed + second.changed, first.failed + second.failed, first.waiting + second.waiting) == (60, 0, 0)
    # each who was left alone is told apart by what came first, and by whom
    others = {act.pk: {"register": "decline", "decline": "register"}[act.verb] for act in (first, second)}
    left = BulkRow.objects.filter(state="left alone").values_list("act", "cause", "event__kind")
    assert {(cause, kind == others[act]) for act, cause, kind in left} <= {("meanwhile", True)}
    assert set(Registration.objects.filter(pk__in=done["changed"]).values_list("state", "version")) <= {("registered", 2)}
    assert set(Registration.objects.filter(pk__in=refused["changed"]).values_list("state", "version")) <= {("declined", 2)}
    assert RegistrationEvent.objects.count() == 60
    assert (OutgoingEmail.objects.count(), OutgoingEmail.objects.values("to_address").distinct().count()) == (60, 60)


def test_eight_processes_at_one_act():
    rows = crowd(agenda.seminar(), 40)
    act = begun("register", rows, by=directory.staff(Role.HOST))
    assert together(*[carry(act)] * 8) == [False] * 8
    act.refresh_from_db()
    assert (act.state, act.changed, act.left_alone, act.failed) == ("done", 40, 0, 0)
    assert (RegistrationEvent.objects.count(), OutgoingEmail.objects.count()) == (40, 40)


def test_a_process_that_is_slower_than_its_lease_and_the_one_that_takes_over():
    """For each of them the lease of the other has run out when it comes: rows change hands in the middle of a batch, and none is done twice."""
    rows = crowd(agenda.seminar(), 60)
    act = begun("register", rows, by=directory.staff(Role.HOST))
    later = [NOW + number * (bulk.LEASE + dt.timedelta(seconds=1)) for number in range(4)]
    together(*[carry(act, now) for now in later])
    bulk.carry_out(act_id=act.pk, now=lambda: later[-1] + 2 * bulk.LEASE, patience=PATIENCE)
    act.refresh_from_db()
    assert (act.state, act.changed, act.left_alone, act.failed) == ("done", 60, 0, 0)
    assert set(Registration.objects.values_list("state", "version")) == {("registered", 2)}
    assert (RegistrationEvent.objects.count(), OutgoingEmail.objects.count()) == (60, 60)


def test_go_pressed_eight_times():
    officer = directory.staff(Role.HOST)
    act = frozen("register", crowd(agenda.seminar(), 5), by=officer)
    outcomes = together(*[partial(bulk.start_act, act_id=act.pk, by=officer, now=NOW)] * 8)
    assert [outcome.pk for outcome in outcomes] == [act.pk] * 8
    assert together(*[carry(act)] * 4) == [False] * 4
    assert (BulkAct.objects.get().changed, OutgoingEmail.objects.count()) == (5, 5)


def test_stopped_while_it_runs():
    rows = crowd(agenda.seminar(), 150)
    officer = directory.staff(Role.HOST)
    act = begun("register", rows, by=officer)
    together(carry(act), partial(bulk.stop_act, act_id=act.pk, by=officer, now=NOW))
    bulk.continue_acts(now=lambda: NOW + 2 * bulk.LEASE, patience=PATIENCE)
    act.refresh_from_db()
    assert (act.state, act.changed + act.waiting, act.left_alone, act.failed) == ("stopped", 150, 0, 0)
    assert Registration.objects.filter(state=State.REGISTERED).count() == act.changed == OutgoingEmail.objects.count()


def test_a_button_and_an_act():
    """An officer withdraws one while another's act is at work: one of them has the registration, and the other is told who."""
    rows = crowd(agenda.seminar(), 30)
    one, other = (directory.staff(Role.HOST) for _officer in range(2))
    act = begun("register", rows, by=one)
    _act, *clicks = together(carry(act), *[partial(withdraw_on_request, registration_id=row.pk, version=1, by=other, now=NOW) for row in rows[-3:]])
    act.refresh_from_db()
    lost = [str(outcome) for outcome in clicks if isinstance(outcome, Exception)]
    assert (act.state, act.changed, act.left_alone) == ("done", 27 + len(lost), 3 - len(lost))
    assert all("registered BIO-2027-00" in sentence and str(one) in sentence for sentence in lost)
    assert OutgoingEmail.objects.count() == 30
