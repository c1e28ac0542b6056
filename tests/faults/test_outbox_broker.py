"""V15: Redis goes while people register, and comes back."""

import time

import pytest
from django.db import transaction

from notifications import outbox, wake
from notifications.models import OutgoingEmail
from notifications.rendering import Rendered
from seminar_portal import clock
from seminar_portal.celery import app
from tests.notifications.sink import Sink
from tests.notifications.workers import private_redis, workers
from tests.processes import until

pytestmark = [pytest.mark.postgres, pytest.mark.redis, pytest.mark.django_db(transaction=True)]


def tell(number):
    with transaction.atomic():
        outbox.enqueue(
            about="test:1",
            kind="test/letter",
            to_address=f"r{number}@example.org",
            rendered=Rendered(f"Message {number}", "Text\n", ""),
            language="en",
            dedupe_key=f"v15:{number}",
            now=clock.now(),
        )


@pytest.fixture
def broker(monkeypatch):
    monkeypatch.setattr(wake, "_away_until", 0.0)
    before = app.conf.broker_write_url, app.conf.broker_transport_options
    with private_redis() as redis:
        app.conf.broker_write_url, app.conf.broker_transport_options = redis.url, {}
        yield redis
    app.conf.broker_write_url, app.conf.broker_transport_options = before


def test_v15_redis_away_and_back(broker, tmp_path):
    with Sink() as sink, workers("-P threads -c 2 -B", sink=sink, broker=broker.url, folder=tmp_path):
        tell(0)
        until(lambda: len(sink.taken) == 1, seconds=20, what="with Redis there a mail leaves at once")

        broker.stop()
        began = time.monotonic()
        for number in range(1, 12):  # one delegate, and ten whom staff register officially
            tell(number)
        assert time.monotonic() - began < 2
        assert OutgoingEmail.objects.filter(state="queued").count() == 11

        broker.start()
        until(lambda: not OutgoingEmail.objects.exclude(state="sent").exists(), seconds=120, what="the mails leave without anyone's help")
    assert [taken.recipients for taken in sink.taken[:1]] == [["r0@example.org"]]
    assert sorted(taken.recipients[0] for taken in sink.taken) == sorted(f"r{number}@example.org" for number in range(12))
    assert set(OutgoingEmail.objects.values_list("attempts", "possibly_twice")) == {(1, False)}
