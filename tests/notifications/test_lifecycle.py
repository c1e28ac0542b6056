"""The table of moves, and that the services and the worker move exactly by it."""

import datetime as dt

import pytest
from django.db import transaction

from notifications import delivery, lifecycle, outbox
from notifications.enums import MailState
from notifications.models import OutgoingEmail
from seminar_portal.errors import WrongState
from tests.factories.directory import user_with
from tests.factories.notifications import NOON, mail
from tests.notifications.conftest import clock_at

FIELDS = {
    MailState.QUEUED: {"attempts": 1},
    MailState.SENDING: {"attempts": 1, "claim": "c", "claimed_at": NOON - dt.timedelta(hours=1)},
    MailState.SENT: {"attempts": 1, "sent_at": NOON, "ended_at": NOON},
    MailState.FAILED: {"attempts": 1, "ended_at": NOON},
    MailState.NOT_SENT: {"attempts": 1, "ended_at": NOON},
}


def claim(row):
    delivery.deliver(mail_id=row.pk, now=clock_at(NOON))


def free(row):
    delivery.free_stale_claims(now=NOON)


def cancel(row):
    with transaction.atomic():
        outbox.cancel(about=row.about, reason="withdrawn", now=NOON)


def try_again(row):
    try:
        outbox.try_again(mail_id=row.pk, by=user_with("notifications.view_outgoingemail"), now=NOON)
    except WrongState:
        assert row.state not in lifecycle.sources("try_again")


ENDS = {
    (claim, MailState.QUEUED): MailState.SENT,
    (free, MailState.SENDING): MailState.QUEUED,
    (cancel, MailState.QUEUED): MailState.NOT_SENT,
    (try_again, MailState.FAILED): MailState.QUEUED,
}


@pytest.mark.django_db
@pytest.mark.parametrize("state", list(MailState))
@pytest.mark.parametrize("act", [claim, free, cancel, try_again])
def test_every_pair(mailoutbox, prefixes, act, state):
    prefixes("test")
    row = mail(state=state, **FIELDS[state])
    act(row)
    row.refresh_from_db()
    assert row.state == ENDS.get((act, state), state)
    assert len(mailoutbox) == ((act, state) == (claim, MailState.QUEUED))


def test_the_table_agrees_with_the_pairs():
    for (act, source), end in ENDS.items():
        assert source in lifecycle.sources(act.__name__)
        assert end in lifecycle.MOVES[act.__name__][1] or act is claim  # a delivery claims and records
    assert lifecycle.MOVES["claim"][1] == lifecycle.sources("record")
    assert MailState.SENT not in set().union(*(sources for sources, _ends in lifecycle.MOVES.values()))


@pytest.mark.django_db
def test_the_schema_keeps_claims_and_instants_together():
    for wrong in ({"state": "sending"}, {"state": "queued", "claim": "c"}, {"state": "sent", "sent_at": None}):
        row = mail()
        with pytest.raises(Exception, match="mail_"), transaction.atomic():
            OutgoingEmail.objects.filter(pk=row.pk).update(**wrong)
