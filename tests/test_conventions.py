"""Conventions that fail as tests (architecture, habit 13)."""

import ast
import datetime as dt
import re
import socket
from pathlib import Path

import pytest
from celery.schedules import crontab
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
    def seconds(schedule):
        """Between two messages; a crontab is one of each day."""
        if not isinstance(schedule, crontab):
            return schedule
        assert (len(schedule.hour), len(schedule.minute), schedule.day_of_month, schedule.month_of_year) == (1, 1, set(range(1, 32)), set(range(1, 13)))
        return 86_400

    late = {name for name, entry in app.conf.beat_schedule.items() if not 0 < entry["options"]["expires"] <= seconds(entry["schedule"])}
    assert late == set()


def sent_by_name():
    """Each task name that stands in a module which sends tasks."""
    for path, tree in sources():
        if not any(isinstance(node, ast.Attribute) and node.attr == "send_task" for node in ast.walk(tree)):
            continue
        for node in ast.walk(tree):
            if isinstance(node, ast.Constant) and isinstance(node.value, str) and re.fullmatch(r"\w+\.tasks\.\w+", node.value):
                yield path, node.value


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


# names of columns for the database, names of placeholders, and the enclosures of the demo, which are in English: nobody's words on a page
NOT_WORDS = {("registration/services/bulk.py", ", "), ("notifications/message.py", ", "), ("seminar_portal/demo/documents.py", ", ")}


def test_no_list_of_words_is_joined_with_an_own_comma():
    """``directory.words`` does it, in the punctuation of the reader's language."""
    own_comma = {
        (str(path.relative_to(PROJECT)), node.func.value.value)
        for path, tree in sources()
        for node in ast.walk(tree)
        if isinstance(node, ast.Call)
        and isinstance(node.func, ast.Attribute)
        and node.func.attr == "join"
        and isinstance(node.func.value, ast.Constant)
        and node.func.value.value in {", ", "; ", " and "}
    }
    assert own_comma == NOT_WORDS


NOT_COUNTS = {"year", "megabytes"}  # a year is never written 2,027


def test_every_count_in_a_text_is_written_by_number():
    """``%(count)s`` with ``seminar_portal.numbers.Number``: what ``%(count)d`` writes has its thousands together, in every language."""
    bare = [
        f"{path.relative_to(PROJECT)}:{node.lineno} {node.value}"
        for path, tree in sources()
        for node in ast.walk(tree)
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and set(re.findall(r"%\((\w+)\)d", node.value)) - NOT_COUNTS
    ]
    assert bare == []


def test_no_text_for_translation_stands_inside_an_f_string():
    """gettext does not look there, so it would never be translated; and what stands round it would be glued on in English order."""
    hidden = [
        f"{path.relative_to(PROJECT)}:{call.lineno}"
        for path, tree in sources()
        for string in ast.walk(tree)
        if isinstance(string, ast.JoinedStr)
        for call in ast.walk(string)
        if isinstance(call, ast.Call) and isinstance(call.func, ast.Name) and call.func.id.lstrip("n").lstrip("p") in {"_", "gettext"}
    ]
    assert hidden == []


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
