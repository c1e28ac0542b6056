"""The list as XLSX: every cell is text, exactly as it was typed."""

from collections.abc import Iterable
from typing import IO

import xlsxwriter
from xlsxwriter.utility import xl_range

from ..models import Registration
from .columns import Column, Heading

CELL_LIMIT = 32_767  # characters; a limit of the format, far above any field of ours
CONTENT_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def write(file: IO[bytes], *, heading: Heading | None, columns: list[Column], rows: Iterable[Registration]) -> int:
    """Writes the workbook, row by row in constant memory: what cannot be written yet waits on the disk. Returns the number of rows."""
    book = xlsxwriter.Workbook(
        file, {"constant_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False, "remove_timezone": False}
    )
    try:
        return _write(book, heading, columns, rows)
    finally:
        book.close()  # also where a row broke: it takes its files on the disk away


def _write(book: xlsxwriter.Workbook, heading: Heading | None, columns: list[Column], rows: Iterable[Registration]) -> int:
    sheet = book.add_worksheet("List")
    bold = book.add_format({"bold": True, "text_wrap": True, "valign": "top", "bottom": 1, "num_format": "@"})
    label = book.add_format({"bold": True})
    # the format "text", with the mark that keeps a cell text when somebody edits it
    as_text = book.add_format({"num_format": "@", "quote_prefix": True})
    for index, column in enumerate(columns):
        sheet.set_column(index, index, column.width)
    line = 0
    for name, value in heading.lines if heading else []:
        sheet.write_string(line, 0, name, label)
        sheet.write_string(line, 1, value)
        line += 1
    if heading:
        line += 1
    for index, column in enumerate(columns):
        sheet.write_string(line, index, column.heading, bold)
    top = line
    for row in rows:
        line += 1
        for index, column in enumerate(columns):
            value = column.value(row)
            if value:
                sheet.write_string(line, index, value[:CELL_LIMIT], as_text)
    last = max(line, top + 1)
    sheet.freeze_panes(top + 1, 0)
    sheet.autofilter(top, 0, last, len(columns) - 1)
    sheet.ignore_errors({"number_stored_as_text": xl_range(0, 0, last, len(columns) - 1)})
    return line - top
