"""How a registration comes in: one rule for all doors."""

import datetime as dt

import pytest
from django.core.exceptions import PermissionDenied

from directory.enums import Role
from directory.models import User
from notifications.models import OutgoingEmail
from registration.enums import Source, State
from registration.models import Registration, RegistrationEvent
from registration.services.submission import new_form_token, record_paper, submit_registration
from seminar_portal.errors import Closed, Invalid, NotPublished, NotYetOpen
from tests.factories import agenda
from tests.factories.agenda import DURING
from tests.factories.directory import staff
from tests.factories.registration import given, submitted

pytestmark = pytest.mark.django_db

LAST_MOMENT = dt.datetime(2027, 11, 5, 15, 59, 59, 900_000, tzinfo=dt.UTC)
TOO_LATE = dt.datetime(2027, 11, 5, 16, 0, 0, tzinfo=dt.UTC)
TOO_EARLY = dt.datetime(2027, 9, 30, 15, 59, 59, tzinfo=dt.UTC)
FIRST_MOMENT = dt.datetime(2027, 9, 30, 16, 0, 0, tzinfo=dt.UTC)
CLOSED = "Registration closed on Friday, 5 November 2027, 23:59 Beijing time (UTC+8)."
NOT_YET = "Registration begins on Friday, 1 October 2027, 00:00 Beijing time (UTC+8)."


def _counts() -> tuple[int, int, int]:
    return Registration.objects.count(), RegistrationEvent.objects.count(), OutgoingEmail.objects.count()


def test_a_form_in_time_is_received_with_number_event_and_mail() -> None:
    row = submitted(agenda.seminar(), now=DURING, language="ru", zone="Asia/Almaty")
    row.refresh_from_db()
    assert (row.reference, row.number, row.state, row.source, row.language, row.zone) == ("BIO-2027-0001", 1, State.RECEIVED, Source.WEB, "ru", "Asia/Almaty")
    assert (row.received_at, row.recorded_at, row.recorded_by) == (DURING, DURING, None)
    event = row.events.get()
    assert (event.kind, event.from_state, event.to_state, event.by, event.at) == ("received", "", "received", None, DURING)
    mail = OutgoingEmail.objects.get()
    assert (mail.kind, mail.to_address, mail.to_name, mail.language) == ("registration/received", "a.sadykova@example.org", "Aigerim SADYKOVA", "ru")


def test_references_count_on_at_each_seminar() -> None:
    first, second = agenda.seminar(), agenda.seminar(slug="wetlands", reference_prefix="WET", starts_on=dt.date(2028, 1, 2), ends_on=dt.date(2028, 1, 3))
    references = [submitted(first).reference, submitted(second).reference, submitted(first).reference]
    assert references == ["BIO-2027-0001", "WET-2028-0001", "BIO-2027-0002"]


def test_v01_the_same_form_again_is_the_same_registration() -> None:
    seminar, token = agenda.seminar(), new_form_token()
    first = submitted(seminar, form_token=token)
    again = submitted(seminar, form_token=token, now=DURING + dt.timedelta(seconds=60))
    assert again == first
    assert _counts() == (1, 1, 1)


def test_v01_a_form_that_was_in_time_is_known_after_the_deadline() -> None:
    seminar, token = agenda.seminar(), new_form_token()
    first = submitted(seminar, form_token=token, now=LAST_MOMENT)
    assert submitted(seminar, form_token=token, now=TOO_LATE) == first
    assert _counts() == (1, 1, 1)


def test_the_same_token_with_a_colleague_s_name_is_a_second_registration() -> None:
    seminar, token = agenda.seminar(), new_form_token()
    submitted(seminar, form_token=token)
    submitted(seminar, form_token=token, family_name="BEKOV", first_name="Timur")
    assert sorted(Registration.objects.values_list("printed_name", flat=True)) == ["Aigerim SADYKOVA", "Timur BEKOV"]


def test_two_tokens_are_two_registrations() -> None:
    seminar = agenda.seminar()
    submitted(seminar)
    submitted(seminar)
    assert Registration.objects.count() == 2


def test_a_form_without_a_token_is_not_taken_for_another_one() -> None:
    seminar = agenda.seminar()
    for _ in range(2):
        submit_registration(seminar_id=seminar.pk, data=given(), form_token="", language="en", zone="", now=DURING)
    assert Registration.objects.count() == 2


