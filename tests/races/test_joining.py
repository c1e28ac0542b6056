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
from registration.services.joining import Report, send_joining_details
from tests.factories import agenda as make
from tests.factories.desk import many, registration
from tests.factories.directory import staff
from tests.races.together import together

NOW = dt.datetime(2027, 11, 12, 2, 30, 0, tzinfo=dt.UTC)
pytestmark = [pytest.mark.postgres, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def seminar() -> Seminar:
    row = make.seminar(confirmed=True)
    for day in (row.starts_on, row.ends_on):
        make.video_link(row, day=day)
    return row


def test_two_officers_press_at_once_and_each_delegate_gets_one_mail(seminar: Seminar) -> None:
    delegates = many(seminar, 6, state=State.REGISTERED)
    officers = [staff(Role.HOST) for _number in range(3)]
    reports = together(*[lambda by=by: send_joining_details(seminar_id=seminar.pk, by=by, now=NOW) for by in officers])
    assert [type(report) for report in reports] == [Report, Report, Report]
    mails = Counter(OutgoingEmail.objects.filter(kind="registration/joining").values_list("about", flat=True))
    assert mails == {f"registration:{row.pk}": 1 for row in delegates}
    assert sum(len(report.sent) for report in reports) == 6
    assert sum(len(report.had_it) for report in reports) == 12
    assert [report.passed_over for report in reports] == [[], [], []]


def test_v14_a_withdrawal_at_the_same_instant_is_never_answered_with_joining_details(seminar: Seminar) -> None:
    row = registration(seminar, state=State.REGISTERED)
    officer = staff(Role.HOST)
    outcomes = together(
        lambda: send_joining_details(seminar_id=seminar.pk, by=officer, now=NOW),
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
