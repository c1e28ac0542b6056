"""Real doors as processes of their own, for tests: what they find in their environment, and what is left of them."""

import os
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

PROJECT = Path(__file__).resolve().parent.parent
OURS = ("PORTAL_", "SECRET_KEY", "DATABASE_URL", "REDIS_URL", "EMAIL_URL", "MAIL_FROM", "DJANGO_SETTINGS_MODULE", "PYTEST_", "COV_")
GUNICORN = [sys.executable, "-m", "gunicorn", "--no-control-socket"]
CELERY = [sys.executable, "-m", "celery", "-A", "seminar_portal"]


def environment(**variables: str) -> dict[str, str]:
    """This process's environment without any setting of the portal, and then ``variables``: the real settings, not those of the suite."""
    return {name: value for name, value in os.environ.items() if not name.startswith(OURS)} | variables


def until(happened: Callable[[], object], *, seconds: float = 60, what: str = "") -> None:
    """Polls until ``happened()`` is true; fails the test after ``seconds``."""
    give_up = time.monotonic() + seconds
    while not happened():
        assert time.monotonic() < give_up, f"not within {seconds} seconds: {what or happened}"
        time.sleep(0.05)


def descendants(leader: int) -> set[int]:
    """The process ids of everything that ``leader`` has started, directly or not; those that ended and wait to be reaped are not counted."""
    rows = [line.split() for line in subprocess.run(["ps", "-A", "-o", "pid=,ppid=,stat="], capture_output=True, text=True, check=True).stdout.splitlines()]
    children: dict[int, list[int]] = {}
    for pid, parent, state in rows:
        if not state.startswith("Z"):
            children.setdefault(int(parent), []).append(int(pid))
    found, new = set(), [leader]
    while new:
        new = [pid for parent in new for pid in children.get(parent, []) if pid not in found]
        found.update(new)
    return found


def alive(pids: set[int]) -> set[int]:
    """Those of ``pids`` that still run."""
    lines = subprocess.run(["ps", "-A", "-o", "pid=,stat="], capture_output=True, text=True, check=True).stdout.splitlines()
    running = {int(line.split()[0]) for line in lines if not line.split()[1].startswith("Z")}
    return pids & running


def broken(environ: dict[str, object], start_response: object) -> Iterator[bytes]:
    """A web application with a fault, for which the web server answers and writes a line with the address into its log."""
    raise ValueError("broken")
