"""A delegate on a telephone: registers with a mistake, corrects it, gets a mail, comes back by its link. Once with scripts, once without."""

import re
from typing import Any

import pytest

from registration.models import Registration
from tests.factories import agenda, directory
from tests.factories.registration import submitted
from tests.journeys.visitor import Visitor, link_in

PHONE = {"width": 390, "height": 844, "has_touch": True, "is_mobile": True}
REFERENCE = "BIO-2027-0001"


@pytest.fixture
def seminar(site: str) -> Any:
    for code in ("KZ", "KR", "CN"):
        directory.party(code)
    row = agenda.seminar(platform_name="SCO Environmental Information Sharing Platform", platform_url="https://www.scoei.org.cn")
    agenda.contact(row)
    agenda.programme(row)
    return row


@pytest.mark.parametrize("scripts", [True, False], ids=["with scripts", "without scripts"])
def test_register_with_a_mistake_and_correct_it(visitor: Any, post: Any, seminar: Any, scripts: bool):
    dana: Visitor = visitor(**PHONE, scripts=scripts)
    page = dana.page

    # what is this, until when
    dana.goes("/")
    dana.sees("Register until Friday, 5 November 2027, 23:59 Beijing time (UTC+8)")
    page.get_by_role("link", name=seminar.title).click()
    dana.sees("Subject to the consent of the member states", "Session 1: Policy Measures for Biodiversity Conservation", "desk-1@example.org")
    page.get_by_role("link", name="Register", exact=True).click()
    dana.sees("Interpretation in Chinese and English only", "Registration is required on the SCO Environmental Information Sharing Platform as well.")

    # a mistake: no name, no nation, an address that is none
    dana.field("Institution").fill("Committee of Forests & Wildlife")
    dana.field("Job Title").fill("Head of division")
    dana.field("Mobile phone").fill("00 44 20 7946 0018")
    dana.field("Email").fill("d.ospanova@")
    page.get_by_role("button", name="Send registration").click()
    page.get_by_role("heading", name="There is a problem").wait_for()
    dana.is_told_of_a_problem()
    problems = page.locator(".summary li").all_inner_texts()
    assert problems == [
        "Enter a family name or a first name",
        "Choose your state or organisation, or “Another organisation”",
        "Enter an e-mail address such as name@example.org",
    ]
    assert (page.evaluate("document.activeElement.className") if scripts else "summary") == "summary"
    assert Registration.objects.count() == 0

    # each problem leads to its control, and all that was typed is still there
    page.locator(".summary").get_by_role("link", name="Enter a family name").click()
    page.locator("#id_family_name:focus").wait_for()
    assert dana.field("Institution").input_value() == "Committee of Forests & Wildlife"
    assert dana.field("Mobile phone").input_value() == "00 44 20 7946 0018"
    dana.field("Family Name").fill("OSPANOVA")
    dana.field("First Name").fill("Dana")
    dana.field("Nation").select_option("Kazakhstan")
    dana.field("Email").fill("d.ospanova@example.org")
    dana.field("Speech Topic").fill("Saiga: twenty years of return")
    page.get_by_text("More (optional)").click()
    dana.field("Name in your own script").fill("Дана Оспанова")
    if scripts:
        assert "Dana OSPANOVA" in page.locator("#printed-preview").inner_text()
    page.get_by_role("button", name="Send registration").dblclick()  # an impatient thumb

    # received
    page.wait_for_url(re.compile(r"/received/(#|$)"))
    dana.sees(REFERENCE, "Family name OSPANOVA First name Dana", "subject to the member states’ consent", "d.ospanova@example.org")
    row = Registration.objects.get()
    assert (row.reference, row.state, row.printed_name, row.native_name, row.party.code, row.mobile_typed, row.mobile.as_e164) == (
        REFERENCE,
        "received",
        "Dana OSPANOVA",
        "Дана Оспанова",
        "KZ",
        "00 44 20 7946 0018",
        "+442079460018",
    )

    # the mail, and its link in a browser that knows nothing
    (letter,) = post("d.ospanova@example.org")
    assert REFERENCE in letter.subject
    for words in ("Dear Dana OSPANOVA", REFERENCE, "Friday, 5 November 2027, 23:59 Beijing time (UTC+8)", "Saiga: twenty years of return"):
        assert words in letter.body
    again: Visitor = visitor(**PHONE, scripts=scripts)
    page = again.page
    again.goes(link_in(letter))
    again.sees(REFERENCE, "Received", "Committee of Forests & Wildlife", "Corrections until Friday, 5 November 2027, 23:59 Beijing time (UTC+8)")

    # correct
    page.get_by_role("link", name="Correct my registration").click()
    again.sees("Kazakhstan")
    again.field("Job Title").fill("Deputy director")
    page.get_by_role("button", name="Store the correction").click()
    page.wait_for_url(lambda url: not url.endswith("/correct/"))
    again.sees("Your correction is stored.", "Deputy director")
    assert len(post("d.ospanova@example.org")) == 2


