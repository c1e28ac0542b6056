"""V31: TLS ends at the proxy, the application hears plain HTTP, and the one address setting decides everything else."""

import datetime as dt

import pytest
from django.conf import settings
from django.test import Client

from registration.links import personal_address
from tests.factories import agenda as agenda_factory
from tests.factories import desk as desk_factory
from tests.factories import directory as directory_factory

pytestmark = pytest.mark.django_db
ADDRESS = "https://seminar.example.org"
NOW = dt.datetime(2027, 10, 10, 6, 0, tzinfo=dt.UTC)


@pytest.fixture
def browser():
    """A client behind the proxy: plain HTTP to us, with what the proxy adds."""
    return Client(enforce_csrf_checks=True, headers={"host": "seminar.example.org", "x-forwarded-proto": "https"})


def token(browser, path):
    browser.get(path)
    return browser.cookies["csrftoken"].value


def log_in(browser, origin):
    directory_factory.staff("administrator", email="admin@example.org", password="a long pass phrase")
    data = {"username": "admin@example.org", "password": "a long pass phrase", "csrfmiddlewaretoken": token(browser, "/admin/login/")}
    return browser.post("/admin/login/?next=/admin/", data, headers={"origin": origin})


def test_settings_follow_the_one_address():
    assert settings.PORTAL_ADDRESS == ADDRESS
    assert settings.CSRF_TRUSTED_ORIGINS == [ADDRESS]
    assert [host for host in settings.ALLOWED_HOSTS if host != "testserver"] == ["seminar.example.org"]
    assert settings.SECURE_REFERRER_POLICY == "same-origin"


def test_v31_log_in_through_the_proxy_and_cookies_are_secure(browser):
    answer = log_in(browser, ADDRESS)
    assert (answer.status_code, answer["Location"]) == (302, "/admin/")
    assert {name: bool(cookie["secure"]) for name, cookie in browser.cookies.items()} == {"csrftoken": True, "known": True, "sessionid": True}


@pytest.mark.parametrize("origin", ["https://evil.example", "null", "http://seminar.example.org.evil.example"])
def test_v31_a_foreign_origin_is_a_plain_403(browser, origin):
    answer = log_in(browser, origin)
    assert answer.status_code == 403
    assert "sessionid" not in browser.cookies


def test_v31_language_switch_through_the_proxy(browser):
    answer = browser.post("/language/", {"language": "ru", "next": "/", "csrfmiddlewaretoken": token(browser, "/admin/login/")}, headers={"origin": ADDRESS})
    assert (answer.status_code, answer["Location"], bool(browser.cookies["django_language"]["secure"])) == (302, "/ru/", True)


def test_v31_pages_are_told_to_stay_on_https(browser):
    answer = browser.get("/admin/login/")
    assert answer["Strict-Transport-Security"] == "max-age=31536000"
    assert answer["Referrer-Policy"] == "same-origin"


def test_v31_an_unknown_host_is_refused():
    assert Client(headers={"host": "evil.example", "x-forwarded-proto": "https"}).get("/admin/login/").status_code == 400


def test_v31_links_in_mails_start_with_the_address():
    registration = desk_factory.registration(agenda_factory.seminar())
    assert personal_address(registration).startswith(f"{ADDRESS}/registrations/")
