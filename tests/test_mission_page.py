"""The home of a focal point (seminar_portal/pages/mission.py)."""

import datetime as dt
from types import SimpleNamespace
from typing import Any

import pytest
import time_machine
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from consent import services
from consent.enums import ClosingReason, LetterKind
from directory.enums import Role
from directory.models import FocalPoint, FormerName, User
from notifications.models import OutgoingEmail
from tests.factories import agenda, consent, directory

NOW = agenda.DURING  # 12 October 2027, 15:02 in Beijing
pytestmark = pytest.mark.django_db


@pytest.fixture
def world() -> Any:
    """Somebody who serves two missions, a colleague at one of them, and somebody at a third."""
    agenda.cities()
    tashkent, moscow = directory.mission("BD", "Tashkent", zone="Asia/Tashkent"), directory.mission("LK", "Moscow", zone="Europe/Moscow")
    with time_machine.travel(NOW, tick=False):
        post = directory.focal_point(tashkent, "rahman@example.org", name="F. Rahman")
        world = SimpleNamespace(post=post, also=directory.focal_point(moscow, "rahman@example.org"), user=post.user, browser=Client())
        world.colleague = directory.focal_point(moscow, "colleague@example.org", name="C. Colleague")
        world.stranger = directory.focal_point(directory.mission("KZ", "Astana"), "stranger@example.org", name="S. Stranger")
        world.browser.force_login(post.user)
        yield world


def read(browser: Client, path: str = "/mission/") -> str:
    answer = browser.get(path)
    assert answer.status_code == 200
    return " ".join(answer.content.decode().split())


def test_it_shows_the_missions_served_their_clocks_and_who_else_serves_them(world: Any) -> None:
    FormerName.objects.create(party=world.also.mission.party, language="en", name="The old name of LK", valid_to=dt.date(2030, 1, 1))
    page = read(world.browser)
    tashkent, moscow = page.index("State BD"), page.index("The old name of LK")
    assert tashkent < page.index("12:02") < moscow < page.index("10:02")
    assert moscow < page.index("colleague@example.org")
    assert "S. Stranger" not in page and "Kazakhstan" not in page
    assert page.count("that is you") == 2


def ask(number: int = 1, **kw: Any) -> Any:
    """A round to which the member states of the test's world are asked, and Kazakhstan, which proposes."""
    by = User.objects.filter(email="officer@example.org").first() or consent.officer(email="officer@example.org")
    seminar = agenda.seminar(slug=f"seminar-{number}", reference_prefix=f"S{number}")
    round_ = consent.draft(by=by, seminar=seminar, proposer="KZ", subject=f"To convene seminar {number}")
    sent = {"sent_at": consent.SENT, "now": consent.SENT}
    return services.record_note_already_sent(round_id=round_.pk, note=consent.note(reference=f"15-1/{number}emb", **kw), by=by, **sent), by


def test_open_questions_with_the_deadline_in_the_missions_city_and_what_the_state_has_said(world: Any) -> None:
    assert read(world.browser).count("None at present.") == 2
    round_, by = ask()
    earlier, _by = ask(2)
    consent.letter(round_, "BD", LetterKind.CONSENT, consent.SENT, by=by, now=NOW)
    consent.letter(round_, "KZ", LetterKind.OBJECTION, consent.SENT, by=by, now=NOW)
    services.close_without_adoption(round_id=earlier.pk, reason=ClosingReason.WITHDRAWN, words="Later.", tell_states=False, by=by, now=NOW)
    page = read(world.browser)
    tashkent, moscow = page.split('<h2 id="mission-')[1:]
    address = f"/missions/{world.post.mission_id}/rounds/{round_.pk}/"
    assert f'<a href="{address}">To convene seminar 1</a>' in tashkent and f"/missions/{world.also.mission_id}/rounds/{round_.pk}/" in moscow
    assert "Tuesday, 26 October 2027, 18:00 Tashkent time (UTC+5)" in tashkent and "Tuesday, 26 October, 21:00 in Beijing (UTC+8)" in tashkent
    assert "Tuesday, 26 October 2027, 16:00 Moscow time (UTC+3)" in moscow
    assert '<span class="state good">Agreed in writing</span>' in tashkent and '<span class="state ">No reply</span>' in moscow
    assert "Objection" not in page and "broken" not in page
    assert tashkent.index("Earlier questions (1)") < tashkent.index("To convene seminar 2") < tashkent.index("Closed without adoption")
    assert world.browser.get(address).status_code == 200


