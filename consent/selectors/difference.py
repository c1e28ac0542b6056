"""What changed: from one round to another state by state, from one version of the text to another in words."""

import dataclasses
import datetime as dt
import difflib
import itertools
import re
from collections.abc import Iterator, Sequence

from django.utils.translation import gettext as _

from .. import positions
from ..enums import Position, RoundState
from ..models import Round, TextFile, TextVersion
from .cells import SIGNS, in_order
from .loading import names_of, rounds_with_letters, stand_of

_word = re.compile(r"[\u2e80-\u9fff\uf900-\ufaff]|\w+|\s+|[^\w\s]")  # a Chinese sign is a word


# --- rounds ----------------------------------------------------------------------------------------------------------------------------------


@dataclasses.dataclass(frozen=True)
class Stood:
    """Where a state stood in a round, ready to be shown; ``position`` is None where it was not asked."""

    position: Position | None

    @property
    def sign(self) -> str:
        return SIGNS[self.position][0] if self.position else "–"

    @property
    def colour(self) -> str:
        return SIGNS[self.position][1] if self.position else "none"

    @property
    def word(self) -> str:
        return str(self.position.label) if self.position else _("not asked")


@dataclasses.dataclass(frozen=True)
class StateRow:
    name: str
    before: Stood
    after: Stood

    @property
    def changed(self) -> bool:
        return self.before.position != self.after.position

    @property
    def consent_is_history(self) -> bool:
        """It agreed in writing to the earlier round and has not to this one: that consent is not carried over."""
        return self.before.position in positions.WRITTEN and self.after.position not in positions.WRITTEN


@dataclasses.dataclass(frozen=True)
class RoundsCompared:
    before: Round
    after: Round
    rows: list[StateRow]

    @property
    def changed(self) -> int:
        return sum(row.changed for row in self.rows)


def rounds_asked(procedure_id: int) -> list[Round]:
    """The rounds of a procedure that have begun, with their letters, in order. A constant number of queries."""
    return list(rounds_with_letters(Round.objects.filter(procedure=procedure_id, started_at__isnull=False)))


def compare_rounds(before: Round, after: Round, now: dt.datetime) -> RoundsCompared:
    """State by state, each round as it stands at ``now``: a round that is over stands as it ended. Both as :func:`rounds_asked` gives them."""
    stands = [stand_of(round_, now).positions for round_ in (before, after)]
    names = {**names_of(before), **names_of(after)}
    keys = {row.party_id: row for round_ in (after, before) for row in in_order(round_)}
    ordered = sorted(keys.values(), key=lambda row: (row.party.sort_key or row.printed_name, row.pk))
    return RoundsCompared(
        before, after, [StateRow(names[row.party_id], Stood(stands[0].get(row.party_id)), Stood(stands[1].get(row.party_id))) for row in ordered]
    )


@dataclasses.dataclass(frozen=True)
class EarlierConsents:
    """Who had agreed in writing to an earlier round. History: nothing is carried over."""

    number: int
    state: str
    names: list[str]


def earlier_consents(round_: Round, now: dt.datetime) -> list[EarlierConsents]:
    """The written consents of the rounds before this one. A constant number of queries."""
    if round_.number == 1:
        return []
    earlier = [other for other in rounds_asked(round_.procedure_id) if other.number < round_.number]
    found = []
    for other in earlier:
        stand, names = stand_of(other, now), names_of(other)
        written = [names[row.party_id] for row in in_order(other) if stand.positions[row.party_id] in positions.WRITTEN]
        found.append(EarlierConsents(other.number, str(RoundState(other.state).label), written))
    return found


# --- texts -----------------------------------------------------------------------------------------------------------------------------------


@dataclasses.dataclass(frozen=True)
class Piece:
    """A run of text: "same", "ins" (only in the later version) or "del" (only in the earlier one)."""

    kind: str
    text: str


Paragraph = list[Piece]


@dataclasses.dataclass(frozen=True)
class FileRow:
    """One enclosure in two versions. ``what``: same, changed, added or left out; ``paragraphs`` are its words, where both files could be read."""

    before: TextFile | None
    after: TextFile | None
    paragraphs: list[Paragraph]

    @property
    def what(self) -> str:
        if self.before is None:
            return "added"
        if self.after is None:
            return "left out"
        return "same" if self.before.file.sha256 == self.after.file.sha256 else "changed"

    @property
    def title(self) -> str:
        return str(self.after or self.before)


