"""A list of new delegates: its headings recognised in three languages, in any order; each line as what a form on paper would have said. It stores nothing."""

import dataclasses
from collections.abc import Mapping
from functools import cache
from typing import Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db.models import TextChoices
from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from directory.models import Party
from directory.words import listed, sentences, separated
from seminar_portal.errors import Invalid

from .. import content, mailboxes, names, printing
from ..content import Given
from ..documents import reading, words
from ..documents.nations import Nations
from ..enums import Category, Gender, NameOrder, SpeechLanguage
from ..exports.columns import columns
from ..forms.annex import AnnexIIForm
from ..services.imports import MOST_ROWS, Fault, Row, fingerprint, too_many
from . import table

LOOKED_AT = 20  # lines at the beginning among which the headings may stand
LANGUAGE = "language"
# columns of our own lists, by the field that each shows; of the others a new registration knows nothing yet
_OURS = {
    "nation": "party",
    "mobile": "mobile_typed",
    "landline": "landline_typed",
    "fax": "fax_typed",
    LANGUAGE: LANGUAGE,
    **{name: name for name in content.FIELDS if name not in (*content.PHONES, "party", "other_organisation")},
}
_CHOICES: dict[str, type[TextChoices]] = {"gender": Gender, "name_order": NameOrder, "category": Category, "speech_language": SpeechLanguage}
_TICKS = frozenset({"may_print_email", "may_print_phone", "on_platform"})
_YES = ("yes", "y", "да", "是", "1", "true", "x", "х", "+", "✓", "✔")
_NO = ("no", "n", "нет", "否", "0", "false", "-", "–", "—")


@dataclasses.dataclass(frozen=True)
class DelegateList:
    """``used`` and ``ignored`` are headings as they stand in the file; ``doubt`` is "" or a sentence about its character set."""

    rows: list[Row]
    used: list[str]
    ignored: list[str]
    doubt: str


def read(uploaded: bytes, *, nations: Nations, nation: Party | None, language: str) -> DelegateList:
    """The lines of a CSV or XLSX. ``nation`` is that of lines which name none; letters are in ``language`` where a line names no other.

    Raises Invalid, with a sentence, where it cannot be read, names no people, lacks a column that must be there, or is too long for one time.
    """
    found = table.read(uploaded)
    top = max(range(min(len(found.rows), LOOKED_AT)), key=lambda place: (len(set(_fields(found.rows[place]))), -place))
    meant = _fields(found.rows[top])
    headings, lines = found.rows[top].cells, found.rows[top + 1 :]
    _require_columns(set(meant.values()), headings, nation)
    if not lines:
        raise Invalid(_("There is nobody in this list: below its headings there is no line."))
    if len(lines) > MOST_ROWS:
        raise Invalid(too_many(len(lines)))
    reader = _Reader(nations, nation, language)
    return DelegateList(
        rows=[reader.row(line.number, {name: line.cells[place] for place, name in meant.items() if place < len(line.cells)}) for line in lines],
        used=[headings[place] for place in meant],
        ignored=_ignored(headings, meant, lines),
        doubt=found.doubt,
    )


def field_of(heading: str) -> str:
    """The field of a registration that a heading names, as Annex II, our own lists or our forms print it in any language; "" where it names none."""
    return words.field_of(heading) or _known().get(words.fold(heading), "")


class _Reader:
    """Makes rows of lines: what is common to all lines stands here."""

    def __init__(self, nations: Nations, nation: Party | None, language: str) -> None:
        self.nations, self.nation, self.language = nations, nation, language

    def row(self, number: int, found: Mapping[str, str]) -> Row:
        cells = {name: text for name, text in found.items() if text and not reading.is_blank(name, text)}
        faults: list[Fault] = []
        values: dict[str, Any] = {}
        language = self.language
        for name, text in cells.items():
            if name in ("party", "other_organisation"):
                continue
            value = _value(name, text)
            if value is None:
                faults.append(Fault(name, text, _("This word is not known here")))
            elif name == LANGUAGE:
                language = value
            else:
                values[name] = value
        of_all = self.nation.code if self.nation and not {"party", "other_organisation"} & set(cells) else ""
        delegation, wrong = self._delegation(cells)
        return Row(
            number=number,
            fingerprint=fingerprint(cells, of_all),
            given=content.cleaned(Given(**values, **delegation)),
            language=language,
            cells=cells,
            faults=(*wrong, *faults),
            remarks=_remarks(cells),
        )

    def _delegation(self, cells: Mapping[str, str]) -> tuple[dict[str, Any], list[Fault]]:
        """What stands under Nation, or the organisation that is not of the list, or the nation of all lines. A name that is nearly one is none."""
        nation, organisation = cells.get("party", ""), cells.get("other_organisation", "")
        if nation and organisation and field_of(nation) == "other_organisation":
            nation = ""
        if nation and organisation:
            return {}, [Fault("party", nation, _("Give a nation or another organisation, not both"))]
        if organisation:
            return {"other_organisation": organisation}, []
        if not nation:
            return {"party": self.nation}, []
        party = self.nations.meant_by(nation)
        if party is None:
            return {}, [
                Fault("party", nation, _("Not a name of the list of states and organisations; one that is not in it stands under “Another organisation”"))
            ]
        return {"party": party}, []


