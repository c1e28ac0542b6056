"""The outbox's tasks. Doors: running one twice, late or never is harmless, since a mail is claimed in the database before it is sent."""

from celery import shared_task

from seminar_portal import clock

from . import delivery


@shared_task(name="notifications.tasks.deliver")
def deliver(mail_id: int) -> None:
    """The hint that a mail has just been written."""
    delivery.deliver(mail_id=mail_id, now=clock.now)


@shared_task(name="notifications.tasks.sweep")
def sweep() -> None:
    """By beat: what is due, and what a dead worker left."""
    delivery.sweep(now=clock.now)
