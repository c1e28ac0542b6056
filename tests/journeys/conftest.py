"""A real Chromium before the real portal. Every browser of a test is watched: whatever it complains about, and whatever it asks of another host, fails it."""

import contextlib
import os
from collections.abc import Callable, Iterator
from typing import Any

import pytest
import time_machine
from django.core import mail
from playwright.sync_api import Browser, sync_playwright

from notifications.tasks import sweep
from tests.factories.agenda import DURING
from tests.journeys.chromium import FLAGS
from tests.journeys.visitor import Visitor


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    here = os.path.dirname(__file__)
    for item in items:
        if str(item.path).startswith(here + os.sep):
            item.add_marker(pytest.mark.journey)
            item.add_marker(pytest.mark.postgres)  # the browser and the test have a connection each


@pytest.fixture(scope="module")
def chromium() -> Iterator[Browser]:
    # not for the whole session: Playwright's synchronous face keeps a loop in this thread, and Django would then refuse every query of the test itself
    with pytest.MonkeyPatch.context() as patch, sync_playwright() as playwright:
        patch.setenv("DJANGO_ALLOW_ASYNC_UNSAFE", "1")
        browser = playwright.chromium.launch(executable_path=os.environ["TEST_CHROMIUM"], args=list(FLAGS))
        yield browser
        browser.close()


@pytest.fixture
def clock() -> Iterator[time_machine.Coordinates]:
    """The portal's clock runs from 12 October 2027, 15:02 Beijing time, and can be put to another moment."""
    with time_machine.travel(DURING, tick=True) as traveller:
        yield traveller


@pytest.fixture
def site(transactional_db: None, clock: Any, settings: Any, live_server: Any) -> str:
    """The address of the running portal. All settings are those of an installation behind TLS, but for the address: browsers take http://localhost for safe."""
    address: str = live_server.url
    settings.PORTAL_ADDRESS = address
    return address


@pytest.fixture
def visitor(chromium: Browser, site: str) -> Iterator[Callable[..., Visitor]]:
    """``visitor(width=390, scripts=False)`` is somebody with a browser of their own. At the end of the test none may have complained."""
    visitors: list[Visitor] = []
    with contextlib.ExitStack() as stack:

        def come(*, width: int = 1280, height: int = 900, scripts: bool = True, **kw: Any) -> Visitor:
            options = {"viewport": {"width": width, "height": height}, "locale": "en-GB", "timezone_id": "Asia/Almaty", **kw}
            context = chromium.new_context(java_script_enabled=scripts, **options)
            stack.callback(context.close)
            visitors.append(Visitor(context, site))
            return visitors[-1]

        yield come
    assert [complaint for one in visitors for complaint in one.complaints] == []


@pytest.fixture
def post() -> Callable[[str], list[Any]]:
    """``post(address)`` lets the outbox deliver what is due, and gives all mails that have reached the address so far."""

    def arrived(address: str) -> list[Any]:
        sweep()
        return [message for message in mail.outbox if address in message.to]

    mail.outbox.clear()
    return arrived
