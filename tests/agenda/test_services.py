import datetime as dt

import pytest
from django.core.exceptions import PermissionDenied
from django.db import transaction

from agenda import rules, services
from agenda.enums import Window
from agenda.models import Document, Seminar, SeminarEvent
from directory import files
from seminar_portal import clock
from seminar_portal.errors import Invalid, WrongState
from tests.factories import agenda as make
from tests.factories.directory import staff

pytestmark = pytest.mark.django_db
DAY_LATER = dt.datetime(2027, 11, 6, 15, 59, 59, tzinfo=dt.UTC)


@pytest.fixture
def host():
    return staff("host staff")


def events(seminar):
    return list(SeminarEvent.objects.filter(seminar=seminar).values_list("kind", "by_id", "at", "reason"))


# --- publish


def test_publishing_makes_it_public_from_now_on_and_leaves_an_event(host):
    seminar = make.seminar(published_at=None)
    make.contact(seminar)
    services.publish_seminar(seminar_id=seminar.pk, by=host, now=make.PUBLISHED)
    seminar.refresh_from_db()
    assert seminar.published_at == make.PUBLISHED
    assert events(seminar) == [("published", host.pk, make.PUBLISHED, "")]


def test_publishing_twice_is_refused_and_changes_nothing(host):
    seminar = make.seminar()
    with pytest.raises(WrongState, match="published already"):
        services.publish_seminar(seminar_id=seminar.pk, by=host, now=make.DURING)
    assert Seminar.objects.get().published_at == make.PUBLISHED
    assert events(seminar) == []


def test_publishing_needs_the_right():
    seminar = make.seminar(published_at=None)
    with pytest.raises(PermissionDenied):
        services.publish_seminar(seminar_id=seminar.pk, by=staff("secretariat"), now=make.PUBLISHED)
    assert Seminar.objects.get().published_at is None


# --- extend


@transaction.atomic  # that of the service which calls it
def extend(seminar, by, *, closes_at=DAY_LATER, reason="The host asks for it", now=make.DURING):
    return services.extend_registration(seminar_id=seminar.pk, closes_at=closes_at, reason=reason, by=by, now=now)


def test_an_extension_moves_the_deadline_and_keeps_the_first(host):
    seminar = make.seminar()
    extend(seminar, host, reason="  The host asks for it ")
    seminar.refresh_from_db()
    assert (seminar.registration_closes_at, seminar.registration_first_closed_at) == (DAY_LATER, make.CLOSES)
    assert events(seminar) == [("registration extended", host.pk, make.DURING, "The host asks for it")]
    assert SeminarEvent.objects.get().detail == {"from": "2027-11-05T15:59:59+00:00", "to": "2027-11-06T15:59:59+00:00"}


def test_a_second_extension_still_names_the_first_deadline(host):
    seminar = make.seminar()
    extend(seminar, host)
    extend(seminar, host, closes_at=DAY_LATER + dt.timedelta(days=1))
    seminar.refresh_from_db()
    assert (seminar.registration_closes_at, seminar.registration_first_closed_at) == (DAY_LATER + dt.timedelta(days=1), make.CLOSES)


def test_after_the_deadline_it_reopens(host):
    seminar = make.seminar()
    assert rules.window(seminar, make.LATE) is Window.CLOSED
    seminar = extend(seminar, host, now=make.LATE)
    assert rules.window(seminar, make.LATE) is Window.OPEN
    assert rules.window(seminar, DAY_LATER + dt.timedelta(milliseconds=900)) is Window.OPEN
    assert rules.window(seminar, DAY_LATER + dt.timedelta(seconds=1)) is Window.CLOSED


@pytest.mark.parametrize(
    ("closes_at", "reason", "now", "sentence"),
    [
        (DAY_LATER, "   ", make.DURING, "Say why the deadline is extended."),
        (
            make.CLOSES,
            "x",
            make.DURING,
            "Registration closes on Friday, 5 November 2027, 23:59 Beijing time (UTC+8). The new deadline must be later than that.",
        ),
        (
            make.CLOSES + dt.timedelta(milliseconds=900),
            "x",
            make.DURING,
            "Registration closes on Friday, 5 November 2027, 23:59 Beijing time (UTC+8). The new deadline must be later than that.",
        ),
        (
            make.CLOSES - dt.timedelta(days=1),
            "x",
            make.DURING,
            "Registration closes on Friday, 5 November 2027, 23:59 Beijing time (UTC+8). The new deadline must be later than that.",
        ),
        (DAY_LATER, "x", DAY_LATER + dt.timedelta(seconds=1), "The new deadline has passed already."),
        (clock.end_of_day(dt.date(2027, 11, 19), "Asia/Shanghai"), "x", make.DURING, "The new deadline is after the last day of the seminar."),
    ],
)
def test_an_extension_that_is_refused_changes_nothing(host, closes_at, reason, now, sentence):
    seminar = make.seminar()
    with pytest.raises(Invalid) as refusal:
        extend(seminar, host, closes_at=closes_at, reason=reason, now=now)
    assert str(refusal.value) == sentence
    seminar.refresh_from_db()
    assert (seminar.registration_closes_at, seminar.registration_first_closed_at) == (make.CLOSES, None)
    assert events(seminar) == []


