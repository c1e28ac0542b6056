"""A Word document from a stranger: what is refused, each with a sentence, before anything is kept or read."""

import io
import zipfile

import pytest

from registration.documents import package
from seminar_portal.errors import Invalid
from tests.factories import documents as make


def refusal(content: bytes) -> str:
    with pytest.raises(Invalid) as refused:
        package.text_part(content)
    return str(refused.value)


def test_a_form_of_ours_is_opened() -> None:
    assert package.text_part(make.form()).tag.endswith("}document")  # type: ignore[attr-defined]


def test_an_encrypted_or_old_word_file_is_named() -> None:
    assert refusal(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600) == (
        "This Word file is protected by a password or of the old kind (.doc): ask for it without a password, as DOCX or PDF."
    )


def test_macros_are_named() -> None:
    content = make.repacked(make.form(), word__vbaProject_bin=b"\xd0\xcf\x11\xe0")
    assert refusal(content) == "This Word file holds macros: ask for it without them, as DOCX or PDF."
    with pytest.raises(Invalid):
        package.refuse_harmful(content)


def test_a_bomb_is_not_unpacked() -> None:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as bomb:
        for number in range(9):
            bomb.writestr(f"word/media/{number}.bin", b"\0" * 8 * 1024 * 1024)
    assert len(file.getvalue()) < 100_000
    assert refusal(file.getvalue()) == "This file unpacks to more than a form can hold: ask for it as PDF."


def test_too_many_parts_are_a_bomb_too() -> None:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as bomb:
        for number in range(package.MAX_PARTS + 1):
            bomb.writestr(str(number), b"")
    assert refusal(file.getvalue()) == "This file unpacks to more than a form can hold: ask for it as PDF."


def test_a_text_beyond_all_measure_is_refused() -> None:
    text = b"<w:document xmlns:w='x'>" + b" " * package.MAX_TEXT + b"</w:document>"
    assert refusal(make.repacked(make.form(), word__document_xml=text)) == "This file unpacks to more than a form can hold: ask for it as PDF."


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16"])
def test_entities_are_never_resolved(encoding: str) -> None:
    text = f'<?xml version="1.0" encoding="{encoding}"?><!DOCTYPE d [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;">]><d>&b;</d>'
    assert refusal(make.repacked(make.form(), word__document_xml=text.encode(encoding))) == "This file cannot be read as a Word document."


@pytest.mark.parametrize(
    "content",
    [b"", b"PK\x03\x04", b"%PDF-1.4", make.form()[:2000], make.repacked(make.form(), word__document_xml=b"<w:document")],
    ids=["empty", "a start only", "a PDF", "cut short", "broken inside"],  # not the bytes: they carry the minute, and no two processes agree
)
def test_what_is_none_cannot_be_read(content: bytes) -> None:
    assert refusal(content) == "This file cannot be read as a Word document."


def test_a_document_without_its_text_cannot_be_read() -> None:
    assert refusal(make.repacked(make.form(), word__document_xml=None)) == "This file cannot be read as a Word document."


@pytest.mark.parametrize("content", [b"", b"%PDF-1.4", b"II*\0", b"PK\x03\x04 no package"])
def test_other_files_pass_the_first_look(content: bytes) -> None:
    package.refuse_harmful(content)
