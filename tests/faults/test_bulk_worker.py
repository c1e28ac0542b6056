"""A worker that dies in the middle of a bulk act, and a broker that is away when one begins."""

import threading
import time

import pytest
from django.db import connections, transaction

from directory.enums import Role
from notifications.models import OutgoingEmail
from registration.models import Registration, RegistrationEvent
from registration.services import bulk
from seminar_portal import clock
from seminar_portal.celery import app
from tests.factories import agenda, directory
from tests.factories.bulk import PATIENCE, begun, crowd, frozen
from tests.notifications.sink import Sink
from tests.notifications.workers import private_redis, workers
from tests.processes import until

pytestmark = [pytest.mark.postgres, pytest.mark.redis, pytest.mark.django_db(transaction=True)]
SIZE = bulk.AT_ONCE + 20


@pytest.fixture
def broker():
    before = app.conf.broker_write_url, app.conf.broker_transport_options
    with private_redis() as redis:
        app.conf.broker_write_url, app.conf.broker_transport_options = redis.url, {}
        yield redis
    app.conf.broker_write_url, app.conf.broker_transport_options = before


@pytest.fixture
def officer():
    return directory.staff(Role.HOST)


def changed(act):
    return act.rows.filter(state="changed").count()


def is_done(act):
    act.refresh_from_db()
    return act.state == "done"


def nothing_twice(act):
    assert (act.total, act.changed, act.left_alone, act.failed, act.told) == (SIZE, SIZE, 0, 0, SIZE)
    assert set(Registration.objects.values_list("state", "version")) == {("registered", 2)}
    assert RegistrationEvent.objects.count() == SIZE
    assert (OutgoingEmail.objects.count(), OutgoingEmail.objects.values("to_address").distinct().count()) == (SIZE, SIZE)


def test_a_worker_killed_in_the_middle(broker, officer, tmp_path):
    now = clock.now()
    rows = crowd(agenda.seminar(), SIZE)
    with Sink() as sink, workers("-P solo", sink=sink, broker=broker.url, folder=tmp_path) as (worker,):
        act = frozen("register", rows, by=officer, now=now)
        with transaction.atomic():  # the worker waits for a lock of ours: so it is in the middle of the twelfth registration when it dies
            Registration.objects.select_for_update().get(pk=rows[11].pk)
            begin_elsewhere(act, officer, now)
            until(lambda: changed(act) == 11, what="eleven are done")
            worker.kill()
            worker.wait()
        act.refresh_from_db()
        assert (act.state, changed(act), act.is_held(clock.now())) == ("running", 11, True)

        # a minute later beat takes it for dead; before that it leaves it alone
        bulk.continue_acts(now=clock.now, patience=PATIENCE)
        assert changed(act) == 11
        bulk.continue_acts(now=lambda: act.leased_until, patience=PATIENCE)
        assert is_done(act)
    nothing_twice(act)


def begin_elsewhere(act, officer, now):
    """On a connection of its own: here a transaction is open."""

    def begin():
        try:
            bulk.start_act(act_id=act.pk, by=officer, now=now)
        finally:
            connections.close_all()

    thread = threading.Thread(target=begin, daemon=True)
    thread.start()
    thread.join(30)


def test_v15_the_broker_is_away_when_an_act_begins(broker, officer, tmp_path):
    rows = crowd(agenda.seminar(), SIZE)
    with Sink() as sink, workers("-P threads -c 2 -B", sink=sink, broker=broker.url, folder=tmp_path):
        broker.stop()
        started = time.monotonic()
        act = begun("register", rows, by=officer, now=clock.now())
        assert time.monotonic() - started < 2
        assert (act.state, changed(act)) == ("running", 0)

        broker.start()
        until(lambda: is_done(act), seconds=120, what="beat finds the act")
        until(lambda: not OutgoingEmail.objects.exclude(state="sent").exists(), seconds=120, what="the mails leave without anyone's help")
    nothing_twice(act)
    assert sorted(taken.recipients[0] for taken in sink.taken) == sorted(row.email for row in rows)
