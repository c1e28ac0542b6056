"""Joining details: who gets them, when, and who does not any more."""

import datetime as dt
from email.utils import getaddresses

import pytest
from django.core.exceptions import PermissionDenied
from django.core.mail import EmailMultiAlternatives
from django.test import Client
from django.urls import reverse

from agenda import services as agenda
from agenda.models import Seminar, SeminarEvent, VideoLink
from directory.enums import Role
from directory.models import User
from notifications.enums import MailState
from notifications.models import OutgoingEmail
from registration import joining
from registration.enums import Source, State
from registration.models import Registration
from registration.services import bulk, desk, personal
from registration.services import joining as services
from seminar_portal.errors import Closed, Invalid, WrongState
from tests.factories import agenda as make
from tests.factories.bulk import carried_out
from tests.factories.desk import many, registration
from tests.factories.directory import staff
from tests.factories.joining import begun, frozen, report, send_joining_details
from tests.factories.registration import url_of
from tests.registration.joining.facts import ADDRESS, LATER, NOW, PASSCODE, SECOND_PASSCODE, deliver, joining_mails, links, page_of

pytestmark = pytest.mark.django_db


def test_one_personal_mail_for_each_officially_registered_delegate(seminar: Seminar, host: User) -> None:
    first, second = many(seminar, 2, state=State.REGISTERED)
    silent = registration(seminar, state=State.REGISTERED, family_name="FAXED", email="")
    for state in (State.RECEIVED, State.DECLINED, State.WITHDRAWN, State.LATE):
        registration(seminar, state=state, family_name=state.upper())
    report = send_joining_details(seminar_id=seminar.pk, by=host, now=NOW)
    assert (report.sent, report.without_email, report.passed_over) == ([first, second], [silent], [])
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
    send_joining_details(seminar_id=seminar.pk, by=host, now=NOW)
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
    send_joining_details(seminar_id=seminar.pk, by=host, now=NOW)
    deliver(joining_mails(first)[0])
    OutgoingEmail.objects.filter(pk=joining_mails(failed)[0].pk).update(state=MailState.FAILED)
    desk.register_officially(registration_id=late_comer.pk, by=host, now=NOW)
    report = send_joining_details(seminar_id=seminar.pk, by=host, now=LATER)
    assert (report.sent, report.passed_over) == ([failed, late_comer], [])
    assert [len(joining_mails(row)) for row in (first, failed, late_comer)] == [1, 2, 1]
    seminar.refresh_from_db()
    assert seminar.joining_details_sent_at == NOW  # the first release stays
    again = send_joining_details(seminar_id=seminar.pk, by=host, now=LATER)
    assert (again.act, again.sent) == (None, [])


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
    send_joining_details(seminar_id=seminar.pk, by=host, now=NOW)
    VideoLink.objects.filter(seminar=seminar, day=seminar.starts_on).update(passcode="505152")
    assert joining.recipients(seminar).will_get.shown == (row,)
    report = send_joining_details(seminar_id=seminar.pk, by=host, now=LATER)
    assert report.sent == [row]
    first, second = joining_mails(row)
    # the first had not left yet: what leaves late carries today's details too
    assert (deliver(first).state, deliver(second).state) == (MailState.SENT, MailState.SENT)
    assert [("505152" in str(mail.body), PASSCODE in str(mail.body)) for mail in mailoutbox] == [(True, False), (True, False)]


def test_one_delegate_gets_it_once_more(seminar: Seminar, host: User) -> None:
    row = registration(seminar, state=State.REGISTERED)
    with pytest.raises(WrongState):
        services.resend_joining_details(registration_id=row.pk, by=host, now=NOW)
    send_joining_details(seminar_id=seminar.pk, by=host, now=NOW)
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
        send_joining_details(seminar_id=row.pk, by=host, now=NOW, override_reason="I want to")
    assert str(refusal.value) == "The seminar is not confirmed: joining details are sent when the silence procedure is certified."
    row.refresh_from_db()
    assert (row.joining_details_sent_at, joining_mails()) == (None, [])


