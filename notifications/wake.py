"""Wakes the worker for a mail, by the task's name. Never slows or breaks the request: the row is the truth, the message only a hint."""

import logging
import time

from seminar_portal.celery import app

log = logging.getLogger(__name__)
DELIVER = "notifications.tasks.deliver"
# Half a second for a broker that does not answer, and one try: the defaults of the libraries are two seconds of retries where it is down and the
# worker's patience (five seconds and more) where it hangs. A name server that hangs is not covered: name the broker by address where that can happen.
HINT_OPTIONS = {"max_retries": 0, "socket_connect_timeout": 0.4, "socket_timeout": 0.4}
REST = 15.0  # seconds during which this process does not ask a broker again that was away

_away_until = 0.0  # on the monotonic clock of this process


def wake(mail_id: int) -> None:
    """Sends the hint. A broker that does not answer is logged and left alone for a while; the sweep will offer the row."""
    global _away_until
    if time.monotonic() < _away_until:
        return
    try:
        # a connection of its own: three milliseconds, and none of the worker's patience
        with app.connection_for_write(transport_options=HINT_OPTIONS, connect_timeout=0.4) as connection:
            app.send_task(DELIVER, args=[mail_id], connection=connection, retry=False, ignore_result=True)
    except Exception as error:  # any transport, any fault: what the mail tells stands, and the sweep repairs it
        _away_until = time.monotonic() + REST
        log.warning("broker away, mail %s waits for the sweep: %s", mail_id, type(error).__name__)
