"""A focal point: invited by the Secretariat, logs in by a code from the mail on a phone without scripts, hands over, and the successor comes in."""

import re
from typing import Any

from directory.models import FocalPoint
from tests.factories import agenda, consent, directory
from tests.journeys.visitor import Visitor


def code_in(message: Any) -> str:
    (code,) = re.findall(r"^\d{4} \d{4}$", message.body, re.MULTILINE)
    return str(code)


def logs_in_by_code(person: Visitor, email: str, post: Any) -> None:
    person.page.get_by_label("E-mail").fill(email)
    person.page.get_by_role("button", name="Send me a code").click()
    person.sees("Enter the code", email)
    person.page.get_by_label("Code").fill(code_in(post(email)[-1]))
    person.page.get_by_role("button", name="Log in").click()
    person.sees("My missions")


def test_a_focal_point_is_invited_logs_in_and_hands_over(visitor: Any, post: Any) -> None:
    agenda.cities()
    directory.mission("BD", "Tashkent", zone="Asia/Tashkent")
    consent.officer(email="secretariat@example.org")

    officer: Visitor = visitor()
    officer.logs_in("secretariat@example.org")
    officer.goes("/admin/directory/focalpoint/")
    officer.sees("1 member state without a focal point")
    officer.page.get_by_role("link", name="Invite a focal point").click()
    officer.page.get_by_label("Mission").select_option(label="State BD – embassy · Tashkent")
    officer.page.get_by_label("E-mail").fill("rahman@example.org")
    officer.page.get_by_label("Name").fill("F. Rahman")
    officer.page.get_by_role("button", name="Invite").click()
    officer.sees("F. Rahman is invited", "invited, has never logged in")

    (invitation,) = post("rahman@example.org")
    (address,) = set(re.findall(r"http\S+/log-in/", invitation.body))
    person: Visitor = visitor(width=390, scripts=False)
    person.goes(address)
    logs_in_by_code(person, "rahman@example.org", post)
    person.sees("State BD", "Tuesday, 12 October 2027, 12:0", "Tashkent time (UTC+5)", "that is you")
    assert person.page.evaluate("document.documentElement.scrollWidth") == 390

    person.page.get_by_role("link", name="Hand over to a successor").click()
    person.page.get_by_label("E-mail").fill("next@example.org")
    person.page.get_by_label("Name").fill("N. Next")
    person.page.get_by_role("button", name="Invite my successor").click()
    person.sees("N. Next is invited", "You stay focal point until your successor has logged in")

    successor: Visitor = visitor()
    successor.goes("/mission/")
    logs_in_by_code(successor, "next@example.org", post)
    successor.sees("State BD")
    person.goes("/mission/")
    person.sees("Log-in for focal points")
    successor.page.get_by_role("button", name="Log out").click()
    successor.sees("You are logged out.")
    assert [(found.user.name, found.is_live) for found in FocalPoint.objects.order_by("pk")] == [("F. Rahman", False), ("N. Next", True)]
