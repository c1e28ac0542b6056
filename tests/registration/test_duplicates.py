"""services/duplicates.py and services/pairs.py: who is asked about, what the desk answers, and the way back."""

import dataclasses
import datetime as dt
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from django.core.management import call_command
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext

from agenda.models import Seminar
from directory.enums import Role
from directory.models import User
from notifications.models import OutgoingEmail
from notifications.registry import DoNotSend, Fill
from registration import duplicates
from registration.content import Given
from registration.enums import Source, State
from registration.fillers import fill
from registration.links import registration_for, token_for
from registration.models import PossibleDuplicate, Registration, RegistrationEvent
from registration.services import duplicates as services
from registration.services.desk import correct_by_desk, return_to_review, withdraw_on_request
from registration.services.pairs import look, look_everywhere
from registration.services.personal import correct_registration, withdraw_by_delegate
from registration.services.submission import new_form_token, record_paper
from seminar_portal.errors import Invalid, Stale, WrongState
from tests.factories import agenda, desk, directory
from tests.factories.agenda import DURING as NOW
from tests.factories.registration import given, submitted

pytestmark = pytest.mark.django_db
LATER = NOW + dt.timedelta(hours=1)


@pytest.fixture
def seminar() -> Seminar:
    return agenda.seminar()


@pytest.fixture
def officer(db: None) -> User:
    return directory.staff(Role.HOST, name="Host desk", rights=("registration.admit_late",))


def found() -> list[tuple[str, str, str, str]]:
    """The questions: the two references, why, and the answer."""
    rows = PossibleDuplicate.objects.select_related("first", "second").order_by("first_id", "second_id")
    return [(row.first.reference[-4:], row.second.reference[-4:], row.reason, row.decision) for row in rows]


def pair_of(*rows: Registration) -> PossibleDuplicate:
    first, second = sorted(row.pk for row in rows)
    return PossibleDuplicate.objects.get(first=first, second=second)


def versions(*rows: Registration) -> dict[int, int]:
    return dict(Registration.objects.filter(pk__in=[row.pk for row in rows]).values_list("pk", "version"))


def twice(seminar: Seminar, **kw: Any) -> tuple[Registration, Registration]:
    """One delegate registered twice: in Latin letters, then in Cyrillic from another mailbox."""
    one = submitted(seminar, family_name="Sadykova", first_name="Aigerim")
    other = submitted(seminar, **{"family_name": "САДЫКОВА", "first_name": "Айгерим", "email": "second@example.org", **kw})
    return one, other


# --- who is asked about -------------------------------------------------------------------------------------------------------------------


def test_one_name_in_one_delegation_is_asked_about_once(seminar: Seminar) -> None:
    _one, other = twice(seminar)
    assert found() == [("0001", "0002", "name", "")]
    look(other, now=LATER)
    assert found() == [("0001", "0002", "name", "")]


def test_the_same_name_in_another_delegation_or_at_another_seminar_is_not(seminar: Seminar) -> None:
    submitted(seminar)
    submitted(seminar, of="CN", email="second@example.org")
    submitted(agenda.seminar(slug="wetlands", reference_prefix="WET"))
    assert found() == []


def test_organisations_written_by_hand_are_compared_by_their_folded_names(seminar: Seminar) -> None:
    for organisation in ("Association of Mountain Ecologists", "ASSOCIATION OF MOUNTAIN  ECOLOGISTS", "Another Association"):
        submitted(seminar, of=None, other_organisation=organisation, email=f"{len(organisation)}@example.org")
    assert found() == [("0001", "0002", "name", "")]


def test_one_mailbox_and_nearly_one_name_is_asked_about_across_delegations(seminar: Seminar) -> None:
    submitted(seminar, family_name="Toktobekova", first_name="Aynura")
    submitted(seminar, of="CN", family_name="Toktabekova", first_name="Ainora", email="A.SADYKOVA@example.org")
    assert found() == [("0001", "0002", "address", "")]


def test_both_reasons_are_one_question(seminar: Seminar) -> None:
    submitted(seminar)
    submitted(seminar, form_token="")
    assert found() == [("0001", "0002", "both", "")]


