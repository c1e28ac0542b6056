import datetime as dt

import pytest
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils import translation

from agenda import joining, rules, services
from agenda.enums import Window
from agenda.models import Seminar, SeminarEvent
from seminar_portal import clock
from seminar_portal.errors import Cancelled, Closed, Invalid, NotPublished, WrongState
from tests.factories import agenda as make
from tests.factories.directory import staff

pytestmark = pytest.mark.django_db
OVER = clock.end_of_day(dt.date(2027, 11, 18), make.BEIJING) + clock.ONE_SECOND
NEW = dt.date(2027, 12, 1)
REASONS = {"en": "The venue is not available.", "ru": "Зал недоступен."}


@pytest.fixture
def host():
    return staff("host staff")


# the services below stand in the transaction of the one that calls them
@transaction.atomic
def cancel(seminar, by, *, reasons=REASONS, now=make.DURING):
    return services.cancel_seminar(seminar_id=seminar.pk, reasons=reasons, by=by, now=now)


@transaction.atomic
def reinstate(seminar, by, *, reason="It was a mistake.", now=make.DURING):
    return services.reinstate_seminar(seminar_id=seminar.pk, reason=reason, by=by, now=now)


@transaction.atomic
def postpone(seminar, by, *, starts_on=NEW, reasons=REASONS, move_deadline=False, consent_holds=None, basis="", now=make.DURING):
    return services.postpone_seminar(
        seminar_id=seminar.pk,
        starts_on=starts_on,
        reasons=reasons,
        move_deadline=move_deadline,
        consent_holds=consent_holds,
        consent_basis=basis,
        by=by,
        now=now,
    )


def events(seminar):
    return list(SeminarEvent.objects.filter(seminar=seminar).values_list("kind", "by_id", "at", "reason"))


# --- cancel and back


def test_a_cancellation_is_a_fact_with_its_reason_in_each_language(host):
    seminar = make.seminar(confirmed=True)
    cancel(seminar, host)
    seminar.refresh_from_db()
    assert (seminar.cancelled_at, seminar.cancelled_by, seminar.is_cancelled, seminar.is_confirmed) == (make.DURING, host, True, True)
    said = {}
    for language in ("en", "ru", "zh-hans"):
        with translation.override(language):
            said[language] = Seminar.objects.get().cancelled_reason
    assert said == {"en": "The venue is not available.", "ru": "Зал недоступен.", "zh-hans": "The venue is not available."}
    assert events(seminar) == [("cancelled", host.pk, make.DURING, "The venue is not available.")]


def test_a_cancelled_seminar_takes_nothing_whenever_it_arrived_and_opens_no_gate(host):
    seminar = cancel(make.seminar(confirmed=True), host)
    for received_at in (make.DURING - dt.timedelta(days=1), make.DURING, make.LATE):
        assert rules.window(seminar, received_at) is Window.CANCELLED
        with pytest.raises(Cancelled) as refusal:
            rules.require_open(seminar, received_at)
        assert str(refusal.value) == "This seminar has been cancelled: it does not take place, and no registrations are taken."
    assert joining.gate_is_open(seminar) is False
    with pytest.raises(WrongState, match="there is nothing to join"), transaction.atomic():
        services.record_joining_release(seminar_id=seminar.pk, reason="", by=host, now=make.DURING)
    with pytest.raises(Cancelled), transaction.atomic():
        services.extend_registration(seminar_id=seminar.pk, closes_at=make.CLOSES + dt.timedelta(days=1), reason="x", by=host, now=make.DURING)


@pytest.mark.parametrize(
    ("published_at", "reasons", "now", "error", "sentence"),
    [
        (None, REASONS, make.DURING, NotPublished, "This seminar is not published: its days can simply be changed, or the draft deleted."),
        (make.PUBLISHED, {"ru": "Зал недоступен."}, make.DURING, Invalid, "Say why the seminar is cancelled, in English at least. The delegates read it."),
        (make.PUBLISHED, {"en": "x" * 1001}, make.DURING, Invalid, "Shorten the reason to 1,000 characters."),
        (make.PUBLISHED, REASONS, OVER, Closed, "The seminar ended on Thursday, 18 November 2027, 23:59 Beijing time (UTC+8)."),
    ],
)
def test_a_cancellation_that_is_refused_changes_nothing(host, published_at, reasons, now, error, sentence):
    seminar = make.seminar(published_at=published_at)
    with pytest.raises(error) as refusal:
        cancel(seminar, host, reasons=reasons, now=now)
    assert str(refusal.value) == sentence
    assert (Seminar.objects.get().cancelled_at, events(seminar)) == (None, [])


def test_twice_cancelled_is_refused(host):
    seminar = make.seminar()
    cancel(seminar, host)
    with pytest.raises(WrongState, match="cancelled already"):
        cancel(seminar, host)


