"""Word documents as people send them: Annex II typed by hand in the grid of the original, in three languages and many manners."""

import io
import zipfile
from collections.abc import Callable, Sequence
from typing import Any

from docx import Document
from docx.oxml import parse_xml

W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
LABELS = {
    "en": [
        ["Family Name", "Middle Name"],
        ["First Name", "Gender"],
        ["Nation", "Institution"],
        ["Job Title", "Mobile phone"],
        ["Fixed-line Telephone", "Fax"],
        ["Email"],
        ["Speech Topic"],
    ],
    "ru": [
        ["Фамилия", "Отчество"],
        ["Имя", "Пол"],
        ["Государство", "Организация"],
        ["Должность", "Мобильный телефон"],
        ["Стационарный телефон", "Факс"],
        ["Адрес электронной почты"],
        ["Тема выступления"],
    ],
    "zh": [["姓", "中间名"], ["名", "性别"], ["国家", "单位"], ["职务", "手机"], ["固定电话", "传真"], ["电子邮件"], ["发言题目"]],
}
DANA = [
    ["OSPANOVA", "Bolatovna"],
    ["Dana", "☐ Male ☒ Female"],
    ["Kazakhstan", "Ministry of Ecology"],
    ["Head of division", "8 (701) 000-00-00 ext. 5"],
    ["020 7946 0018", "020 7946 0019"],
    ["d.ospanova@example.org"],
    ["Steppe and saiga"],
]


def form(language: str = "en", boxes: Sequence[Sequence[str]] = DANA, *, label: Callable[[str], str] = str, **changes: str) -> bytes:
    """A form in the original's grid. ``label`` writes each label its own way; ``changes`` put another text into the box of an English label ("Family_Name")."""
    document = Document()
    document.add_paragraph("Registration Form")
    table = document.add_table(rows=0, cols=4)
    for names, english, texts in zip(LABELS[language], LABELS["en"], boxes, strict=True):
        cells = table.add_row().cells
        if len(names) == 1:
            cells = [cells[0], cells[1].merge(cells[3])]
        for place, (name, key, text) in enumerate(zip(names, english, texts, strict=True)):
            cells[2 * place].text = label(name)
            cells[2 * place + 1].text = changes.get(key.replace(" ", "_").replace("-", "_"), text)
    return saved(document)


def saved(document: Any) -> bytes:
    file = io.BytesIO()
    document.save(file)
    return file.getvalue()


def of_tables(*tables: Sequence[Sequence[str]]) -> bytes:
    """A document with these tables and nothing else."""
    document = Document()
    for rows in tables:
        table = document.add_table(rows=0, cols=max(map(len, rows)))
        for texts in rows:
            for cell, text in zip(table.add_row().cells, texts, strict=False):
                cell.text = text
    return saved(document)


def of_xml(body: str) -> bytes:
    """A document whose body is the given WordprocessingML, with the prefixes w and w14."""
    document = Document()
    whole = parse_xml(f'<w:body xmlns:w="{W}" xmlns:w14="http://schemas.microsoft.com/office/word/2010/wordml">{body}</w:body>')
    for element in list(document.element.body):
        document.element.body.remove(element)
    for element in list(whole):
        document.element.body.append(element)
    return saved(document)


def repacked(content: bytes, **parts: bytes | None) -> bytes:
    """The package with parts changed, added or (None) left out; ``word__document_xml`` is word/document.xml."""
    changed = {name.replace("__", "/").replace("_xml", ".xml").replace("_bin", ".bin"): part for name, part in parts.items()}
    file = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as package, zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as other:
        for info in package.infolist():
            if info.filename not in changed:
                other.writestr(info.filename, package.read(info))
        for name, part in changed.items():
            if part is not None:
                other.writestr(name, part)
    return file.getvalue()