def _value(name: str, text: str) -> Any:
    """``text`` as the field keeps it; None where it is none of the words that the field knows."""
    if name == LANGUAGE or name in _CHOICES:
        return _words_of(name).get(words.fold(text))
    if name in _TICKS:
        plain = words.fold(text) or text  # a dash alone folds to nothing
        return True if plain in _YES else False if plain in _NO else None
    if name in ("email", "cc_email"):
        try:
            return mailboxes.read(text)
        except ValidationError:
            return text  # what is wrong with it is said with all other rules
    return text


def _remarks(cells: Mapping[str, str]) -> tuple[str, ...]:
    found = [
        _("%(field)s: “%(text)s” has lost its digits in a spreadsheet") % {"field": label_of(name), "text": cells[name]}
        for name in content.PHONES
        if table.lost_digits(cells.get(name, ""))
    ]
    if names.has_digits(cells.get("family_name", "") + cells.get("first_name", "")):
        found.append(_("There is a digit in the name"))
    return tuple(found)


def label_of(name: str) -> str:
    """How pages about a list call a field: as Annex II does."""
    if name == LANGUAGE:
        return _("Language of letters")
    return words.label_of(name) if name in words.LABELS else printing.label_of(name)


def _fields(line: table.Row) -> dict[int, str]:
    """By its place, the field of each column; of two for one field the first counts."""
    found: dict[int, str] = {}
    for place, heading in enumerate(line.cells):
        name = field_of(heading)
        if name and name not in found.values():
            found[place] = name
    return found


def _require_columns(there: set[str], headings: tuple[str, ...], nation: Party | None) -> None:
    missing = []
    if not there & {"family_name", "first_name"}:
        missing.append(_("“%(one)s” or “%(other)s”") % {"one": label_of("family_name"), "other": label_of("first_name")})
    if nation is None and not there & {"party", "other_organisation"}:
        missing.append(_("“%(field)s” (or choose one for the whole list)") % {"field": label_of("party")})
    if not missing:
        return
    if not there:
        raise Invalid(
            _("No headings are found in this file. Its first line must name the columns as Annex II does: Family Name, First Name, Nation and so on.")
        )
    message = ngettext("This column is missing: %(columns)s.", "These columns are missing: %(columns)s.", len(missing)) % {"columns": listed(missing)}
    as_they_are = _("The headings of the file are: %(headings)s.") % {"headings": separated(heading for heading in headings if heading)}
    raise Invalid(sentences([message, as_they_are]))


def _ignored(headings: tuple[str, ...], meant: Mapping[int, str], lines: list[table.Row]) -> list[str]:
    """The columns that are not used, by their headings; those without one by their letter, where something stands in them."""
    width = max(len(headings), *(len(line.cells) for line in lines))
    found = []
    for place in range(width):
        if place in meant:
            continue
        if place < len(headings) and headings[place]:
            found.append(headings[place])
        elif any(place < len(line.cells) and line.cells[place] for line in lines):
            found.append(_("column %(letter)s, which has no heading") % {"letter": _letter(place)})
    return found


def _letter(place: int) -> str:
    """A, B, … Z, AA: as spreadsheets call their columns."""
    return (_letter(place // 26 - 1) if place >= 26 else "") + chr(ord("A") + place % 26)


@cache
def _known() -> dict[str, str]:
    """Folded headings beyond those of Annex II, in each language: of our lists, of our forms and of what a field is called."""
    known: dict[str, str] = {}
    for code, _name in settings.LANGUAGES:
        with translation.override(code):
            known |= {words.fold(column.heading): _OURS[column.key] for column in columns() if column.key in _OURS}
            known |= {words.fold(str(field.label)): name for name, field in AnnexIIForm.base_fields.items() if field.label}
            known |= {words.fold(label_of(name)): name for name in (*content.FIELDS, LANGUAGE)}
    return known


@cache
def _words_of(name: str) -> dict[str, str]:
    """The words that a field of choices knows: its labels in each language, and what is stored."""
    choices = settings.LANGUAGES if name == LANGUAGE else _CHOICES[name].choices
    known: dict[str, str] = {}
    for code, _name in settings.LANGUAGES:
        with translation.override(code):
            known |= {words.fold(str(label)): value for value, label in choices}
            if name == LANGUAGE:
                known |= {words.fold(str(label)): value for value, label in SpeechLanguage.choices if value in ("en", "ru")}
                known[words.fold(str(SpeechLanguage.CHINESE.label))] = "zh-hans"
    if name == "gender":
        known |= {word: words.gender_of(word) for word in words.gender_words()}
        known |= {"m": "male", "f": "female", "м": "male", "ж": "female"}
    return known | {words.fold(value): value for value, _label in choices} | ({"zh": "zh-hans"} if name == LANGUAGE else {})
