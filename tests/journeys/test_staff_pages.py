"""Pages of the staff that nothing else walks through: axe finds nothing serious on them, on a telephone as on a desk."""

from typing import Any

import pytest

from directory.enums import Role
from notifications.enums import MailState
from notifications.models import OutgoingEmail
from registration.enums import State
from registration.models import Registration
from tests.factories import agenda, bulk, directory, joining
from tests.factories.registration import submitted
from tests.journeys.test_browser import serious
from tests.journeys.visitor import Visitor

OF_AXE = "Applying inline style"  # it tries one of its own on some pages, which the policy of the page stops


@pytest.fixture
def pages(site: str) -> dict[str, dict[str, str]]:
    """By the address of who looks: the path of each page."""
    for code in ("KZ", "KR", "CN"):
        directory.party(code)
    host = directory.staff(Role.HOST, email="desk@example.org")
    directory.staff(Role.SECRETARIAT, email="secretariat@example.org")
    directory.staff(Role.ADMINISTRATOR, email="root@example.org")
    kept, other = (directory.party(code, kind="organisation", standing=None) for code in ("KEPT", "OLD"))
    seminar = agenda.seminar(confirmed=True)
    agenda.programme(seminar)
    links = [agenda.video_link(seminar, day=day) for day in (seminar.starts_on, seminar.ends_on)]
    for name in ("OSPANOVA", "BEKOV", "OSPANOVA"):
        submitted(seminar, of="KZ", family_name=name, email=f"{name}@example.org")
    OutgoingEmail.objects.update(state=MailState.FAILED, reason="no such mailbox", ended_at=agenda.DURING, attempts=1)
    registered = Registration.objects.filter(family_name="BEKOV")
    registered.update(state=State.REGISTERED)
    sending = joining.frozen(seminar, by=host, now=agenda.DURING)
    done = bulk.carried_out(bulk.begun("register", list(Registration.objects.all()), by=host))
    registrations, acts, mails = "/admin/registration/registration/", "/admin/registration/bulkact/", "/admin/notifications/outgoingemail/"
    return {
        "desk@example.org": {
            "landing page": "/admin/",
            "list": registrations,
            "joining details": f"{registrations}joining/{seminar.pk}/",
            "preview of a bulk act": f"{acts}{sending.pk}/change/",
            "report of a bulk act": f"{acts}{done.pk}/change/",
            "import": f"{registrations}import/{seminar.pk}/",
            "messages": f"{mails}?state__exact=failed",
            "failed message": f"{mails}{OutgoingEmail.objects.earliest('pk').pk}/change/",
            "new seminar from this one": f"/admin/agenda/seminar/{seminar.pk}/clone/",
            "deleting an item of the agenda": f"/admin/agenda/session/{seminar.sessions.earliest('pk').pk}/delete/",
            "deleting a video link": f"/admin/agenda/videolink/{links[0].pk}/delete/",
        },
        "secretariat@example.org": {"landing page": "/admin/"},
        "root@example.org": {
            "landing page": "/admin/",
            "invitation": "/admin/directory/user/add/",
            "merging": f"{registrations}organisations/{other.pk}/merge/",
            "preview of merging": f"{registrations}organisations/{other.pk}/merge/?keep={kept.pk}",
        },
        "": {"forgotten password": "/admin/password/forgotten/", "a link that is no link any more": "/admin/password/nonsense/"},
    }


def test_axe_finds_nothing_serious_on_pages_of_the_staff(visitor: Any, pages: dict[str, dict[str, str]]):
    found = {}
    for who, paths in pages.items():
        one: Visitor = visitor(width=390)
        one.expected = {404}
        if who:
            one.logs_in(who)
            one.sees("What waits for you")
        for name, path in paths.items():
            one.goes(path)
            found[f"{who} {name}"] = serious(one)
        one.complaints = [complaint for complaint in one.complaints if OF_AXE not in complaint]
    assert {name: faults for name, faults in found.items() if faults} == {}
