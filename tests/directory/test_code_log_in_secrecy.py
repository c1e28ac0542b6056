"""V28: the log-in by mailed code tells nobody who has an account, and strangers cannot use it up for others."""

import datetime as dt
import re
from typing import Any

import pytest
import time_machine
from allauth.account.middleware import AccountMiddleware
from django.contrib.auth.models import AnonymousUser
from django.contrib.sessions.backends.db import SessionStore
from django.test import Client, RequestFactory

from directory.enums import Role
from directory.models import FailedLogIn, FocalPoint
from directory.services import focal_points
from directory.views import ask as door_to_ask
from tests.directory.test_code_log_in import ASK, CODE, NOW, ask, code_mails, mailed_code
from tests.factories import agenda, directory

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def clock() -> Any:
    with time_machine.travel(NOW, tick=False) as traveller:
        yield traveller


@pytest.fixture
def post() -> FocalPoint:
    agenda.cities()
    return directory.focal_point(directory.mission("BD", "Tashkent", zone="Asia/Tashkent"), "rahman@example.org", language="ru")


KINDS = {
    "unknown": "unknown@example.org",
    "staff": "reader@example.org",
    "staff and focal point": "both@example.org",
    "closed": "closed@example.org",
    "post ended": "former@example.org",
    "known, in capitals": "RAHMAN@EXAMPLE.ORG",
    "known": "rahman@example.org",
}


@pytest.mark.parametrize("kind", KINDS)
def test_v28_asking_for_a_code_tells_nobody_who_has_an_account(post: FocalPoint, kind: str) -> None:
    directory.staff(Role.READER, email="reader@example.org")
    directory.focal_point(post.mission, directory.staff(Role.SECRETARIAT, email="both@example.org").email)
    directory.focal_point(post.mission, "closed@example.org", is_active=False)
    former = directory.focal_point(post.mission, "former@example.org")
    focal_points.end_post(post_id=former.pk, reason="moved", by=former.invited_by, now=NOW)
    browser, email = Client(), KINDS[kind]
    asked = browser.post(ASK, {"email": email})
    page = browser.get(CODE)
    wrong = browser.post(CODE, {"code": "1"})

    def seen(answer: Any) -> tuple[Any, ...]:
        headers = {name: value for name, value in answer.headers.items() if name not in ("Expires", "Date")}
        text = re.sub(r'(name="csrfmiddlewaretoken" value=)"\w+"', r"\1", answer.content.decode()).replace(email, "…").replace(email.lower(), "…")
        cookies = {name: sorted((key, value) for key, value in morsel.items() if key != "expires") for name, morsel in answer.cookies.items()}
        headers.pop("Content-Length", None)
        return answer.status_code, headers, text, cookies

    reference = Client()
    nobody = "nobody-at-all@example.org"
    expected = [reference.post(ASK, {"email": nobody}), reference.get(CODE), reference.post(CODE, {"code": "1"})]
    got = [seen(answer) for answer in (asked, page, wrong)]
    assert got == [(status, headers, text.replace(nobody, "…"), cookies) for status, headers, text, cookies in map(seen, expected)]
    assert [mail.to_address for mail in code_mails()] == (["rahman@example.org"] if kind.startswith("known") else [])


@pytest.mark.parametrize("email", ["unknown@example.org", "rahman@example.org"])
def test_v28_the_work_is_done_after_the_answer(post: FocalPoint, email: str, django_assert_num_queries: Any) -> None:
    """The same number of queries before the answer goes out; the mail is written when it has gone."""
    given: Any = RequestFactory().post(ASK, {"email": email})
    given.session, given.user = SessionStore(), AnonymousUser()
    with django_assert_num_queries(10):
        answer = AccountMiddleware(door_to_ask)(given)
        given.session.save()
    assert (answer.status_code, code_mails()) == (302, [])
    known = email == "rahman@example.org"
    assert callable(answer.work) is known
    if known:
        answer.work()  # what the server calls when the answer has gone out
    assert len(code_mails()) == known


def test_v28_no_more_than_ten_codes_in_a_quarter_of_an_hour_for_strangers_to_an_address(post: FocalPoint, clock: Any) -> None:
    """Counted in the database, so for all processes; whoever's address it is."""
    known = Client()
    ask(known)
    known.post(CODE, {"code": mailed_code()})
    known.post("/log-out/")
    for email in ("rahman@example.org", "unknown@example.org"):
        assert [ask(Client(), email).status_code for _n in range(11)] == [302] * 10 + [429]
    assert len(code_mails()) == 11
    assert ask(known).status_code == 302, "her own browser has a count of its own"
    assert FailedLogIn.objects.filter(key__contains="rahman").count() == 0
    clock.shift(dt.timedelta(minutes=15))
    assert ask(Client()).status_code == 302


def test_strangers_who_ask_for_codes_do_not_use_up_the_passwords_of_staff(post: FocalPoint) -> None:
    desk = directory.staff(Role.HOST, email="desk@example.org")
    for _n in range(11):
        ask(Client(), desk.email)
    assert Client().post("/admin/login/", {"username": desk.email, "password": directory.PASSWORD}).status_code == 302
