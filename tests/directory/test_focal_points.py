"""Who acts for a mission (directory/services/focal_points.py, the selectors, and the pages of the administration)."""

import datetime as dt
from types import SimpleNamespace
from typing import Any

import pytest
import time_machine
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction
from django.test import Client
from django.urls import reverse

from directory import fillers, rules, selectors
from directory.enums import Role
from directory.models import AccountEvent, FocalPoint, User
from directory.services import focal_points as posts
from notifications.models import OutgoingEmail
from notifications.registry import DoNotSend, Fill
from seminar_portal.errors import Invalid, WrongState
from tests.factories import agenda, directory

NOW = agenda.DURING
LATER = NOW + dt.timedelta(hours=1)
pytestmark = pytest.mark.django_db


@pytest.fixture
def world() -> SimpleNamespace:
    agenda.cities()
    return SimpleNamespace(
        secretariat=directory.staff(Role.SECRETARIAT, email="officer@example.org"),
        tashkent=directory.mission("BD", "Tashkent", zone="Asia/Tashkent"),
        moscow=directory.mission("LK", "Moscow", zone="Europe/Moscow"),
    )


def invite(world: Any, mission: Any = None, email: str = "rahman@example.org", **kw: Any) -> FocalPoint:
    given = {"name": "F. Rahman", "language": "ru", "by": world.secretariat, "now": NOW, **kw}
    return posts.invite(mission_id=(mission or world.tashkent).pk, email=email, **given)


def logged_in(post: FocalPoint) -> Client:
    browser = Client()
    browser.force_login(post.user)
    return browser


def home(browser: Client) -> int:
    return browser.get(reverse("mission")).status_code


def kinds(user: User) -> list[str]:
    return list(AccountEvent.objects.filter(account=user).order_by("pk").values_list("kind", flat=True))


# --- inviting -------------------------------------------------------------------------------------------------------------------------------


def test_an_invitation_makes_an_account_without_a_password_on_the_missions_clock_and_says_what_for(world: Any) -> None:
    post = invite(world)
    user = post.user
    assert (user.email, user.name, user.language, user.zone) == ("rahman@example.org", "F. Rahman", "ru", "Asia/Tashkent")
    assert (user.is_staff, user.is_active, user.has_usable_password(), user.last_login) == (False, True, False, None)
    assert (post.since, post.until, post.invited_by) == (NOW, None, world.secretariat)
    assert kinds(user) == ["post given"]
    mail = OutgoingEmail.objects.get()
    assert (mail.to_address, mail.reply_to, mail.language, mail.kind) == ("rahman@example.org", "officer@example.org", "ru", "directory/post_given")
    assert "https://seminar.example.org/ru/log-in/" in mail.text and "State BD" in mail.text and "Tashkent" in mail.text
    assert "[[" not in mail.text, "nothing in it opens anything"
    assert fillers.fill_post(mail, NOW) == Fill()


@pytest.mark.parametrize("typed", ["DESK@Example.ORG", "desk@example.org "])
def test_an_address_that_has_an_account_is_used_and_not_doubled(world: Any, typed: str) -> None:
    staff = directory.staff(Role.READER, email="desk@example.org", zone="Asia/Shanghai")
    password = staff.password
    post = invite(world, email=typed, name="Another name")
    staff.refresh_from_db()
    assert (post.user, staff.name.startswith("Another"), staff.zone, staff.password) == (staff, False, "Asia/Shanghai", password)
    mail = OutgoingEmail.objects.get()
    assert "https://seminar.example.org/admin/login/?next=/mission/" in mail.text and "/log-in/" not in mail.text


def test_one_person_may_serve_two_missions_and_a_mission_have_two_people(world: Any) -> None:
    first, second = invite(world), invite(world, world.moscow)
    third = invite(world, email="another@example.org")
    assert first.user == second.user
    assert [mission.city for mission in selectors.missions_served(first.user, NOW)] == ["Tashkent", "Moscow"]
    assert selectors.focal_points_of([world.tashkent], NOW) == [first, third]
    with pytest.raises(Invalid, match="already"):
        invite(world, email="RAHMAN@example.org")


def test_the_schema_knows_one_live_post_for_each_person_and_mission(world: Any) -> None:
    post = directory.focal_point(world.tashkent)
    with pytest.raises(IntegrityError), transaction.atomic():
        directory.focal_point(world.tashkent)
    posts.end_post(post_id=post.pk, reason="moved", by=world.secretariat, now=NOW)
    directory.focal_point(world.tashkent, since=LATER)
    assert FocalPoint.objects.count() == 2


