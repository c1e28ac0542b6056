import pytest

from agenda.models import Seminar
from directory.enums import Role
from directory.models import User
from tests.factories import agenda as make
from tests.factories.directory import staff


@pytest.fixture
def host() -> User:
    return staff(Role.HOST)


@pytest.fixture
def seminar() -> Seminar:
    row = make.seminar()
    make.contact(row)
    return row
