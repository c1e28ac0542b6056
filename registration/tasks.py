"""Doors for Celery. Running one twice, late or never is harmless.

A bulk act is leased, and the outcome of each row is written with the change itself; an export is claimed, and its file is handed over once.
"""

import datetime as dt

from celery import shared_task

from seminar_portal import clock

from . import wake
from .exports import long_lists
from .services import announcements, bulk, exports

PATIENCE = dt.timedelta(seconds=240)  # below the time limit of a task
SWEEP_PATIENCE = dt.timedelta(seconds=20)


@shared_task(name="registration.tasks.carry_out_bulk_act")
def carry_out_bulk_act(act_id: int) -> None:
    """The hint that an act has begun. What is left after the patience of one task goes into the next."""
    if bulk.carry_out(act_id=act_id, now=clock.now, patience=PATIENCE):
        wake.carry_out(act_id)


@shared_task(name="registration.tasks.continue_bulk_acts")
def continue_bulk_acts() -> None:
    """By beat: what a dead worker left, and previews of yesterday."""
    bulk.continue_acts(now=clock.now, patience=PATIENCE)


@shared_task(name="registration.tasks.write_export")
def write_export(export_id: int) -> None:
    """The hint that somebody has asked for a long list."""
    long_lists.write(export_id=export_id, now=clock.now)


@shared_task(name="registration.tasks.sweep_exports")
def sweep_exports() -> None:
    """By beat: the lists that nobody writes although somebody waits for them."""
    for export_id in exports.waiting(clock.now()):
        long_lists.write(export_id=export_id, now=clock.now)


@shared_task(name="registration.tasks.remove_old_files")
def remove_old_files() -> None:
    """By beat: files of exports that have been kept for a week."""
    exports.remove_old_files(now=clock.now())


@shared_task(name="registration.tasks.write_announcement")
def write_announcement(announcement_id: int) -> None:
    """The hint that a message to everybody was asked for. What is left after the patience of one task goes into the next."""
    if announcements.write_mails(announcement_id=announcement_id, now=clock.now, patience=PATIENCE):
        wake.write_announcement(announcement_id)


@shared_task(name="registration.tasks.continue_announcements")
def continue_announcements() -> None:
    """By beat: messages to everybody that a dead worker left."""
    announcements.continue_announcements(now=clock.now, patience=SWEEP_PATIENCE)
