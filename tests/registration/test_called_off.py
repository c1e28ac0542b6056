"""A cancelled and a postponed seminar at every door: the form, a correction, a withdrawal, paper, the desk's acts, joining."""

import datetime as dt
from collections.abc import Iterator

import pytest
import time_machine
from django.test import Client
from django.urls import reverse

from agenda.models import Seminar
from directory.enums import Role
from directory.models import User
from notifications import delivery
from notifications.models import OutgoingEmail
from registration import joining
from registration.enums import Source, State
from registration.models import Registration
from registration.services import announcements, desk, personal, submission
from seminar_portal.errors import Cancelled, Invalid, WrongState
from tests.factories import agenda as make
from tests.factories.desk import registration
from tests.factories.directory import party, staff
from tests.factories.joining import send_joining_details
from tests.factories.registration import browser, given, register_url, submitted, typed, url_of, words

NOW = make.DURING + dt.timedelta(days=1)
CANCELLED = "This seminar has been cancelled: it does not take place, and no registrations are taken."
SECRETS = ("739204", "https://meet.example.org/j/55512345", "555 123 45")
NEW = dt.date(2027, 12, 1)
pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _now() -> Iterator[None]:
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def host() -> User:
    return staff(Role.HOST)


@pytest.fixture
def seminar() -> Seminar:
    """Seminar S, confirmed, with joining details released."""
    row = make.seminar(confirmed=True, joining_details_sent_at=make.DURING)
    make.contact(row)
    make.programme(row)
    for day in (row.starts_on, row.ends_on):
        make.video_link(row, day=day)
    return row


def cancel(seminar: Seminar, by: User) -> None:
    announcements.cancel_seminar(seminar_id=seminar.pk, reasons={"en": "The venue is not available."}, by=by, now=NOW)


def postpone(seminar: Seminar, by: User, *, holds: bool = True) -> None:
    announcements.postpone_seminar(
        seminar_id=seminar.pk,
        starts_on=NEW,
        reasons={"en": "The venue is not available."},
        move_deadline=False,
        consent_holds=holds,
        consent_basis="note 400",
        by=by,
        now=NOW,
    )


# --- cancelled


def test_the_form_is_refused_with_its_own_sentence_and_keeps_what_was_typed(host: User, seminar: Seminar) -> None:
    party("KZ")
    cancel(seminar, host)
    shown, sent = browser().get(register_url(seminar)), browser().post(register_url(seminar), typed())
    assert (shown.status_code, sent.status_code) == (200, 409)
    for answer in (shown, sent):
        said = words(answer.content.decode())
        assert "This seminar has been cancelled: it does not take place." in said
        assert "Reason: The venue is not available." in said
        assert "Registration is closed" not in said and "If you still wish to take part" not in said
    assert "Nothing was stored and nothing was sent." in words(sent.content.decode())
    assert "SADYKOVA" in sent.content.decode()
    assert Registration.objects.count() == 0
    with pytest.raises(Cancelled) as refusal:
        submission.submit_registration(seminar_id=seminar.pk, data=given(), form_token=submission.new_form_token(), language="en", zone="", now=NOW)
    assert str(refusal.value) == CANCELLED


def test_the_first_form_sent_once_more_still_leads_to_its_registration(host: User, seminar: Seminar) -> None:
    """Who repeats after a time-out had registered in time."""
    token = submission.new_form_token()
    first = submitted(seminar, form_token=token)
    cancel(seminar, host)
    assert submitted(seminar, form_token=token, now=NOW).pk == first.pk


def test_a_cancelled_seminar_while_the_form_was_being_filled_in(host: User, seminar: Seminar) -> None:
    party("KZ")
    assert 'name="family_name"' in browser().get(register_url(seminar)).content.decode()
    cancel(seminar, host)
    assert browser().post(register_url(seminar), typed()).status_code == 409


def test_a_correction_is_refused_and_a_withdrawal_is_not(host: User, seminar: Seminar) -> None:
    row = submitted(seminar)
    cancel(seminar, host)
    assert "This seminar has been cancelled" in words(browser().get(url_of(row, "correct")).content.decode())
    refused = browser().post(url_of(row, "correct"), typed(job_title="Deputy"))
    assert (refused.status_code, CANCELLED in words(refused.content.decode())) == (409, True)
    with pytest.raises(Cancelled):
        personal.correct_registration(registration_id=row.pk, data=given(job_title="Deputy"), now=NOW)
    assert browser().post(url_of(row, "withdraw")).status_code == 302
    row.refresh_from_db()
    assert (row.state, row.job_title) == (State.WITHDRAWN, "")


