"""What the delegate reads in her mails."""

import html
import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import translation

from notifications.models import OutgoingEmail
from registration.services.personal import correct_registration, send_link_again, withdraw_by_delegate
from tests.factories import agenda
from tests.factories.agenda import DURING
from tests.factories.registration import given, submitted

pytestmark = pytest.mark.django_db

TITLE = 'Experts\' Seminar: "R&D" <pilot>'


def _read(part: str) -> str:
    """HTML as it is read."""
    return html.unescape(re.sub(r"<[^>]+>", "", part))


def test_the_confirmation_says_what_a_delegate_must_know() -> None:
    seminar = agenda.seminar(platform_name="SCO Environmental Information Sharing Platform", platform_url="https://www.scoei.org.cn")
    agenda.contact(seminar, landline="+44 20 7946 0101")
    submitted(seminar, zone="Asia/Seoul", form_of_address="Dr. Sadykova", mobile_typed="8 (701) 000-00-00 доб. 5", cc_email="embassy@example.org")
    mail = OutgoingEmail.objects.get()
    assert mail.subject == "BIO-2027-0001: your registration has been received – CICA Experience Exchange Seminar on Biodiversity Conservation"
    assert (mail.to_address, mail.cc_address, mail.reply_to) == ("a.sadykova@example.org", "embassy@example.org", "desk-1@example.org")
    for line in (
        "Dear Dr. Sadykova,",
        "17–18 November 2027 · by video conference",
        "Reference: BIO-2027-0001",
        "State: received",
        "[[personal_link]]",
        "Friday, 5 November 2027, 23:59 Beijing time (UTC+8) · Saturday, 6 November, 00:59 in Seoul (UTC+9) – the next day",
        "- Delegation: Kazakhstan",
        "- Mobile phone: 8 (701) 000-00-00 доб. 5 (read as +7 701 000 0000, extension 5)",
        "- Registration is required on the SCO Environmental Information Sharing Platform as well. https://www.scoei.org.cn",
        "- The information on the video conference comes by e-mail after official registration.",
        "- Interpretation in Chinese and English only; none into Russian.",
        "- Registration desk 1, CSEC: desk-1@example.org, +44 20 7946 0101",
    ):
        assert line in mail.text.splitlines(), line
    assert "Your registration is subject to the member states’ consent to the seminar." in mail.text


def test_v10_signs_are_themselves_in_subject_text_and_html() -> None:
    row = submitted(agenda.seminar(title=TITLE), family_name="O'Brien", first_name="Sinéad", institution="Water & Soil")
    correct_registration(
        registration_id=row.pk, data=given(family_name="O'Brien", first_name="Sinéad", institution="Water & Soil", job_title="R&D <lead>"), now=DURING
    )
    withdraw_by_delegate(registration_id=row.pk, now=DURING)
    send_link_again(seminar_id=row.seminar_id, email=row.email, now=DURING)
    mails = list(OutgoingEmail.objects.order_by("pk"))
    assert [mail.kind for mail in mails] == ["registration/received", "registration/corrected", "registration/withdrawn", "registration/link"]
    for mail in mails:
        assert mail.subject.endswith(f" – {TITLE}")
        assert TITLE in mail.text.splitlines()
        assert "Dear Sinéad O'Brien," in mail.text.splitlines()
        assert TITLE in _read(mail.html)
        for wrong in ("&#x27;", "&#39;", "&amp;", "&quot;", "&lt;"):
            assert wrong not in mail.subject + mail.text
        assert "&amp;amp;" not in mail.html
        assert "<pilot>" not in mail.html
    assert "- Institution: Water & Soil" in mails[0].text.splitlines()
    assert "Institution: Water & Soil" in _read(mails[0].html)


def test_v27_markup_stays_letters_in_the_html_part() -> None:
    submitted(agenda.seminar(), institution="<img src=x onerror=alert(1)>", speech_topic='"><script>alert(2)</script>')
    mail = OutgoingEmail.objects.get()
    assert "<img" not in mail.html
    assert "<script" not in mail.html
    assert '- Speech topic: "><script>alert(2)</script>' in mail.text.splitlines()


def test_v06_a_right_to_left_name_does_not_turn_the_line() -> None:
    submitted(agenda.seminar(), family_name="الحسيني", first_name="ليلى")
    mail = OutgoingEmail.objects.get()
    assert "Dear <bdi>ليلى الحسيني</bdi>\u200e," in mail.html
    assert "Dear \u2068ليلى الحسيني\u2069," in mail.text.splitlines()
    assert "Reference: BIO-2027-0001" in mail.text.splitlines()


@pytest.mark.parametrize("active", ["en", "ru", "zh-hans"])
def test_v30_the_mail_is_in_the_delegate_s_language_whatever_the_process_speaks(active: str) -> None:
    seminar = agenda.seminar(title_ru="Семинар по обмену опытом", title_zh_hans="生物多样性研讨会")
    with translation.override(active):
        for language in ("en", "ru", "zh-hans"):
            submitted(seminar, language=language)
        assert translation.get_language() == active
    mails = OutgoingEmail.objects.order_by("pk")
    assert [mail.language for mail in mails] == ["en", "ru", "zh-hans"]
    for mail, title in zip(
        mails, ("CICA Experience Exchange Seminar on Biodiversity Conservation", "Семинар по обмену опытом", "生物多样性研讨会"), strict=True
    ):
        assert title in mail.subject
        assert title in mail.text.splitlines()
        assert f'<html lang="{mail.language.replace("hans", "Hans")}"' in mail.html


def test_a_corrected_mail_names_the_fields_and_shows_what_stands() -> None:
    row = submitted(agenda.seminar())
    correct_registration(registration_id=row.pk, data=given(speech_topic="Steppe and saiga"), now=DURING)
    mail = OutgoingEmail.objects.get(kind="registration/corrected")
    assert mail.subject.startswith("BIO-2027-0001: your correction is stored – ")
    assert "- Speech topic\n" in mail.text
    assert "- Speech topic: Steppe and saiga" in mail.text.splitlines()


def test_a_mail_reads_the_contacts_once() -> None:
    seminar = agenda.seminar()
    agenda.contact(seminar)
    agenda.contact(seminar)
    row = submitted(seminar)
    with CaptureQueriesContext(connection) as queries:
        send_link_again(seminar_id=seminar.pk, email=row.email, now=DURING)
    assert OutgoingEmail.objects.get(kind="registration/link").reply_to == "desk-1@example.org"
    assert sum("agenda_seminarcontact" in query["sql"] for query in queries) == 1