def test_v02_two_delegates_with_one_mailbox_are_not_asked_about(seminar: Seminar) -> None:
    dana = submitted(seminar, family_name="OSPANOVA", first_name="Dana", email="mission.demo@example.org")
    timur = submitted(seminar, family_name="BEKOV", first_name="Timur", email="mission.demo@example.org")
    assert found() == []
    assert duplicates.sharing_the_mailbox(dana) == [timur]
    assert OutgoingEmail.objects.count() == 2


def test_paper_is_asked_about_too(seminar: Seminar, officer: User) -> None:
    one = submitted(seminar, family_name="Sadykova", first_name="Aigerim")
    row = record_paper(
        seminar_id=seminar.pk,
        data=Given(family_name="Sadykova", first_name="A.", party=one.party),
        source=Source.FAX,
        received_at=NOW,
        scan=None,
        form_token=new_form_token(),
        language="en",
        by=officer,
        now=LATER,
    )
    assert [pair.first for pair in duplicates.open_of(row)] == [one]


def test_a_hint_before_anything_is_stored(seminar: Seminar) -> None:
    one = submitted(seminar, family_name="Sadykova", first_name="Aigerim")
    submitted(seminar, family_name="Bekov", first_name="Timur", email="bekov@example.org")
    hinted = duplicates.hints(seminar.pk, given(family_name="Айгерим", first_name="Садыкова", email=""))
    assert hinted == [one]
    assert duplicates.hints(seminar.pk, Given()) == []
    assert found() == []


def test_a_correction_asks_and_takes_the_question_back(seminar: Seminar) -> None:
    submitted(seminar)
    other = submitted(seminar, family_name="Bekova", email="second@example.org")
    assert found() == []
    correct_registration(registration_id=other.pk, data=given(email="second@example.org"), now=LATER)
    assert found() == [("0001", "0002", "name", "")]
    correct_registration(registration_id=other.pk, data=given(family_name="Bekova", email="second@example.org"), now=LATER)
    assert found() == []


def test_a_correction_by_the_desk_asks_too(seminar: Seminar, officer: User) -> None:
    submitted(seminar)
    other = submitted(seminar, of="CN", email="second@example.org")
    correct_by_desk(registration_id=other.pk, data=given(email="second@example.org"), language="en", by=officer, now=LATER)
    assert found() == [("0001", "0002", "name", "")]


def test_who_has_withdrawn_and_registers_again_is_a_hint_and_no_question(seminar: Seminar, officer: User) -> None:
    gone = submitted(seminar)
    withdraw_by_delegate(registration_id=gone.pk, now=LATER)
    again = submitted(seminar, email="second@example.org")
    assert PossibleDuplicate.objects.open().count() == 0
    assert [row.pk for row in duplicates.earlier(again)] == [gone.pk]
    return_to_review(registration_id=gone.pk, by=officer, now=LATER)
    assert [pair.first_id for pair in duplicates.open_of(again)] == [gone.pk]
    assert duplicates.earlier(again) == []


def test_the_mark_and_the_filter_say_the_same(seminar: Seminar) -> None:
    one, other = twice(seminar)
    submitted(seminar, family_name="Bekov", first_name="Timur", email="bekov@example.org")
    keys = [row.pk for row in Registration.objects.order_by("number")]
    assert duplicates.open_among(keys) == {one.pk, other.pk}
    assert duplicates.open_among(keys[1:]) == {other.pk}
    first, second = duplicates.in_question()
    assert list(first) + list(second) == [{"first": one.pk}, {"second": other.pk}]
    withdraw_by_delegate(registration_id=one.pk, now=LATER)
    assert duplicates.open_among(keys) == set()


def test_a_pair_stands_in_the_schema_once(seminar: Seminar) -> None:
    one, other = twice(seminar)
    values = {"seminar": seminar, "reason": "name", "score": 90, "found_at": NOW}
    for first, second in ((one, other), (other, one), (one, one)):
        with pytest.raises(IntegrityError), transaction.atomic():
            PossibleDuplicate.objects.create(first=first, second=second, **values)


