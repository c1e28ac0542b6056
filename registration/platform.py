"""The host's platform: in which columns it wants a list, and which of our registrations stand in a list that comes from it."""

import dataclasses
import hashlib
from collections import defaultdict
from collections.abc import Iterable, Sequence
from typing import Any

from django.utils.translation import gettext as _

from agenda.models import Seminar
from directory.words import separated

from . import lifecycle, search
from .models import PlatformMap, Registration

# The portal's own choice: Annex II's twelve fields, under the headings that stand on it. What a field is filled with is a key of exports.columns.
DEFAULT: tuple[tuple[str, str], ...] = (
    ("Family Name", "family_name"),
    ("Middle Name", "middle_name"),
    ("First Name", "first_name"),
    ("Gender", "gender"),
    ("Nation", "nation"),
    ("Institution", "institution"),
    ("Job Title", "job_title"),
    ("Mobile phone", "mobile"),
    ("Fixed-line Telephone", "landline"),
    ("Fax", "fax"),
    ("Email", "email"),
    ("Speech Topic", "speech_topic"),
)
# what a row of the platform's list can be recognised by
RECOGNISED_BY = ("reference", "email", "family_name", "middle_name", "first_name", "printed_name", "native_name", "nation")


def map_of(seminar: Seminar | None) -> list[tuple[str, str]]:
    """Pairs of heading and key for ``seminar``: its own, else those for every other seminar, else the portal's. Two queries."""
    found = {row.seminar_id: row for row in PlatformMap.objects.filter(seminar=seminar) | PlatformMap.objects.filter(seminar=None)}
    kept = found.get(seminar.pk if seminar else None) or found.get(None)
    pairs = [(column.heading, column.field) for column in kept.columns.all()] if kept else []
    return pairs or list(DEFAULT)


def set_up_map(sender: Any, **kwargs: Any) -> None:
    """Receiver of ``post_migrate``: the columns for every seminar stand in the database from the start, to be edited there. Idempotent."""
    from django.apps import apps as installed

    apps, using = kwargs.get("apps", installed), kwargs["using"]
    try:
        Map, Column = apps.get_model("registration", "PlatformMap"), apps.get_model("registration", "PlatformColumn")
    except LookupError:
        return  # halfway through the migrations
    if not Map.objects.using(using).filter(seminar=None).exists():
        made = Map.objects.using(using).create(seminar=None)
        columns = [Column(map=made, position=number, heading=heading, field=field) for number, (heading, field) in enumerate(DEFAULT, 1)]
        Column.objects.using(using).bulk_create(columns)


@dataclasses.dataclass(frozen=True)
class Entry:
    """One row of the platform's list: its number in the file, as a spreadsheet counts, and what it can be recognised by (keys of RECOGNISED_BY)."""

    number: int
    values: dict[str, str]

    @property
    def said(self) -> str:
        """The row as a person recognises it."""
        name = self.values.get("printed_name") or " ".join(filter(None, (self.values.get("first_name"), self.values.get("family_name"))))
        return separated(
            filter(None, (name or self.values.get("native_name"), self.values.get("nation"), self.values.get("email"), self.values.get("reference")))
        )


@dataclasses.dataclass(frozen=True)
class Line:
    """What is known of one row: the registrations that it may mean, and why it was left alone (in words) where it was."""

    entry: Entry
    found: tuple[Registration, ...] = ()
    by: str = ""
    why: str = ""


@dataclasses.dataclass
class Comparison:
    """A list of the platform beside ours. Nothing is changed by it."""

    new: list[Line] = dataclasses.field(default_factory=list)  # recognised, and not yet noted as registered there
    known: list[Line] = dataclasses.field(default_factory=list)  # recognised, and noted already
    ambiguous: list[Line] = dataclasses.field(default_factory=list)
    unmatched: list[Line] = dataclasses.field(default_factory=list)
    missing: list[Registration] = dataclasses.field(default_factory=list)  # say that they are registered there, and are not in the list

    @property
    def marks(self) -> list[tuple[int, int]]:
        """What accepting would note: each registration once, with the version that was looked at."""
        return sorted({(line.found[0].pk, line.found[0].version) for line in self.new})

    @property
    def fingerprint(self) -> str:
        """Of what was shown: accepting something else is refused."""
        return hashlib.sha256(repr(self.marks).encode()).hexdigest()


