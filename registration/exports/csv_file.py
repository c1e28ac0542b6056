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
_month = r"(?:jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?)\.?"
# What would come back as something else: digits that lose a leading zero or come out as 4.42E+11; 1E5, a half, a day, an hour, a share, a truth
_reread = re.compile(
    r"0\d+|\d{11,}"
    r"|\d+(?:[.,]\d+)?e[+-]?\d+"
    r"|(?:\d+ )?\d{1,4}[-/.]\d{1,4}(?:[-/.]\d{1,4})?"
    r"|\d{1,2}:\d{2}(?::\d{2})?(?:\s?[ap]m)?"
    r"|\d+(?:[.,]\d+)?\s?%"
    rf"|(?:\d{{1,2}}[-/ ]?)?{_month}[-/ ]?\d{{1,4}}|\d{{1,2}}[-/ ]?{_month}"
    r"|true|false",
    re.IGNORECASE,
)


def safe_cell(text: str) -> str:
    """``text`` on one line and, where a spreadsheet would compute it or read it as a number or a day, with an apostrophe before it."""
    if not text:
        return ""
    dangerous = bool(_formula.match(text))
    text = " ".join(text.split())
    if ";" in text:
        text = _after_separator.sub(r";\1'", text)
    return f"'{text}" if dangerous or _formula.match(text) or _reread.fullmatch(text) else text


def write(file: IO[bytes], *, heading: Heading | None, columns: list[Column], rows: Iterable[Registration]) -> int:
    """Writes the lines of the heading and a blank one (without a heading: neither), the headings of the columns and the rows, as UTF-8 with its mark.

    Returns the number of rows.
    """
    text = io.TextIOWrapper(file, encoding="utf-8", newline="")
    text.write(BOM)
    out = csv.writer(text, quoting=csv.QUOTE_ALL)
    for line in heading.lines if heading else []:
        out.writerow([safe_cell(part) for part in line])
    if heading:
        out.writerow([])
    out.writerow([safe_cell(column.heading) for column in columns])
    count = 0
    for row in rows:
        out.writerow([safe_cell(column.value(row)) for column in columns])
        count += 1
    text.detach()
    return count