def test_the_look_costs_as_many_queries_in_a_large_delegation(seminar: Seminar) -> None:
    submitted(seminar)
    with CaptureQueriesContext(connection) as few:
        submitted(seminar, family_name="Bekov", first_name="Timur", email="one@example.org")
    for number in range(30):
        desk.registration(seminar, family_name="Family", first_name=f"Given{number}", email="mission@example.org", number=100 + number, reference=f"X-{number}")
    with CaptureQueriesContext(connection) as more:
        submitted(seminar, family_name="Bekova", first_name="Malika", email="mission@example.org")
    assert len(more) == len(few)


# --- all at once --------------------------------------------------------------------------------------------------------------------------


def test_the_command_finds_what_came_in_by_another_way_and_asks_once(seminar: Seminar, capsys: pytest.CaptureFixture[str]) -> None:
    for number, (family, first) in enumerate(
        [("Sadykova", "Aigerim"), ("Айгерим", "Садыкова"), ("Toktobekova", "Ainura"), ("Tokotbekova", "Ainura"), ("Kim", "Seo-jun")]
    ):
        desk.registration(seminar, family_name=family, first_name=first, email=f"{number}@example.org")
    desk.registration(seminar, family_name="Kim", first_name="Seo-yeon", email="9@example.org")
    desk.registration(seminar, party="CN", family_name="Kim", first_name="S.", email="9@EXAMPLE.org")
    call_command("find_duplicates")
    assert found() == [("0001", "0002", "name", ""), ("0003", "0004", "name", ""), ("0006", "0007", "address", "")]
    call_command("find_duplicates", seminar="biodiversity")
    assert capsys.readouterr().out.splitlines() == [
        "biodiversity: 3 pairs may be one person's, 3 of them were not asked about before",
        "biodiversity: 3 pairs may be one person's, 0 of them were not asked about before",
    ]


def test_all_at_once_finds_what_one_by_one_finds(seminar: Seminar) -> None:
    from tests.registration.test_likeness import DIFFERENT, SAME

    half = [*SAME[::2], *DIFFERENT[::2]]
    for number, text in enumerate(text for pair in half for text in pair):
        family, first, middle, native = (*text.split("|"), "", "", "")[:4]
        name = {"family_name": family or ("" if first else native), "first_name": first, "middle_name": middle, "native_name": native}
        look(desk.registration(seminar, **name, email=f"{number}@example.org"), now=NOW)
    one_by_one = found()
    assert len(one_by_one) > len(half) / 2
    PossibleDuplicate.objects.all().delete()
    look_everywhere(seminar_id=seminar.pk, now=LATER)
    assert found() == one_by_one


def test_all_at_once_puts_right_what_older_rules_folded(seminar: Seminar) -> None:
    rows = twice(seminar)
    keys = list(Registration.objects.order_by("pk").values_list("name_key", flat=True))
    PossibleDuplicate.objects.all().delete()
    Registration.objects.filter(pk=rows[0].pk).update(name_key="")
    assert look_everywhere(seminar_id=seminar.pk, now=LATER) == (1, 1)
    assert list(Registration.objects.order_by("pk").values_list("name_key", flat=True)) == keys


def test_all_at_once_leaves_answers_alone(seminar: Seminar, officer: User) -> None:
    one, other = twice(seminar)
    services.tell_apart(pair_id=pair_of(one, other).pk, versions=versions(one, other), by=officer, now=LATER)
    assert look_everywhere(seminar_id=seminar.pk, now=LATER) == (1, 0)
    assert found() == [("0001", "0002", "name", "different")]


