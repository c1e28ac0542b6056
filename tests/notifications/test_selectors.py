import datetime as dt

import pytest

from notifications import rules, selectors
from notifications.enums import MailState
from tests.factories.directory import user_with
from tests.factories.notifications import NOON, mail

pytestmark = pytest.mark.django_db
HOUR = dt.timedelta(hours=1)


@pytest.fixture
def two_prefixes(prefixes):
    prefixes("test", may_read=lambda user: user.email.startswith("officer"))
    prefixes("secret", may_read=lambda user: False)
    prefixes("tes", may_read=lambda user: False)


def test_due_ids_in_the_order_of_waiting():
    late, early = mail(due_at=NOON), mail(due_at=NOON - HOUR)
    mail(due_at=NOON + dt.timedelta(seconds=1))
    mail(state=MailState.FAILED, due_at=NOON - HOUR)
    assert selectors.due_ids(NOON, limit=10) == [early.pk, late.pk]
    assert selectors.due_ids(NOON, limit=1) == [early.pk]
    assert selectors.due_ids(NOON, limit=10, without={early.pk}) == [late.pk]


def test_staff_see_the_prefixes_of_their_role(two_prefixes):
    mine = mail(about="test:1")
    mail(about="secret:1")
    mail(about="tes:1")
    mail(about="nobody:1")
    reader = user_with("notifications.view_outgoingemail")
    assert list(selectors.readable_by(reader)) == [mine]
    assert rules.may_read(reader, mine) is True
    assert rules.may_read(reader, mail(about="secret:2")) is False


def test_without_the_right_or_an_active_account_nothing_is_seen(two_prefixes):
    row = mail(about="test:1")
    for user in (
        user_with(),
        user_with("notifications.view_outgoingemail", is_active=False),
        user_with("notifications.view_outgoingemail", email="x@example.org"),
    ):
        assert list(selectors.readable_by(user)) == []
        assert rules.may_read(user, row) is False
        assert rules.may_try_again(user, row) is False
        assert selectors.waiting_and_failed(user) == {"waiting": 0, "failed": 0}


def test_what_waits_and_what_failed(two_prefixes, django_assert_num_queries):
    mail(), mail(state=MailState.SENDING, claim="c", claimed_at=NOON), mail(state=MailState.FAILED), mail(state=MailState.SENT, sent_at=NOON)
    mail(about="secret:1", state=MailState.FAILED)
    user = user_with("notifications.view_outgoingemail")
    user.has_perm("notifications.view_outgoingemail")
    with django_assert_num_queries(1):
        assert selectors.waiting_and_failed(user) == {"waiting": 2, "failed": 1}
    assert selectors.failed_count(user) == 1


def test_the_history_of_one_thing(django_assert_num_queries):
    first = mail(about="test:7", subject="Received", created_at=NOON - HOUR, state=MailState.SENT, sent_at=NOON, ended_at=NOON)
    second = mail(about="test:7", subject="Link", created_at=NOON + HOUR, state=MailState.NOT_SENT, ended_at=NOON + 2 * HOUR, reason="withdrawn")
    third = mail(about="test:7", subject="Third", created_at=NOON + 3 * HOUR)
    mail(about="test:70")
    with django_assert_num_queries(1):
        lines = selectors.history("test:7")
    assert [(line.pk, line.subject, line.state_words, line.at, line.reason) for line in lines] == [
        (first.pk, "Received", "sent", NOON, ""),
        (second.pk, "Link", "not sent", NOON + 2 * HOUR, "withdrawn"),
        (third.pk, "Third", "waiting", NOON + 3 * HOUR, ""),
    ]
