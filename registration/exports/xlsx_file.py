"""The list as XLSX: every cell is text, exactly as it was typed."""

from collections.abc import Iterable
from typing import IO

import xlsxwriter

from ..models import Registration
from .columns import Column, Heading

CELL_LIMIT = 32_767  # characters; a limit of the format, far above any field of ours


def write(file: IO[bytes], *, heading: Heading, columns: list[Column], rows: Iterable[Registration]) -> int:
    """Writes the workbook, row by row in constant memory. Returns the number of rows."""
    book = xlsxwriter.Workbook(
        file, {"constant_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False, "remove_timezone": False}
    )
    sheet = book.add_worksheet("List")
    bold = book.add_format({"bold": True, "text_wrap": True, "valign": "top", "bottom": 1, "num_format": "@"})
    label = book.add_format({"bold": True})
    # the format "text", with the mark that keeps a cell text when somebody edits it
    as_text = book.add_format({"num_format": "@", "quote_prefix": True})
    for index, column in enumerate(columns):
        sheet.set_column(index, index, column.width)
    line = 0
    for name, value in heading.lines:
        sheet.write_string(line, 0, name, label)
        sheet.write_string(line, 1, value)
        line += 1
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
    sheet.freeze_panes(top + 1, 0)
    sheet.autofilter(top, 0, max(line, top + 1), len(columns) - 1)
    sheet.ignore_errors({"number_stored_as_text": f"A1:AZ{line + 2}"})
    book.close()
    return line - top
