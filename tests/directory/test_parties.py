"""A new name, another standing, a merge: from a day on (directory/services/parties.py), and who was what on a day."""

import datetime as dt

import pytest
import time_machine
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import translation

from directory import selectors
from directory.enums import PartyEventKind, PartyKind, Role, StandingKind
from directory.loading import Loaded, load_tables
from directory.models import FormerName, Mission, Party, PartyEvent, Standing, User
from directory.services import parties
from directory.services.parties import Names
from seminar_portal.errors import Invalid, WrongState
from tests.factories import agenda
from tests.factories.directory import party, staff, tables

NOW = agenda.DURING  # 12 October 2027
TODAY = dt.date(2027, 10, 12)
THEN = dt.date(2020, 10, 16)
pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _during():
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def administrator() -> User:
    return staff(Role.ADMINISTRATOR)


def organisation(code: str = "AME", name: str = "Association of Mountain Ecologists", standing: str | None = None) -> Party:
    return party(code, name=name, kind=PartyKind.ORGANISATION, standing=standing)


def named(state: Party, day: dt.date, language: str) -> str:
    return selectors.printed_name(Party.objects.get(pk=state.pk), day, language)


# --- renaming -------------------------------------------------------------------------------------------------------------------------------


def test_a_state_is_renamed_and_old_documents_keep_its_name(administrator: User) -> None:
    tables()
    state = Party.objects.get(code="KZ")
    names = {"en": Names("Qazaqstan", "Republic of Qazaqstan"), "ru": Names("Казахстан", "Республика Казахстан"), "zh-hans": Names("新名", "", "xin ming")}
    parties.rename_party(party_id=state.pk, names=names, from_day=dt.date(2027, 9, 1), by=administrator, now=NOW)
    for language, before, after in (("en", "Kazakhstan", "Qazaqstan"), ("ru", "Казахстан", "Казахстан"), ("zh-hans", "哈萨克斯坦", "新名")):
        assert [named(state, day, language) for day in (THEN, dt.date(2027, 8, 31), dt.date(2027, 9, 1))] == [before, before, after]
    rows = FormerName.objects.filter(party=state).order_by("language")
    assert [(row.language, row.name, row.formal_name, row.valid_to) for row in rows] == [
        ("en", "Kazakhstan", "Republic of Kazakhstan", dt.date(2027, 8, 31)),
        ("zh-hans", "哈萨克斯坦", state.formal_name_zh_hans, dt.date(2027, 8, 31)),
    ]
    state = Party.objects.get(pk=state.pk)
    assert (state.sort_key_en, state.sort_key_zh_hans, state.formal_name_en) == ("Qazaqstan", "xin ming", "Republic of Qazaqstan")
    event = PartyEvent.objects.get(party=state)
    assert (event.kind, event.by, event.detail) == (PartyEventKind.RENAMED, administrator, {"from": "2027-09-01", "languages": ["en", "zh-hans"]})


def test_load_tables_never_takes_a_renaming_back(administrator: User) -> None:
    tables()
    state = Party.objects.get(code="KZ")
    parties.rename_party(party_id=state.pk, names={"en": Names("Qazaqstan")}, from_day=TODAY, by=administrator, now=NOW)
    assert load_tables() == Loaded(0, 0, 0)
    assert Party.objects.get(code="KZ").name_en == "Qazaqstan" and FormerName.objects.filter(party=state).count() == 1


def test_a_second_renaming_keeps_both_former_names(administrator: User) -> None:
    tables()
    state = Party.objects.get(code="TR")  # Turkey until 31 May 2022
    parties.rename_party(party_id=state.pk, names={"en": Names("Anatolia")}, from_day=dt.date(2022, 6, 2), by=administrator, now=NOW)
    assert [named(state, day, "en") for day in (dt.date(2022, 5, 31), dt.date(2022, 6, 1), dt.date(2022, 6, 2))] == ["Turkey", "Türkiye", "Anatolia"]


@pytest.mark.parametrize("day", [dt.date(2022, 6, 1), dt.date(2021, 1, 1)])
def test_a_name_cannot_begin_before_the_one_that_holds(administrator: User, day: dt.date) -> None:
    tables()
    state = Party.objects.get(code="TR")
    with pytest.raises(Invalid, match="“Turkey” was its name until 31 May 2022 already"):
        parties.rename_party(party_id=state.pk, names={"en": Names("Anatolia")}, from_day=day, by=administrator, now=NOW)
    assert named(state, TODAY, "en") == "Türkiye" and FormerName.objects.filter(party=state).count() == 1


