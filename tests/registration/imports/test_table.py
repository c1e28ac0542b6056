"""A table that somebody's program has written, as rows of text."""

import datetime as dt
import io

import openpyxl
import pytest

from registration.exports.csv_file import safe_cell
from registration.imports import table
from seminar_portal.errors import Invalid

HEAD = "Family Name;First Name;Email;Mobile phone"


def rows(content: bytes) -> list[tuple[str, ...]]:
    return [row.cells for row in table.read(content).rows]


def sheet(*lines: list[object]) -> bytes:
    book = openpyxl.Workbook()
    for line in lines:
        book.active.append(line)
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()


def test_v20_the_mark_at_the_beginning_is_not_part_of_the_first_heading():
    content = f"\ufeff{HEAD}\r\nOSPANOVA;Dana;d@example.org;+7 701 000 0000\r\n".encode()
    assert rows(content) == [("Family Name", "First Name", "Email", "Mobile phone"), ("OSPANOVA", "Dana", "d@example.org", "+7 701 000 0000")]
    assert table.read(content).doubt == ""


def test_v20_a_phone_kept_as_a_number_is_its_digits():
    assert rows(sheet(["Mobile phone"], [442079460018], [442079460018.0], [4.42079460018e11]))[1:] == [("442079460018",)] * 3
    assert rows(b"Mobile phone\n4.42079460018E+11\n")[1:] == [("442079460018",)]
    assert rows(b"Mobile phone\n4.42E+11\n")[1:] == [("4.42E+11",)]  # digits that are gone are not made up


@pytest.mark.parametrize("separator", [";", ",", "\t", "|"])
def test_the_separator_is_found(separator):
    lines = [["Family Name", "Institution", "Email"], ["OSPANOVA", "Ministry", "d@example.org"], ["BEKOV", "Institute", "t@example.org"]]
    assert rows("\n".join(separator.join(line) for line in lines).encode()) == [tuple(line) for line in lines]


def test_a_separator_inside_quotes_does_not_count():
    content = b'Name;Institution\n"OSPANOVA, Dana";"Ministry, department, of, forests"\n'
    assert rows(content)[1] == ("OSPANOVA, Dana", "Ministry, department, of, forests")
    assert rows(b"sep=;\r\nName;City\r\nOSPANOVA, Dana;Astana\r\n")[1] == ("OSPANOVA, Dana", "Astana")


@pytest.mark.parametrize(
    ("encoding", "text", "doubt"),
    [
        ("utf-8", "Фамилия;Имя\nОспанова;Дана\n", ""),
        ("utf-8-sig", "姓;名\n李;安娜\n", ""),
        ("utf-16", "Фамилия;Имя\nОспанова;Дана\n", ""),
        ("utf-16-le", "Name;Имя\nОспанова;Дана Ivanova, latin letters\n", "UTF-16"),
        ("utf-16-be", "Name;Имя\nOspanova;Dana\n", "UTF-16"),
        ("cp1251", "Фамилия;Имя;Учреждение\nОспанова;Дана;Министерство экологии\n", "Windows-1251"),
        ("cp1251", "FAMILY;NAME\nСОКОЛОВА;ИРИНА\n", "Windows-1251"),
        ("gb18030", "姓;名;单位\n欧阳;明月;生态环境研究院\n", "GB18030"),
        ("gb18030", "Name;City\n李娜;北京\n", "GB18030"),
    ],
)
def test_the_character_set_is_found_and_doubt_is_said(encoding, text, doubt):
    found = table.read(text.encode(encoding))
    assert [row.cells for row in found.rows] == [tuple(line.split(";")) for line in text.splitlines()]
    assert (doubt in found.doubt, bool(found.doubt)) == (True, bool(doubt))


def test_rows_have_the_numbers_that_a_spreadsheet_shows():
    content = b'Name;Note\n\nOSPANOVA;"two\nlines"\n;\nBEKOV;x\n'
    assert [(row.number, row.cells) for row in table.read(content).rows] == [(1, ("Name", "Note")), (3, ("OSPANOVA", "two lines")), (6, ("BEKOV", "x"))]
    assert [row.number for row in table.read(sheet(["Name"], [], ["OSPANOVA"])).rows] == [1, 3]


@pytest.mark.parametrize("typed", ["=1+1", "+442079460018", "-2+3", "@SUM(1+1)", "0042", "442079460018", "1/2", "plain", "O'Brien", "'Abd al-Rahman"])
def test_what_our_own_csv_protects_comes_back_as_it_was(typed):
    assert table.as_text(safe_cell(typed)) == typed


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (None, ""),
        (True, "1"),
        (7, "7"),
        (7.5, "7.5"),
        (dt.date(2027, 11, 5), "2027-11-05"),
        ("  two\r\n lines\u202e ", "two lines"),
    ],
)
def test_a_cell_as_text(value, text):
    assert table.as_text(value) == text


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (b"", "There is nothing in this file."),
        (b";;\n;;\n", "There is nothing in this file."),
        (b"%PDF-1.7 ...", "This file is neither XLSX nor CSV."),
        (b"\xd0\xcf\x11\xe0\xa1\xb1", "This is an Excel file of the old kind (.xls). Save it as .xlsx or as CSV UTF-8."),
        (b"PK\x03\x04 broken", "This file cannot be read as XLSX. Open it and save it once more."),
        (b"\xff\xfe\x00", "The letters of this file cannot be read. Save it as CSV UTF-8 or as XLSX."),
        (b"Name\n\x98\x98\xff\xff\n", "The letters of this file cannot be read. Save it as CSV UTF-8 or as XLSX."),
    ],
)
def test_what_cannot_be_read_is_said(content, sentence):
    with pytest.raises(Invalid) as refused:
        table.read(content)
    assert str(refused.value) == sentence


def test_a_docx_is_no_table():
    import docx

    file = io.BytesIO()
    docx.Document().save(file)
    with pytest.raises(Invalid, match="neither XLSX nor CSV"):
        table.read(file.getvalue())


def test_too_many_rows_are_refused(monkeypatch):
    monkeypatch.setattr(table, "MOST_ROWS", 3)
    with pytest.raises(Invalid, match="more than 3 rows"):
        table.read(b"Name\na\nb\nc\n")
    monkeypatch.setattr(table, "MOST_LINES", 5)
    with pytest.raises(Invalid, match="more than 3 rows"):
        table.read(sheet(["Name"], [], [], [], [], [], ["far down"]))
