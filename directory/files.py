"""Files that people upload or the portal writes: checked by size and content, kept outside the web root, given out by a view that has asked the rules.

The bytes are written BEFORE the transaction opens that refers to them: call these first, hand the StoredFile to the service. A file whose service then
refused is an orphan on the disk and harms nobody.
"""

import datetime as dt
import hashlib
import io
import re
import unicodedata
import zipfile
from functools import partial
from pathlib import PurePosixPath
from typing import IO

import filetype
from django.conf import settings
from django.core.files.base import ContentFile, File
from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.http import FileResponse
from django.utils.translation import gettext as _

from seminar_portal.errors import Invalid

from .models import StoredFile, User

DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
# real type -> the ending that the stored name gets
ACCEPTED = {"application/pdf": ".pdf", "image/png": ".png", "image/jpeg": ".jpg", "image/tiff": ".tif", DOCX: ".docx"}
INLINE = frozenset({"application/pdf", "image/png", "image/jpeg"})
NAME_LENGTH = 200


def store_upload(*, upload: UploadedFile, owner: str, by: User | None, now: dt.datetime) -> StoredFile:
    """Keeps what somebody uploaded, under the opaque key ``owner`` ("registration:17"). Outside any transaction that must stay short.

    Raises Invalid, with a sentence, where it is empty, larger than ``settings.UPLOAD_MAX_BYTES``, or by its content none of PDF, PNG, JPEG, TIFF and
    DOCX. What the browser said about its type does not count. Who may upload is the caller's question.
    """
    limit = settings.UPLOAD_MAX_BYTES
    if (upload.size or 0) > limit:
        raise Invalid(_("This file is larger than %(megabytes)d MB. Scan it at a lower resolution, or send it in parts.") % {"megabytes": limit // 1024**2})
    content = upload.read()
    if not content:
        raise Invalid(_("This file is empty."))
    real = real_type(content)
    if real is None:
        raise Invalid(_("This file cannot be kept: give it as PDF, PNG, JPEG, TIFF or DOCX."))
    return store_bytes(content=content, name=upload.name or "", content_type=real, owner=owner, by=by, now=now)


def store_bytes(*, content: bytes, name: str, content_type: str, owner: str, by: User | None, now: dt.datetime) -> StoredFile:
    """Keeps bytes that the portal wrote, or that :func:`store_upload` has checked. The ending of the name follows the type."""
    name = clean_name(name, ACCEPTED.get(content_type, ""))
    digest = hashlib.sha256(content).hexdigest()
    row = StoredFile(owner=owner, name=name, content_type=content_type, size=len(content), sha256=digest, stored_at=now, stored_by=by)
    # the name on the disk is the hash: nothing that a person typed becomes a path
    row.file.save(f"{digest[:32]}{PurePosixPath(name).suffix}", ContentFile(content), save=False)
    with transaction.atomic():
        row.save()
    return row


def store_file(*, file: IO[bytes], name: str, content_type: str, owner: str, by: User | None, now: dt.datetime) -> StoredFile:
    """Keeps a file that the portal wrote, from its beginning to its end, without reading it into memory. The caller closes it."""
    digest = hashlib.sha256()
    file.seek(0)
    while piece := file.read(1024**2):
        digest.update(piece)
    size = file.tell()
    file.seek(0)
    name = clean_name(name, ACCEPTED.get(content_type, ""))
    row = StoredFile(owner=owner, name=name, content_type=content_type, size=size, sha256=digest.hexdigest(), stored_at=now, stored_by=by)
    row.file.save(f"{digest.hexdigest()[:32]}{PurePosixPath(name).suffix}", File(file), save=False)
    with transaction.atomic():
        row.save()
    return row


def remove(*, stored_file: StoredFile) -> None:
    """Takes a file away: the row first, the bytes when the transaction commits. What points to it must allow that. Again: nothing happens."""
    storage, name = stored_file.file.storage, stored_file.file.name
    with transaction.atomic():
        if StoredFile.objects.filter(pk=stored_file.pk).delete()[0]:
            transaction.on_commit(partial(storage.delete, name), robust=True)


def response_for(stored_file: StoredFile, *, inline: bool = False) -> FileResponse:
    """The file as an answer, under its cleaned name; the view that calls this has asked who may have it.

    ``inline`` lets a browser show what it shows safely (PDF, PNG, JPEG); everything else is a download in any case.
    """
    inline = inline and stored_file.content_type in INLINE
    response = FileResponse(stored_file.file.open("rb"), as_attachment=not inline, filename=stored_file.name, content_type=stored_file.content_type)
    response["X-Content-Type-Options"] = "nosniff"

    return response


def real_type(content: bytes) -> str | None:
    """The accepted type that the bytes themselves show, or None."""
    if content.startswith(b"PK\x03\x04"):
        return DOCX if _is_docx(content) else None
    kind = filetype.guess(content)
    return kind.mime if kind is not None and kind.mime in ACCEPTED else None


def clean_name(name: str, ending: str) -> str:
    """``name`` without folders, control and direction characters, at most 200 characters, with the ``ending`` of its real type."""
    name = unicodedata.normalize("NFC", name).replace("\\", "/").rpartition("/")[2]
    name = "".join(letter for letter in name if unicodedata.category(letter)[0] != "C")
    name = re.sub(r'[<>:"|?*\s]+', " ", name).strip(" .") or "file"
    if ending and not name.lower().endswith((ending, ending.replace(".jpg", ".jpeg").replace(".tif", ".tiff"))):
        name = (PurePosixPath(name).stem or name) + ending
    stem, suffix = PurePosixPath(name).stem, PurePosixPath(name).suffix
    return stem[: NAME_LENGTH - len(suffix)] + suffix


def _is_docx(content: bytes) -> bool:
    """A Word document without macros: the parts that make one, and its declared main type."""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as parts:
            names = set(parts.namelist())
            if "word/document.xml" not in names or "[Content_Types].xml" not in names or any(name.lower().endswith("vbaproject.bin") for name in names):
                return False
            info = parts.getinfo("[Content_Types].xml")
            return info.file_size < 1024**2 and b"wordprocessingml.document.main+xml" in parts.read(info)
    except (zipfile.BadZipFile, NotImplementedError, RuntimeError, OSError):
        return False
