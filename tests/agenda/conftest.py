from collections.abc import Iterator

import pytest
import time_machine
from django.test import Client

from directory.models import User
from tests.factories import agenda as make
from tests.factories.directory import staff


@pytest.fixture
def during() -> Iterator[None]:
    """The clock stands still on 12 October 2027, 15:02 Beijing time."""
    with time_machine.travel(make.DURING, tick=False):
        yield


@pytest.fixture
def host(client: Client) -> User:
    """Of the host's staff, logged in."""
    user = staff("host staff")
    client.force_login(user)
    return user
