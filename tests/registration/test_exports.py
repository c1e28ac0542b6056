"""The filtered list as CSV and XLSX, read by other programs than the one that wrote it."""

import csv
import datetime as dt
import io
import re
import subprocess
import sys
from pathlib import Path

import openpyxl
import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import translation

from directory.enums import Role
from registration.enums import Source, State
from registration.exports import files
from registration.exports.columns import chosen, columns, instant_text, mapped
from registration.exports.csv_file import safe_cell
from registration.exports.rows import keys_of, pages
from registration.models import ExportRecord, Registration, SavedColumns
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


def content_of(client, path: str) -> bytes:
    response = client.get(LIST + path)
    assert response.status_code == 200
    return b"".join(response.streaming_content)  # the client ends the request, and closes the file, when all of it is read


def as_csv(client, query: str = "") -> tuple[list[list[str]], list[dict[str, str]]]:
    """The lines of the heading, and the rows by heading."""
    content = content_of(client, f"export.csv{query}")
    assert content.startswith(b"\xef\xbb\xbf")
    return parts(list(csv.reader(io.StringIO(content.decode("utf-8-sig"), newline=""))))


def as_xlsx(client, query: str = "") -> tuple[list[list[str]], list[dict[str, str]]]:
    sheet = openpyxl.load_workbook(io.BytesIO(content_of(client, f"export.xlsx{query}"))).active
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
    content = content_of(client, "export.xlsx")
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
    lines = list(csv.reader(io.StringIO(content_of(client, "export.csv").decode("utf-8-sig"), newline="")))
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
        ("1E5", "'1E5"),
        ("4.42E+11", "'4.42E+11"),
        ("1/2", "'1/2"),
        ("2027-11-05", "'2027-11-05"),
        ("3.5", "'3.5"),
        ("14:00", "'14:00"),
        ("50 %", "'50 %"),
        ("SEPT2", "'SEPT2"),
        ("5 May", "'5 May"),
        ("May 2027", "'May 2027"),
        ("March", "March"),
        ("Mayor 2", "Mayor 2"),
        ("true", "'true"),
        ("2027-10-12 15:02:00 (UTC+8)", "2027-10-12 15:02:00 (UTC+8)"),
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
    content_of(client, "export.csv")
    record = ExportRecord.objects.get()
    assert (record.seminar, record.filter, record.rows) == (None, "none, the whole list", 1)


def test_an_export_has_all_pages_of_the_list(client, officer, seminar):
    desk.many(seminar, 103)
    assert [row["Reference"] for row in as_csv(client, "?p=2")[1]] == [f"BIO-2027-{number:04d}" for number in range(103, 0, -1)]


def test_an_empty_list_is_a_file_too(client, officer, seminar):
    for read in (as_csv, as_xlsx):
        assert read(client)[1] == []
    assert [record.rows for record in ExportRecord.objects.all()] == [0, 0]


def test_a_format_or_a_filter_that_is_not_there(client, officer, seminar):
    assert client.get(f"{LIST}export.pdf").status_code == 404
    assert client.get(f"{LIST}export.csv?since=x").status_code == 302
    assert client.post(f"{LIST}export.csv").status_code == 405
    assert ExportRecord.objects.count() == 0


def test_rows_are_read_in_pages_of_keys_in_the_order_of_the_list(seminar):
    desk.many(seminar, 7)
    other = agenda.seminar(slug="wetlands", reference_prefix="WET")
    desk.many(other, 2, party="KR")
    listed = Registration.objects.order_by("-party__sort_key", "printed_name", "-pk")
    told: list[int] = []
    with CaptureQueriesContext(connection) as queries:
        found = [row.reference for row in pages(keys_of(listed), size=4, after_page=told.append)]
    assert found == ["WET-2027-0001", "WET-2027-0002", *(f"BIO-2027-{n:04d}" for n in range(1, 8))]
    assert told == [4, 8, 9]
    assert len(queries) == 1 + 3 + 2  # the keys, three pages, the seminars and the states that the rows share
    assert not any(re.search(r"\bOFFSET\b", query["sql"]) for query in queries)


def test_a_row_that_goes_meanwhile_is_left_out(seminar):
    rows = desk.many(seminar, 3)
    keys = keys_of(Registration.objects.order_by("pk"))
    rows[1].delete()
    assert [row.reference for row in pages(keys)] == ["BIO-2027-0001", "BIO-2027-0003"]


@pytest.mark.parametrize("read", [as_csv, as_xlsx])
def test_the_order_is_that_of_the_list(client, officer, seminar, read):
    for name in ("BEKOV", "ADILOV", "SADYKOVA"):
        desk.registration(seminar, family_name=name, first_name="")
    assert [row["Family Name"] for row in read(client, "?o=3")[1]] == ["ADILOV", "BEKOV", "SADYKOVA"]
    assert [row["Family Name"] for row in read(client, "?o=-3")[1]] == ["SADYKOVA", "BEKOV", "ADILOV"]


@pytest.mark.parametrize("read", [as_csv, as_xlsx])
def test_the_columns_are_those_that_the_officer_has_chosen(client, officer, seminar, read):
    SavedColumns.objects.create(user=officer, purpose="export", columns=["reference", "email", "gone long ago", "family_name"])
    SavedColumns.objects.create(user=directory.staff(Role.HOST), purpose="export", columns=["city"])
    desk.registration(seminar)
    lines = list(csv.reader(io.StringIO(content_of(client, "export.csv").decode("utf-8-sig"), newline="")))
    assert lines[-2:] == [["Reference", "Email", "Family Name"], ["BIO-2027-0001", "a.sadykova@example.org", "SADYKOVA"]]
    record = ExportRecord.objects.get()
    assert (record.columns, record.purpose, record.state, record.ended_at) == (["reference", "email", "family_name"], "list", "done", NOW)
    assert "Reference, Email, Family Name" in client.get(f"/admin/registration/exportrecord/{record.pk}/change/").content.decode()


