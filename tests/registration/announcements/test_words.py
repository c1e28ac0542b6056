"""Messages to everybody: in which words, and when they have lost their point."""

import datetime as dt

import pytest
from django.core import mail as django_mail
from django.utils import translation

from agenda.models import Seminar
from registration.enums import Announced, State
from registration.models import Announcement
from tests.factories.desk import registration

from .acts import MINUTE, NEW_DEADLINE, NOW, TEXTS, announce, cancel, deliver_all, extend, mails, postpone, reinstate, write

pytestmark = pytest.mark.django_db


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
