"""The filtered list as CSV and XLSX, read by other programs than the one that wrote it."""

import csv
import datetime as dt
import io
import re

import openpyxl
import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import translation

from directory.enums import Role
from registration.enums import Source, State
from registration.exports.columns import columns, instant_text, keyset_pages
from registration.exports.csv_file import safe_cell
from registration.models import ExportRecord, Registration
from tests.factories import agenda, desk, directory

pytestmark = pytest.mark.django_db
LIST = "/admin/registration/registration/"
NOW = dt.datetime(2027, 11, 6, 1, 0, tzinfo=dt.UTC)
ANNEX = [
    "Family Name",
    "Middle Name",
    "First Name",
    "Gender",
    "Nation",
    "Institution",
    "Job Title",
    "Mobile phone",
    "Fixed-line Telephone",
    "Fax",
    "Email",
    "Speech Topic",
]


@pytest.fixture(autouse=True)
def clock():
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def seminar():
    return agenda.seminar()


@pytest.fixture
def officer(client):
    officer = directory.staff(Role.HOST)
    client.force_login(officer)
    return officer


def as_csv(client, query: str = "") -> tuple[list[list[str]], list[dict[str, str]]]:
    """The lines of the heading, and the rows by heading."""
    response = client.get(f"{LIST}export.csv{query}")
    assert response.status_code == 200
    content = b"".join(response.streaming_content)
    assert content.startswith(b"\xef\xbb\xbf")
    return parts(list(csv.reader(io.StringIO(content.decode("utf-8-sig"), newline=""))))


def as_xlsx(client, query: str = "") -> tuple[list[list[str]], list[dict[str, str]]]:
    response = client.get(f"{LIST}export.xlsx{query}")
    assert response.status_code == 200
    sheet = openpyxl.load_workbook(io.BytesIO(b"".join(response.streaming_content))).active
    for line in sheet.iter_rows():
        for cell in line:
            assert cell.data_type in ("s", "n") and (cell.data_type == "s" or cell.value is None), cell.coordinate
    return parts([["" if value is None else value for value in line] for line in sheet.iter_rows(values_only=True)])


def parts(lines: list[list[str]]) -> tuple[list[list[str]], list[dict[str, str]]]:
    top = next(number for number, line in enumerate(lines) if line[:1] == ["Family Name"])
    return [line[:2] for line in lines[:top] if any(line)], [dict(zip(lines[top], line, strict=True)) for line in lines[top + 1 :]]


@pytest.mark.parametrize("read", [as_csv, as_xlsx])
def test_annex_ii_stands_first_and_in_its_order(client, officer, seminar, read):
    desk.registration(seminar, gender="female")
    _heading, rows = read(client)
    assert list(rows[0])[:12] == ANNEX
    assert list(rows[0].values())[:7] == ["SADYKOVA", "", "Aigerim", "Female", "Kazakhstan", "Ministry of Ecology", ""]
    assert (rows[0]["Reference"], rows[0]["State"], rows[0]["Source"]) == ("BIO-2027-0001", "received", "web form")


@pytest.mark.parametrize("read", [as_csv, as_xlsx])
def test_the_heading_says_filter_and_instant(client, officer, seminar, read):
    desk.registration(seminar, state=State.REGISTERED)
    desk.registration(seminar)
    heading, rows = read(client, "?seminar=biodiversity&state=registered&q=sadykova")
    assert [row["Reference"] for row in rows] == ["BIO-2027-0001"]
    assert heading == [
        ["List", "CICA Experience Exchange Seminar on Biodiversity Conservation"],
        ["Filter", "seminar: CICA Experience Exchange Seminar on Biodiversity Conservation (2027); state: officially registered; search: sadykova"],
        ["As of", "Saturday, 6 November 2027, 09:00 Beijing time (UTC+8)"],
    ]


HOSTILE = {
    "Institution": '=HYPERLINK("http://x.example","open")',
    "Speech Topic": "@SUM(1+1)",
    "Job Title": "-2+3",
    "First Name": "=1+1",
    "Mobile phone": "+442079460018",
    "Fixed-line Telephone": "020 7946 0018",
}


def hostile(seminar):
    return desk.registration(
        seminar,
        institution=HOSTILE["Institution"],
        speech_topic=HOSTILE["Speech Topic"],
        job_title=HOSTILE["Job Title"],
        first_name=HOSTILE["First Name"],
        mobile_typed=HOSTILE["Mobile phone"],
        landline_typed=HOSTILE["Fixed-line Telephone"],
        received_at=agenda.CLOSES,
    )


