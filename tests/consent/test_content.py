"""What is read of a Word file that was issued."""

import io
import zipfile

import pytest
from docx import Document

from consent import content
from directory import files
from tests.factories import consent

pytestmark = pytest.mark.django_db


def stored(content_bytes, content_type=content.DOCX):
    return files.store_bytes(content=content_bytes, name="paper", content_type=content_type, owner="consent:1", by=None, now=consent.SENT)


def saved(document):
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()


def test_paragraphs_and_tables_in_their_order_and_a_merged_cell_once():
    document = Document()
    document.add_paragraph("Concept  paper")
    table = document.add_table(2, 2)
    table.cell(0, 0).merge(table.cell(0, 1)).text = "Programme"
    table.cell(1, 0).text, table.cell(1, 1).text = "17 November", "Opening"
    document.add_paragraph("")
    document.add_paragraph("In Beijing.")
    assert content.words_of(stored(saved(document))) == "Concept paper\nProgramme\n17 November\nOpening\nIn Beijing."


def test_other_files_and_broken_ones_have_no_words():
    assert content.words_of(stored(b"%PDF-1.4 page", "application/pdf")) == ""
    assert content.words_of(stored(b"PK\x03\x04 not a package")) == ""


def test_a_package_that_unpacks_beyond_measure_is_not_read(monkeypatch):
    document = Document()
    document.add_paragraph("Concept paper")
    file = stored(saved(document))
    assert content.words_of(file) == "Concept paper"
    with zipfile.ZipFile(io.BytesIO(saved(document))) as package:
        unpacked = sum(part.file_size for part in package.infolist())
    monkeypatch.setattr(content, "MAX_UNPACKED", unpacked - 1)
    assert content.words_of(file) == ""
