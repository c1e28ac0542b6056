"""Organisations written by hand become entries of the list, and two entries become one (services, reads and pages of "organisations")."""

import html

import pytest
import time_machine
from django.core.exceptions import PermissionDenied
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils.http import urlencode

from directory.enums import PartyKind, Role
from directory.models import Party
from directory.services.parties import Names
from notifications.models import OutgoingEmail
from registration import content, organisations
from registration.content import Given
from registration.enums import State
from registration.forms.organisations import proposed_code
from registration.models import Registration, RegistrationEvent
from registration.services import organisations as services
from registration.services.organisations import Moved
from seminar_portal.errors import Invalid
from tests.factories import agenda, desk, directory
from tests.factories import registration as make

NOW = agenda.DURING
pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _during():
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def seminar():
    return agenda.seminar()


@pytest.fixture
def officer():
    return directory.staff(Role.HOST)


def by_hand(of, text, **kw):
    return desk.registration(of, party=None, other_organisation=text, **kw)


def organisation(code="WSF", name="World Steppe Fund"):
    return directory.party(code, name=name, kind=PartyKind.ORGANISATION, standing=None)


# --- reads ----------------------------------------------------------------------------------------------------------------------------------


def test_spellings_that_differ_in_capitals_accents_and_signs_are_one(seminar):
    for text in ("World Steppe Fund", "WORLD STEPPE FUND", "World Stéppe Fund", "World Steppe Fund", "Союз орнитологов", "Soiuz ornitologov"):
        by_hand(seminar, text)
    desk.registration(seminar)
    assert [(row.text, row.count, len(row.spellings)) for row in organisations.written()] == [("World Steppe Fund", 4, 3), ("Soiuz ornitologov", 2, 2)]
    assert organisations.written_as("world steppe fund") == organisations.written()[0]
    assert organisations.written_as("World Steppe") is None


@pytest.mark.parametrize("text", ["WSF", "world steppe fund", "Всемирный фонд степей"])
def test_an_organisation_of_the_list_is_recognised(seminar, text):
    entry = organisation()
    Party.objects.filter(pk=entry.pk).update(name_ru="Всемирный фонд степей")
    by_hand(seminar, text)
    assert organisations.written()[0].known == entry


def test_the_list_is_read_in_two_queries(seminar):
    for number in range(5):
        by_hand(seminar, f"Fund {number}")
    with CaptureQueriesContext(connection) as queries:
        assert len(organisations.written()) == 5
    assert len(queries) == 2


@pytest.mark.parametrize(
    ("text", "code"),
    [("Association of Mountain Ecologists", "AME"), ("Ornithologists", "ORNITH"), ("世界草原基金", "世界草原基金"), ("A & B Fund", "ABF"), ("«»", "")],
)
def test_a_code_is_proposed(text, code):
    assert proposed_code(text) == code


# --- putting under an entry -----------------------------------------------------------------------------------------------------------------


def test_every_registration_written_so_is_put_under_the_entry(seminar, officer):
    entry = organisation()
    rows = [by_hand(seminar, "World Steppe Fund"), by_hand(agenda.seminar(slug="past"), "WORLD STEPPE FUND", state=State.WITHDRAWN)]
    other = by_hand(seminar, "World Forest Fund")
    before = [(row.content_digest, row.version, row.state, row.printed_name) for row in rows]
    assert services.put_written(text="world steppe fund", party_id=entry.pk, by=officer, now=NOW) == Moved(2, 0)
    after = [Registration.objects.get(pk=row.pk) for row in rows]
    assert [(row.party, row.other_organisation) for row in after] == [(entry, "")] * 2
    assert [(row.content_digest, row.version - 1, row.state, row.printed_name) for row in after] == before
    assert all("wsf" in row.search_text for row in after)
    events = RegistrationEvent.objects.filter(kind="organisation").order_by("pk")
    assert [(event.registration_id, event.by, event.fields, event.from_state == event.to_state) for event in events] == [
        (row.pk, officer, ["party"], True) for row in rows
    ]
    assert Registration.objects.get(pk=other.pk).other_organisation == "World Forest Fund"
    assert not OutgoingEmail.objects.exists(), "nobody is told"
    assert services.put_written(text="world steppe fund", party_id=entry.pk, by=officer, now=NOW) == Moved(0, 0)


