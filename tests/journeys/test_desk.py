"""The host's desk: logs in, finds people in any script, looks at a preview, registers officially, reads a true report."""

from typing import Any

import pytest
from playwright.sync_api import expect

from directory.enums import Role
from registration.enums import State
from registration.models import Registration
from tests.factories import agenda, desk, directory
from tests.factories.registration import submitted
from tests.journeys.visitor import Visitor, link_in


@pytest.fixture
def officer(site: str, visitor: Any) -> Visitor:
    directory.staff(Role.HOST, email="desk@example.org", name="Registration desk")
    one: Visitor = visitor()
    return one


def test_the_desk_registers_officially(officer: Visitor, visitor: Any, post: Any):
    seminar = agenda.seminar()
    directory.party("KZ")
    dana = submitted(seminar, of="KZ", family_name="OSPANOVA", first_name="Dana", native_name="Дана Оспанова", email="d.ospanova@example.org")
    timur = submitted(seminar, of="KZ", family_name="BEKOV", first_name="Timur", email="t.bekov@example.org")
    desk.registration(seminar, state=State.DECLINED, number=3, reference="BIO-2027-0003", family_name="OSPANOV", email="n.ospanov@example.org")
    assert len(post("d.ospanova@example.org")) == 1

    officer.logs_in("desk@example.org")
    officer.sees("What waits for you", "Tuesday, 12 October 2027, 15:02 in Beijing (UTC+8)")
    page = officer.page
    page.get_by_role("link", name="Registrations to review").click()
    officer.sees("BIO-2027-0001", "BIO-2027-0002")

    # search in the script of her passport; the declined namesake stands there too
    officer.goes("/admin/registration/registration/")
    page.locator("#searchbar").fill("ОСПАНОВ")
    page.get_by_role("button", name="Search").click()
    expect(page.locator("#result_list tbody tr")).to_have_count(2)
    page.locator("#action-toggle").check()
    page.get_by_label("Action:").select_option("Register officially")
    page.get_by_role("button", name="Go").click()

    # the preview says for each what will happen, and nothing has happened yet
    officer.sees("1 registration will be changed.", "1 is left alone: 1 declined.", "Dana OSPANOVA", "it is declined")
    assert Registration.objects.filter(state=State.REGISTERED).count() == 0
    page.get_by_role("button", name="Register 1 delegate officially and tell them").click()
    officer.sees("1 delegate was officially registered.", "1 delegate is told by e-mail.", "1 was left alone: 1 declined.")
    dana.refresh_from_db()
    assert dana.state == State.REGISTERED

    # one by one, from the page of the registration
    page.get_by_role("link", name="Back to the list").click()
    page.locator("#searchbar").fill("bekov timur")
    page.get_by_role("button", name="Search").click()
    page.get_by_role("link", name="BIO-2027-0002").click()
    officer.sees("Timur BEKOV", "Ministry of Ecology and Natural Resources")
    page.get_by_role("button", name="Register officially and tell the delegate").click()
    officer.sees("BIO-2027-0002 is now: officially registered. The delegate is told by e-mail.")
    timur.refresh_from_db()
    assert timur.state == State.REGISTERED

    # she is told, and reads it on her page
    received, registered = post("d.ospanova@example.org")
    assert received.subject != registered.subject
    assert "officially registered" in registered.body
    hers: Visitor = visitor(width=390)
    hers.goes(link_in(registered))
    hers.sees("Dana OSPANOVA", "Officially registered", "subject to the member states’ consent")


def test_the_desk_declines_with_a_reason(officer: Visitor, visitor: Any, post: Any):
    seminar = agenda.seminar()
    directory.party("KZ")
    submitted(seminar, of="KZ", family_name="OSPANOVA", first_name="Dana", email="d.ospanova@example.org")
    officer.logs_in("desk@example.org")
    officer.goes("/admin/registration/registration/")
    page = officer.page
    page.get_by_role("link", name="BIO-2027-0001").click()
    page.get_by_role("link", name="Decline…").click()
    page.get_by_label("Reason (the delegate reads it)").fill("No nomination has reached us.")
    page.get_by_role("button", name="Decline 1 registration and tell the reason").click()
    officer.sees("BIO-2027-0001 is now: declined.")
    _received, declined = post("d.ospanova@example.org")
    assert "No nomination has reached us." in declined.body
    hers: Visitor = visitor(width=390)
    hers.goes(link_in(declined))
    hers.sees("Declined", "Reason: No nomination has reached us.")


def test_the_export_of_the_list_is_a_file(officer: Visitor, tmp_path: Any):
    import openpyxl

    seminar = agenda.seminar()
    desk.registration(seminar, family_name="OSPANOVA", first_name="=1+1", mobile_typed="020 7946 0018")
    officer.logs_in("desk@example.org")
    officer.goes("/admin/registration/registration/")
    with officer.page.expect_download() as download:
        officer.page.get_by_role("link", name="This list as XLSX").click()
    path = tmp_path / download.value.suggested_filename
    download.value.save_as(path)
    cells = [str(cell.value) for row in openpyxl.load_workbook(path).active.iter_rows() for cell in row if cell.value is not None]
    assert {"BIO-2027-0001", "OSPANOVA", "=1+1", "020 7946 0018"} <= set(cells)