def test_the_step_back_leaves_the_seminar_as_it_was(host):
    seminar = make.seminar(confirmed=True, joining_details_sent_at=make.DURING)
    before = Seminar.objects.values().get()
    cancel(seminar, host)
    reinstate(seminar, host)
    after = Seminar.objects.values().get()
    assert {key: value or None for key, value in after.items()} == {key: value or None for key, value in before.items()}
    assert events(seminar)[1:] == [("cancellation taken back", host.pk, make.DURING, "It was a mistake.")]
    assert SeminarEvent.objects.last().detail == {"cancelled_at": "2027-10-12T07:02:00+00:00"}
    assert joining.gate_is_open(Seminar.objects.get()) is True


def test_what_was_not_cancelled_cannot_be_taken_back_and_a_reason_is_wanted(host):
    seminar = make.seminar()
    with pytest.raises(WrongState, match="not cancelled"):
        reinstate(seminar, host)
    cancel(seminar, host)
    with pytest.raises(Invalid, match="takes place after all"):
        reinstate(seminar, host, reason=" ")
    with pytest.raises(Closed):
        reinstate(seminar, host, now=OVER)


@pytest.mark.parametrize("role", ["secretariat", "reader", "administrator"])
@pytest.mark.parametrize("act", [cancel, reinstate, postpone])
def test_only_the_host_calls_off(role, act):
    seminar = make.seminar()
    with pytest.raises(PermissionDenied):
        act(seminar, staff(role))
    assert events(seminar) == []


# --- postpone


def test_a_postponement_moves_days_and_agenda_and_names_the_first_days(host):
    seminar = make.seminar(joining_details_sent_at=make.DURING)
    make.programme(seminar)
    postpone(seminar, host)
    seminar.refresh_from_db()
    assert (seminar.starts_on, seminar.ends_on) == (dt.date(2027, 12, 1), dt.date(2027, 12, 2))
    assert (seminar.first_starts_on, seminar.first_ends_on, seminar.postponed_at) == (dt.date(2027, 11, 17), dt.date(2027, 11, 18), make.DURING)
    assert (seminar.registration_closes_at, seminar.registration_first_closed_at, seminar.joining_details_sent_at) == (make.CLOSES, None, None)
    assert seminar.sessions.values_list("title", "starts_at").first() == ("Opening Ceremony", dt.datetime(2027, 12, 1, 6, 0, tzinfo=dt.UTC))
    assert seminar.sessions.values_list("title", "starts_at").last() == ("Closure", dt.datetime(2027, 12, 2, 10, 0, tzinfo=dt.UTC))
    assert seminar.postponed_reason == "The venue is not available."
    assert seminar.reference_year == 2027
    assert events(seminar) == [("postponed", host.pk, make.DURING, "The venue is not available.")]
    assert SeminarEvent.objects.get().detail == {"from": "2027-11-17/2027-11-18", "to": "2027-12-01/2027-12-02", "consent": "not given", "basis": ""}


def test_daily_items_of_one_title_do_not_get_in_each_others_way(host):
    seminar = make.seminar()
    for day in (seminar.starts_on, seminar.ends_on):
        make.session(seminar, day, "15:00", "15:20", "Tea Break")
    for starts_on in (dt.date(2027, 11, 18), dt.date(2027, 11, 17)):
        postpone(seminar, host, starts_on=starts_on)
    assert list(seminar.sessions.values_list("starts_at", flat=True)) == [
        dt.datetime(2027, 11, 17, 7, 0, tzinfo=dt.UTC),
        dt.datetime(2027, 11, 18, 7, 0, tzinfo=dt.UTC),
    ]


def test_the_deadline_moves_where_it_is_told_to_and_reopens(host):
    seminar = make.seminar()
    postpone(seminar, host, move_deadline=True, now=make.LATE)
    seminar.refresh_from_db()
    assert seminar.registration_closes_at == dt.datetime(2027, 11, 19, 15, 59, 59, tzinfo=dt.UTC)
    assert seminar.registration_first_closed_at == make.CLOSES
    assert rules.window(seminar, make.LATE) is Window.OPEN
    assert SeminarEvent.objects.get().detail["deadline to"] == "2027-11-19T15:59:59+00:00"


def test_references_keep_their_year_over_new_year(host):
    seminar = make.seminar()
    postpone(seminar, host, starts_on=dt.date(2028, 1, 12))
    seminar.refresh_from_db()
    assert (seminar.starts_on.year, seminar.reference_year) == (2028, 2027)