def test_v02_two_delegates_with_one_mailbox() -> None:
    seminar = agenda.seminar()
    dana = submitted(seminar, family_name="OSPANOVA", first_name="Dana", email="mission.demo@example.org")
    timur = submitted(seminar, family_name="BEKOV", first_name="Timur", email="mission.demo@example.org")
    assert (dana.reference, timur.reference) == ("BIO-2027-0001", "BIO-2027-0002")
    mails = OutgoingEmail.objects.order_by("pk")
    assert [mail.to_address for mail in mails] == ["mission.demo@example.org"] * 2
    assert [mail.text.splitlines()[0] for mail in mails] == ["Dear Dana OSPANOVA,", "Dear Timur BEKOV,"]


@pytest.mark.parametrize("now", [FIRST_MOMENT, LAST_MOMENT])
def test_v03_both_ends_of_the_window_are_inside(now: dt.datetime) -> None:
    assert submitted(agenda.seminar(), now=now).received_at == now


@pytest.mark.parametrize(("now", "error", "sentence"), [(TOO_EARLY, NotYetOpen, NOT_YET), (TOO_LATE, Closed, CLOSED)])
def test_v03_outside_the_window_nothing_is_stored(now: dt.datetime, error: type[Exception], sentence: str) -> None:
    seminar = agenda.seminar()
    with pytest.raises(error) as refused:
        submitted(seminar, now=now)
    assert str(refused.value) == sentence
    assert _counts() == (0, 0, 0)


def test_an_unpublished_seminar_takes_nothing() -> None:
    with pytest.raises(NotPublished):
        submitted(agenda.seminar(published_at=None))
    assert _counts() == (0, 0, 0)


@pytest.mark.parametrize(
    ("missing", "sentence"),
    [
        ({"family_name": "", "first_name": ""}, "Enter a family name or a first name."),
        ({"of": None}, "Choose your state or organisation, or “Another organisation”."),
        ({"institution": " "}, "Enter the institution that you work for."),
        ({"email": ""}, "Enter an e-mail address such as name@example.org."),
        ({"email": "имя@example.org"}, "Enter an e-mail address with Latin letters before the @, such as name@example.org: mail cannot reach the other one."),
        ({"family_name": "a" * 151}, "Shorten this to 150 characters or fewer: it has 151."),
    ],
)
def test_the_service_asks_the_rules_again(missing: dict[str, object], sentence: str) -> None:
    with pytest.raises(Invalid) as refused:
        submitted(agenda.seminar(), **missing)  # type: ignore[arg-type]
    assert str(refused.value) == sentence
    assert _counts() == (0, 0, 0)


def test_v05_one_name_only() -> None:
    row = submitted(agenda.seminar(), family_name="Sukarti", first_name="", of="ID")
    assert row.printed_name == "Sukarti"
    assert OutgoingEmail.objects.get().text.startswith("Dear Sukarti,\n")


def test_v06_v09_hidden_marks_and_line_breaks_are_not_stored() -> None:
    row = submitted(agenda.seminar(), first_name="Aigerim\u202eavokydaS\r\nBcc: leak@example.org", institution="\u2067Institute")
    row.refresh_from_db()
    assert (row.first_name, row.institution) == ("AigerimavokydaS Bcc: leak@example.org", "Institute")
    mail = OutgoingEmail.objects.get()
    assert (mail.to_address, mail.cc_address, mail.to_name) == ("a.sadykova@example.org", "", "AigerimavokydaS Bcc: leak@example.org SADYKOVA")
    assert "\n" not in mail.subject


def test_v07_150_letters_are_kept_whole() -> None:
    name = ("Al-Husseini bin " * 10)[:150]
    assert len(name) == 150
    row = submitted(agenda.seminar(), family_name=name.strip("- ").ljust(150, "x"))
    row.refresh_from_db()
    assert row.family_name == name.strip("- ").ljust(150, "x")
    assert row.family_name in OutgoingEmail.objects.get().text


def test_v08_phones_are_kept_as_typed_beside_what_could_be_read() -> None:
    row = submitted(
        agenda.seminar(), mobile_typed="00 44 20 7946 0018", landline_typed="+44 20 7946 0234; +44 7700 900123", fax_typed="+44 20 7946 0234 доб. 15"
    )
    row.refresh_from_db()
    assert (row.mobile_typed, row.mobile.as_e164) == ("00 44 20 7946 0018", "+442079460018")
    assert (row.landline_typed, str(row.landline or "")) == ("+44 20 7946 0234; +44 7700 900123", "")
    assert (row.fax_typed, row.fax.as_e164) == ("+44 20 7946 0234 доб. 15", "+442079460234")