# --- same person --------------------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("keep", [0, 1])
def test_the_one_is_kept_and_the_other_withdrawn_with_a_pointer(seminar: Seminar, officer: User, keep: int) -> None:
    rows = twice(seminar)
    links = [token_for(row) for row in rows]
    kept, gone = rows[keep], rows[1 - keep]
    assert services.join(pair_id=pair_of(*rows).pk, keep_id=kept.pk, versions=versions(*rows), by=officer, now=LATER) == kept
    for row in rows:
        row.refresh_from_db()
    assert (kept.state, kept.same_as_id, kept.version) == (State.RECEIVED, None, 2)
    assert (gone.state, gone.same_as_id, gone.version, gone.state_reason) == (State.WITHDRAWN, kept.pk, 2, "")
    assert found() == [("0001", "0002", "name", "same")]
    pair = pair_of(*rows)
    assert (pair.decided_by, pair.decided_at) == (officer, LATER)
    assert [registration_for(link) for link in links] == list(rows), "both personal links still open"
    events = RegistrationEvent.objects.filter(at=LATER).order_by("pk").values_list("registration", "kind", "by", "from_state", "to_state", "reason")
    assert list(events) == [
        (kept.pk, "kept", officer.pk, "received", "received", gone.reference),
        (gone.pk, "join", officer.pk, "received", "withdrawn", kept.reference),
    ]
    assert gone.events.count() == 2, "the events of before are kept"


def test_the_address_of_the_withdrawn_one_is_told_which_counts_without_the_others_link(seminar: Seminar, officer: User) -> None:
    one, other = twice(seminar)
    services.join(pair_id=pair_of(one, other).pk, keep_id=one.pk, versions=versions(one, other), by=officer, now=LATER)
    mail = OutgoingEmail.objects.get(created_at=LATER)
    assert (mail.kind, mail.to_address, mail.subject) == (
        "registration/joined",
        "second@example.org",
        "BIO-2027-0001: your registration BIO-2027-0002 was joined with it – CICA Experience Exchange Seminar on Biodiversity Conservation",
    )
    assert "The registration that counts: BIO-2027-0001\nState of BIO-2027-0001: received\nJoined with it, and no longer counted: BIO-2027-0002\n" in mail.text
    assert "Messages about BIO-2027-0001 go to the other address that you gave." in mail.text
    assert fill(mail, LATER) == Fill({"personal_link": f"https://seminar.example.org/registrations/{token_for(other)}/"})


def test_one_address_gets_the_link_of_the_kept_one(seminar: Seminar, officer: User) -> None:
    one = submitted(seminar)
    other = submitted(seminar, email="A.Sadykova@Example.org")
    services.join(pair_id=pair_of(one, other).pk, keep_id=one.pk, versions=versions(one, other), by=officer, now=LATER)
    mail = OutgoingEmail.objects.get(created_at=LATER)
    assert "From now on this is your personal page." in mail.text
    assert fill(mail, LATER) == Fill({"personal_link": f"https://seminar.example.org/registrations/{token_for(one)}/"})
    # the kept one has moved to another mailbox before the mail went: her own page, which says the same
    correct_registration(registration_id=one.pk, data=given(email="new@example.org"), now=LATER)
    assert fill(mail, LATER) == Fill({"personal_link": f"https://seminar.example.org/registrations/{token_for(other)}/"})


def test_without_an_address_nobody_is_told(seminar: Seminar, officer: User) -> None:
    one = submitted(seminar)
    other = desk.registration(seminar, email="", source=Source.FAX)
    look(other, now=NOW)
    services.join(pair_id=pair_of(one, other).pk, keep_id=one.pk, versions=versions(one, other), by=officer, now=LATER)
    assert OutgoingEmail.objects.filter(created_at=LATER).count() == 0


def test_v14_nothing_else_that_waits_for_the_withdrawn_one_is_sent(seminar: Seminar, officer: User) -> None:
    one, other = twice(seminar)
    waiting = OutgoingEmail.objects.get(about=f"registration:{other.pk}")
    services.join(pair_id=pair_of(one, other).pk, keep_id=one.pk, versions=versions(one, other), by=officer, now=LATER)
    assert fill(waiting, LATER) == DoNotSend("withdrawn")


