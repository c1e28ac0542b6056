"""The log-in by mailed code (directory/views/log_in.py and adapter.py, directory/links.py): docs/decisions/0016."""

import datetime as dt
import re
from typing import Any

import pytest
import time_machine
from django.core import mail as mails
from django.test import Client, override_settings
from django.urls import NoReverseMatch, reverse

from directory import fillers, links
from directory.enums import Role
from directory.models import AccountEvent, FailedLogIn, FocalPoint, User
from directory.services import focal_points, log_ins
from notifications import wake
from notifications.models import OutgoingEmail
from notifications.registry import DoNotSend, Fill
from notifications.tasks import sweep
from tests.factories import agenda, directory

NOW = agenda.DURING
ASK, CODE = "/log-in/", "/log-in/code/"
pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def clock() -> Any:
    with time_machine.travel(NOW, tick=False) as traveller:
        yield traveller


@pytest.fixture
def post() -> FocalPoint:
    agenda.cities()
    return directory.focal_point(directory.mission("BD", "Tashkent", zone="Asia/Tashkent"), "rahman@example.org", language="ru")


def ask(browser: Client, email: str = "rahman@example.org", **kw: Any) -> Any:
    return browser.post(ASK + kw.pop("query", ""), {"email": email}, **kw)


def code_mails() -> list[OutgoingEmail]:
    return list(OutgoingEmail.objects.filter(kind="directory/code").order_by("pk"))


def mailed_code() -> str:
    fill = fillers.fill_code(code_mails()[-1], NOW)
    assert isinstance(fill, Fill)
    return fill.values["code"]


def is_in(browser: Client) -> bool:
    return browser.get("/mission/").status_code == 200


# --- the way in -----------------------------------------------------------------------------------------------------------------------------


def test_a_code_is_asked_for_mailed_typed_and_opens_the_page_in_the_persons_language(post: FocalPoint) -> None:
    browser = Client()
    assert ask(browser)["Location"] == CODE
    mails.outbox.clear()
    sweep()
    (message,) = mails.outbox
    assert (message.to, message.subject) == (["rahman@example.org"], code_mails()[0].subject)
    (code,) = re.findall(r"^(\d{4} \d{4})$", message.body, re.MULTILINE)
    assert re.search(r"12 октября 2027\sг., 12:17, \w+ \(UTC\+5\)", message.body)  # asked at 12:02 in Tashkent
    session = browser.session.session_key
    answer = browser.post(CODE, {"code": code})
    assert (answer.status_code, answer["Location"]) == (302, "/ru/mission/")
    assert browser.session.session_key != session
    assert is_in(browser)
    assert User.objects.get(pk=post.user_id).last_login == NOW
    assert Client().post(CODE, {"code": code})["Location"] == ASK, "a code opens once, in its browser"


@pytest.mark.parametrize("typed", ["{a}{b}", " {a}-{b} ", "{a}  {b}.", "fullwidth", "arabic"])
def test_the_code_may_be_typed_as_a_keyboard_gives_it(post: FocalPoint, typed: str) -> None:
    browser = Client()
    ask(browser, "RAHMAN@Example.Org")
    a, b = mailed_code().split()
    zero = {"fullwidth": "０", "arabic": "٠"}.get(typed)
    given = "".join(chr(ord(zero) + int(digit)) for digit in a + b) if zero else typed.format(a=a, b=b)
    assert browser.post(CODE, {"code": given}).status_code == 302
    assert is_in(browser)


def test_the_way_on_is_kept_and_never_leads_to_another_site(post: FocalPoint) -> None:
    for wanted, reached in (("/missions/7/rounds/3/", "/missions/7/rounds/3/"), ("https://evil.example/", "/ru/mission/"), ("//evil.example/", "/ru/mission/")):
        browser = Client()
        answer = ask(browser, query=f"?next={wanted}")
        assert browser.post(answer["Location"], {"code": mailed_code()})["Location"] == reached


def test_who_is_not_logged_in_is_sent_there_and_back(post: FocalPoint) -> None:
    browser = Client()
    answer = browser.get("/ru/mission/account/")
    assert answer["Location"] == "/ru/log-in/?next=/ru/mission/account/"
    assert 'action="' not in browser.get(answer["Location"]).content.decode().partition('class="annex"')[2].partition(">")[0], "the form keeps the address"


