"""The locks of accounts and organisations: two at the same instant, each with a connection of its own."""

import datetime as dt

import pytest
from django.core.exceptions import PermissionDenied

from directory import fillers
from directory.enums import PartyKind, Role
from directory.models import AccountEvent, FailedLogIn, Party, User
from directory.services import accounts, log_ins
from directory.services.accounts import AccountData
from notifications.models import OutgoingEmail
from notifications.registry import Fill
from registration.services import organisations
from seminar_portal.errors import Closed, Invalid
from tests.factories import agenda, desk, directory
from tests.races.together import together

NOW = agenda.DURING
pytestmark = [pytest.mark.postgres, pytest.mark.django_db(transaction=True)]


@pytest.mark.parametrize("attempt", range(3))
def test_two_administrators_who_close_each_other_leave_one(attempt):
    one, other = (directory.staff(Role.ADMINISTRATOR) for _n in range(2))
    outcomes = together(
        lambda: accounts.close_account(user_id=other.pk, by=one, now=NOW),
        lambda: accounts.close_account(user_id=one.pk, by=other, now=NOW),
    )
    assert sorted(type(outcome) is PermissionDenied for outcome in outcomes) == [False, True]
    assert User.objects.filter(is_active=True).count() == 1 and AccountEvent.objects.count() == 1


def test_the_same_person_invited_twice_at_once_gets_one_account_and_one_mail():
    one, other = (directory.staff(Role.ADMINISTRATOR) for _n in range(2))
    data = AccountData(email="reviewer@example.org")
    outcomes = together(*(lambda by=by: accounts.invite(data=data, by=by, now=NOW) for by in (one, other, one, other)))
    assert [type(outcome) is Invalid for outcome in outcomes].count(True) == 3
    assert (User.objects.filter(email="reviewer@example.org").count(), OutgoingEmail.objects.count()) == (1, 1)


def test_a_link_clicked_twice_at_once_sets_one_password():
    accounts.invite(data=AccountData(email="reviewer@example.org"), by=directory.staff(Role.ADMINISTRATOR), now=NOW)
    fill = fillers.fill(OutgoingEmail.objects.get(), NOW)
    assert isinstance(fill, Fill)
    token = fill.values["password_link"].split("/password/")[1].split("/")[0]
    outcomes = together(*(lambda n=n: accounts.set_password(token=token, password=f"a-long-pass-phrase-{n}", now=NOW) for n in range(3)))
    assert [type(outcome) for outcome in outcomes].count(Closed) == 2
    winner = next(number for number, outcome in enumerate(outcomes) if isinstance(outcome, User))
    assert User.objects.get(email="reviewer@example.org").check_password(f"a-long-pass-phrase-{winner}")


def test_no_more_than_ten_passwords_are_looked_at_however_many_come_at_once():
    outcomes = together(*[lambda: log_ins.begin_attempt(key="k", now=NOW)] * 24)
    assert [outcome for outcome in outcomes if not isinstance(outcome, bool)] == []
    assert outcomes.count(True) <= 10
    assert FailedLogIn.objects.count() == outcomes.count(True)
    later = NOW + dt.timedelta(minutes=15)
    assert log_ins.begin_attempt(key="k", now=later) is True


@pytest.mark.parametrize("attempt", range(3))
def test_two_merges_in_opposite_directions_make_one(attempt):
    by = directory.staff(Role.ADMINISTRATOR)
    one, other = (directory.party(code, kind=PartyKind.ORGANISATION, standing=None) for code in ("ONE", "TWO"))
    outcomes = together(
        lambda: organisations.merge(keep_id=one.pk, other_id=other.pk, by=by, now=NOW),
        lambda: organisations.merge(keep_id=other.pk, other_id=one.pk, by=by, now=NOW),
    )
    assert [isinstance(outcome, Party) for outcome in outcomes].count(True) == 1
    assert Party.objects.filter(merged_into__isnull=False).count() == 1


def test_two_officers_put_the_same_organisation_in_order_and_each_registration_moves_once():
    officer, seminar = directory.staff(Role.HOST), agenda.seminar()
    entry = directory.party("WSF", kind=PartyKind.ORGANISATION, standing=None)
    rows = [desk.registration(seminar, party=None, other_organisation="World Steppe Fund", family_name=f"NAME{n}") for n in range(6)]
    outcomes = together(*[lambda: organisations.put_written(text="World Steppe Fund", party_id=entry.pk, by=officer, now=NOW)] * 2)
    assert sum(outcome.moved for outcome in outcomes) == 6
    assert [row.events.filter(kind="organisation").count() for row in rows] == [1] * 6
