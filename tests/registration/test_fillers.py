"""What stands in the place of the placeholder at delivery, and when a mail must not go."""

import datetime as dt

import pytest

from directory.enums import Role
from notifications import registry
from notifications.models import OutgoingEmail
from notifications.registry import DoNotSend, Fill
from registration.fillers import fill
from registration.links import token_for
from registration.models import Registration
from registration.services.personal import correct_registration, new_link, send_link_again, withdraw_by_delegate
from tests.factories import agenda
from tests.factories.agenda import DURING
from tests.factories.directory import staff
from tests.factories.registration import given, submitted

pytestmark = pytest.mark.django_db
LATER = DURING + dt.timedelta(hours=3)


def _address(row: Registration, language: str = "") -> str:
    return f"https://seminar.example.org{language}/registrations/{token_for(row)}/"


def test_every_mail_carries_the_link_of_today() -> None:
    row = submitted(agenda.seminar())
    mail = OutgoingEmail.objects.get()
    assert "\n[[personal_link]]\n" in mail.text
    assert token_for(row) not in mail.text + mail.html
    assert fill(mail, LATER) == Fill({"personal_link": _address(row)})
    renewed = new_link(registration_id=row.pk, now=LATER)
    assert fill(mail, LATER) == Fill({"personal_link": _address(renewed)})


def test_v30_the_link_leads_to_the_page_in_the_delegate_s_language() -> None:
    row = submitted(agenda.seminar(), language="zh-hans")
    assert fill(OutgoingEmail.objects.get(), LATER) == Fill({"personal_link": _address(row, "/zh-hans")})


def test_v14_who_has_withdrawn_gets_the_confirmation_of_it_and_her_link_and_nothing_else() -> None:
    row = submitted(agenda.seminar())
    withdraw_by_delegate(registration_id=row.pk, now=LATER)
    send_link_again(seminar_id=row.seminar_id, email=row.email, now=LATER)
    filled = {mail.kind: fill(mail, LATER) for mail in OutgoingEmail.objects.all()}
    assert filled == {
        "registration/received": DoNotSend("withdrawn"),
        "registration/withdrawn": Fill({"personal_link": _address(row)}),
        "registration/link": Fill({"personal_link": _address(row)}),
    }


def test_a_mail_to_an_address_that_was_corrected_away_does_not_go() -> None:
    row = submitted(agenda.seminar())
    correct_registration(registration_id=row.pk, data=given(email="new@example.org"), now=LATER)
    assert fill(OutgoingEmail.objects.get(kind="registration/received"), LATER) == DoNotSend("the delegate has another address now")


def test_a_mail_about_nothing_does_not_go() -> None:
    submitted(agenda.seminar())
    mail = OutgoingEmail.objects.get()
    mail.about = "registration:999999"
    assert fill(mail, LATER) == DoNotSend("the registration is gone")


def test_the_app_is_known_to_the_outbox() -> None:
    assert registry.filler_for("registration:1") is fill
    assert "registration" in registry.readable_prefixes(staff(Role.HOST))
    assert "registration" not in registry.readable_prefixes(staff(Role.ADMINISTRATOR))
