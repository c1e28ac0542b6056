"""Several workers, one mail: V13 and V16 with real processes, a real PostgreSQL and a real Redis."""

from collections import Counter

import pytest
from celery import Celery

from notifications import delivery, outbox, registry
from notifications.models import OutgoingEmail
from notifications.registry import Fill
from seminar_portal import clock
from tests.factories.directory import user_with
from tests.factories.notifications import mail
from tests.notifications.sink import Sink
from tests.notifications.workers import private_redis, workers
from tests.processes import until
from tests.races.together import together

pytestmark = [pytest.mark.postgres, pytest.mark.django_db(transaction=True)]


@pytest.mark.redis
def test_v13_four_workers_a_sweep_and_two_hundred_mails(tmp_path):
    now = clock.now()
    rows = [mail(to_address=f"reader-{number}@example.org", created_at=now) for number in range(200)]
    with private_redis() as broker, Sink() as sink, workers("-P solo", "-P solo", "-P solo", "-P solo", sink=sink, broker=broker.url, folder=tmp_path):
        sink.handler.delay = 0.05
        with Celery(broker=broker.url, set_as_current=False) as hints:
            for row in rows:
                hints.send_task("notifications.tasks.deliver", args=[row.pk])
            for _ in range(4):
                hints.send_task("notifications.tasks.sweep")
            for row in rows:
                hints.send_task("notifications.tasks.deliver", args=[row.pk])
        until(lambda: not OutgoingEmail.objects.exclude(state="sent").exists(), what="all are sent")
        until(lambda: len(sink.taken) >= 200)
    assert Counter(address for taken in sink.taken for address in taken.recipients) == Counter(row.to_address for row in rows)
    assert len({taken.message["Message-ID"] for taken in sink.taken}) == 200
    assert set(OutgoingEmail.objects.values_list("state", "attempts", "possibly_twice", "claim")) == {("sent", 1, False, "")}
    # all four had a hand in it
    assert [path.name for path in sorted(tmp_path.glob("worker-*.log")) if "tasks.deliver" in path.read_text()] == [
        f"worker-{number}.log" for number in range(4)
    ]


def test_v16_one_task_three_times_in_parallel(settings):
    row = mail(created_at=clock.now())
    with Sink() as sink:
        settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
        settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", sink.port
        sink.handler.delay = 0.05
        outcomes = together(*[lambda: delivery.deliver(mail_id=row.pk, now=clock.now)] * 3, lambda: delivery.sweep(now=clock.now).taken)
    row.refresh_from_db()
    assert len(sink.taken) == 1
    assert (row.state, row.attempts) == ("sent", 1)
    assert sum(outcome in ("sent", 1) for outcome in outcomes) == 1


def test_two_officers_press_try_again(monkeypatch):
    monkeypatch.setattr(registry, "_prefixes", {})
    registry.register("test", filler=lambda row, now: Fill(), may_read=lambda user: True)
    row = mail(created_at=clock.now(), state="failed", attempts=9, ended_at=clock.now())
    one, two = user_with("notifications.view_outgoingemail"), user_with("notifications.view_outgoingemail")
    now = clock.now()
    outcomes = together(*[lambda by=by: outbox.try_again(mail_id=row.pk, by=by, now=now) for by in (one, two)])
    assert sorted(type(outcome).__name__ for outcome in outcomes) == ["OutgoingEmail", "WrongState"]
    row.refresh_from_db()
    assert (row.state, row.attempts) == ("queued", 0)


def test_a_cancellation_and_a_claim_at_once(settings):
    """Either the mail is taken back or it goes; never both, and never neither."""
    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
    for number in range(10):
        row = mail(created_at=clock.now(), about=f"test:{number}")
        cancelled, delivered = together(
            lambda row=row: outbox.cancel(about=row.about, reason="withdrawn", now=clock.now()), lambda row=row: delivery.deliver(mail_id=row.pk, now=clock.now)
        )
        row.refresh_from_db()
        assert (cancelled, delivered, row.state) in {(1, None, "not_sent"), (0, "sent", "sent")}
