"""Registrations from a list, stored together or not at all: what each line becomes, whatever else happens meanwhile."""

import datetime as dt
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from django.db import OperationalError, connection
from django.test.utils import CaptureQueriesContext

from agenda.models import Seminar
from directory.enums import Role
from directory.models import Party, User
from directory.services.parties import mark_merged
from notifications.models import OutgoingEmail
from registration import search
from registration.documents.nations import Nations
from registration.enums import State
from registration.imports import registrations as lists
from registration.models import PossibleDuplicate, ReferenceCounter, Registration, RegistrationEvent
from registration.services import submission
from registration.services.imports import MOST_ROWS, NotStored, Plan, Report, Row, import_registrations, judge
from seminar_portal.errors import Cancelled, Closed, Invalid, NotPublished, Stale
from tests.factories import agenda, desk, directory
from tests.registration.imports.test_registrations import V20

pytestmark = pytest.mark.django_db
RECEIVED = dt.datetime(2027, 11, 5, 9, 40, tzinfo=dt.UTC)  # 17:40 in Beijing on the last day
NOW = agenda.LATE + dt.timedelta(hours=10)
CLOSED = "Registration closed on Friday, 5 November 2027, 23:59 Beijing time (UTC+8)."
THREE = "Family Name;First Name;Nation;Email\nOSPANOVA;Dana;Kazakhstan;d@example.org\nSUKARTI;Budi;Indonesia;\nKIM;Seo-yeon;Republic of Korea;kim@example.org\n"


@pytest.fixture
def seminar() -> Seminar:
    for code in ("KZ", "ID", "KR"):
        directory.party(code)
    return agenda.seminar()


@pytest.fixture
def officer() -> User:
    return directory.staff(Role.HOST)


def rows_of(content: str, *, nation: str = "") -> list[Row]:
    return lists.read(content.encode(), nations=Nations.read(), nation=directory.party(nation) if nation else None, language="en").rows


def shown(seminar: Seminar, rows: list[Row], received_at: dt.datetime = RECEIVED) -> Plan:
    return judge(seminar, rows, received_at=received_at)


def imported(seminar: Seminar, rows: list[Row], by: User, **kw: Any) -> Report:
    received_at = kw.get("received_at", RECEIVED)
    kw = {"source": "mail", "received_at": received_at, "now": NOW, **kw}
    kw.setdefault("shown", shown(seminar, rows, received_at or RECEIVED).shown)
    return import_registrations(seminar_id=seminar.pk, rows=rows, by=by, **kw)


def counts() -> tuple[int, int, int, list[int]]:
    numbers = list(ReferenceCounter.objects.values_list("last", flat=True))
    return Registration.objects.count(), RegistrationEvent.objects.count(), OutgoingEmail.objects.count(), [number for number in numbers if number]


def verdicts(plan: Plan) -> list[str]:
    return [str(line.verdict) for line in plan.lines]


def test_v20_two_of_three_are_stored_and_the_refused_one_says_its_number_and_reason(seminar, officer):
    rows = rows_of(V20, nation="KZ")
    plan = shown(seminar, rows)
    assert verdicts(plan) == ["new", "refused", "new"]
    (fault,) = plan.lines[1].faults
    assert (plan.lines[1].row.number, fault.field, fault.text) == (3, "email", "foo@@example.org")
    assert str(fault.sentence) == "Enter an e-mail address such as name@example.org"
    report = imported(seminar, rows, officer)
    assert [(row.reference, row.printed_name, row.state) for row in report.stored] == [
        ("BIO-2027-0001", "Dana OSPANOVA", State.RECEIVED),
        ("BIO-2027-0002", "Seo-yeon KIM", State.RECEIVED),
    ]
    assert counts() == (2, 2, 2, [2])


def test_each_is_stored_as_a_form_on_paper_is(seminar, officer):
    rows = rows_of("Family Name;Nation;Mobile;Email;Language of letters\nСадыкова;KZ;8 (701) 000-00-00;s@example.org;ru\n")
    (stored,) = imported(seminar, rows, officer).stored
    row = Registration.objects.get()
    assert row == stored
    assert (row.source, row.received_at, row.recorded_at, row.recorded_by, row.language) == ("mail", RECEIVED, NOW, officer, "ru")
    assert (row.mobile_typed, str(row.mobile)) == ("8 (701) 000-00-00", "+7 701 000 0000")
    assert Registration.objects.filter(search.matching("sadikova kazakhstan")).get() == row
    assert row.name_key.startswith("sadikova")
    event = RegistrationEvent.objects.get()
    assert (event.kind, event.to_state, event.by, event.at, event.version) == ("received", State.RECEIVED, officer, NOW, 1)
    mail = OutgoingEmail.objects.get()
    assert (mail.kind, mail.to_address, mail.language) == ("registration/received", "s@example.org", "ru")