def test_what_a_renaming_refuses(administrator: User) -> None:
    state = party("KZ")
    for names, day, sentence in (
        ({"en": Names("Kazakhstan", "Kazakhstan")}, TODAY, "The names are those that the list has already"),
        ({"en": Names(" ")}, TODAY, "Enter the English name"),
        ({"en": Names("Qazaqstan")}, TODAY + dt.timedelta(days=1), "This day is still to come"),
    ):
        with pytest.raises(Invalid, match=sentence):
            parties.rename_party(party_id=state.pk, names=names, from_day=day, by=administrator, now=NOW)
    assert not FormerName.objects.exists()


def test_a_language_without_a_name_printed_the_english_one(administrator: User) -> None:
    state = party("KZ")
    parties.rename_party(party_id=state.pk, names={"ru": Names("Казахстан")}, from_day=TODAY, by=administrator, now=NOW)
    assert [named(state, day, "ru") for day in (THEN, TODAY)] == ["Kazakhstan", "Казахстан"]


@pytest.mark.parametrize("role", [Role.HOST, Role.SECRETARIAT, Role.READER])
def test_only_an_administrator_changes_the_list(role: str) -> None:
    state, other = party("KZ"), staff(role)
    with pytest.raises(PermissionDenied):
        parties.rename_party(party_id=state.pk, names={"en": Names("Qazaqstan")}, from_day=TODAY, by=other, now=NOW)
    with pytest.raises(PermissionDenied):
        parties.change_standing(party_id=state.pk, kind="", from_day=TODAY, by=other, now=NOW)


# --- standing -------------------------------------------------------------------------------------------------------------------------------


def periods(of: Party) -> list[tuple[str, dt.date | None, dt.date | None]]:
    return [(row.kind, row.valid_from, row.valid_to) for row in Standing.objects.filter(party=of).order_by("pk")]


def test_an_observer_becomes_a_member_from_a_day_on(administrator: User) -> None:
    state = party("SA", name="Saudi Arabia", standing=StandingKind.OBSERVER_STATE)
    day = dt.date(2028, 10, 13)
    parties.change_standing(party_id=state.pk, kind=StandingKind.MEMBER, from_day=day, by=administrator, now=NOW)
    assert periods(state) == [("observer state", None, dt.date(2028, 10, 12)), ("member", day, None)]
    assert [list(selectors.members_on(on)) for on in (dt.date(2028, 10, 12), day)] == [[], [state]]
    event = PartyEvent.objects.get()
    assert event.detail == {"from": "2028-10-13", "standing": "member", "before": "observer state"}


def test_a_standing_ends_and_begins_again(administrator: User) -> None:
    state = party("KZ")
    parties.change_standing(party_id=state.pk, kind="", from_day=dt.date(2027, 1, 1), by=administrator, now=NOW)
    parties.change_standing(party_id=state.pk, kind=StandingKind.MEMBER, from_day=dt.date(2027, 7, 1), by=administrator, now=NOW)
    assert periods(state) == [("member", None, dt.date(2026, 12, 31)), ("member", dt.date(2027, 7, 1), None)]
    with pytest.raises(Invalid, match="From 1 July 2027 on it is a member state already"):
        parties.change_standing(party_id=state.pk, kind=StandingKind.OBSERVER_STATE, from_day=dt.date(2027, 3, 1), by=administrator, now=NOW)


def test_what_a_change_of_standing_refuses(administrator: User) -> None:
    state, body = party("KZ"), organisation()
    for of, kind, sentence in (
        (state, StandingKind.MEMBER, "This is its standing already"),
        (body, "", "This is its standing already"),
        (state, StandingKind.PARTNER, "not one of a state"),
        (body, StandingKind.MEMBER, "not one of an organisation"),
    ):
        with pytest.raises(Invalid, match=sentence):
            parties.change_standing(party_id=of.pk, kind=kind, from_day=TODAY, by=administrator, now=NOW)
    assert (periods(state), periods(body)) == ([("member", None, None)], [])


