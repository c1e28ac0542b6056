"""The list of 20,000, in small: the same people for the same seed, made once, and no mail."""

import datetime as dt
from collections import Counter
from collections.abc import Iterator
from typing import Any

import pytest
from django.conf import settings
from django.core.management import CommandError, call_command
from django.db.models import Count
from django.test import override_settings

from notifications.models import OutgoingEmail
from registration import content, search
from registration.content import Given
from registration.enums import PAPER_SOURCES, State
from registration.lifecycle import MOVES
from registration.models import PossibleDuplicate, ReferenceCounter, Registration, RegistrationEvent
from seminar_portal import demo
from seminar_portal.demo import crowd, large
from tests.kept import kept_rows

NOW = dt.datetime(2026, 11, 25, 2, 13, 47, 123456, tzinfo=dt.UTC)
ROWS = 170
pytestmark = pytest.mark.django_db


@pytest.fixture(scope="module")
def uploads(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    folder = tmp_path_factory.mktemp("large")
    storage = {"BACKEND": "django.core.files.storage.FileSystemStorage", "OPTIONS": {"location": folder / "uploads"}}
    with override_settings(VAR_DIR=folder, STORAGES={**settings.STORAGES, "default": storage}):
        yield


@pytest.fixture(scope="module")
def made(uploads: None, django_db_setup: None, django_db_blocker: Any) -> Iterator[None]:
    with kept_rows(django_db_blocker):
        demo.load(NOW)
        assert large.load(NOW, rows=ROWS) == ROWS
        yield


def rows():
    return Registration.objects.filter(seminar__slug="large").select_related("seminar", "party").order_by("number")


def test_it_makes_the_rows_once_and_only_what_is_missing(made):
    before = list(rows().values())
    assert large.load(NOW + dt.timedelta(days=3), rows=ROWS) == 0
    assert list(rows().values()) == before
    assert large.load(NOW, rows=ROWS + 10) == 10
    assert list(rows().values())[:ROWS] == before
    assert ReferenceCounter.objects.get(seminar__slug="large").last == ROWS + 10 == rows().last().number


def test_no_mail_is_written(made):
    assert OutgoingEmail.objects.filter(about__in=[f"registration:{pk}" for pk in rows().values_list("pk", flat=True)]).count() == 0


def test_each_row_is_one_that_the_services_could_have_made(made):
    moves = {(str(start), str(to)) for (_verb, start), to in MOVES.items()} | {("received", "received")}
    for row in rows():
        given = Given.of(row)
        assert (content.cleaned(given), content.digest(given)) == (given, row.content_digest), row.reference
        assert content.problems(given, web=row.source not in PAPER_SOURCES) == {}, row.reference
        assert search.fold(row.printed_name) in row.search_text
        assert (row.state == State.LATE) == (row.received_at > row.seminar.registration_closes_at)
        assert row.received_at >= row.seminar.registration_opens_at
        events = list(row.events.all())
        assert [event.version for event in events] == list(range(1, row.version + 1))
        assert (events[0].kind, events[-1].to_state) == ("received", row.state)
        assert {(event.from_state, event.to_state) for event in events[1:]} <= moves


def test_the_questions_of_the_desk_have_answers_in_it(made):
    many = rows()
    assert set(many.values_list("source", flat=True)) == {"web", "paper", "fax", "mail"}
    assert many.filter(party=None).exists() and many.filter(email="").exists() and many.filter(speech_topic="").exists()
    assert many.filter(on_platform=True).exists() and many.filter(native_name__regex="[\u4e00-\u9fff]").exists()
    assert many.aggregate(nations=Count("party", distinct=True))["nations"] > 30
    assert RegistrationEvent.objects.filter(registration__in=many, by=None, kind="received").exists()


def test_people_are_the_same_for_the_same_seed_and_no_other_two_alike():
    people = [crowd.guest(number, large.SEED) for number in range(1, 3001)]
    assert people == [crowd.guest(number, large.SEED) for number in range(1, 3001)]
    assert people[:50] != [crowd.guest(number, large.SEED + 1) for number in range(1, 51)]
    named = Counter(
        (guest.code, search.fold(guest.data["family_name"]), search.fold(guest.data["first_name"]))
        for number, guest in enumerate(people, 1)
        if number % crowd.AGAIN and guest.data["family_name"]
    )
    assert sum(count - 1 for count in named.values()) <= 3
    assert all(address.endswith("@example.org") for guest in people if (address := guest.data.get("email")))


def test_it_stays_out_of_an_installation_that_is_not_the_embedded_one():
    with pytest.raises(CommandError, match="--here"):
        call_command("make_large", rows=1)


def test_second_forms_of_one_person_are_asked_about(made):
    asked = {(pair.first.number, pair.second.number) for pair in PossibleDuplicate.objects.filter(seminar__slug="large").select_related("first", "second")}
    assert {(48, 50), (98, 100), (148, 150)} <= asked
    assert large.load(NOW, rows=ROWS) == 0
    assert PossibleDuplicate.objects.filter(seminar__slug="large").count() == len(asked)
