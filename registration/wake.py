"""Wakes the worker for a bulk act, a long list, a message to everybody and what follows a change of the directory, by the task's name.

Only a hint: a broker that does not answer costs half a second, and beat finds what waits.
"""

import logging

from seminar_portal.celery import app

log = logging.getLogger(__name__)
CARRY_OUT = "registration.tasks.carry_out_bulk_act"
WRITE_EXPORT = "registration.tasks.write_export"
WRITE_ANNOUNCEMENT = "registration.tasks.write_announcement"
REFRESH_SEARCH = "registration.tasks.refresh_search"
FIND_DUPLICATES = "registration.tasks.find_duplicates"
HINT_OPTIONS = {"max_retries": 0, "socket_connect_timeout": 0.4, "socket_timeout": 0.4}


def carry_out(act_id: int) -> None:
    _hint(CARRY_OUT, act_id)


def write_export(export_id: int) -> None:
    _hint(WRITE_EXPORT, export_id)


def write_announcement(announcement_id: int) -> None:
    _hint(WRITE_ANNOUNCEMENT, announcement_id)


def refresh_search(party_id: int) -> None:
    _hint(REFRESH_SEARCH, party_id)


def find_duplicates(seminar_id: int) -> None:
    _hint(FIND_DUPLICATES, seminar_id)


def _hint(task: str, key: int) -> None:
    try:
        with app.connection_for_write(transport_options=HINT_OPTIONS, connect_timeout=0.4) as connection:
            app.send_task(task, args=[key], connection=connection, retry=False, ignore_result=True)
    except Exception as error:  # any transport, any fault: what was asked for stands, and beat has it done
        log.warning("broker away, %s of %s waits for the sweep: %s", task, key, type(error).__name__)
