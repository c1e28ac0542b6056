"""What holds for every page: our own origin only, nothing inline, the request's language, the frame."""

import gzip
import re
from html.parser import HTMLParser
from pathlib import Path

import pytest
import time_machine
from django.conf import settings
from django.contrib.staticfiles import finders
from django.core.exceptions import SuspiciousOperation
from django.test import RequestFactory
from django.urls import reverse
from django.utils import translation

from agenda.models import Session
from seminar_portal.pages import errors
from tests.factories import agenda as make
from tests.factories import directory as people
from tests.factories.directory import staff

pytestmark = pytest.mark.django_db
LOADS = {"script": "src", "link": "href", "img": "src", "iframe": "src", "source": "src", "form": "action", "object": "data", "embed": "src", "use": "href"}


class Strict(HTMLParser):
    """Collects what a page under ``default-src 'self'`` must not have."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.faults: list[str] = []
        self.feed(html)

    def handle_starttag(self, tag, attrs):
        names = dict(attrs)
        if tag == "style":
            self.faults.append("<style>")
        if tag == "script" and "src" not in names and names.get("type") not in ("application/json",):
            self.faults.append("inline <script>")
        self.faults += [f"{name} on <{tag}>" for name in names if name == "style" or name.startswith("on")]
        self.faults += [f"javascript: in <{tag}>" for value in names.values() if (value or "").strip().lower().startswith("javascript:")]
        address = names.get(LOADS.get(tag, ""), "") or ""
        if re.match(r"(?:[a-z]+:)?//|data:", address):
            self.faults.append(f"<{tag}> loads {address}")


@pytest.fixture(autouse=True)
def _during():
    with time_machine.travel(make.DURING, tick=False):
        yield


@pytest.fixture
def seminar():
    people.tables()
    row = make.seminar(platform_url="https://www.scoei.org.cn/", platform_name="platform")
    make.programme(row)
    make.contact(row)
    return row


PUBLIC = ["/", "/seminars/biodiversity/", "/seminars/biodiversity/register/", "/seminars/biodiversity/my-link/", "/admin/login/", "/nowhere/"]


@pytest.mark.parametrize("prefix", ["", "/ru", "/zh-hans"])
@pytest.mark.parametrize("address", PUBLIC)
def test_public_pages_keep_to_the_policy(client, seminar, prefix, address):
    response = client.get(prefix + address)
    assert response.status_code == (404 if address == "/nowhere/" else 200)
    assert Strict(response.content.decode()).faults == []
    policy = response["Content-Security-Policy"]
    assert "default-src 'self'" in policy
    assert "unsafe" not in policy


def test_pages_of_the_administration_keep_to_the_policy(client, seminar):
    client.force_login(staff("host staff", is_superuser=True))
    make.video_link(seminar)
    item = Session.objects.first()
    for address in (
        reverse("admin:index"),
        reverse("admin:agenda_seminar_changelist"),
        reverse("admin:agenda_seminar_add"),
        reverse("admin:agenda_seminar_change", args=[seminar.pk]),
        reverse("admin:agenda_seminar_publish", args=[seminar.pk]),
        reverse("admin:agenda_seminar_clone", args=[seminar.pk]),
        *(reverse(f"admin:registration_announcement_{act}", args=[seminar.pk]) for act in ("extend", "cancel", "reinstate", "postpone", "message")),
        reverse("admin:registration_announcement_changelist"),
        reverse("agenda:preview", args=[seminar.slug]),
        reverse("admin:agenda_seminar_document", args=[seminar.pk]),
        reverse("admin:agenda_session_change", args=[item.pk]),
        reverse("admin:agenda_videolink_add"),
    ):
        response = client.get(address)
        assert (response.status_code, Strict(response.content.decode()).faults) == (200, []), address
        assert "unsafe" not in response["Content-Security-Policy"]


def test_the_checker_sees_what_it_is_for():
    bad = '<style></style><script>1</script><p style="x" onclick="y"><img src="https://cdn.example/x.png">'
    bad += '<a href="javascript:1"><link href="//cdn.example/a.css">'
    assert Strict(bad).faults == [
        "<style>",
        "inline <script>",
        "style on <p>",
        "onclick on <p>",
        "<img> loads https://cdn.example/x.png",
        "javascript: in <a>",
        "<link> loads //cdn.example/a.css",
    ]


# --- the frame


@pytest.mark.parametrize(("address", "language"), [("/", "en"), ("/ru/", "ru"), ("/zh-hans/", "zh-hans")])
def test_the_frame_speaks_the_language_of_the_address(client, address, language):
    body = client.get(address).content.decode()
    assert f'<html lang="{language}" dir="ltr">' in body
    current = re.findall(r'<button name="language" value="([a-z-]+)" lang="[a-z-]+" aria-current="true">', body)
    assert current == [language]


@pytest.mark.parametrize("shown", ["", "/ru", "/zh-hans"])
@pytest.mark.parametrize(("chosen", "prefix"), [("en", ""), ("ru", "/ru"), ("zh-hans", "/zh-hans")])
def test_the_switch_leads_from_each_language_to_each(client, seminar, shown, chosen, prefix):
    body = client.get(f"{shown}/seminars/biodiversity/").content.decode()
    back = re.search(r'action="/language/">.*?name="next" value="([^"]*)"', body, re.DOTALL)
    assert client.post("/language/", {"language": chosen, "next": back[1]})["Location"] == f"{prefix}/seminars/biodiversity/"


def test_the_switch_is_in_words_of_each_language_and_leads_to_the_same_page(client, seminar):
    body = client.get("/seminars/biodiversity/?a=1").content.decode()
    assert re.findall(r'<button name="language" [^>]*>([^<]+)</button>', body) == ["English", "Русский", "中文"]
    assert '<input type="hidden" name="next" value="/seminars/biodiversity/?a=1">' in body
    for language, address in [
        ("ru", "/ru/seminars/biodiversity/?a=1"),
        ("zh-hans", "/zh-hans/seminars/biodiversity/?a=1"),
        ("en", "/seminars/biodiversity/?a=1"),
    ]:
        response = client.post("/language/", {"language": language, "next": "/seminars/biodiversity/?a=1"})
        assert (response.status_code, response["Location"]) == (302, address)


def test_the_language_is_in_the_address_and_nowhere_else(client, seminar):
    """Neither the browser's wish nor a cookie turns a page round that somebody was sent."""
    client.post("/language/", {"language": "ru", "next": "/"})
    assert '<html lang="en"' in client.get("/", headers={"accept-language": "zh-CN"}).content.decode()


