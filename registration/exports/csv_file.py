"""The list as CSV that a spreadsheet opens without turning what people typed into formulas or numbers."""

import csv
import io
import re
from collections.abc import Iterable
from typing import IO

from ..models import Registration
from .columns import Column, Heading

BOM = "\ufeff"
# What starts a formula; the full-width twins do so in East Asian versions. White space before them is skipped by some programs.
_formula = re.compile(r"\s*[=+\-@\t\r＝＋－＠]")
# The same after a semicolon: where that is the list separator, a reader cuts the cell there. A bare phone number after it is left as it is.
_after_separator = re.compile(r";(\s*)(?=[=+\-@＝＋－＠])(?!\s*\+[\d\s().-]{5,}(?:;|$))")
# Digits alone that would lose a leading zero, or come out as 4.42E+11
_number = re.compile(r"0\d+|\d{11,}")


def safe_cell(text: str) -> str:
    """``text`` on one line and, where a spreadsheet would compute it or read it as a number, with an apostrophe before it."""
    dangerous = bool(_formula.match(text))
    text = " ".join(text.split())
    text = _after_separator.sub(r";\1'", text)
    return f"'{text}" if dangerous or _formula.match(text) or _number.fullmatch(text) else text


def write(file: IO[bytes], *, heading: Heading, columns: list[Column], rows: Iterable[Registration]) -> int:
    """Writes the lines of the heading, a blank one, the headings of the columns and the rows, as UTF-8 with its mark. Returns the number of rows."""
    text = io.TextIOWrapper(file, encoding="utf-8", newline="", write_through=True)
    text.write(BOM)
    out = csv.writer(text, quoting=csv.QUOTE_ALL)
    for line in heading.lines:
        out.writerow([safe_cell(part) for part in line])
    out.writerow([])
    out.writerow([safe_cell(column.heading) for column in columns])
    count = 0
    for row in rows:
        out.writerow([safe_cell(column.value(row)) for column in columns])
        count += 1
    text.detach()
    return count
