"""Keeps a few processes running together: each in a process group of its own, all ended when one ends or when we are asked to."""

import contextlib
import os
import signal
import subprocess
import time
from collections.abc import Callable
from dataclasses import dataclass
from types import FrameType

TICK = 0.2  # seconds between two looks at the children
GRACE = 8  # seconds a child may take to end before it is killed
ASKED = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)


@dataclass(frozen=True)
class Child:
    """A process to run: its name for people, its command, and what it finds in its environment."""

    name: str
    command: list[str]
    environment: dict[str, str]


class Supervisor:
    """Runs children until one of them ends, a signal comes, or the process that started us is gone.

    The handlers stand from the moment this is made: a shell that starts us in the background lets us ignore SIGINT otherwise.
    """

    def __init__(self) -> None:
        self.parent = os.getppid()
        self.running: dict[str, subprocess.Popen[bytes]] = {}
        self.asked = 0
        for number in ASKED:
            signal.signal(number, self._ask)

    def _ask(self, number: int, frame: FrameType | None) -> None:
        self.asked = self.asked or number

    @property
    def must_end(self) -> bool:
        """Whether a signal has come or our parent is gone, as after ``kill -9`` of make."""
        return bool(self.asked) or os.getppid() != self.parent

    def run(self, children: list[Child], ready: Callable[[], bool], when_ready: Callable[[], None]) -> str:
        """Run ``children`` and return why it is over: the name of the child that ended by itself, or "" when we were asked to end.

        ``when_ready`` is called once, as soon as ``ready()`` is true. No child is left when this returns.
        """
        announced = False
        try:
            for child in children:
                self.running[child.name] = subprocess.Popen(child.command, env=child.environment, stdin=subprocess.DEVNULL, start_new_session=True)
            while not self.must_end:
                for name, process in self.running.items():
                    if process.poll() is not None:
                        return name
                if not announced and ready():
                    announced = True
                    when_ready()
                time.sleep(TICK)
            return ""
        finally:
            self._end_all()

    def _end_all(self) -> None:
        for process in self.running.values():
            _signal_group(process.pid, signal.SIGTERM)
        give_up = time.monotonic() + GRACE
        for process in self.running.values():
            with contextlib.suppress(subprocess.TimeoutExpired):
                process.wait(max(0.0, give_up - time.monotonic()))
        for process in self.running.values():
            _signal_group(process.pid, signal.SIGKILL)  # also what a child has left behind in its group
            process.wait()


def _signal_group(leader: int, number: int) -> None:
    with contextlib.suppress(ProcessLookupError, PermissionError):  # the latter is macOS's word for a group of zombies
        os.killpg(leader, number)
