"""What the tests about joining details share: the day, the secrets, the mails, the page of a delegate."""

import datetime as dt
import html

import time_machine
from django.test import Client

from agenda.models import Seminar
from notifications import delivery
from notifications.models import OutgoingEmail
from registration.models import Registration
from tests.factories import agenda as make
from tests.factories.registration import url_of

NOW = dt.datetime(2027, 11, 12, 2, 30, 0, tzinfo=dt.UTC)  # five days before the seminar, registration has closed
LATER = NOW + dt.timedelta(hours=1)
PASSCODE, ADDRESS, SECOND_PASSCODE = "739204", "https://meet.example.org/j/55512345", "118063"
SECRETS = (PASSCODE, ADDRESS, "55512345", SECOND_PASSCODE)


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
