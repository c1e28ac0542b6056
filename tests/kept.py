"""Rows that the tests of one file share: built once, and given to each test as they were."""

from collections.abc import Iterator
from contextlib import contextmanager

from django.db import transaction
from pytest_django import DjangoDbBlocker


@contextmanager
def kept_rows(blocker: DjangoDbBlocker) -> Iterator[None]:
    """For a fixture of a module: what is written inside it stays until the module ends, and is undone then.

    Each test has its own transaction (the mark ``django_db``) on top of this one; what it changes is undone
    when it ends. The Python objects are not: a fixture of the test copies what it may change. Not for tests that commit (``transaction=True``), nor in
    a file with tests that want an empty database.
    """
    block = transaction.atomic()
    block._from_testcase = True  # type: ignore[attr-defined]  # durable services run inside it, as they do inside the transaction of a test
    with blocker.unblock(), block:
        yield
        transaction.set_rollback(True)