def test_v01_the_first_form_sent_again_is_still_known(seminar, officer):
    token = "f" * 43
    row = make.submitted(seminar, of=None, other_organisation="World Steppe Fund", form_token=token)
    services.put_written(text=row.other_organisation, party_id=organisation().pk, by=officer, now=NOW)
    again = make.submitted(seminar, of=None, other_organisation="World Steppe Fund", form_token=token)
    assert (again.pk, Registration.objects.count()) == (row.pk, 1)


def test_too_many_for_one_request_are_taken_up_by_the_next_press(seminar, officer, monkeypatch):
    monkeypatch.setattr(services, "AT_ONCE", 2)
    for number in range(3):
        by_hand(seminar, "World Steppe Fund", family_name=f"NAME{number}")
    entry = organisation()
    assert [services.put_written(text="World Steppe Fund", party_id=entry.pk, by=officer, now=NOW) for _press in range(2)] == [Moved(2, 1), Moved(1, 0)]


def test_only_an_organisation_that_is_offered_will_do(seminar, officer):
    by_hand(seminar, "World Steppe Fund")
    gone = organisation("OLD", "Old Fund")
    Party.objects.filter(pk=gone.pk).update(merged_into=organisation())
    for party in (directory.party("KZ"), gone):
        with pytest.raises(Invalid, match="Choose an organisation of the list"):
            services.put_written(text="World Steppe Fund", party_id=party.pk, by=officer, now=NOW)


@pytest.mark.parametrize("role", [Role.READER, Role.SECRETARIAT, Role.ADMINISTRATOR])
def test_putting_is_the_desks(seminar, role):
    by_hand(seminar, "World Steppe Fund")
    other = directory.staff(role)
    with pytest.raises(PermissionDenied):
        services.put_written(text="World Steppe Fund", party_id=organisation().pk, by=other, now=NOW)
    with pytest.raises(PermissionDenied):
        services.add_organisation(code="X", names={"en": Names("X")}, by=other, now=NOW)


def test_two_who_now_stand_in_one_delegation_are_asked_about(seminar, officer):
    entry = organisation()
    there = desk.registration(seminar, party=entry, family_name="MAREN", first_name="Jo", email="jo@example.org")
    by_hand(seminar, "World Steppe Fund", family_name="Maren", first_name="Jo", email="j.maren@example.org")
    services.put_written(text="World Steppe Fund", party_id=entry.pk, by=officer, now=NOW)
    from registration.models import PossibleDuplicate

    assert [pair.first_id for pair in PossibleDuplicate.objects.all()] == [there.pk]


# --- merging --------------------------------------------------------------------------------------------------------------------------------


def test_two_entries_become_one_with_their_registrations(seminar):
    administrator = directory.staff(Role.ADMINISTRATOR)
    keep, other = organisation(), organisation("WSF2", "Fund of the World's Steppes")
    rows = [desk.registration(seminar, party=other), desk.registration(seminar, party=other, state=State.REGISTERED)]
    assert services.merge(keep_id=keep.pk, other_id=other.pk, by=administrator, now=NOW) == keep
    assert services.put_merged(other_id=other.pk, by=administrator, now=NOW) == Moved(2, 0)
    assert [Registration.objects.get(pk=row.pk).party for row in rows] == [keep] * 2
    assert list(organisations.of_the_list()) == [keep]
    late = desk.registration(seminar, party=other)  # a form that was half-way through at that moment
    assert services.put_merged(other_id=other.pk, by=administrator, now=NOW) == Moved(1, 0)
    assert Registration.objects.get(pk=late.pk).party == keep
    with pytest.raises(Invalid, match="has not been merged"):
        services.put_merged(other_id=keep.pk, by=administrator, now=NOW)


def test_a_merged_entry_cannot_be_chosen_on_the_form(seminar, client):
    keep, other = organisation(), organisation("WSF2", "Fund of the World's Steppes")
    Party.objects.filter(pk=other.pk).update(merged_into=keep)
    page = client.get(make.register_url(seminar)).content.decode()
    assert 'value="WSF"' in page and 'value="WSF2"' not in page
    answer = client.post(make.register_url(seminar), make.typed(party="WSF2"))
    assert answer.status_code == 200 and "party" in answer.context["form"].errors


@pytest.mark.parametrize("role", [Role.HOST, Role.READER, Role.SECRETARIAT])
def test_merging_is_an_administrators(role):
    keep, other = organisation(), organisation("WSF2")
    somebody = directory.staff(role)
    with pytest.raises(PermissionDenied):
        services.merge(keep_id=keep.pk, other_id=other.pk, by=somebody, now=NOW)
    with pytest.raises(PermissionDenied):
        services.put_merged(other_id=other.pk, by=somebody, now=NOW)