@pytest.mark.parametrize("received_at", [NOW, NOW - dt.timedelta(days=3)])
def test_paper_is_refused_whenever_it_arrived(host: User, seminar: Seminar, received_at: dt.datetime) -> None:
    cancel(seminar, host)
    with pytest.raises(Cancelled) as refusal:
        submission.record_paper(
            seminar_id=seminar.pk, data=given(), source=Source.FAX, received_at=received_at, scan=None, form_token="", language="en", by=host, now=NOW
        )
    assert str(refusal.value) == CANCELLED
    assert Registration.objects.count() == 0


def test_nobody_is_registered_officially_or_admitted_any_more(host: User, seminar: Seminar) -> None:
    received, late = registration(seminar), registration(seminar, state=State.LATE)
    officer = staff(Role.HOST, rights=("registration.admit_late",))
    cancel(seminar, host)
    with pytest.raises(Cancelled):
        desk.register_officially(registration_id=received.pk, by=host, now=NOW)
    with pytest.raises(Cancelled):
        desk.admit_late(registration_id=late.pk, by=officer, now=NOW, reason="Held up.")
    assert desk.decline(registration_id=received.pk, by=host, now=NOW, reason="As asked.").state == State.DECLINED


def test_joining_details_are_gone_from_the_page_and_from_the_mails_that_wait(host: User, seminar: Seminar) -> None:
    row = registration(seminar, state=State.REGISTERED)
    send_joining_details(seminar_id=seminar.pk, by=host, now=NOW)
    assert SECRETS[0] in browser().get(url_of(row)).content.decode()
    cancel(seminar, host)
    body = browser().get(url_of(row)).content.decode()
    assert not any(secret in body for secret in SECRETS)
    mail = OutgoingEmail.objects.get(kind=joining.KIND)
    delivery.deliver(mail_id=mail.pk, now=lambda: NOW)
    mail.refresh_from_db()
    assert (mail.state, mail.reason) == ("not_sent", "the seminar is cancelled")
    with pytest.raises(WrongState, match="nothing to join"):
        send_joining_details(seminar_id=seminar.pk, by=host, now=NOW)


def test_the_personal_page_says_so_first_and_asks_for_nothing(host: User, seminar: Seminar) -> None:
    row = registration(seminar, state=State.REGISTERED)
    cancel(seminar, host)
    said = words(browser().get(url_of(row)).content.decode())
    assert "Cancelled This seminar has been cancelled: it does not take place. Reason: The venue is not available." in said
    assert "You need not do anything." in said
    for gone in ("Corrections until", "Corrections were possible", "Please note", "you will be told by e-mail", "given their consent"):
        assert gone not in said


def test_the_step_back_opens_every_door_again(host: User, seminar: Seminar) -> None:
    row = desk.register_officially(registration_id=submitted(seminar).pk, by=host, now=NOW)
    cancel(seminar, host)
    announcements.reinstate_seminar(seminar_id=seminar.pk, reasons={"en": "It was a mistake."}, by=host, now=NOW)
    assert SECRETS[0] in browser().get(url_of(row)).content.decode()
    assert submitted(seminar, now=NOW, family_name="OSPANOVA").state == State.RECEIVED


# --- postponed


def test_a_postponed_seminar_goes_on_taking_forms_corrections_paper_and_withdrawals(host: User, seminar: Seminar) -> None:
    row = submitted(seminar)
    postpone(seminar, host)
    assert browser().get(register_url(seminar)).status_code == 200
    assert submitted(seminar, now=NOW, family_name="OSPANOVA").reference == "BIO-2027-0002"
    assert personal.correct_registration(registration_id=row.pk, data=given(job_title="Deputy"), now=NOW).job_title == "Deputy"
    paper = submission.record_paper(
        seminar_id=seminar.pk, data=given(family_name="BEKOV"), source=Source.FAX, received_at=NOW, scan=None, form_token="", language="en", by=host, now=NOW
    )
    assert paper.state == State.RECEIVED
    assert personal.withdrawal_ends_at(Registration.objects.select_related("seminar").get(pk=row.pk)) == dt.datetime(2027, 12, 2, 15, 59, 59, tzinfo=dt.UTC)
    assert personal.withdraw_by_delegate(registration_id=row.pk, now=NOW).state == State.WITHDRAWN