def test_the_kept_one_takes_over_what_is_chosen(seminar: Seminar, officer: User) -> None:
    one, other = twice(seminar, job_title="Head of laboratory", speech_topic="Saiga", mobile_typed="+44 7700 900211", city="Astana")
    before = token_for(one)
    services.join(
        pair_id=pair_of(one, other).pk,
        keep_id=one.pk,
        versions=versions(one, other),
        take=["email", "mobile_typed", "speech_topic", "institution"],
        by=officer,
        now=LATER,
    )
    one.refresh_from_db()
    assert (one.email, one.mobile_typed, str(one.mobile), one.speech_topic) == ("second@example.org", "+44 7700 900211", "+447700900211", "Saiga")
    assert (one.job_title, one.city, one.family_name) == ("", "", "Sadykova"), "what was not ticked stays"
    assert "saiga" in one.search_text
    assert registration_for(before) is None, "a new address ends the older links"
    event = RegistrationEvent.objects.get(kind="corrected by the desk")
    assert (event.registration_id, event.fields) == (one.pk, ["mobile_typed", "email", "speech_topic"])
    assert sorted(OutgoingEmail.objects.filter(created_at=LATER).values_list("kind", "to_address")) == [
        ("registration/corrected_by_desk", "second@example.org"),
        ("registration/joined", "second@example.org"),
    ]


def test_a_name_that_is_taken_over_is_looked_at_anew(seminar: Seminar, officer: User) -> None:
    one = submitted(seminar, family_name="Sadykova", first_name="A.")
    other = submitted(seminar, family_name="Sadykova", first_name="Aigerim", email="second@example.org")
    submitted(seminar, family_name="Sadykova", first_name="Asel", email="third@example.org")
    assert found() == [("0001", "0002", "name", ""), ("0001", "0003", "name", "")]
    services.join(pair_id=pair_of(one, other).pk, keep_id=one.pk, versions=versions(one, other), take=["first_name"], by=officer, now=LATER)
    assert found() == [("0001", "0002", "name", "same")]


@pytest.mark.parametrize("take", [["state"], ["pk"], ["link_counter"], ["nonsense"]])
def test_only_what_was_given_can_be_taken_over(seminar: Seminar, officer: User, take: list[str]) -> None:
    rows = twice(seminar)
    with pytest.raises(Invalid):
        services.join(pair_id=pair_of(*rows).pk, keep_id=rows[0].pk, versions=versions(*rows), take=take, by=officer, now=LATER)
    assert found() == [("0001", "0002", "name", "")]


def test_the_kept_one_must_stay_whole(seminar: Seminar, officer: User) -> None:
    one = submitted(seminar)
    other = desk.registration(seminar, email="", source=Source.FAX)
    look(other, now=NOW)
    with pytest.raises(Invalid, match="BIO-2027-0001 would not be whole: Enter an e-mail address"):
        services.join(pair_id=pair_of(one, other).pk, keep_id=one.pk, versions=versions(one, other), take=["email"], by=officer, now=LATER)
    one.refresh_from_db()
    assert (one.email, one.version, found()) == ("a.sadykova@example.org", 1, [("0001", "0002", "name", "")])


STATES = ("received", "registered", "declined", "withdrawn", "late")
JOINED = {("received", "received"), ("received", "registered"), ("received", "late"), ("registered", "received"), ("registered", "registered")}
JOINED |= {("registered", "late"), ("late", "late")}


@pytest.mark.parametrize("gone_state", STATES)
@pytest.mark.parametrize("kept_state", STATES)
def test_every_pair_of_states(seminar: Seminar, officer: User, kept_state: str, gone_state: str) -> None:
    """Only what counts, or asks to be counted, is joined; and never so that a form in time gives way to one that came too late."""
    kept, gone = desk.registration(seminar, state=kept_state), desk.registration(seminar, state=gone_state, email="second@example.org")
    look(gone, now=NOW)
    call = {"pair_id": pair_of(kept, gone).pk, "keep_id": kept.pk, "versions": versions(kept, gone), "by": officer, "now": LATER}
    if (kept_state, gone_state) in JOINED:
        services.join(**call)
        gone.refresh_from_db()
        assert (gone.state, gone.same_as_id) == ("withdrawn", kept.pk)
    else:
        with pytest.raises(WrongState):
            services.join(**call)
        gone.refresh_from_db()
        assert (gone.state, gone.same_as_id, RegistrationEvent.objects.count(), OutgoingEmail.objects.count()) == (gone_state, None, 0, 0)


def test_the_pointer_is_of_withdrawn_registrations_alone(seminar: Seminar) -> None:
    one, other = twice(seminar)
    for row, target in ((one, other), (other, other)):
        with pytest.raises(IntegrityError), transaction.atomic():
            Registration.objects.filter(pk=row.pk).update(same_as=target)
    with pytest.raises(IntegrityError), transaction.atomic():
        Registration.objects.filter(pk=one.pk).update(same_as=one, state=State.WITHDRAWN)


