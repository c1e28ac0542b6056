"""The board as a workbook: read back cell by cell, and once through another program."""

import csv
import datetime as dt
import hashlib
import io
import shutil
import subprocess

import pytest
from django.utils import translation
from openpyxl import load_workbook

from consent import exports, selectors, services
from consent.enums import LetterKind
from consent.models import ProcedureEvent
from directory import files
from directory.models import Party
from tests.factories import consent

pytestmark = pytest.mark.django_db
K = LetterKind
NAMES = {"CN": ("Китай", "中国"), "KZ": ("Казахстан", "哈萨克斯坦"), "KR": ("Республика Корея", "大韩民国"), "IR": ("Иран", "伊朗")}


@pytest.fixture
def officer():
    consent.few_states()
    for code, (ru, zh) in NAMES.items():
        Party.objects.filter(code=code).update(name_ru=ru, name_zh_hans=zh)
    return consent.officer(name="A. Officer")


@pytest.fixture
def certified(officer):
    """Four states: one consent, one receipt with a formula in it, one objection that was struck, the proposer; certified."""
    round_ = consent.opened(by=officer)
    scan = files.store_bytes(content=b"%PDF-1.4 fax", name="fax.pdf", content_type="application/pdf", owner="consent:1", by=officer, now=consent.DURING)
    consent.letter(round_, "KZ", K.CONSENT, consent.DURING, by=officer, their_number="007-3/12", their_date=dt.date(2027, 10, 19), scan=scan)
    consent.letter(round_, "KR", K.RECEIPT, consent.DURING, by=officer, summary="=HYPERLINK(1)")
    wrong = consent.letter(round_, "IR", K.OBJECTION, consent.DURING, by=officer).letter
    services.correct_entry(letter_id=wrong.pk, reason="Of another round.", by=officer, now=consent.DURING)
    services.certify(round_id=round_.pk, channels_examined=["note"], by=officer, now=consent.LATER)
    return round_


def workbook(round_, language="en", now=consent.LATER):
    with translation.override(language):
        content = io.BytesIO()
        exports.write(content, selectors.board(round_.pk, now), now=now)
    return content.getvalue()


def sheets(content):
    book = load_workbook(io.BytesIO(content))
    return {sheet.title: [list(row) for row in sheet.iter_rows(values_only=True)] for sheet in book.worksheets}


def test_the_board_says_what_it_is_and_keeps_written_consent_apart(certified):
    rows = sheets(workbook(certified))["Board"]
    assert [row[:2] for row in rows[:8]] == [
        ["List", "Silence procedure: CICA Experience Exchange Seminar on Biodiversity Conservation"],
        ["Question", "To convene online the Seminar on Biodiversity Conservation"],
        ["Round", "note № 15-1/301emb of 12 October 2027, round 1"],
        ["Silence expires", "Tuesday, 26 October 2027, 18:00 Astana time (UTC+5)"],
        ["State", "adopted"],
        ["Numbers", "1 agreed in writing, 2 silent, 1 proposer"],
        ["Filter", "none"],
        ["As of", "Wednesday, 27 October 2027, 09:00 Astana time (UTC+5)"],
    ]
    assert rows[9:] == [
        ["No.", "State", "Position", "Consent in writing", "Counted as consent", "Last letter", "As certified"],
        ["1", "China", "◆ Proposer", None, None, None, "Proposer"],
        ["2", "Iran", "○ No reply", None, "No reply", None, "Counted as consent (No reply)"],
        ["3", "Kazakhstan", "✓ Agreed in writing", "Agreed in writing", None, "20 Oct", "Agreed in writing"],
        ["4", "Republic of Korea", "◐ Receipt only", None, "Receipt only", None, "Counted as consent (Receipt only)"],
    ]


def test_before_the_certification_nothing_is_counted_as_consent(officer):
    round_ = consent.opened(by=officer)
    rows = sheets(workbook(round_, now=consent.DURING))["Board"]
    assert [row[2:5] for row in rows[10:]] == [["◆ Proposer", None, None]] + [["○ No reply", None, None]] * 3


def test_letters_are_text_as_they_were_typed_with_hash_and_what_was_struck(certified):
    rows = sheets(workbook(certified))["Letters"]
    head, first, second, third = rows[9:]
    sha = hashlib.sha256(b"%PDF-1.4 fax").hexdigest()
    letter = dict(zip(head, first, strict=True))
    assert (letter["From"], letter["Received"], letter["Their number"], letter["Their date"]) == (
        "Kazakhstan",
        "2027-10-20 10:00:00 (UTC+5)",
        "007-3/12",
        "2027-10-19",
    )
    assert (letter["Scan"], letter["SHA-256 of the scan"]) == ("fax.pdf", sha)
    assert dict(zip(head, second, strict=True))["In its own words"] == "=HYPERLINK(1)"
    struck = dict(zip(head, third, strict=True))
    assert (struck["Entered as"], struck["What it counts as"]) == ("objects", None)
    assert struck["Struck"] == "2027-10-20 10:00:00 (UTC+5); A. Officer; Of another round."
    book = load_workbook(io.BytesIO(workbook(certified)))
    assert {cell.data_type for sheet in book.worksheets for row in sheet.iter_rows() for cell in row if cell.value is not None} == {"s"}


def test_the_record_can_be_computed_again_from_the_sheet(certified):
    rows = sheets(workbook(certified))["Record"]
    head, *events = rows[9:]
    place = {name: number for number, name in enumerate(head)}
    assert [row[place["No."]] for row in events] == [str(event.number) for event in ProcedureEvent.objects.order_by("number")]
    previous = ""
    for row in events:
        assert hashlib.sha256(row[place["What the hash covers"]].encode()).hexdigest() == row[place["Hash"]]
        assert (row[place["Hash before"]] or "") == previous
        previous = row[place["Hash"]]
    assert previous == certified.procedure.__class__.objects.get().head


@pytest.mark.parametrize(("language", "kazakhstan"), [("ru", "Казахстан"), ("zh-hans", "哈萨克斯坦")])
def test_headings_and_states_in_the_language_that_was_chosen(certified, language, kazakhstan):
    first = next(iter(sheets(workbook(certified, language)).values()))
    assert kazakhstan in [row[1] for row in first]
    assert "Kazakhstan" not in [row[1] for row in first]


@pytest.mark.skipif(shutil.which("soffice") is None, reason="LibreOffice is not installed")
def test_another_program_reads_the_same_board(certified, tmp_path):
    path = tmp_path / "board.xlsx"
    path.write_bytes(workbook(certified))
    command = ["soffice", "--headless", f"-env:UserInstallation=file://{tmp_path}/profile", "--convert-to", "csv:Text - txt - csv (StarCalc):44,34,76"]
    subprocess.run([*command, "--outdir", str(tmp_path), str(path)], check=True, capture_output=True, timeout=120)
    with (tmp_path / "board.csv").open(encoding="utf-8", newline="") as file:
        read = list(csv.reader(file))
    expected = [[cell or "" for cell in row] for row in sheets(path.read_bytes())["Board"]]
    assert read == expected
