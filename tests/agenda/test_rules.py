import datetime as dt
import os
import time

import pytest
from django.contrib.auth.models import AnonymousUser

from agenda import rules
from agenda.enums import Window
from seminar_portal.errors import Closed, NotPublished, NotYetOpen
from tests.factories import agenda as make
from tests.factories.directory import staff, user_with

pytestmark = pytest.mark.django_db


@pytest.fixture(params=["UTC", "America/New_York", "Asia/Vladivostok"])
def process_zone(request):
    """The zone of the process, as ``TZ=…`` sets it; nothing may depend on it."""
    before = os.environ.get("TZ")
    os.environ["TZ"] = request.param
    time.tzset()
    yield request.param
    if before is None:
        del os.environ["TZ"]
    else:
        os.environ["TZ"] = before
    time.tzset()


@pytest.mark.parametrize(
    ("received_at", "expected"),
    [
        (dt.datetime(2027, 9, 30, 15, 59, 59, tzinfo=dt.UTC), Window.TOO_EARLY),
        (dt.datetime(2027, 9, 30, 16, 0, 0, tzinfo=dt.UTC), Window.OPEN),
        (dt.datetime(2027, 11, 5, 15, 59, 59, tzinfo=dt.UTC), Window.OPEN),
        (dt.datetime(2027, 11, 5, 15, 59, 59, 900_000, tzinfo=dt.UTC), Window.OPEN),
        (dt.datetime(2027, 11, 5, 16, 0, 0, tzinfo=dt.UTC), Window.CLOSED),
    ],
)
def test_v03_the_window_follows_the_hosts_clock_whatever_the_process_has(process_zone, received_at, expected):
    assert rules.window(make.seminar(), received_at) is expected


@pytest.mark.parametrize("process_zone", ["America/New_York"], indirect=True)
def test_v03_late_although_the_clock_of_the_process_still_says_5_november(process_zone):
    first_late_second = 1_825_430_400  # 2027-11-05T16:00:00Z
    assert time.localtime(first_late_second)[:4] == (2027, 11, 5, 12)
    seminar = make.seminar()
    assert rules.window(seminar, dt.datetime.fromtimestamp(first_late_second - 1, dt.UTC)) is Window.OPEN
    assert rules.window(seminar, dt.datetime.fromtimestamp(first_late_second, dt.UTC)) is Window.CLOSED


def test_the_three_answers_are_three_errors_with_their_sentences():
    seminar = make.seminar()
    with pytest.raises(NotYetOpen) as early:
        rules.require_open(seminar, dt.datetime(2027, 9, 30, 15, 59, 59, tzinfo=dt.UTC))
    assert str(early.value) == "Registration begins on Friday, 1 October 2027, 00:00 Beijing time (UTC+8)."
    with pytest.raises(Closed) as late:
        rules.require_open(seminar, make.LATE)
    assert str(late.value) == "Registration closed on Friday, 5 November 2027, 23:59 Beijing time (UTC+8)."
    seminar.published_at = None
    with pytest.raises(NotPublished) as hidden:
        rules.require_open(seminar, make.DURING)
    assert str(hidden.value) == "This seminar is not published."
    rules.require_open(make.seminar(slug="other"), make.DURING)


def test_before_its_publication_there_is_no_seminar():
    seminar = make.seminar(published_at=make.DURING)
    assert rules.window(seminar, make.DURING - dt.timedelta(seconds=1)) is Window.NOT_PUBLISHED
    assert rules.window(seminar, make.DURING) is Window.OPEN


@pytest.mark.parametrize(
    ("predicate", "host", "secretariat", "reader"),
    [
        (rules.may_change, True, False, False),
        (rules.may_add_document, True, False, False),
        (rules.may_read_video_links, True, False, False),
        (rules.may_extend_registration, True, False, False),
        (rules.may_send_joining_details, True, False, False),
        (rules.may_override_gate, False, False, False),
    ],
)
def test_who_may(predicate, host, secretariat, reader):
    assert (predicate(staff("host staff")), predicate(staff("secretariat")), predicate(staff("reader"))) == (host, secretariat, reader)
    assert predicate(AnonymousUser()) is False


def test_the_gate_is_overridden_by_a_named_officer():
    assert rules.may_override_gate(user_with("agenda.override_gate")) is True