def test_who_was_what_on_a_day() -> None:
    tables()
    counts = {group.title: len(group.rows) for group in selectors.standing_on(THEN)}
    assert counts == {"Member states": 27, "Observer states": 8, "Observer organisations": 5, "Partner organisations": 4, "Secretariat": 1}
    assert {group.title: len(group.rows) for group in selectors.standing_on(TODAY)}["Member states"] == 28
    members = {row.party.code: row for row in selectors.standing_on(THEN)[0].rows}
    assert (members["TR"].name, members["TR"].formal_name, members["TR"].today) == ("Turkey", "Republic of Turkey", "Türkiye")
    assert (members["KZ"].name, members["KZ"].today) == ("Kazakhstan", "")
    with translation.override("ru"):
        assert {row.party.code: row.name for row in selectors.standing_on(THEN)[0].rows}["TR"] == "Турция"


# --- merging --------------------------------------------------------------------------------------------------------------------------------


def merge(keep: Party, other: Party, by: User) -> None:
    with transaction.atomic():
        parties.mark_merged(keep_id=keep.pk, other_id=other.pk, by=by, now=NOW)


def test_an_organisation_is_merged_and_not_offered_any_more(administrator: User) -> None:
    keep, other = organisation(), organisation("AMEK", "Assoc. of Mountain Ecologists", standing=StandingKind.PARTNER)
    Mission.objects.create(party=other, kind="permanent", city="Geneva", zone="Europe/Zurich")
    merge(keep, other, administrator)
    assert [row.code for row, _standing in selectors.parties_with_standing(TODAY)] == ["AME"]
    assert [mission.city for mission in keep.missions.all()] == ["Geneva"]
    assert periods(keep) == [("partner", None, None)]
    assert [(event.party.code, event.kind, event.detail) for event in PartyEvent.objects.order_by("pk")] == [
        ("AME", PartyEventKind.MERGED, {"code": "AMEK"}),
        ("AMEK", PartyEventKind.MERGED_AWAY, {"code": "AME"}),
    ]
    merge(keep, other, administrator)
    assert PartyEvent.objects.count() == 2


def test_a_standing_of_its_own_is_not_doubled(administrator: User) -> None:
    keep, other = organisation(standing=StandingKind.OBSERVER_ORGANISATION), organisation("AMEK", standing=StandingKind.PARTNER)
    merge(keep, other, administrator)
    assert periods(keep) == [("observer organisation", None, None)]


def test_a_chain_of_merges_is_one_step(administrator: User) -> None:
    first, second, third = organisation("A1"), organisation("A2"), organisation("A3")
    merge(second, first, administrator)
    merge(third, second, administrator)
    assert {Party.objects.get(pk=row.pk).merged_into for row in (first, second)} == {third}
    for keep, other, refused in ((first, third, WrongState), (third, third, Invalid)):
        with pytest.raises(refused):
            merge(keep, other, administrator)


def test_a_state_is_never_merged(administrator: User) -> None:
    body, state = organisation(), party("KZ")
    for keep, other in ((body, state), (state, body)):
        with pytest.raises(Invalid, match="Only organisations can be merged"):
            merge(keep, other, administrator)
    with pytest.raises(IntegrityError), transaction.atomic():
        Party.objects.filter(pk=state.pk).update(merged_into=body)
    with pytest.raises(IntegrityError), transaction.atomic():
        Party.objects.filter(pk=body.pk).update(merged_into=body)


def test_a_new_organisation(administrator: User) -> None:
    with transaction.atomic():
        row = parties.add_organisation(code=" wsf ", names={"en": Names("World  Steppe Fund")}, by=administrator, now=NOW)
    assert (row.code, row.kind, row.name_en, row.sort_key_en, row.name_ru) == ("WSF", "organisation", "World Steppe Fund", "World Steppe Fund", "")
    with translation.override("ru"):
        assert str(Party.objects.get(pk=row.pk)) == "World Steppe Fund"
    for code, name in (("WSF", "Another"), ("", "Another"), ("ANOTHERLONGCODE", "Another"), ("AN", " ")):
        with pytest.raises(Invalid), transaction.atomic():
            parties.add_organisation(code=code, names={"en": Names(name)}, by=administrator, now=NOW)


