import base64
import hashlib
import re

import pytest
from django.contrib.admin.models import LogEntry
from django.core import mail as django_mail
from django.test import Client
from django.urls import reverse

from notifications import registry
from notifications.enums import MailState
from notifications.registry import Fill
from notifications.rendering import Rendered, isolate, render_mail
from tests.factories.directory import staff, user_with
from tests.factories.notifications import NOON, mail

pytestmark = pytest.mark.django_db
LIST = "admin:notifications_outgoingemail_changelist"


@pytest.fixture(autouse=True)
def _prefixes(prefixes):
    prefixes("test", may_read=lambda user: user.has_perm("notifications.view_outgoingemail"))
    prefixes("secret", may_read=lambda user: False)


@pytest.fixture
def officer():
    return user_with("notifications.view_outgoingemail", zone="Asia/Shanghai")


@pytest.fixture
def browser(officer):
    client = Client()
    client.force_login(officer)
    return client


def page(browser, row):
    return browser.get(reverse("admin:notifications_outgoingemail_change", args=[row.pk]))


def text_of(html):
    return " ".join(re.sub(r"<[^>]*>", " ", html).split())


def test_kinds_are_chosen_by_their_words(browser):
    mail(kind="registration/received", subject="First"), mail(kind="registration/joining", subject="Second")
    mail(about="secret:1", kind="directory/password")
    whole = text_of(browser.get(reverse(LIST)).content.decode())
    assert "First registration received" in whole
    assert "kind All joining details registration received" in whole  # nothing of a prefix that is not theirs
    chosen = browser.get(reverse(LIST) + "?kind=registration/joining").content.decode()
    assert ("Second" in chosen, "First" in chosen) == (True, False)


# --- who sees what ----------------------------------------------------------------------------------------------------------------------


def test_messages_of_other_prefixes_do_not_exist(browser):
    mine, other = mail(subject="Mine"), mail(about="secret:1", subject="Other")
    listed = browser.get(reverse(LIST)).content.decode()
    assert "Mine" in listed
    assert "Other" not in listed
    assert page(browser, mine).status_code == 200
    for name in ("change", "html"):
        assert browser.get(reverse(f"admin:notifications_outgoingemail_{name}", args=[other.pk])).status_code == 404
        assert browser.get(reverse(f"admin:notifications_outgoingemail_{name}", args=[999_999])).status_code == 404
    assert browser.post(reverse("admin:notifications_outgoingemail_try_again", args=[other.pk])).status_code == 404
    assert browser.get(reverse("admin:notifications_outgoingemail_change", args=["x"])).status_code == 404


def test_the_kinds_of_other_prefixes_are_no_filter(browser):
    mail(kind="test/letter"), mail(kind="test/note")
    mail(about="secret:1", kind="secret/dossier")
    listed = browser.get(reverse(LIST)).content.decode()
    assert "test/note" in listed
    assert "secret/dossier" not in listed


def test_without_the_right_there_is_no_viewer():
    client, row = Client(), mail()
    client.force_login(user_with())
    assert client.get(reverse(LIST)).status_code == 403
    assert page(client, row).status_code == 403
    assert client.get(reverse("admin:notifications_outgoingemail_html", args=[row.pk])).status_code == 403
    assert client.post(reverse("admin:notifications_outgoingemail_try_again", args=[row.pk])).status_code == 403
    assert reverse(LIST) not in client.get(reverse("admin:index")).content.decode()


# administrators read the messages about accounts, and those alone
@pytest.mark.parametrize(("role", "listed", "opened"), [("host staff", 200, 200), ("secretariat", 200, 200), ("reader", 403, 403), ("administrator", 200, 404)])
def test_roles(role, listed, opened):
    registry.register("registration", filler=lambda row, now: Fill(), may_read=lambda user: user.has_perm("registration.view_registration"))
    client, row = Client(), mail(about="registration:1")
    client.force_login(staff(role))
    assert client.get(reverse(LIST)).status_code == listed
    assert page(client, row).status_code == opened


