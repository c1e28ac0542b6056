import pytest

from consent import rules
from directory.enums import Role
from tests.factories import directory

pytestmark = pytest.mark.django_db
ASKED = (rules.may_see_board, rules.may_conduct, rules.may_certify, rules.may_see_outcome)


@pytest.mark.parametrize(
    ("role", "rights", "expected"),
    [
        (Role.ADMINISTRATOR, (), [False, False, False, False]),
        (Role.HOST, (), [False, False, False, True]),
        (Role.READER, (), [False, False, False, False]),
        (Role.SECRETARIAT, (), [True, True, False, True]),
        (Role.SECRETARIAT, ("consent.certify",), [True, True, True, True]),
        (Role.HOST, ("consent.certify",), [False, False, False, True]),
    ],
)
def test_who_may_what(role, rights, expected):
    user = directory.staff(role, rights=rights)
    assert [may(user) for may in ASKED] == expected
    user.is_active = False
    user.save()
    assert [may(type(user).objects.get(pk=user.pk)) for may in ASKED] == [False] * 4
