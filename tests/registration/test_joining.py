"""Joining details: who gets them, when, where they stand, and where they never do."""

import datetime as dt
import html
import logging
from collections.abc import Iterator
from email.utils import getaddresses

import pytest
import time_machine
from django.contrib import admin
from django.contrib.sessions.models import Session as WebSession
from django.core.exceptions import PermissionDenied
from django.core.mail import EmailMultiAlternatives
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import NoReverseMatch, reverse

from agenda import services as agenda
from agenda.enums import Audience
from agenda.models import Seminar, SeminarEvent, VideoLink
from directory.enums import Role
from directory.models import User
from notifications import delivery
from notifications.enums import MailState
from notifications.models import OutgoingEmail
from registration import joining
from registration.enums import State
from registration.models import Registration
from registration.services import desk, personal
from registration.services import joining as services
from seminar_portal.errors import Closed, Invalid, WrongState
from tests.factories import agenda as make
from tests.factories.desk import many, registration
from tests.factories.directory import party, staff, user_with
from tests.factories.registration import url_of, words

NOW = dt.datetime(2027, 11, 12, 2, 30, 0, tzinfo=dt.UTC)  # five days before the seminar, registration has closed
LATER = NOW + dt.timedelta(hours=1)
PASSCODE, ADDRESS, SECOND_PASSCODE = "739204", "https://meet.example.org/j/55512345", "118063"
SECRETS = (PASSCODE, ADDRESS, "55512345", SECOND_PASSCODE)

pytestmark = pytest.mark.django_db


@pytest.fixture
def host() -> User:
    return staff(Role.HOST)


@pytest.fixture
def seminar() -> Seminar:
    """Seminar S, confirmed, with an agenda and a meeting of its own each day."""
    row = make.seminar(confirmed=True)
    make.contact(row)
    make.programme(row)
    links(row)
    return row


def links(of: Seminar) -> None:
    make.video_link(of)
    make.video_link(of, day=of.ends_on, address="https://meet.example.org/j/66623456", meeting_number="666 234 56", passcode=SECOND_PASSCODE)


def joining_mails(of: Registration | None = None) -> list[OutgoingEmail]:
    rows = OutgoingEmail.objects.filter(kind="registration/joining").order_by("pk")
    return list(rows.filter(about=f"registration:{of.pk}") if of else rows)


def deliver(mail: OutgoingEmail, at: dt.datetime = LATER) -> OutgoingEmail:
    delivery.deliver(mail_id=mail.pk, now=lambda: at)
    mail.refresh_from_db()
    return mail


def page_of(row: Registration, at: dt.datetime = LATER) -> str:
    with time_machine.travel(at, tick=False):
        answer = Client().get(url_of(row))
    assert answer.status_code == 200
    return html.unescape(answer.content.decode())


# --- sending ----------------------------------------------------------------------------------------------------------------------------


def test_one_personal_mail_for_each_officially_registered_delegate(seminar: Seminar, host: User) -> None:
    first, second = many(seminar, 2, state=State.REGISTERED)
    silent = registration(seminar, state=State.REGISTERED, family_name="FAXED", email="")
    for state in (State.RECEIVED, State.DECLINED, State.WITHDRAWN, State.LATE):
        registration(seminar, state=state, family_name=state.upper())
    report = services.send_joining_details(seminar_id=seminar.pk, by=host, now=NOW)
    assert (report.sent, report.had_it, report.without_email, report.passed_over) == ([first, second], [], [silent], [])
    assert [(mail.to_address, mail.cc_address, mail.state) for mail in joining_mails()] == [
        ("delegate-1@example.org", "", "queued"),
        ("delegate-2@example.org", "", "queued"),
    ]
    assert joining_mails()[0].not_after == dt.datetime(2027, 11, 18, 15, 59, 59, tzinfo=dt.UTC)
    seminar.refresh_from_db()
    assert seminar.joining_details_sent_at == NOW
    event = SeminarEvent.objects.get(seminar=seminar, kind="joining details released")
    assert (event.at, event.by, event.reason) == (NOW, host, "")
    assert [(line.kind, line.by, line.at) for line in first.events.all()] == [("joining details sent", host, NOW)]


