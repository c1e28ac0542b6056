"""A message to everybody that two workers write at once, a cancellation in the middle of it, and a delegate who withdraws at that instant."""

import datetime as dt
from collections import Counter

import pytest

from agenda.models import Seminar
from directory.enums import Role
from notifications import delivery
from notifications.models import OutgoingEmail
from registration.enums import Addressed
from registration.models import Announcement
from registration.services import announcements as services
from registration.services import personal
from seminar_portal.errors import BusinessError
from tests.factories import agenda as make
from tests.factories.desk import many, registration
from tests.factories.directory import staff
from tests.races.together import together

NOW = make.DURING
MINUTE = dt.timedelta(minutes=1)
TEXTS = {"en": {"subject": "Headsets", "text": "Test them."}}
pytestmark = [pytest.mark.postgres, pytest.mark.django_db(transaction=True)]


def begun(seminar: Seminar) -> Announcement:
    return services.announce(seminar_id=seminar.pk, addressed=Addressed.LIVE, texts=TEXTS, token="", by=staff(Role.HOST), now=NOW)


def test_four_workers_write_one_message_and_each_delegate_gets_one_mail(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(services, "BATCH", 3)
    rows = many(make.seminar(), 20)
    announcement = begun(rows[0].seminar)
    outcomes = together(*[lambda: services.write_mails(announcement_id=announcement.pk, now=lambda: NOW, patience=MINUTE)] * 4)
    assert outcomes == [False] * 4
    assert Counter(OutgoingEmail.objects.values_list("about", flat=True)) == {f"registration:{row.pk}": 1 for row in rows}
    announcement.refresh_from_db()
    assert (announcement.queued, announcement.ended_at) == (20, NOW)


def test_a_cancellation_in_the_middle_of_a_message_ends_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(services, "BATCH", 2)
    seminar = make.seminar()
    many(seminar, 12)
    announcement, host = begun(seminar), staff(Role.HOST)
    together(
        lambda: services.write_mails(announcement_id=announcement.pk, now=lambda: NOW, patience=MINUTE),
        lambda: services.cancel_seminar(seminar_id=seminar.pk, reasons={"en": "x"}, by=host, now=NOW + MINUTE),
    )
    for mail in OutgoingEmail.objects.all():
        delivery.deliver(mail_id=mail.pk, now=lambda: NOW + MINUTE)
    assert set(OutgoingEmail.objects.filter(kind="registration/announcement").values_list("state", "reason")) <= {("not_sent", "the seminar is cancelled")}
    assert Announcement.objects.get(pk=announcement.pk).ended_at is not None


def test_two_officers_cancel_at_once_and_everybody_is_told_once() -> None:
    seminar = make.seminar()
    rows = many(seminar, 3)
    officers = [staff(Role.HOST) for _number in range(3)]
    outcomes = together(*[lambda by=by: services.cancel_seminar(seminar_id=seminar.pk, reasons={"en": "x"}, by=by, now=NOW) for by in officers])
    assert sum(isinstance(outcome, BusinessError) for outcome in outcomes) == 2
    assert Announcement.objects.get().total == len(rows)


def test_v14_a_withdrawal_at_the_same_instant_gets_no_message() -> None:
    row = registration(make.seminar())
    announcement = begun(row.seminar)
    outcomes = together(
        lambda: services.write_mails(announcement_id=announcement.pk, now=lambda: NOW, patience=MINUTE),
        lambda: personal.withdraw_by_delegate(registration_id=row.pk, now=NOW),
    )
    assert [outcome for outcome in outcomes if isinstance(outcome, Exception)] == []
    for mail in OutgoingEmail.objects.all():
        delivery.deliver(mail_id=mail.pk, now=lambda: NOW)
    assert set(OutgoingEmail.objects.filter(kind="registration/announcement").values_list("state", "reason")) <= {("not_sent", "withdrawn")}
    assert OutgoingEmail.objects.get(kind="registration/withdrawn").state == "sent"
