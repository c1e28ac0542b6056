"""A paper as a Word document: A4, the margins of a note verbale, no person's name and no tool's among its properties."""

import datetime as dt
import io
import re
from typing import Any

from django.http import HttpResponse
from django.utils.translation import get_language
from docx import Document
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Cm, Pt

from directory.files import DOCX

from .paper import Paper, Part

FONT, CHINESE_FONT = "Times New Roman", "SimSun"
LEFT, RIGHT, TOP, BOTTOM = Cm(3), Cm(1.5), Cm(1.8), Cm(1.8)
WIDTH = Cm(21) - LEFT - RIGHT
LABEL = Cm(5)
_SPEECH = {"en": "en-GB", "ru": "ru-RU", "zh-hans": "zh-CN"}
_not_in_xml = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def as_docx(paper: Paper, *, now: dt.datetime) -> bytes:
    """The document, in the language in which ``paper`` was composed (the active one)."""
    document = Document()
    _page(document)
    _properties(document, paper, now)
    _letterhead(document, paper)
    if paper.reference:
        _paragraph(document, paper.reference, after=10)
    if paper.mark:
        _paragraph(document, paper.mark, bold=True, centred=True, after=8, framed=True)
    if paper.heading:
        _paragraph(document, paper.heading, size=15, bold=True, centred=True, before=4, after=8)
    facts: Any = None
    style = ""
    for part in paper.parts:
        part_before, style = style, part.style
        if part.style == "fact":
            facts = facts if facts is not None else _table(document)
            _fact(facts, part)
            continue
        _part(document, part, apart=facts is not None or (part_before == "item" and style != "item"))
        facts = None
    content = io.BytesIO()
    document.save(content)
    return content.getvalue()


def response(paper: Paper, *, now: dt.datetime) -> HttpResponse:
    """The document as a download; its name is of our own making."""
    answer = HttpResponse(as_docx(paper, now=now), content_type=DOCX)
    answer["Content-Disposition"] = f'attachment; filename="{paper.stem}-{(get_language() or "en")[:2]}.docx"'
    answer["X-Content-Type-Options"] = "nosniff"
    return answer


def _page(document: Any) -> None:
    section = document.sections[0]
    section.page_width, section.page_height = Cm(21), Cm(29.7)
    section.left_margin, section.right_margin, section.top_margin, section.bottom_margin = LEFT, RIGHT, TOP, BOTTOM
    style = document.styles["Normal"]
    style.font.name, style.font.size = FONT, Pt(11.5)
    style.paragraph_format.space_before, style.paragraph_format.space_after = Pt(0), Pt(6)
    properties = style.element.get_or_add_rPr()
    properties.rFonts.set(qn("w:eastAsia"), CHINESE_FONT)
    properties.rFonts.set(qn("w:cs"), FONT)
    speech = OxmlElement("w:lang")
    for attribute, code in (("w:val", _speech()), ("w:eastAsia", "zh-CN"), ("w:bidi", "ar-SA")):
        speech.set(qn(attribute), code)
    for old in properties.findall(qn("w:lang")):
        properties.remove(old)
    properties.append(speech)


def _properties(document: Any, paper: Paper, now: dt.datetime) -> None:
    core = document.core_properties
    core.title = _text(paper.title)[:255]
    core.author = core.last_modified_by = _text(paper.letterhead[0])[:255]
    core.subject = core.keywords = core.comments = core.category = ""
    core.created = core.modified = now
    core.language = _speech()


def _speech() -> str:
    return _SPEECH.get(get_language() or "en", "en-GB")


def _letterhead(document: Any, paper: Paper) -> None:
    table = document.add_table(rows=1, cols=2)
    table.autofit = False
    for column in table.columns:
        column.width = WIDTH // 2
    for cell, text in zip(table.rows[0].cells, paper.letterhead, strict=True):
        cell.width = WIDTH // 2
        paragraph = cell.paragraphs[0]
        paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER
        paragraph.add_run(_text(text)).font.size = Pt(10.5)
    _paragraph(document, "", after=6, ruled=True)


def _table(document: Any) -> Any:
    table = document.add_table(rows=0, cols=2)
    table.style = "Table Grid"
    table.autofit = False
    for column, width in zip(table.columns, (LABEL, WIDTH - LABEL), strict=True):
        column.width = width
    return table


def _fact(table: Any, part: Part) -> None:
    row = table.add_row()
    for cell, width, text, bold in zip(row.cells, (LABEL, WIDTH - LABEL), (part.label, part.text), (True, False), strict=True):
        cell.width = width
        paragraph = cell.paragraphs[0]
        paragraph.paragraph_format.space_after = Pt(2)
        run = paragraph.add_run(_text(text))
        run.bold = bold or None
        run.font.size = Pt(10.5)


def _part(document: Any, part: Part, *, apart: bool) -> None:
    """``apart``: it follows a table or a list, which have no room of their own below them."""
    before: float = 6 if apart else 0
    if part.style == "matter":
        _paragraph(document, part.text, bold=True, centred=True, before=before, after=8)
    elif part.style == "item":
        _paragraph(document, part.text, after=2, indented=True)
    elif part.style == "small":
        _paragraph(document, part.text, size=10, before=before)
    elif part.style == "foot":
        _paragraph(document, part.text, before=12, after=12)
    elif part.style == "addressees":
        _paragraph(document, part.text, size=10.5, bold=True, before=6)
    else:
        _paragraph(document, part.text, before=before, justified=True)


def _paragraph(
    document: Any,
    text: str,
    *,
    size: float = 0,
    bold: bool = False,
    centred: bool = False,
    justified: bool = False,
    indented: bool = False,
    before: float = 0,
    after: float = 6,
    framed: bool = False,
    ruled: bool = False,
) -> Any:
    paragraph = document.add_paragraph()
    form = paragraph.paragraph_format
    form.space_before, form.space_after = Pt(before), Pt(after)
    if centred:
        paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER
    elif justified:
        paragraph.alignment = WD_ALIGN_PARAGRAPH.JUSTIFY
    if indented:
        form.left_indent = Cm(1)
    if framed or ruled:
        _border(paragraph, ("top", "left", "bottom", "right") if framed else ("top",))
    if text:
        run = paragraph.add_run(_text(text))
        run.bold = bold or None
        if size:
            run.font.size = Pt(size)
    return paragraph


def _border(paragraph: Any, sides: tuple[str, ...]) -> None:
    borders = OxmlElement("w:pBdr")
    for side in sides:
        edge = OxmlElement(f"w:{side}")
        for name, value in (("val", "single"), ("sz", "12" if len(sides) > 1 else "6"), ("space", "4"), ("color", "000000")):
            edge.set(qn(f"w:{name}"), value)
        borders.append(edge)
    # its place in the schema is before the spacing that is there already
    properties = paragraph._p.get_or_add_pPr()
    properties.insert_element_before(borders, "w:shd", "w:tabs", "w:suppressAutoHyphens", "w:kinsoku", "w:wordWrap", "w:spacing", "w:ind", "w:jc", "w:rPr")


def _text(text: str) -> str:
    """``text`` without the few signs that the format cannot hold."""
    return _not_in_xml.sub("", text)