def test_xlsx_has_a_frozen_row_of_headings_widths_and_a_filter(client, officer, seminar):
    desk.many(seminar, 3)
    response = client.get(f"{LIST}export.xlsx")
    sheet = openpyxl.load_workbook(io.BytesIO(b"".join(response.streaming_content))).active
    assert (sheet["A5"].value, sheet.freeze_panes, sheet.auto_filter.ref) == ("Family Name", "A6", "A5:AJ8")
    assert sheet.column_dimensions["F"].width > sheet.column_dimensions["D"].width
    assert int(response["Content-Length"]) > 5000


def test_an_export_leaves_no_file_open_and_none_behind(client, officer, seminar, settings, tmp_path, monkeypatch):
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    desk.many(seminar, 3)
    for file_format in ("csv", "xlsx"):
        response = client.get(f"{LIST}export.{file_format}")
        assert not response.closed
        assert b"".join(response.streaming_content)
        assert response.closed
    assert list(tmp_path.iterdir()) == []


def test_a_file_that_breaks_in_the_middle_leaves_none_behind(seminar, tmp_path, monkeypatch):
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))

    def breaks():
        yield desk.registration(seminar)
        raise RuntimeError("the database is gone")

    for file_format in ("csv", "xlsx"):
        with pytest.raises(RuntimeError, match="the database is gone"):
            files.written(file_format, heading=None, columns=columns(), rows=breaks())
    assert list(tmp_path.iterdir()) == []


def test_columns_under_headings_of_somebody_else(seminar):
    row = Registration.objects.get(pk=desk.registration(seminar).pk)
    assert [(column.heading, column.value(row)) for column in mapped([("姓", "family_name"), ("Remarks", ""), ("Old", "no such field")])] == [
        ("姓", "SADYKOVA"),
        ("Remarks", ""),
        ("Old", ""),
    ]


def test_a_choice_without_any_known_column_is_all_of_them():
    assert [column.key for column in chosen(["email", "email", "nonsense", "city"])] == ["email", "city"]
    assert [column.key for column in chosen(["nonsense"])] == [column.key for column in columns()]


MEASURE = """
import os, sys
os.environ["DJANGO_SETTINGS_MODULE"] = "tests.settings"
import django
django.setup()
import re
from django.utils import translation
from agenda.models import Seminar
from directory.models import Party
from registration.exports import files
from registration.exports.columns import Heading, columns
from registration.models import Registration
from registration.exports.rows import PAGE

import datetime as dt

at = dt.datetime(2027, 10, 12, 7, 2, tzinfo=dt.UTC)
seminar = Seminar(slug="large", zone="Asia/Shanghai", title="Large")
party = Party(code="KZ", name="Kazakhstan")


def resident():
    return int(re.search(r"VmRSS:\\s+(\\d+)", open("/proc/self/status").read())[1]) / 1024


def row(number):
    return Registration(
        seminar=seminar, party=party, number=number, reference=f"LAR-2027-{number:05d}", state="received", source="web", received_at=at, recorded_at=at,
        family_name=f"FAMILY NAME {number}", first_name=f"Имя {number}", native_name="阿依古丽", institution=f"Steppe Ecology, laboratory {number}",
        job_title="Researcher", email=f"delegate-{number}@example.org", mobile_typed="+44 7700 900123", mobile="+447700900123",
        speech_topic=f"Return of the saiga to the steppe, part {number}", printed_name=f"Имя FAMILY NAME {number}",
    )


def rows(count):
    for start in range(0, count, PAGE):
        yield from [row(number) for number in range(start, min(start + PAGE, count))]


heading = Heading("Large", "none", "today")
for file_format in sys.argv[1:]:
    files.written(file_format, heading=heading, columns=columns(), rows=rows(100))[0].close()  # what is imported and remembered at the first time
    before = resident()
    file, count = files.written(file_format, heading=heading, columns=columns(), rows=rows(20_000))
    print(file_format, count, round(resident() - before, 1))
    file.close()
"""


@pytest.mark.skipif(not Path("/proc/self/status").exists(), reason="reads the memory of a process where Linux shows it")
def test_twenty_thousand_rows_add_at_most_thirty_mebibytes():
    done = subprocess.run([sys.executable, "-c", MEASURE, "csv", "xlsx"], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    lines = [line.split() for line in done.stdout.splitlines()]
    assert [line[:2] for line in lines] == [["csv", "20000"], ["xlsx", "20000"]]
    assert [line for line in lines if float(line[2]) > 30] == []


def test_every_column_gives_text(seminar):
    row = desk.registration(seminar, recorded_by=directory.staff(Role.HOST), corrected_at=NOW, mobile_typed="+442079460018")
    row = Registration.objects.get(pk=row.pk)
    assert [column.heading for column in columns() if not isinstance(column.value(row), str)] == []


def test_an_instant_as_text():
    instant = dt.datetime(2027, 11, 5, 15, 59, 59, tzinfo=dt.UTC)
    assert instant_text(instant, "Asia/Shanghai") == "2027-11-05 23:59:59 (UTC+8)"
    assert instant_text(instant, "Asia/Kabul") == "2027-11-05 20:29:59 (UTC+4:30)"
