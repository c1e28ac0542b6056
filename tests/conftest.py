"""What holds for every test: no network, no personal settings, and the marks that say what a test needs."""

import gc
import ipaddress
import os
import shutil
import socket
from collections.abc import Iterator
from typing import Any

import pytest
from hypothesis import settings as hypothesis_settings

hypothesis_settings.register_profile("suite", max_examples=60, deadline=None, database=None, print_blob=True)
hypothesis_settings.load_profile("suite")


class NetworkIsBarred(Exception):
    """A test tried to reach something beyond this machine."""


def _is_here(host: Any) -> bool:
    if host in ("localhost", "", None):
        return True
    try:
        return ipaddress.ip_address(str(host).partition("%")[0]).is_loopback
    except ValueError:
        return False


@pytest.fixture(scope="session", autouse=True)
def _no_network() -> Iterator[None]:
    """Connections go to loopback and to unix sockets only; other names are not even looked up."""
    real_connect, real_connect_ex, real_lookup = socket.socket.connect, socket.socket.connect_ex, socket.getaddrinfo

    def guard(sock: socket.socket, address: Any) -> None:
        if sock.family in (socket.AF_INET, socket.AF_INET6) and not _is_here(address[0]):
            raise NetworkIsBarred(f"a test wanted to connect to {address!r}")

    def connect(self: socket.socket, address: Any) -> None:
        guard(self, address)
        return real_connect(self, address)

    def connect_ex(self: socket.socket, address: Any) -> int:
        guard(self, address)
        return real_connect_ex(self, address)

    def getaddrinfo(host: Any, *args: Any, **kwargs: Any) -> Any:
        if isinstance(host, bytes):
            host = host.decode()
        if not _is_here(host) and host != "0.0.0.0":  # noqa: S104
            raise NetworkIsBarred(f"a test wanted the address of {host!r}")
        return real_lookup(host, *args, **kwargs)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(socket.socket, "connect", connect)
        patch.setattr(socket.socket, "connect_ex", connect_ex)
        patch.setattr(socket, "getaddrinfo", getaddrinfo)
        yield


@pytest.fixture(autouse=True)
def _reader_of_english() -> Iterator[None]:
    """The language that a request of one test has set does not reach the next."""
    from django.utils import translation

    translation.activate("en")
    yield
    translation.activate("en")


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup: None, django_db_blocker: Any) -> Iterator[None]:
    """The tables as pytest-django makes them, and a quicker way to empty them (put_back.py)."""
    from django.test import TransactionTestCase

    from tests.put_back import PutBack

    with pytest.MonkeyPatch.context() as patch:
        with django_db_blocker.unblock():
            put_back = PutBack(TransactionTestCase._fixture_teardown)
        patch.setattr(TransactionTestCase, "_fixture_teardown", lambda case: put_back(case))
        yield


@pytest.hookimpl(trylast=True)  # after the shuffle
def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Leave out (deselect, never skip) what this run has no server for; ``make test`` has all of them. The tests that wait for minutes come first."""
    from django.conf import settings

    absent = set()
    if "postgresql" not in settings.DATABASES["default"]["ENGINE"]:
        absent.add("postgres")
    if not settings.TEST_REDIS_URL:
        absent.add("redis")
    if not os.environ.get("TEST_CHROMIUM"):
        absent.add("journey")
    if not shutil.which("soffice"):
        absent.add("office")
    kept, left_out = [], []
    for item in items:
        (left_out if any(item.get_closest_marker(mark) for mark in absent) else kept).append(item)
    if left_out:
        config.hook.pytest_deselected(items=left_out)
    # those of killed workers and dead brokers mostly wait: at the end of a run one process would wait for them, and the others for it
    items[:] = sorted(kept, key=lambda item: "faults" not in item.path.parts)


def pytest_collection_finish(session: pytest.Session) -> None:
    """What is imported by now stays: the collector of garbage need not look at it again after every few hundred objects of a test."""
    gc.collect()
    gc.freeze()


def pytest_unconfigure(config: pytest.Config) -> None:
    """Takes this process's keys out of a Redis that may be somebody's."""
    from django.conf import settings

    if not settings.configured or not settings.TEST_REDIS_URL:
        return
    from redis import Redis

    prefix = settings.CELERY_BROKER_TRANSPORT_OPTIONS["global_keyprefix"]
    with Redis.from_url(settings.TEST_REDIS_URL.replace("redis+socket://", "unix://")) as client:
        for key in client.scan_iter(f"{prefix}*"):
            client.delete(key)


def pytest_make_parametrize_id(val: object, argname: str) -> str | None:
    """A file as a parameter is not spelt out: an archive carries the minute in which it was made, and two processes would collect different tests."""
    return argname if isinstance(val, bytes) and len(val) > 60 else None