@dataclasses.dataclass(frozen=True)
class TextsCompared:
    before: TextVersion
    after: TextVersion
    wording: list[Paragraph]
    files: list[FileRow]

    @property
    def same(self) -> bool:
        return all(piece.kind == "same" for paragraph in self.wording for piece in paragraph) and all(row.what == "same" for row in self.files)


def texts_of(procedure_id: int) -> list[TextVersion]:
    """The versions of a procedure's text with their files, in order. Two queries."""
    return list(TextVersion.objects.filter(procedure=procedure_id).select_related("by").prefetch_related("files__file", "rounds").order_by("number"))


def compare_texts(before: TextVersion, after: TextVersion) -> TextsCompared:
    """Both as :func:`texts_of` gives them. An enclosure is the same one where its kind, language and title are, else where its kind and language are."""
    old, new = list(before.files.all()), list(after.files.all())
    rows: list[FileRow] = []
    left = list(old)
    pairs: dict[int, TextFile] = {}
    for alike in (_alike_by_title, _alike_by_kind):
        for entry in new:
            partner = next((other for other in left if alike(other, entry)), None)
            if entry.pk not in pairs and partner is not None:
                pairs[entry.pk] = partner
                left.remove(partner)
    for entry in new:
        partner = pairs.get(entry.pk)
        differs = partner is not None and partner.file.sha256 != entry.file.sha256 and partner.words and entry.words
        rows.append(FileRow(partner, entry, in_words(partner.words, entry.words) if partner is not None and differs else []))
    rows += [FileRow(entry, None, []) for entry in left]
    return TextsCompared(before, after, in_words(before.wording, after.wording), rows)


def _alike_by_title(one: TextFile, other: TextFile) -> bool:
    return (one.kind, one.language, one.title) == (other.kind, other.language, other.title)


def _alike_by_kind(one: TextFile, other: TextFile) -> bool:
    return (one.kind, one.language) == (other.kind, other.language)


def in_words(before: str, after: str) -> list[Paragraph]:
    """The two texts as one, paragraph by paragraph, changed paragraphs word by word."""
    old, new = _paragraphs(before), _paragraphs(after)
    found: list[Paragraph] = []
    for kind, first, last, into, end in difflib.SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        if kind == "equal":
            found += [[Piece("same", text)] for text in old[first:last]]
        else:
            for was, becomes in itertools.zip_longest(old[first:last], new[into:end]):
                found.append(list(_pieces(was or "", becomes or "")))
    return found


def _paragraphs(text: str) -> list[str]:
    return [line.strip() for line in text.splitlines() if line.strip()]


def _pieces(before: str, after: str) -> Iterator[Piece]:
    old, new = _word.findall(before), _word.findall(after)
    matcher = difflib.SequenceMatcher(None, old, new, autojunk=False)
    # where almost nothing is in common, two whole sentences are easier to read than their crumbs
    same = sum(not old[place].isspace() for block in matcher.get_matching_blocks() for place in range(block.a, block.a + block.size))
    crumbs = same < 0.4 * max(sum(not word.isspace() for word in words) for words in (old, new))
    opcodes: Sequence[tuple[str, int, int, int, int]] = [("replace", 0, len(old), 0, len(new))] if crumbs else matcher.get_opcodes()
    left_out = added = ""
    for number, (kind, first, last, into, end) in enumerate(opcodes):
        was, becomes = "".join(old[first:last]), "".join(new[into:end])
        # a mere space between two changes belongs to both: "by video" became "in Astana", not "by" "in" and "video" "Astana"
        if kind != "equal" or (was.isspace() and 0 < number < len(opcodes) - 1):
            left_out, added = left_out + was, added + becomes
            continue
        yield from _changed(left_out, added)
        left_out = added = ""
        yield Piece("same", was)
    yield from _changed(left_out, added)


def _changed(left_out: str, added: str) -> Iterator[Piece]:
    if left_out:
        yield Piece("del", left_out)
    if added:
        yield Piece("ins", added)
