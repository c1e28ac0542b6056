"""The form in a browser's eyes: before, inside and after the window, with mistakes, with lost tokens, with translated buttons."""

import datetime as dt
import gzip
import os
import re
import time
from collections.abc import Iterator

import pytest
import time_machine
from django.conf import settings
from django.test import RequestFactory
from pytest_django import DjangoAssertNumQueries, DjangoCaptureOnCommitCallbacks

from agenda.models import Seminar
from notifications.models import OutgoingEmail
from registration.content import Given
from registration.models import Registration
from registration.services.personal import withdraw_by_delegate
from registration.views.public import my_link
from seminar_portal.celery import app
from tests.factories import agenda
from tests.factories.agenda import DURING
from tests.factories.directory import party, tables
from tests.factories.registration import browser, register_url, shown_token, submitted, typed, url_of, words

pytestmark = pytest.mark.django_db

LAST_MOMENT = dt.datetime(2027, 11, 5, 15, 59, 59, 900_000, tzinfo=dt.UTC)
TOO_LATE = dt.datetime(2027, 11, 5, 16, 0, 0, tzinfo=dt.UTC)
CLOSED = "Registration closed on Friday, 5 November 2027, 23:59 Beijing time (UTC+8)"
ONCE_MORE = "Please send it once more: this page had been open too long, or your browser did not keep its cookie. Everything you typed is still here."
ORIGIN = {"HTTP_ORIGIN": "https://seminar.example.org"}


@pytest.fixture
def seminar() -> Seminar:
    row = agenda.seminar(platform_name="SCO Environmental Information Sharing Platform", platform_url="https://www.scoei.org.cn")
    agenda.contact(row)
    party("KZ")
    return row


@pytest.fixture
def during() -> Iterator[None]:
    with time_machine.travel(DURING, tick=False):
        yield


def test_the_form_has_annex_ii_s_labels_in_its_order(seminar: Seminar, during: None) -> None:
    page = browser().get(register_url(seminar))
    content = page.content.decode()
    labels = [words(label) for label in re.findall(r"<(?:label|legend)[^>]*>(.*?)</(?:label|legend)>", content, re.DOTALL)]
    annex = [label for label in labels if label not in ("Male", "Female")][:13]
    assert annex == [
        "Family Name", "Middle Name (optional)", "First Name", "Gender (optional)", "Nation", "Another organisation", "Institution",
        "Job Title (optional)",
        "Mobile phone (optional)", "Fixed-line Telephone (optional)", "Fax (optional)", "Email", "Speech Topic (optional)",
    ]  # fmt: skip
    assert '<details class="more"><summary>More (optional)</summary>' in content
    assert page["Cache-Control"] == "max-age=0, no-cache, no-store, must-revalidate, private"
    assert shown_token(content) != shown_token(browser().get(register_url(seminar)).content.decode())


def test_the_nation_is_offered_by_group_of_the_day(seminar: Seminar, during: None) -> None:
    tables()
    content = browser().get(register_url(seminar)).content.decode()
    groups = re.findall(r'<optgroup label="([^"]+)">(.*?)</optgroup>', content)
    assert [(label, options.count("<option")) for label, options in groups] == [
        ("Member states", 28),
        ("Observer states", 10),
        ("Observer organisations", 5),
        ("Partner organisations", 4),
        ("Secretariat", 1),
    ]
    assert content.index(">Qatar<") < content.index(">Republic of Korea<") < content.index(">Russian Federation<")
    with time_machine.travel(dt.datetime(2020, 10, 20, tzinfo=dt.UTC), tick=False):
        Seminar.objects.update(registration_opens_at=dt.datetime(2020, 10, 1, tzinfo=dt.UTC), published_at=dt.datetime(2020, 10, 1, tzinfo=dt.UTC))
        then = browser().get(register_url(seminar)).content.decode()
    assert [options.count("<option") for _label, options in re.findall(r'<optgroup label="([^"]+)">(.*?)</optgroup>', then)] == [27, 8, 5, 4, 1]


