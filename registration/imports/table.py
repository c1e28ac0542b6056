"""A CSV or XLSX from anywhere as rows of text: marks at the beginning, separators, character sets, and numbers where text was meant.

Nothing is guessed in silence: where the character set is not certain, :attr:`Table.doubt` says so in a sentence.
"""

import csv
import dataclasses
import datetime as dt
import io
import re
import warnings
import zipfile
from collections.abc import Iterable

import openpyxl
from django.utils.translation import gettext as _

from seminar_portal.errors import Invalid
from seminar_portal.numbers import Number

from .. import names
from ..exports.csv_file import safe_cell

MOST_ROWS = 50_000
MOST_LINES = 200_000  # empty ones too
MOST_COLUMNS = 200
MOST_UNPACKED = 200 * 1024**2  # bytes of the sheets inside an XLSX
_cyrillic = re.compile(r"[а-яёА-ЯЁ]")
_chinese = re.compile(r"[\u4e00-\u9fff]")
_latin = re.compile(r"[A-Za-z]")


@dataclasses.dataclass(frozen=True)
class Row:
    """``number`` is that of the line in the file, as a spreadsheet counts from 1. ``cells`` are clean lines, without the empty ones at the end."""

    number: int
    cells: tuple[str, ...]


@dataclasses.dataclass(frozen=True)
class Table:
    """``rows`` without the empty ones. ``doubt`` is "" or a sentence for who uploaded the file."""

    rows: list[Row]
    doubt: str = ""


def read(content: bytes) -> Table:
    """The first sheet of an XLSX, or a CSV. Raises Invalid, with a sentence, where it is neither, empty or too long."""
    if content.startswith(b"PK\x03\x04"):
        table = Table(list(_rows(_xlsx(content))))
    elif content.startswith(b"\xd0\xcf\x11\xe0"):
        raise Invalid(_("This is an Excel file of the old kind (.xls). Save it as .xlsx or as CSV UTF-8."))
    elif content.startswith((b"%PDF", b"\x89PNG", b"\xff\xd8\xff")):
        raise Invalid(_("This file is neither XLSX nor CSV."))
    else:
        text, doubt = decoded(content)
        table = Table(list(_rows(_csv(text))), doubt)
    if not table.rows:
        raise Invalid(_("There is nothing in this file."))
    return table


def decoded(content: bytes) -> tuple[str, str]:
    """The text of a CSV, and a doubt: the mark at its beginning decides; else UTF-8 where it is that; else the likelier of GB18030 and Windows-1251."""
    for mark, encoding in ((b"\xef\xbb\xbf", "utf-8"), (b"\xff\xfe", "utf-16-le"), (b"\xfe\xff", "utf-16-be")):
        if content.startswith(mark):
            return _strictly(content[len(mark) :], encoding), ""
    zeros = content[:4000].count(0)
    if zeros:
        encoding = "utf-16-le" if content[1:4000:2].count(0) >= zeros / 2 else "utf-16-be"
        return _strictly(content, encoding), _doubt("UTF-16")
    try:
        return content.decode("utf-8"), ""
    except UnicodeDecodeError:
        pass
    candidates = []
    for encoding, name, letters in (("gb18030", "GB18030", _chinese), ("cp1251", "Windows-1251", _cyrillic)):
        try:
            text = content.decode(encoding)
        except UnicodeDecodeError:
            continue
        candidates.append((_likelihood(text, letters), name, text))
    if not candidates:
        raise Invalid(_("The letters of this file cannot be read. Save it as CSV UTF-8 or as XLSX."))
    _score, name, text = max(candidates, key=lambda candidate: candidate[0])
    return text, _doubt(name)


def _strictly(content: bytes, encoding: str) -> str:
    try:
        return content.decode(encoding)
    except UnicodeDecodeError:
        raise Invalid(_("The letters of this file cannot be read. Save it as CSV UTF-8 or as XLSX.")) from None


def _likelihood(text: str, letters: re.Pattern[str]) -> float:
    """How much of what is not ASCII looks like words: common letters of the script, and not a jumble of small and capital ones."""
    foreign = [letter for letter in text if letter > "\x7f"]
    if not foreign:
        return 0.0
    share = sum(1 for letter in foreign if letters.match(letter)) / len(foreign)
    if letters is _cyrillic:
        # Chinese read as Windows-1251 is a jumble of capitals inside words
        jumbled = len(re.findall(r"[а-яё][А-ЯЁ]", text)) / len(foreign)
        return share - 2 * jumbled
    # Russian read as GB18030 gives rare signs: the common ones of names stand in the first level, where GB2312 has them
    common = sum(1 for letter in foreign if letters.match(letter) and "\xb0" <= chr(letter.encode("gb18030")[0]) <= "\xd7")
    return (share + common / len(foreign)) / 2


