"""Conventions that fail as tests (architecture, habit 13)."""

import ast
import datetime as dt
import socket
from pathlib import Path

import pytest
from django.core.management import call_command

from seminar_portal.celery import app
from tests.conftest import NetworkIsBarred

PROJECT = Path(__file__).resolve().parent.parent
APPS = ("agenda", "consent", "directory", "notifications", "registration", "seminar_portal")


def sources():
    """Every module of ours that is not a test and not a migration."""
    for app_name in APPS:
        for path in sorted((PROJECT / app_name).rglob("*.py")):
            if "migrations" not in path.parts:
                yield path, ast.parse(path.read_text(), str(path))


@pytest.mark.django_db
def test_no_migration_is_missing():
    call_command("makemigrations", check=True, dry_run=True, verbosity=0)


def test_every_task_of_the_beat_table_exists():
    app.loader.import_default_modules()
    missing = {entry["task"] for entry in app.conf.beat_schedule.values()} - set(app.tasks)
    assert missing == set()


def test_beat_messages_expire_before_the_next():
    late = {name for name, entry in app.conf.beat_schedule.items() if not 0 < entry["options"]["expires"] <= entry["schedule"]}
    assert late == set()


def sent_by_name():
    """Each task name given to ``send_task``: a literal, or a constant of the same module."""
    for path, tree in sources():
        constants = {
            target.id: node.value.value
            for node in tree.body
            if isinstance(node, ast.Assign) and isinstance(node.value, ast.Constant)
            for target in node.targets
            if isinstance(target, ast.Name)
        }
        for node in ast.walk(tree):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr == "send_task":
                name = node.args[0]
                yield path, name.value if isinstance(name, ast.Constant) else constants[name.id]


def test_every_task_sent_by_name_exists():
    app.loader.import_default_modules()
    names = list(sent_by_name())
    assert names, "the outbox wakes the worker by name"
    assert [(str(path.relative_to(PROJECT)), name) for path, name in names if name not in app.tasks] == []


def test_the_present_is_asked_of_the_clock_only():
    """No ``datetime.now()``, ``today()`` or ``timezone.now()`` outside seminar_portal/clock.py."""
    elsewhere = [
        f"{path.relative_to(PROJECT)}:{node.lineno}"
        for path, tree in sources()
        if path.name != "clock.py" or path.parent.name != "seminar_portal"
        for node in ast.walk(tree)
        if isinstance(node, ast.Call)
        and isinstance(node.func, ast.Attribute)
        and node.func.attr in {"now", "utcnow", "today", "localdate", "localtime"}
        and ast.unparse(node.func.value) not in {"clock"}
    ]
    assert elsewhere == []


@pytest.mark.django_db
def test_a_naive_datetime_fails_a_test():
    from directory.models import User

    with pytest.raises(RuntimeWarning, match="naive datetime"):
        User.objects.create(email="naive@example.org", last_login=dt.datetime(2027, 11, 5, 23, 59, 59))  # noqa: DTZ001


def test_the_network_is_barred():
    with pytest.raises(NetworkIsBarred):
        socket.getaddrinfo("example.org", 443)
    with socket.socket() as sock, pytest.raises(NetworkIsBarred):
        sock.connect(("192.0.2.1", 443))
