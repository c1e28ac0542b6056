"""Two officers at one registration at the same instant, on two real connections."""

import dataclasses
from functools import partial

import pytest

from directory.enums import Role
from notifications.models import OutgoingEmail
from registration.content import Given
from registration.enums import State
from registration.models import Registration, RegistrationEvent
from registration.services.desk import correct_by_desk, corrections_seen, decline, register_officially, withdraw_on_request
from registration.services.personal import correct_registration
from seminar_portal.errors import Stale, WrongState
from tests.factories import agenda, desk, directory
from tests.races.together import together

pytestmark = [pytest.mark.postgres, pytest.mark.django_db(transaction=True)]
NOW = agenda.DURING
ROUNDS = 5


@pytest.fixture
def officers():
    return [directory.staff(Role.HOST) for _one in range(2)]


def split(outcomes):
    refused = [outcome for outcome in outcomes if isinstance(outcome, Exception)]
    return [outcome for outcome in outcomes if not isinstance(outcome, Exception)], refused


@pytest.mark.parametrize("version", [1, None])
def test_one_registers_and_the_other_declines(officers, version):
    seminar = agenda.seminar()
    for _round in range(ROUNDS):
        row = desk.registration(seminar)
        outcomes = together(
            partial(register_officially, registration_id=row.pk, version=version, by=officers[0], now=NOW),
            partial(decline, registration_id=row.pk, version=version, reason="Two others are named", by=officers[1], now=NOW),
        )
        done, refused = split(outcomes)
        assert [type(error) for error in refused] == [Stale if version else WrongState]
        row.refresh_from_db()
        assert (row.state, row.version) == (done[0].state, 2)
        event = RegistrationEvent.objects.get(registration=row)
        assert event.to_state == row.state
        assert event.by == officers[0 if row.state == State.REGISTERED else 1]
        mail = OutgoingEmail.objects.get(about=f"registration:{row.pk}")
        assert mail.kind == {"registered": "registration/registered", "declined": "registration/declined"}[row.state]


def test_eight_clicks_on_one_button_are_one_act_and_one_mail(officers):
    row = desk.registration(agenda.seminar())
    outcomes = together(*[partial(register_officially, registration_id=row.pk, version=1, by=officers[0], now=NOW)] * 8)
    done, refused = split(outcomes)
    assert (len(done), {type(error) for error in refused}) == (1, {Stale})
    assert (RegistrationEvent.objects.count(), OutgoingEmail.objects.count()) == (1, 1)


def test_an_officer_and_the_delegate(officers):
    """What the delegate corrects while the officer presses the button is either seen by the officer or stays flagged."""
    seminar = agenda.seminar()
    for _round in range(ROUNDS):
        row = desk.registration(seminar)
        data = dataclasses.replace(Given.of(row), job_title="Head of unit")
        outcomes = together(
            partial(register_officially, registration_id=row.pk, version=1, by=officers[0], now=NOW),
            partial(correct_registration, registration_id=row.pk, data=data, now=NOW),
        )
        _done, refused = split(outcomes)
        row.refresh_from_db()
        assert (row.job_title, row.corrected_at) == ("Head of unit", NOW)
        assert [type(error) for error in refused] == ([] if row.state == State.REGISTERED else [Stale])
        assert row.version == (3 if row.state == State.REGISTERED else 2)


def test_two_corrections_by_the_desk_do_not_overwrite_each_other(officers):
    row = desk.registration(agenda.seminar())
    given = Given.of(row)
    outcomes = together(
        *[
            partial(correct_by_desk, registration_id=row.pk, version=1, data=dataclasses.replace(given, city=city), language="en", by=by, now=NOW)
            for city, by in zip(("Astana", "Almaty"), officers, strict=True)
        ]
    )
    done, refused = split(outcomes)
    assert [type(error) for error in refused] == [Stale]
    row.refresh_from_db()
    assert (row.city, row.version) == (done[0].city, 2)
    assert OutgoingEmail.objects.count() == 1


def test_the_flag_and_a_withdrawal(officers):
    row = desk.registration(agenda.seminar(), corrected_at=NOW)
    outcomes = together(
        partial(corrections_seen, registration_id=row.pk, version=1, by=officers[0], now=NOW),
        partial(withdraw_on_request, registration_id=row.pk, version=1, by=officers[1], now=NOW),
    )
    _done, refused = split(outcomes)
    assert [type(error) for error in refused] == [Stale]
    assert Registration.objects.get().version == 2
    assert RegistrationEvent.objects.count() == 1
