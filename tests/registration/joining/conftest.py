import pytest

from agenda.models import Seminar
from directory.enums import Role
from directory.models import User
from tests.factories import agenda as make
from tests.factories.directory import staff

from .facts import links


@pytest.fixture
def host() -> User:
    return staff(Role.HOST)


@pytest.fixture
def seminar() -> Seminar:
    """Seminar S, confirmed, with an agenda and a meeting of its own each day."""
    row = make.seminar(confirmed=True)
    make.contact(row)
    make.programme(row)
    links(row)
    return row
