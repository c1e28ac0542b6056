"""What a delegate does with her own registration."""

import datetime as dt

import pytest

from notifications.models import OutgoingEmail
from registration.content import Given
from registration.enums import State
from registration.links import registration_for, token_for
from registration.models import Registration
from registration.services.personal import correct_registration, new_link, send_link_again, withdraw_by_delegate
from registration.services.submission import new_form_token
from seminar_portal.errors import Closed, Invalid, WrongState
from tests.factories import agenda
from tests.factories.agenda import DURING
from tests.factories.registration import given, submitted

pytestmark = pytest.mark.django_db

LATER = DURING + dt.timedelta(hours=3)
TOO_LATE = dt.datetime(2027, 11, 5, 16, 0, 0, tzinfo=dt.UTC)
END = dt.datetime(2027, 11, 18, 15, 59, 59, tzinfo=dt.UTC)  # the end of 18 November in Beijing
CLOSED = "Registration closed on Friday, 5 November 2027, 23:59 Beijing time (UTC+8)."


def _kinds() -> list[str]:
    return list(OutgoingEmail.objects.order_by("pk").values_list("kind", flat=True))


@pytest.fixture
def row() -> Registration:
    return submitted(agenda.seminar())


def test_a_correction_keeps_state_and_fingerprint_and_is_flagged(row: Registration) -> None:
    digest = row.content_digest
    Registration.objects.filter(pk=row.pk).update(state=State.REGISTERED)
    changed = correct_registration(registration_id=row.pk, data=given(job_title="Director", mobile_typed="+44 20 7946 0018"), now=LATER)
    changed.refresh_from_db()
    assert (changed.state, changed.job_title, changed.mobile.as_e164, changed.corrected_at) == (State.REGISTERED, "Director", "+442079460018", LATER)
    assert (changed.content_digest, changed.version, changed.link_counter) == (digest, 2, 1)
    assert "director" in changed.search_text
    event = changed.events.last()
    assert event is not None
    assert (event.kind, event.fields, event.from_state, event.to_state, event.by) == (
        "corrected",
        ["job_title", "mobile_typed"],
        "registered",
        "registered",
        None,
    )
    assert _kinds() == ["registration/received", "registration/corrected"]
    assert "- Job title\n- Mobile phone\n" in OutgoingEmail.objects.get(kind="registration/corrected").text


def test_the_printed_name_follows_a_corrected_name_unless_it_was_chosen(row: Registration) -> None:
    assert correct_registration(registration_id=row.pk, data=given(family_name="SADYKOVA-BEK"), now=LATER).printed_name == "Aigerim SADYKOVA-BEK"
    assert correct_registration(registration_id=row.pk, data=given(printed_name="Aigerim B. SADYKOVA"), now=LATER).printed_name == "Aigerim B. SADYKOVA"
    assert Given.of(Registration.objects.get()).printed_name == "Aigerim B. SADYKOVA"


def test_a_correction_of_nothing_is_none(row: Registration) -> None:
    correct_registration(registration_id=row.pk, data=Given.of(row), now=LATER)
    row.refresh_from_db()
    assert (row.corrected_at, row.version) == (None, 1)
    assert _kinds() == ["registration/received"]


def test_the_nation_cannot_be_changed(row: Registration) -> None:
    changed = correct_registration(registration_id=row.pk, data=given(of="CN", other_organisation="x", job_title="Director"), now=LATER)
    assert changed.party is not None
    assert (changed.party.code, changed.other_organisation) == ("KZ", "")
    assert changed.events.last().fields == ["job_title"]  # type: ignore[union-attr]


def test_the_first_form_sent_again_after_a_correction_is_still_known() -> None:
    seminar, token = agenda.seminar(), new_form_token()
    row = submitted(seminar, form_token=token)
    correct_registration(registration_id=row.pk, data=given(job_title="Director"), now=LATER)
    assert submitted(seminar, form_token=token, now=LATER) == row
    assert Registration.objects.count() == 1


def test_a_new_address_ends_the_links_that_the_old_mailbox_has(row: Registration) -> None:
    old = token_for(row)
    changed = correct_registration(registration_id=row.pk, data=given(email="new@example.org"), now=LATER)
    assert registration_for(old) is None
    assert registration_for(token_for(changed)) == row
    assert OutgoingEmail.objects.get(kind="registration/corrected").to_address == "new@example.org"