def test_a_list_that_arrived_after_the_deadline_is_kept_as_late_and_answered_with_that_letter(seminar, officer):
    report = imported(seminar, rows_of(THREE), officer, received_at=agenda.LATE)
    assert [row.state for row in report.stored] == [State.LATE] * 3
    assert report.plan.late
    assert list(OutgoingEmail.objects.order_by("pk").values_list("kind", "to_address")) == [
        ("registration/late", "d@example.org"),
        ("registration/late", "kim@example.org"),
    ]
    assert [row.state for row in imported(agenda.seminar(slug="wetlands"), rows_of(THREE), officer, received_at=agenda.CLOSES).stored] == [State.RECEIVED] * 3


@pytest.mark.parametrize(("source", "received_at"), [("", RECEIVED), ("web", RECEIVED), ("mail", None)])
def test_v04_without_source_and_time_of_receipt_it_is_refused_with_the_public_forms_sentence(seminar, officer, source, received_at):
    with pytest.raises(Closed) as error:
        imported(seminar, rows_of(THREE), officer, source=source, received_at=received_at, now=agenda.LATE)
    assert str(error.value) == CLOSED
    with pytest.raises(Invalid) as before:
        imported(seminar, rows_of(THREE), officer, source=source, received_at=received_at and agenda.DURING, now=agenda.DURING)
    assert str(before.value) == "Say how the form arrived (paper, fax or e-mail) and when: day and hour of receipt."
    assert counts() == (0, 0, 0, [])


def test_nothing_for_a_seminar_that_is_not_public_or_is_cancelled_nor_from_the_future(seminar, officer):
    rows = rows_of(THREE)
    cases = [
        (agenda.seminar(slug="draft", published_at=None), NotPublished, {}),
        (agenda.seminar(slug="cancelled", cancelled_at=agenda.DURING, cancelled_by=officer, cancelled_reason="No venue."), Cancelled, {}),
        (seminar, Invalid, {"received_at": NOW + dt.timedelta(seconds=1)}),
    ]
    for of, refusal, kw in cases:
        with pytest.raises(refusal):
            imported(of, rows, officer, **kw)
    with pytest.raises(Invalid, match="at most"):
        imported(seminar, rows * MOST_ROWS, officer)
    assert counts() == (0, 0, 0, [])


@pytest.mark.parametrize("role", [Role.READER, Role.SECRETARIAT, Role.ADMINISTRATOR])
def test_only_who_may_enter_paper_imports(seminar, role):
    with pytest.raises(PermissionDenied):
        imported(seminar, rows_of(THREE), directory.staff(role))


def test_v20_when_the_database_refuses_one_in_the_middle_none_is_stored(seminar, officer):
    desk.registration(seminar, number=2, reference="BIO-2027-0002", party="ID", family_name="ELSE", first_name="", email="")
    before = counts()
    with pytest.raises(NotStored, match="The database refused line 3, so nothing of this list was stored"):
        imported(seminar, rows_of(THREE), officer)  # the second gets a number that somebody has
    assert counts() == before


def test_a_database_that_does_not_answer_blames_no_line(seminar, officer, monkeypatch):
    def away(*args, **kw):
        raise OperationalError("the line is cut")

    before = counts()
    rows = rows_of(THREE)
    with monkeypatch.context() as patch:
        patch.setattr(submission, "store_paper", away)
        with pytest.raises(NotStored, match="The database did not answer, so nothing of this list was stored"):
            imported(seminar, rows, officer)
    assert counts() == before


def test_what_changes_after_the_preview_is_said_and_nothing_is_stored(seminar, officer):
    """Among others, an organisation of another line is merged meanwhile, and the deadline moves behind the moment of receipt."""
    institute = directory.party("STEPPE", name="Steppe Institute", kind="organisation")
    into = directory.party("GRASS", name="Grassland Institute", kind="organisation")
    rows = rows_of(THREE + "ABAY;Aset;Steppe Institute;\n")
    seen = shown(seminar, rows).shown
    seen_late = shown(seminar, rows, agenda.LATE).shown
    mark_merged(keep_id=into.pk, other_id=institute.pk, by=officer, now=NOW)
    with pytest.raises(Stale) as error:
        imported(seminar, rows, officer, shown=seen)
    assert str(error.value) == "Something has changed since this list was shown: look at it again. Nothing was stored."
    assert verdicts(shown(seminar, rows)) == ["new", "new", "new", "refused"]
    Party.objects.filter(pk=institute.pk).update(merged_into=None)
    Seminar.objects.filter(pk=seminar.pk).update(registration_closes_at=agenda.LATE)
    with pytest.raises(Stale):
        imported(seminar, rows, officer, received_at=agenda.LATE, shown=seen_late)
    desk.registration(seminar, family_name="OSPANOVA", first_name="Dana", email="")
    with pytest.raises(Stale):
        imported(seminar, rows, officer, shown=seen)
    assert Registration.objects.count() == 1


