import pytest
from django.db import IntegrityError, connection, transaction

from directory.models import User
from tests.races.together import together

pytestmark = [pytest.mark.postgres, pytest.mark.django_db(transaction=True)]


def test_each_act_has_a_connection_of_its_own():
    def backend() -> int:
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_backend_pid()")
            return cursor.fetchone()[0]

    assert len({backend(), *together(backend, backend, backend)}) == 4


def test_the_schema_decides_and_the_loser_is_told():
    def act() -> int:
        with transaction.atomic():
            return User.objects.create(email="twice@example.org").pk

    outcomes = together(act, act)
    assert sorted(type(outcome) for outcome in outcomes if isinstance(outcome, Exception)) == [IntegrityError]
    assert User.objects.filter(email="twice@example.org").count() == 1
