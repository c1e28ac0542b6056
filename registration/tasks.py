"""Doors for Celery. Running one twice, late or never is harmless.

A bulk act is leased, and the outcome of each row is written with the change itself; an export is claimed, and its file is handed over once.
"""

import datetime as dt

from celery import shared_task

from seminar_portal import clock

from . import desk_selectors, wake
from .exports import long_lists
from .services import announcements, bulk, exports, pairs, searching

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


@shared_task(name="registration.tasks.refresh_search")
def refresh_search(party_id: int) -> None:
    """The hint that a state or an organisation is called otherwise."""
    searching.refresh(party_id=party_id, now=clock.now, patience=PATIENCE)


@shared_task(name="registration.tasks.refresh_stale_search")
def refresh_stale_search() -> None:
    """By beat: what a lost hint, or a form written in that moment, left."""
    searching.refresh_stale(now=clock.now, patience=SWEEP_PATIENCE)


@shared_task(name="registration.tasks.find_duplicates")
def find_duplicates(seminar_id: int) -> None:
    """The registrations of one seminar compared with one another; new pairs are asked about, those that are there are left alone."""
    pairs.look_everywhere(seminar_id=seminar_id, now=clock.now())


@shared_task(name="registration.tasks.find_all_duplicates")
def find_all_duplicates() -> None:
    """By beat, at night: one task for each seminar that can still change, so that a large one does not keep the others waiting."""
    for seminar_id in desk_selectors.still_to_come(clock.now()):
        wake.find_duplicates(seminar_id)