def test_the_same_list_again_makes_nothing_new_whenever_it_comes(seminar, officer):
    rows = rows_of(THREE)
    seen = shown(seminar, rows).shown
    first = imported(seminar, rows, officer, shown=seen)
    before = counts()
    again = imported(seminar, rows, officer, shown=seen)  # a second click
    assert ([*again.stored], again.there) == ([], first.stored)
    # the next day, with a line more, after a correction and a withdrawal
    Registration.objects.filter(pk=first.stored[0].pk).update(family_name="OSPANOVA-BAY", state=State.WITHDRAWN)
    more = rows_of(THREE + "ABAY;Aset;Kazakhstan;\nABAY;Aset;Kazakhstan;\n")
    plan = shown(seminar, more)
    assert verdicts(plan) == ["there", "there", "there", "new", "there"]
    assert plan.lines[4].repeats == 5
    assert [row.printed_name for row in imported(seminar, more, officer, now=NOW + dt.timedelta(days=1)).stored] == ["Aset ABAY"]
    assert counts() == (before[0] + 1, before[1] + 1, before[2], [4])


def test_possible_duplicates_are_shown_and_stored_or_left_out_as_the_officer_says(seminar, officer):
    there = desk.registration(seminar, family_name="Ospanova", first_name="Dana", email="old@example.org")
    desk.registration(seminar, family_name="Kim", first_name="Seo-yeon", party="KR", state=State.WITHDRAWN)
    rows = rows_of(THREE + "Сукарти;Буди;Indonesia;\n")
    plan = shown(seminar, rows)
    assert verdicts(plan) == ["alike", "new", "new", "alike"]
    assert ([row.reference for row in plan.lines[0].alike], plan.lines[3].alike_rows) == ([there.reference], (3,))
    ReferenceCounter.objects.create(seminar=seminar, last=2)
    report = imported(seminar, rows, officer, take=[])
    assert [row.family_name for row in report.stored] == ["SUKARTI", "KIM"]
    first = imported(seminar, rows, officer, take=[2, 3, 99])  # line 3 is there by now, and there is no line 99
    assert [row.family_name for row in first.stored] == ["OSPANOVA"]
    rest = imported(seminar, rows, officer)
    assert [row.family_name for row in rest.stored] == ["Сукарти"]
    pairs = {(pair.first.family_name, pair.second.family_name) for pair in PossibleDuplicate.objects.select_related("first", "second")}
    assert {("Ospanova", "OSPANOVA"), ("SUKARTI", "Сукарти")} <= pairs


def test_v06_v07_the_rules_of_every_other_door_hold(seminar, officer):
    content = f"Family Name;First Name;Nation;Institution\n{'A' * 150};Aigerim\u202eavokydaS;Kazakhstan;{'x' * 301}\n;;Kazakhstan;Ministry\n;;;\nB;;;\n"
    plan = shown(seminar, rows_of(content))
    assert [[(fault.field, str(fault.sentence)) for fault in line.faults] for line in plan.lines] == [
        [("institution", "Shorten this to 300 characters or fewer: it has 301")],
        [("family_name", "Enter a family name or a first name")],
        [("party", "Give the state or organisation")],
    ]
    assert plan.lines[0].row.given.first_name == "AigerimavokydaS"


def test_judging_asks_as_often_for_many_lines_as_for_few_and_storing_a_bounded_number_for_each(seminar, officer):
    agenda.contact(seminar)

    def queries(count: int) -> tuple[int, int]:
        content = "Family Name;Nation;Email\n" + "".join(f"Family{chr(97 + n)}{count};Kazakhstan;{count}.{n}@example.org\n" for n in range(count))
        rows = rows_of(content)
        with CaptureQueriesContext(connection) as judging:
            seen = shown(seminar, rows).shown
        with CaptureQueriesContext(connection) as storing:
            imported(seminar, rows, officer, shown=seen)
        return len(judging), len(storing)

    few, many = queries(2), queries(12)
    assert many[0] == few[0] <= 5
    assert (many[1] - few[1]) / 10 <= 20