def test_v19_xlsx_cells_are_text_with_exactly_these_characters(client, officer, seminar):
    hostile(seminar)
    response = client.get(f"{LIST}export.xlsx")
    content = b"".join(response.streaming_content)
    book = openpyxl.load_workbook(io.BytesIO(content))
    values = {cell.value for line in book.active.iter_rows() for cell in line}
    assert set(HOSTILE.values()) <= values
    assert all(cell.data_type != "f" and cell.hyperlink is None for line in book.active.iter_rows() for cell in line)
    import zipfile

    sheet = zipfile.ZipFile(io.BytesIO(content)).read("xl/worksheets/sheet1.xml").decode()
    assert "<f>" not in sheet
    assert "hyperlink" not in sheet


def test_v19_csv_cells_begin_with_nothing_that_is_computed(client, officer, seminar):
    hostile(seminar)
    response = client.get(f"{LIST}export.csv")
    lines = list(csv.reader(io.StringIO(b"".join(response.streaming_content).decode("utf-8-sig"), newline="")))
    cells = [cell for line in lines for cell in line]
    assert [cell for cell in cells if cell.lstrip(" ")[:1] in tuple("=+-@\t\r")] == []
    _heading, rows = parts(lines)
    assert {name: rows[0][name] for name in HOSTILE} == {
        "Institution": '\'=HYPERLINK("http://x.example","open")',
        "Speech Topic": "'@SUM(1+1)",
        "Job Title": "'-2+3",
        "First Name": "'=1+1",
        "Mobile phone": "'+442079460018",
        "Fixed-line Telephone": "020 7946 0018",
    }


@pytest.mark.parametrize("read", [as_csv, as_xlsx])
def test_v19_instants_have_the_seminars_zone(client, officer, seminar, read):
    hostile(seminar)
    _heading, rows = read(client)
    assert rows[0]["Received at"] == "2027-11-05 23:59:59 (UTC+8)"


@pytest.mark.parametrize(
    ("typed", "cell"),
    [
        ("=1+1", "'=1+1"),
        ("  =1+1", "'=1+1"),
        ("\t=1+1", "'=1+1"),
        ("\rcmd", "'cmd"),
        ("＝1+1", "'＝1+1"),
        ("+7 701 000 0000", "'+7 701 000 0000"),
        ("02079460018", "'02079460018"),
        ("442079460018", "'442079460018"),
        ("0042", "'0042"),
        ("020 7946 0018", "020 7946 0018"),
        ("2027", "2027"),
        ("Ministry; =1+1", "Ministry; '=1+1"),
        ("+44 20 7946 0234; +44 7700 900123", "'+44 20 7946 0234; +44 7700 900123"),
        ("two\nlines", "two lines"),
        ("Биоразнообразие 生物多样性", "Биоразнообразие 生物多样性"),
        ("a-b @ c", "a-b @ c"),
        ("", ""),
    ],
)
def test_a_csv_cell(typed, cell):
    assert safe_cell(typed) == cell


@pytest.mark.parametrize("read", [as_csv, as_xlsx])
def test_other_scripts_and_quotes_come_back_as_they_were(client, officer, seminar, read):
    desk.registration(
        seminar,
        native_name="李安娜",
        institution='Институт "Ботаника", отдел',
        speech_topic="生物多样性; practice",
        city="Нур-Султан",
        other_organisation="",
        party="CN",
    )
    _heading, rows = read(client)
    assert (rows[0]["Name in own script"], rows[0]["Institution"], rows[0]["Speech Topic"], rows[0]["City"]) == (
        "李安娜",
        'Институт "Ботаника", отдел',
        "生物多样性; practice",
        "Нур-Султан",
    )


@pytest.mark.parametrize("read", [as_csv, as_xlsx])
def test_v05_one_name_only_has_no_none_and_no_stray_space(client, officer, seminar, read):
    desk.registration(seminar, family_name="Sukarti", first_name="", party="ID")
    _heading, rows = read(client)
    assert (rows[0]["Family Name"], rows[0]["First Name"], rows[0]["Name as it is to be printed"]) == ("Sukarti", "", "Sukarti")
    assert "None" not in rows[0].values()


@pytest.mark.parametrize("read", [as_csv, as_xlsx])
def test_v07_a_name_of_150_letters_is_whole(client, officer, seminar, read):
    name = ("Wijesekara-" * 14)[:150]
    desk.registration(seminar, family_name=name)
    assert read(client)[1][0]["Family Name"] == name