def test_a_city_is_chosen_without_scripts_and_shown(client, seminar):
    body = client.get("/seminars/biodiversity/").content.decode()
    assert '<section class="clock" id="your-clock"' in body
    assert '<option value="Asia/Seoul">Seoul</option>' in body
    response = client.post("/clock/", {"zone": "Asia/Seoul", "next": "/seminars/biodiversity/"})
    assert response["Location"] == "/seminars/biodiversity/"
    body = client.get("/seminars/biodiversity/").content.decode()
    assert "00:59 in Seoul (UTC+9)" in body
    assert '<option value="Asia/Seoul" selected>Seoul</option>' in body


def test_the_skip_link_leads_to_the_content(client):
    body = client.get("/").content.decode()
    assert body.index('<a class="skip" href="#main">') < body.index('<header class="bar">')
    assert body.count('id="main"') == 1


def test_the_weight_of_the_form_page(client, seminar):
    """HTML and CSS at most 20 kB compressed, with scripts 40 kB; four requests."""
    body = client.get("/seminars/biodiversity/register/").content
    parts = re.findall(r'<(?:script|link)\b[^>]*?(?:src|href)="/static/([^"]+)"', body.decode())
    sizes = {part: len(gzip.compress(Path(finders.find(part)).read_bytes())) for part in parts}
    page = len(gzip.compress(body))
    assert page + sum(size for part, size in sizes.items() if part.endswith(".css")) <= 20_000
    assert page + sum(sizes.values()) <= 40_000
    assert 1 + len([part for part in parts if not part.endswith(".svg")]) <= 4


# --- pages for errors


def test_v30_error_pages_stay_in_the_requests_language_after_any_number_of_others(client):
    """Pages in other languages, served by the same thread before, leave no trace."""
    for address in ("/ru/", "/zh-hans/", "/", "/ru/nowhere/", "/zh-hans/nowhere/"):
        client.get(address)
    for prefix, language in [("", "en"), ("/ru", "ru"), ("", "en"), ("/zh-hans", "zh-hans"), ("", "en")]:
        response = client.get(f"{prefix}/nowhere/")
        assert response.status_code == 404
        assert f'<html lang="{language}"' in response.content.decode()


@pytest.mark.parametrize(("path", "language"), [("/x/", "en"), ("/ru/x/", "ru"), ("/zh-hans/x/", "zh-hans")])
def test_v30_each_error_page_is_in_the_language_of_its_address(path, language):
    request = RequestFactory().get(path)
    answers = {
        400: errors.bad_request(request, SuspiciousOperation("x")),
        403: errors.forbidden(request, PermissionError()),
        404: errors.not_found(request, LookupError()),
        500: errors.server_error(request),
    }
    with translation.override("ru"):  # what the thread served before
        for status, answer in answers.items():
            assert answer.status_code == status
            assert f'<html lang="{language}"' in answer.content.decode()
            assert Strict(answer.content.decode()).faults == []


def test_400_and_500_ask_no_database(django_assert_num_queries):
    request = RequestFactory().get("/ru/x/")
    with django_assert_num_queries(0):
        errors.server_error(request)
        errors.bad_request(request)


def test_a_failing_view_answers_with_the_page(client, settings, seminar, monkeypatch):
    from agenda import selectors

    monkeypatch.setattr(selectors, "coming_and_past", lambda now: 1 / 0)
    client.raise_request_exception = False
    response = client.get("/ru/")
    assert response.status_code == 500
    assert '<html lang="ru"' in response.content.decode()
    assert "ZeroDivisionError" not in response.content.decode()


def test_where_even_the_page_fails_a_bare_answer_comes(monkeypatch):
    def broken(*args, **kwargs):
        raise ValueError("Missing staticfiles manifest entry")

    monkeypatch.setattr(errors, "render_to_string", broken)
    response = errors.server_error(RequestFactory().get("/"))
    assert (response.status_code, response.content) == (500, b"500")


def test_a_foreign_host_is_refused_with_our_page(client):
    response = client.get("/", headers={"host": "evil.example"})
    assert response.status_code == 400
    assert "This could not be read" in response.content.decode()


def test_every_language_of_the_portal_is_in_the_switch():
    assert [code for code, _name in settings.LANGUAGES] == ["en", "ru", "zh-hans"]