def test_the_personal_page_of_a_postponed_seminar_names_both_days(host: User, seminar: Seminar) -> None:
    row = registration(seminar)
    postpone(seminar, host)
    said = words(browser().get(url_of(row)).content.decode())
    assert "Postponed The seminar takes place on 1–2 December 2027. It was announced for 17–18 November 2027 before." in said
    assert "Corrections until Friday, 5 November 2027, 23:59 Beijing time (UTC+8)" in said


@pytest.mark.parametrize("holds", [True, False])
def test_joining_details_of_the_old_days_are_gone_and_wait_for_new_links(host: User, seminar: Seminar, holds: bool) -> None:
    row = registration(seminar, state=State.REGISTERED)
    send_joining_details(seminar_id=seminar.pk, by=host, now=NOW)
    postpone(seminar, host, holds=holds)
    assert not any(secret in browser().get(url_of(row)).content.decode() for secret in SECRETS)
    mail = OutgoingEmail.objects.get(kind=joining.KIND)
    delivery.deliver(mail_id=mail.pk, now=lambda: NOW)
    mail.refresh_from_db()
    assert (mail.state, mail.reason) == ("not_sent", "there are no joining details any more" if holds else "the seminar is no longer confirmed")
    with pytest.raises(Invalid, match="Still missing: Wednesday, 1 December 2027; Thursday, 2 December 2027"):
        send_joining_details(seminar_id=seminar.pk, by=host, now=NOW)
    for day in (NEW, NEW + dt.timedelta(days=1)):
        make.video_link(seminar, day=day, passcode="840315")
    if holds:
        send_joining_details(seminar_id=seminar.pk, by=host, now=NOW)
        body = browser().get(url_of(row)).content.decode()
        assert "840315" in body and SECRETS[0] not in body
    else:
        with pytest.raises(WrongState, match="not confirmed"):
            send_joining_details(seminar_id=seminar.pk, by=host, now=NOW)


def test_v03_the_window_of_a_postponed_seminar_ends_where_it_ended(host: User, seminar: Seminar) -> None:
    postpone(seminar, host)
    last = dt.datetime(2027, 11, 5, 15, 59, 59, 900_000, tzinfo=dt.UTC)
    assert submitted(seminar, now=last).state == State.RECEIVED
    with time_machine.travel(make.LATE, tick=False):
        assert browser().post(register_url(seminar), typed()).status_code == 409


def test_v04_a_form_opened_before_the_old_deadline_is_in_time_for_the_one_that_was_extended(host: User, seminar: Seminar) -> None:
    """Every door asks the stored deadline at the moment of arrival, an extension too."""
    announcements.extend_registration(
        seminar_id=seminar.pk, closes_at=dt.datetime(2027, 11, 8, 15, 59, 59, tzinfo=dt.UTC), reason="x", addressed="", by=host, now=NOW
    )
    row = submitted(seminar, now=make.LATE)
    assert personal.correct_registration(registration_id=row.pk, data=given(job_title="Deputy"), now=make.LATE).job_title == "Deputy"
    paper = submission.record_paper(
        seminar_id=seminar.pk,
        data=given(family_name="BEKOV"),
        source=Source.FAX,
        received_at=make.LATE,
        scan=None,
        form_token="",
        language="en",
        by=host,
        now=make.LATE,
    )
    assert paper.state == State.RECEIVED


# --- the desk's pages


def test_the_desk_sees_it_where_it_works(client: Client, host: User, seminar: Seminar) -> None:
    row = registration(seminar)
    cancel(seminar, host)
    client.force_login(host)
    for address in (
        reverse("admin:registration_registration_change", args=[row.pk]),
        reverse("admin:registration_registration_joining", args=[seminar.pk]),
        reverse("admin:agenda_seminar_change", args=[seminar.pk]),
    ):
        body = client.get(address).content.decode()
        assert "Cancelled" in body and "The venue is not available." in body
    assert "Send the joining details to" not in client.get(reverse("admin:registration_registration_joining", args=[seminar.pk])).content.decode()


PAPER = {
    "form_token": "t" * 43,
    "source": "fax",
    "received_on": f"{make.DURING:%Y-%m-%d}",
    "received_hour": "10:00",
    "received_zone": "Asia/Shanghai",
    "letters": "en",
    "family_name": "Sukarti",
    "party": "KZ",
}