@pytest.mark.parametrize("read", [as_csv, as_xlsx])
def test_v08_phones_as_typed_and_as_read(client, officer, seminar, read):
    desk.registration(seminar, mobile_typed="00 44 20 7946 0018", fax_typed="+44 20 7946 0234; +44 7700 900123")
    row = read(client)[1][0]
    assert (row["Mobile phone"], row["Mobile phone, as read"].lstrip("'"), row["Fax"].lstrip("'"), row["Fax, as read"]) == (
        "00 44 20 7946 0018",
        "+442079460018",
        "+44 20 7946 0234; +44 7700 900123",
        "",
    )


def test_headings_and_choices_are_in_the_officers_language(client, officer, seminar):
    desk.registration(seminar)
    with translation.override("en"):  # the request leaves its language active in this thread
        response = client.get(f"/ru{LIST}export.csv")
        assert response.status_code == 200
        assert "суббота, 6 ноябр" in b"".join(response.streaming_content).decode().casefold()


@pytest.mark.parametrize("file_format", ["csv", "xlsx"])
def test_each_export_is_written_down(client, officer, seminar, file_format):
    desk.many(seminar, 3)
    desk.registration(seminar, state=State.LATE, source=Source.FAX)
    response = client.get(f"{LIST}export.{file_format}?seminar=biodiversity&state=received")
    assert b"".join(response.streaming_content)
    assert response["Content-Disposition"] == f'attachment; filename="biodiversity-2027-11-06-0900.{file_format}"'
    record = ExportRecord.objects.get()
    assert (record.seminar, record.at, record.by, record.format, record.rows) == (seminar, NOW, officer, file_format, 3)
    assert record.filter == "seminar: CICA Experience Exchange Seminar on Biodiversity Conservation (2027); state: received"
    page = client.get("/admin/registration/exportrecord/").content.decode()
    assert "2027-11-06 09:00 <small>(UTC+8)</small>" in page
    for path in ("add/", f"{record.pk}/delete/"):
        assert client.post(f"/admin/registration/exportrecord/{path}").status_code == 403


def test_an_export_of_the_whole_list_names_no_seminar(client, officer, seminar):
    desk.registration(seminar)
    client.get(f"{LIST}export.csv")
    record = ExportRecord.objects.get()
    assert (record.seminar, record.filter, record.rows) == (None, "none, the whole list", 1)


def test_an_export_has_all_pages_of_the_list(client, officer, seminar):
    desk.many(seminar, 103)
    assert [row["Reference"] for row in as_csv(client, "?p=2")[1]] == [f"BIO-2027-{number:04d}" for number in range(1, 104)]


def test_an_empty_list_is_a_file_too(client, officer, seminar):
    for read in (as_csv, as_xlsx):
        assert read(client)[1] == []
    assert [record.rows for record in ExportRecord.objects.all()] == [0, 0]


def test_a_format_or_a_filter_that_is_not_there(client, officer, seminar):
    assert client.get(f"{LIST}export.pdf").status_code == 404
    assert client.get(f"{LIST}export.csv?since=x").status_code == 302
    assert client.post(f"{LIST}export.csv").status_code == 405
    assert ExportRecord.objects.count() == 0


def test_rows_are_read_in_pages_by_key(seminar):
    desk.many(seminar, 7)
    other = agenda.seminar(slug="wetlands", reference_prefix="WET")
    desk.many(other, 2)
    with CaptureQueriesContext(connection) as queries:
        found = [row.reference for row in keyset_pages(Registration.objects.order_by("-received_at"), size=3)]
    assert found == [*(f"BIO-2027-{n:04d}" for n in range(1, 8)), "WET-2027-0001", "WET-2027-0002"]
    assert len(queries) == 4
    assert not any(re.search(r"\bOFFSET\b", query["sql"]) for query in queries)


def test_every_column_gives_text(seminar):
    row = desk.registration(seminar, recorded_by=directory.staff(Role.HOST), corrected_at=NOW, mobile_typed="+442079460018")
    row = Registration.objects.get(pk=row.pk)
    assert [column.heading for column in columns() if not isinstance(column.value(row), str)] == []


def test_an_instant_as_text():
    instant = dt.datetime(2027, 11, 5, 15, 59, 59, tzinfo=dt.UTC)
    assert instant_text(instant, "Asia/Shanghai") == "2027-11-05 23:59:59 (UTC+8)"
    assert instant_text(instant, "Asia/Kabul") == "2027-11-05 20:29:59 (UTC+4:30)"