def test_the_queries_do_not_grow_with_missions_people_and_questions(world: Any) -> None:
    round_, by = ask()
    consent.letter(round_, "BD", LetterKind.COMMENT, consent.SENT, by=by, now=NOW)
    with CaptureQueriesContext(connection) as before:
        read(world.browser)
    for number in range(3):
        mission = directory.mission(f"X{number}", "Tashkent", zone="Asia/Tashkent")
        directory.focal_point(mission, "rahman@example.org")
        directory.focal_point(mission, "another@example.org")
    for number in range(2, 5):
        round_, by = ask(number)
        consent.letter(round_, "BD LK", LetterKind.COMMENT, consent.SENT, by=by, now=NOW)
    with CaptureQueriesContext(connection) as after:
        read(world.browser)
    assert len(after) == len(before) < 24


def test_nobody_keeps_the_page(world: Any) -> None:
    for path in ("/mission/", "/mission/account/", f"/mission/posts/{world.post.pk}/hand-over/"):
        answer = world.browser.get(path)
        assert answer.status_code == 200
        assert "no-store" in answer["Cache-Control"] and answer["X-Robots-Tag"] == "noindex, nofollow"


@pytest.mark.parametrize("path", ["/mission/", "/mission/account/", "/mission/posts/{own}/hand-over/"])
def test_who_comes_in(world: Any, path: str) -> None:
    path = path.format(own=world.post.pk)
    staff = Client()
    staff.force_login(directory.staff(Role.SECRETARIAT))
    nobody = Client().get(path)
    assert (nobody.status_code, nobody["Location"]) == (302, f"/log-in/?next={path}")
    assert staff.get(path).status_code == 404


def test_a_post_of_somebody_else_is_not_there(world: Any) -> None:
    given = {"email": "next@example.org", "name": "N. Next", "language": "en"}
    for post in (world.stranger, world.colleague):
        assert world.browser.get(f"/mission/posts/{post.pk}/hand-over/").status_code == 404
        assert world.browser.post(f"/mission/posts/{post.pk}/hand-over/", given).status_code == 404
        assert world.browser.post(f"/mission/posts/{post.pk}/take-back/").status_code == 404
    assert not User.objects.filter(email="next@example.org").exists()


def test_handing_over_and_taking_back(world: Any) -> None:
    path = f"/mission/posts/{world.post.pk}/"
    page = world.browser.post(f"{path}hand-over/", {"email": "next@", "name": "N. Next", "language": "zh-hans"}).content.decode()
    assert "<title>Error: " in page and 'value="next@"' in page and 'value="N. Next"' in page
    page = world.browser.post(f"{path}hand-over/", {"email": "rahman@example.org", "name": "F. Rahman", "language": "en"}).content.decode()
    assert "focal point of the mission already" in page
    answer = world.browser.post(f"{path}hand-over/", {"email": "next@example.org", "name": "N. Next", "language": "zh-hans"})
    assert answer["Location"] == "/mission/"
    successor = FocalPoint.objects.get(user__email="next@example.org")
    assert (successor.mission, successor.user.language, successor.user.zone) == (world.post.mission, "zh-hans", "Asia/Tashkent")
    mail = OutgoingEmail.objects.get()
    assert (mail.to_address, mail.language, mail.reply_to) == ("next@example.org", "zh-hans", "rahman@example.org")
    assert "You have handed over to <bdi>N. Next</bdi>" in read(world.browser)
    assert world.browser.get(f"{path}take-back/")["Location"] == "/mission/" and FocalPoint.objects.get(pk=successor.pk).is_live
    assert world.browser.post(f"{path}take-back/")["Location"] == "/mission/"
    assert "You have handed over" not in read(world.browser)
    assert "no hand-over to take back" in world.browser.post(f"{path}take-back/", follow=True).content.decode()


def test_name_and_language_are_the_persons_own(world: Any) -> None:
    answer = world.browser.post("/mission/account/", {"name": "", "language": "ru"})
    assert answer.status_code == 200 and "Enter your name" in answer.content.decode()
    answer = world.browser.post("/mission/account/", {"name": "Farhana Rahman", "language": "ru", "zone": "Asia/Seoul", "email": "x@example.org"})
    assert answer["Location"] == "/ru/mission/"
    user = User.objects.get(pk=world.user.pk)
    assert (user.name, user.language, user.zone, user.email) == ("Farhana Rahman", "ru", "Asia/Tashkent", "rahman@example.org")


@pytest.mark.parametrize("prefix", ["", "/ru", "/zh-hans"])
def test_the_pages_are_there_in_three_languages_and_without_scripts(world: Any, prefix: str) -> None:
    for path in ("/mission/", "/mission/account/", f"/mission/posts/{world.post.pk}/hand-over/"):
        page = read(world.browser, prefix + path)
        assert f'action="{prefix}/log-out/"' in page or path != "/mission/"
        assert page.count("<script") == 1 and "style=" not in page