def test_member_states_without_a_mission_wait_for_an_administrator(administrator: User) -> None:
    for code in ("BH", "KH", "BD"):
        party(code)
    party("ID", standing=StandingKind.OBSERVER_STATE)
    Mission.objects.create(party=Party.objects.get(code="BD"), kind="embassy", city="Tashkent", zone="Asia/Tashkent")
    Mission.objects.create(party=Party.objects.get(code="KH"), kind="embassy", city="Ankara", zone="Europe/Istanbul", valid_to=dt.date(2026, 12, 31))
    assert [row.code for row in selectors.members_without_mission(TODAY).order_by("code")] == ["BH", "KH"]
    (line,) = selectors.waiting(administrator, NOW)
    assert (line.label, line.count) == ("Member states without a mission", 2)
    browser = Client()
    browser.force_login(administrator)
    assert sorted(row.code for row in browser.get(line.url).context["cl"].result_list) == ["BH", "KH"]
    assert selectors.waiting(staff(Role.HOST), NOW) == []


# --- the pages ------------------------------------------------------------------------------------------------------------------------------


@pytest.fixture
def browser(client: Client, administrator: User) -> Client:
    client.force_login(administrator)
    return client


def test_the_page_of_a_day(browser: Client) -> None:
    tables()
    address = reverse("admin:directory_party_on_a_day")
    page = browser.get(address, {"day": "2020-10-16"}).content.decode()
    for words in ("Who was what on 16 October 2020", "Member states · 27", "Observer states · 8", "<bdi>Turkey</bdi>", "<bdi>Türkiye</bdi>"):
        assert words in page
    assert "The entries begin on" not in page
    assert "The entries begin on 1 January 2020" in browser.get(address, {"day": "2019-12-31"}).content.decode()
    assert browser.get(address, {"day": "yesterday"}).context["form"].errors
    assert browser.get(address).status_code == 200


def test_the_page_of_a_day_reads_no_more_for_more_states(browser: Client) -> None:
    address = reverse("admin:directory_party_on_a_day")
    party("KZ")
    browser.get(address)
    with CaptureQueriesContext(connection) as few:
        browser.get(address)
    tables()
    with CaptureQueriesContext(connection) as more:
        browser.get(address)
    assert len(more) == len(few)


def test_renaming_on_its_page(browser: Client) -> None:
    state = party("KZ")
    address = reverse("admin:directory_party_rename", args=[state.pk])
    form = browser.get(address).context["form"]
    given = {name: field.initial or "" for name, field in form.fields.items()} | {"from_day": "2020-01-01", "name_en": "Qazaqstan"}
    assert browser.post(address, {**given, "from_day": "someday"}).context["form"].errors == {"from_day": ["Enter a day, such as 2027-11-05."]}
    assert browser.post(address, given).status_code == 302
    assert [named(state, day, "en") for day in (dt.date(2019, 12, 31), dt.date(2020, 1, 1))] == ["Kazakhstan", "Qazaqstan"]
    assert Party.objects.get(pk=state.pk).sort_key_en == "Qazaqstan", "sorted by its name before, sorted by its name after"
    refused = browser.post(address, {**given, "name_en": "Third", "from_day": "2019-06-01"})
    assert "“Kazakhstan” was its name until 31 December 2019 already" in refused.content.decode()


def test_changing_the_standing_on_its_page(browser: Client) -> None:
    state = party("SA", standing=StandingKind.OBSERVER_STATE)
    address = reverse("admin:directory_party_standing", args=[state.pk])
    assert browser.post(address, {"from_day": "2020-01-01"}).context["form"].errors == {"kind": ["This field is required."]}
    assert browser.post(address, {"kind": "member", "from_day": "2020-01-01"}).status_code == 302
    assert periods(state) == [("observer state", None, dt.date(2019, 12, 31)), ("member", dt.date(2020, 1, 1), None)]
    page = browser.get(reverse("admin:directory_party_change", args=[state.pk])).content.decode()
    assert "observer state → member state, from 2020-01-01" in page
    assert browser.post(address, {"kind": "none", "from_day": "2021-01-01"}).status_code == 302
    assert periods(state)[-1] == ("member", dt.date(2020, 1, 1), dt.date(2020, 12, 31))