def test_too_late_with_a_filled_form(visitor: Any, clock: Any, seminar: Any):
    """Opened in time and sent after the deadline: nothing is stored, nothing that was typed is lost, and the desk is named."""
    dana: Visitor = visitor(**PHONE)
    dana.expected = {409}
    clock.move_to(agenda.CLOSES.replace(minute=58, second=0))
    dana.goes("/seminars/biodiversity/register/")
    dana.field("Family Name").fill("OSPANOVA")
    dana.field("Institution").fill("Committee of Forests")
    dana.field("Nation").select_option("Kazakhstan")
    dana.field("Email").fill("d.ospanova@example.org")
    clock.move_to(agenda.LATE)
    dana.page.get_by_role("button", name="Send registration").click()
    dana.page.get_by_role("button", name="Print").wait_for()
    dana.sees("Friday, 5 November 2027, 23:59 Beijing time (UTC+8)", "OSPANOVA", "Committee of Forests", "Kazakhstan", "desk-1@example.org")
    assert Registration.objects.count() == 0


def test_the_link_once_more(visitor: Any, post: Any, seminar: Any):
    """She has lost her mail: the page says the same to everybody, and the link comes to its owner."""
    submitted(seminar, of="KZ", email="d.ospanova@example.org")
    assert len(post("d.ospanova@example.org")) == 1
    dana: Visitor = visitor(**PHONE)
    answers = []
    for address in ("D.Ospanova@Example.org", "nobody@example.org"):
        dana.goes("/seminars/biodiversity/register/")
        dana.page.get_by_role("link", name="Send me my link again").click()
        dana.field("Email").fill(address)
        dana.page.get_by_role("button", name="Send the link").click()
        dana.page.wait_for_url("**?sent")
        answers.append(dana.text)
    assert answers[0] == answers[1]
    _first, second = post("d.ospanova@example.org")
    assert post("nobody@example.org") == []
    dana.goes(link_in(second))
    dana.sees(REFERENCE)


def test_a_withdrawal_needs_its_button(visitor: Any, post: Any, seminar: Any):
    row = submitted(seminar, of="KZ", email="d.ospanova@example.org")
    (letter,) = post("d.ospanova@example.org")
    dana: Visitor = visitor(**PHONE)
    dana.goes(link_in(letter))
    dana.page.get_by_role("link", name="Withdraw").click()
    dana.page.get_by_role("link", name="Back, change nothing").click()
    row.refresh_from_db()
    assert row.state == "received"
    dana.page.get_by_role("link", name="Withdraw").click()
    dana.page.get_by_role("button", name="Withdraw my registration").click()
    dana.page.wait_for_url(lambda url: not url.endswith("/withdraw/"))
    dana.sees("This registration is withdrawn.")
    row.refresh_from_db()
    assert row.state == "withdrawn"
    assert [REFERENCE in message.subject for message in post("d.ospanova@example.org")] == [True, True]
