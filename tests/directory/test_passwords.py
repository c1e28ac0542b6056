"""The log-in and what stands before it (directory/views/passwords.py, seminar_portal/admin_site.py)."""

import datetime as dt
import re
from http.cookies import Morsel

import pytest
import time_machine
from django.test import Client
from django.urls import reverse

from directory import links
from directory.enums import AccountEventKind, Role
from directory.models import AccountEvent, FailedLogIn, User
from directory.services import log_ins
from notifications.models import OutgoingEmail
from tests.factories import agenda
from tests.factories.directory import PASSWORD, staff

NOW = agenda.DURING
NEW = "a-long-pass-phrase-7"
pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _during():
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def desk() -> User:
    return staff(Role.HOST, email="desk@example.org", language="ru")


def path_of(user: User) -> str:
    return links.password_link(user, NOW).address.removeprefix("https://seminar.example.org")


def log_in(browser: Client, email: str, password: str) -> int:
    return browser.post(reverse("admin:login"), {"username": email, "password": password}).status_code


# --- the mailed link ------------------------------------------------------------------------------------------------------------------------


def test_v12_scanners_that_follow_the_link_use_nothing_up(desk: User) -> None:
    path = path_of(desk)
    before = User.objects.values().get(pk=desk.pk)
    assert Client().head(path).status_code == 200
    for address in ("192.0.2.1", "192.0.2.2", "192.0.2.2"):
        assert Client(REMOTE_ADDR=address).get(path).status_code == 200
    assert User.objects.values().get(pk=desk.pk) == before and not AccountEvent.objects.exists()
    person = Client()
    assert person.get(path).status_code == 200
    answer = person.post(path, {"new_password1": NEW, "new_password2": NEW})
    assert (answer.status_code, answer["Location"]) == (302, "/ru/admin/")
    assert Client().login(username=desk.email, password=NEW)


def test_a_used_an_old_and_a_wrong_link_are_one_page(desk: User) -> None:
    path = path_of(desk)
    old = links.password_link(desk, NOW - dt.timedelta(days=3, seconds=1)).address.removeprefix("https://seminar.example.org")
    assert Client().post(path, {"new_password1": NEW, "new_password2": NEW}).status_code == 302
    answers = [Client().get(found) for found in (path, old, path[:-9] + "nonsense/")]
    assert [answer.status_code for answer in answers] == [404] * 3
    # the language switch on the page says where one is: the address, and nothing else of the page, differs
    bodies = {re.sub(r'value="/[^"]*"', "", answer.content.decode()) for answer in answers}
    assert len({re.sub(r'csrfmiddlewaretoken" value="[^"]*"', "", body) for body in bodies}) == 1
    assert Client().post(path, {"new_password1": NEW + "x", "new_password2": NEW + "x"}).status_code == 404


def test_what_is_wrong_with_a_password_is_said_at_the_field(desk: User) -> None:
    for first, second in (("short", "short"), (NEW, NEW + "x"), ("", "")):
        page = Client().post(path_of(desk), {"new_password1": first, "new_password2": second})
        assert page.status_code == 200 and page.context["form"].errors
        assert "<title>Ошибка:" in page.content.decode() or "<title>Error:" in page.content.decode()
    assert User.objects.get(pk=desk.pk).check_password(PASSWORD)


def test_the_page_of_the_link_is_kept_by_nobody(desk: User) -> None:
    answer = Client().get(path_of(desk))
    assert "no-store" in answer["Cache-Control"]
    assert (answer["X-Robots-Tag"], answer["Referrer-Policy"]) == ("noindex, nofollow", "same-origin")


def test_a_lost_csrf_cookie_gives_the_form_again(desk: User) -> None:
    strict = Client(enforce_csrf_checks=True, SERVER_NAME="seminar.example.org", SERVER_PORT="443", HTTP_X_FORWARDED_PROTO="https")
    answer = strict.post(path_of(desk), {"new_password1": NEW, "new_password2": NEW}, HTTP_ORIGIN="https://seminar.example.org")
    assert answer.status_code == 200 and answer.context["form"].non_field_errors()
    assert User.objects.get(pk=desk.pk).check_password(PASSWORD)
    answer = strict.post(reverse("admin:password_forgotten"), {"email": desk.email}, HTTP_ORIGIN="https://seminar.example.org")
    assert answer.status_code == 200 and answer.context["form"].non_field_errors()
    assert not OutgoingEmail.objects.exists()
    assert strict.post(reverse("admin:password_forgotten"), {"email": desk.email}, HTTP_ORIGIN="https://evil.example.org").status_code == 403


# --- forgotten ------------------------------------------------------------------------------------------------------------------------------


def test_v28_the_answer_tells_nobody_who_has_an_account(desk: User) -> None:
    staff(Role.READER, email="gone@example.org", is_active=False)
    answers, pages = set(), set()
    for address in (desk.email, "DESK@Example.ORG", "nobody@example.org", "gone@example.org"):
        browser = Client()
        answer = browser.post(reverse("admin:password_forgotten"), {"email": address})
        answers.add((answer.status_code, answer.content, tuple(sorted(answer.items()))))
        pages.add(browser.get(answer["Location"]).content)
    assert len(answers) == 1
    assert len({re.sub(rb'csrfmiddlewaretoken" value="[^"]*"', b"", page) for page in pages}) == 1
    mail = OutgoingEmail.objects.get()  # one: the second spelling is the same account within ten minutes
    assert (mail.to_address, mail.kind, mail.language) == ("desk@example.org", "directory/password", "ru")
    event = AccountEvent.objects.get()
    assert (event.kind, event.account, event.by) == (AccountEventKind.LINK_ASKED, desk, None)