def _doubt(name: str) -> str:
    return _("The file does not say in which character set it is written; it was read as %(name)s. Check that the names below are right.") % {"name": name}


def _csv(text: str) -> Iterable[tuple[int, Iterable[object]]]:
    """The lines of a CSV whose separator is the one of ``, ; tab |`` that stands most often outside quotes in its first lines."""
    csv.field_size_limit(1_000_000)
    text = text.removeprefix("\ufeff").replace("\x00", "")
    if text[:4].casefold() == "sep=":  # what Excel writes and reads itself
        separator, text = text[4:5], text[5:].lstrip("\r\n")
        skipped = 1
    else:
        head = re.sub(r'"(?:[^"]|"")*"', "", "\n".join(text[:20_000].splitlines()[:20]))
        separator, skipped = max(";,\t|", key=lambda sign: (head.count(sign), -";,\t|".index(sign))), 0
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=separator)
    try:
        for cells in reader:
            # a cell of several lines ends further down than its row begins
            yield reader.line_num + skipped - sum(cell.count("\n") for cell in cells), cells
    except csv.Error:
        raise Invalid(_("This file cannot be read as CSV. Save it as CSV UTF-8 or as XLSX.")) from None


def _xlsx(content: bytes) -> Iterable[tuple[int, Iterable[object]]]:
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as parts:
            if "xl/workbook.xml" not in parts.namelist():
                raise Invalid(_("This file is neither XLSX nor CSV."))
            if sum(part.file_size for part in parts.infolist()) > MOST_UNPACKED:
                raise Invalid(_("This file is too large inside."))
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # of parts that openpyxl leaves out
            book = openpyxl.load_workbook(io.BytesIO(content), read_only=True, data_only=True)
        try:
            sheet = book.worksheets[0]
            sheet.reset_dimensions()  # what a file says of its own size need not be true
            yield from enumerate(sheet.iter_rows(values_only=True, max_col=MOST_COLUMNS), 1)
        finally:
            book.close()
    except Invalid:
        raise
    except Exception:
        # whatever a broken or hostile file makes the library raise
        raise Invalid(_("This file cannot be read as XLSX. Open it and save it once more.")) from None


def _rows(lines: Iterable[tuple[int, Iterable[object]]]) -> Iterable[Row]:
    count = 0
    for number, cells in lines:
        if number > MOST_LINES:
            raise Invalid(_("This file has more than %(limit)s rows. Send it in parts.") % {"limit": Number(MOST_ROWS)})
        clean = [as_text(cell) for cell in list(cells)[:MOST_COLUMNS]]
        while clean and not clean[-1]:
            clean.pop()
        if not clean:
            continue
        count += 1
        if count > MOST_ROWS:
            raise Invalid(_("This file has more than %(limit)s rows. Send it in parts.") % {"limit": Number(MOST_ROWS)})
        yield Row(number, tuple(clean))


def as_text(value: object) -> str:
    """A cell as its reader meant it: a phone that a spreadsheet keeps as a number is its digits, without exponent and without ".0"."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "1" if value else "0"
    if isinstance(value, float):
        return str(int(value)) if value.is_integer() and abs(value) < 1e17 else repr(value)
    if isinstance(value, (dt.datetime, dt.date)):
        return value.isoformat()
    text = names.clean(str(value))
    if text.startswith("'") and safe_cell(text[1:]) == text:
        text = text[1:]  # what our own CSV has put before it
    exponent = re.fullmatch(r"(\d)(?:[.,](\d+))?[eE]\+(\d+)", text)
    if exponent and len(exponent[2] or "") >= int(exponent[3]):
        return exponent[1] + (exponent[2] or "")[: int(exponent[3])]
    return text


def lost_digits(text: str) -> bool:
    """Whether ``text`` is a number that a spreadsheet has shortened beyond repair: 4.42E+11."""
    return bool(re.fullmatch(r"\d(?:[.,]\d+)?[eE]\+\d+", text))