@pytest.mark.parametrize(
    ("given", "sentence"),
    [
        ({"email": "nobody"}, "Enter an e-mail address"),
        ({"name": " "}, "Enter the name"),
        ({"name": "x" * 151}, "Shorten the name"),
        ({"language": "fr"}, "Choose a language"),
        ({"mission": SimpleNamespace(pk=0)}, "Choose a mission"),
        ({"email": "closed@example.org"}, "closed account"),
    ],
)
def test_what_an_invitation_refuses(world: Any, given: dict[str, Any], sentence: str) -> None:
    User.objects.create_user("closed@example.org", None, is_active=False)
    with pytest.raises(Invalid, match=sentence):
        invite(world, **given)
    assert not FocalPoint.objects.exists() and not OutgoingEmail.objects.exists()


@pytest.mark.parametrize(("last_day", "serves"), [(dt.date(2027, 10, 11), False), (dt.date(2027, 10, 12), True)])
def test_a_mission_answers_until_the_end_of_its_last_day_in_its_own_city(world: Any, last_day: dt.date, serves: bool) -> None:
    """NOW is the 12th in Tashkent."""
    post = directory.focal_point(world.tashkent)
    world.tashkent.valid_to = last_day
    world.tashkent.save()
    assert [found.pk for found in selectors.posts_of(post.user, NOW)] == ([post.pk] if serves else [])
    assert (selectors.who_comes_in("focal@example.org", NOW) is not None) is serves
    if not serves:
        with pytest.raises(Invalid, match="does not answer"):
            invite(world)


# --- telling again, ending --------------------------------------------------------------------------------------------------------------------


def test_the_invitation_goes_again_and_not_after_the_end(world: Any) -> None:
    post = invite(world)
    posts.send_again(post_id=post.pk, by=world.secretariat, now=LATER)
    posts.end_post(post_id=post.pk, reason="left for the capital", by=world.secretariat, now=LATER)
    assert list(OutgoingEmail.objects.order_by("pk").values_list("kind", "state")) == [
        ("directory/post_given", "not_sent"),
        ("directory/post_given", "not_sent"),
        ("directory/post_ended", "queued"),
    ]
    assert "left for the capital" in OutgoingEmail.objects.get(kind="directory/post_ended").text
    assert isinstance(fillers.fill_post(OutgoingEmail.objects.order_by("pk")[0], LATER), DoNotSend)
    with pytest.raises(WrongState):
        posts.send_again(post_id=post.pk, by=world.secretariat, now=LATER)
    with pytest.raises(WrongState):
        posts.end_post(post_id=post.pk, reason="again", by=world.secretariat, now=LATER)
    assert kinds(post.user) == ["post given", "post told", "post ended"]


def test_an_end_needs_a_reason(world: Any) -> None:
    post = invite(world)
    for reason in ("  ", "x" * 301):
        with pytest.raises(Invalid):
            posts.end_post(post_id=post.pk, reason=reason, by=world.secretariat, now=NOW)
    assert FocalPoint.objects.get().until is None


def test_sessions_end_with_the_last_post(world: Any) -> None:
    first, second = invite(world), invite(world, world.moscow)
    with time_machine.travel(NOW, tick=False):
        browser = logged_in(first)
        assert home(browser) == 200
        posts.end_post(post_id=first.pk, reason="moved", by=world.secretariat, now=NOW)
        answer = browser.get(reverse("mission"))
        assert answer.status_code == 200 and b"State LK" in answer.content and b"State BD" not in answer.content
        posts.end_post(post_id=second.pk, reason="moved", by=world.secretariat, now=NOW)
        answer = browser.get(reverse("mission"))
        assert (answer.status_code, answer["Location"]) == (302, "/log-in/?next=/mission/")


def test_staff_keep_password_and_session_when_their_post_ends(world: Any) -> None:
    staff = directory.staff(Role.READER)
    post = directory.focal_point(world.tashkent, staff.email)
    with time_machine.travel(NOW, tick=False):
        browser = logged_in(post)
        assert home(browser) == 200
        posts.end_post(post_id=post.pk, reason="moved", by=world.secretariat, now=NOW)
        assert home(browser) == 404
        assert browser.get("/admin/").status_code == 200
    assert User.objects.get(pk=staff.pk).check_password(directory.PASSWORD)


