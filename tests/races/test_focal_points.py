"""The locks of focal points: two acts on one mission at the same instant, each with a connection of its own."""

import datetime as dt

import pytest

from directory.models import AccountEvent, FocalPoint, User
from directory.services import focal_points
from notifications.models import OutgoingEmail
from seminar_portal.errors import Invalid, WrongState
from tests.factories import agenda, directory
from tests.races.together import together

NOW = agenda.DURING
pytestmark = [pytest.mark.postgres, pytest.mark.django_db(transaction=True)]


def invitation(mission_id, by, email="rahman@example.org"):
    return lambda: focal_points.invite(mission_id=mission_id, email=email, name="F. Rahman", language="en", by=by, now=NOW)


def test_the_same_person_invited_twice_at_once_gets_one_post_and_one_mail():
    mission = directory.mission("BD", "Tashkent")
    officers = [directory.staff("secretariat") for _n in range(3)]
    outcomes = together(
        *(invitation(mission.pk, by, email) for by, email in zip(officers, ["rahman@example.org", "Rahman@Example.org", "RAHMAN@example.org"], strict=True))
    )
    assert [type(outcome) is Invalid for outcome in outcomes].count(True) == 2
    assert (FocalPoint.objects.count(), OutgoingEmail.objects.count(), AccountEvent.objects.count()) == (1, 1, 1)


@pytest.mark.parametrize("attempt", range(3))
def test_the_same_new_person_invited_to_two_missions_at_once_has_one_account_and_two_posts(attempt):
    officer = directory.staff("secretariat")
    missions = [directory.mission("BD", "Tashkent"), directory.mission("LK", "Moscow")]
    outcomes = together(*(invitation(mission.pk, officer) for mission in missions))
    assert [type(outcome) for outcome in outcomes] == [FocalPoint, FocalPoint]
    assert User.objects.filter(email__iexact="rahman@example.org").count() == 1
    assert FocalPoint.objects.filter(until__isnull=True).count() == 2


@pytest.mark.parametrize("attempt", range(3))
def test_two_hand_overs_at_once_are_one(attempt):
    post = directory.focal_point(directory.mission("BD", "Tashkent"))

    def to(email):
        return lambda: focal_points.hand_over(post_id=post.pk, email=email, name="N. Next", language="en", by=post.user, now=NOW)

    outcomes = together(to("one@example.org"), to("other@example.org"))
    assert sorted(type(outcome) is WrongState for outcome in outcomes) == [False, True]
    assert FocalPoint.objects.filter(until__isnull=True).count() == 2


@pytest.mark.parametrize("attempt", range(3))
def test_taking_back_while_the_successor_comes_in_leaves_exactly_one(attempt):
    post = directory.focal_point(directory.mission("BD", "Tashkent"))
    successor = focal_points.hand_over(post_id=post.pk, email="next@example.org", name="N. Next", language="en", by=post.user, now=NOW)
    later = NOW + dt.timedelta(minutes=1)
    together(
        lambda: focal_points.take_back(post_id=post.pk, by=post.user, now=later),
        lambda: focal_points.arrived(user_id=successor.user_id, now=later),
    )
    assert FocalPoint.objects.filter(until__isnull=True).count() == 1


@pytest.mark.parametrize("attempt", range(3))
def test_the_last_two_posts_ended_at_once_end_the_sessions(attempt):
    officer = directory.staff("secretariat")
    posts = [directory.focal_point(directory.mission("BD", "Tashkent")), directory.focal_point(directory.mission("LK", "Moscow"))]
    password = posts[0].user.password
    outcomes = together(*(lambda post=post: focal_points.end_post(post_id=post.pk, reason="moved", by=officer, now=NOW) for post in posts))
    assert [type(outcome) for outcome in outcomes] == [FocalPoint, FocalPoint]
    assert User.objects.get(pk=posts[0].user_id).password != password