def test_moved_back_to_the_first_days_it_is_postponed_no_longer(host):
    seminar = make.seminar()
    make.programme(seminar)
    before = list(seminar.sessions.values_list("starts_at", "ends_at"))
    postpone(seminar, host, move_deadline=True)
    postpone(seminar, host, starts_on=dt.date(2027, 11, 17), move_deadline=True)
    seminar.refresh_from_db()
    assert (seminar.is_postponed, seminar.first_starts_on, seminar.first_ends_on, seminar.postponed_reason) == (False, None, None, "")
    assert (seminar.registration_closes_at, seminar.registration_first_closed_at) == (make.CLOSES, None)
    assert list(seminar.sessions.values_list("starts_at", "ends_at")) == before


def test_a_second_postponement_still_names_the_first_days(host):
    seminar = make.seminar()
    postpone(seminar, host)
    postpone(seminar, host, starts_on=dt.date(2027, 12, 8))
    seminar.refresh_from_db()
    assert (seminar.starts_on, seminar.first_starts_on) == (dt.date(2027, 12, 8), dt.date(2027, 11, 17))


@pytest.mark.parametrize(
    ("holds", "basis", "sentence"),
    [
        (None, "", "Say whether the consent of the member states covers the new days."),
        (True, " ", "Say what shows that the consent covers the new days, such as the number of a note."),
    ],
)
def test_the_consent_of_the_states_is_not_left_open(host, holds, basis, sentence):
    seminar = make.seminar(confirmed=True)
    with pytest.raises(Invalid) as refusal:
        postpone(seminar, host, consent_holds=holds, basis=basis)
    assert str(refusal.value) == sentence
    assert (Seminar.objects.get().starts_on, events(seminar)) == (dt.date(2027, 11, 17), [])


def test_a_consent_that_covers_the_new_days_holds_and_the_event_says_by_what(host):
    seminar = make.seminar(confirmed=True)
    postpone(seminar, host, consent_holds=True, basis="note № 15-1/400emb")
    seminar.refresh_from_db()
    assert (seminar.is_confirmed, seminar.confirmed_by) == (True, "Note № 15-1/213emb, round 1")
    detail = SeminarEvent.objects.get().detail
    assert (detail["consent"], detail["basis"]) == ("holds", "note № 15-1/400emb")


def test_a_consent_to_the_old_days_only_is_taken_back_and_the_gate_closes(host):
    seminar = make.seminar(confirmed=True)
    postpone(seminar, host, consent_holds=False)
    seminar.refresh_from_db()
    assert (seminar.is_confirmed, joining.gate_is_open(seminar), seminar.starts_on) == (False, False, NEW)
    assert [event[0] for event in events(seminar)] == ["confirmation taken back", "postponed"]


@pytest.mark.parametrize(
    ("starts_on", "reasons", "now", "error", "sentence"),
    [
        (dt.date(2027, 11, 17), REASONS, make.DURING, Invalid, "These are the days that the seminar has."),
        (
            dt.date(2027, 11, 10),
            REASONS,
            make.DURING,
            Invalid,
            "The seminar was announced for Wednesday, 17 November 2027. It cannot be moved to an earlier day.",
        ),
        (NEW, {}, make.DURING, Invalid, "Say why the seminar is postponed, in English at least. The delegates read it."),
        (NEW, REASONS, OVER, Closed, "The seminar ended on Thursday, 18 November 2027, 23:59 Beijing time (UTC+8)."),
    ],
)
def test_a_postponement_that_is_refused_changes_nothing(host, starts_on, reasons, now, error, sentence):
    seminar = make.seminar()
    with pytest.raises(error) as refusal:
        postpone(seminar, host, starts_on=starts_on, reasons=reasons, now=now)
    assert str(refusal.value) == sentence
    assert (Seminar.objects.get().starts_on, events(seminar)) == (dt.date(2027, 11, 17), [])


def test_a_cancelled_seminar_and_a_draft_are_not_postponed(host):
    seminar = make.seminar()
    cancel(seminar, host)
    with pytest.raises(Cancelled):
        postpone(seminar, host)
    with pytest.raises(NotPublished):
        postpone(make.seminar(slug="draft", published_at=None), host)


def test_a_day_that_has_passed_is_no_new_day(host):
    seminar = make.seminar(starts_on=dt.date(2027, 10, 11), ends_on=dt.date(2027, 10, 13), registration_closes_at=make.OPENS + dt.timedelta(days=1))
    with pytest.raises(Invalid, match="has passed already"):
        postpone(seminar, host, starts_on=dt.date(2027, 10, 12), now=dt.datetime(2027, 10, 13, 0, 0, tzinfo=dt.UTC))


def test_a_release_by_override_does_not_outlive_a_postponement(host):
    """Links are made for a day, so the joining details have to be released anew."""
    seminar = make.seminar()
    SeminarEvent.objects.create(seminar=seminar, at=make.DURING, by=host, kind=joining.RELEASED_BY_OVERRIDE, reason="x")
    Seminar.objects.update(joining_details_sent_at=make.DURING)
    postpone(seminar, host)
    seminar.refresh_from_db()
    assert seminar.joining_details_sent_at is None
