"""The two doors. What they do is in test_delivery.py."""

import datetime as dt

import pytest

from notifications import tasks, wake
from seminar_portal import clock
from seminar_portal.celery import app
from tests.factories.notifications import mail

pytestmark = pytest.mark.django_db


def test_the_names_that_others_send_by():
    assert {tasks.deliver.name, tasks.sweep.name} == {wake.DELIVER, app.conf.beat_schedule["messages-sweep"]["task"]}


def test_deliver_takes_the_present_from_the_clock(mailoutbox, prefixes):
    row, later = mail(created_at=clock.now()), mail(created_at=clock.now() + dt.timedelta(days=10))
    for _ in range(3):
        tasks.deliver(row.pk)
        tasks.deliver(later.pk)
    row.refresh_from_db()
    assert (row.state, len(mailoutbox)) == ("sent", 1)
    assert row.created_at <= row.sent_at <= clock.now()


def test_sweep(mailoutbox, prefixes):
    mail(created_at=clock.now())
    tasks.sweep()
    tasks.sweep()
    assert len(mailoutbox) == 1


def test_deliver_of_nothing(prefixes):
    assert tasks.deliver(999_999) is None
