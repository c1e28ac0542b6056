import datetime as dt
import logging

import pytest
from django.db import transaction
from django.utils import translation
from django.utils.translation import gettext, gettext_lazy

from notifications import delivery, outbox
from notifications.delivery import PAUSES, SWEEP_TIME, free_stale_claims, sweep
from notifications.enums import MailState
from notifications.message import message_id
from notifications.models import OutgoingEmail
from notifications.registry import DoNotSend, Fill
from tests.factories.notifications import NOON, mail
from tests.notifications.conftest import clock_at

pytestmark = pytest.mark.django_db

SECOND, MINUTE = dt.timedelta(seconds=1), dt.timedelta(minutes=1)
LATER = NOON + 7 * SECOND


def deliver(row, *instants):
    state = delivery.deliver(mail_id=row.pk, now=clock_at(*(instants or (NOON, LATER))))
    row.refresh_from_db()
    return state


def test_a_sent_mail_and_its_two_moments(sink, prefixes):
    row = mail()
    assert deliver(row, NOON, LATER) == MailState.SENT
    assert (row.state, row.attempts, row.sent_at, row.ended_at, row.reason, row.possibly_twice) == ("sent", 1, LATER, LATER, "", False)
    assert (row.claim, row.claimed_at) == ("", None)
    (taken,) = sink.taken
    assert taken.message["Message-ID"] == row.message_id == message_id(row)
    assert taken.message["Date"] == "Wed, 20 Oct 2027 12:00:00 +0000"


def test_v16_delivered_three_times_and_again_a_day_later_it_is_sent_once(sink, prefixes):
    row = mail()
    states = [deliver(row), deliver(row), deliver(row), deliver(row, NOON + dt.timedelta(days=1))]
    assert states == [MailState.SENT, None, None, None]
    assert len(sink.taken) == 1
    assert row.attempts == 1


def test_v16_what_is_due_in_ten_days_is_a_row_and_no_message_changes_that(sink, prefixes):
    row = mail(due_at=NOON + dt.timedelta(days=10))
    assert deliver(row, NOON + dt.timedelta(days=10) - SECOND) is None
    assert sweep(now=clock_at(NOON)).taken == 0
    assert deliver(row, NOON + dt.timedelta(days=10)) == MailState.SENT
    assert len(sink.taken) == 1


def test_a_mail_that_is_gone_is_no_fault(prefixes):
    assert delivery.deliver(mail_id=999_999, now=clock_at(NOON)) is None


def test_v14_the_filler_decides_at_the_last_moment(sink, prefixes):
    withdrawn = {2}

    def fill(row, now):
        return DoNotSend("withdrawn") if int(row.about.partition(":")[2]) in withdrawn and row.kind != "test/withdrawn" else Fill()

    prefixes("test", filler=fill)
    letters = [mail(about=f"test:{number}", to_address=f"d{number}@example.org") for number in (1, 2, 3)]
    confirmation = mail(about="test:2", kind="test/withdrawn", to_address="d2@example.org")
    assert [deliver(row) for row in letters] == [MailState.SENT, MailState.NOT_SENT, MailState.SENT]
    assert deliver(confirmation) == MailState.SENT
    assert [taken.recipients for taken in sink.taken] == [["d1@example.org"], ["d3@example.org"], ["d2@example.org"]]
    assert (letters[1].get_state_display(), letters[1].reason, letters[1].ended_at) == ("not sent", "withdrawn", LATER)


def test_the_filler_gives_the_values(sink, prefixes):
    asked = []

    def fill(row, now):
        asked.append((row.pk, now, translation.get_language()))
        return Fill({"personal_link": "https://seminar.example.org/p/secret"})

    prefixes("test", filler=fill)
    row = mail(body="Your page:\n[[personal_link]]", language="ru")
    assert deliver(row) == MailState.SENT
    assert asked == [(row.pk, NOON, "ru")]
    assert "https://seminar.example.org/p/secret" in sink.taken[0].text
    assert "secret" not in row.text + row.html + row.reason