# --- different people ---------------------------------------------------------------------------------------------------------------------


def test_different_people_are_asked_about_once(seminar: Seminar, officer: User) -> None:
    rows = twice(seminar)
    services.tell_apart(pair_id=pair_of(*rows).pk, versions=versions(*rows), by=officer, now=LATER)
    assert found() == [("0001", "0002", "name", "different")]
    assert list(RegistrationEvent.objects.filter(kind="different").order_by("pk").values_list("registration", "by", "reason")) == [
        (rows[0].pk, officer.pk, "BIO-2027-0002"),
        (rows[1].pk, officer.pk, "BIO-2027-0001"),
    ]
    assert OutgoingEmail.objects.count() == 2, "nobody is told"
    for row, changed in ((rows[0], {"job_title": "Head of unit"}), (rows[1], {"email": "third@example.org"})):
        row.refresh_from_db()
        correct_registration(registration_id=row.pk, data=dataclasses.replace(Given.of(row), **changed), now=LATER)
    assert found() == [("0001", "0002", "name", "different")]


def test_a_changed_name_asks_again_and_a_name_that_tells_them_apart_does_not(seminar: Seminar, officer: User) -> None:
    one, other = twice(seminar)
    services.tell_apart(pair_id=pair_of(one, other).pk, versions=versions(one, other), by=officer, now=LATER)
    other.refresh_from_db()
    correct_registration(registration_id=other.pk, data=dataclasses.replace(Given.of(other), first_name="Асель"), now=LATER)
    assert found() == [("0001", "0002", "name", "different")]
    correct_registration(registration_id=other.pk, data=dataclasses.replace(Given.of(other), middle_name="Болатқызы"), now=LATER)
    pair = pair_of(one, other)
    assert (pair.decision, pair.decided_by, pair.decided_at) == ("", None, None)


def test_different_people_can_be_taken_back(seminar: Seminar, officer: User) -> None:
    rows = twice(seminar)
    pair = pair_of(*rows)
    with pytest.raises(WrongState):
        services.ask_again(pair_id=pair.pk, versions=versions(*rows), by=officer, now=LATER)
    services.tell_apart(pair_id=pair.pk, versions=versions(*rows), by=officer, now=LATER)
    services.ask_again(pair_id=pair.pk, versions=versions(*rows), by=officer, now=LATER)
    assert found() == [("0001", "0002", "name", "")]
    assert RegistrationEvent.objects.filter(kind="different taken back").count() == 2


# --- refusals -----------------------------------------------------------------------------------------------------------------------------


def test_a_second_answer_says_who_gave_the_first(seminar: Seminar, officer: User) -> None:
    one, other = twice(seminar)
    pair, shown = pair_of(one, other), versions(one, other)
    services.join(pair_id=pair.pk, keep_id=one.pk, versions=shown, by=officer, now=LATER)
    with pytest.raises(WrongState, match=r"^Host desk has answered this already: BIO-2027-0001 and BIO-2027-0002 are one person, and have been joined\."):
        services.join(pair_id=pair.pk, keep_id=other.pk, versions=shown, by=officer, now=LATER)
    with pytest.raises(WrongState):
        services.tell_apart(pair_id=pair.pk, versions=shown, by=officer, now=LATER)
    one.refresh_from_db()
    assert (one.state, one.same_as_id) == ("received", None)


@pytest.mark.parametrize("changed", [0, 1])
def test_what_changed_since_the_page_was_shown_is_said_and_nothing_is_done(seminar: Seminar, officer: User, changed: int) -> None:
    rows = twice(seminar)
    pair, shown = pair_of(*rows), versions(*rows)
    data = dataclasses.replace(Given.of(rows[changed]), job_title="Head of unit")
    correct_registration(registration_id=rows[changed].pk, data=data, now=LATER)
    for act, more in ((services.join, {"keep_id": rows[0].pk}), (services.tell_apart, {})):
        with pytest.raises(Stale, match=f"corrected BIO-2027-000{changed + 1}"):
            act(pair_id=pair.pk, versions=shown, by=officer, now=LATER, **more)
        with pytest.raises(Stale):
            act(pair_id=pair.pk, versions={}, by=officer, now=LATER, **more)
    assert found() == [("0001", "0002", "name", "")]


