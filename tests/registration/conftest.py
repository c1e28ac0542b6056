"""What the tests of the desk's pages begin with: a seminar whose registration is open, and the desk's own browser."""

from collections.abc import Iterator

import pytest
import time_machine
from django.test import Client

from agenda.models import Seminar
from directory.enums import Role
from directory.models import User
from tests.factories import agenda, directory


@pytest.fixture
def during() -> Iterator[None]:
    """The clock stands still on 12 October 2027, 15:02 Beijing time."""
    with time_machine.travel(agenda.DURING, tick=False):
        yield


@pytest.fixture
def seminar() -> Seminar:
    return agenda.seminar()


@pytest.fixture
def officer(client: Client) -> User:
    """Of the host's staff, logged in."""
    officer = directory.staff(Role.HOST, name="Registration desk")
    client.force_login(officer)
    return officer
