"""Messages to everybody: who gets them, once each, and what is refused."""

import datetime as dt

import pytest
from django.core.exceptions import PermissionDenied
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext

from agenda.models import Seminar
from directory.enums import Role
from notifications.models import OutgoingEmail
from registration import tasks
from registration.enums import Addressed, State
from registration.models import Announcement
from registration.services import announcements as services
from registration.services import desk, personal
from seminar_portal.errors import BusinessError, Invalid, NotPublished, WrongState
from tests.factories import agenda as make
from tests.factories.desk import many, registration
from tests.factories.directory import party, staff

from .acts import NOW, TEXTS, announce, cancel, deliver_all, extend, mails, postpone, write

pytestmark = pytest.mark.django_db


# --- whom a message addresses


def everybody(seminar: Seminar) -> dict[str, str]:
    """One delegate in each state; the address says which."""
    rows = {str(state): registration(seminar, state=state, email=f"{state}@example.org") for state in State}
    registration(seminar, email="", family_name="PAPER")
    return {row.email: key for key, row in rows.items()}


@pytest.mark.parametrize(
    ("addressed", "expected"),
    [
        (Addressed.LIVE, ["received@example.org", "registered@example.org"]),
        (Addressed.REGISTERED, ["registered@example.org"]),
        (Addressed.RECEIVED, ["received@example.org"]),
        (Addressed.LIVE_AND_LATE, ["received@example.org", "registered@example.org", "late@example.org"]),
    ],
)
def test_a_message_goes_to_those_it_is_for_and_never_to_the_withdrawn_or_declined(host, seminar, addressed, expected):
    everybody(seminar)
    announcement = write(announce(seminar, host, addressed=addressed))
    assert [mail.to_address for mail in mails("announcement")] == expected
    without = 0 if addressed == Addressed.REGISTERED else 1
    assert (announcement.queued, announcement.without_email, announcement.failed) == (len(expected), without, 0)
    assert (announcement.total, announcement.ended_at) == (len(expected) + without, NOW)


def test_who_registers_after_it_began_and_who_is_of_another_seminar_get_none(host, seminar):
    first = registration(seminar)
    registration(make.seminar(slug="wetlands"), email="elsewhere@example.org")
    announcement = announce(seminar, host)
    registration(seminar, family_name="OSPANOVA", email="d.ospanova@example.org")
    write(announcement)
    assert [mail.about for mail in mails("announcement")] == [f"registration:{first.pk}"]


def test_v14_who_withdraws_while_the_message_waits_gets_none(host, seminar):
    delegates = many(seminar, 3, state=State.REGISTERED)
    write(announce(seminar, host, addressed=Addressed.REGISTERED))
    personal.withdraw_by_delegate(registration_id=delegates[1].pk, now=NOW)
    outcomes = deliver_all()
    assert [(address, state, reason) for address, state, reason in outcomes] == [
        ("delegate-1@example.org", "sent", ""),
        ("delegate-2@example.org", "not_sent", "withdrawn"),
        ("delegate-3@example.org", "sent", ""),
        ("delegate-2@example.org", "sent", ""),  # the confirmation of her withdrawal
    ]


@pytest.mark.parametrize(
    ("addressed", "verb", "reason"),
    [(Addressed.REGISTERED, desk.return_to_review, "no longer officially registered"), (Addressed.RECEIVED, desk.decline, "declined")],
)
def test_who_is_no_longer_among_those_addressed_gets_none(host, seminar, addressed, verb, reason):
    row = registration(seminar, state=State.REGISTERED if addressed == Addressed.REGISTERED else State.RECEIVED)
    write(announce(seminar, host, addressed=addressed))
    verb(registration_id=row.pk, by=host, now=NOW, reason="No nomination.")
    deliver_all()
    [mail] = mails("announcement")
    assert (mail.state, mail.reason) == ("not_sent", reason)


# --- written once each, whatever happens to the worker


def test_a_worker_that_stops_in_between_and_a_second_one_write_each_mail_once(host, seminar, monkeypatch):
    monkeypatch.setattr(services, "BATCH", 2)
    many(seminar, 5)
    announcement = announce(seminar, host)
    assert services.write_mails(announcement_id=announcement.pk, now=lambda: NOW, patience=dt.timedelta(0)) is True
    announcement.refresh_from_db()
    assert (announcement.queued, announcement.ended_at, len(mails("announcement"))) == (2, None, 2)
    tasks.continue_announcements()
    tasks.write_announcement(announcement.pk)
    tasks.continue_announcements()
    announcement.refresh_from_db()
    assert (announcement.queued, announcement.total, announcement.ended_at is None) == (5, 5, False)
    assert sorted(mail.to_address for mail in mails("announcement")) == [f"delegate-{number}@example.org" for number in range(1, 6)]


def test_a_batch_that_breaks_leaves_nothing_and_is_written_anew(host, seminar):
    many(seminar, 3)
    announcement = announce(seminar, host)

    class Killed(BaseException):
        pass

    def killed(execute, sql, *args):
        if sql.startswith("UPDATE") and "registration_announcement" in sql:
            raise Killed
        return execute(sql, *args)

    with pytest.raises(Killed), connection.execute_wrapper(killed):
        write(announcement)
    assert (mails("announcement"), Announcement.objects.get().queued_upto) == ([], 0)
    assert len(write(announcement).texts) == 1
    assert len(mails("announcement")) == 3