@pytest.mark.django_db(transaction=True)
def test_no_transaction_is_open_while_filler_and_server_are_asked(sink, prefixes):
    inside = []
    sink.handler.on_data = lambda: inside.append(OutgoingEmail) or "250 OK"
    prefixes("test", filler=lambda row, now: inside.append(transaction.get_connection().in_atomic_block) or Fill())
    assert deliver(mail()) == MailState.SENT
    assert inside == [False, OutgoingEmail]
    with transaction.atomic(), pytest.raises(RuntimeError, match="durable"):
        delivery.deliver(mail_id=mail().pk, now=clock_at(NOON))


def test_v30_reasons_are_stored_in_one_language_and_the_worker_keeps_its_own(sink, prefixes):
    prefixes("test", filler=lambda row, now: DoNotSend(gettext_lazy("Monday")))
    with translation.override("zh-hans"):
        row = mail(language="ru")
        deliver(row)
        assert row.reason == "Monday"
        assert gettext(row.reason) == "星期一"
        assert translation.get_language() == "zh-hans"


@pytest.mark.parametrize(("late", "state"), [(0, MailState.SENT), (1, MailState.NOT_SENT)])
def test_the_last_second_of_a_mail(sink, prefixes, late, state):
    row = mail(not_after=NOON)
    assert deliver(row, NOON + late * SECOND, LATER) == state
    assert row.reason == ("too late" if late else "")


def test_an_unfilled_placeholder_never_leaves(sink, prefixes):
    row = mail(body="[[personal_link]]")
    assert deliver(row) == MailState.FAILED
    assert row.reason == "Nothing was found to put in the place of: personal_link"
    assert sink.taken == []


def test_v09_one_mail_that_cannot_be_built_and_nine_that_are_sent(sink, prefixes):
    rows = [mail(to_address='"a\nb" <x@example.org>' if number == 3 else f"r{number}@example.org") for number in range(1, 11)]
    swept = sweep(now=clock_at(NOON))
    assert (swept.freed, swept.taken) == (0, 10)
    assert [taken.recipients for taken in sink.taken] == [[f"r{number}@example.org"] for number in (1, 2, 4, 5, 6, 7, 8, 9, 10)]
    for row in rows:
        row.refresh_from_db()
    assert [row.state for row in rows] == ["sent", "sent", "failed", *["sent"] * 7]
    assert rows[2].reason == 'This is not an address that a mail can be sent to: "a b" <x@example.org>'
    assert sink.handler.tried == [f"r{number}@example.org" for number in (1, 2, 4, 5, 6, 7, 8, 9, 10)]


def test_a_filler_that_fails_is_asked_again_later(sink, prefixes, caplog):
    def broken(row, now):
        raise ZeroDivisionError

    prefixes("test", filler=broken)
    row, other = mail(), mail(about="other:1")
    with caplog.at_level(logging.CRITICAL, "notifications.delivery"):
        sweep(now=clock_at(NOON))
    row.refresh_from_db()
    other.refresh_from_db()
    assert (row.state, row.reason, row.due_at) == ("queued", "It could not be prepared: ZeroDivisionError", NOON + MINUTE)
    assert other.state == "sent"