def test_v30_the_mail_speaks_the_persons_language_and_the_page_that_of_its_address(post: FocalPoint) -> None:
    browser = Client()
    browser.post("/zh-hans/log-in/", {"email": "rahman@example.org"})
    mail = code_mails()[0]
    assert (mail.language, mail.text.startswith("Уважаемый(-ая)"), "октября 2027" in mail.text) == ("ru", True, True)
    assert '<html lang="zh-hans"' in browser.post("/zh-hans/log-in/code/", {"code": "1"}).content.decode()


# --- what a code is ---------------------------------------------------------------------------------------------------------------------------


def test_nothing_that_is_stored_holds_the_code(post: FocalPoint) -> None:
    """Neither the message that staff can read, nor the session: only the seed, which is nothing without the secret key."""
    browser = Client()
    ask(browser)
    code = mailed_code()
    mail = code_mails()[0]
    stored = f"{mail.__dict__} {dict(browser.session.items())}"
    assert code not in stored and code.replace(" ", "") not in stored
    assert mail.text.count("[[code]]") == 1 and mail.not_after == NOW.replace(microsecond=0) + dt.timedelta(minutes=15)
    desk = Client()
    desk.force_login(directory.staff(Role.SECRETARIAT))
    page = desk.get(f"/admin/notifications/outgoingemail/{mail.pk}/change/").content.decode()
    assert "[code]" in page and code not in page
    with override_settings(SECRET_KEY="another key of an installation that is not this one"):
        assert links.code_of(log_seed(mail)) != code
        assert not links.is_code_of(log_seed(mail), code)
        with override_settings(SECRET_KEY_FALLBACKS=["a key for tests only, long enough for every check of the portal"]):
            assert links.is_code_of(log_seed(mail), code), "a key that is being replaced still opens"


def log_seed(mail: OutgoingEmail) -> str:
    return mail.dedupe_key.rpartition(":")[2]


@pytest.mark.parametrize("typed", ["", " ", "0", "x", "٠", "12345678"])
def test_no_seed_has_no_code(typed: str) -> None:
    assert links.is_code_of("", typed) is False


def test_codes_are_eight_digits_and_differ() -> None:
    seeds = {links.new_seed() for _n in range(200)}
    assert len(seeds) == 200
    codes = {links.code_of(f"seed {n}") for n in range(200)}  # fixed, because of 200 codes by chance two are alike once in 5,000 runs
    assert len(codes) == 200
    assert all(re.fullmatch(r"\d{4} \d{4}", code) for code in codes)


# --- wrong, late, elsewhere ---------------------------------------------------------------------------------------------------------------------


def test_the_third_wrong_code_ends_it(post: FocalPoint) -> None:
    browser = Client()
    ask(browser)
    right = mailed_code()
    wrong = "00000000" if right != "0000 0000" else "11111111"
    for _n in range(2):
        answer = browser.post(CODE, {"code": wrong})
        assert answer.status_code == 200 and "<title>Error: " in answer.content.decode()
    answer = browser.post(CODE, {"code": wrong}, follow=True)
    assert answer.redirect_chain == [(ASK, 302)] and "third wrong code" in answer.content.decode()
    answer = browser.post(CODE, {"code": right}, follow=True)
    assert answer.redirect_chain == [(ASK, 302)] and "This code has ended" in answer.content.decode()
    assert not is_in(browser)


@pytest.mark.parametrize(("minutes", "seconds", "opens"), [(14, 59, True), (15, 0, True), (15, 1, False)])
def test_a_code_opens_for_fifteen_minutes(post: FocalPoint, clock: Any, minutes: int, seconds: int, opens: bool) -> None:
    browser = Client()
    ask(browser)
    code = mailed_code()
    clock.shift(dt.timedelta(minutes=minutes, seconds=seconds))
    browser.post(CODE, {"code": code})
    assert is_in(browser) is opens


def test_a_code_opens_in_the_browser_in_which_it_was_asked_for(post: FocalPoint) -> None:
    hers, other = Client(), Client()
    ask(hers)
    code = mailed_code()
    ask(other)
    assert other.post(CODE, {"code": code}).status_code == 200
    assert not is_in(other)
    hers.post(CODE, {"code": code})
    assert is_in(hers)


