import copy
import datetime as dt
import itertools

import pytest

from notifications import registry
from notifications.registry import Fill
from tests.notifications.sink import Sink


@pytest.fixture
def sink(settings):
    """A real mail server, and the settings that send to it."""
    with Sink() as running:
        settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
        settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", running.port
        settings.EMAIL_HOST_USER = settings.EMAIL_HOST_PASSWORD = ""
        settings.EMAIL_USE_TLS = settings.EMAIL_USE_SSL = False
        settings.EMAIL_TIMEOUT = 5
        settings.DEFAULT_FROM_EMAIL = "CICA seminars <seminars@example.org>"
        yield running


@pytest.fixture
def prefixes(monkeypatch):
    """A registry of this test's own: ``prefixes("test", filler=…, may_read=…)`` registers."""
    monkeypatch.setattr(registry, "_prefixes", {})

    def register(prefix="test", *, filler=lambda mail, now: Fill(), may_read=lambda user: True):
        registry.register(prefix, filler=filler, may_read=may_read)

    return register


@pytest.fixture
def written(settings, tmp_path):
    """``written("subject", "body")`` puts a message's templates on disk and returns its folder for ``render_mail``."""
    engines = copy.deepcopy(settings.TEMPLATES)
    text = next(engine for engine in engines if engine["NAME"] == "text")
    text["OPTIONS"]["loaders"] = [("notifications.loader.Loader", [tmp_path, *settings.TEMPLATES[0]["DIRS"]])]
    settings.TEMPLATES = engines
    numbers = itertools.count(1)

    def write(subject, body):
        folder = f"emails/test/{next(numbers)}"
        (tmp_path / folder).mkdir(parents=True)
        (tmp_path / folder / "subject.txt").write_text(subject)
        (tmp_path / folder / "body.txt").write_text(body)
        return folder

    return write


def clock_at(*instants):
    """A clock that shows these instants one after the other, and then the last for ever."""
    shown = iter(instants)
    last = [instants[-1]]

    def now() -> dt.datetime:
        return next(shown, last[0])

    return now
