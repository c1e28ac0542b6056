"""A certification is annulled: the officially registered are told, once each, in the own language; the joining details are gone."""

import datetime as dt
import re

import pytest
import time_machine
from django.core import mail as django_mail

from agenda import services as agenda_services
from consent import services as consent_services
from consent.enums import LetterKind
from directory.enums import Role
from notifications import delivery
from notifications.models import OutgoingEmail
from registration.enums import Addressed, Announced, State
from registration.models import Announcement
from registration.services import announcements
from tests.factories import agenda, consent, desk, directory
from tests.factories.registration import browser, url_of, words

pytestmark = pytest.mark.django_db
FOUND = consent.LATER + dt.timedelta(days=2)
MINUTE = dt.timedelta(minutes=1)


@pytest.fixture
def officer():
    consent.few_states()
    return consent.officer()


@pytest.fixture
def seminar(officer):
    row = agenda.seminar()
    agenda.contact(row)
    return row


def annul(seminar, officer, *, second=None):
    """Certified, then an objection is found that had come in time, and two officers annul."""
    round_ = consent.opened(by=officer, seminar=seminar)
    consent_services.certify(round_id=round_.pk, channels_examined=["note"], by=officer, now=consent.LATER)
    letter = consent.letter(round_, "KZ", LetterKind.OBJECTION, consent.DURING, by=officer, now=FOUND).letter
    proposal = consent_services.propose_annulment(round_id=round_.pk, letter_id=letter.pk, reason="Kazakhstan had written in time.", by=officer, now=FOUND)
    consent_services.confirm_annulment(annulment_id=proposal.pk, by=second or consent.officer(), now=FOUND)
    seminar.refresh_from_db()


def write(now=FOUND):
    announcement = Announcement.objects.get()
    assert announcements.write_mails(announcement_id=announcement.pk, now=lambda: now, patience=MINUTE) is False
    return announcement


def test_the_officially_registered_are_told_in_their_language_and_nobody_else(seminar, officer):
    for number, (state, language) in enumerate([(State.REGISTERED, "en"), (State.REGISTERED, "ru"), (State.RECEIVED, "en"), (State.WITHDRAWN, "en")], 1):
        desk.registration(seminar, state=state, language=language, number=number, reference=f"BIO-2027-000{number}", email=f"{number}@example.org")
    second = consent.officer()
    annul(seminar, officer, second=second)
    announcement = write()
    assert (announcement.kind, announcement.addressed, announcement.by, announcement.total) == (Announced.UNCONFIRMED, Addressed.REGISTERED, second, 2)
    mails = {mail.to_address: mail for mail in OutgoingEmail.objects.filter(kind="registration/unconfirmed")}
    assert {address: mail.language for address, mail in mails.items()} == {"1@example.org": "en", "2@example.org": "ru"}
    english = re.sub(r"\s+", " ", mails["1@example.org"].text)
    assert "this seminar is not confirmed any more" in english and "Joining details" not in english
    assert "Kazakhstan had written" not in english  # why a state objects is between the states
    write()
    assert OutgoingEmail.objects.filter(kind="registration/unconfirmed").count() == 2


def test_who_had_joining_details_is_told_that_they_are_withdrawn_and_the_mail_goes(seminar, officer):
    seminar.joining_details_sent_at = consent.DURING
    seminar.save()
    desk.registration(seminar, state=State.REGISTERED, email="a@example.org")
    annul(seminar, officer)
    write()
    mail = OutgoingEmail.objects.get(kind="registration/unconfirmed")
    assert "Joining details that you may have had are withdrawn." in re.sub(r"\s+", " ", mail.text)
    delivery.deliver(mail_id=mail.pk, now=lambda: FOUND + MINUTE)
    assert [sent.to for sent in django_mail.outbox if sent.to == ["a@example.org"]] == [["a@example.org"]]


@pytest.mark.parametrize("released", [True, False])
def test_the_personal_page_says_so_until_the_seminar_is_confirmed_again(seminar, officer, released):
    seminar.joining_details_sent_at = consent.DURING if released else None
    seminar.save()
    agenda.video_link(seminar)
    row = desk.registration(seminar, state=State.REGISTERED)

    def said() -> tuple[bool, bool, bool]:
        with time_machine.travel(FOUND, tick=False):
            page = words(browser().get(url_of(row)).content.decode())
        return tuple(sentence in page for sentence in ("This seminar is not confirmed any more", "Joining details that you may have had", "739204"))

    assert said() == (False, False, False)
    annul(seminar, officer)
    assert said() == (True, released, False)
    agenda_services.confirm_seminar(seminar_id=seminar.pk, by_what="note № 2", by=officer, now=FOUND + MINUTE)
    assert said() == (False, False, released)


def test_a_mail_that_waits_does_not_go_when_the_seminar_is_confirmed_again(seminar, officer):
    desk.registration(seminar, state=State.REGISTERED, email="a@example.org")
    annul(seminar, officer)
    write()
    agenda_services.confirm_seminar(seminar_id=seminar.pk, by_what="note № 2", by=officer, now=FOUND + MINUTE)
    mail = OutgoingEmail.objects.get(kind="registration/unconfirmed")
    delivery.deliver(mail_id=mail.pk, now=lambda: FOUND + MINUTE)
    mail.refresh_from_db()
    assert (mail.state, mail.reason) == ("not_sent", "the seminar is confirmed again")


def test_the_events_of_the_seminar_do_not_say_who_objected(seminar, officer):
    annul(seminar, officer)
    assert seminar.events.get(kind="confirmation taken back").reason == "The certification that gave the consent is annulled."
    assert seminar.is_confirmed is False


def test_moving_the_seminar_has_its_own_message_and_writes_no_second_one(seminar):
    desk.registration(seminar, state=State.REGISTERED, email="a@example.org")
    host = directory.staff(Role.HOST)
    agenda_services.confirm_seminar(seminar_id=seminar.pk, by_what="note № 1", by=host, now=consent.DURING)
    announcements.postpone_seminar(
        seminar_id=seminar.pk,
        starts_on=dt.date(2027, 12, 1),
        reasons={"en": "The venue is not available."},
        move_deadline=False,
        consent_holds=False,
        consent_basis="",
        by=host,
        now=consent.DURING,
    )
    seminar.refresh_from_db()
    assert (seminar.is_confirmed, [row.kind for row in Announcement.objects.all()]) == (False, [Announced.POSTPONED])
