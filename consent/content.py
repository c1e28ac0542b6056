"""The words of a Word file that was issued, so that two versions of a text can be compared."""

import io
import zipfile

from docx import Document
from docx.table import Table
from docx.text.paragraph import Paragraph

from directory.models import StoredFile

DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
MAX_UNPACKED = 64 * 1024 * 1024  # of all parts together
MAX_TEXT = 8 * 1024 * 1024  # of the part with the text: some two thousand pages


def words_of(stored: StoredFile) -> str:
    """The paragraphs of a DOCX in their order, those of its tables cell by cell, one a line; "" for other files and for what cannot be read.

    A file is issued as it is, readable here or not: its hash is compared in any case.
    """
    if stored.content_type != DOCX:
        return ""
    with stored.file.open("rb") as file:
        content = file.read()
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as package:
            sizes = {part.filename: part.file_size for part in package.infolist()}
        if sum(sizes.values()) > MAX_UNPACKED or sizes.get("word/document.xml", 0) > MAX_TEXT:
            return ""
        document = Document(io.BytesIO(content))
        lines = [line for block in document.iter_inner_content() for line in _lines(block)]
    except Exception:  # whatever a broken package raises deep in the reader: there are no words then
        return ""
    return "\n".join(line for line in (" ".join(line.split()) for line in lines) if line)


def _lines(block: Paragraph | Table) -> list[str]:
    if isinstance(block, Paragraph):
        return [block.text]
    seen = []
    for row in block.rows:
        for cell in row.cells:
            if cell._tc not in seen:  # a merged cell stands under several columns
                seen.append(cell._tc)
    return [paragraph.text for cell in seen for paragraph in (Paragraph(p, block) for p in cell.p_lst)]