# --- the pages ------------------------------------------------------------------------------------------------------------------------------


def put_url(text):
    return f"{reverse('admin:registration_organisation_put')}?{urlencode({'text': text})}"


def test_the_desk_puts_an_organisation_under_a_new_entry(client, officer, seminar):
    client.force_login(officer)
    by_hand(seminar, "World Steppe Fund")
    by_hand(seminar, "world steppe fund")
    page = client.get(reverse("admin:registration_organisations")).content.decode()
    assert "<bdi>World Steppe Fund</bdi>" in page and put_url("World Steppe Fund").replace("+", "%20") in page
    form = client.get(put_url("World Steppe Fund")).context["form"]
    assert (form.fields["target"].initial, form.fields["code"].initial, form.fields["name_en"].initial) == ("new", "WSF", "World Steppe Fund")
    given = {"text": "World Steppe Fund", "target": "new", "code": "WSF", "name_en": "World Steppe Fund", "name_ru": "Всемирный фонд степей"}
    organisation("TAKEN", "Taken")
    refused = client.post(reverse("admin:registration_organisation_put"), {**given, "code": "taken"})
    assert "The code TAKEN is taken. Choose another one." in refused.content.decode()
    answer = client.post(reverse("admin:registration_organisation_put"), given, follow=True)
    assert "2 registrations were put under the organisation." in answer.content.decode()
    entry = Party.objects.get(code="WSF")
    assert (entry.kind, entry.name_ru, Registration.objects.filter(party=entry).count()) == ("organisation", "Всемирный фонд степей", 2)
    again = client.post(reverse("admin:registration_organisation_put"), given, follow=True)
    assert "Nobody is registered with this organisation by hand any more." in again.content.decode()
    assert client.get(reverse("admin:registration_organisation_put")).status_code == 404


def test_a_known_organisation_is_proposed(client, officer, seminar):
    client.force_login(officer)
    entry = organisation()
    by_hand(seminar, "wsf")
    assert client.get(put_url("wsf")).context["form"].fields["target"].initial == str(entry.pk)


def test_v27_what_was_written_stays_letters(client, officer, seminar):
    client.force_login(officer)
    by_hand(seminar, "<img src=x onerror=alert(1)>")
    for address in (reverse("admin:registration_organisations"), put_url("<img src=x onerror=alert(1)>")):
        page = client.get(address).content.decode()
        assert "&lt;img src=x onerror=alert(1)&gt;" in page and "<img src=x" not in page


def test_an_administrator_sees_what_a_merge_will_do_and_merges(client, seminar):
    client.force_login(directory.staff(Role.ADMINISTRATOR))
    keep, other = organisation(), organisation("WSF2", "Fund of the World's Steppes")
    desk.registration(seminar, party=other)
    address = reverse("admin:registration_organisation_merge", args=[other.pk])
    assert f'href="{address}"' in client.get(reverse("admin:directory_party_change", args=[other.pk])).content.decode()
    assert client.get(address).context["keep"] is None
    preview = client.get(address, {"keep": keep.pk})
    shown = preview.content.decode()
    assert "Merge, and move 1 registration" in shown
    assert f'href="{reverse("admin:registration_organisation_merge", args=[keep.pk])}?keep={other.pk}"' in shown
    assert Party.objects.get(pk=other.pk).merged_into is None, "a preview changes nothing"
    answer = client.post(address, {"keep": keep.pk})
    said = html.unescape(client.get(answer["Location"]).content.decode())
    assert f"“{other}” is part of “{keep}” from now on." in said
    assert (answer.status_code, answer["Location"]) == (302, reverse("admin:directory_party_change", args=[keep.pk]))
    assert (Party.objects.get(pk=other.pk).merged_into, Registration.objects.get().party) == (keep, keep)
    assert "This entry is not offered any more." in client.get(reverse("admin:directory_party_change", args=[other.pk])).content.decode()
    assert client.get(reverse("admin:directory_party_changelist")).context["cl"].result_count == 1
    assert client.get(reverse("admin:registration_organisation_merge", args=[directory.party("KZ").pk])).status_code == 404


def test_an_entry_reads_back_as_content(seminar, officer):
    row = by_hand(seminar, "World Steppe Fund", printed_name="")
    services.put_written(text="World Steppe Fund", party_id=organisation().pk, by=officer, now=NOW)
    row = Registration.objects.get(pk=row.pk)
    assert content.problems(Given.of(row), web=True) == {}
