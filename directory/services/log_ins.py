"""The limit on attempts to log in, counted by key (``links.key_of_attempt``). Why it is ours: docs/decisions/0015."""

import datetime as dt

from django.db import transaction

from ..models import FailedLogIn

ATTEMPTS = 10
WITHIN = dt.timedelta(minutes=15)
KEPT = dt.timedelta(days=1)


def begin_attempt(*, key: str, now: dt.datetime) -> bool:
    """Counts an attempt before the password is looked at; False where there were ten within a quarter of an hour, and then this one is not counted.

    Committed before it is counted, so that a hundred attempts in one second do not all pass unseen by each other. Rows go after a day.
    """
    with transaction.atomic(durable=True):
        attempt = FailedLogIn.objects.create(key=key, at=now)
        FailedLogIn.objects.filter(at__lt=now - KEPT).delete()
    if FailedLogIn.objects.filter(key=key, at__gt=now - WITHIN).count() <= ATTEMPTS:
        return True
    attempt.delete()
    return False


@transaction.atomic(durable=True)
def succeeded(*, key: str) -> None:
    """Forgets the attempts under ``key``: who logs in has the password."""
    FailedLogIn.objects.filter(key=key).delete()
