"""Wakes the worker for a mail, by the task's name. Never slows or breaks the request: the row is the truth, the message only a hint."""

import logging

from seminar_portal.celery import app

log = logging.getLogger(__name__)
DELIVER = "notifications.tasks.deliver"


def wake(mail_id: int) -> None:
    """Sends the hint. A broker that does not answer is logged; the sweep will offer the row."""
    try:
        app.send_task(DELIVER, args=[mail_id], retry=False)
    except Exception as error:  # any transport, any fault: the registration stands, and the sweep repairs it
        log.warning("broker away, mail %s waits for the sweep: %s", mail_id, type(error).__name__)
