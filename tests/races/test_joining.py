"""Joining details pressed by two officers at once, and a delegate who withdraws at that instant."""

import datetime as dt
from collections import Counter

import pytest

from agenda.models import Seminar
from directory.enums import Role
from notifications import delivery
from notifications.models import OutgoingEmail
from registration.enums import State
from registration.services import personal
from tests.factories import agenda as make
from tests.factories.bulk import carried_out
from tests.factories.desk import many, registration
from tests.factories.directory import staff
from tests.factories.joining import begun, report
from tests.races.together import together

NOW = dt.datetime(2027, 11, 12, 2, 30, 0, tzinfo=dt.UTC)
pytestmark = [pytest.mark.postgres, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def seminar() -> Seminar:
    row = make.seminar(confirmed=True)
    for day in (row.starts_on, row.ends_on):
        make.video_link(row, day=day)
    return row


def test_three_officers_begin_at_once_and_each_delegate_gets_one_mail(seminar: Seminar) -> None:
    delegates = many(seminar, 6, state=State.REGISTERED)
    acts = [begun(seminar, by=staff(Role.HOST), now=NOW) for _number in range(3)]
    together(*[lambda act=act: carried_out(act, now=NOW) for act in acts])
    reports = [report(act) for act in acts]
    mails = Counter(OutgoingEmail.objects.filter(kind="registration/joining").values_list("about", flat=True))
    assert mails == {f"registration:{row.pk}": 1 for row in delegates}
    assert sum(len(found.sent) for found in reports) == 6
    assert [why for found in reports for _row, why in found.passed_over] == ["has had today's joining details"] * 12


def test_two_workers_at_one_act_write_each_mail_once(seminar: Seminar) -> None:
    many(seminar, 6, state=State.REGISTERED)
    act = begun(seminar, by=staff(Role.HOST), now=NOW)
    together(*[lambda: carried_out(act, now=NOW)] * 2)
    act.refresh_from_db()
    assert (act.state, act.changed, OutgoingEmail.objects.count()) == ("done", 6, 6)


def test_v14_a_withdrawal_at_the_same_instant_is_never_answered_with_joining_details(seminar: Seminar) -> None:
    row = registration(seminar, state=State.REGISTERED)
    act = begun(seminar, by=staff(Role.HOST), now=NOW)
    outcomes = together(
        lambda: carried_out(act, now=NOW),
        lambda: personal.withdraw_by_delegate(registration_id=row.pk, now=NOW),
    )
    assert [outcome for outcome in outcomes if isinstance(outcome, Exception)] == []
    row.refresh_from_db()
    assert row.state == State.WITHDRAWN
    for mail in OutgoingEmail.objects.all():
        delivery.deliver(mail_id=mail.pk, now=lambda: NOW)
    joining = OutgoingEmail.objects.filter(kind="registration/joining")
    assert {(mail.state, mail.reason) for mail in joining} <= {("not_sent", "withdrawn")}
    assert OutgoingEmail.objects.get(kind="registration/withdrawn").state == "sent"
