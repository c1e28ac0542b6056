"""Real Celery processes of the real settings, on the test's own database, with a Redis and a mail server of the test's own."""

import contextlib
import os
import signal
import subprocess
import tempfile
from collections.abc import Iterator
from pathlib import Path

from django.db import connection

from tests import servers
from tests.notifications.sink import Sink
from tests.processes import CELERY, PROJECT, environment, until


class PrivateRedis:
    """A Redis that a test may kill and start again; its address stays."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.url = f"redis+socket://{folder / 'redis.sock'}"
        self._running: contextlib.ExitStack | None = None

    def start(self) -> None:
        program = servers.find("redis-server")
        assert program
        self.folder.rmdir()  # the server's helper makes it
        self._running = contextlib.ExitStack()
        assert self._running.enter_context(servers.redis(program, self.folder)) == self.url

    def stop(self) -> None:
        if self._running:
            self._running.close()
            self._running = None
            for path in self.folder.iterdir():
                path.unlink()


@contextlib.contextmanager
def private_redis() -> Iterator[PrivateRedis]:
    with tempfile.TemporaryDirectory(prefix="portal-redis-", dir="/tmp") as folder:
        (Path(folder) / "r").mkdir()
        redis = PrivateRedis(Path(folder) / "r")
        redis.start()
        try:
            yield redis
        finally:
            redis.stop()


def database_url() -> str:
    """The test's own database, as django-environ reads it."""
    at = connection.settings_dict
    who = at["USER"] + (f":{at['PASSWORD']}" if at["PASSWORD"] else "")
    if at["HOST"].startswith("/"):
        return f"postgres://{who}@/{at['HOST']}/{at['NAME']}"
    return f"postgres://{who}@{at['HOST']}{':' + str(at['PORT']) if at['PORT'] else ''}/{at['NAME']}"


@contextlib.contextmanager
def workers(*options: str, sink: Sink, broker: str, folder: Path) -> Iterator[list["subprocess.Popen[bytes]"]]:
    """One worker for each of ``options`` (such as "-P solo"), ready to work; all are killed at the end."""
    variables = environment(
        PORTAL_ADDRESS="https://seminar.example.org",
        PORTAL_VAR=str(folder),
        SECRET_KEY="a key for these workers only, long enough for every check",
        DATABASE_URL=database_url(),
        REDIS_URL=broker,
        EMAIL_URL=f"smtp://127.0.0.1:{sink.port}",
        MAIL_FROM="CICA seminars <seminars@example.org>",
    )
    logs = [folder / f"worker-{number}.log" for number in range(len(options))]
    started = []
    try:
        for number, words in enumerate(options):
            command = [*CELERY, "worker", *words.split(), "-n", f"w{number}@here", "--without-mingle", "--without-gossip", "-l", "INFO"]
            with logs[number].open("wb") as log:
                started.append(subprocess.Popen(command, cwd=PROJECT, env=variables, stdin=subprocess.DEVNULL, stdout=log, stderr=log, start_new_session=True))
        for process, log_file in zip(started, logs, strict=True):
            until(lambda p=process, f=log_file: b" ready." in f.read_bytes() or p.poll() is not None, what="the worker is ready")  # type: ignore[misc]
            assert process.poll() is None, log_file.read_text()
        yield started
    finally:
        for process in started:
            with contextlib.suppress(ProcessLookupError):
                os.killpg(process.pid, signal.SIGKILL)
            process.wait()
