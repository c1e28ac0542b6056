"""A bulk act in a real browser: selected over several pages, watched, stopped, read; with scripts and without."""

import datetime as dt
from typing import Any

import pytest

from directory.enums import Role
from registration.enums import State
from registration.models import BulkAct, Registration
from registration.services import bulk
from seminar_portal import clock as portal
from tests.factories import agenda, directory
from tests.factories.bulk import begun, crowd
from tests.journeys.conftest import Visitor


@pytest.fixture
def officer(site: str, visitor: Any) -> Visitor:
    directory.staff(Role.HOST, email="desk@example.org", name="Registration desk")
    one: Visitor = visitor()
    return one


def one_batch(act: BulkAct) -> None:
    """What the worker does in half a second."""
    bulk.carry_out(act_id=act.pk, now=portal.now, patience=dt.timedelta(0))


def test_the_desk_registers_a_crowd_and_stops(officer: Visitor):
    crowd(agenda.seminar(), 130)
    officer.logs_in("desk@example.org")
    officer.goes("/admin/registration/registration/")
    page = officer.page
    page.locator("#action-toggle").check()
    page.locator(".actions .question a", has_text="Select all 130 registrations").click()
    page.get_by_label("Action:").select_option("Register officially")
    page.get_by_role("button", name="Go", exact=True).click()
    officer.sees("130 registrations will be changed.", "Page 1 of 2")
    page.get_by_role("button", name="Register 130 delegates officially and tell them").click()
    officer.sees("0 of 130 registrations")

    # the numbers come by themselves, and the button under the finger stays where it is
    act = BulkAct.objects.get()
    stop = page.get_by_role("button", name="Stop")
    stop.focus()
    one_batch(act)
    officer.sees("50 of 130 registrations", "50 delegates were officially registered.")
    assert page.evaluate("document.activeElement.textContent") == "Stop"
    stop.click()
    officer.sees("It was stopped by Registration desk. 80 registrations were not begun and are untouched.")
    page.get_by_role("link", name="not begun 80").click()
    assert page.locator(".desk-log tbody tr").count() == 80
    assert Registration.objects.filter(state=State.REGISTERED).count() == 50


def test_the_report_comes_by_itself_without_scripts_too(officer: Visitor, visitor: Any):
    desk = directory.staff(Role.HOST, email="second@example.org", name="Second desk")
    act = begun("register", crowd(agenda.seminar(), 60), by=desk, now=portal.now())
    plain: Visitor = visitor(scripts=False, width=390)
    for one in (officer, plain):
        one.logs_in("desk@example.org" if one is officer else "second@example.org")
        one.goes(f"/admin/registration/bulkact/{act.pk}/change/")
        one.sees("0 of 60 registrations")
    one_batch(act)
    one_batch(act)
    one_batch(act)
    for one in (officer, plain):
        one.sees("Report: Register officially", "60 delegates were officially registered. 60 delegates are told by e-mail.")
