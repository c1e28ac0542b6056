"""Joining details: where they stand, and where they never do."""

import datetime as dt
import html
import logging

import pytest
import time_machine
from django.contrib import admin
from django.contrib.sessions.models import Session as WebSession
from django.core.mail import EmailMultiAlternatives
from django.test import Client
from django.urls import NoReverseMatch, reverse

from agenda.enums import Audience
from agenda.models import Seminar, SeminarEvent, VideoLink
from directory.enums import Role
from directory.models import User
from notifications.models import OutgoingEmail
from registration import joining
from registration.enums import State
from registration.models import Registration
from registration.services import desk, personal
from tests.factories import agenda as make
from tests.factories.desk import registration
from tests.factories.directory import party, staff
from tests.factories.joining import send_joining_details
from tests.factories.registration import url_of, words
from tests.registration.joining.facts import ADDRESS, LATER, NOW, PASSCODE, SECRETS, deliver, joining_mails, page_of

pytestmark = pytest.mark.django_db


def test_v25_on_her_page_only_and_gone_at_once_after_withdrawal(seminar: Seminar, host: User) -> None:
    row = registration(seminar, state=State.REGISTERED)
    assert PASSCODE not in page_of(row, NOW - dt.timedelta(seconds=1))
    send_joining_details(seminar_id=seminar.pk, by=host, now=NOW)
    shown = page_of(row)
    for secret in SECRETS:
        assert secret in shown
    personal.withdraw_by_delegate(registration_id=row.pk, now=LATER)
    shown = page_of(row)
    for secret in SECRETS:
        assert secret not in shown


def test_v25_registered_after_the_release_sees_them_at_once(seminar: Seminar, host: User) -> None:
    row = registration(seminar)
    send_joining_details(seminar_id=seminar.pk, by=host, now=NOW)
    assert PASSCODE not in page_of(row)
    desk.register_officially(registration_id=row.pk, by=host, now=NOW)
    assert PASSCODE in page_of(row)


def test_v25_nowhere_else(seminar: Seminar, host: User, caplog: pytest.LogCaptureFixture, mailoutbox: list[EmailMultiAlternatives]) -> None:
    caplog.set_level(logging.DEBUG)
    registered = registration(seminar, state=State.REGISTERED, cc_email="assistant@example.org", zone="Asia/Almaty")
    others = [registration(seminar, state=state, family_name=state.upper()) for state in (State.RECEIVED, State.DECLINED, State.WITHDRAWN, State.LATE)]
    elsewhere = make.seminar(slug="wetlands", reference_prefix="WET", confirmed=True, joining_details_sent_at=NOW)
    others.append(registration(elsewhere, state=State.REGISTERED))
    send_joining_details(seminar_id=seminar.pk, by=host, now=NOW)
    deliver(joining_mails()[0])

    with time_machine.travel(LATER, tick=False):
        nobody = Client()
        public = [
            "/",
            "/ru/",
            "/zh-hans/",
            seminar.get_absolute_url(),
            reverse("registration:register", args=[seminar.slug]),
            reverse("registration:link", args=[seminar.slug]),
        ]
        read = {path: nobody.get(path) for path in public}
        read |= {url_of(row): nobody.get(url_of(row)) for row in others}
        read |= {url_of(registered, name): nobody.get(url_of(registered, name)) for name in ("correct", "withdraw", "new-link")}
        for role in Role.values:
            client = Client()
            client.force_login(staff(role))
            for address in admin_addresses(seminar, registered):
                read[f"{role} {address}"] = client.get(address)
        for model in (User, Seminar, Registration):  # an administrator of everything sees no more in lists
            client = Client()
            client.force_login(User.objects.filter(is_superuser=True).first() or User.objects.create_superuser("all@example.org", "x"))
            read[f"all {model}"] = client.get(reverse(f"admin:{model._meta.app_label}_{model._meta.model_name}_changelist"))
    assert {answer.status_code for answer in read.values()} <= {200, 302, 403, 404, 410}
    assert sum(answer.status_code == 200 for answer in read.values()) > 30
    found = [(where, secret) for where, answer in read.items() for secret in SECRETS if secret in html.unescape(answer.content.decode())]
    assert found == []

    stored = [value for mail in OutgoingEmail.objects.all() for value in (mail.text, mail.html, mail.subject, mail.reason, mail.dedupe_key)]
    stored += [str(event.detail) + event.reason for event in SeminarEvent.objects.all()] + [session.session_data for session in WebSession.objects.all()]
    stored += [str(event.fields) + event.reason for row in (registered, *others) for event in row.events.all()]
    assert [value for value in stored for secret in SECRETS if secret in value] == []
    assert [secret for secret in SECRETS if secret in caplog.text] == []

    with_secret = [mail for mail in mailoutbox if PASSCODE in str(mail.body)]
    assert [(len(mail.to), mail.cc, mail.bcc, mail.attachments) for mail in with_secret] == [(1, [], [], [])]


def admin_addresses(seminar: Seminar, row: Registration) -> list[str]:
    """Every list of the administration, its first page, the pages of the seminar and of the registration, and the preview."""
    found = [reverse("admin:index"), reverse("admin:registration_registration_joining", args=[seminar.pk])]
    for model in admin.site._registry:
        try:
            found.append(reverse(f"admin:{model._meta.app_label}_{model._meta.model_name}_changelist"))
        except NoReverseMatch:
            continue
    found += [reverse("admin:agenda_seminar_change", args=[seminar.pk]), reverse("admin:registration_registration_change", args=[row.pk])]
    found += [reverse("admin:notifications_outgoingemail_change", args=[mail.pk]) for mail in joining_mails()]
    return found


def test_v05_the_name_to_paste_is_one_name_once(seminar: Seminar) -> None:
    row = registration(seminar, party="ID", family_name="Sukarti", first_name="", state=State.REGISTERED)
    assert joining.display_name(row) == "INDONESIA - Sukarti - Delegate"


def test_v07_the_name_to_paste_stays_within_64_characters(seminar: Seminar) -> None:
    long_state = party("AE", name="United Arab Emirates")
    row = registration(seminar, party=long_state, family_name="Al-Marwani bin Hamad bin Jassim", first_name="Khalid", state=State.REGISTERED)
    assert joining.display_name(row) == "UNITED ARAB EMIRATES - Khalid Al-Marwani bin Hamad bin Jassim"
    longest = registration(seminar, party=long_state, family_name="a" * 150, first_name="", state=State.REGISTERED)
    assert joining.display_name(longest) == "a" * 64


def test_both_doors_of_a_day_say_for_whom(seminar: Seminar, host: User) -> None:
    VideoLink.objects.filter(seminar=seminar, day=seminar.starts_on).update(audience=Audience.ABROAD)
    make.video_link(seminar, audience=Audience.MAINLAND, platform="Example Meeting (mainland)", address="https://meet.example.org/t/1", passcode="121212")
    row = registration(seminar, state=State.REGISTERED)
    send_joining_details(seminar_id=seminar.pk, by=host, now=NOW)
    shown = words(page_of(row).replace("<d", " <d"))  # terms and values apart
    assert f"For those outside mainland China Platform Example Meeting Address {ADDRESS}" in shown
    assert "For those in mainland China Platform Example Meeting (mainland) Address https://meet.example.org/t/1" in shown
