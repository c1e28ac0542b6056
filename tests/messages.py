"""What gettext would extract, found without gettext: every text of the code and of the templates that asks to be translated."""

import ast
import dataclasses
import functools
import re
from collections.abc import Iterator
from pathlib import Path

from django.utils.translation.template import templatize

PROJECT = Path(__file__).resolve().parent.parent
APPS = ("agenda", "consent", "directory", "notifications", "registration", "seminar_portal")
# how many arguments stand before the texts, and how many texts there are
SHAPES = {"gettext": (0, 1), "ngettext": (0, 2), "pgettext": (1, 1), "npgettext": (1, 2)}
_call = re.compile(r"\b(np?gettext|pgettext|gettext)\(")


@dataclasses.dataclass(frozen=True, order=True)
class Message:
    context: str
    text: str
    plural: str = ""


@functools.cache
def messages() -> dict[Message, str]:
    """Each message with the first file that asks for it."""
    found: dict[Message, str] = {}
    for path, message in (*_of_code(), *_of_templates()):
        found.setdefault(message, str(path.relative_to(PROJECT)))
    return found


def _of_code() -> Iterator[tuple[Path, Message]]:
    for app in APPS:
        for path in sorted((PROJECT / app).rglob("*.py")):
            if "migrations" not in path.parts:
                for message in of_module(path.read_text()):
                    yield path, message


def of_module(source: str) -> Iterator[Message]:
    """The messages of one module, whatever names it imports the functions by."""
    tree = ast.parse(source)
    names = {
        alias.asname or alias.name: re.sub(r"_(lazy|noop)$", "", alias.name)
        for node in ast.walk(tree)
        if isinstance(node, ast.ImportFrom) and node.module == "django.utils.translation"
        for alias in node.names
    }
    for node in ast.walk(tree):
        if isinstance(node, ast.Call):
            called = names.get(node.func.id, "") if isinstance(node.func, ast.Name) else ""
            if isinstance(node.func, ast.Attribute) and isinstance(node.func.value, ast.Name) and node.func.value.id == "translation":
                called = re.sub(r"_(lazy|noop)$", "", node.func.attr)
            if called in SHAPES:
                yield from _message(called, node.args)


def _of_templates() -> Iterator[tuple[Path, Message]]:
    for path in sorted((PROJECT / "templates").rglob("*")):
        if path.suffix in {".html", ".txt"}:
            for message in of_template(path.read_text()):
                yield path, message


def of_template(source: str) -> Iterator[Message]:
    """The messages of one template, as Django hands it to xgettext: calls among letters that mean nothing."""
    made = templatize(source)
    for match in _call.finditer(made):
        yield from _message(match[1], ast.parse(_whole_call(made[match.start() :]), mode="eval").body.args)  # type: ignore[attr-defined]


def _whole_call(text: str) -> str:
    """The call that ``text`` begins with: up to the bracket that closes it, brackets inside its strings aside."""
    for match in re.finditer(r"\)", text):
        try:
            ast.parse(text[: match.end()], mode="eval")
        except SyntaxError:
            continue
        return text[: match.end()]
    raise ValueError(text[:80])


def _message(called: str, args: list[ast.expr]) -> Iterator[Message]:
    """The message of one call; none where it translates what is stored, which stands marked elsewhere (``gettext_noop``)."""
    before, texts = SHAPES[called]
    words = [arg.value for arg in args[: before + texts] if isinstance(arg, ast.Constant) and isinstance(arg.value, str)]
    if len(words) == before + texts:
        yield Message(words[0] if before else "", words[before], words[before + 1] if texts == 2 else "")