def test_a_third_registration_cannot_be_kept(seminar: Seminar, officer: User) -> None:
    rows = twice(seminar)
    third = submitted(seminar, family_name="Bekov", first_name="Timur", email="bekov@example.org")
    with pytest.raises(Invalid):
        services.join(pair_id=pair_of(*rows).pk, keep_id=third.pk, versions=versions(*rows, third), by=officer, now=LATER)


@pytest.mark.parametrize("role", [Role.READER, Role.SECRETARIAT, Role.ADMINISTRATOR])
def test_who_may_not_review_may_not_answer(seminar: Seminar, role: str) -> None:
    rows = twice(seminar)
    user, pair = directory.staff(role), pair_of(*rows)
    for act, more in ((services.join, {"keep_id": rows[0].pk}), (services.tell_apart, {}), (services.ask_again, {})):
        with pytest.raises(PermissionDenied):
            act(pair_id=pair.pk, versions=versions(*rows), by=user, now=LATER, **more)
    assert found() == [("0001", "0002", "name", "")]


# --- the way back -------------------------------------------------------------------------------------------------------------------------


def test_return_to_review_parts_them_and_the_question_waits_again(seminar: Seminar, officer: User) -> None:
    one, other = twice(seminar)
    services.join(pair_id=pair_of(one, other).pk, keep_id=one.pk, versions=versions(one, other), by=officer, now=LATER)
    joined_mail = OutgoingEmail.objects.get(kind="registration/joined")
    row = return_to_review(registration_id=other.pk, reason="They are cousins", by=officer, now=LATER)
    row.refresh_from_db()
    assert (row.state, row.same_as_id) == ("received", None)
    assert found() == [("0001", "0002", "name", "")]
    assert fill(joined_mail, LATER) == DoNotSend("no longer joined with another registration")
    mail = OutgoingEmail.objects.get(kind="registration/parted")
    assert mail.subject == "BIO-2027-0002: your registration stands by itself again – CICA Experience Exchange Seminar on Biodiversity Conservation"
    assert "the desk had joined your registration with another one, BIO-2027-0001. This has been undone" in mail.text
    assert "State: received\n" in mail.text
    assert "They are cousins" in mail.text
    assert "It is under review." in mail.text
    assert not OutgoingEmail.objects.filter(kind="registration/returned").exists()


def test_a_late_form_that_was_joined_comes_back_late(seminar: Seminar, officer: User) -> None:
    """Or joining and returning would admit it, which only a named officer may."""
    one = submitted(seminar)
    late = desk.registration(seminar, state=State.LATE, source=Source.FAX, email="second@example.org")
    look(late, now=NOW)
    services.join(pair_id=pair_of(one, late).pk, keep_id=one.pk, versions=versions(one, late), by=officer, now=LATER)
    row = return_to_review(registration_id=late.pk, by=officer, now=LATER)
    row.refresh_from_db()
    assert (row.state, row.same_as_id) == ("late", None)
    text = OutgoingEmail.objects.get(kind="registration/parted").text
    assert "It arrived after the deadline: it is kept, but it is not counted as a registration." in text
    assert "under review" not in text


def test_over_two_joints_the_last_one_counts(seminar: Seminar, officer: User) -> None:
    one, other = twice(seminar)
    third = submitted(seminar, email="third@example.org")
    services.join(pair_id=pair_of(one, other).pk, keep_id=other.pk, versions=versions(one, other), by=officer, now=LATER)
    services.join(pair_id=pair_of(other, third).pk, keep_id=third.pk, versions=versions(other, third), by=officer, now=LATER)
    one.refresh_from_db()
    assert duplicates.kept(one) == third
    assert duplicates.kept(third) is None
    withdraw_on_request(registration_id=third.pk, by=officer, now=LATER)
    assert PossibleDuplicate.objects.open().count() == 0
