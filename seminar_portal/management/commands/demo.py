"""The whole portal on this machine: web server, worker and beat as processes, SQLite, mails as files. ``make demo`` calls it."""

import fcntl
import hashlib
import http.client
import json
import os
import shutil
import socket
import sys
from pathlib import Path
from typing import IO, Any
from urllib.parse import urlsplit

from django.conf import settings
from django.contrib.staticfiles.finders import get_finders
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError

from seminar_portal.supervisor import Child, Supervisor

WEB_PROCESSES = 3
WORKER_THREADS = 2


class Command(BaseCommand):
    help = "Runs the demonstration at PORTAL_ADDRESS until Ctrl-C. Data stay in the folder PORTAL_VAR (var/) for the next time."

    def handle(self, *args: Any, **options: Any) -> None:
        if not settings.EMBEDDED:
            raise CommandError("The demonstration needs PORTAL_EMBEDDED=1 in the environment; `make demo` sets it.")
        os.umask(0o077)  # what delegates write is read by the owner of this demonstration alone
        supervisor = Supervisor()
        address = urlsplit(settings.PORTAL_ADDRESS)
        host, port = address.hostname or "127.0.0.1", address.port or 80
        require_free(host, port)
        lock = only_one(settings.VAR_DIR)
        tidy(settings.VAR_DIR)
        self.stdout.write("Preparing the demonstration …")
        self.stdout.flush()
        collect_static(settings.VAR_DIR)
        call_command("migrate", verbosity=0, interactive=False)
        call_command("load_demo", verbosity=0)
        if supervisor.must_end:
            return
        ended = supervisor.run(children(host, port), ready=lambda: answers(host, port), when_ready=self.announce)
        lock.close()
        if ended:
            raise CommandError(f"The {ended} has ended by itself; the others were stopped. What it said stands above.")
        self.stdout.write("The demonstration has ended; its data stay for the next start.")

    def announce(self) -> None:
        """The address and the log-ins, once the first page has been served."""
        self.stdout.write(f"\nThe portal is at {settings.PORTAL_ADDRESS}/   (staff: {settings.PORTAL_ADDRESS}/admin/)\n")
        for login in json.loads((settings.VAR_DIR / "demo-logins.json").read_text()):
            self.stdout.write(f"  {login['role']:<16} {login['email']:<36} {login.get('password') or login['how']}")
        self.stdout.write(f"\nMails are written to {settings.VAR_DIR / 'mail'}. Ctrl-C ends everything.")
        self.stdout.flush()


def children(host: str, port: int) -> list[Child]:
    """The three processes, with the programs of the environment we run in."""
    environment = {**os.environ, "PYTHONUNBUFFERED": "1"}
    python = [sys.executable, "-W", "ignore:You're running the worker with superuser privileges", "-m"]
    bind = f"[{host}]:{port}" if ":" in host else f"{host}:{port}"
    web = ["gunicorn", "--bind", bind, "--workers", str(WEB_PROCESSES), "--log-level", "warning", "--no-control-socket", "--graceful-timeout", "4"]
    web += ["--logger-class", "seminar_portal.server_log.MaskedLogger"]
    celery = ["celery", "-A", "seminar_portal", "--quiet"]
    alone = ["--without-gossip", "--without-mingle", "--without-heartbeat"]
    worker = ["worker", "--pool", "threads", "--concurrency", str(WORKER_THREADS), "--loglevel", "WARNING", *alone]
    beat = ["beat", "--loglevel", "WARNING", "--pidfile", ""]
    return [
        Child("web server", [*python, *web, "seminar_portal.wsgi"], environment),
        Child("worker", [*python, *celery, *worker], environment),
        Child("clock of the tasks (beat)", [*python, *celery, *beat], environment),
    ]


def require_free(host: str, port: int) -> None:
    """Refuses, with a way out, where something already listens at the port or we may not."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError as error:
            raise CommandError(f"Port {port} cannot be used ({error.strerror}). Choose another one: make demo PORT={port + 1}") from None


def only_one(folder: Path) -> IO[str]:
    """Holds the folder for this demonstration as long as the answer stays open. Two workers on one queue of files would take turns with its mails."""
    folder.mkdir(parents=True, exist_ok=True)
    lock = (folder / "demo.lock").open("w")
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        raise CommandError(f"Another demonstration is running with the folder {folder}.") from None
    return lock


def tidy(folder: Path) -> None:
    """Removes what a killed demonstration may have left. No message is lost: each mail is a row, and the queue only says "look now"."""
    for part in ("messages", "control"):
        shutil.rmtree(folder / "queue" / part, ignore_errors=True)
        (folder / "queue" / part).mkdir(parents=True)
    for leftover in folder.glob("beat-schedule*"):
        leftover.unlink()


def collect_static(folder: Path) -> None:
    """Collects the static files if one of them has changed since the last time; compressing them takes seconds."""
    digest = hashlib.sha256()
    for finder in get_finders():
        for name, storage in sorted(finder.list([]), key=lambda found: found[0]):
            state = os.stat(storage.path(name))
            digest.update(f"{name} {state.st_size} {state.st_mtime_ns}\n".encode())
    stamp, wanted = folder / "static.stamp", digest.hexdigest()
    if stamp.exists() and stamp.read_text() == wanted and Path(settings.STATIC_ROOT).exists():
        return
    call_command("collectstatic", verbosity=0, interactive=False, clear=True)
    stamp.write_text(wanted)


def answers(host: str, port: int) -> bool:
    """Whether the first page is served."""
    connection = http.client.HTTPConnection(host, port, timeout=2)
    try:
        connection.request("GET", "/")
        return connection.getresponse().status < 500
    except OSError:
        return False
    finally:
        connection.close()