def test_the_mail_tells_day_hour_platform_number_passcode_and_name(seminar: Seminar, host: User, mailoutbox: list[EmailMultiAlternatives]) -> None:
    row = registration(seminar, state=State.REGISTERED, printed_name="Aigerim SADYKOVA", zone="Europe/Moscow")
    services.send_joining_details(seminar_id=seminar.pk, by=host, now=NOW)
    assert deliver(joining_mails()[0]).state == MailState.SENT
    (mail,) = mailoutbox
    assert mail.subject == f"{row.reference}: how to join – CICA Experience Exchange Seminar on Biodiversity Conservation"
    assert [address for _name, address in getaddresses([str(to) for to in mail.to])] == ["a.sadykova@example.org"]
    text = str(mail.body)
    for line in (
        "Wednesday, 17 November 2027",
        "Begins: Wednesday, 17 November 2027, 14:00 Beijing time (UTC+8)",
        "On your clock: Wednesday, 17 November, 09:00 in Moscow (UTC+3)",
        "Platform: Example Meeting",
        ADDRESS,
        "Meeting number: 555 123 45",
        f"Passcode: {PASSCODE}",
        "Thursday, 18 November 2027",
        f"Passcode: {SECOND_PASSCODE}",
        "Your name in the meeting: KAZAKHSTAN - Aigerim SADYKOVA - Delegate",
        f"https://seminar.example.org{url_of(row)}",
    ):
        assert line in text.splitlines(), line
    (alternative,) = mail.alternatives
    assert PASSCODE in str(alternative[0]) and f'href="{ADDRESS}"' in str(alternative[0])


def test_pressed_again_it_reaches_only_who_has_not_had_it(seminar: Seminar, host: User) -> None:
    first, failed = many(seminar, 2, state=State.REGISTERED)
    late_comer = registration(seminar, first_name="Zara", family_name="LATECOMER", email="late.comer@example.org")
    services.send_joining_details(seminar_id=seminar.pk, by=host, now=NOW)
    deliver(joining_mails(first)[0])
    OutgoingEmail.objects.filter(pk=joining_mails(failed)[0].pk).update(state=MailState.FAILED)
    desk.register_officially(registration_id=late_comer.pk, by=host, now=NOW)
    report = services.send_joining_details(seminar_id=seminar.pk, by=host, now=LATER)
    assert (report.sent, report.had_it) == ([failed, late_comer], [first])
    assert [len(joining_mails(row)) for row in (first, failed, late_comer)] == [1, 2, 1]
    seminar.refresh_from_db()
    assert seminar.joining_details_sent_at == NOW  # the first release stays
    again = services.send_joining_details(seminar_id=seminar.pk, by=host, now=LATER)
    assert (again.sent, again.had_it) == ([], [first, failed, late_comer])


