"""Which columns somebody sees, in the list and in exports: chosen on a page that works without scripts, kept for each person."""

import re

import pytest
from django.core.exceptions import PermissionDenied

from directory.enums import Role
from registration.admin_views.list_columns import COLUMNS, DEFAULT
from registration.models import SavedColumns
from registration.services.columns import save_columns
from tests.factories import agenda, desk, directory

pytestmark = pytest.mark.django_db
LIST = "/admin/registration/registration/"


@pytest.fixture
def seminar():
    return agenda.seminar()


@pytest.fixture
def officer(client):
    officer = directory.staff(Role.HOST)
    client.force_login(officer)
    return officer


def headings(client) -> list[str]:
    page = client.get(LIST).content.decode()
    return re.findall(r'class="(?:sortable )?column-(\w+)_shown', page)


def kept(user, purpose="list"):
    return SavedColumns.objects.filter(user=user, purpose=purpose).values_list("columns", flat=True).first()


def ticked(client, purpose) -> list[str]:
    """The columns in the order in which the page sends them."""
    page = client.get(f"{LIST}columns/{purpose}/").content.decode()
    return re.findall(r'name="column" value="(\w+)"(?: checked|>)', page.replace('"> <', '">'))


def test_the_portals_own_choice_until_somebody_chooses(client, officer, seminar):
    desk.registration(seminar)
    assert headings(client) == list(DEFAULT) == ["reference", "state", "name", "delegation", "institution", "topic", "received", "flags"]


def test_columns_are_chosen_for_one_person_alone(client, officer, seminar):
    desk.registration(seminar, city="Astana", email="d@example.org")
    answer = client.post(f"{LIST}columns/list/", {"column": ["reference", "email", "name", "city"], "back": "state=received"})
    assert (answer.status_code, answer.url) == (302, f"{LIST}?state=received")
    assert kept(officer) == ["reference", "email", "name", "city"]
    assert headings(client) == ["reference", "email", "name", "city"]
    assert "<bdi>Astana</bdi>" in client.get(LIST).content.decode()
    client.force_login(directory.staff(Role.READER))
    assert headings(client) == list(DEFAULT)


def test_a_button_of_a_row_moves_it_and_keeps_the_rest_of_the_page(client, officer, seminar):
    sent = {"column": ["reference", "state", "name", "email"]}
    answer = client.post(f"{LIST}columns/list/", {**sent, "up": "email"})
    assert answer.url == f"{LIST}columns/list/#column-email"
    assert kept(officer) == ["reference", "state", "email", "name"]
    client.post(f"{LIST}columns/list/", {"column": kept(officer), "down": "state"})
    assert kept(officer) == ["reference", "email", "state", "name"]
    assert ticked(client, "list")[:4] == ["reference", "email", "state", "name"]


def test_the_reference_stays_the_first_whatever_is_sent(client, officer, seminar):
    desk.registration(seminar)
    client.post(f"{LIST}columns/list/", {"column": ["state", "name"]})
    assert headings(client) == ["reference", "state", "name"]
    client.post(f"{LIST}columns/list/", {"column": ["reference", "state", "name"], "up": "state"})
    assert headings(client) == ["reference", "state", "name"]
    page = client.get(LIST).content.decode()
    assert re.search(r'<th class="field-reference_shown"><a href="[^"]+"><bdi>BIO-2027-0001</bdi></a></th>', page)


def test_as_at_the_beginning(client, officer, seminar):
    desk.registration(seminar)
    save_columns(purpose="list", columns=["reference", "city"], by=officer)
    client.post(f"{LIST}columns/list/", {"column": ["reference", "city"], "reset": "yes"})
    assert kept(officer) is None
    assert headings(client) == list(DEFAULT)


def test_nothing_ticked_changes_nothing(client, officer):
    save_columns(purpose="export", columns=["city"], by=officer)
    answer = client.post(f"{LIST}columns/export/", {"column": ["no such column"]}, follow=True)
    assert "Tick at least one column. Nothing was changed." in answer.content.decode()
    assert kept(officer, "export") == ["city"]


def test_exports_begin_with_annex_ii_until_somebody_chooses(client, officer):
    assert ticked(client, "export")[:12] == [
        "family_name",
        "middle_name",
        "first_name",
        "gender",
        "nation",
        "institution",
        "job_title",
        "mobile",
        "landline",
        "fax",
        "email",
        "speech_topic",
    ]
    client.post(f"{LIST}columns/export/", {"column": ["reference", "email"], "up": "email"})
    assert kept(officer, "export") == ["email", "reference"]
    assert kept(officer, "list") is None


def test_every_column_of_the_list_shows_something_for_every_row(client, officer, seminar):
    desk.registration(seminar, family_name="<b>Bold</b>", first_name="", email="", category="institute", party=None, other_organisation="World Steppe Fund")
    desk.registration(seminar, speech_topic='"><script>alert(2)</script>', city="<i>x</i>")
    save_columns(purpose="list", columns=list(COLUMNS), by=officer)
    assert headings(client) == list(COLUMNS)
    page = client.get(LIST).content.decode()
    assert "&lt;script&gt;alert(2)&lt;/script&gt;" in page
    assert "<script>alert" not in page
    assert "<i>x</i>" not in page


@pytest.mark.parametrize("order", [number for number, column in enumerate(COLUMNS.values(), 1) if column.order])
def test_every_column_that_offers_an_order_can_be_ordered_by(client, officer, seminar, order):
    desk.many(seminar, 2)
    save_columns(purpose="list", columns=list(COLUMNS), by=officer)
    assert len(client.get(f"{LIST}?o={order}").context["cl"].result_list) == 2


def test_a_column_of_the_seminar_costs_no_query_for_each_row(client, officer, seminar, django_assert_num_queries):
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    save_columns(purpose="list", columns=["reference", "seminar", "delegation"], by=officer)
    desk.many(seminar, 2)
    client.get(LIST)
    with CaptureQueriesContext(connection) as few:
        client.get(LIST)
    desk.many(seminar, 10)
    with django_assert_num_queries(len(few)):
        client.get(LIST)


def test_who_may_choose(client):
    reader = directory.staff(Role.READER)
    client.force_login(reader)
    assert client.get(f"{LIST}columns/list/").status_code == 200
    assert client.get(f"{LIST}columns/export/").status_code == 403
    assert client.post(f"{LIST}columns/export/", {"column": "city"}).status_code == 403
    assert client.get(f"{LIST}columns/nonsense/").status_code == 404
    with pytest.raises(PermissionDenied):
        save_columns(purpose="export", columns=["city"], by=reader)
    client.force_login(directory.staff(Role.ADMINISTRATOR))
    assert client.post(f"{LIST}columns/list/", {"column": "city"}).status_code == 403
    assert SavedColumns.objects.count() == 0