# --- handing over -----------------------------------------------------------------------------------------------------------------------------


def hand_over(post: FocalPoint, by: User, email: str = "successor@example.org") -> FocalPoint:
    return posts.hand_over(post_id=post.pk, email=email, name="S. Successor", language="en", by=by, now=NOW)


def test_who_hands_over_stays_until_the_successor_has_come_in(world: Any) -> None:
    post = invite(world)
    successor = hand_over(post, post.user)
    post.refresh_from_db()
    assert (post.until, post.successor, successor.invited_by) == (None, successor, post.user)
    with pytest.raises(WrongState, match=r"S\. Successor"):
        hand_over(post, post.user, "third@example.org")
    assert [ended.pk for ended in posts.arrived(user_id=successor.user_id, now=LATER)] == [post.pk]
    assert posts.arrived(user_id=successor.user_id, now=LATER) == []
    post.refresh_from_db()
    assert (post.until, post.ended_by, post.ended_reason) == (LATER, successor.user, "handed over to a successor")
    assert (selectors.posts_of(post.user, LATER), selectors.posts_of(successor.user, LATER)) == ([], [successor])


def test_a_hand_over_to_a_wrong_address_can_be_taken_back(world: Any) -> None:
    post = invite(world)
    wrong = hand_over(post, post.user, "mistyped@example.org")
    posts.take_back(post_id=post.pk, by=post.user, now=LATER)
    wrong.refresh_from_db()
    assert (wrong.until, selectors.who_comes_in("mistyped@example.org", LATER)) == (LATER, None)
    assert posts.arrived(user_id=wrong.user_id, now=LATER) == []
    with pytest.raises(WrongState, match="no hand-over"):
        posts.take_back(post_id=post.pk, by=post.user, now=LATER)
    assert selectors.posts_of(post.user, LATER) == [post]
    assert hand_over(post, post.user).until is None
    assert kinds(post.user) == ["post given", "post handed over", "post taken back", "post handed over"]


@pytest.mark.parametrize("why", ["by the Secretariat", "to somebody who has logged in before", "to staff"])
def test_the_old_post_ends_at_once(world: Any, why: str) -> None:
    post = invite(world)
    by, email = post.user, "successor@example.org"
    if why == "by the Secretariat":
        by = world.secretariat
    elif why == "to staff":
        email = directory.staff(Role.READER).email
    else:
        directory.focal_point(world.moscow, email, last_login=NOW)
    successor = hand_over(post, by, email)
    post.refresh_from_db()
    assert (post.until, post.ended_by) == (NOW, by)
    assert selectors.posts_of(successor.user, NOW)[0] == successor


# --- who may what -------------------------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("role", "manages"),
    [(Role.SECRETARIAT, True), (Role.ADMINISTRATOR, True), (Role.HOST, False), (Role.READER, False), ("another focal point", False), ("themselves", False)],
)
def test_who_manages_focal_points(world: Any, role: str, manages: bool) -> None:
    post, at_moscow = directory.focal_point(world.tashkent), directory.focal_point(world.moscow, "moscow@example.org")
    by = {"another focal point": at_moscow.user, "themselves": post.user}.get(role) or directory.staff(role)
    assert (rules.may_manage_focal_points(by), rules.may_see_focal_points(by)) == (manages, manages)
    acts = [
        lambda: posts.send_again(post_id=post.pk, by=by, now=NOW),
        lambda: (
            hand_over(post, by)
            if role != "themselves"
            else posts.hand_over(post_id=at_moscow.pk, email="a@example.org", name="A", language="en", by=by, now=NOW)
        ),
        lambda: invite(world, email="new@example.org", by=by),
        lambda: posts.end_post(post_id=at_moscow.pk, reason="moved", by=by, now=NOW),
    ]
    for act in acts:
        if manages:
            act()
        else:
            with pytest.raises(PermissionDenied):
                act()
    with pytest.raises(PermissionDenied):
        posts.take_back(post_id=999, by=by, now=NOW)


def test_a_former_focal_point_hands_nothing_over(world: Any) -> None:
    post = invite(world)
    posts.end_post(post_id=post.pk, reason="moved", by=world.secretariat, now=NOW)
    with pytest.raises(PermissionDenied):
        hand_over(post, post.user)


