import datetime as dt

import pytest
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils.translation import gettext

from notifications import outbox
from notifications.enums import MailState
from notifications.models import OutgoingEmail
from notifications.rendering import Rendered
from seminar_portal.errors import WrongState
from tests.factories.directory import user_with
from tests.factories.notifications import NOON, mail

RENDERED = Rendered("Subject", "Text\n", "<p>Text</p>")
DAY = dt.timedelta(days=1)


def enqueue(**kw):
    return outbox.enqueue(
        **{
            "about": "test:1",
            "kind": "test/letter",
            "to_address": "a@example.org",
            "rendered": RENDERED,
            "language": "en",
            "dedupe_key": "k",
            "now": NOON,
            **kw,
        }
    )


@pytest.mark.django_db(transaction=True)
def test_a_mail_needs_the_transaction_of_what_it_tells():
    with pytest.raises(RuntimeError, match="needs the transaction"):
        enqueue()
    assert OutgoingEmail.objects.count() == 0


@pytest.mark.django_db(transaction=True)
def test_a_mail_dies_with_the_thing_it_tells():
    with transaction.atomic():
        enqueue()
        transaction.set_rollback(True)
    assert OutgoingEmail.objects.count() == 0


@pytest.mark.django_db
def test_the_same_key_gives_the_same_row(django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks() as callbacks:
        first, second = enqueue(), enqueue(to_address="b@example.org", now=NOON + DAY)
    assert first.pk == second.pk
    assert (second.to_address, second.created_at, second.due_at, second.state) == ("a@example.org", NOON, NOON, "queued")
    assert len(callbacks) == 1


@pytest.mark.django_db
def test_what_is_due_later_wakes_nobody(django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks() as callbacks:
        row = enqueue(due_at=NOON + 10 * DAY, not_after=NOON + 12 * DAY)
    assert (row.created_at, row.due_at, row.not_after) == (NOON, NOON + 10 * DAY, NOON + 12 * DAY)
    assert callbacks == []


@pytest.mark.django_db
def test_what_could_break_a_line_or_a_column_is_put_right():
    row = enqueue(to_name="Dana\r\nBcc: leak@example.org " + "x" * 600, to_address=" a@example.org\n", rendered=Rendered("s" * 1200, "t", ""))
    row.refresh_from_db()
    assert row.to_name[:27] == "Dana Bcc: leak@example.org "
    assert (len(row.to_name), row.to_address, len(row.subject)) == (500, "a@example.org", 1000)


@pytest.mark.django_db
def test_v14_cancel_takes_back_what_waits_and_nothing_else():
    waiting, other = mail(about="test:1"), mail(about="test:11")
    sending = mail(about="test:1", state=MailState.SENDING, claim="c", claimed_at=NOON)
    sent = mail(about="test:1", state=MailState.SENT, sent_at=NOON, ended_at=NOON)
    assert outbox.cancel(about="test:1", reason="withdrawn", now=NOON + DAY) == 1
    for row in (waiting, other, sending, sent):
        row.refresh_from_db()
    assert [row.state for row in (waiting, other, sending, sent)] == ["not_sent", "queued", "sending", "sent"]
    assert (waiting.reason, waiting.ended_at) == ("withdrawn", NOON + DAY)


# --- try again --------------------------------------------------------------------------------------------------------------------------


@pytest.fixture
def officer(db):
    return user_with("notifications.view_outgoingemail")


def failed(**kw):
    return mail(**{"state": MailState.FAILED, "attempts": 9, "ended_at": NOON, "reason": "550 no", **kw})


def test_a_failed_mail_is_put_in_the_queue_with_all_its_attempts(officer, prefixes, django_capture_on_commit_callbacks):
    prefixes("test")
    row = failed(message_id="<1.x@example.org>")
    with django_capture_on_commit_callbacks() as callbacks:
        outbox.try_again(mail_id=row.pk, by=officer, now=NOON + DAY)
    row.refresh_from_db()
    assert (row.state, row.attempts, row.due_at, row.ended_at, row.reason) == ("queued", 0, NOON + DAY, None, "")
    assert row.message_id == "<1.x@example.org>"
    assert len(callbacks) == 1


def test_a_mail_that_waits_for_its_next_attempt_need_not_wait(officer, prefixes):
    prefixes("test")
    row = mail(attempts=3, due_at=NOON + DAY, reason="421")
    outbox.try_again(mail_id=row.pk, by=officer, now=NOON)
    row.refresh_from_db()
    assert (row.state, row.attempts, row.due_at) == ("queued", 0, NOON)


@pytest.mark.parametrize(
    ("fields", "word"),
    [
        ({"state": MailState.SENT, "sent_at": NOON}, "sent"),
        ({"state": MailState.NOT_SENT}, "not sent"),
        ({"state": MailState.SENDING, "claim": "c", "claimed_at": NOON}, "being sent"),
        ({"state": MailState.QUEUED}, "waiting"),
    ],
)
def test_others_are_left_alone(officer, prefixes, fields, word):
    prefixes("test")
    row = mail(subject="Hello", to_address="a@example.org", **fields)
    with pytest.raises(WrongState) as refusal:
        outbox.try_again(mail_id=row.pk, by=officer, now=NOON)
    assert str(refusal.value) == f"“Hello” to a@example.org is {word}: there is nothing to try again."
    before = row.state
    row.refresh_from_db()
    assert row.state == before


def test_a_mail_that_has_outlived_itself_is_not_tried_again(officer, prefixes):
    prefixes("test")
    row = failed(not_after=NOON, subject="Hello", to_address="a@example.org")
    assert outbox.can_be_tried_again(row, NOON) is True
    assert outbox.can_be_tried_again(row, NOON + dt.timedelta(seconds=1)) is False
    with pytest.raises(WrongState) as refusal:
        outbox.try_again(mail_id=row.pk, by=officer, now=NOON + dt.timedelta(seconds=1))
    assert str(refusal.value) == gettext("“%(subject)s” to %(address)s has lost its point meanwhile.") % {"subject": "Hello", "address": "a@example.org"}


def test_only_readers_of_the_prefix_may_try_again(officer, prefixes):
    prefixes("test", may_read=lambda user: False)
    row = failed()
    with pytest.raises(PermissionDenied):
        outbox.try_again(mail_id=row.pk, by=officer, now=NOON)
    row.refresh_from_db()
    assert row.state == "failed"
    prefixes("test")
    with pytest.raises(PermissionDenied):
        outbox.try_again(mail_id=row.pk, by=user_with(), now=NOON)
