"""Doors for Celery."""

from celery import shared_task

from seminar_portal import clock

from . import services


@shared_task(name="consent.tasks.note_expiries")
def note_expiries() -> int:
    """Notes the periods that are over. Late, twice or never: the labels do not depend on it."""
    return services.note_expiries(now=clock.now())