def test_a_named_officer_overrides_the_gate_with_a_reason_that_is_kept(mailoutbox: list[EmailMultiAlternatives]) -> None:
    officer = staff(Role.HOST, rights=("agenda.override_gate",))
    row = make.seminar()
    links(row)
    delegate = registration(row, state=State.REGISTERED)
    with pytest.raises(Invalid) as refusal:
        send_joining_details(seminar_id=row.pk, by=officer, now=NOW, override_reason="  ")
    assert str(refusal.value) == "The seminar is not confirmed. Give the reason for sending the joining details all the same."
    send_joining_details(seminar_id=row.pk, by=officer, now=NOW, override_reason="The chair has announced the certification for tonight.")
    event = SeminarEvent.objects.get(seminar=row, kind="joining details released by override")
    assert (event.by, event.reason) == (officer, "The chair has announced the certification for tonight.")
    assert deliver(joining_mails()[0]).state == MailState.SENT
    assert PASSCODE in page_of(delegate)
    assert len(mailoutbox) == 1


def test_a_confirmation_taken_back_closes_the_gate_again(seminar: Seminar, host: User) -> None:
    row = registration(seminar, state=State.REGISTERED)
    send_joining_details(seminar_id=seminar.pk, by=host, now=NOW)
    agenda.unconfirm_seminar(seminar_id=seminar.pk, reason="annulled", by=host, now=NOW + dt.timedelta(minutes=5))
    assert PASSCODE not in page_of(row)
    mail = deliver(joining_mails()[0])
    assert (mail.state, mail.reason) == (MailState.NOT_SENT, "the seminar is no longer confirmed")
    agenda.confirm_seminar(seminar_id=seminar.pk, by_what="note № 2", by=host, now=NOW + dt.timedelta(minutes=10))
    assert PASSCODE in page_of(row)


def test_every_day_needs_a_video_link(seminar: Seminar, host: User) -> None:
    VideoLink.objects.filter(seminar=seminar, day=seminar.ends_on).delete()
    with pytest.raises(Invalid) as refusal:
        send_joining_details(seminar_id=seminar.pk, by=host, now=NOW)
    assert str(refusal.value) == "Enter a video link for each day first. Still missing: Thursday, 18 November 2027."


def test_not_after_the_seminar(seminar: Seminar, host: User) -> None:
    row = registration(seminar, state=State.REGISTERED)
    last_second = dt.datetime(2027, 11, 18, 15, 59, 59, tzinfo=dt.UTC)
    send_joining_details(seminar_id=seminar.pk, by=host, now=last_second)
    assert PASSCODE in page_of(row, last_second)
    assert PASSCODE not in page_of(row, last_second + dt.timedelta(seconds=1))
    with pytest.raises(Closed) as refusal:
        send_joining_details(seminar_id=seminar.pk, by=host, now=last_second + dt.timedelta(seconds=1))
    assert str(refusal.value) == "The seminar ended on Thursday, 18 November 2027, 23:59 Beijing time (UTC+8)."
    mail = deliver(joining_mails()[0], last_second + dt.timedelta(seconds=1))
    assert (mail.state, mail.reason) == (MailState.NOT_SENT, "too late")


@pytest.mark.parametrize("role", [Role.SECRETARIAT, Role.READER, Role.ADMINISTRATOR])
def test_only_who_has_the_right(seminar: Seminar, role: str) -> None:
    with pytest.raises(PermissionDenied):
        send_joining_details(seminar_id=seminar.pk, by=staff(role), now=NOW)


# --- withdrawn meanwhile ----------------------------------------------------------------------------------------------------------------


def test_v14_joining_details_do_not_reach_who_has_withdrawn_meanwhile(seminar: Seminar, host: User, mailoutbox: list[EmailMultiAlternatives]) -> None:
    first, second, third = many(seminar, 3, state=State.REGISTERED)
    send_joining_details(seminar_id=seminar.pk, by=host, now=NOW)
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
    send_joining_details(seminar_id=seminar.pk, by=host, now=NOW)
    act(registration_id=row.pk, by=host, now=NOW)  # type: ignore[operator]
    mail = deliver(joining_mails(row)[0])
    assert (mail.state, mail.reason) == (MailState.NOT_SENT, reason)