def test_v04_a_correction_meets_the_same_deadline(row: Registration) -> None:
    with pytest.raises(Closed) as refused:
        correct_registration(registration_id=row.pk, data=given(job_title="Director"), now=TOO_LATE)
    assert str(refused.value) == CLOSED
    row.refresh_from_db()
    assert (row.job_title, row.version) == ("", 1)
    assert correct_registration(registration_id=row.pk, data=given(job_title="Director"), now=TOO_LATE - dt.timedelta(milliseconds=100)).job_title == "Director"


@pytest.mark.parametrize("state", [State.DECLINED, State.WITHDRAWN, State.LATE])
def test_what_is_not_live_is_not_corrected(row: Registration, state: str) -> None:
    Registration.objects.filter(pk=row.pk).update(state=state)
    with pytest.raises(WrongState):
        correct_registration(registration_id=row.pk, data=given(job_title="Director"), now=LATER)
    row.refresh_from_db()
    assert (row.job_title, row.state) == ("", state)


def test_a_correction_is_whole(row: Registration) -> None:
    with pytest.raises(Invalid):
        correct_registration(registration_id=row.pk, data=given(email=""), now=LATER)
    row.refresh_from_db()
    assert row.email == "a.sadykova@example.org"


@pytest.mark.parametrize("state", [State.RECEIVED, State.REGISTERED])
def test_withdrawal_until_the_end_of_the_seminar(row: Registration, state: str) -> None:
    Registration.objects.filter(pk=row.pk).update(state=state)
    withdrawn = withdraw_by_delegate(registration_id=row.pk, now=END)
    assert withdrawn.state == State.WITHDRAWN
    event = withdrawn.events.last()
    assert event is not None
    assert (event.kind, event.from_state, event.to_state, event.by) == ("withdraw", state, "withdrawn", None)
    assert _kinds() == ["registration/received", "registration/withdrawn"]


def test_no_withdrawal_after_the_seminar(row: Registration) -> None:
    with pytest.raises(Closed) as refused:
        withdraw_by_delegate(registration_id=row.pk, now=END + dt.timedelta(seconds=1))
    assert str(refused.value) == "The seminar ended on Thursday, 18 November 2027, 23:59 Beijing time (UTC+8)."
    row.refresh_from_db()
    assert row.state == State.RECEIVED


def test_a_second_click_on_withdraw_changes_nothing(row: Registration) -> None:
    withdraw_by_delegate(registration_id=row.pk, now=LATER)
    withdraw_by_delegate(registration_id=row.pk, now=LATER)
    assert row.events.filter(kind="withdraw").count() == 1
    assert _kinds() == ["registration/received", "registration/withdrawn"]


def test_what_was_declined_is_not_withdrawn(row: Registration) -> None:
    Registration.objects.filter(pk=row.pk).update(state=State.DECLINED)
    with pytest.raises(WrongState):
        withdraw_by_delegate(registration_id=row.pk, now=LATER)


def test_a_new_link_ends_all_older_ones_and_is_mailed(row: Registration) -> None:
    old = token_for(row)
    renewed = new_link(registration_id=row.pk, now=LATER)
    assert registration_for(old) is None
    assert registration_for(token_for(renewed)) == row
    assert _kinds() == ["registration/received", "registration/link"]
    assert row.events.last().kind == "new link"  # type: ignore[union-attr]


def test_v28_the_link_goes_to_its_owner_in_any_case_and_to_nobody_else(row: Registration) -> None:
    withdrawn = submitted(row.seminar, family_name="BEKOV", first_name="Timur")
    withdraw_by_delegate(registration_id=withdrawn.pk, now=LATER)
    OutgoingEmail.objects.all().delete()
    assert send_link_again(seminar_id=row.seminar_id, email="A.SADYKOVA@Example.ORG", now=LATER) == 2
    assert send_link_again(seminar_id=row.seminar_id, email="nobody@example.org", now=LATER) == 0
    assert _kinds() == ["registration/link", "registration/link"]
    assert set(OutgoingEmail.objects.values_list("to_address", flat=True)) == {"a.sadykova@example.org"}


def test_the_link_goes_once_an_hour_at_most(row: Registration) -> None:
    OutgoingEmail.objects.all().delete()
    for minutes in (0, 10, 50, 70):
        send_link_again(seminar_id=row.seminar_id, email=row.email, now=DURING.replace(minute=0) + dt.timedelta(minutes=minutes))
    assert _kinds() == ["registration/link", "registration/link"]


def test_the_link_of_another_seminar_is_not_sent(row: Registration) -> None:
    other = agenda.seminar(slug="wetlands", reference_prefix="WET")
    assert send_link_again(seminar_id=other.pk, email=row.email, now=LATER) == 0
