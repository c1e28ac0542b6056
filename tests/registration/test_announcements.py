"""Messages to everybody: who gets them, in which words, once each, and who does not any more."""

import datetime as dt

import pytest
from django.core import mail as django_mail
from django.core.exceptions import PermissionDenied
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext
from django.utils import translation

from agenda.models import Seminar
from directory.enums import Role
from directory.models import User
from notifications import delivery
from notifications.models import OutgoingEmail
from registration import tasks
from registration.enums import Addressed, Announced, State
from registration.models import Announcement
from registration.services import announcements as services
from registration.services import desk, personal
from seminar_portal.errors import BusinessError, Invalid, NotPublished, WrongState
from tests.factories import agenda as make
from tests.factories.desk import many, registration
from tests.factories.directory import party, staff

NOW = make.DURING
LATER = NOW + dt.timedelta(hours=1)
MINUTE = dt.timedelta(minutes=1)
NEW_DEADLINE = dt.datetime(2027, 11, 8, 15, 59, 59, tzinfo=dt.UTC)
TEXTS = {"en": {"subject": "Headsets", "text": "Please test your headset.\n\n- microphone\n- camera"}}
REASONS = {"en": "The venue is not available.", "ru": "Зал недоступен.", "zh-hans": "会场无法使用。"}
pytestmark = pytest.mark.django_db


@pytest.fixture
def host() -> User:
    return staff(Role.HOST)


@pytest.fixture
def seminar() -> Seminar:
    row = make.seminar()
    make.contact(row)
    return row


def write(announcement: Announcement | None, now: dt.datetime = NOW) -> Announcement:
    assert announcement is not None
    assert services.write_mails(announcement_id=announcement.pk, now=lambda: now, patience=MINUTE) is False
    announcement.refresh_from_db()
    return announcement


def announce(seminar, by, *, addressed=Addressed.LIVE, texts=TEXTS, token="", now=NOW) -> Announcement:
    return services.announce(seminar_id=seminar.pk, addressed=addressed, texts=texts, token=token or services.new_token(), by=by, now=now)


def extend(seminar, by, *, closes_at=NEW_DEADLINE, addressed=Addressed.LIVE_AND_LATE, now=NOW) -> Announcement | None:
    return services.extend_registration(seminar_id=seminar.pk, closes_at=closes_at, reason="Three states asked.", addressed=addressed, by=by, now=now)[1]


def cancel(seminar, by, now=NOW) -> Announcement:
    return services.cancel_seminar(seminar_id=seminar.pk, reasons=REASONS, by=by, now=now)[1]


def reinstate(seminar, by, now=NOW) -> Announcement:
    return services.reinstate_seminar(seminar_id=seminar.pk, reasons={"en": "It was a mistake."}, by=by, now=now)[1]


def postpone(seminar, by, *, starts_on=dt.date(2027, 12, 1), holds=None, now=NOW) -> Announcement:
    return services.postpone_seminar(
        seminar_id=seminar.pk, starts_on=starts_on, reasons=REASONS, move_deadline=False, consent_holds=holds, consent_basis="", by=by, now=now
    )[1]


def mails(kind: str) -> list[OutgoingEmail]:
    return list(OutgoingEmail.objects.filter(kind=f"registration/{kind}").order_by("pk"))


def deliver_all(at: dt.datetime = LATER) -> list[tuple[str, str, str]]:
    for row in OutgoingEmail.objects.order_by("pk"):
        delivery.deliver(mail_id=row.pk, now=lambda: at)
    return list(OutgoingEmail.objects.order_by("pk").values_list("to_address", "state", "reason"))


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


# --- the words


def sent_texts(kind: str) -> dict[str, str]:
    """What was handed over, by language: subject and text."""
    deliver_all()
    by_address = {mail.to_address: mail.language for mail in mails(kind)}
    return {by_address[sent.to[0].split("<")[-1].strip(">")]: f"{sent.subject}\n{sent.body}" for sent in django_mail.outbox}


def one_of_each_language(seminar: Seminar) -> None:
    for number, language in enumerate(("en", "ru", "zh-hans")):
        registration(seminar, language=language, email=f"reader-{number}@example.org", family_name=f"READER{number}", zone="Asia/Seoul", state=State.REGISTERED)


def test_v30_each_reads_the_message_in_the_own_language_whatever_the_officer_reads(host, seminar):
    one_of_each_language(seminar)
    texts = {**TEXTS, "ru": {"subject": "Гарнитура", "text": "Проверьте гарнитуру."}}
    with translation.override("zh-hans"):
        write(announce(seminar, host, texts=texts))
    sent = sent_texts("announcement")
    assert "BIO-2027-0001: Headsets" in sent["en"] and "Please test your headset.\n\n- microphone\n- camera" in sent["en"]
    assert "BIO-2027-0002: Гарнитура" in sent["ru"] and "Проверьте гарнитуру." in sent["ru"] and "headset" not in sent["ru"]
    assert "BIO-2027-0003" in sent["zh-hans"] and "Headsets" in sent["zh-hans"]  # nothing was written in Chinese
    assert all("https://seminar.example.org/" in text and "[[" not in text for text in sent.values())


