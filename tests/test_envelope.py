"""docs/envelope.md is true: each fact stands on the page it names, in the words it quotes, in a field that exists, held by a test that exists."""

import ast
import dataclasses
import datetime as dt
import html
import io
import re
import tempfile
from collections.abc import Callable
from functools import cache
from pathlib import Path

import docx
import pytest
import time_machine
from django.apps import apps
from django.conf import settings
from django.test import Client, TestCase, override_settings
from django.urls import reverse

from agenda.models import Seminar
from consent.models import SilenceProcedure
from directory.models import Party, User
from seminar_portal import demo

PROJECT = Path(__file__).resolve().parent.parent
NOW = dt.datetime(2026, 11, 25, 2, 13, 47, tzinfo=dt.UTC)
HEADINGS = ["Circular note", "Concept paper", "Letter by the host", "Annex I, preliminary agenda", "Annex II, registration form"]


@dataclasses.dataclass(frozen=True)
class Fact:
    fact: str
    page: str
    words: str
    field: str
    test: str


def facts() -> list[Fact]:
    """The rows of the document's tables."""
    text = (PROJECT / "docs" / "envelope.md").read_text()
    assert re.findall(r"^## (.+)$", text, re.MULTILINE)[:-1] == HEADINGS
    rows = [[cell.strip() for cell in line.strip("|").split("|")] for line in text.splitlines() if line.startswith("|")]
    return [Fact(*row) for row in rows if row[0] != "fact" and set(row[0]) != {"-"}]


FACTS = facts()


@cache
def names_in(path: str) -> set[str]:
    """The names of the tests of a file, those inside classes too."""
    return {node.name for node in ast.walk(ast.parse((PROJECT / path).read_text())) if isinstance(node, ast.FunctionDef) and node.name.startswith("test_")}


def test_it_tells_the_whole_envelope():
    """A line that was lost is seen; who adds one counts it."""
    assert len({(fact.fact, fact.page) for fact in FACTS}) == len(FACTS) == 72


@pytest.mark.parametrize("fact", FACTS, ids=lambda fact: fact.fact)
def test_its_field_and_its_test_exist(fact: Fact):
    if fact.field.startswith("templates/"):
        assert (PROJECT / fact.field).is_file()
    else:
        app_label, model, field = fact.field.split(".")
        assert apps.get_model(app_label, model)._meta.get_field(field)
    path, _colons, name = fact.test.partition("::")
    assert name in names_in(path)


class TestTheDemo(TestCase):
    """The demonstration is loaded once, and every page that the document names is opened."""

    @classmethod
    def setUpClass(cls) -> None:
        folder = Path(cls.enterClassContext(tempfile.TemporaryDirectory()))
        uploads = {"BACKEND": "django.core.files.storage.FileSystemStorage", "OPTIONS": {"location": folder / "uploads"}}
        cls.enterClassContext(override_settings(VAR_DIR=folder, STORAGES={**settings.STORAGES, "default": uploads}))
        super().setUpClass()

    @classmethod
    def setUpTestData(cls) -> None:
        demo.load(NOW)

    def _pages(self) -> dict[str, Callable[[], str]]:
        seminar = Seminar.objects.get(slug="biodiversity-2020")
        board = SilenceProcedure.objects.get(seminar=seminar)
        state = reverse("admin:directory_party_change", args=[Party.objects.get(code="KZ").pk])
        officer, administrator = (User.objects.get(email=f"{name}@example.org") for name in ("secretariat", "administrator"))
        return {
            "S": lambda: self._read("/seminars/biodiversity-2020/"),
            "S ru": lambda: self._read("/ru/seminars/biodiversity-2020/"),
            "S zh": lambda: self._read("/zh-hans/seminars/biodiversity-2020/"),
            "R": lambda: self._read("/seminars/biodiversity/register/"),
            "B": lambda: self._read(reverse("admin:consent_silenceprocedure_change", args=[board.pk]), officer),
            "M": lambda: self._read(state, administrator),
            **{f"E{document.number}": lambda pk=document.pk: self._read_paper(f"/documents/{pk}/") for document in seminar.documents.all()},  # type: ignore[misc]
        }

    def _read(self, path: str, user: User | None = None) -> str:
        client = Client()
        if user is not None:
            client.force_login(user)
        response = client.get(path)
        assert response.status_code == 200, path
        return one_line(html.unescape(re.sub(r"<[^>]+>", " ", response.content.decode())))

    def _read_paper(self, path: str) -> str:
        response = self.client.get(path)
        content = docx.Document(io.BytesIO(b"".join(response.streaming_content)))  # type: ignore[attr-defined]
        cells = [cell.text for table in content.tables for row in table.rows for cell in row.cells]
        return one_line(" ".join([*(paragraph.text for paragraph in content.paragraphs), *cells]))

    @time_machine.travel(NOW, tick=False)
    def test_each_fact_stands_on_its_page(self) -> None:
        pages = self._pages()
        texts = {name: read() for name, read in pages.items()}
        assert {fact.page for fact in FACTS} <= set(texts)
        missing = [(fact.page, words) for fact in FACTS for words in fact.words.split("<br>") if words not in texts[fact.page]]
        assert missing == []


def one_line(text: str) -> str:
    """The text as it is read: without runs of white space, and without the space that a mark leaves before a full stop or inside brackets."""
    text = re.sub(r"\s+([.,;:!?)])", r"\1", text)
    return " ".join(re.sub(r"\(\s+", "(", text).split())