def test_one_broken_row_does_not_keep_the_message_from_the_others(host, seminar, caplog):
    rows = many(seminar, 3)
    type(rows[1]).objects.filter(pk=rows[1].pk).update(zone="Mars/Olympus")
    announcement = write(extend(seminar, host))
    assert [mail.to_address for mail in mails("extended")] == ["delegate-1@example.org", "delegate-3@example.org"]
    assert (announcement.queued, announcement.failed, announcement.ended_at) == (2, 1, NOW)
    assert f"could not be written for registration {rows[1].pk}" in caplog.text
    assert "delegate-2" not in caplog.text


def test_a_second_click_finds_the_message_that_is_there(host, seminar):
    registration(seminar)
    token = services.new_token()
    first, second = announce(seminar, host, token=token), announce(seminar, host, token=token)
    assert (first.pk, Announcement.objects.count()) == (second.pk, 1)


def test_two_messages_of_the_same_words_are_two(host, seminar):
    registration(seminar)
    for _number in range(2):
        write(announce(seminar, host))
    assert len(mails("announcement")) == 2


def test_nobody_there_is_done_at_once(host, seminar):
    assert announce(seminar, host).ended_at == NOW


def test_a_task_for_a_message_that_is_gone_does_nothing():
    tasks.write_announcement(4711)
    assert OutgoingEmail.objects.count() == 0


def test_a_batch_needs_a_fixed_number_of_queries_beside_the_mail_itself(host, seminar):
    def queries_of(count: int) -> int:
        rows = many(seminar, count)
        announcement = announce(seminar, host)
        with CaptureQueriesContext(
            connection,
        ) as queries:
            write(announcement)
        type(rows[0]).objects.all().delete()
        return len(queries)

    few, many_ = queries_of(2), queries_of(12)
    assert (many_ - few) / 10 <= 8  # savepoints, key against doubles, row: nothing of seminar, contacts or cities


def test_stopping_ends_the_writing_and_what_waits_is_not_sent(host, seminar, monkeypatch):
    monkeypatch.setattr(services, "BATCH", 2)
    many(seminar, 4)
    announcement = announce(seminar, host)
    services.write_mails(announcement_id=announcement.pk, now=lambda: NOW, patience=dt.timedelta(0))
    services.stop(announcement_id=announcement.pk, by=host, now=NOW)
    write(announcement)
    assert [(state, reason) for _address, state, reason in deliver_all()] == [("not_sent", "stopped by an officer")] * 2
    with pytest.raises(WrongState, match="stopped already"):
        services.stop(announcement_id=announcement.pk, by=host, now=NOW)


# --- refusals


@pytest.mark.parametrize(
    ("texts", "sentence"),
    [
        ({}, "Write subject and text in English."),
        ({"ru": {"subject": "Привет", "text": "Текст"}}, "Write subject and text in English."),
        ({"en": {"subject": "Hello", "text": " "}}, "Write subject and text in English."),
        ({**TEXTS, "ru": {"subject": "", "text": "Текст"}}, "Write subject and text in Russian."),
        ({"en": {"subject": "x" * 201, "text": "x"}}, "The message in English is too long."),
        ({"en": {"subject": "x", "text": "x" * 10_001}}, "The message in English is too long."),
    ],
)
def test_a_message_without_whole_words_is_refused(host, seminar, texts, sentence):
    with pytest.raises(Invalid) as refusal:
        announce(seminar, host, texts=texts)
    assert (str(refusal.value), Announcement.objects.count()) == (sentence, 0)


def test_a_message_of_a_draft_or_to_nobody_known_is_refused(host, seminar):
    with pytest.raises(NotPublished):
        announce(make.seminar(slug="draft", published_at=None), host)
    with pytest.raises(Invalid, match="to whom"):
        announce(seminar, host, addressed="everybody on earth")


@pytest.mark.parametrize("role", [Role.SECRETARIAT, Role.READER, Role.ADMINISTRATOR])
def test_only_the_host_tells_everybody(seminar, role):
    other = staff(role)
    announcement = announce(seminar, staff(Role.HOST))
    for act in (announce, extend, cancel, postpone):
        with pytest.raises(PermissionDenied):
            act(seminar, other)
    with pytest.raises(PermissionDenied):
        services.stop(announcement_id=announcement.pk, by=other, now=NOW)
    assert Announcement.objects.count() == 1


def test_an_act_that_is_refused_tells_nobody(host, seminar):
    registration(seminar)
    with pytest.raises(BusinessError):
        extend(seminar, host, closes_at=make.CLOSES)
    assert Announcement.objects.count() == 0


def test_an_act_and_its_message_are_one_transaction(host, seminar):
    for act in (announce, extend, cancel, postpone):
        with pytest.raises(RuntimeError, match="durable"), transaction.atomic():
            act(seminar, host)


def test_a_name_of_another_script_and_the_state_of_words_reach_the_mail_whole(host, seminar):
    registration(seminar, party=party("IR", name="Iran"), family_name="محمدی", first_name="زهرا", state=State.REGISTERED)
    write(announce(seminar, host))
    assert "زهرا" in mails("announcement")[0].text
