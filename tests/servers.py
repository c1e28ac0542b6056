"""Run a command beside a real PostgreSQL, a real Redis and a real Chromium:  ``python -m tests.servers -- COMMAND ...``

Each is taken from ``TEST_DATABASE_URL``, ``TEST_REDIS_URL``, ``TEST_CHROMIUM`` where that is set. Else throw-away servers are started from
the programs this machine has: unix sockets only, in a temporary folder that goes with them. What is missing is installed with apt where
this is Debian and we are root; else one sentence says what to install. The command finds all three in its environment.
"""

import contextlib
import glob
import os
import pwd
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from types import FrameType

START = 30  # seconds a server may take to answer
STOP = 10  # seconds a process may take to end after it was asked to
PROGRAMS = {
    # what is looked for: the places beside PATH, the Debian package, the Homebrew package
    "initdb": (
        ["/usr/lib/postgresql/*/bin", "/usr/pgsql-*/bin", "/opt/homebrew/opt/postgresql@*/bin", "/usr/local/opt/postgresql@*/bin"],
        "postgresql",
        "postgresql@17",
    ),
    "redis-server": (["/opt/homebrew/opt/redis/bin", "/usr/local/opt/redis/bin"], "redis-server", "redis"),
    "chromium": (["/Applications/Chromium.app/Contents/MacOS", "/opt/homebrew/bin"], "chromium", "--cask chromium"),
}
OTHER_NAMES = {"chromium": ["chromium-browser", "google-chrome", "google-chrome-stable", "Chromium"]}


class Missing(Exception):
    """A program is not here and we cannot install it."""


class Stopped(BaseException):
    """We were asked to end."""

    def __init__(self, number: int) -> None:
        self.number = number


def find(program: str) -> str | None:
    """The newest of the program's places, PATH first."""
    places, _, _ = PROGRAMS[program]
    for name in [program, *OTHER_NAMES.get(program, [])]:
        if found := shutil.which(name):
            return found
        for place in sorted((folder for pattern in places for folder in glob.glob(pattern)), key=_version, reverse=True):
            if found := shutil.which(name, path=place):
                return found
    return None


def _version(folder: str) -> tuple[int, ...]:
    return tuple(int(part) for part in "".join(sign if sign.isdigit() else " " for sign in folder).split())


def has_chinese_font() -> bool:
    """Whether a page in Chinese would show signs and not boxes; true where nobody can be asked."""
    if not (lister := shutil.which("fc-list")):
        return sys.platform == "darwin"
    return bool(subprocess.run([lister, ":lang=zh", "family"], capture_output=True, check=False).stdout.strip())


def install(packages: list[str]) -> None:
    """With Debian's apt, without starting the servers that the packages would start."""
    print("Installing", ", ".join(packages), "...", file=sys.stderr, flush=True)
    environment = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    forbid_starts = Path("/usr/sbin/policy-rc.d")
    ours = not forbid_starts.exists()
    if ours:
        forbid_starts.write_text("#!/bin/sh\nexit 101\n")
        forbid_starts.chmod(0o755)
    try:
        for words in (["update", "-q"], ["install", "-q", "-y", "--no-install-recommends", *packages]):
            done = subprocess.run(["apt-get", *words], env=environment, stdin=subprocess.DEVNULL, capture_output=True, text=True, check=False)
            if done.returncode:
                raise Missing(f"apt-get {' '.join(words)} failed:\n{done.stdout[-2000:]}{done.stderr[-2000:]}")
    finally:
        if ours:
            forbid_starts.unlink()


def provide(wanted: list[str]) -> dict[str, str]:
    """The path of each wanted program, installed if that can be done."""
    absent = [program for program in wanted if not find(program)]
    packages = [PROGRAMS[program][1] for program in absent]
    if "chromium" in wanted and not has_chinese_font():
        packages.append("fonts-noto-cjk")
    may_install = hasattr(os, "geteuid") and os.geteuid() == 0 and Path("/etc/debian_version").exists() and shutil.which("apt-get")
    if packages and may_install:
        install(packages)
    still = [program for program in wanted if not find(program)]
    if still:
        if sys.platform == "darwin":
            raise Missing("Please install what is missing: " + "; ".join(f"brew install {PROGRAMS[program][2]}" for program in still))
        raise Missing("Please install what is missing, for instance: sudo apt install " + " ".join(PROGRAMS[program][1] for program in still))
    if packages and not may_install and "fonts-noto-cjk" in packages:
        print("No font with Chinese signs here: pictures of Chinese pages will show boxes (sudo apt install fonts-noto-cjk).", file=sys.stderr)
    return {program: find(program) or "" for program in wanted}


def _servant() -> dict[str, object]:
    """How PostgreSQL, which refuses to be root, is started: as its own user where we are root."""
    if os.geteuid():
        return {}
    names = {entry.pw_name: entry for entry in pwd.getpwall()}
    entry = names.get("postgres") or names["nobody"]
    return {"user": entry.pw_uid, "group": entry.pw_gid, "extra_groups": []}


