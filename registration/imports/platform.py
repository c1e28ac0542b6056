"""A list of the host's platform: its headings found by the same map that writes ours, its rows as what a registration is recognised by."""

import dataclasses

from django.utils import translation
from django.utils.translation import gettext as _

from agenda.models import Seminar
from seminar_portal.errors import Invalid

from .. import search
from ..exports.columns import columns
from ..platform import RECOGNISED_BY, Entry, map_of
from . import table

LOOKED_AT = 20  # lines at the beginning among which the headings may stand
LANGUAGES = ("en", "ru", "zh-hans")


@dataclasses.dataclass(frozen=True)
class PlatformList:
    """``used`` and ``ignored`` are headings as they stand in the file."""

    entries: list[Entry]
    used: list[str]
    ignored: list[str]
    doubt: str


def read(content: bytes, seminar: Seminar) -> PlatformList:
    """Raises Invalid where no line of headings is found by which a person could be recognised (a name, or the reference)."""
    found = table.read(content)
    known = known_headings(seminar)
    best: tuple[int, int] = (0, -1)
    for index, row in enumerate(found.rows[:LOOKED_AT]):
        fields = {known[folded] for cell in row.cells if (folded := _folded(cell)) in known}
        best = max(best, (len(fields & set(RECOGNISED_BY)), -index)) if fields else best
    if not best[0]:
        raise Invalid(_("No headings are found in this file. They must be those of “Columns of the host's platform”, or those of our own lists."))
    top = found.rows[-best[1]]
    meant = [known.get(_folded(cell), "") for cell in top.cells]
    if not {"reference", "family_name", "first_name", "printed_name", "native_name"} & set(meant):
        raise Invalid(_("There is neither a name nor a reference among the headings of this file, so nobody can be recognised."))
    entries = []
    for row in found.rows[-best[1] + 1 :]:
        values = {field: cell for field, cell in zip(meant, row.cells, strict=False) if field in RECOGNISED_BY and cell}
        if values:
            entries.append(Entry(row.number, values))
    return PlatformList(
        entries=entries,
        used=[cell for cell, field in zip(top.cells, meant, strict=True) if field in RECOGNISED_BY],
        ignored=[cell for cell, field in zip(top.cells, meant, strict=True) if cell and field not in RECOGNISED_BY],
        doubt=found.doubt,
    )


def known_headings(seminar: Seminar) -> dict[str, str]:
    """Folded headings with the key each stands for: those of our own lists in every language, and over them those of the map."""
    known: dict[str, str] = {}
    for language in LANGUAGES:
        with translation.override(language):
            known |= {_folded(column.heading): column.key for column in columns()}
    known |= {_folded("E-mail"): "email", _folded("Surname"): "family_name", _folded("Given name"): "first_name", _folded("Name"): "printed_name"}
    return known | {_folded(heading): key for heading, key in map_of(seminar)}


def _folded(heading: str) -> str:
    return search.fold(heading)
