"""A filled Annex II read back: ours, or one typed by hand in the same grid. It reads what it is sure of and says what it is not; it stores nothing."""

import dataclasses
import re
from collections.abc import Iterable
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from directory.models import Party
from seminar_portal.errors import Invalid

from .. import content, names
from ..content import Given
from . import grid, package, words
from .nations import Nations

FEWEST_LABELS = 4  # fewer boxes with a label of the form are some other document
_TICK = r"☒|☑|✓|✔|✗|✘|⊠|■|▣|●|◉|√|\[\s*[xхv*✓√+]\s*\]|\(\s*[xхv*✓√+]\s*\)|(?<!\w)[xхv](?!\w)"
_EMPTY = r"☐|□|▢|○|◯|\[\s*_*\s*\]|\(\s*_*\s*\)"
_BLANK = re.compile(r"^[\s._\-–—…/]*$")
_NONE = frozenset({"no", "none", "n/a", "na", "нет", "не имеется", "无", "没有", "無"})
_NONE_IS_NOTHING = frozenset({*content.PHONES, "email", "speech_topic"})  # a family may be called No


@dataclasses.dataclass(frozen=True)
class Read:
    """What a form said. ``given`` is clean; ``nation`` is what stood in its box, also where ``given.party`` is None. ``problems`` are sentences.

    ``boxes`` are the labels and texts as they stand in the file, for the eye that checks.
    """

    given: Given
    nation: str
    problems: tuple[str, ...]
    boxes: tuple[tuple[str, str], ...]

    @property
    def filled(self) -> int:
        """How many of the twelve fields were read."""
        return sum(bool(getattr(self.given, name)) for name in words.TWELVE)


def read(document: bytes, nations: Nations) -> Read:
    """The first Annex II in a Word document. Raises Invalid, with a sentence, where the file is none or holds none."""
    root = package.text_part(document)
    boxes, forms = _boxes(row for table in grid.tables(root) for row in table)
    if len(boxes) < FEWEST_LABELS:
        boxes, forms = _boxes(grid.lines(root))
    if len(boxes) < FEWEST_LABELS:
        raise Invalid(_("No Annex II was found in this file: its boxes “Family Name”, “First Name” and so on are missing. Type the form in by hand."))
    found = {name: text for name, (_label, text) in boxes.items()}
    problems = [
        _("%(field)s: its box was not found; look at the form.") % {"field": words.label_of(name)}
        for name in words.TWELVE
        if name not in found and name != "middle_name"
    ]
    gender, sentence = _gender(found.pop("gender", ""))
    problems += [sentence] if sentence else []
    values: dict[str, Any] = {name: "" if is_blank(name, text) else text for name, text in found.items()}
    nation = values.pop("party", "")
    given = content.cleaned(Given(gender=gender, party=_party(nation, nations), **values))
    nation = names.clean(nation)
    if nation and given.party is None:
        problems.append(_("%(field)s: “%(text)s” was not recognised; choose it.") % {"field": words.label_of("party"), "text": nation})
    if forms > 1:
        problems.append(
            ngettext(
                "This file holds %(number)s more form; the first was read. Tick that the next form is on the same scan.",
                "This file holds %(number)s more forms; the first was read. Tick that the next form is on the same scan.",
                forms - 1,
            )
            % {"number": forms - 1}
        )
    return Read(given, nation, tuple(problems), tuple((names.clean(label).rstrip(":："), text.strip()) for label, text in boxes.values()))


def _party(nation: str, nations: Nations) -> Party | None:
    return nations.meant_by(nation) if nation else None


def is_blank(name: str, text: str) -> bool:
    """Whether a box was left empty, or a sign or word in it says that there is nothing to say."""
    return bool(_BLANK.match(text)) or (name in _NONE_IS_NOTHING and text.strip(" .").casefold() in _NONE)


def _boxes(rows: Iterable[grid.Row]) -> tuple[dict[str, tuple[str, str]], int]:
    """The label and the text of each box of the first form, and how many forms there are. A label that comes again begins the next."""
    found: dict[str, tuple[str, str]] = {}
    times: dict[str, int] = {}
    for row in rows:
        for name, label, text in _pairs(row):
            times[name] = times.get(name, 0) + 1
            found.setdefault(name, (label, text))
    return found, times.get("family_name") or times.get("first_name", 0)


def _pairs(row: grid.Row) -> list[tuple[str, str, str]]:
    """The labelled boxes of a row: field, label, text. Where the row is whole, a box that itself looks like a label is still a box."""
    pairs, place = [], 0
    while place < len(row):
        label = row[place]
        name = words.field_of(label)
        if name:
            following = row[place + 1] if place + 1 < len(row) else ""
            if len(row) % 2 and words.field_of(following):
                following = ""  # the box is missing: two labels stand side by side
            else:
                place += 1
            pairs.append((name, label, following))
        else:
            pairs += _in_one_box(label)
        place += 1
    return pairs


def _in_one_box(text: str) -> list[tuple[str, str, str]]:
    """A label and what follows it in the same box, after a colon or on the next line."""
    for sign in (":", "：", "\n"):
        label, found, rest = text.partition(sign)
        if found and (name := words.field_of(label)):
            return [(name, label, rest.strip())]
    return []


def _gender(text: str) -> tuple[str, str]:
    """The ticked gender and "", or "" and what to say. Both boxes empty is "not stated", and nothing to say."""
    pattern = rf"(?P<tick>{_TICK})|(?P<empty>{_EMPTY})|(?<!\w)(?P<word>{'|'.join(map(re.escape, words.gender_words()))})(?![^\W\d_])"
    signs = [(str(found.lastgroup), found[0]) for found in re.finditer(pattern, text.casefold().replace("ё", "е"))]
    named = [words.gender_of(word) for kind, word in signs if kind == "word"]
    label = words.label_of("gender")
    if not signs:
        whole = text.strip(" .").casefold()
        short = {"m": "male", "м": "male", "f": "female", "ж": "female"}.get(whole, "")
        return (short, "") if short or _BLANK.match(text) else ("", _not_read(label, text))
    ticked = set(_ticked(signs))
    if len(ticked) == 1:
        return ticked.pop(), ""
    if ticked:
        return "", _("%(field)s: both boxes are ticked; choose it.") % {"field": label}
    if any(kind == "tick" for kind, _sign in signs):
        return "", _not_read(label, text)
    if len(set(named)) == 1 and not any(kind == "empty" for kind, _sign in signs):
        return named[0], ""  # the word alone
    return "", ""


def _ticked(signs: list[tuple[str, str]]) -> list[str]:
    """The genders whose box is ticked: the box stands before its word, or after it where the first sign is a word."""
    found = []
    after = signs[0][0] == "word"
    for place, (kind, word) in enumerate(signs):
        beside = place + 1 if after else place - 1
        if kind == "word" and 0 <= beside < len(signs) and signs[beside][0] == "tick":
            found.append(words.gender_of(word))
    return found


def _not_read(label: str, text: str) -> str:
    return _("%(field)s: “%(text)s” was not understood; look at the form.") % {"field": label, "text": names.clean(text)[:60]}
