"""The desk in Django admin: list, filters, search, rights, what waits."""

import datetime as dt
import re

import pytest
from django.contrib.admin.helpers import ACTION_CHECKBOX_NAME
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from directory.enums import Role
from registration.enums import Source, State
from registration.models import RegistrationEvent
from tests.factories import agenda, desk, directory

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("during")]
LIST = "/admin/registration/registration/"


def address(pk: int, *more: str) -> str:
    return f"{LIST}{pk}/" + "".join(f"{part}/" for part in more)


def listed(client, query: str = "") -> list[str]:
    """The references in the list, in its order."""
    response = client.get(LIST + query)
    assert response.status_code == 200
    return [row.reference for row in response.context["cl"].result_list]


# --- the list -----------------------------------------------------------------------------------------------------------------------------


def test_the_list_shows_what_people_decide_by(client, officer, seminar):
    desk.registration(
        seminar, category="institute", speech_topic="Steppe and saiga", corrected_at=agenda.DURING, party=None, other_organisation="World Steppe Fund"
    )
    page = client.get(LIST).content.decode()
    row = re.search(r"<tr><td class=\"action-checkbox\">.*?</tr>", page, re.S)
    assert row is not None
    text = re.sub(r"\s+", " ", re.sub(r"<[^>]+>", "|", row[0]))
    for shown in (
        "BIO-2027-0001",
        "|…| received|",
        "Aigerim SADYKOVA",
        "World Steppe Fund",
        "Ministry of Ecology",
        "institute",
        "|yes|",
        "2027-10-12 15:02 |(UTC+8)|",
        "|corrected|",
    ):
        assert shown in text, shown


def test_times_are_on_the_clock_of_the_seat(client, seminar):
    client.force_login(directory.staff(Role.HOST, zone="Asia/Almaty"))
    desk.registration(seminar, received_at=dt.datetime(2027, 10, 12, 20, 30, tzinfo=dt.UTC), recorded_at=dt.datetime(2027, 10, 12, 20, 30, tzinfo=dt.UTC))
    page = client.get(LIST).content.decode()
    assert "2027-10-13 01:30 <small>(UTC+5)</small>" in page
    assert "Times are on the clock of Astana." in page


def test_the_list_needs_as_many_queries_for_fifty_rows_as_for_five(client, officer, seminar):
    desk.many(seminar, 5)
    client.get(LIST)
    with CaptureQueriesContext(connection) as few:
        client.get(LIST)
    desk.many(seminar, 45, party="KR")
    with CaptureQueriesContext(connection) as more:
        client.get(LIST)
    assert len(more) == len(few) <= 14


