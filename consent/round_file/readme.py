"""The list of what is in the file, for people first: what it is about, whether the record held, and the hash of every member."""

import dataclasses
import datetime as dt

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from directory import clocks
from directory.words import parted

from .. import chain, words
from ..enums import Enclosure
from .gathering import Gathered


@dataclasses.dataclass(frozen=True)
class Listed:
    """One member with its SHA-256, "" where its stored file is gone. ``recorded`` is the hash that the record knows, where that is another one."""

    name: str
    about: str
    sha256: str
    recorded: str = ""


def readme(found: Gathered, listed: list[Listed], now: dt.datetime) -> str:
    """The text of README.txt in the active language. Its lines of hashes are those that ``sha256sum -c README.txt`` reads."""
    return "\n".join([*_heading(found, now), "", *_remarks(found), "", *_members(listed)]) + "\n"


def _heading(found: Gathered, now: dt.datetime) -> list[str]:
    board, round_ = found.board, found.board.round
    assert round_.deadline is not None  # the schema holds it for every round that went out
    title = _("Round file of a silence procedure")
    state = [text for text, _colour in words.labelled(board.labels, board.stand)] or [str(round_.get_state_display())]
    facts = [
        (_("Seminar"), str(round_.procedure.seminar)),
        (_("Question"), round_.procedure.subject),
        (_("Round"), words.note_words(round_)),
        (_("Silence expires"), clocks.said(round_.deadline, round_.deadline_zone).sentence),
        (_("State"), parted(state)),
        (_("Numbers"), words.counts_words(board.stand.counts) if board.stand else ""),
        (_("As of"), clocks.said(now, board.zone).sentence),
    ]
    return [
        title,
        "=" * len(title),
        "",
        *(_("%(label)s: %(value)s") % {"label": label, "value": value} for label, value in facts),
    ]


def _remarks(found: Gathered) -> list[str]:
    procedure, number = found.procedure, found.procedure.head_number
    lines = [
        ngettext("The record of the procedure has %(count)s event.", "The record of the procedure has %(count)s events.", number) % {"count": number},
        _("Its head, of which papers print the first 16 digits (%(short)s), is") % {"short": chain.short(procedure.head)},
        f"    {procedure.head}",
    ]
    if found.fault is None:
        lines.append(_("When this file was made, the record held: nothing was changed, nothing is missing."))
    else:
        lines.append(_("When this file was made, the record did NOT hold. %(fault)s") % {"fault": found.fault})
    lines += [
        _("record.json has every event as what its hash covers: SHA-256 of “covers” as JSON with sorted keys and without spaces, in UTF-8, is “hash”."),
        _("The portal compares this head with its record by the command:"),
        f'    manage.py verify_consent_record {procedure.pk} --head "{chain.short(procedure.head)}"',
    ]
    if not any(entry.kind == Enclosure.NOTE for version in found.texts for entry in version.files.all()):
        lines.append(_("The portal keeps no copy of the circular note itself."))
    lines.append(_("Hours in the tables are on the clock of %(city)s.") % {"city": found.board.city})
    return lines


def _members(listed: list[Listed]) -> list[str]:
    lines = [_("Every other file of this ZIP with its SHA-256 (sha256sum -c README.txt computes them again):"), ""]
    for entry in listed:
        if not entry.sha256:
            lines.append(
                _("MISSING from the store, and from this ZIP: %(name)s; the record knows its SHA-256 %(hash)s") % {"name": entry.name, "hash": entry.recorded}
            )
        else:
            lines.append(f"{entry.sha256}  {entry.name}")
            if entry.recorded:
                lines.append("    " + _("CHANGED since it was recorded with the SHA-256 %(hash)s") % {"hash": entry.recorded})
        lines.append(f"    {entry.about}")
    return lines
