"""A DOCX from a stranger, opened with care: the one part that holds the text, within limits, without entities, macros or a password."""

import io
import zipfile

from django.utils.translation import gettext as _
from docx.oxml import parse_xml

from seminar_portal.errors import Invalid

MAX_PARTS = 1000
MAX_UNPACKED = 64 * 1024 * 1024  # of all parts together: fifteen megabytes of pictures do not unpack to more
MAX_TEXT = 8 * 1024 * 1024  # of the part with the text: Annex II has twenty kilobytes
_OLD_WORD_OR_ENCRYPTED = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_TEXT = "word/document.xml"


def refuse_harmful(content: bytes) -> None:
    """Raises Invalid, with a sentence, for what must not even be kept: encrypted or old Word files, macros, and packages that unpack beyond all measure.

    Other files pass, of whatever kind; only the list of the package's parts is read.
    """
    if content.startswith(_OLD_WORD_OR_ENCRYPTED):
        raise Invalid(_("This Word file is protected by a password or of the old kind (.doc): ask for it without a password, as DOCX or PDF."))
    if not content.startswith(b"PK"):
        return
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as package:
            parts = package.infolist()
    except (zipfile.BadZipFile, NotImplementedError, ValueError, OSError):
        return  # not a package that anybody opens; the check of what may be kept will say so
    if any(part.filename.lower().endswith(("vbaproject.bin", "vbadata.xml")) for part in parts):
        raise Invalid(_("This Word file holds macros: ask for it without them, as DOCX or PDF."))
    if any(part.flag_bits & 1 for part in parts):
        raise Invalid(_("This file is protected by a password: ask for it without one."))
    if len(parts) > MAX_PARTS or sum(part.file_size for part in parts) > MAX_UNPACKED:
        raise Invalid(_("This file unpacks to more than a form can hold: ask for it as PDF."))


def text_part(content: bytes) -> "object":
    """The root element of the document's text. Raises Invalid, with a sentence, where the file is no readable Word document."""
    refuse_harmful(content)
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as package:
            part = package.getinfo(_TEXT)
            if part.file_size > MAX_TEXT:
                raise Invalid(_("This file unpacks to more than a form can hold: ask for it as PDF."))
            xml = package.read(part)  # never more than the size that the package itself declares
        # entities are not resolved, and a document of Word has no DTD to declare any
        if b"<!doctype" in xml[:4096].replace(b"\0", b"").lower():
            raise ValueError("a DTD")
        return parse_xml(xml)
    except (zipfile.BadZipFile, NotImplementedError, KeyError, EOFError, SyntaxError, ValueError, RuntimeError, OSError) as error:
        raise Invalid(_("This file cannot be read as a Word document.")) from error