def end(process: subprocess.Popen[bytes], number: int) -> None:
    """Ask once with the signal ``number``, then insist."""
    if process.poll() is None:
        process.send_signal(number)
        try:
            process.wait(STOP)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


def _wait(process: subprocess.Popen[bytes], answers: Callable[[], bool], log: Path) -> None:
    give_up = time.monotonic() + START
    while not answers():
        if process.poll() is not None or time.monotonic() > give_up:
            raise Missing(f"{Path(str(process.args[0])).name} did not start:\n{log.read_text()[-2000:]}")  # type: ignore[index]
        time.sleep(0.05)


@contextlib.contextmanager
def postgresql(initdb: str, folder: Path) -> Iterator[str]:
    """A cluster without durability on a socket in ``folder``; yields its URL."""
    servant = _servant()
    folder.mkdir()
    if servant:
        os.chown(folder, servant["user"], servant["group"])  # type: ignore[arg-type]
    folder.chmod(0o700)
    data, log, binaries = folder / "data", folder / "log", Path(initdb).resolve().parent
    locale = "en_US.UTF-8" if sys.platform == "darwin" else "C.UTF-8"
    made = subprocess.run(
        [initdb, "--no-sync", "-D", data, "-U", "postgres", "-A", "trust", "-E", "UTF8", f"--locale={locale}"],
        capture_output=True,
        text=True,
        check=False,
        cwd="/",
        **servant,  # type: ignore[call-overload]
    )
    if made.returncode:
        raise Missing(f"initdb failed:\n{made.stdout[-1000:]}{made.stderr[-1000:]}")
    settings = {"listen_addresses": "", "unix_socket_directories": str(folder), "fsync": "off", "synchronous_commit": "off", "full_page_writes": "off"}
    with log.open("wb") as output:
        process = subprocess.Popen(
            [str(binaries / "postgres"), "-D", data, *(word for key, value in settings.items() for word in ("-c", f"{key}={value}"))],
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=output,
            start_new_session=True,
            cwd="/",
            **servant,  # type: ignore[call-overload]
        )
    try:
        state = data / "postmaster.pid"  # its last line says "ready"
        _wait(process, lambda: state.exists() and state.read_text().split()[-1:] == ["ready"], log)
        yield f"postgres://postgres@/{folder}/postgres"  # a path in the place of the host, as django-environ reads it
    finally:
        end(process, signal.SIGINT)  # PostgreSQL's "fast": sessions are cut, children end


@contextlib.contextmanager
def redis(server: str, folder: Path) -> Iterator[str]:
    """A Redis that keeps nothing, on a socket in ``folder``; yields its URL as Celery takes it."""
    folder.mkdir()
    socket, log = folder / "redis.sock", folder / "log"
    with log.open("wb") as output:
        process = subprocess.Popen(
            [server, "--port", "0", "--unixsocket", str(socket), "--save", "", "--appendonly", "no", "--dir", str(folder)],
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=output,
            start_new_session=True,
        )
    try:
        _wait(process, socket.exists, log)
        yield f"redis+socket://{socket}"
    finally:
        end(process, signal.SIGTERM)


def run(command: list[str], environment: dict[str, str]) -> int:
    """The command's status; a signal that ends us ends it first."""
    process = subprocess.Popen(command, env=environment)
    try:
        return process.wait()
    except Stopped as stopped:
        with contextlib.suppress(subprocess.TimeoutExpired):
            if stopped.number == signal.SIGINT:  # a terminal has sent it to the whole group
                process.wait(STOP)
        end(process, signal.SIGINT)
        raise


def _stop(number: int, frame: FrameType | None) -> None:
    for ignored in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(ignored, signal.SIG_IGN)  # once is enough: what follows must not be interrupted
    raise Stopped(number)


def main(arguments: list[str]) -> int:
    command = arguments[1:] if arguments[:1] == ["--"] else arguments
    if not command:
        print(__doc__, file=sys.stderr)
        return 2
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, _stop)
    variables = {"TEST_DATABASE_URL": "initdb", "TEST_REDIS_URL": "redis-server", "TEST_CHROMIUM": "chromium"}
    environment = dict(os.environ)
    # a socket's path must be short, so not the long temporary folder of some systems
    folder = Path(tempfile.mkdtemp(prefix="portal-servers-", dir="/tmp"))
    folder.chmod(0o711)
    try:
        with contextlib.ExitStack() as stack:
            programs = provide([program for variable, program in variables.items() if not environment.get(variable)])
            if "initdb" in programs:
                environment["TEST_DATABASE_URL"] = stack.enter_context(postgresql(programs["initdb"], folder / "postgresql"))
            if "redis-server" in programs:
                environment["TEST_REDIS_URL"] = stack.enter_context(redis(programs["redis-server"], folder / "redis"))
            if "chromium" in programs:
                environment["TEST_CHROMIUM"] = programs["chromium"]
            return run(command, environment)
    except Missing as missing:
        print(missing, file=sys.stderr)
        return 1
    except Stopped as stopped:
        return 128 + stopped.number
    finally:
        shutil.rmtree(folder, ignore_errors=True)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
