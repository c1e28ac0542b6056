"""Annex II as a Word document of one A4 page, in the active language: empty for a seminar, or filled with a registration."""

import datetime as dt
import io
import re
import unicodedata
from typing import Any

from django.http import HttpResponse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from docx import Document
from docx.enum.table import WD_TABLE_ALIGNMENT
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml import OxmlElement, parse_xml
from docx.oxml.ns import qn
from docx.shared import Cm, Pt

from agenda.models import Seminar
from agenda.words import days
from directory import clocks
from directory.files import DOCX
from directory.words import parted

from .. import printing
from ..content import Given
from ..models import Registration
from . import words

WIDTHS = (Cm(3.3), Cm(5.2), Cm(3.3), Cm(5.2))  # label, box, label, box: the width between the margins of A4
ROW_HEIGHT = Cm(1.05)
FONT, CHINESE_FONT, SIGN_FONT = "Times New Roman", "SimSun", "Segoe UI Symbol"
_SPEECH = {"en": "en-GB", "ru": "ru-RU", "zh-hans": "zh-CN"}
_not_in_xml = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_W14 = "http://schemas.microsoft.com/office/word/2010/wordml"


def empty(seminar: Seminar, *, now: dt.datetime) -> bytes:
    """The form with empty boxes, to be filled in by hand or on a screen. Reads the contacts; two queries more for the clock."""
    return _written(seminar, Given(), "", now)


def filled(registration: Registration, *, now: dt.datetime) -> bytes:
    """The form with what stands in ``registration``, its nation by the name of the seminar's day; the reference stands at the head."""
    return _written(registration.seminar, Given.of(registration), registration.reference, now)


def response(content: bytes, name: str) -> HttpResponse:
    """The document as a download. ``name`` is of our own making: a reference or an address, never a person."""
    answer = HttpResponse(content, content_type=DOCX)
    answer["Content-Disposition"] = f'attachment; filename="{name}"'
    answer["X-Content-Type-Options"] = "nosniff"
    return answer


def _written(seminar: Seminar, given: Given, reference: str, now: dt.datetime) -> bytes:
    document = Document()
    _page(document)
    _properties(document, seminar, now)
    if reference:
        _reference(document, reference)
    _heading(document, seminar)
    _boxes(document, seminar, given)
    _what_to_do(document, seminar)
    content = io.BytesIO()
    document.save(content)
    return content.getvalue()


def _page(document: Any) -> None:
    section = document.sections[0]
    section.page_width, section.page_height = Cm(21), Cm(29.7)
    section.left_margin = section.right_margin = Cm(2)
    section.top_margin, section.bottom_margin = Cm(2), Cm(1.5)
    style = document.styles["Normal"]
    style.font.name, style.font.size = FONT, Pt(11)
    style.paragraph_format.space_before, style.paragraph_format.space_after = Pt(0), Pt(0)
    properties = style.element.get_or_add_rPr()
    properties.rFonts.set(qn("w:eastAsia"), CHINESE_FONT)
    properties.rFonts.set(qn("w:cs"), FONT)
    speech = OxmlElement("w:lang")
    for attribute, code in (("w:val", _SPEECH.get(get_language() or "en", "en-GB")), ("w:eastAsia", "zh-CN"), ("w:bidi", "ar-SA")):
        speech.set(qn(attribute), code)
    for old in properties.findall(qn("w:lang")):
        properties.remove(old)
    properties.append(speech)


def _properties(document: Any, seminar: Seminar, now: dt.datetime) -> None:
    """What the file says of itself: no person's name, no tool's."""
    core = document.core_properties
    core.title = _text(_("Registration Form – %(seminar)s") % {"seminar": seminar.title})[:255]
    core.author = core.last_modified_by = _text(seminar.host_name)[:255]
    core.subject = core.keywords = core.comments = core.category = ""
    core.created = core.modified = now
    core.language = _SPEECH.get(get_language() or "en", "en-GB")


def _reference(document: Any, reference: str) -> None:
    paragraph = document.sections[0].header.paragraphs[0]
    paragraph.alignment = WD_ALIGN_PARAGRAPH.RIGHT
    _run(paragraph, _("Reference") + f" {reference}")


def _heading(document: Any, seminar: Seminar) -> None:
    _paragraph(document, _("Annex II:"), after=10)
    _paragraph(document, str(seminar.title), size=16, bold=True, centred=True, after=4)
    _paragraph(document, _("Registration Form"), size=15, bold=True, centred=True, after=4)
    _paragraph(document, days(seminar.starts_on, seminar.ends_on), size=13, centred=True, after=12)


def _boxes(document: Any, seminar: Seminar, given: Given) -> None:
    table = document.add_table(rows=len(words.GRID), cols=4)
    table.style = "Table Grid"
    table.alignment = WD_TABLE_ALIGNMENT.CENTER
    table.autofit = False
    for column, width in zip(table.columns, WIDTHS, strict=True):
        column.width = width
    for row, names in zip(table.rows, words.GRID, strict=True):
        row.height = ROW_HEIGHT
        cells = list(row.cells)
        for cell, width in zip(cells, WIDTHS, strict=True):
            cell.width = width
        if len(names) == 1:
            cells = [cells[0], cells[1].merge(cells[3])]
        for place, name in enumerate(names):
            label, box = cells[2 * place], cells[2 * place + 1]
            for cell in (label, box):
                cell.vertical_alignment = 1  # in the middle
            _run(label.paragraphs[0], words.label_of(name))
            if name == "gender":
                _gender(box.paragraphs[0], given.gender)
            else:
                _value(box.paragraphs[0], _given(given, name, seminar), across=len(names) == 1)