def test_pauses_grow_and_end_after_about_a_day(sink, prefixes):
    sink.handler.on_rcpt = lambda address: "451 later"
    row, now, waits = mail(to_address="a@example.org"), NOON, []
    while deliver(row, now) == MailState.QUEUED:
        assert row.reason == "The mail server could not take it for a@example.org just now: 451 later"
        waits.append((row.due_at - now) // MINUTE)
        assert deliver(row, row.due_at - SECOND) is None
        now = row.due_at
    assert waits == [1, 5, 15, 60, 120, 240, 480, 480]
    assert (row.state, row.attempts, row.ended_at) == ("failed", 9, NOON + dt.timedelta(minutes=1401))
    assert len({row.message_id}) == 1


def test_a_refused_reader_is_a_failure_with_its_reason(sink, prefixes):
    sink.handler.on_rcpt = lambda address: "550 5.1.1 No such user"
    row = mail(to_address="a@example.org")
    assert deliver(row) == MailState.FAILED
    assert row.reason == "The mail server refused the address a@example.org: 550 5.1.1 No such user"


def test_a_line_that_breaks_is_flagged_and_the_second_mail_can_be_recognised(sink, prefixes):
    sink.handler.on_data = lambda: "break"
    row = mail()
    assert deliver(row) == MailState.QUEUED
    assert row.possibly_twice is True
    sink.handler.on_data = lambda: "250 OK"
    assert deliver(row, row.due_at) == MailState.SENT
    assert row.possibly_twice is True
    assert {taken.message["Message-ID"] for taken in sink.taken} == {row.message_id}
    assert len(sink.taken) == 2


def test_a_copy_that_was_refused_is_noted_on_the_sent_mail(sink, prefixes):
    sink.handler.on_rcpt = lambda address: "550 no" if address.startswith("cc") else "250 OK"
    row = mail(cc_address="cc@example.org")
    assert deliver(row) == MailState.SENT
    assert row.reason == "The copy to cc@example.org was refused: 550 no"


def test_a_lost_claim_records_nothing(sink, prefixes):
    row = mail()
    prefixes("test", filler=lambda mail_, now: OutgoingEmail.objects.filter(pk=row.pk).update(claim="of another worker") and Fill())
    assert deliver(row) is None
    assert (row.state, row.claim, row.sent_at) == ("sending", "of another worker", None)


# --- the sweep --------------------------------------------------------------------------------------------------------------------------


def claimed(at, **kw):
    return mail(state=MailState.SENDING, claim="c", claimed_at=at, **{"attempts": 1, **kw})


def test_claims_are_freed_after_ten_minutes_and_flagged():
    old, young = claimed(NOON - 10 * MINUTE - SECOND), claimed(NOON - 10 * MINUTE)
    hopeless = claimed(NOON - 11 * MINUTE, attempts=len(PAUSES) + 1)
    assert free_stale_claims(now=NOON) == 2
    for row in (old, young, hopeless):
        row.refresh_from_db()
    assert (old.state, old.claim, old.claimed_at, old.due_at, old.possibly_twice) == ("queued", "", None, NOON, True)
    assert (young.state, young.claim, young.possibly_twice) == ("sending", "c", False)
    assert (hopeless.state, hopeless.ended_at, hopeless.possibly_twice) == ("failed", NOON, True)
    assert hopeless.reason == old.reason == "The process that was sending it stopped before it could say how it went."
    assert free_stale_claims(now=NOON) == 0


def test_the_sweep_delivers_what_a_dead_worker_left(sink, prefixes):
    row = claimed(NOON - 11 * MINUTE)
    assert vars(sweep(now=clock_at(NOON))) == {"freed": 1, "taken": 1}
    row.refresh_from_db()
    assert (row.state, row.attempts, row.possibly_twice) == ("sent", 2, True)


def test_the_sweep_works_off_more_than_one_batch(mailoutbox, prefixes):
    for _ in range(45):
        mail()
    assert vars(sweep(now=clock_at(NOON))) == {"freed": 0, "taken": 45}
    assert len(mailoutbox) == len({sent.to[0] for sent in mailoutbox}) == 45
    assert vars(sweep(now=clock_at(NOON))) == {"freed": 0, "taken": 0}


def test_the_sweep_stops_when_its_time_is_over(mailoutbox, prefixes):
    for _ in range(5):
        mail()
    # asked: start, loop, batch; then for each mail claim, record, and whether time is over
    taken = sweep(now=clock_at(*[NOON] * 6, *[NOON] * 2, NOON + SWEEP_TIME)).taken
    assert (taken, len(mailoutbox)) == (2, 2)


def test_a_sweep_with_a_server_that_is_away_tries_each_mail_once(prefixes, settings, sink):
    sink.handler.on_mail = lambda address: "421 busy"
    rows = [mail(), mail()]
    assert sweep(now=clock_at(NOON)).taken == 2
    for row in rows:
        row.refresh_from_db()
    assert [(row.state, row.attempts, row.due_at) for row in rows] == [("queued", 1, NOON + MINUTE)] * 2


def test_v16_sweeps_one_after_the_other_change_nothing_more(sink, prefixes):
    mail()
    assert [sweep(now=clock_at(NOON)).taken, sweep(now=clock_at(NOON)).taken, sweep(now=clock_at(NOON + dt.timedelta(days=1))).taken] == [1, 0, 0]
    assert len(sink.taken) == 1


def test_a_cancelled_mail_is_not_sent(sink, prefixes):
    row = mail()
    outbox.cancel(about="test:1", reason="withdrawn", now=NOON)
    assert deliver(row) is None
    assert (row.state, row.reason) == ("not_sent", "withdrawn")
    assert sink.taken == []