def test_v14_registered_again_she_gets_it_at_the_next_press(seminar: Seminar, host: User) -> None:
    row = registration(seminar, state=State.REGISTERED)
    send_joining_details(seminar_id=seminar.pk, by=host, now=NOW)
    desk.return_to_review(registration_id=row.pk, by=host, now=NOW)
    deliver(joining_mails(row)[0])
    desk.register_officially(registration_id=row.pk, by=host, now=LATER)
    assert send_joining_details(seminar_id=seminar.pk, by=host, now=LATER).sent == [row]
    assert deliver(joining_mails(row)[1]).state == MailState.SENT


# --- while the act is under way ---------------------------------------------------------------------------------------------------------


def test_what_happens_between_preview_and_mail_is_asked_again(seminar: Seminar, host: User) -> None:
    gone, elsewhere, told, silenced, kept = many(seminar, 5, state=State.REGISTERED)
    act = begun(seminar, by=host, now=NOW)
    personal.withdraw_by_delegate(registration_id=gone.pk, now=NOW)
    Registration.objects.filter(pk=elsewhere.pk).update(email="new@example.org", version=2)  # she has corrected her address
    services.send_to_one(registration_id=told.pk, by=staff(Role.HOST), now=NOW)
    Registration.objects.filter(pk=silenced.pk).update(email="", source=Source.PAPER, version=2)
    found = report(carried_out(act, now=LATER))
    assert found.sent == [elsewhere, kept]
    assert found.passed_over == [
        (gone, "no longer officially registered: withdrawn"),
        (told, "has had today's joining details"),
        (silenced, "There is no e-mail address. Tell the delegate another way."),
    ]
    assert [mail.to_address for mail in joining_mails()] == [told.email, "new@example.org", kept.email]
    act.refresh_from_db()
    assert (act.state, act.total, act.changed, act.left_alone, act.failed) == ("done", 5, 2, 3, 0)


def test_a_gate_that_closes_in_the_middle_stops_the_mails(seminar: Seminar, host: User, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(bulk, "BATCH", 2)
    many(seminar, 5, state=State.REGISTERED)
    act = begun(seminar, by=host, now=NOW)
    assert bulk.carry_out(act_id=act.pk, now=lambda: NOW, patience=dt.timedelta(0)) is True
    agenda.unconfirm_seminar(seminar_id=seminar.pk, reason="annulled", by=host, now=NOW)
    found = report(carried_out(act, now=LATER))
    assert (len(found.sent), [why for _row, why in found.passed_over]) == (2, ["The joining details of this seminar are not released."] * 3)
    assert len(joining_mails()) == 2


def test_nothing_is_released_by_an_act_that_cannot_begin(host: User) -> None:
    row = make.seminar()
    links(row)
    registration(row, state=State.REGISTERED)
    act = frozen(row, by=host, now=NOW)
    with pytest.raises(WrongState, match="not confirmed"):
        bulk.start_act(act_id=act.pk, by=host, now=NOW)
    act.refresh_from_db()
    row.refresh_from_db()
    assert (act.state, row.joining_details_sent_at, SeminarEvent.objects.count()) == ("draft", None, 0)


def test_a_second_process_writes_no_second_mail(seminar: Seminar, host: User, monkeypatch: pytest.MonkeyPatch) -> None:
    """The lease is lost after the mail is written: the transaction of the row takes the mail back."""
    many(seminar, 2, state=State.REGISTERED)
    act = begun(seminar, by=host, now=NOW)
    write = services.emails.details

    def slow(*args: object, **kw: object) -> object:
        bulk.BulkAct.objects.filter(pk=act.pk).update(lease="another's", leased_until=LATER)
        return write(*args, **kw)  # type: ignore[arg-type]

    with monkeypatch.context() as patch:
        patch.setattr(services.emails, "details", slow)
        bulk.carry_out(act_id=act.pk, now=lambda: NOW, patience=dt.timedelta(0))
    assert (joining_mails(), act.rows.filter(state="waiting").count()) == ([], 2)
    assert carried_out(act, now=LATER).changed == 2
    assert len(joining_mails()) == 2


def test_more_than_one_act_can_take_are_left_for_the_next(seminar: Seminar, host: User, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(bulk, "LIMIT", 2)
    rows = many(seminar, 3, state=State.REGISTERED)
    sent = [send_joining_details(seminar_id=seminar.pk, by=host, now=NOW).sent for _press in range(2)]
    assert sent == [rows[:2], rows[2:]]