def _given(given: Given, name: str, seminar: Seminar) -> str:
    if name == "party":
        return printing.delegation(given.party, given.other_organisation, seminar.starts_on)
    return str(getattr(given, name))


def _value(paragraph: Any, text: str, *, across: bool) -> None:
    """What was given, exactly. A box is a paragraph of its own, so no neighbour can turn the line; its direction is that of its first letter.

    Long texts are printed smaller, so that the form stays one page.
    """
    if _is_from_the_right(text):
        properties = paragraph._p.get_or_add_pPr()
        properties.append(OxmlElement("w:bidi"))
    width = sum(2 if unicodedata.east_asian_width(letter) in "WF" else 1 for letter in text)
    lines = width / (75 if across else 22)  # as many as the text has in its box at the size of all others
    _run(paragraph, text, size=0 if lines <= 4 else 9 if lines <= 7 else 7.5)


def _gender(paragraph: Any, chosen: str) -> None:
    """☐ Male ☐ Female, boxes that a click ticks."""
    for place, (ticked, word) in enumerate(words.gender_box(chosen)):
        sign = "☒" if ticked else "☐"
        paragraph._p.append(
            parse_xml(
                f'<w:sdt xmlns:w="{paragraph._p.nsmap["w"]}" xmlns:w14="{_W14}"><w:sdtPr><w14:checkbox><w14:checked w14:val="{int(ticked)}"/>'
                f'<w14:checkedState w14:val="2612" w14:font="{SIGN_FONT}"/><w14:uncheckedState w14:val="2610" w14:font="{SIGN_FONT}"/></w14:checkbox></w:sdtPr>'
                f'<w:sdtContent><w:r><w:rPr><w:rFonts w:ascii="{SIGN_FONT}" w:hAnsi="{SIGN_FONT}" w:eastAsia="{SIGN_FONT}" w:cs="{SIGN_FONT}"/></w:rPr>'
                f"<w:t>{sign}</w:t></w:r></w:sdtContent></w:sdt>"
            )
        )
        _run(paragraph, f" {word}" + ("   " if not place else ""))


def _what_to_do(document: Any, seminar: Seminar) -> None:
    """Until when, to whom, by which numbers; and the two notes of the original."""
    deadline = clocks.said(seminar.registration_closes_at, seminar.registration_zone).sentence
    before, _mark, after = (_("Please complete this form as early as you can, no later than %(deadline)s, and send it to:") % {"deadline": "\0"}).partition(
        "\0"
    )
    paragraph = _paragraph(document, "", before=12, after=6)
    _run(paragraph, before)
    _run(paragraph, deadline, bold=True)
    _run(paragraph, after)
    contacts = list(seminar.contacts.all())
    for contact in contacts:
        phones = parted(filter(None, (contact.landline, contact.mobile)))
        _paragraph(document, _("%(who)s – Tel: %(phones)s") % {"who": contact.role, "phones": phones} if phones else str(contact.role))
    if seminar.shared_fax:
        _paragraph(document, _("Fax: %(fax)s") % {"fax": seminar.shared_fax})
    if contacts:
        _paragraph(document, _("Email: %(addresses)s") % {"addresses": parted(contact.email for contact in contacts)})
    notes = [_("You will be informed of the conference video software after official registration.")]
    if seminar.platform_name:
        place = f" ({seminar.platform_url})" if seminar.platform_url else ""
        notes.insert(0, _("Registration is also required on the %(platform)s%(address)s.") % {"platform": seminar.platform_name, "address": place})
    for number, note in enumerate(notes, 1):
        _paragraph(document, (_("Note: %(notes)s") if number == 1 else "%(notes)s") % {"notes": f"{number}) {note}"}, before=8 if number == 1 else 2)


def _paragraph(document: Any, text: str, *, size: float = 0, bold: bool = False, centred: bool = False, before: float = 0, after: float = 0) -> Any:
    paragraph = document.add_paragraph()
    paragraph.paragraph_format.space_before, paragraph.paragraph_format.space_after = Pt(before), Pt(after)
    if centred:
        paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER
    if text:
        _run(paragraph, text, size=size, bold=bold)
    return paragraph


def _run(paragraph: Any, text: str, *, size: float = 0, bold: bool = False) -> None:
    run = paragraph.add_run(_text(text))
    run.bold = bold or None
    if size:
        run.font.size = Pt(size)
    if _is_from_the_right(text):
        run.font.rtl = True


def _text(text: str) -> str:
    """``text`` without the few signs that the format cannot hold."""
    return _not_in_xml.sub("", text)


def _is_from_the_right(text: str) -> bool:
    """Whether the first letter that has a direction runs from right to left."""
    directions = (unicodedata.bidirectional(letter) for letter in text)
    return next((direction for direction in directions if direction in ("L", "R", "AL")), "L") != "L"
