"""The host enters video links and sends the joining details; they stand on the delegate's page, and are gone at once when she withdraws."""

from typing import Any

from directory.enums import Role
from registration.enums import State
from registration.models import Registration
from tests.factories import agenda, directory
from tests.factories.registration import submitted
from tests.journeys.visitor import Visitor, link_in

ADDRESS, PASSCODE = "https://meet.example.org/j/55512345", "739204"


def test_the_notice_reaches_the_personal_page(visitor: Any, post: Any):
    directory.party("KZ")
    directory.staff(Role.HOST, email="desk@example.org", name="Registration desk")
    seminar = agenda.seminar(confirmed=True)
    agenda.programme(seminar)
    dana = submitted(seminar, of="KZ", family_name="OSPANOVA", first_name="Dana", email="d.ospanova@example.org")
    submitted(seminar, of="KZ", family_name="BEKOV", first_name="Timur", email="t.bekov@example.org")
    Registration.objects.filter(pk=dana.pk).update(state=State.REGISTERED)
    (received,) = post("d.ospanova@example.org")

    hers: Visitor = visitor(width=390)
    hers.goes(link_in(received))
    hers.sees("Officially registered", "This page will show how to join")
    hers.sees_nowhere(ADDRESS, PASSCODE)

    # nothing is sent before there is a link for each day; the way to enter one stands there
    desk: Visitor = visitor()
    desk.logs_in("desk@example.org")
    page = desk.page
    for missing in ("Wednesday, 17 November 2027; Thursday, 18 November 2027", "Thursday, 18 November 2027"):
        desk.goes("/admin/registration/registration/")
        page.get_by_role("link", name="Send joining details").click()
        desk.sees(f"No video link is entered for: {missing}", "nobody gets one yet")
        page.get_by_role("link", name="add a video link").click()
        page.get_by_label("Platform:").fill("Example Meeting")
        page.get_by_label("Address:").fill(ADDRESS)
        page.get_by_label("Meeting number:").fill("555 123 45")
        page.get_by_label("Passcode:").fill(PASSCODE)
        page.get_by_role("button", name="Save", exact=True).click()
        page.locator(".messagelist .success").wait_for()
        desk.sees_nowhere(PASSCODE)

    # the preview says who gets it, who does not, and why
    desk.goes("/admin/registration/registration/")
    page.get_by_role("link", name="Send joining details").click()
    desk.sees("A video link is entered for each day:", "1 delegate gets a personal mail", "Dana OSPANOVA", "Timur BEKOV", "not yet officially registered")
    hers.page.reload()
    hers.sees_nowhere(ADDRESS, PASSCODE)
    page.get_by_role("button", name="Send the joining details to 1 delegate…").click()
    desk.sees("1 delegate gets a personal mail.", "Dana OSPANOVA", "d.ospanova@example.org")
    page.get_by_role("button", name="Send the joining details to 1 delegate", exact=True).click()
    desk.sees("1 mail with joining details is on its way.")

    _received, joining = post("d.ospanova@example.org")
    assert joining.to == ["d.ospanova@example.org"]
    assert ADDRESS in joining.body
    assert PASSCODE in joining.body
    assert [message for message in post("t.bekov@example.org") if PASSCODE in message.body] == []

    hers.page.reload()
    hers.sees("How to join", ADDRESS, PASSCODE, "Wednesday, 17 November 2027", "Begins:", "Your name in the meeting")
    # and nowhere else
    for path in ("/", "/seminars/biodiversity/", "/seminars/biodiversity/register/"):
        hers.goes(path)
        hers.sees_nowhere(ADDRESS, PASSCODE)

    # withdrawn: gone at once
    hers.goes(link_in(joining))
    hers.sees(PASSCODE)
    hers.page.get_by_role("link", name="Withdraw…").click()
    hers.page.get_by_role("button", name="Withdraw my registration").click()
    hers.page.wait_for_url(lambda url: not url.endswith("/withdraw/"))
    hers.sees("This registration is withdrawn.")
    hers.sees_nowhere(ADDRESS, PASSCODE)
