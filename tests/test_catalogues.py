"""The translations: what is compiled is what is written, nothing is half done, and every placeholder survives."""

import re
from pathlib import Path

import polib
import pytest
from django.conf import settings
from django.utils import translation

from tests import messages
from tests.messages import Message

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


def test_there_is_one_for_each_language_but_english():
    assert {path.parent.parent.name for path in catalogues()} == {translation.to_locale(code) for code, _name in settings.LANGUAGES if code != "en"}


@pytest.mark.parametrize("path", catalogues(), ids=lambda path: path.parent.parent.name)
def test_every_text_is_translated_and_nothing_else(path):
    """All that code and templates ask to be translated, by context and text, with the plural where there is one. ``make messages`` finds it anew."""
    written = polib.pofile(str(path))
    have = {Message(entry.msgctxt or "", entry.msgid, entry.msgid_plural or "") for entry in written.translated_entries()}
    asked = messages.messages()
    # a text that is asked for with a plural and without is one entry of gettext's
    plural = {(message.context, message.text) for message in asked if message.plural}
    wanted = {message: where for message, where in asked.items() if message.plural or (message.context, message.text) not in plural}
    assert sorted((where, message) for message, where in wanted.items() if message not in have) == []
    assert sorted(have - wanted.keys()) == []


def test_messages_of_code_are_found_whatever_they_are_called():
    source = """
from django.utils import translation
from django.utils.translation import gettext_lazy as _, ngettext, pgettext as p
first = _("One " "sentence.")
second = ngettext("%(count)s letter", "%(count)s letters", number) % {"count": number}
third = p("letter", "late")
fourth = translation.gettext("Home")
stored = _(mail.reason)
other("not ours")
"""
    found = [Message("", "One sentence."), Message("", "%(count)s letter", "%(count)s letters"), Message("letter", "late"), Message("", "Home")]
    assert sorted(messages.of_module(source)) == sorted(found)


def test_messages_of_templates_are_found():
    source = """{% load i18n %}{% translate "It's (not) here" %} {% translate "late" context "letter" %}
{% blocktranslate trimmed with name=row.name %}
The scan “{{ name }}”
is kept.{% endblocktranslate %}{% blocktranslate count counter=number %}{{ counter }} row{% plural %}{{ counter }} rows{% endblocktranslate %}
{% comment %}{% translate "never" %}{% endcomment %}<p title="{% translate 'A title' %}">gettext( is a word</p>"""
    found = [
        Message("", "It's (not) here"),
        Message("letter", "late"),
        Message("", "The scan “%(name)s” is kept."),
        Message("", "%(counter)s row", "%(counter)s rows"),
        Message("", "A title"),
    ]
    assert sorted(messages.of_template(source)) == sorted(found)


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