def test_paper_is_offered_only_for_what_takes_it(client: Client, host: User, seminar: Seminar) -> None:
    party("KZ")
    add = reverse("admin:registration_registration_add")
    other = make.seminar(slug="wetlands", title="Wetlands", reference_prefix="WET")
    client.force_login(host)
    assert [value for value, _label in client.get(add).context["form"].fields["seminar_slug"].choices] == ["biodiversity", "wetlands"]
    cancel(seminar, host)
    shown = client.get(add, {"seminar": seminar.slug})
    assert [value for value, _label in shown.context["form"].fields["seminar_slug"].choices] == ["wetlands"]
    assert f"“{seminar.title}” has been cancelled and takes no forms: another seminar is chosen below." in words(shown.content.decode())
    receipt = {name: PAPER[name] for name in ("received_on", "received_hour", "received_zone")}
    read = client.get(reverse("admin:registration_registration_paper_receipt"), {"seminar_slug": seminar.slug, **receipt})
    assert read.json() == {"said": CANCELLED, "sign": "stop"}
    cancel(other, host)
    told = client.get(add, follow=True)
    assert "Every published seminar has been cancelled, so no form can be entered." in words(told.content.decode())


def test_paper_that_was_typed_while_its_seminar_was_cancelled_stays_typed(client: Client, host: User, seminar: Seminar) -> None:
    party("KZ")
    make.seminar(slug="wetlands", title="Wetlands", reference_prefix="WET")
    cancel(seminar, host)
    client.force_login(host)
    refused = client.post(reverse("admin:registration_registration_add"), {**PAPER, "seminar_slug": seminar.slug})
    form = refused.context["form"]
    assert form.errors == {"__all__": [CANCELLED]}
    assert (form["family_name"].value(), form["seminar_slug"].value()) == ("Sukarti", seminar.slug)
    assert "Registration until" not in words(refused.content.decode())
    assert Registration.objects.count() == 0


def test_what_the_desk_would_be_refused_is_not_offered(client: Client, host: User, seminar: Seminar) -> None:
    received, registered = registration(seminar), registration(seminar, state=State.REGISTERED)
    buttons = {"Register officially", "Decline", "Send the joining details once more"}
    client.force_login(host)

    def offered(row: Registration) -> set[str]:
        body = words(client.get(reverse("admin:registration_registration_change", args=[row.pk])).content.decode())
        return {button for button in buttons if button in body}

    assert offered(received) | offered(registered) == buttons
    cancel(seminar, host)
    assert offered(received) | offered(registered) == {"Decline"}
    asked = client.get(reverse("admin:registration_registration_act", args=[received.pk, "register"]))
    assert words(asked.content.decode()).count(CANCELLED) == 1


def test_every_mail_that_may_still_go_says_it(host: User, seminar: Seminar) -> None:
    rows = [submitted(seminar, family_name=f"NAME{letter}", email=f"{letter}@example.org") for letter in "ABCD"]
    cancel(seminar, host)
    personal.send_link_again(seminar_id=seminar.pk, email="A@example.org", now=NOW)
    personal.withdraw_by_delegate(registration_id=rows[1].pk, now=NOW)
    desk.withdraw_on_request(registration_id=rows[2].pk, by=host, now=NOW)
    desk.decline(registration_id=rows[3].pk, by=host, now=NOW, reason="As asked.")
    texts = dict(OutgoingEmail.objects.exclude(kind="registration/received").exclude(kind="registration/cancelled").values_list("kind", "text"))
    assert set(texts) == {f"registration/{name}" for name in ("link", "withdrawn", "withdrawn_on_request", "declined")}
    said = "\n\nThis seminar has been cancelled: it does not take place.\nReason: The venue is not available.\n\n"
    assert {kind: text.count(said) for kind, text in texts.items()} == dict.fromkeys(texts, 1)


def test_the_mails_of_a_postponed_seminar_name_both_days(host: User, seminar: Seminar) -> None:
    first = submitted(seminar, language="zh-hans", email="a@example.org")
    postpone(seminar, host)
    personal.send_link_again(seminar_id=seminar.pk, email="a@example.org", now=NOW)
    personal.withdraw_by_delegate(registration_id=first.pk, now=NOW)
    texts = OutgoingEmail.objects.filter(kind__in=["registration/link", "registration/withdrawn"]).values_list("text", flat=True)
    said = "\n\n研讨会将于2027年12月1日至2日举行。原定2027年11月17日至18日。\n原因： The venue is not available.\n\n"
    assert [said in text for text in texts] == [True, True], texts[0]