def test_only_the_code_asked_for_last_opens(post: FocalPoint) -> None:
    browser = Client()
    ask(browser)
    first = mailed_code()
    assert browser.get(ASK).status_code == 200, "the page for another code is there, whatever is pending"
    ask(browser)
    assert browser.post(CODE, {"code": first}).status_code == 200
    browser.post(CODE, {"code": mailed_code()})
    assert is_in(browser)


@pytest.mark.parametrize("what", ["account closed", "post ended", "mission closed"])
def test_what_ends_between_asking_and_typing_keeps_everybody_out(post: FocalPoint, what: str) -> None:
    browser = Client()
    ask(browser)
    code, mail = mailed_code(), code_mails()[0]
    if what == "account closed":
        User.objects.filter(pk=post.user_id).update(is_active=False)
    elif what == "post ended":
        by = User.objects.get(email="inviter@example.org")
        focal_points.end_post(post_id=post.pk, reason="moved", by=by, now=NOW)
        assert OutgoingEmail.objects.get(pk=mail.pk).state == "not_sent"
    else:
        type(post.mission).objects.update(valid_to=NOW.date() - dt.timedelta(days=1))
    assert isinstance(fillers.fill_code(mail, NOW), DoNotSend)
    answer = browser.post(CODE, {"code": code}, follow=True)
    assert answer.redirect_chain == [(ASK, 302)] and "This code has ended" in answer.content.decode()
    assert "_auth_user_id" not in browser.session
    assert User.objects.get(pk=post.user_id).last_login is None


def test_a_mail_goes_to_no_address_that_the_account_had_before(post: FocalPoint) -> None:
    ask(Client())
    User.objects.filter(pk=post.user_id).update(email="new@example.org")
    assert isinstance(fillers.fill_code(code_mails()[0], NOW), DoNotSend)


# --- scanners, brokers, browsers --------------------------------------------------------------------------------------------------------------------


def test_v12_scanners_that_follow_links_change_nothing_and_use_nothing_up(post: FocalPoint) -> None:
    """The invitation leads to the log-in page; the mail with the code holds no link at all."""
    browser = Client()
    ask(browser)
    mail = code_mails()[0]
    assert "http" not in mail.text
    before = [User.objects.values().get(pk=post.user_id), AccountEvent.objects.count(), OutgoingEmail.objects.count(), FailedLogIn.objects.count()]
    for path in (ASK, "/ru/log-in/", CODE, "/mission/", "/log-out/"):
        assert Client().head(path).status_code in (200, 302, 405)
        for address in ("192.0.2.1", "192.0.2.2", "192.0.2.2"):
            scanner = Client(REMOTE_ADDR=address)
            assert scanner.get(path).status_code in (200, 302, 405)
            assert not scanner.session.get("account_login")
    assert before == [User.objects.values().get(pk=post.user_id), AccountEvent.objects.count(), OutgoingEmail.objects.count(), FailedLogIn.objects.count()]
    assert browser.get(CODE).status_code == 200
    browser.post(CODE, {"code": mailed_code()})
    assert is_in(browser)


def test_v15_the_log_in_works_while_the_broker_is_away(post: FocalPoint, monkeypatch: pytest.MonkeyPatch, django_capture_on_commit_callbacks: Any) -> None:
    """The mail is a row; the sweep finds it when somebody sweeps again."""
    monkeypatch.setattr(wake, "_away_until", 0.0)
    monkeypatch.setattr("seminar_portal.celery.app.conf.broker_write_url", "redis://127.0.0.1:1/0")
    with django_capture_on_commit_callbacks(execute=True):
        assert ask(Client()).status_code == 302
    assert [mail.state for mail in code_mails()] == ["queued"]
    monkeypatch.setattr(wake, "_away_until", 0.0)


def test_a_lost_csrf_cookie_gives_the_form_again_with_what_was_typed(post: FocalPoint) -> None:
    browser = Client(enforce_csrf_checks=True)
    page = browser.post(ASK, {"email": "rahman@example.org"})
    assert page.status_code == 200 and 'value="rahman@example.org"' in page.content.decode() and "once more" in page.content.decode()
    token = re.search(r'name="csrfmiddlewaretoken" value="(\w+)"', page.content.decode())
    assert token and browser.post(ASK, {"email": "rahman@example.org", "csrfmiddlewaretoken": token[1]}).status_code == 302
    assert browser.post(CODE, {"code": "1"})["Location"] == ASK
    assert browser.post(ASK, {"email": "rahman@example.org"}, HTTP_ORIGIN="https://evil.example").status_code == 403
    assert len(code_mails()) == 1


