import contextlib
import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from tests import servers
from tests.processes import PROJECT, alive, descendants, until

SAYS_WHAT_IT_GOT = "import os; print(*(os.environ[f'TEST_{name}'] for name in ('DATABASE_URL', 'REDIS_URL', 'CHROMIUM')), flush=True); input()"
programs_are_here = pytest.mark.skipif(
    not (servers.find("initdb") and servers.find("redis-server")), reason="the servers are somebody else's, no programs here"
)


@contextlib.contextmanager
def started(*, chromium="/nowhere/chromium"):
    """``tests.servers`` around a command that says what it got and waits for a line; yields the process, its words and its descendants."""
    variables = {name: value for name, value in os.environ.items() if not name.startswith("TEST_")}
    process = subprocess.Popen(
        [sys.executable, "-m", "tests.servers", "--", sys.executable, "-c", SAYS_WHAT_IT_GOT],
        cwd=PROJECT,
        env=variables | {"TEST_CHROMIUM": chromium},
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        start_new_session=True,
    )
    try:
        words = process.stdout.readline().split()
        yield process, words, descendants(process.pid)
    finally:
        for pid in descendants(process.pid):
            with contextlib.suppress(ProcessLookupError):
                os.kill(pid, signal.SIGKILL)
        process.kill()
        process.wait()
        process.stdin.close()
        process.stdout.close()


@pytest.mark.postgres
@programs_are_here
@pytest.mark.parametrize("ending", ["by itself", signal.SIGINT, signal.SIGTERM, signal.SIGHUP])
def test_servers_answer_and_end_with_the_command(ending):
    import psycopg2
    import redis
    from environ import Env

    with started() as (process, (database, broker, chromium), family):
        config = Env.db_url_config(database)
        with contextlib.closing(psycopg2.connect(host=config["HOST"], user=config["USER"], dbname=config["NAME"])) as connection, connection.cursor() as cursor:
            cursor.execute("SHOW listen_addresses")
            assert cursor.fetchone() == ("",)
        with contextlib.closing(redis.Redis(unix_socket_path=broker.removeprefix("redis+socket://"))) as client:
            assert client.ping()
        assert chromium == "/nowhere/chromium"
        if ending == "by itself":
            process.stdin.write("\n")
            process.stdin.flush()
        elif ending == signal.SIGINT:
            os.killpg(process.pid, ending)  # as a terminal does
        else:
            process.send_signal(ending)
        until(lambda: process.poll() is not None, what="tests.servers has not ended")
        assert process.returncode == (0 if ending == "by itself" else 128 + ending)
        assert alive(family) == set()
        assert not Path(config["HOST"]).parent.exists()


def test_a_command_that_fails_is_told(monkeypatch):
    done = subprocess.run(
        [sys.executable, "-m", "tests.servers", "--", sys.executable, "-c", "raise SystemExit(7)"],
        cwd=PROJECT,
        env=os.environ | {"TEST_DATABASE_URL": "postgres://x/y", "TEST_REDIS_URL": "redis://x", "TEST_CHROMIUM": "/x"},
        check=False,
    )
    assert done.returncode == 7


@pytest.mark.parametrize(
    ("platform", "sentence"),
    [
        ("linux", "Please install what is missing, for instance: sudo apt install postgresql redis-server chromium"),
        ("darwin", "Please install what is missing: brew install postgresql@17; brew install redis; brew install --cask chromium"),
    ],
)
def test_one_sentence_says_what_to_install(monkeypatch, tmp_path, platform, sentence):
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.setattr(servers.sys, "platform", platform)
    monkeypatch.setattr(servers, "PROGRAMS", {name: ([], *packages) for name, (_places, *packages) in servers.PROGRAMS.items()})
    monkeypatch.setattr(servers.os, "geteuid", lambda: 1000)
    with pytest.raises(servers.Missing) as missing:
        servers.provide(["initdb", "redis-server", "chromium"])
    assert str(missing.value) == sentence