@pytest.mark.parametrize("role", ["secretariat", "reader", "administrator"])
def test_an_extension_needs_the_right(role):
    seminar = make.seminar()
    with pytest.raises(PermissionDenied):
        extend(seminar, staff(role))
    assert Seminar.objects.get().registration_closes_at == make.CLOSES


def test_the_last_second_of_the_seminar_is_the_latest_deadline(host):
    seminar = make.seminar()
    last = clock.end_of_day(dt.date(2027, 11, 18), "Asia/Shanghai")
    assert extend(seminar, host, closes_at=last).registration_closes_at == last


def test_services_of_doors_refuse_an_outer_transaction(host):
    """Nobody may wrap them, so that what they promised is stored when they return."""
    seminar = make.seminar(published_at=None)
    with pytest.raises(RuntimeError, match="durable"), transaction.atomic():
        services.publish_seminar(seminar_id=seminar.pk, by=host, now=make.PUBLISHED)


# --- confirm


def test_confirming_inside_the_callers_transaction():
    seminar, officer = make.seminar(), staff("secretariat")
    with transaction.atomic():
        services.confirm_seminar(seminar_id=seminar.pk, by_what="Note № 15-1/213emb, round 1", by=officer, now=make.DURING)
    seminar.refresh_from_db()
    assert (seminar.confirmed_at, seminar.confirmed_by, seminar.is_confirmed) == (make.DURING, "Note № 15-1/213emb, round 1", True)
    assert events(seminar) == [("confirmed", officer.pk, make.DURING, "")]


def test_a_caller_that_fails_leaves_the_seminar_unconfirmed():
    seminar = make.seminar()

    def certify():
        with transaction.atomic():
            services.confirm_seminar(seminar_id=seminar.pk, by_what="a note", by=None, now=make.DURING)
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        certify()
    assert Seminar.objects.get().is_confirmed is False
    assert events(seminar) == []


def test_confirming_twice_is_refused():
    seminar = make.seminar(confirmed=True)
    with pytest.raises(WrongState) as refusal, transaction.atomic():
        services.confirm_seminar(seminar_id=seminar.pk, by_what="another note", by=None, now=make.LATE)
    assert str(refusal.value) == "This seminar is confirmed already, by Note № 15-1/213emb, round 1."
    assert Seminar.objects.get().confirmed_at == make.DURING


def test_a_confirmation_says_by_what():
    seminar = make.seminar()
    with pytest.raises(Invalid), transaction.atomic():
        services.confirm_seminar(seminar_id=seminar.pk, by_what=" ", by=None, now=make.DURING)


def test_taking_the_confirmation_back_keeps_what_it_was_in_the_event():
    seminar = make.seminar(confirmed=True)
    services.unconfirm_seminar(seminar_id=seminar.pk, reason="The certification is annulled", by=None, now=make.LATE)
    seminar.refresh_from_db()
    assert (seminar.confirmed_at, seminar.confirmed_by) == (None, "")
    event = SeminarEvent.objects.get()
    assert (event.kind, event.reason, event.detail) == (
        "confirmation taken back",
        "The certification is annulled",
        {"confirmed_at": "2027-10-12T07:02:00+00:00", "by": "Note № 15-1/213emb, round 1"},
    )


def test_what_is_not_confirmed_cannot_be_unconfirmed_and_a_reason_is_wanted():
    with pytest.raises(WrongState), transaction.atomic():
        services.unconfirm_seminar(seminar_id=make.seminar().pk, reason="x", by=None, now=make.LATE)
    confirmed = make.seminar(slug="confirmed", confirmed=True)
    with pytest.raises(Invalid), transaction.atomic():
        services.unconfirm_seminar(seminar_id=confirmed.pk, reason=" ", by=None, now=make.LATE)
    assert Seminar.objects.get(pk=confirmed.pk).is_confirmed is True


# --- enclosures


def test_an_enclosure_is_added_with_an_event(host):
    seminar = make.seminar()
    stored = files.store_bytes(content=b"%PDF-1.4 one", name="concept.pdf", content_type="application/pdf", owner="agenda:1", by=host, now=make.DURING)
    services.add_document(
        seminar_id=seminar.pk, stored_file=stored, kind="concept paper", number=1, titles={"title_en": "Concept paper"}, language="en", by=host, now=make.DURING
    )
    document = Document.objects.get()
    assert (document.seminar, document.file, document.title_en) == (seminar, stored, "Concept paper")
    assert events(seminar) == [("document added", host.pk, make.DURING, "")]


def test_an_enclosure_needs_the_right(host):
    seminar = make.seminar()
    stored = files.store_bytes(content=b"%PDF-1.4 one", name="concept.pdf", content_type="application/pdf", owner="agenda:1", by=host, now=make.DURING)
    with pytest.raises(PermissionDenied):
        services.add_document(
            seminar_id=seminar.pk, stored_file=stored, kind="other", number=1, titles={"title_en": "x"}, language="en", by=staff("reader"), now=make.DURING
        )
    assert Document.objects.count() == 0


def test_events_are_append_only():
    seminar = make.seminar(confirmed=True)
    services.unconfirm_seminar(seminar_id=seminar.pk, reason="x", by=None, now=make.LATE)
    event = SeminarEvent.objects.get()
    event.reason = "another"
    with pytest.raises(TypeError, match="append-only"):
        event.save()