def compare(entries: Iterable[Entry], seminar: Seminar) -> Comparison:
    """Finds for each row the one registration of ``seminar`` that it means: by reference; else by e-mail address and name; else by name and delegation.

    Names are compared folded: in any case, script and order, with or without the middle name. What means several, or nobody, is left to a person.
    One query, whatever the length.
    """
    index = _Index(Registration.objects.filter(seminar=seminar).select_related("party").order_by("number").defer("search_text", "content_digest", "form_token"))
    result, seen = Comparison(), set[int]()
    for entry in entries:
        line = index.line_for(entry)
        if line.why:
            (result.ambiguous if line.found else result.unmatched).append(line)
        else:
            seen.add(line.found[0].pk)
            (result.known if line.found[0].on_platform else result.new).append(line)
    result.missing = [row for row in index.rows if row.on_platform and row.pk not in seen and row.state in lifecycle.LIVE]
    return result


class _Index:
    def __init__(self, rows: Iterable[Registration]) -> None:
        self.rows = list(rows)
        self.by_reference = {search.fold(row.reference): row for row in self.rows}
        self.by_mailbox: dict[str, list[Registration]] = defaultdict(list)
        self.by_name: dict[str, list[Registration]] = defaultdict(list)
        self.names: dict[int, set[str]] = {}
        self.delegations: dict[int, set[str]] = {}
        parties: dict[int, set[str]] = {}
        for row in self.rows:
            self.names[row.pk] = _names(row.family_name, row.middle_name, row.first_name, row.printed_name, row.native_name)
            if row.party_id:
                if row.party_id not in parties:
                    texts = [getattr(row.party, f"{part}{language}") for part in ("name_", "formal_name_") for language in ("en", "ru", "zh_hans")]
                    parties[row.party_id] = {search.fold(text) for text in (row.party.code, *texts) if text}  # type: ignore[union-attr]  # it has a party: asked above
                self.delegations[row.pk] = parties[row.party_id]
            else:
                self.delegations[row.pk] = {search.fold(row.other_organisation)}
            if row.email:
                self.by_mailbox[row.email.casefold()].append(row)
            for name in self.names[row.pk]:
                self.by_name[name].append(row)

    def line_for(self, entry: Entry) -> Line:
        get = entry.values.get
        names = _names(get("family_name", ""), get("middle_name", ""), get("first_name", ""), get("printed_name", ""), get("native_name", ""))
        if reference := get("reference"):
            row = self.by_reference.get(search.fold(reference))
            if row is None:
                return Line(entry, why=_("there is no registration %(reference)s at this seminar") % {"reference": reference})
            if names and not names & self.names[row.pk]:
                return Line(entry, (row,), why=_("%(reference)s is somebody else here: %(name)s") % {"reference": row.reference, "name": row.printed_name})
            return self._one(entry, [row], _("reference"))
        if not names:
            return Line(entry, why=_("no name and no reference"))
        address = get("email", "")
        same_mailbox = [row for row in self.by_mailbox.get(address.casefold(), ()) if names & self.names[row.pk]] if address else []
        if same_mailbox:
            return self._one(entry, same_mailbox, _("e-mail address and name"))
        namesakes = list({row.pk: row for name in names for row in self.by_name.get(name, ())}.values())
        nation = search.fold(get("nation", ""))
        if nation:
            return self._one(entry, [row for row in namesakes if nation in self.delegations[row.pk]], _("name and delegation"), namesakes)
        if not namesakes:
            return Line(entry, why=_("nobody of this name"))
        return Line(entry, tuple(namesakes), why=_("the name alone is not enough"))

    @staticmethod
    def _one(entry: Entry, rows: Sequence[Registration], by: str, namesakes: Sequence[Registration] = ()) -> Line:
        live = [row for row in rows if row.state in lifecycle.LIVE] or list(rows)
        if not live:
            if namesakes:
                return Line(entry, tuple(namesakes), why=_("somebody of this name, but of another delegation"))
            return Line(entry, why=_("nobody of this name and address or delegation"))
        if len(live) > 1:
            return Line(entry, tuple(live), why=_("it may mean any of several"))
        if live[0].state not in lifecycle.LIVE:
            return Line(entry, tuple(live), why=_("%(reference)s is %(state)s") % {"reference": live[0].reference, "state": live[0].get_state_display()})
        return Line(entry, tuple(live), by)


def _names(family: str, middle: str, first: str, printed: str, native: str) -> set[str]:
    """The ways in which a name may stand, folded: the words in any order, and joined as where a script has no spaces."""
    found = set()
    for parts in ((family, first), (family, middle, first), (printed,), (native,)):
        words = search.words(" ".join(parts))
        if words:
            found.add(" ".join(sorted(words)))
            if parts == (family, first):
                found.add("".join(words))
                found.add("".join(search.words(f"{first} {family}")))
            else:
                found.add("".join(words))
    return found
