"""A worker that dies, and a mail that nobody can send: what is left, and what happens to the mails behind it."""

import datetime as dt
import re
import signal

import pytest
from celery import Celery

from notifications import delivery
from notifications.models import OutgoingEmail
from seminar_portal import clock
from tests.factories.notifications import mail
from tests.notifications.sink import Sink
from tests.notifications.workers import private_redis, workers
from tests.processes import until

pytestmark = [pytest.mark.postgres, pytest.mark.redis, pytest.mark.django_db(transaction=True)]


def test_a_worker_killed_between_the_text_and_the_record(tmp_path, settings):
    row, other = mail(created_at=clock.now()), mail(created_at=clock.now())
    with private_redis() as broker, Sink() as sink:
        sink.handler.delay = 60  # the text is there, the answer is not
        with workers("-P solo", sink=sink, broker=broker.url, folder=tmp_path) as (worker,), Celery(broker=broker.url, set_as_current=False) as hints:
            hints.send_task("notifications.tasks.deliver", args=[row.pk])
            hints.send_task("notifications.tasks.deliver", args=[other.pk])  # a message that dies with the worker that holds it
            until(lambda: sink.taken, what="the text is handed over")
            worker.send_signal(signal.SIGKILL)
            worker.wait()
        row.refresh_from_db()
        assert (row.state, row.attempts, row.possibly_twice) == ("sending", 1, False)
        assert row.message_id == sink.taken[0].message["Message-ID"]

        sink.handler.delay = 0.0
        settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
        settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", sink.port
        # the sweep of the next half minute: the lost message costs no mail, and the claim is left to who may still be alive
        assert vars(delivery.sweep(now=clock.now)) == {"freed": 0, "taken": 1}
        # and the one after ten minutes
        later = row.claimed_at + delivery.STALE_AFTER + dt.timedelta(seconds=1)
        assert vars(delivery.sweep(now=lambda: later)) == {"freed": 1, "taken": 1}

    row.refresh_from_db()
    other.refresh_from_db()
    assert (row.state, row.attempts, row.possibly_twice, row.sent_at) == ("sent", 2, True, later)
    assert (other.state, other.attempts, other.possibly_twice) == ("sent", 1, False)
    # the reader may have two, which a mail program or a person can recognise as one
    assert [taken.message["Message-ID"] for taken in sink.taken] == [row.message_id, other.message_id, row.message_id]


def test_v09_a_mail_that_cannot_be_built_kills_no_worker(tmp_path):
    rows = [mail(created_at=clock.now(), to_address='"a\nb" <x@example.org>' if number == 3 else f"r{number}@example.org") for number in range(1, 11)]
    with (
        private_redis() as broker,
        Sink() as sink,
        workers("-P solo", sink=sink, broker=broker.url, folder=tmp_path) as (worker,),
        Celery(broker=broker.url, set_as_current=False) as hints,
    ):
        for row in rows:
            hints.send_task("notifications.tasks.deliver", args=[row.pk])
        until(lambda: not OutgoingEmail.objects.filter(state__in=["queued", "sending"]).exists(), what="all ten are done with")
        assert worker.poll() is None
    assert sorted(address for taken in sink.taken for address in taken.recipients) == sorted(
        f"r{number}@example.org" for number in (1, 2, 4, 5, 6, 7, 8, 9, 10)
    )
    rows[2].refresh_from_db()
    assert (rows[2].state, rows[2].reason) == ("failed", 'This is not an address that a mail can be sent to: "a b" <x@example.org>')
    # no address of a person in the log of the worker
    assert re.findall(r"\br\d+@|\bx@", (tmp_path / "worker-0.log").read_text()) == []