def test_a_crowd_is_counted_and_only_its_first_are_named(seminar: Seminar, host: User, client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(joining, "NAMED", 2)
    many(seminar, 5, state=State.REGISTERED)
    many(seminar, 3, state=State.LATE)
    found = joining.recipients(seminar)
    assert (found.will_get.count, len(found.will_get.shown), found.will_get.more) == (5, 2, 3)
    assert [(reason.words, reason.registrations.count, reason.registrations.more) for reason in found.others] == [("arrived too late", 3, 1)]
    client.force_login(host)
    page = client.get(reverse("admin:registration_registration_joining", args=[seminar.pk])).content.decode()
    assert "5 delegates get a personal mail each" in page
    assert (page.count("and 3 more"), page.count("and 1 more")) == (1, 1)


def test_a_changed_passcode_is_sent_to_everybody(seminar: Seminar, host: User, mailoutbox: list[EmailMultiAlternatives]) -> None:
    row = registration(seminar, state=State.REGISTERED)
    services.send_joining_details(seminar_id=seminar.pk, by=host, now=NOW)
    VideoLink.objects.filter(seminar=seminar, day=seminar.starts_on).update(passcode="505152")
    assert joining.recipients(seminar).will_get.shown == (row,)
    report = services.send_joining_details(seminar_id=seminar.pk, by=host, now=LATER)
    assert report.sent == [row]
    first, second = joining_mails(row)
    # the first had not left yet: what leaves late carries today's details too
    assert (deliver(first).state, deliver(second).state) == (MailState.SENT, MailState.SENT)
    assert [("505152" in str(mail.body), PASSCODE in str(mail.body)) for mail in mailoutbox] == [(True, False), (True, False)]


def test_one_delegate_gets_it_once_more(seminar: Seminar, host: User) -> None:
    row = registration(seminar, state=State.REGISTERED)
    with pytest.raises(WrongState):
        services.resend_joining_details(registration_id=row.pk, by=host, now=NOW)
    services.send_joining_details(seminar_id=seminar.pk, by=host, now=NOW)
    services.resend_joining_details(registration_id=row.pk, by=host, now=LATER)
    assert len(joining_mails(row)) == 2
    with pytest.raises(PermissionDenied):
        services.resend_joining_details(registration_id=row.pk, by=staff(Role.SECRETARIAT), now=LATER)
    desk.withdraw_on_request(registration_id=row.pk, by=host, now=LATER)
    with pytest.raises(WrongState):
        services.resend_joining_details(registration_id=row.pk, by=host, now=LATER)


# --- refusals ---------------------------------------------------------------------------------------------------------------------------


def test_not_before_the_seminar_is_confirmed(host: User) -> None:
    row = make.seminar()
    links(row)
    registration(row, state=State.REGISTERED)
    with pytest.raises(WrongState) as refusal:
        services.send_joining_details(seminar_id=row.pk, by=host, now=NOW, override_reason="I want to")
    assert str(refusal.value) == "The seminar is not confirmed: joining details are sent when the silence procedure is certified."
    row.refresh_from_db()
    assert (row.joining_details_sent_at, joining_mails()) == (None, [])


def test_a_named_officer_overrides_the_gate_with_a_reason_that_is_kept(mailoutbox: list[EmailMultiAlternatives]) -> None:
    officer = staff(Role.HOST, rights=("agenda.override_gate",))
    row = make.seminar()
    links(row)
    delegate = registration(row, state=State.REGISTERED)
    with pytest.raises(Invalid) as refusal:
        services.send_joining_details(seminar_id=row.pk, by=officer, now=NOW, override_reason="  ")
    assert str(refusal.value) == "The seminar is not confirmed. Give the reason for sending the joining details all the same."
    services.send_joining_details(seminar_id=row.pk, by=officer, now=NOW, override_reason="The chair has announced the certification for tonight.")
    event = SeminarEvent.objects.get(seminar=row, kind="joining details released by override")
    assert (event.by, event.reason) == (officer, "The chair has announced the certification for tonight.")
    assert deliver(joining_mails()[0]).state == MailState.SENT
    assert PASSCODE in page_of(delegate)
    assert len(mailoutbox) == 1


def test_a_confirmation_taken_back_closes_the_gate_again(seminar: Seminar, host: User) -> None:
    row = registration(seminar, state=State.REGISTERED)
    services.send_joining_details(seminar_id=seminar.pk, by=host, now=NOW)
    agenda.unconfirm_seminar(seminar_id=seminar.pk, reason="annulled", by=host, now=NOW + dt.timedelta(minutes=5))
    assert PASSCODE not in page_of(row)
    mail = deliver(joining_mails()[0])
    assert (mail.state, mail.reason) == (MailState.NOT_SENT, "the seminar is no longer confirmed")
    agenda.confirm_seminar(seminar_id=seminar.pk, by_what="note № 2", by=host, now=NOW + dt.timedelta(minutes=10))
    assert PASSCODE in page_of(row)


def test_every_day_needs_a_video_link(seminar: Seminar, host: User) -> None:
    VideoLink.objects.filter(seminar=seminar, day=seminar.ends_on).delete()
    with pytest.raises(Invalid) as refusal:
        services.send_joining_details(seminar_id=seminar.pk, by=host, now=NOW)
    assert str(refusal.value) == "Enter a video link for each day first. Still missing: Thursday, 18 November 2027."


def test_not_after_the_seminar(seminar: Seminar, host: User) -> None:
    row = registration(seminar, state=State.REGISTERED)
    last_second = dt.datetime(2027, 11, 18, 15, 59, 59, tzinfo=dt.UTC)
    services.send_joining_details(seminar_id=seminar.pk, by=host, now=last_second)
    assert PASSCODE in page_of(row, last_second)
    assert PASSCODE not in page_of(row, last_second + dt.timedelta(seconds=1))
    with pytest.raises(Closed) as refusal:
        services.send_joining_details(seminar_id=seminar.pk, by=host, now=last_second + dt.timedelta(seconds=1))
    assert str(refusal.value) == "The seminar ended on Thursday, 18 November 2027, 23:59 Beijing time (UTC+8)."
    mail = deliver(joining_mails()[0], last_second + dt.timedelta(seconds=1))
    assert (mail.state, mail.reason) == (MailState.NOT_SENT, "too late")


@pytest.mark.parametrize("role", [Role.SECRETARIAT, Role.READER, Role.ADMINISTRATOR])
def test_only_who_has_the_right(seminar: Seminar, role: str) -> None:
    with pytest.raises(PermissionDenied):
        services.send_joining_details(seminar_id=seminar.pk, by=staff(role), now=NOW)


# --- withdrawn meanwhile ----------------------------------------------------------------------------------------------------------------


def test_v14_joining_details_do_not_reach_who_has_withdrawn_meanwhile(seminar: Seminar, host: User, mailoutbox: list[EmailMultiAlternatives]) -> None:
    first, second, third = many(seminar, 3, state=State.REGISTERED)
    services.send_joining_details(seminar_id=seminar.pk, by=host, now=NOW)
    personal.withdraw_by_delegate(registration_id=third.pk, now=NOW + dt.timedelta(minutes=1))
    outcomes = [deliver(mail) for mail in OutgoingEmail.objects.order_by("pk")]
    assert [(mail.kind, mail.state, mail.reason) for mail in outcomes] == [
        ("registration/joining", "sent", ""),
        ("registration/joining", "sent", ""),
        ("registration/joining", "not_sent", "withdrawn"),
        ("registration/withdrawn", "sent", ""),
    ]
    assert [str(mail.to[0]).rpartition("<")[2].rstrip(">") for mail in mailoutbox] == [first.email, second.email, third.email]


@pytest.mark.parametrize(("act", "reason"), [(desk.return_to_review, "no longer officially registered"), (desk.withdraw_on_request, "withdrawn")])
def test_v14_nor_who_was_taken_from_the_list_meanwhile(seminar: Seminar, host: User, act: object, reason: str) -> None:
    row = registration(seminar, state=State.REGISTERED)
    services.send_joining_details(seminar_id=seminar.pk, by=host, now=NOW)
    act(registration_id=row.pk, by=host, now=NOW)  # type: ignore[operator]
    mail = deliver(joining_mails(row)[0])
    assert (mail.state, mail.reason) == (MailState.NOT_SENT, reason)


def test_v14_registered_again_she_gets_it_at_the_next_press(seminar: Seminar, host: User) -> None:
    row = registration(seminar, state=State.REGISTERED)
    services.send_joining_details(seminar_id=seminar.pk, by=host, now=NOW)
    desk.return_to_review(registration_id=row.pk, by=host, now=NOW)
    deliver(joining_mails(row)[0])
    desk.register_officially(registration_id=row.pk, by=host, now=LATER)
    assert services.send_joining_details(seminar_id=seminar.pk, by=host, now=LATER).sent == [row]
    assert deliver(joining_mails(row)[1]).state == MailState.SENT


# --- where the details stand ------------------------------------------------------------------------------------------------------------


def test_v25_on_her_page_only_and_gone_at_once_after_withdrawal(seminar: Seminar, host: User) -> None:
    row = registration(seminar, state=State.REGISTERED)
    assert PASSCODE not in page_of(row, NOW - dt.timedelta(seconds=1))
    services.send_joining_details(seminar_id=seminar.pk, by=host, now=NOW)
    shown = page_of(row)
    for secret in SECRETS:
        assert secret in shown
    personal.withdraw_by_delegate(registration_id=row.pk, now=LATER)
    shown = page_of(row)
    for secret in SECRETS:
        assert secret not in shown


def test_v25_registered_after_the_release_sees_them_at_once(seminar: Seminar, host: User) -> None:
    row = registration(seminar)
    services.send_joining_details(seminar_id=seminar.pk, by=host, now=NOW)
    assert PASSCODE not in page_of(row)
    desk.register_officially(registration_id=row.pk, by=host, now=NOW)
    assert PASSCODE in page_of(row)


def test_v25_nowhere_else(seminar: Seminar, host: User, caplog: pytest.LogCaptureFixture, mailoutbox: list[EmailMultiAlternatives]) -> None:
    caplog.set_level(logging.DEBUG)
    registered = registration(seminar, state=State.REGISTERED, cc_email="assistant@example.org", zone="Asia/Almaty")
    others = [registration(seminar, state=state, family_name=state.upper()) for state in (State.RECEIVED, State.DECLINED, State.WITHDRAWN, State.LATE)]
    elsewhere = make.seminar(slug="wetlands", reference_prefix="WET", confirmed=True, joining_details_sent_at=NOW)
    others.append(registration(elsewhere, state=State.REGISTERED))
    services.send_joining_details(seminar_id=seminar.pk, by=host, now=NOW)
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
    services.send_joining_details(seminar_id=seminar.pk, by=host, now=NOW)
    shown = words(page_of(row).replace("<d", " <d"))  # terms and values apart
    assert f"For those outside mainland China Platform Example Meeting Address {ADDRESS}" in shown
    assert "For those in mainland China Platform Example Meeting (mainland) Address https://meet.example.org/t/1" in shown


# --- the desk's pages -------------------------------------------------------------------------------------------------------------------


@pytest.fixture
def at_the_desk(client: Client, host: User) -> Iterator[Client]:
    """The host's browser, on 12 November 2027; the session is of that day too."""
    with time_machine.travel(NOW, tick=False):
        client.force_login(host)
        yield client


def test_the_preview_says_who_gets_it_and_who_does_not_and_why(seminar: Seminar, at_the_desk: Client) -> None:
    registered = registration(seminar, state=State.REGISTERED, printed_name="Aigerim SADYKOVA")
    silent = registration(seminar, state=State.REGISTERED, printed_name="By Fax", email="")
    waiting = registration(seminar, printed_name="Still Waiting")
    withdrawn = registration(seminar, state=State.WITHDRAWN, printed_name="Not Coming")
    answer = at_the_desk.get(reverse("admin:registration_registration_joining", args=[seminar.pk]))
    shown = words(answer.content.decode().replace("<t", " <t"))  # cells apart
    assert f"1 delegate gets a personal mail Reference Name State / organisation E-mail Language {registered.reference} Aigerim SADYKOVA" in shown
    assert "Send the joining details to 1 delegate" in shown
    assert f"officially registered, but no e-mail address: tell the delegate another way {silent.reference} By Fax" in shown
    assert f"not yet officially registered {waiting.reference} Still Waiting" in shown
    assert f"withdrawn {withdrawn.reference} Not Coming" in shown
    assert joining_mails() == []


def test_the_button_sends_and_the_report_is_true(seminar: Seminar, at_the_desk: Client) -> None:
    registration(seminar, state=State.REGISTERED, printed_name="Aigerim SADYKOVA")
    registration(seminar, state=State.REGISTERED, printed_name="By Fax", email="")
    registration(seminar, printed_name="Still Waiting")
    address = reverse("admin:registration_registration_joining", args=[seminar.pk])
    shown = words(at_the_desk.post(address).content.decode())
    assert "1 mail with joining details is on its way. 1 has no e-mail address and must be told another way." in shown
    assert "not yet officially registered · BIO-2027-0003 Still Waiting" in shown
    assert [mail.to_address for mail in joining_mails()] == ["a.sadykova@example.org"]
    shown = words(at_the_desk.post(address).content.decode())
    assert "0 mails with joining details are on their way. 1 delegate has had them already." in shown
    assert len(joining_mails()) == 1


@time_machine.travel(NOW, tick=False)
def test_the_closed_gate_is_said_and_the_named_officer_gives_a_reason(client: Client, host: User) -> None:
    row = make.seminar()
    links(row)
    registration(row, state=State.REGISTERED)
    address = reverse("admin:registration_registration_joining", args=[row.pk])
    client.force_login(host)
    shown = client.get(address).content.decode()
    assert "The seminar is not confirmed. Joining details are sent when the silence procedure is certified." in words(shown)
    assert 'name="reason"' not in shown and "Send the joining details to" not in shown
    refused = client.post(address, {"reason": "now"})
    assert (refused.status_code, joining_mails()) == (409, [])
    assert "The seminar is not confirmed: joining details are sent when the silence procedure is certified." in words(refused.content.decode())
    client.force_login(staff(Role.HOST, rights=("agenda.override_gate",)))
    refused = client.post(address, {"reason": ""})
    assert "Give the reason for sending the joining details all the same." in words(refused.content.decode())
    assert client.post(address, {"reason": "Certified on paper tonight."}).status_code == 200
    assert len(joining_mails()) == 1


def test_missing_links_are_named_with_the_way_to_enter_them(seminar: Seminar, at_the_desk: Client) -> None:
    VideoLink.objects.all().delete()
    shown = at_the_desk.get(reverse("admin:registration_registration_joining", args=[seminar.pk])).content.decode()
    assert "No video link is entered for: Wednesday, 17 November 2027; Thursday, 18 November 2027" in words(shown)
    assert f"{reverse('admin:agenda_videolink_add')}?seminar={seminar.pk}&amp;day=2027-11-17" in shown


def test_the_way_there_from_the_list_and_from_the_seminar(seminar: Seminar, at_the_desk: Client) -> None:
    choose, send = reverse("admin:registration_registration_joining_choose"), reverse("admin:registration_registration_joining", args=[seminar.pk])
    assert f'href="{choose}"' in at_the_desk.get(reverse("admin:registration_registration_changelist")).content.decode()
    assert at_the_desk.get(choose).headers["Location"] == send
    assert f'href="{send}"' in at_the_desk.get(reverse("admin:agenda_seminar_change", args=[seminar.pk])).content.decode()
    make.seminar(slug="wetlands", reference_prefix="WET")
    assert f'href="{send}"' in at_the_desk.get(choose).content.decode()


def test_once_more_from_the_page_of_a_registration(seminar: Seminar, at_the_desk: Client, host: User) -> None:
    row = registration(seminar, state=State.REGISTERED)
    address = reverse("admin:registration_registration_joining_again", args=[row.pk])
    page = reverse("admin:registration_registration_change", args=[row.pk])
    assert address not in at_the_desk.get(page).content.decode()
    services.send_joining_details(seminar_id=seminar.pk, by=host, now=NOW)
    assert address in at_the_desk.get(page).content.decode()
    assert at_the_desk.get(address).status_code == 405
    assert at_the_desk.post(address).headers["Location"] == page
    assert len(joining_mails(row)) == 2


@pytest.mark.parametrize("role", [Role.SECRETARIAT, Role.READER, Role.ADMINISTRATOR])
def test_the_pages_are_the_hosts(seminar: Seminar, client: Client, role: str) -> None:
    client.force_login(staff(role))
    row = registration(seminar, state=State.REGISTERED)
    for address in (reverse("admin:registration_registration_joining_choose"), reverse("admin:registration_registration_joining", args=[seminar.pk])):
        assert client.get(address).status_code == 403
    assert client.post(reverse("admin:registration_registration_joining_again", args=[row.pk])).status_code == 403
    assert client.post(reverse("admin:registration_registration_joining", args=[seminar.pk])).status_code == 403
    assert joining_mails() == []


def test_the_preview_reads_no_more_for_more_delegates(seminar: Seminar, at_the_desk: Client) -> None:
    address = reverse("admin:registration_registration_joining", args=[seminar.pk])
    many(seminar, 2, state=State.REGISTERED)
    at_the_desk.get(address)  # what is read once for a process
    with CaptureQueriesContext(connection) as few:
        at_the_desk.get(address)
    many(seminar, 20, state=State.REGISTERED)
    with CaptureQueriesContext(connection) as more:
        at_the_desk.get(address)
    assert len(more) == len(few)


def test_a_user_without_the_right_to_read_registrations_sends_nothing(seminar: Seminar, client: Client) -> None:
    client.force_login(user_with("agenda.send_joining_details"))
    assert client.get(reverse("admin:registration_registration_joining", args=[seminar.pk])).status_code == 403