def test_nobody_writes_here(browser):
    row = mail()
    assert browser.get(reverse("admin:notifications_outgoingemail_add")).status_code == 403
    assert browser.get(reverse("admin:notifications_outgoingemail_delete", args=[row.pk])).status_code == 403
    assert browser.post(reverse("admin:notifications_outgoingemail_change", args=[row.pk]), {"state": "sent"}).status_code == 405
    assert "delete_selected" not in browser.get(reverse(LIST)).content.decode()
    row.refresh_from_db()
    assert row.state == "queued"


# --- the list ---------------------------------------------------------------------------------------------------------------------------


def subjects(browser, **query):
    found = browser.get(reverse(LIST), query).content.decode()
    return re.findall(r'field-subject_shown"><a[^>]*><bdi>([^<]*)</bdi>', found)


def test_search_and_filters(browser):
    mail(subject="One", to_address="dana@example.org", state=MailState.FAILED, possibly_twice=True)
    mail(subject="Two", cc_address="assistant@example.org", kind="test/note")
    mail(subject="BIO-2027-0042: three")
    assert subjects(browser, q="dana@") == ["One"]
    assert subjects(browser, q="assistant@example.org") == ["Two"]
    assert subjects(browser, q="BIO-2027-0042") == ["BIO-2027-0042: three"]
    assert subjects(browser, state__exact="failed") == ["One"]
    assert subjects(browser, kind="test/note") == ["Two"]
    assert subjects(browser, possibly_twice__exact="1") == ["One"]


def test_the_number_of_queries_does_not_grow(browser, django_assert_max_num_queries):
    mail()
    browser.get(reverse(LIST))
    counts = []
    for rows in (1, 40):
        for _ in range(rows):
            mail(state=MailState.FAILED)
        with django_assert_max_num_queries(12) as queries:
            browser.get(reverse(LIST))
        counts.append(len(queries))
    assert counts[0] == counts[1]


# --- one message ------------------------------------------------------------------------------------------------------------------------


def test_the_page_says_everything(browser):
    row = mail(
        subject="BIO-2027-0042: registered",
        to_name="Dana OSPANOVA",
        to_address="dana@example.org",
        cc_address="cc@example.org",
        reply_to="desk@example.org",
        body="Dear Dana,\n\n[[personal_link]]",
        state=MailState.FAILED,
        reason="The mail server refused the address dana@example.org: 550 no",
        attempts=2,
        possibly_twice=True,
        ended_at=NOON,
        message_id="<1.abc@example.org>",
    )
    shown = text_of(page(browser, row).content.decode())
    for said in (
        "failed Wednesday, 20 October 2027, 20:00 Shanghai time (UTC+8)",
        "Reason: The mail server refused the address dana@example.org: 550 no",
        "Possibly sent twice",
        "From CICA seminars &lt;seminars@example.org&gt;",
        "To Dana OSPANOVA dana@example.org",
        "Copy to cc@example.org",
        "Replies go to desk@example.org",
        "Subject BIO-2027-0042: registered",
        "Attempts 2",
        "Message-ID &lt;1.abc@example.org&gt;",
        "Dear Dana, [personal link]",
    ):
        assert said in shown
    assert "[[" not in shown


def test_v27_the_previews_make_no_element_of_what_was_typed(browser, written):
    typed = '<img src=x onerror=alert(1)>"><script>alert(2)</script></style>'
    folder = written("{{ typed }}", "{% load mail %}Institution: {{ typed|isolate }}\n\n[[personal_link]]")
    rendered = render_mail(folder, {"typed": typed}, "en")
    row = mail(subject=rendered.subject, text=rendered.text, html=rendered.html)
    escaped = "&lt;img src=x onerror=alert(1)&gt;&quot;&gt;&lt;script&gt;alert(2)&lt;/script&gt;&lt;/style&gt;"
    answer = page(browser, row)
    assert "<img" not in answer.content.decode()
    assert "<script>alert" not in answer.content.decode()
    assert escaped in answer.content.decode()
    preview = browser.get(reverse("admin:notifications_outgoingemail_html", args=[row.pk]))
    shown = preview.content.decode()
    assert escaped in shown
    assert "<img" not in shown
    assert "<script" not in shown
    assert "[personal link]" in shown
    for response in (answer, preview):
        assert "unsafe" not in response["Content-Security-Policy"]


