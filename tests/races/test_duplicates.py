"""Two answers to one question at the same instant, a delegate who corrects while she is joined, and twins who arrive together: on two real connections."""

import dataclasses
from functools import partial

import pytest

from directory.enums import Role
from notifications.models import OutgoingEmail
from registration.content import Given
from registration.enums import State
from registration.models import PossibleDuplicate, Registration, RegistrationEvent
from registration.services.duplicates import join, tell_apart
from registration.services.pairs import look
from registration.services.personal import correct_registration
from registration.services.submission import new_form_token, submit_registration
from seminar_portal.errors import Stale, WrongState
from tests.factories import agenda, desk, directory
from tests.factories.registration import given
from tests.races.together import together

pytestmark = [pytest.mark.postgres, pytest.mark.django_db(transaction=True)]
NOW = agenda.DURING
ROUNDS = 5


@pytest.fixture
def officers():
    return [directory.staff(Role.HOST, name=f"Desk {number}") for number in (1, 2)]


def twice(seminar):
    rows = [desk.registration(seminar, email=f"{number}@example.org") for number in (1, 2)]
    return look(rows[1], now=NOW)[0], rows


def split(outcomes):
    refused = [outcome for outcome in outcomes if isinstance(outcome, Exception)]
    return [outcome for outcome in outcomes if not isinstance(outcome, Exception)], refused


def test_two_officers_join_one_pair_in_opposite_directions(officers):
    for number in range(ROUNDS):
        question, rows = twice(agenda.seminar(slug=f"s{number}", reference_prefix=f"S{number}"))
        versions = {row.pk: 1 for row in rows}
        outcomes = together(
            *[partial(join, pair_id=question.pk, keep_id=row.pk, versions=versions, by=by, now=NOW) for row, by in zip(rows, officers, strict=True)]
        )
        done, refused = split(outcomes)
        assert [type(error) for error in refused] == [WrongState]
        question.refresh_from_db()
        assert str(refused[0]).startswith(f"{question.decided_by} has answered this already:")
        states = {row.pk: (row.state, row.same_as_id) for row in Registration.objects.filter(pk__in=versions)}
        gone = next(row.pk for row in rows if row.pk != done[0].pk)
        assert states == {done[0].pk: ("received", None), gone: ("withdrawn", done[0].pk)}
        assert OutgoingEmail.objects.filter(about__in=[f"registration:{pk}" for pk in versions]).count() == 1


def test_one_joins_and_the_other_tells_apart(officers):
    for number in range(ROUNDS):
        question, rows = twice(agenda.seminar(slug=f"s{number}", reference_prefix=f"S{number}"))
        versions = {row.pk: 1 for row in rows}
        outcomes = together(
            partial(join, pair_id=question.pk, keep_id=rows[0].pk, versions=versions, by=officers[0], now=NOW),
            partial(tell_apart, pair_id=question.pk, versions=versions, by=officers[1], now=NOW),
        )
        assert [type(error) for error in split(outcomes)[1]] == [WrongState]
        question.refresh_from_db()
        kinds = set(RegistrationEvent.objects.filter(registration__in=rows).values_list("kind", flat=True))
        assert kinds == ({"join", "kept"} if question.decision == "same" else {"different"})


@pytest.mark.parametrize("corrects", [0, 1])
def test_a_delegate_corrects_while_she_is_joined(officers, corrects):
    """Either the officer joined what she had seen, and the correction of the withdrawn one is refused; or the officer is told to look again."""
    for number in range(ROUNDS):
        question, rows = twice(agenda.seminar(slug=f"s{number}", reference_prefix=f"S{number}"))
        data = dataclasses.replace(Given.of(rows[corrects]), job_title="Head of unit")
        outcomes = together(
            partial(join, pair_id=question.pk, keep_id=rows[0].pk, versions={row.pk: 1 for row in rows}, by=officers[0], now=NOW),
            partial(correct_registration, registration_id=rows[corrects].pk, data=data, now=NOW),
        )
        joined, corrected = (not isinstance(outcome, Exception) for outcome in outcomes)
        for row in rows:
            row.refresh_from_db()
        if joined:
            assert (rows[1].state, rows[1].same_as_id) == (State.WITHDRAWN, rows[0].pk)
            # who is kept may go on correcting; who was withdrawn under her hands is told so
            assert corrected is (corrects == 0) or type(outcomes[1]) is WrongState
        else:
            assert (type(outcomes[0]), corrected, rows[1].state) == (Stale, True, State.RECEIVED)
        assert (rows[corrects].job_title == "Head of unit") is corrected


def test_a_name_that_changes_while_it_is_joined_leaves_no_half(officers):
    """The correction takes the question back or finds it answered; never both."""
    for number in range(ROUNDS):
        question, rows = twice(agenda.seminar(slug=f"s{number}", reference_prefix=f"S{number}"))
        data = dataclasses.replace(Given.of(rows[1]), family_name="Bekova", first_name="Malika")
        outcomes = together(
            partial(join, pair_id=question.pk, keep_id=rows[0].pk, versions={row.pk: 1 for row in rows}, by=officers[0], now=NOW),
            partial(correct_registration, registration_id=rows[1].pk, data=data, now=NOW),
        )
        assert [type(error) for error in split(outcomes)[1]] == [WrongState]
        rows[1].refresh_from_db()
        answers = list(PossibleDuplicate.objects.filter(pk=question.pk).values_list("decision", flat=True))
        assert (rows[1].state, rows[1].family_name, answers) in (("withdrawn", "SADYKOVA", ["same"]), ("received", "Bekova", []))


def test_eight_forms_of_one_person_at_once_are_all_asked_about():
    seminar = agenda.seminar()
    directory.party("KZ")
    outcomes = together(
        *[
            partial(
                submit_registration,
                seminar_id=seminar.pk,
                data=given(email=f"{number}@example.org"),
                form_token=new_form_token(),
                language="en",
                zone="",
                now=NOW,
            )
            for number in range(8)
        ]
    )
    assert split(outcomes)[1] == []
    assert PossibleDuplicate.objects.open().count() == 8 * 7 // 2


def test_those_who_resemble_one_another_correct_at_once_and_nobody_waits_for_ever():
    """Each writes down the others while it holds its own row: no two of them may wait for each other."""
    seminar = agenda.seminar()
    for _round in range(ROUNDS):
        PossibleDuplicate.objects.all().delete()
        RegistrationEvent.objects.all().delete()
        Registration.objects.all().delete()
        rows = [desk.registration(seminar, email=f"{number}@example.org") for number in range(4)]
        outcomes = together(
            *[partial(correct_registration, registration_id=row.pk, data=dataclasses.replace(Given.of(row), job_title="Head of unit"), now=NOW) for row in rows]
        )
        assert split(outcomes)[1] == []
        assert PossibleDuplicate.objects.count() == 6
