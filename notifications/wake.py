"""Wakes the worker for a mail, by the task's name. Never slows or breaks the request: the row is the truth, the message only a hint."""

import contextlib
import logging
import time
from collections.abc import Iterator, Sequence
from contextvars import ContextVar

from seminar_portal.celery import app

log = logging.getLogger(__name__)
DELIVER = "notifications.tasks.deliver"
# Half a second for a broker that does not answer, and one try: the defaults of the libraries are two seconds of retries where it is down and the
# worker's patience (five seconds and more) where it hangs. A name server that hangs is not covered: name the broker by address where that can happen.
HINT_OPTIONS = {"max_retries": 0, "socket_connect_timeout": 0.4, "socket_timeout": 0.4}
REST = 15.0  # seconds during which this process does not ask a broker again that was away

_away_until = 0.0  # on the monotonic clock of this process
_gathered: ContextVar[list[int] | None] = ContextVar("gathered", default=None)


def wake(mail_id: int) -> None:
    """Sends the hint, or keeps it for the end of :func:`gathered`. A broker that does not answer is logged and left alone for a while; the sweep will
    offer the row."""
    waiting = _gathered.get()
    if waiting is None:
        _send([mail_id])
    else:
        waiting.append(mail_id)


@contextlib.contextmanager
def gathered() -> Iterator[None]:
    """The hints of all mails whose transactions are committed inside leave together at the end, over one connection instead of one each; after an error too.

    For acts that write many mails, batch by batch. Inside another one it changes nothing: the outer one sends.
    """
    if _gathered.get() is not None:
        yield
        return
    waiting: list[int] = []
    token = _gathered.set(waiting)
    try:
        yield
    finally:
        _gathered.reset(token)
        if waiting:
            _send(waiting)


def _send(mail_ids: Sequence[int]) -> None:
    global _away_until
    if time.monotonic() < _away_until:
        return
    try:
        # a connection of its own: three milliseconds, and none of the worker's patience
        with app.connection_for_write(transport_options=HINT_OPTIONS, connect_timeout=0.4) as connection:
            for mail_id in mail_ids:
                app.send_task(DELIVER, args=[mail_id], connection=connection, retry=False, ignore_result=True)
    except Exception as error:  # any transport, any fault: what the mail tells stands, and the sweep repairs it
        _away_until = time.monotonic() + REST
        log.warning("broker away, %s mails from %s on wait for the sweep: %s", len(mail_ids), mail_ids[0], type(error).__name__)
