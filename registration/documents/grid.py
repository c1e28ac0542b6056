"""The text of a Word document as rows of boxes, by local names of elements, so that every dialect of the format is read alike.

What is left out is what is not there for the reader: deleted and struck-out text, placeholders of empty controls, codes of fields. A box that can be ticked
becomes ☒ or ☐, however it was made.
"""

from collections.abc import Iterator
from typing import Any

TICKED, EMPTY = "☒", "☐"
_SILENT = frozenset({"pPr", "tcPr", "trPr", "tblPr", "tblGrid", "sdtEndPr", "del", "moveFrom", "instrText", "delText", "Fallback", "drawing", "object", "rt"})
# signs of the fonts Wingdings and Wingdings 2, by their last two digits
_SYMBOLS = {
    "FE": TICKED,
    "FD": TICKED,
    "52": TICKED,
    "54": TICKED,
    "FC": TICKED,
    "FB": TICKED,
    "78": TICKED,
    "6F": EMPTY,
    "A8": EMPTY,
    "A3": EMPTY,
    "30": EMPTY,
}
_OFF = ("0", "false", "off", "none")
Row = list[str]


def tables(root: Any) -> list[list[Row]]:
    """Every table with its rows of boxes; a table inside a box is a table of its own."""
    return [[[_text(cell) for cell in _cells(row)] for row in _inside(table, "tr")] for table in root.iter() if _name(table) == "tbl"]


def lines(root: Any) -> list[Row]:
    """The lines outside tables as rows, parted at tabs."""
    rows = []
    for paragraph in _inside(root, "p"):
        for line in _text(paragraph).splitlines():
            row = [part.strip() for part in line.split("\t") if part.strip()]
            if row:
                rows.append(row)
    return rows


def _cells(row: Any) -> list[Any]:
    """The boxes of a row; the continuation of a box that spans rows is none."""
    return [cell for cell in _inside(row, "tc") if not _continues(cell)]


def _continues(cell: Any) -> bool:
    merge = next((child for child in cell.iter() if _name(child) == "vMerge"), None)
    return merge is not None and _value(merge) in (None, "continue") and not _text(cell).strip()


def _inside(element: Any, wanted: str) -> Iterator[Any]:
    """The nearest descendants of that name, in order: not those inside another table, nor what was deleted."""
    for child in element:
        name = _name(child)
        if name == wanted:
            yield child
        elif name not in _SILENT and name != "tbl":
            yield from _inside(child, wanted)


def _text(element: Any) -> str:
    """The text of a box or paragraph, one line for each of its paragraphs and breaks."""
    return "\n".join(line.strip() for line in "".join(_pieces(element)).split("\n")).strip("\n")


def _pieces(element: Any) -> Iterator[str]:
    for child in element:
        name = _name(child)
        if name == "t":
            yield child.text or ""
        elif name in ("br", "cr"):
            yield "\n"
        elif name == "tab":
            yield "\t"
        elif name == "noBreakHyphen":
            yield "-"
        elif name == "sym":
            yield _SYMBOLS.get((_value(child, "char") or "")[-2:].upper(), "")
        elif name == "p":
            yield from _pieces(child)
            yield "\n"
        elif name == "sdt":
            yield from _control(child)
        elif name == "r":
            if not _is_struck(child):
                yield from _pieces(child)
        elif name == "fldChar":
            yield _old_box(child)
        elif name not in _SILENT and name not in ("tbl", "rPr", "sdtPr"):
            yield from _pieces(child)


def _control(control: Any) -> Iterator[str]:
    """A content control: a box to tick, a placeholder that nobody has filled, or text."""
    properties = [item for part in control if _name(part) == "sdtPr" for item in part.iter()]
    if any(_name(item) == "checkbox" for item in properties):
        ticked = next((item for item in properties if _name(item) == "checked"), None)
        yield TICKED if ticked is not None and _is_on(ticked) else EMPTY
    elif not any(_name(item) == "showingPlcHdr" and _is_on(item) for item in properties):
        yield from _pieces(control)


def _old_box(field: Any) -> str:
    """The sign of a form field of the old kind that can be ticked; "" for every other field."""
    parts = list(field.iter())
    if not any(_name(part) == "checkBox" for part in parts):
        return ""
    states = {_name(part): _is_on(part) for part in parts if _name(part) in ("checked", "default")}
    return TICKED if states.get("checked", states.get("default", False)) else EMPTY


def _is_struck(run: Any) -> bool:
    return any(_name(item) in ("strike", "dstrike") and _is_on(item) for part in run if _name(part) == "rPr" for item in part)


def _is_on(element: Any) -> bool:
    """A switch of the format: on where it stands without a value."""
    return (_value(element) or "1").lower() not in _OFF


def _value(element: Any, name: str = "val") -> str | None:
    return next((str(value) for key, value in element.attrib.items() if key.rpartition("}")[2] == name), None)


def _name(element: Any) -> str:
    """The local name; "" for a comment or an instruction."""
    return element.tag.rpartition("}")[2] if isinstance(element.tag, str) else ""