# --- the administration ---------------------------------------------------------------------------------------------------------------------------


@pytest.fixture
def desk(world: Any) -> Any:
    with time_machine.travel(NOW, tick=False):
        browser = Client()
        browser.force_login(world.secretariat)
        yield browser


def test_the_list_shows_who_acts_and_how_many_states_have_nobody(world: Any, desk: Client) -> None:
    directory.party("KR")
    post = directory.focal_point(world.tashkent)
    posts.end_post(post_id=directory.focal_point(world.moscow, "gone@example.org").pk, reason="moved", by=world.secretariat, now=NOW)
    page = desk.get("/admin/directory/focalpoint/").content.decode()
    assert "State BD" in page and "focal@example.org" in page and "gone@example.org" not in page
    assert "2 member states without a focal point" in page
    assert [party.code for party in selectors.members_without_focal_point(NOW)] == ["KR", "LK"]
    listed = desk.get("/admin/directory/party/?focal=none").context["cl"].queryset
    assert [party.code for party in listed] == ["KR", "LK"]
    assert "gone@example.org" in desk.get("/admin/directory/focalpoint/?post=ended").content.decode()
    party = desk.get(f"/admin/directory/party/{post.mission.party_id}/change/").content.decode()
    assert f"/admin/directory/focalpoint/?mission__party__id__exact={post.mission.party_id}" in party
    of_one_state = desk.get(f"/admin/directory/focalpoint/?mission__party__id__exact={post.mission.party_id}").context["cl"].queryset
    assert list(of_one_state) == [post]


def test_the_queries_of_the_list_do_not_grow(world: Any, desk: Client, django_assert_max_num_queries: Any) -> None:
    for number in range(6):
        directory.focal_point(world.tashkent, f"person-{number}@example.org")
    with django_assert_max_num_queries(14):
        desk.get("/admin/directory/focalpoint/")


def test_the_secretariat_does_everything_on_two_pages(world: Any, desk: Client) -> None:
    add = "/admin/directory/focalpoint/add/"
    wrong = desk.post(add, {"mission": world.tashkent.pk, "email": "rahman", "name": "F. Rahman", "language": "en"})
    assert wrong.status_code == 200 and "<title>Error: " in wrong.content.decode() and "rahman" in wrong.content.decode()
    answer = desk.post(add, {"mission": world.tashkent.pk, "email": "rahman@example.org", "name": "F. Rahman", "language": "en"})
    post = FocalPoint.objects.get()
    page = f"/admin/directory/focalpoint/{post.pk}/"
    assert answer["Location"] == f"{page}change/"
    assert "invited, has never logged in" in desk.get(f"{page}change/").content.decode()
    desk.post(f"{page}invitation/")
    assert OutgoingEmail.objects.filter(kind="directory/post_given").count() == 2
    refused = desk.post(f"{page}hand-over/", {"successor-email": "rahman@example.org", "successor-name": "F. Rahman", "successor-language": "en"})
    assert refused.status_code == 200 and "focal point of the mission already" in refused.content.decode()
    desk.post(f"{page}hand-over/", {"successor-email": "next@example.org", "successor-name": "N. Next", "successor-language": "en"})
    successor = FocalPoint.objects.get(until__isnull=True)
    assert (successor.user.email, FocalPoint.objects.get(pk=post.pk).successor) == ("next@example.org", successor)
    end = f"/admin/directory/focalpoint/{successor.pk}/end/"
    assert "Enter a reason" in desk.post(end, {"end-reason": ""}).content.decode()
    assert desk.post(end, {"end-reason": "moved"}).status_code == 302
    assert not FocalPoint.objects.filter(until__isnull=True).exists()
    assert "End the post" not in desk.get(f"/admin/directory/focalpoint/{successor.pk}/change/").content.decode()


def test_the_accounts_of_staff_are_a_list_of_their_own(world: Any) -> None:
    post = directory.focal_point(world.tashkent)
    browser = Client()
    browser.force_login(directory.staff(Role.ADMINISTRATOR))
    assert "focal@example.org" not in browser.get("/admin/directory/user/").content.decode()
    assert browser.get(f"/admin/directory/user/{post.user_id}/change/").status_code == 404
    assert browser.post(f"/admin/directory/user/{post.user_id}/link/").status_code == 404
    assert not OutgoingEmail.objects.exists()