def test_a_page_has_a_hundred_rows_newest_first(client, officer, seminar):
    rows = [desk.registration(seminar, received_at=agenda.OPENS + dt.timedelta(minutes=n // 2)) for n in range(102)]
    newest_first = [row.reference for row in reversed(rows)]
    assert listed(client) == newest_first[:100]
    assert listed(client, "?p=2") == newest_first[100:]
    assert listed(client, "?all=1") == newest_first[:100]


@pytest.mark.parametrize(
    ("query", "numbers"),
    [
        ("", [5, 4, 3, 2, 1]),
        ("?seminar=biodiversity", [5, 4, 3, 2, 1]),
        ("?seminar=elsewhere", []),
        ("?state=received", [4, 1]),
        ("?state=live", [4, 2, 1]),
        ("?state=late", [5]),
        ("?delegation=KR", [2]),
        ("?delegation=group:member", [4, 2, 1]),
        ("?delegation=group:observer+state", [5]),
        ("?delegation=by+hand", [3]),
        ("?email=no", [4]),
        ("?email=yes", [5, 3, 2, 1]),
        ("?topic=yes", [2]),
        ("?corrected=yes", [1]),
        ("?source=fax", [5]),
        ("?platform=yes", [2]),
        ("?since=2027-10-11", [5, 4]),
        ("?since=2027-10-11&state=late", [5]),
    ],
)
def test_filters_answer_the_questions_people_ask(client, officer, seminar, query, numbers):
    day = dt.timedelta(days=1)
    base = dt.datetime(2027, 10, 7, 15, 59, 59, tzinfo=dt.UTC)  # 23:59:59 on the officer's clock
    directory.party("JP", standing="observer state")
    desk.registration(seminar, received_at=base, corrected_at=agenda.DURING)
    desk.registration(seminar, received_at=base + day, state=State.REGISTERED, party="KR", speech_topic="Reefs", on_platform=True)
    desk.registration(seminar, received_at=base + 3 * day, state=State.DECLINED, party=None, other_organisation="World Steppe Fund")
    desk.registration(seminar, received_at=base + 3 * day + dt.timedelta(seconds=1), email="")  # 00:00:00 of the 11th
    desk.registration(seminar, received_at=base + 4 * day, state=State.LATE, source=Source.FAX, party="JP")
    assert listed(client, query) == [f"BIO-2027-000{number}" for number in numbers]


def test_a_filter_that_cannot_be_read_shows_the_whole_list(client, officer, seminar):
    desk.registration(seminar)
    response = client.get(LIST + "?since=yesterday")
    assert (response.status_code, response.url) == (302, f"{LIST}?e=1")
    assert listed(client, "?e=1") == ["BIO-2027-0001"]


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("ospanova", True),
        ("Dana Ospanova", True),
        ("ОСПАНОВА дана", True),
        ("оспан", True),
        ("BIO-2027-0001", True),
        ("bio-2027-0001", True),
        ("+44 20 7946 0018", True),
        ("442079460018", True),
        ("d.ospanova@example.org", True),
        ("李安娜", True),
        ("Institute of Botany", True),
        ("ospanova timur", False),
        ("7946 0019", False),
        ("BIO-2027-0002", False),
    ],
)
def test_search_finds_a_person_in_any_script_and_order(client, officer, seminar, query, found):
    desk.registration(
        seminar,
        family_name="Ospanova",
        first_name="Dana",
        native_name="李安娜",
        email="d.ospanova@example.org",
        institution="Institute of Botany",
        mobile_typed="00 44 20 7946 0018",
    )
    response = client.get(LIST, {"q": query})
    assert [row.reference for row in response.context["cl"].result_list] == (["BIO-2027-0001"] if found else [])


def test_v05_one_name_only_stands_once_in_the_list(client, officer, seminar):
    desk.registration(seminar, family_name="Sukarti", first_name="", party="ID")
    page = client.get(LIST).content.decode()
    assert page.count("Sukarti") == 1
    assert "<bdi>Sukarti</bdi>" in page
    assert "None" not in re.sub(r"<[^>]+>", "", page)


def test_v06_a_right_to_left_name_leaves_the_reference_in_one_piece(client, officer, seminar):
    row = desk.registration(seminar, family_name="الحسيني", first_name="ليلى")
    for page in (client.get(LIST), client.get(address(row.pk, "change"))):
        text = page.content.decode()
        assert "<bdi>BIO-2027-0001</bdi>" in text
        assert "<bdi>ليلى الحسيني</bdi>" in text


def test_v07_a_name_of_150_letters_is_whole_in_list_and_page(client, officer, seminar):
    name = ("Wijesekara-" * 14)[:150]
    row = desk.registration(seminar, family_name=name)
    assert f"<bdi>Aigerim {name}</bdi>" in client.get(LIST).content.decode()
    assert f"<bdi>{name}</bdi>" in client.get(address(row.pk, "change")).content.decode()


def test_v08_phones_stand_as_typed_and_as_read(client, officer, seminar):
    row = desk.registration(
        seminar, mobile_typed="00 44 20 7946 0018", landline_typed="+44 20 7946 0234 доб. 15", fax_typed="+44 20 7946 0234; +44 7700 900123"
    )
    row.refresh_from_db()
    assert (row.mobile.as_e164, row.landline.as_e164, str(row.fax)) == ("+442079460018", "+442079460234", "")
    page = client.get(address(row.pk, "change")).content.decode()
    assert "<bdi>00 44 20 7946 0018</bdi> <small>read as +44 20 7946 0018</small>" in page
    assert "<bdi>+44 20 7946 0234 доб. 15</bdi> <small>read as +44 20 7946 0234, extension 15</small>" in page
    assert "<bdi>+44 20 7946 0234; +44 7700 900123</bdi></td>" in page


def test_v27_markup_stays_letters_in_list_page_preview_and_report(client, officer, seminar):
    row = desk.registration(
        seminar, institution="<img src=x onerror=alert(1)>", speech_topic='"><script>alert(2)</script>', family_name="<b>Bold</b>", first_name=""
    )
    pages = [
        client.get(LIST),
        client.get(address(row.pk, "change")),
        client.get(address(row.pk, "correct")),
        client.get(address(row.pk, "act", "decline")),
        client.post(LIST, {"action": "register_ticked", ACTION_CHECKBOX_NAME: [row.pk]}, follow=True),
        client.get(address(row.pk, "change")),
    ]
    for page in pages:
        text = page.content.decode()
        assert page.status_code == 200
        assert "<img src=x" not in text
        assert "<script>alert" not in text
        assert "<b>Bold" not in text
        assert "&lt;b&gt;Bold&lt;/b&gt;" in text
        assert "unsafe" not in page["Content-Security-Policy"]


# --- rights -----------------------------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("role", [Role.READER, Role.SECRETARIAT])
def test_readers_see_list_and_page_without_acts_and_exports(client, seminar, role):
    client.force_login(directory.staff(role))
    row = desk.registration(seminar, corrected_at=agenda.DURING)
    text = client.get(LIST).content.decode()
    assert "BIO-2027-0001" in text
    assert "This list as" not in text
    assert "Enter a paper form" not in text
    assert "register_ticked" not in text
    page = client.get(address(row.pk, "change")).content.decode()
    assert "BIO-2027-0001" in page
    assert "/act/" not in page
    assert "Corrections seen" not in page
    for method, where, data in [
        ("post", address(row.pk, "act", "register"), {"version": "1"}),
        ("get", address(row.pk, "act", "register"), {}),
        ("post", address(row.pk, "corrections-seen"), {"version": "1"}),
        ("get", address(row.pk, "correct"), {}),
        ("post", address(row.pk, "correct"), {"version": "1"}),
        ("get", f"{LIST}export.csv", {}),
        ("get", f"{LIST}export.xlsx", {}),
        ("get", f"{LIST}add/", {}),
        ("post", f"{LIST}add/", {}),
        ("get", f"{LIST}{row.pk}/delete/", {}),
    ]:
        assert getattr(client, method)(where, data).status_code == 403, where
    client.post(LIST, {"action": "register_ticked", ACTION_CHECKBOX_NAME: [row.pk]})
    row.refresh_from_db()
    assert (row.state, row.version) == ("received", 1)


def test_an_administrator_of_accounts_reads_no_registration(client, seminar):
    client.force_login(directory.staff(Role.ADMINISTRATOR))
    row = desk.registration(seminar)
    assert client.get(LIST).status_code == 403
    assert client.get(address(row.pk, "change")).status_code == 403
    assert client.get(address(row.pk, "scan")).status_code == 403


def test_nobody_is_sent_to_the_log_in(client, seminar):
    row = desk.registration(seminar)
    for where in (LIST, address(row.pk, "change"), address(row.pk, "act", "register"), f"{LIST}export.csv", f"{LIST}add/"):
        response = client.get(where)
        assert response.status_code == 302
        assert response.url.startswith(reverse("admin:login"))


def test_admitting_needs_the_right_of_its_own(client, officer, seminar):
    row = desk.registration(seminar, state=State.LATE)
    assert client.post(address(row.pk, "act", "admit"), {"version": "1", "reason": "power cut"}).status_code == 403
    client.force_login(directory.give(officer, "registration.admit_late"))
    assert client.post(address(row.pk, "act", "admit"), {"version": "1", "reason": "power cut"}).status_code == 302
    row.refresh_from_db()
    assert row.state == "received"


def test_the_logs_are_viewers(client, officer, seminar):
    from registration.services.desk import register_officially

    row = desk.registration(seminar)
    register_officially(registration_id=row.pk, by=officer, now=agenda.DURING)
    event = RegistrationEvent.objects.get()
    where = "/admin/registration/registrationevent/"
    page = client.get(where).content.decode()
    assert "<bdi>BIO-2027-0001</bdi>" in page
    assert "officially registered" in page
    assert client.get(f"{where}{event.pk}/change/").status_code == 200
    for method, path in (("get", f"{where}add/"), ("post", f"{where}add/"), ("post", f"{where}{event.pk}/change/"), ("post", f"{where}{event.pk}/delete/")):
        assert getattr(client, method)(path).status_code == 403


def test_what_waits_at_the_desk(client, officer, seminar):
    from registration.desk_selectors import waiting

    desk.registration(seminar)
    desk.registration(seminar, email="")
    desk.registration(seminar, state=State.REGISTERED, corrected_at=agenda.DURING)
    desk.registration(seminar, state=State.WITHDRAWN, corrected_at=agenda.DURING, email="")
    desk.registration(seminar, state=State.LATE)
    lines = waiting(officer, agenda.DURING)
    assert [(line.label.partition(" – ")[0], line.count) for line in lines] == [
        ("Registrations to review", 2),
        ("Corrections to look at", 1),
        ("Delegates without an e-mail address", 1),
        ("Possible duplicates to decide on", 0),
    ]
    for line in lines[:-1]:
        assert len(listed(client, line.url.removeprefix(LIST))) == line.count
    named = directory.give(officer, "registration.admit_late")
    assert waiting(named, agenda.DURING)[-2].count == 1
    assert waiting(directory.staff(Role.READER), agenda.DURING) == []
    assert waiting(officer, dt.datetime(2027, 11, 19, 0, 0, tzinfo=dt.UTC)) == []


def test_counts_beside_the_filters_are_true_and_cost_the_same(client, officer, seminar):
    desk.many(seminar, 3)
    desk.registration(seminar, state=State.LATE, party=None, other_organisation="World Steppe Fund")
    with CaptureQueriesContext(connection) as few:
        page = client.get(LIST + "?_facets=True").content.decode()
    for words in (
        "received (3)",
        "late (1)",
        "received or officially registered (3)",
        "all member states (3)",
        "Kazakhstan (3)",
        "another organisation (1)",
        "no topic (4)",
    ):
        assert words in page, words
    desk.many(seminar, 20, party="KR")
    with CaptureQueriesContext(connection) as more:
        client.get(LIST + "?_facets=True")
    assert len(more) == len(few)
