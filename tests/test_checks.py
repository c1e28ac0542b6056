import subprocess

import pytest
from django.test import override_settings

from seminar_portal import checks
from tests.processes import CELERY, GUNICORN, PROJECT, environment

SAFE = {
    "SECRET_KEY": "k3-Zp9Qw7xLr2vTn8bYc5mHd1sFg4jKe6uIo0aPzXqWvBnMtRy",
    "PORTAL_ADDRESS": "https://seminar.example.org",
    "DATABASE_URL": "postgres://portal:secret@127.0.0.1:1/portal",
    "REDIS_URL": "redis://127.0.0.1:1/0",
    "EMAIL_URL": "smtp+tls://portal:secret@mail.example.org:587",
    "MAIL_FROM": "CICA seminars <seminars@example.org>",
}
safe_settings = {
    "EMBEDDED": False,
    "DEBUG": False,
    "GIVEN": set(SAFE),
    "SECRET_KEY": SAFE["SECRET_KEY"],
    "SECRET_KEY_FALLBACKS": [],
    "PORTAL_ADDRESS": SAFE["PORTAL_ADDRESS"],
    "DATABASES": {"default": {"ENGINE": "django.db.backends.postgresql", "NAME": "portal"}},
    "CELERY_BROKER_URL": SAFE["REDIS_URL"],
    "EMAIL_BACKEND": "django.core.mail.backends.smtp.EmailBackend",
}


class Settings:
    """Stands in for django.conf.settings, which connects to databases when one is put in its place."""

    def __init__(self, **changes):
        self.__dict__.update(safe_settings | changes)


def found(monkeypatch, **changes):
    monkeypatch.setattr(checks, "settings", Settings(**changes))
    return [fault.id for fault in checks.faults()]


def test_a_safe_installation_has_no_faults(monkeypatch):
    assert found(monkeypatch) == []


@pytest.mark.parametrize(
    ("fault", "changes"),
    [
        ("portal.E002", {"DEBUG": True}),
        ("portal.E003", {"GIVEN": set(SAFE) - {"SECRET_KEY"}}),
        ("portal.E004", {"SECRET_KEY": "short"}),
        ("portal.E004", {"SECRET_KEY": "a" * 60}),
        ("portal.E004", {"SECRET_KEY_FALLBACKS": ["old and short"]}),
        ("portal.E005", {"GIVEN": set(SAFE) - {"PORTAL_ADDRESS"}, "PORTAL_ADDRESS": ""}),
        ("portal.E006", {"PORTAL_ADDRESS": "http://seminar.example.org"}),
        ("portal.E006", {"PORTAL_ADDRESS": "seminar.example.org"}),
        ("portal.E006", {"PORTAL_ADDRESS": "https://seminar.example.org/portal"}),
        ("portal.E007", {"GIVEN": set(SAFE) - {"DATABASE_URL"}}),
        ("portal.E007", {"DATABASES": {"default": {"ENGINE": "django.db.backends.sqlite3", "NAME": "x"}}}),
        ("portal.E008", {"GIVEN": set(SAFE) - {"REDIS_URL"}}),
        ("portal.E008", {"CELERY_BROKER_URL": "memory://"}),
        ("portal.E009", {"GIVEN": set(SAFE) - {"EMAIL_URL"}}),
        ("portal.E009", {"EMAIL_BACKEND": "django.core.mail.backends.console.EmailBackend"}),
        ("portal.E009", {"EMAIL_BACKEND": "django.core.mail.backends.filebased.EmailBackend"}),
        ("portal.E010", {"GIVEN": set(SAFE) - {"MAIL_FROM"}}),
    ],
)
def test_one_unsafe_setting_is_one_fault(monkeypatch, fault, changes):
    assert found(monkeypatch, **changes) == [fault]


@pytest.mark.parametrize("address", ["http://127.0.0.1:8000", "http://localhost:8000"])
def test_http_is_taken_for_this_machine(monkeypatch, address):
    assert found(monkeypatch, PORTAL_ADDRESS=address) == []


@pytest.mark.parametrize(
    ("address", "hosts", "faults"),
    [
        ("http://127.0.0.1:8000", ["127.0.0.1", "localhost", "[::1]"], []),
        ("http://192.0.2.7:8000", ["127.0.0.1"], ["portal.E001"]),
        ("http://127.0.0.1:8000", ["127.0.0.1", "seminar.example.org"], ["portal.E001"]),
    ],
)
def test_embedded_mode_is_for_this_machine(monkeypatch, address, hosts, faults):
    assert found(monkeypatch, EMBEDDED=True, PORTAL_ADDRESS=address, ALLOWED_HOSTS=hosts, GIVEN=set()) == faults


def test_every_sentence_names_its_variable_and_a_way_out(monkeypatch):
    monkeypatch.setattr(checks, "settings", Settings(DEBUG=True, GIVEN=set(), SECRET_KEY="x"))
    sentences = [(fault.msg.split()[0], bool(fault.hint)) for fault in checks.faults()]
    names = ["PORTAL_DEBUG", "SECRET_KEY", "SECRET_KEY", "PORTAL_ADDRESS", "DATABASE_URL", "REDIS_URL", "EMAIL_URL", "MAIL_FROM"]
    assert sentences == [(name, True) for name in names]


@override_settings(START_CHECKS=True, EMBEDDED=True, PORTAL_ADDRESS="http://192.0.2.7")
def test_they_are_system_checks():
    from django.core.checks import run_checks

    assert [message.id for message in run_checks() if (message.id or "").startswith("portal.")] == ["portal.E001"]


DOORS = {
    "web": [*GUNICORN, "--bind", "127.0.0.1:0", "seminar_portal.wsgi"],
    "worker": [*CELERY, "worker", "--pool", "solo"],
    "beat": [*CELERY, "beat", "--pidfile", "", "--schedule", "beat-schedule"],
}


@pytest.mark.parametrize("door", DOORS)
def test_an_unsafe_setting_stops_every_door_with_a_sentence(door, tmp_path):
    started = subprocess.run(
        DOORS[door],
        env=environment(**SAFE | {"MAIL_FROM": ""}, PORTAL_VAR=str(tmp_path), PYTHONPATH=str(PROJECT)),
        cwd=tmp_path,
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    assert started.returncode == checks.NO_USE_TO_TRY_AGAIN
    assert started.stderr.count("The portal does not start:") == 1
    assert started.stderr.count("MAIL_FROM is not set. Set it to the sender of all mails, for instance: CICA seminars <seminars@example.org>") == 1
    assert started.stderr.count(" is not set") == 1


def test_safe_settings_let_the_web_server_load(tmp_path):
    (tmp_path / "static").mkdir()
    done = subprocess.run(
        [CELERY[0], "-c", "from seminar_portal.wsgi import application; print(application.__class__.__name__)"],
        env=environment(**SAFE, PORTAL_VAR=str(tmp_path), PYTHONPATH=str(PROJECT)),
        cwd=tmp_path,
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    assert (done.returncode, done.stdout, done.stderr) == (0, "WSGIHandler\n", "")