def test_v28_the_work_is_done_after_the_answer(desk: User) -> None:
    from django.core.handlers.wsgi import WSGIRequest
    from django.test import RequestFactory

    from directory.views import forgotten

    request: WSGIRequest = RequestFactory().post("/admin/password/forgotten/", {"email": desk.email})
    response = forgotten(request)
    assert (response.status_code, OutgoingEmail.objects.count()) == (302, 0)
    response.work()  # what the server calls when the answer has gone out
    assert OutgoingEmail.objects.count() == 1


def test_a_second_mail_goes_after_ten_minutes(desk: User) -> None:
    for minutes, mails in ((0, 1), (3, 1), (11, 2)):
        with time_machine.travel(NOW + dt.timedelta(minutes=minutes), tick=False):
            Client().post(reverse("admin:password_forgotten"), {"email": desk.email})
        assert OutgoingEmail.objects.count() == mails


def test_the_log_in_page_leads_there() -> None:
    assert f'href="{reverse("admin:password_forgotten")}"' in Client().get(reverse("admin:login")).content.decode()
    assert Client().get(reverse("admin:password_forgotten")).status_code == 200
    assert Client().post(reverse("admin:password_forgotten"), {"email": "foo@@"}).context["form"].errors


# --- the limit ------------------------------------------------------------------------------------------------------------------------------


def test_a_stranger_cannot_lock_a_desk_out(desk: User) -> None:
    usual = Client()
    assert log_in(usual, desk.email, PASSWORD) == 302
    usual.post(reverse("admin:logout"))
    stranger = Client()
    assert [log_in(stranger, "DESK@example.org", f"guess-{n}") for n in range(11)] == [200] * 10 + [429]
    assert log_in(Client(), desk.email, PASSWORD) == 429, "for every browser that is not known, the right password too"
    assert log_in(usual, desk.email, PASSWORD) == 302, "the desk's own browser is counted apart"
    assert log_in(Client(), "another@example.org", "guess") == 200, "another account's limit is its own"


def test_after_a_quarter_of_an_hour_a_stranger_may_try_again(desk: User) -> None:
    for n in range(10):
        log_in(Client(), desk.email, f"guess-{n}")
    for seconds, status in ((899, 429), (900, 302)):
        with time_machine.travel(NOW + dt.timedelta(seconds=seconds), tick=False):
            assert log_in(Client(), desk.email, PASSWORD) == status


def test_a_known_browser_has_a_limit_too(desk: User) -> None:
    usual = Client()
    log_in(usual, desk.email, PASSWORD)
    usual.post(reverse("admin:logout"))
    assert [log_in(usual, desk.email, f"guess-{n}") for n in range(11)] == [200] * 10 + [429]


def test_the_mark_of_one_account_is_none_of_anothers(desk: User) -> None:
    other = staff(Role.READER, email="reader@example.org")
    browser = Client()
    log_in(browser, other.email, PASSWORD)
    browser.post(reverse("admin:logout"))
    mark = browser.cookies["known"].value
    assert links.key_of_attempt(desk.email, mark) == links.key_of_attempt("DESK@example.org", "") == links.key_of_attempt(desk.email, mark + "x")
    assert links.key_of_attempt(other.email, mark) != links.key_of_attempt(other.email, "")


def test_v28_the_limit_is_the_same_for_an_address_without_an_account(desk: User) -> None:
    stranger = Client()
    known = [log_in(stranger, desk.email, "guess") for _n in range(11)]
    assert [log_in(stranger, "nobody@example.org", "guess") for _n in range(11)] == known == [200] * 10 + [429]


def test_the_right_password_clears_the_count_and_nothing_of_the_address_is_stored(desk: User) -> None:
    for n in range(9):
        log_in(Client(), desk.email, f"guess-{n}")
    assert {len(key) for key in FailedLogIn.objects.values_list("key", flat=True)} == {64}
    assert log_in(Client(), desk.email, PASSWORD) == 302
    assert not FailedLogIn.objects.exists()


def test_old_attempts_go() -> None:
    log_ins.begin_attempt(key="old", now=NOW - dt.timedelta(days=1, seconds=1))
    log_ins.begin_attempt(key="new", now=NOW)
    assert list(FailedLogIn.objects.values_list("key", flat=True)) == ["new"]


def test_setting_a_password_makes_the_browser_known(desk: User) -> None:
    for n in range(10):
        log_in(Client(), desk.email, f"guess-{n}")
    browser = Client()
    browser.post(path_of(desk), {"new_password1": NEW, "new_password2": NEW})
    assert log_in(browser, desk.email, NEW) == 302


def test_the_mark_is_for_the_server_alone(desk: User) -> None:
    browser = Client()
    log_in(browser, desk.email, PASSWORD)
    mark: Morsel[str] = browser.cookies["known"]
    assert (mark["httponly"], mark["samesite"], mark["secure"], mark["max-age"]) == (True, "Lax", True, 180 * 24 * 3600)


# --- after the log-in -----------------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("language", "asked", "comes"),
    [("ru", "/admin/", "/ru/admin/"), ("en", "/ru/admin/", "/admin/"), ("zh-hans", "/admin/agenda/seminar/?q=1", "/zh-hans/admin/agenda/seminar/?q=1")],
)
def test_the_administration_opens_in_the_persons_language(language: str, asked: str, comes: str) -> None:
    user = staff(Role.HOST, language=language)
    answer = Client().post(reverse("admin:login"), {"username": user.email, "password": PASSWORD, "next": asked})
    assert (answer.status_code, answer["Location"]) == (302, comes)


def test_the_way_on_is_never_to_another_site(desk: User) -> None:
    answer = Client().post(reverse("admin:login"), {"username": desk.email, "password": PASSWORD, "next": "https://evil.example/"})
    assert answer["Location"].startswith("/")
