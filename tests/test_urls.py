"""Every address of the portal against everybody who may knock at it. What is expected stands in ``url_table.py``."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
import time_machine
from django.conf import settings
from django.db import connection, transaction
from django.test import override_settings
from django.urls import URLPattern, URLResolver, get_resolver

from registration.links import token_for
from tests.factories import consent, directory
from tests.kept import kept_rows
from tests.url_table import NAMED_OFFICERS, ROLES, TABLE, Line
from tests.url_table.world import NOW, STAFF, World, built

# --- the table is whole -------------------------------------------------------------------------------------------------------------------


def routes(resolver: URLResolver, before: str = "") -> Iterator[str]:
    """The route of every pattern, regular expressions with their groups as placeholders."""
    for pattern in resolver.url_patterns:
        route = before + re.sub(r"\(\?P(<\w+>)[^)]*\)", r"\1", str(pattern.pattern)).replace("^", "").replace("$", "")
        if isinstance(pattern, URLResolver):
            yield from routes(pattern, route)
        else:
            assert isinstance(pattern, URLPattern)
            yield route


def test_every_address_stands_in_the_table():
    there = set(routes(get_resolver()))
    written = {line.route for line in TABLE}
    assert there - written == set(), "addresses that nobody has thought about: add a line for each to tests/url_table.py"
    assert written - there == set(), "lines of the table without an address"


def test_every_line_has_an_answer_for_everybody():
    assert [str(line) for line in TABLE if not len(line.get.split()) == len(line.post.split()) == len(ROLES)] == []


@pytest.fixture(autouse=True)
def _standing_clock() -> Iterator[None]:
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture(scope="module")
def uploads(tmp_path_factory: Any) -> dict[str, Any]:
    storage = {"BACKEND": "django.core.files.storage.FileSystemStorage", "OPTIONS": {"location": tmp_path_factory.mktemp("uploads")}}
    return {**settings.STORAGES, "default": storage}


@pytest.fixture(scope="module")
def kept_world(django_db_setup: None, django_db_blocker: Any, uploads: dict[str, Any]) -> Iterator[World]:
    """The world of all tests of this file: to build it costs more than to ask it."""
    with kept_rows(django_db_blocker), time_machine.travel(NOW, tick=False):
        with override_settings(STORAGES=uploads):
            world = built()
        yield world


@pytest.fixture
def world(kept_world: World, db: None, uploads: dict[str, Any]) -> Iterator[World]:
    """The same rows with objects of their own, and browsers that are logged in as they were."""
    with override_settings(STORAGES=uploads):
        yield kept_world.copy()


# --- asking ---------------------------------------------------------------------------------------------------------------------------------


def answer(response: Any) -> str:
    if response.streaming:
        for _part in response.streaming_content:  # the client ends the request, and closes the file, when all of it is read
            pass
    if response.status_code == 302 and re.match(r"(/ru|/zh-hans)?/admin/login/", response["Location"]):
        return "login"
    return str(response.status_code)


@contextmanager
def taken_back() -> Iterator[None]:
    """A savepoint that Django does not count among its blocks, so that durable services run inside it; undone at the end."""
    point = transaction.savepoint()
    try:
        yield
    finally:
        transaction.savepoint_rollback(point)


@contextmanager
def writes(found: list[str]) -> Iterator[None]:
    """Collects the tables that are written to, sessions aside: those are Django's memory of who is there."""

    def watch(execute: Any, sql: str, *args: Any) -> Any:
        changed = re.match(r'\s*(?:INSERT INTO|UPDATE|DELETE FROM) "?(\w+)', sql)
        if changed and changed[1] != "django_session":
            found.append(changed[1])
        return execute(sql, *args)

    with connection.execute_wrapper(watch):
        yield


# GET changes nothing, ever; but who took a list out of the portal is written down
WRITTEN_BY_GET = {
    "admin/registration/registration/export.<str:file_format>": ["registration_exportrecord"],
    "admin/registration/registration/export-<str:purpose>.<str:file_format>": ["registration_exportrecord"],
    "admin/registration/bulkact/<int:pk>/report.csv": ["registration_exportrecord"],
}


@pytest.mark.parametrize("line", TABLE, ids=str)
def test_everybody_gets_what_the_table_says(world: World, line: Line):
    got: dict[str, list[str]] = {"get": [], "post": []}
    for role in ROLES:
        path, browser, written = world.path(line, role), world.browsers[role], list[str]()
        with taken_back(), writes(written):
            response = browser.get(path + line.query)
            got["get"].append(answer(response))
        expected = WRITTEN_BY_GET.get(line.route, []) if response.status_code == 200 else []
        assert written == expected, f"GET by {role} wrote to {written}"
        written.clear()
        with taken_back(), writes(written):
            response = browser.post(path, world.body(line))
            got["post"].append(answer(response))
        if got["post"][-1] in ("login", "403", "404", "405", "409"):
            assert written == [], f"POST by {role} was refused with {got['post'][-1]} and wrote to {written}"
        if browser.session.is_empty() and role in STAFF:  # logged out, and taken back: the browser has lost its cookie
            browser.force_login(world.rows["users"][role])
    assert (" ".join(got["get"]), " ".join(got["post"])) == (line.get, line.post)


@pytest.mark.parametrize(("role", "right", "line"), NAMED_OFFICERS, ids=lambda value: value if isinstance(value, str) else "")
def test_a_named_officer_may_do_more(world: World, role: str, right: str, line: Line):
    named = directory.staff(STAFF[role], rights=(right,))
    world.browsers[role].force_login(named)
    path = world.path(line, role)
    assert (answer(world.browsers[role].get(path)), answer(world.browsers[role].post(path, world.body(line)))) == (line.get, line.post)


def test_certifying_needs_a_named_officer(world: World):
    browser = world.browsers["secretariat"]
    browser.force_login(consent.officer(certify=False))
    path = f"/admin/consent/silenceprocedure/round/{world.rows['over_round'].pk}/certify/"
    assert (browser.get(path).status_code, browser.post(path, {"channels": "note"}).status_code) == (403, 403)


def test_a_delegate_reaches_no_page_but_her_own(world: World):
    """The link is signed over the registration: what another's link says does not go with her signature."""
    other, hers = token_for(world.rows["registration"]), world.links["delegate"]
    forged = other[:-20] + hers[-20:]  # the end of a link is of its signature
    assert forged not in (other, hers)
    for page in ("", "received/", "correct/", "withdraw/", "new-link/"):
        assert world.browsers["delegate"].get(f"/registrations/{forged}/{page}").status_code == 404


@pytest.mark.parametrize("prefix", ["/ru", "/zh-hans"])
@pytest.mark.parametrize("role", ["nobody", "reader"])
def test_the_prefix_of_a_language_opens_no_door(world: World, prefix: str, role: str):
    lines = [line for line in TABLE if line.route.startswith(("admin/", "seminars/", "registrations/", "documents/"))]
    got = {}
    for line in lines:
        response = world.browsers[role].get(prefix + world.path(line, role))
        got[str(line)] = answer(response)
    assert got == {str(line): line.get.split()[ROLES.index(role)] for line in lines}
