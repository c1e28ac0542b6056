"""The translations: what is compiled is what is written, nothing is half done, and every placeholder survives."""

import re
from pathlib import Path

import polib
import pytest
from django.conf import settings

PROJECT = Path(__file__).resolve().parent.parent
PLACEHOLDER = re.compile(r"%\(\w+\)[sd]|%%|%[sd]")


def catalogues() -> list[Path]:
    return sorted(path for folder in settings.LOCALE_PATHS for path in Path(folder).rglob("*.po"))


def faults(po_path: Path) -> list[str]:
    """What is wrong with the catalogue at ``po_path`` and its compiled twin beside it."""
    written = polib.pofile(str(po_path))
    found = [f"fuzzy: {entry.msgid}" for entry in written if entry.fuzzy and not entry.obsolete]
    for entry in written.translated_entries():
        texts = [entry.msgstr] if entry.msgstr else list(entry.msgstr_plural.values())
        allowed = [sorted(PLACEHOLDER.findall(source)) for source in (entry.msgid, entry.msgid_plural) if source]
        found += [f"placeholders: {entry.msgid}" for text in texts if sorted(PLACEHOLDER.findall(text)) not in allowed]
    mo_path = po_path.with_suffix(".mo")
    if not mo_path.exists():
        return [*found, f"not compiled: {po_path.name}"]
    compiled = {_key(entry): _texts(entry) for entry in polib.mofile(str(mo_path))}
    wanted = {_key(entry): _texts(entry) for entry in written.translated_entries()}
    return found + [f"compiled otherwise: {key[1]}" for key in sorted(wanted.keys() | compiled.keys(), key=str) if wanted.get(key) != compiled.get(key)]


def _key(entry: polib.POEntry | polib.MOEntry) -> tuple[str, str]:
    return entry.msgctxt or "", entry.msgid


def _texts(entry: polib.POEntry | polib.MOEntry) -> object:
    return dict(entry.msgstr_plural) or entry.msgstr


def test_catalogues_are_whole():
    assert {str(path.relative_to(PROJECT)): faults(path) for path in catalogues()} == {str(path.relative_to(PROJECT)): [] for path in catalogues()}


@pytest.fixture
def catalogue(tmp_path):
    po = polib.POFile()
    po.metadata = {"Content-Type": "text/plain; charset=UTF-8"}
    po.append(polib.POEntry(msgid="Withdraw %(name)s", msgstr="Отозвать %(name)s"))
    po.save(str(tmp_path / "django.po"))
    po.save_as_mofile(str(tmp_path / "django.mo"))
    return po, tmp_path / "django.po"


def test_a_whole_catalogue_has_no_faults(catalogue):
    assert faults(catalogue[1]) == []


def test_each_fault_is_found(catalogue):
    po, path = catalogue
    po.append(polib.POEntry(msgid="Received", msgstr="Получено"))
    po.append(polib.POEntry(msgid="Until %(day)s", msgstr="До %(date)s", flags=["fuzzy"]))
    po[0].msgstr = "Отозвать"
    po.save(str(path))
    assert faults(path) == ["fuzzy: Until %(day)s", "placeholders: Withdraw %(name)s", "compiled otherwise: Received", "compiled otherwise: Withdraw %(name)s"]
    path.with_suffix(".mo").unlink()
    assert faults(path)[-1] == "not compiled: django.po"
