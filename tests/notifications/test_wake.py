import contextlib
import logging
import socket
import time

import pytest
from django.db import transaction

from notifications import outbox, wake
from notifications.models import OutgoingEmail
from notifications.rendering import Rendered
from seminar_portal.celery import app
from tests.factories.notifications import NOON


@pytest.fixture(autouse=True)
def _awake(monkeypatch):
    monkeypatch.setattr(wake, "_away_until", 0.0)
    logging.getLogger("notifications.wake").setLevel(logging.CRITICAL)
    yield
    logging.getLogger("notifications.wake").setLevel(logging.NOTSET)


@contextlib.contextmanager
def refused():
    """A port on which nobody listens."""
    with socket.socket() as closed:
        closed.bind(("127.0.0.1", 0))
        yield closed.getsockname()[1]


@contextlib.contextmanager
def hole():
    """A port that takes connections and never says a word."""
    with socket.create_server(("127.0.0.1", 0)) as listening:
        yield listening.getsockname()[1]


@contextlib.contextmanager
def broker(url):
    before = app.conf.broker_write_url, dict(app.conf.broker_transport_options)
    app.conf.broker_write_url = url
    app.conf.broker_transport_options = {"socket_connect_timeout": 1, "socket_timeout": 5, "visibility_timeout": 3600}  # as in the settings
    try:
        yield
    finally:
        app.conf.broker_write_url, app.conf.broker_transport_options = before


def took(act):
    began = time.monotonic()
    act()
    return time.monotonic() - began


def written(number):
    """One mail in a transaction of its own, as every act writes it."""
    with transaction.atomic():
        return outbox.enqueue(
            about="test:1",
            kind="test/letter",
            to_address="a@example.org",
            rendered=Rendered("s", "t", ""),
            language="en",
            dedupe_key=f"{number}",
            now=NOON,
        )


@pytest.mark.parametrize("away", [refused, hole])
@pytest.mark.django_db(transaction=True)
def test_v15_ten_mails_in_one_request_cost_a_second_in_sum(away):
    def request():
        for number in range(10):
            written(number)

    with away() as port, broker(f"redis://127.0.0.1:{port}/0"):
        assert took(request) < 2
    assert OutgoingEmail.objects.filter(state="queued").count() == 10


@pytest.mark.parametrize("away", [refused, hole])
def test_v15_a_broker_that_was_away_is_left_alone_and_then_asked_again(away, monkeypatch):
    with away() as port, broker(f"redis://127.0.0.1:{port}/0"):
        assert took(lambda: wake.wake(1)) < 2  # and not the libraries' patience of five seconds and more
        resting_until = wake._away_until
        assert resting_until > time.monotonic() + wake.REST - 2
        assert took(lambda: [wake.wake(number) for number in range(1000)]) < 0.1
        assert wake._away_until == resting_until
        monkeypatch.setattr(wake, "_away_until", time.monotonic())
        wake.wake(2)
        assert wake._away_until > time.monotonic()


def test_an_unknown_transport_breaks_nothing():
    with broker("nonsense://"):
        wake.wake(1)
    assert wake._away_until > time.monotonic()


@pytest.mark.redis
def test_v16_the_message_carries_the_number_and_no_date():
    with app.connection_for_read() as connection:
        queue = connection.SimpleQueue(app.conf.task_default_queue)
        queue.clear()
        wake.wake(4711)
        found = queue.get(block=True, timeout=5)
        found.ack()
        queue.close()
    assert found.headers["task"] == "notifications.tasks.deliver"
    assert found.payload[0] == [4711]
    assert (found.headers["eta"], found.headers["expires"], found.headers["retries"]) == (None, None, 0)
    assert wake._away_until == 0.0


@pytest.mark.redis
@pytest.mark.django_db(transaction=True)
def test_the_mails_of_a_batch_are_told_over_one_connection(monkeypatch):
    opened = []
    real = app.connection_for_write
    monkeypatch.setattr(app, "connection_for_write", lambda *args, **kw: opened.append(1) or real(*args, **kw))
    with app.connection_for_read() as connection:
        queue = connection.SimpleQueue(app.conf.task_default_queue)
        queue.clear()
        with wake.gathered(), wake.gathered():
            mails = [written(number) for number in range(3)]
            assert opened == []
        assert len(opened) == 1
        found = [queue.get(block=True, timeout=5) for _mail in mails]
        for message in found:
            message.ack()
        queue.close()
    assert [message.payload[0] for message in found] == [[mail.pk] for mail in mails]


@pytest.mark.django_db(transaction=True)
def test_what_was_committed_before_an_error_is_told_all_the_same(monkeypatch):
    told = []
    monkeypatch.setattr(wake, "_send", told.append)
    mails = []

    def breaks():
        with wake.gathered():
            mails.append(written(1).pk)
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        breaks()
    assert told == [mails]
    wake.wake(7)  # and afterwards each again by itself
    assert told == [mails, [7]]
