"""The limit on attempts to log in, counted by key (``links.key_of_attempt``), and the mail with a code. Why it is ours: docs/decisions/0015 and 0016."""

import datetime as dt

from django.db import transaction

from .. import emails, rules, selectors
from ..models import FailedLogIn, User

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


@transaction.atomic(durable=True)
def send_code(*, user_id: int, seed: str, now: dt.datetime) -> bool:
    """Mails the code of ``seed`` to a focal point; whether it was sent. Nothing is kept of the code: the mail holds a placeholder.

    Who may: anybody, so the door answers before this is done. Not to closed accounts, nor to who holds no post any more.
    """
    # the lock: closing the account or ending the post comes before this, and no mail goes, or after it, and takes the mail back
    user = User.objects.select_for_update().filter(pk=user_id).first()
    if user is None or not rules.comes_in_by_code(user) or not selectors.posts_of(user, now):
        return False
    emails.log_in_code(user, seed, now=now)
    return True