@pytest.mark.parametrize("path", [ASK, "/ru/log-in/", "/zh-hans/log-in/"])
def test_the_page_is_kept_by_nobody(path: str) -> None:
    answer = Client().get(path)
    assert answer.status_code == 200
    assert "no-store" in answer["Cache-Control"] and answer["X-Robots-Tag"] == "noindex, nofollow"


def test_v31_a_foreign_origin_is_refused_behind_the_proxy_and_ours_is_not(post: FocalPoint) -> None:
    browser = Client(enforce_csrf_checks=True, headers={"host": "seminar.example.org", "x-forwarded-proto": "https"})
    page = browser.get(ASK).content.decode()
    token = re.search(r'name="csrfmiddlewaretoken" value="(\w+)"', page)
    assert token
    given = {"email": "rahman@example.org", "csrfmiddlewaretoken": token[1]}
    assert browser.post(ASK, given, headers={"origin": "https://evil.example"}).status_code == 403
    answer = browser.post(ASK, given, headers={"origin": "https://seminar.example.org"})
    assert answer.status_code == 302 and answer.cookies["sessionid"]["secure"] is True


# --- who comes in, and by which door ------------------------------------------------------------------------------------------------------------------


def test_staff_never_come_in_by_a_code(post: FocalPoint) -> None:
    """A session of staff opens the administration, so it wants the password, whatever else the person is."""
    staff = directory.staff(Role.SECRETARIAT)
    directory.focal_point(post.mission, staff.email)
    assert log_ins.send_code(user_id=staff.pk, seed=links.new_seed(), now=NOW) is False
    browser = Client()
    browser.post("/admin/login/", {"username": staff.email, "password": directory.PASSWORD})
    assert is_in(browser)


def test_a_focal_point_has_no_way_into_the_administration(post: FocalPoint) -> None:
    browser = Client()
    browser.force_login(post.user)
    assert browser.get("/admin/").status_code == 302
    assert browser.get("/admin/account/").status_code == 302
    assert Client().post("/admin/password/forgotten/", {"email": "rahman@example.org"}).status_code == 302
    assert not OutgoingEmail.objects.exists(), "no link to set a password"


def test_who_is_logged_in_goes_on(post: FocalPoint) -> None:
    browser, desk = Client(), Client()
    browser.force_login(post.user)
    desk.force_login(directory.staff(Role.READER))
    assert (browser.get(ASK)["Location"], desk.get(ASK)["Location"]) == ("/ru/mission/", "/admin/")


def test_logging_out_ends_the_session(post: FocalPoint) -> None:
    browser = Client()
    browser.force_login(post.user)
    assert browser.get("/log-out/").status_code == 405
    answer = browser.post("/log-out/", follow=True)
    assert answer.redirect_chain == [(ASK, 302)] and "You are logged out." in answer.content.decode()
    assert not is_in(browser)


@pytest.mark.parametrize(
    "name", ["signup", "email", "reauthenticate", "change_password", "set_password", "reset_password", "email_verification_sent", "inactive"]
)
def test_no_other_page_of_the_library_exists(name: str) -> None:
    with pytest.raises(NoReverseMatch):
        reverse(f"account_{name}")
    for path in ("/accounts/signup/", "/accounts/login/", "/log-in/signup/", "/signup/"):
        assert Client().get(path).status_code == 404


def test_the_successor_who_comes_in_frees_the_predecessor(post: FocalPoint) -> None:
    old = Client()
    old.force_login(post.user)
    focal_points.hand_over(post_id=post.pk, email="next@example.org", name="N. Next", language="en", by=post.user, now=NOW)
    assert is_in(old)
    browser = Client()
    ask(browser, "next@example.org")
    assert is_in(old)
    browser.post(CODE, {"code": mailed_code()})
    assert is_in(browser)
    assert old.get("/mission/")["Location"] == "/log-in/?next=/mission/"