def test_an_extension_tells_the_new_deadline_on_two_clocks_and_the_old_one(host, seminar):
    one_of_each_language(seminar)
    late = registration(seminar, state=State.LATE, email="late@example.org", family_name="LATE")
    announcement = write(extend(seminar, host))
    assert (announcement.kind, announcement.queued) == (Announced.EXTENDED, 4)
    texts = {mail.to_address: mail for mail in mails("extended")}
    english = texts["reader-0@example.org"]
    assert english.subject == "BIO-2027-0001: registration is extended – CICA Experience Exchange Seminar on Biodiversity Conservation"
    assert "Monday, 8 November 2027, 23:59 Beijing time (UTC+8) · Tuesday, 9 November, 00:59 in Seoul (UTC+9) – the next day" in english.text
    assert "The deadline was Friday, 5 November 2027, 23:59 Beijing time (UTC+8) before." in english.text
    assert "Your registration stands" in english.text
    assert "Your form had arrived after the former deadline" in texts[late.email].text
    assert "ноября 2027" in texts["reader-1@example.org"].text and "November" not in texts["reader-1@example.org"].text
    assert "2027年11月8日" in texts["reader-2@example.org"].text
    assert english.not_after == NEW_DEADLINE


def test_an_extension_can_be_told_to_nobody(host, seminar):
    registration(seminar)
    assert extend(seminar, host, addressed="") is None
    assert (Announcement.objects.count(), Seminar.objects.get().registration_closes_at) == (0, NEW_DEADLINE)


def test_a_cancellation_is_told_with_its_reason_in_each_language(host, seminar):
    one_of_each_language(seminar)
    write(cancel(seminar, host))
    english, russian, chinese = mails("cancelled")
    assert english.subject == "BIO-2027-0001: the seminar is cancelled – CICA Experience Exchange Seminar on Biodiversity Conservation"
    assert "this seminar has been cancelled. It does not take place:" in english.text
    assert "The reason:\nThe venue is not available." in english.text
    assert "Зал недоступен." in russian.text and "The venue" not in russian.text
    assert "会场无法使用。" in chinese.text
    assert "Corrections until" not in english.text


def test_a_postponement_tells_old_and_new_days_and_that_the_registration_stands(host, seminar):
    one_of_each_language(seminar)
    write(postpone(seminar, host))
    english = mails("postponed")[0]
    assert english.subject == "BIO-2027-0001: the seminar is now on 1–2 December 2027 – CICA Experience Exchange Seminar on Biodiversity Conservation"
    assert "It takes place on 1–2 December 2027, and not on 17–18 November 2027:" in english.text
    assert "Your registration stands for the new days." in english.text
    assert "Friday, 5 November 2027, 23:59 Beijing time (UTC+8) · Saturday, 6 November, 00:59 in Seoul (UTC+9)" in english.text
    assert english.not_after == dt.datetime(2027, 12, 2, 15, 59, 59, tzinfo=dt.UTC)


# --- what has lost its point is not sent


def reasons_of(kind: str) -> set[tuple[str, str]]:
    deliver_all()
    return {(mail.state, mail.reason) for mail in mails(kind)}


def test_after_a_cancellation_the_earlier_messages_and_the_extension_do_not_go(host, seminar):
    registration(seminar)
    write(announce(seminar, host))
    write(extend(seminar, host))
    write(cancel(seminar, host, now=NOW + MINUTE))
    assert reasons_of("announcement") == {("not_sent", "the seminar is cancelled")}
    assert reasons_of("extended") == {("not_sent", "the seminar is cancelled")}
    assert reasons_of("cancelled") == {("sent", "")}


def test_a_message_written_after_the_cancellation_goes(host, seminar):
    registration(seminar)
    cancel(seminar, host)
    write(announce(seminar, host, now=NOW + MINUTE))
    assert reasons_of("announcement") == {("sent", "")}


def test_a_cancellation_taken_back_does_not_go_and_the_step_back_does(host, seminar):
    registration(seminar)
    write(cancel(seminar, host))
    write(reinstate(seminar, host, now=NOW + MINUTE))
    assert reasons_of("cancelled") == {("not_sent", "the seminar takes place after all")}
    assert reasons_of("reinstated") == {("sent", "")}
    assert "this seminar takes place after all" in mails("reinstated")[0].text


def test_of_two_cancellations_with_a_step_back_between_the_last_goes(host, seminar):
    registration(seminar)
    write(cancel(seminar, host))
    write(reinstate(seminar, host, now=NOW + MINUTE))
    write(cancel(seminar, host, now=NOW + 2 * MINUTE))
    deliver_all()
    assert [mail.state for mail in mails("cancelled")] == ["not_sent", "sent"]
    assert reasons_of("reinstated") == {("not_sent", "the seminar is cancelled")}


def test_of_two_extensions_the_last_goes(host, seminar):
    registration(seminar)
    write(extend(seminar, host))
    write(extend(seminar, host, closes_at=NEW_DEADLINE + dt.timedelta(days=1)))
    deliver_all()
    assert [(mail.state, mail.reason) for mail in mails("extended")] == [("not_sent", "there is another deadline now"), ("sent", "")]


def test_of_two_postponements_the_last_goes(host, seminar):
    registration(seminar)
    write(postpone(seminar, host))
    write(postpone(seminar, host, starts_on=dt.date(2027, 12, 8)))
    deliver_all()
    assert [(mail.state, mail.reason) for mail in mails("postponed")] == [("not_sent", "the days have changed again"), ("sent", "")]


def test_what_has_lost_its_point_is_not_even_written(host, seminar):
    registration(seminar)
    announcement = cancel(seminar, host)
    reinstate(seminar, host, now=NOW + MINUTE)
    assert write(announcement).queued == 0
    assert mails("cancelled") == []


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