def test_the_preview_is_a_frame_of_our_own_origin_that_can_do_nothing(browser):
    rendered = Rendered("s", "t", "<html><head><style>p { margin: 0 }</style></head><body><p>Hello</p></body></html>")
    row = mail(html=rendered.html)
    answer = browser.get(reverse("admin:notifications_outgoingemail_html", args=[row.pk]))
    digest = base64.b64encode(hashlib.sha256(b"p { margin: 0 }").digest()).decode()
    policy = dict(part.strip().partition(" ")[::2] for part in answer["Content-Security-Policy"].split(";"))
    assert policy == {
        "default-src": "'none'",
        "style-src": f"'sha256-{digest}'",
        "base-uri": "'none'",
        "form-action": "'none'",
        "object-src": "'none'",
        "frame-ancestors": "'self'",
        "sandbox": "",
    }
    assert answer["X-Frame-Options"] == "SAMEORIGIN"
    assert answer.content.decode() == rendered.html
    assert (
        f'<iframe class="message-html" src="{reverse("admin:notifications_outgoingemail_html", args=[row.pk])}" sandbox' in page(browser, row).content.decode()
    )


def test_a_name_with_its_own_direction_is_isolated(browser):
    row = mail(to_name="ليلى الحسيني", body=f"{isolate('ليلى')}, BIO-2027-0042")
    assert "<bdi>ليلى الحسيني</bdi>" in page(browser, row).content.decode()


# --- try again --------------------------------------------------------------------------------------------------------------------------


def test_the_button_puts_a_failed_message_in_the_queue(browser, officer):
    row = mail(state=MailState.FAILED, attempts=9, reason="550 no", ended_at=NOON, subject="Hello")
    assert "Try again now" in page(browser, row).content.decode()
    assert browser.get(reverse("admin:notifications_outgoingemail_try_again", args=[row.pk])).status_code == 405
    answer = browser.post(reverse("admin:notifications_outgoingemail_try_again", args=[row.pk]), follow=True)
    row.refresh_from_db()
    assert (row.state, row.attempts) == ("queued", 0)
    shown = text_of(answer.content.decode())
    assert "The message is in the queue again." in shown
    assert f"Tried again · {officer.name}" in shown
    assert [entry.user for entry in LogEntry.objects.all()] == [officer]
    assert django_mail.outbox == []


def test_the_button_is_not_there_where_it_can_do_nothing(browser):
    row = mail(state=MailState.SENT, sent_at=NOON, ended_at=NOON, subject="Hello", to_address="a@example.org")
    assert "Try again now" not in page(browser, row).content.decode()
    answer = browser.post(reverse("admin:notifications_outgoingemail_try_again", args=[row.pk]), follow=True)
    assert "“Hello” to a@example.org is sent: there is nothing to try again." in answer.content.decode()
    assert LogEntry.objects.count() == 0


def test_the_action_reports_what_it_did_and_what_it_left_alone(browser):
    rows = [
        mail(state=MailState.FAILED, ended_at=NOON, subject="A"),
        mail(state=MailState.FAILED, ended_at=NOON, subject="B"),
        mail(state=MailState.SENT, sent_at=NOON, ended_at=NOON, subject="C", to_address="c@example.org"),
        mail(about="secret:1", state=MailState.FAILED, ended_at=NOON, subject="D"),
    ]
    answer = browser.post(reverse(LIST), {"action": "try_again", "_selected_action": [row.pk for row in rows]}, follow=True)
    for row in rows:
        row.refresh_from_db()
    assert [row.state for row in rows] == ["queued", "queued", "sent", "failed"]
    assert [str(said) for said in answer.context["messages"]] == [
        "2 messages are tried again.",
        "“C” to c@example.org is sent: there is nothing to try again.",
    ]
    assert LogEntry.objects.count() == 2