def test_a_whole_form_leads_to_the_received_page(seminar: Seminar, during: None, django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks) -> None:
    client = browser()
    with django_capture_on_commit_callbacks(execute=True) as callbacks:
        answer = client.post(register_url(seminar), typed())
    row = Registration.objects.get()
    assert (answer.status_code, answer["Location"]) == (302, url_of(row, "received"))
    assert len(callbacks) == 1
    page = client.get(answer["Location"])
    text = words(page.content.decode())
    assert page.status_code == 200
    assert "Your registration has been received Received Reference BIO-2027-0001" in text
    assert "Your registration is subject to the member states’ consent to the seminar." in text
    assert "A confirmation with your personal link goes to a.sadykova@example.org." in text
    assert "8 (701) 000-00-00 доб. 5 read as +7 701 000 0000, extension 5" in text
    assert "Registration is required on the SCO Environmental Information Sharing Platform as well." in text
    assert "Corrections until Friday, 5 November 2027, 23:59 Beijing time (UTC+8)" in text


def test_the_reader_s_clock_and_language_are_kept_with_the_registration(seminar: Seminar, during: None) -> None:
    client = browser()
    client.cookies["clock"] = "Asia/Seoul"
    client.post("/ru" + register_url(seminar), typed())
    row = Registration.objects.get()
    assert (row.language, row.zone) == ("ru", "Asia/Seoul")
    assert "00:59" in OutgoingEmail.objects.get().text  # 6 November in Seoul; the words are the catalogue's matter


def test_v01_twice_and_once_more_after_a_minute(seminar: Seminar) -> None:
    client, form = browser(), typed()
    with time_machine.travel(DURING, tick=False) as clock:
        answers = [client.post(register_url(seminar), form) for _ in range(2)]
        clock.shift(60)
        answers.append(client.post(register_url(seminar), form))
        clock.move_to(TOO_LATE)
        answers.append(client.post(register_url(seminar), form))
    row = Registration.objects.get()
    assert [(answer.status_code, answer["Location"]) for answer in answers] == [(302, url_of(row, "received"))] * 4
    assert OutgoingEmail.objects.count() == 1