def test_v08_an_unknown_range_is_stored_too() -> None:
    row = submitted(agenda.seminar(), mobile_typed="+971 51 000 0000")
    row.refresh_from_db()
    assert (row.mobile_typed, row.mobile.as_e164) == ("+971 51 000 0000", "+971510000000")


def test_another_organisation_is_kept_only_where_no_party_was_chosen() -> None:
    seminar = agenda.seminar()
    assert submitted(seminar, of=None, other_organisation="Example Institute").other_organisation == "Example Institute"
    assert submitted(seminar, of="UN", other_organisation="Example Institute").other_organisation == ""


# --- paper ---------------------------------------------------------------------------------------------------------------------------------
@pytest.fixture
def clerk() -> User:
    return staff(Role.HOST)


def _paper(
    seminar: agenda.Seminar, clerk: User, *, now: dt.datetime = TOO_LATE, source: str = Source.FAX, received_at: dt.datetime | None = DURING, **kw: object
) -> Registration:
    data = given(**{"email": "", "institution": "", **kw})  # type: ignore[arg-type]
    return record_paper(
        seminar_id=seminar.pk, data=data, source=source, received_at=received_at, scan=None, form_token=new_form_token(), language="en", by=clerk, now=now
    )


def test_paper_in_time_needs_one_name_and_nation_only(clerk: User) -> None:
    row = _paper(agenda.seminar(), clerk, received_at=LAST_MOMENT, first_name="")
    assert (row.state, row.source, row.received_at, row.recorded_at, row.recorded_by) == (State.RECEIVED, Source.FAX, LAST_MOMENT, TOO_LATE, clerk)
    assert row.events.get().by == clerk
    assert OutgoingEmail.objects.count() == 0


def test_paper_in_time_with_an_address_is_confirmed_by_mail(clerk: User) -> None:
    _paper(agenda.seminar(), clerk, email="a.sadykova@example.org")
    assert OutgoingEmail.objects.get().kind == "registration/received"


def test_late_paper_is_kept_and_answered_and_not_confirmed(clerk: User) -> None:
    row = _paper(agenda.seminar(), clerk, received_at=TOO_LATE, email="a.sadykova@example.org")
    assert row.state == State.LATE
    assert [mail.kind for mail in OutgoingEmail.objects.all()] == ["registration/late"]


def test_paper_that_came_before_the_window_is_in_time(clerk: User) -> None:
    assert _paper(agenda.seminar(), clerk, received_at=TOO_EARLY).state == State.RECEIVED


@pytest.mark.parametrize("lack", [{"source": Source.WEB}, {"source": ""}, {"received_at": None}])
def test_v04_staff_without_source_and_moment_meet_the_same_sentence(lack: dict[str, object], clerk: User) -> None:
    seminar = agenda.seminar()
    with pytest.raises(Closed) as refused:
        _paper(seminar, clerk, **lack)  # type: ignore[arg-type]
    assert str(refused.value) == CLOSED
    with pytest.raises(Invalid):
        _paper(seminar, clerk, now=DURING, **lack)  # type: ignore[arg-type]
    assert _counts() == (0, 0, 0)


def test_paper_cannot_arrive_later_than_now(clerk: User) -> None:
    with pytest.raises(Invalid) as refused:
        _paper(agenda.seminar(), clerk, now=DURING, received_at=DURING + dt.timedelta(seconds=1))
    assert str(refused.value) == "The form cannot have arrived later than now. Check the day and hour of receipt."
    assert _counts() == (0, 0, 0)


def test_paper_needs_the_right() -> None:
    seminar, reader = agenda.seminar(), staff(Role.READER)
    with pytest.raises(PermissionDenied):
        _paper(seminar, reader)
    assert _counts() == (0, 0, 0)


def test_the_same_paper_typed_twice_is_one(clerk: User) -> None:
    seminar, token = agenda.seminar(), new_form_token()
    rows = [
        record_paper(
            seminar_id=seminar.pk, data=given(), source=Source.PAPER, received_at=DURING, scan=None, form_token=token, language="en", by=clerk, now=TOO_LATE
        )
        for _ in range(2)
    ]
    assert rows[0] == rows[1]
    assert _counts() == (1, 1, 1)
