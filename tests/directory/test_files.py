import contextlib
import datetime as dt
import hashlib
import io
import stat
import zipfile
from pathlib import Path

import docx
import pytest
from django.conf import LazySettings
from django.core.files.uploadedfile import SimpleUploadedFile

from directory import files
from directory.models import StoredFile
from seminar_portal.errors import Invalid
from tests.factories.directory import user_with

NOW = dt.datetime(2027, 10, 20, 8, 0, tzinfo=dt.UTC)
PDF = b"%PDF-1.4\n%\xe2\xe3\xcf\xd3\n1 0 obj<<>>endobj\ntrailer<<>>\n%%EOF\n"
PNG = b"\x89PNG\r\n\x1a\n" + b"\x00\x00\x00\rIHDR" + b"\x00" * 32
JPEG = b"\xff\xd8\xff\xe0\x00\x10JFIF\x00\x01" + b"\x00" * 32
TIFF = b"II*\x00\x08\x00\x00\x00" + b"\x00" * 32


def word(**parts: bytes) -> bytes:
    out = io.BytesIO()
    docx.Document().save(out)
    if parts:
        with zipfile.ZipFile(out, "a") as file:
            for name, content in parts.items():
                file.writestr(f"word/{name}.bin", content)
    return out.getvalue()


def archive(**parts: str) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as file:
        for name, content in parts.items():
            file.writestr(name, content)
    return out.getvalue()


@pytest.fixture(autouse=True)
def uploads(settings: LazySettings, tmp_path: Path) -> Path:
    storages = {**settings.STORAGES, "default": {"BACKEND": "django.core.files.storage.FileSystemStorage", "OPTIONS": {"location": tmp_path}}}
    settings.STORAGES = storages
    return tmp_path


def store(content: bytes, name: str = "scan.pdf", said: str = "application/pdf") -> StoredFile:
    return files.store_upload(upload=SimpleUploadedFile(name, content, said), owner="registration:17", by=None, now=NOW)


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("content", "type_", "name"),
    [
        (PDF, "application/pdf", "scan.pdf"),
        (PNG, "image/png", "scan.png"),
        (JPEG, "image/jpeg", "scan.jpg"),
        (TIFF, "image/tiff", "scan.tif"),
        (word(), files.DOCX, "scan.docx"),
    ],
    ids=["pdf", "png", "jpeg", "tiff", "docx"],
)
def test_what_is_accepted_is_kept_under_its_real_type(content: bytes, type_: str, name: str) -> None:
    kept = store(content, "scan.pdf", "text/html")
    assert (kept.content_type, kept.name, kept.size, kept.sha256) == (type_, name, len(content), hashlib.sha256(content).hexdigest())
    assert (kept.owner, kept.stored_at, kept.stored_by) == ("registration:17", NOW, None)
    assert Path(kept.file.path).read_bytes() == content


@pytest.mark.django_db
@pytest.mark.parametrize(
    "content",
    [
        b"<html><script>alert(1)</script></html>",
        b"MZ\x90\x00" + b"\x00" * 64,
        archive(**{"a.txt": "no document"}),
        archive(**{"word/document.xml": "<w/>", "[Content_Types].xml": "<Types/>"}),
        word(vbaProject=b"macro"),
        b"PK\x03\x04 broken",
        b"plain text",
    ],
    ids=["html", "program", "zip", "zip that plays word", "macros", "broken zip", "text"],
)
def test_anything_else_is_refused_whatever_it_calls_itself(content: bytes) -> None:
    with pytest.raises(Invalid) as refusal:
        store(content)
    assert str(refusal.value) == "This file cannot be kept: give it as PDF, PNG, JPEG, TIFF or DOCX."
    assert StoredFile.objects.count() == 0


@pytest.mark.django_db
def test_too_large_and_empty_files_are_refused(settings: LazySettings) -> None:
    settings.UPLOAD_MAX_BYTES = 1024**2
    with pytest.raises(Invalid) as refusal:
        store(PDF + b"\x00" * 1024**2)
    assert str(refusal.value) == "This file is larger than 1 MB. Scan it at a lower resolution, or send it in parts."
    with pytest.raises(Invalid) as refusal:
        store(b"")
    assert str(refusal.value) == "This file is empty."


@pytest.mark.parametrize(
    ("given", "kept"),
    [
        ("../../etc/passwd.pdf", "passwd.pdf"),
        ("C:\\Desk\\Annex II.PDF", "Annex II.PDF"),
        ("форма регистрации.pdf", "форма регистрации.pdf"),
        ("a\r\nSet-Cookie: x.pdf", "aSet-Cookie x.pdf"),
        ("fdp.\u202eexe.pdf", "fdp.exe.pdf"),
        ("page.html", "page.pdf"),
        ("", "file.pdf"),
        ("...", "file.pdf"),
        ("x" * 300 + ".pdf", "x" * 196 + ".pdf"),
    ],
)
def test_names_are_cleaned(given: str, kept: str) -> None:
    assert files.clean_name(given, ".pdf") == kept


@pytest.mark.django_db
def test_bytes_lie_outside_the_web_root_readable_by_the_owner_alone(uploads: Path, settings: LazySettings) -> None:
    kept = store(PDF, "../../../static/x.pdf")
    path = Path(kept.file.path)
    assert path.is_relative_to(uploads)
    assert path.name == f"{kept.sha256[:32]}.pdf"
    assert stat.S_IMODE(path.stat().st_mode) == 0o600


@pytest.mark.django_db
def test_the_answer_is_a_download_that_no_browser_reads_as_something_else() -> None:
    officer = user_with()
    kept = files.store_bytes(content=PDF, name="Annex II.pdf", content_type="application/pdf", owner="registration:17", by=officer, now=NOW)
    with contextlib.closing(files.response_for(kept)) as answer:
        assert (answer["Content-Type"], answer["X-Content-Type-Options"]) == ("application/pdf", "nosniff")
        assert answer["Content-Disposition"] == 'attachment; filename="Annex II.pdf"'
        assert b"".join(answer) == PDF
    with contextlib.closing(files.response_for(kept, inline=True)) as shown:
        assert shown["Content-Disposition"] == 'inline; filename="Annex II.pdf"'
    assert kept.stored_by == officer


@pytest.mark.django_db
def test_a_word_file_is_never_shown_inline() -> None:
    with contextlib.closing(files.response_for(store(word()), inline=True)) as answer:
        assert answer["Content-Disposition"] == 'attachment; filename="scan.docx"'