@pytest.mark.parametrize("zone", ["UTC", "America/New_York", "Asia/Vladivostok"])
def test_v03_the_server_s_own_zone_does_not_matter(seminar: Seminar, zone: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TZ", zone)
    time.tzset()
    try:
        client = browser()
        with time_machine.travel(dt.datetime(2027, 9, 30, 15, 59, 59, tzinfo=dt.UTC), tick=False):
            assert "Registration begins on Friday, 1 October 2027, 00:00 Beijing time (UTC+8)" in words(client.get(register_url(seminar)).content.decode())
        with time_machine.travel(dt.datetime(2027, 9, 30, 16, 0, 0, tzinfo=dt.UTC), tick=False):
            assert shown_token(client.get(register_url(seminar)).content.decode())
        with time_machine.travel(LAST_MOMENT, tick=False):
            assert client.post(register_url(seminar), typed()).status_code == 302
        with time_machine.travel(TOO_LATE, tick=False):
            assert client.post(register_url(seminar), typed()).status_code == 409
    finally:
        monkeypatch.undo()
        os.environ["TZ"] = settings.TIME_ZONE
        time.tzset()
    assert Registration.objects.count() == 1


@pytest.mark.parametrize(
    ("zone", "said"),
    [
        ("Asia/Seoul", "Saturday, 6 November, 00:59 in Seoul (UTC+9) – the next day"),
        ("Asia/Kabul", "Friday, 5 November, 20:29 in Kabul (UTC+4:30)"),
        ("Asia/Vladivostok", "Saturday, 6 November, 01:59 in Vladivostok (UTC+10) – the next day"),
    ],
)
def test_v03_the_deadline_in_two_clocks(seminar: Seminar, during: None, zone: str, said: str) -> None:
    client = browser()
    client.cookies["clock"] = zone
    text = words(client.get(register_url(seminar)).content.decode())
    assert f"Until Friday, 5 November 2027, 23:59 Beijing time (UTC+8){said}" in text


def test_v04_opened_in_time_and_sent_too_late(seminar: Seminar) -> None:
    client = browser()
    with time_machine.travel(dt.datetime(2027, 11, 5, 15, 58, tzinfo=dt.UTC), tick=False):
        token = shown_token(client.get(register_url(seminar)).content.decode())
    form = typed(form_token=token, city="Astana", cc_email="embassy@example.org", native_name="Айгерім")
    with time_machine.travel(TOO_LATE, tick=False):
        answer = client.post(register_url(seminar), form)
    text = words(answer.content.decode())
    assert answer.status_code == 409
    assert CLOSED in text
    assert "Nothing was stored and nothing was sent." in text
    for value in (
        "SADYKOVA",
        "Aigerim",
        "Female",
        "Kazakhstan",
        form["institution"],
        form["mobile_typed"],
        form["email"],
        form["speech_topic"],
        "Astana",
        "embassy@example.org",
        "Айгерім",
    ):
        assert value in text, value
    assert "desk-1@example.org" in text
    assert (Registration.objects.count(), OutgoingEmail.objects.count()) == (0, 0)
    with time_machine.travel(dt.datetime(2027, 11, 5, 15, 59, 59, tzinfo=dt.UTC), tick=False):
        assert client.post(register_url(seminar), form).status_code == 302


def test_a_form_with_mistakes_that_is_late_shows_what_was_typed_too(seminar: Seminar) -> None:
    with time_machine.travel(TOO_LATE, tick=False):
        answer = browser().post(register_url(seminar), typed(party="", other_organisation="Example Institute", email="foo@"))
    content = answer.content.decode()
    assert answer.status_code == 409
    assert "<dt>Nation</dt><dd><bdi>Example Institute</bdi>" in content
    assert "<bdi>foo@</bdi>" in content


def test_too_early_and_not_published_are_other_answers(seminar: Seminar) -> None:
    with time_machine.travel(dt.datetime(2027, 9, 30, 15, 59, 59, tzinfo=dt.UTC), tick=False):
        early = browser().post(register_url(seminar), typed())
    assert early.status_code == 409
    assert "Registration begins on Friday, 1 October 2027, 00:00 Beijing time (UTC+8)" in words(early.content.decode())
    Seminar.objects.update(published_at=None)
    with time_machine.travel(DURING, tick=False):
        assert [browser().get(register_url(seminar)).status_code, browser().post(register_url(seminar), typed()).status_code] == [404, 404]
        assert browser().get(f"/seminars/{seminar.slug}/my-link/").status_code == 404
    assert Registration.objects.count() == 0


def test_after_the_deadline_the_page_says_so(seminar: Seminar) -> None:
    with time_machine.travel(TOO_LATE, tick=False):
        page = browser().get(register_url(seminar))
    assert page.status_code == 200
    assert CLOSED in words(page.content.decode())
    assert b"form_token" not in page.content


def test_v26_errors_stand_at_the_top_and_at_the_field_and_nothing_is_lost(seminar: Seminar, during: None) -> None:
    form = typed(family_name="", first_name="", party="", email="foo@", job_title="Head & <b>", form_token="a" * 43)
    page = browser().post(register_url(seminar), form)
    content = page.content.decode()
    assert page.status_code == 200
    assert re.search(r"<title>Error: Register", content)
    links = dict(re.findall(r'<li><a href="#(id_[a-z_]+)">([^<]+)</a></li>', content))
    assert links == {
        "id_family_name": "Enter a family name or a first name",
        "id_party": "Choose your state or organisation, or “Another organisation”",
        "id_email": "Enter an e-mail address such as name@example.org",
    }
    for target, sentence in links.items():
        control = re.search(rf'<(?:input|select)[^>]*id="{target}"[^>]*>', content)
        assert control, target
        assert 'aria-invalid="true"' in control[0]
        assert re.search(rf'aria-describedby="{target}_helptext {target}_error"', control[0])
        assert re.search(rf'id="{target}_error">.*?{re.escape(sentence)}', content, re.DOTALL)
    assert 'value="foo@"' in content
    assert 'value="Head &amp; &lt;b&gt;"' in content
    assert shown_token(content) == "a" * 43
    assert (Registration.objects.count(), OutgoingEmail.objects.count()) == (0, 0)


@pytest.mark.parametrize("names", [{"family_name": "Sukarti", "first_name": ""}, {"family_name": "", "first_name": "Sukarti"}])
def test_v05_one_name_only(seminar: Seminar, during: None, names: dict[str, str]) -> None:
    party("ID")
    client = browser()
    page = client.get(client.post(register_url(seminar), typed(**names, party="ID"))["Location"])
    personal = client.get(url_of(Registration.objects.get())).content.decode()
    assert "<h1><bdi>Sukarti</bdi></h1>" in personal
    for content in (page.content.decode(), personal):
        assert "None" not in content
        assert words(content).count("Sukarti") <= 3  # head, title or row of the one name, never twice in one place
        assert "Sukarti Sukarti" not in words(content)


def test_v06_names_stay_apart_from_what_stands_beside_them(seminar: Seminar, during: None) -> None:
    client = browser()
    client.post(register_url(seminar), typed(family_name="الحسيني", first_name="ليلى\u202e"))
    row = Registration.objects.get()
    assert (row.family_name, row.first_name) == ("الحسيني", "ليلى")
    content = client.get(url_of(row)).content.decode()
    assert "<bdi>ليلى الحسيني</bdi>" in content
    assert '<bdi dir="ltr">BIO-2027-0001</bdi>' in content


@pytest.mark.parametrize(
    ("field", "limit"),
    [("family_name", "150"), ("printed_name", "452"), ("institution", "300"), ("job_title", "300"), ("speech_topic", "500"), ("native_name", "300")],
)
def test_v07_5000_letters(seminar: Seminar, during: None, field: str, limit: str) -> None:
    page = browser().post(register_url(seminar), typed(**{field: "a" * 5000}))
    content = page.content.decode()
    assert page.status_code == 200
    assert f"Shorten this to {limit} characters or fewer: it has 5,000" in content
    assert f'value="{"a" * 5000}"' in content
    if field in ("printed_name", "native_name"):
        assert '<details class="more" open>' in content
    assert Registration.objects.count() == 0


def test_v07_exactly_150(seminar: Seminar, during: None) -> None:
    name = ("Ab-c d " * 30)[:149] + "e"
    client = browser()
    page = client.get(client.post(register_url(seminar), typed(family_name=name))["Location"])
    assert name in words(page.content.decode())
    assert Registration.objects.get().family_name == name


@pytest.mark.parametrize("phone", ["7946 0018", "+971 51 000 0000", "abc", "\x00\u202e", "1" * 5000, "+44 20 7946 0234 / 0235"])
def test_v08_no_phone_makes_the_form_refuse(seminar: Seminar, during: None, phone: str) -> None:
    assert browser().post(register_url(seminar), typed(mobile_typed=phone, landline_typed=phone, fax_typed=phone)).status_code == 302


def test_v11_addresses_beyond_ascii(seminar: Seminar, during: None) -> None:
    client = browser()
    refused = client.post(register_url(seminar), typed(email="имя@example.org")).content.decode()
    assert "Enter an e-mail address with Latin letters before the @" in refused
    assert 'value="имя@example.org"' in refused
    for address in ("desk@пример.испытание", "first.l'ast+cica@example.museum"):
        assert client.post(register_url(seminar), typed(email=address)).status_code == 302
        assert Registration.objects.latest("pk").email == address


def test_v15_a_broker_that_is_away_slows_nothing(seminar: Seminar, django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks) -> None:
    before, app.conf.broker_url = app.conf.broker_url, "redis://127.0.0.1:1/0"
    app.pool.force_close_all()
    app._pool = app.amqp._producer_pool = None
    try:
        with time_machine.travel(DURING):
            started = time.monotonic()
            with django_capture_on_commit_callbacks(execute=True) as callbacks:
                answer = browser().post(register_url(seminar), typed())
            took = time.monotonic() - started
    finally:
        app.conf.broker_url = before
        app._pool = app.amqp._producer_pool = None
    assert answer.status_code == 302
    assert len(callbacks) == 1
    assert took < 2
    assert (Registration.objects.count(), OutgoingEmail.objects.get().state) == (1, "queued")


def test_v29_the_words_on_the_button_do_not_matter(seminar: Seminar, during: None) -> None:
    client = browser()
    for extra in ({}, {"submit": "提交"}, {"Отправить": "Отправить"}):
        assert client.post(register_url(seminar), typed(**extra)).status_code == 302
    assert set(Registration.objects.values_list("party__code", flat=True)) == {"KZ"}
    assert '<option value="KZ">' in browser().get(register_url(seminar)).content.decode()


def test_another_organisation_is_named_in_words(seminar: Seminar, during: None) -> None:
    client = browser()
    missing = client.post(register_url(seminar), typed(party="other")).content.decode()
    assert '<a href="#id_other_organisation">Enter the name of your organisation</a>' in missing
    assert client.post(register_url(seminar), typed(party="other", other_organisation="Example Institute")).status_code == 302
    row = Registration.objects.get()
    assert (row.party, row.other_organisation) == (None, "Example Institute")


# --- lost and foreign tokens -------------------------------------------------------------------------------------------------------------
@pytest.mark.parametrize("token", [None, "x" * 64, "short", "я" * 64])
@pytest.mark.parametrize("cookie", [None, "y" * 32, "bad!"])
def test_a_lost_csrf_token_gives_the_form_again_filled_and_sending_it_works(seminar: Seminar, during: None, token: str | None, cookie: str | None) -> None:
    client, form = browser(csrf=True), typed()
    if cookie is not None:
        client.cookies["csrftoken"] = cookie
    page = client.post(register_url(seminar), form | ({} if token is None else {"csrfmiddlewaretoken": token}), **ORIGIN)
    content = page.content.decode()
    assert page.status_code == 200
    assert ONCE_MORE in words(content)
    assert Registration.objects.count() == 0
    for name in ("family_name", "first_name", "institution", "email", "speech_topic", "form_token"):
        assert re.search(rf'name="{name}" value="{re.escape(form[name])}"', content), name
    good = re.search(r'<form class="annex".*?name="csrfmiddlewaretoken" value="([^"]+)"', content, re.DOTALL)
    assert good
    assert client.post(register_url(seminar), {**form, "csrfmiddlewaretoken": good[1]}, **ORIGIN).status_code == 302
    assert Registration.objects.count() == 1


@pytest.mark.parametrize("head", [{"HTTP_ORIGIN": "https://evil.example"}, {"HTTP_ORIGIN": "null"}, {"HTTP_REFERER": "https://evil.example/x"}, {}])
def test_v31_a_foreign_origin_is_a_plain_403(seminar: Seminar, during: None, head: dict[str, str]) -> None:
    client = browser(csrf=True)
    token = re.search(r'name="csrfmiddlewaretoken" value="([^"]+)"', client.get(register_url(seminar)).content.decode())
    assert token
    for path in (register_url(seminar), f"/seminars/{seminar.slug}/my-link/"):
        answer = client.post(path, {**typed(), "csrfmiddlewaretoken": token[1]}, **head)
        assert answer.status_code == 403
        assert b"SADYKOVA" not in answer.content
    assert Registration.objects.count() == 0


def test_a_lost_token_after_the_deadline_shows_what_was_typed(seminar: Seminar) -> None:
    with time_machine.travel(TOO_LATE, tick=False):
        answer = browser(csrf=True).post(register_url(seminar), typed(), **ORIGIN)
    assert answer.status_code == 409
    assert CLOSED in words(answer.content.decode())
    assert "a.sadykova@example.org" in words(answer.content.decode())


# --- the link again ----------------------------------------------------------------------------------------------------------------------
def test_v28_one_answer_for_every_address(seminar: Seminar, during: None) -> None:
    submitted(seminar, email="known@example.org")
    gone = submitted(seminar, email="gone@example.org")
    withdraw_by_delegate(registration_id=gone.pk, now=DURING)
    OutgoingEmail.objects.all().delete()
    answers, pages = set(), set()
    for address in ("known@example.org", "nobody@example.org", "gone@example.org", "KNOWN@Example.ORG"):
        client = browser()
        answer = client.post(f"/seminars/{seminar.slug}/my-link/", {"email": address})
        answers.add((answer.status_code, answer.content, tuple(sorted(answer.items()))))
        page = client.get(answer["Location"])
        pages.add((page.status_code, re.sub(r'(csrfmiddlewaretoken" value=")[^"]+', r"\1", page.content.decode())))
    assert len(answers) == 1
    assert len(pages) == 1
    assert sorted(OutgoingEmail.objects.values_list("to_address", flat=True)) == ["gone@example.org", "known@example.org"]


def test_v28_the_answer_is_out_before_anything_is_looked_up(seminar: Seminar, during: None, django_assert_num_queries: DjangoAssertNumQueries) -> None:
    submitted(seminar, email="known@example.org")
    OutgoingEmail.objects.all().delete()
    for address in ("known@example.org", "nobody@example.org"):
        with django_assert_num_queries(2):  # the seminar and its contacts
            answer = my_link(RequestFactory().post("/", {"email": address}), seminar.slug)
        assert OutgoingEmail.objects.count() == 0
        assert answer.status_code == 302


def test_an_address_that_is_none_is_told_so(seminar: Seminar, during: None) -> None:
    page = browser().post(f"/seminars/{seminar.slug}/my-link/", {"email": "foo@"})
    assert page.status_code == 200
    assert b'<a href="#id_email">Enter an e-mail address such as name@example.org</a>' in page.content


def test_v28_a_lost_token_gives_the_address_again(seminar: Seminar, during: None) -> None:
    page = browser(csrf=True).post(f"/seminars/{seminar.slug}/my-link/", {"email": "known@example.org"}, **ORIGIN)
    assert page.status_code == 200
    assert ONCE_MORE in words(page.content.decode())
    assert b'value="known@example.org"' in page.content


# --- weight and queries --------------------------------------------------------------------------------------------------------------------
def test_the_form_page_stays_within_its_weight(seminar: Seminar, during: None) -> None:
    tables()
    content = browser().get(register_url(seminar)).content
    static = settings.BASE_DIR / "static"
    named = re.findall(rb'(?:href|src)="/static/([^"]+\.(?:css|js))"', content)
    html, sheets = len(gzip.compress(content)), sum(len(gzip.compress((static / name.decode()).read_bytes())) for name in named if name.endswith(b".css"))
    scripts = sum(len(gzip.compress((static / name.decode()).read_bytes())) for name in named if name.endswith(b".js"))
    assert html + sheets <= 20_000
    assert html + sheets + scripts <= 40_000
    assert 1 + len(named) <= 4
    assert b"<script>" not in content
    assert b" style=" not in content


def test_the_form_asks_the_database_a_fixed_number_of_times(seminar: Seminar, during: None, django_assert_max_num_queries: DjangoAssertNumQueries) -> None:
    tables()
    with django_assert_max_num_queries(7):
        browser().get(register_url(seminar))


def test_the_content_of_a_form_is_what_the_service_gets(seminar: Seminar, during: None) -> None:
    form = typed(
        native_name="Айгерім Садықова", printed_name="Aigerim SADYKOVA (KZ)", form_of_address="Dr. Sadykova", name_order="family first", category="institute",
        cc_email="embassy@example.org", city="Astana", speech_language="ru", may_print_email="on", on_platform="on", middle_name="Bolatovna",
    )  # fmt: skip
    browser().post(register_url(seminar), form)
    given = Given.of(Registration.objects.get())
    values = {name: getattr(given, name) for name in form if name not in ("form_token", "party", "may_print_email", "on_platform")}
    assert values == {name: form[name] for name in values}
    assert (given.party, given.may_print_email, given.may_print_phone, given.on_platform) == (party("KZ"), True, False, True)
