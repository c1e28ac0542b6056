"""The board of a round as a workbook: the states, the letters, the chained record. Every cell is text, exactly as it stands.

In the active language. Above each table stand the round, the filter (none: a board is whole), and the instant.
"""

import dataclasses
import datetime as dt
from collections.abc import Iterable, Sequence
from typing import IO
from zoneinfo import ZoneInfo

import xlsxwriter
from django.utils.translation import gettext as _
from django.utils.translation import pgettext
from xlsxwriter.utility import xl_range

from directory import clocks
from directory.words import parted, sentences
from seminar_portal import clock

from . import chain, ledger, positions, words
from .enums import Position
from .models import ProcedureEvent
from .selectors import Board, LetterRow

CONTENT_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
CELL_LIMIT = 32_767  # characters; a limit of the format

Row = Sequence[str]


@dataclasses.dataclass(frozen=True)
class Sheet:
    """``columns`` are pairs of heading and width in characters."""

    name: str
    columns: list[tuple[str, int]]
    rows: Iterable[Row]


def write(file: IO[bytes], board: Board, *, now: dt.datetime, more: Iterable[Sheet] = ()) -> None:
    """Writes the workbook of a board that was read in the active language, and ``more`` sheets after its own. Two queries."""
    heading = _heading(board, now)
    book = xlsxwriter.Workbook(file, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False})
    book.set_properties({"title": heading[0][1], "author": "", "created": now.astimezone(dt.UTC).replace(tzinfo=None)})
    for sheet in (_states(board), _letters(board), _events(board), *more):
        _write_sheet(book, sheet, heading)
    book.close()


def _write_sheet(book: xlsxwriter.Workbook, content: Sheet, heading: list[tuple[str, str]]) -> None:
    sheet = book.add_worksheet(content.name)
    sheet.set_paper(9)  # A4
    sheet.set_landscape()
    sheet.fit_to_pages(1, 0)
    label = book.add_format({"bold": True})
    head = book.add_format({"bold": True, "text_wrap": True, "valign": "top", "bottom": 1, "num_format": "@"})
    # the format "text", with the mark that keeps a cell text when somebody edits it
    as_text = book.add_format({"num_format": "@", "quote_prefix": True, "valign": "top", "text_wrap": True})
    line = 0
    for name, value in heading:
        sheet.write_string(line, 0, name, label)
        sheet.write_string(line, 1, value)
        line += 1
    top = line + 1
    for index, (name, width) in enumerate(content.columns):
        sheet.set_column(index, index, width)
        sheet.write_string(top, index, name, head)
    last = top
    for last, row in enumerate(content.rows, top + 1):
        for index, value in enumerate(row):
            if value:
                sheet.write_string(last, index, value[:CELL_LIMIT], as_text)
    sheet.freeze_panes(top + 1, 0)
    sheet.autofilter(top, 0, max(last, top + 1), len(content.columns) - 1)
    sheet.repeat_rows(top)
    sheet.ignore_errors({"number_stored_as_text": xl_range(0, 0, max(last, top + 1), len(content.columns) - 1)})


def _heading(board: Board, now: dt.datetime) -> list[tuple[str, str]]:
    round_ = board.round
    lines = [(_("List"), _("Silence procedure: %(seminar)s") % {"seminar": round_.procedure.seminar}), (_("Question"), round_.procedure.subject)]
    if round_.deadline is None:
        return [*lines, (_("As of"), clocks.said(now, board.zone).sentence)]
    state = [text for text, _colour in words.labelled(board.labels, board.stand)] or [str(round_.get_state_display())]
    return [
        *lines,
        (_("Round"), words.note_words(round_)),
        (_("Silence expires"), clocks.said(round_.deadline, round_.deadline_zone).sentence),
        (_("State"), parted(state)),
        (_("Numbers"), words.counts_words(board.stand.counts) if board.stand else ""),
        (_("Filter"), pgettext("filter of a list", "none")),
        (_("As of"), clocks.said(now, board.zone).sentence),
    ]


def _states(board: Board) -> Sheet:
    """Written consent in a column of its own, apart from silence that was counted as consent."""
    stood = dict(board.certificate.states) if board.certificate else {}

    def rows() -> Iterable[Row]:
        for number, cell in enumerate(board.cells, 1):
            counted = cell.position in positions.COUNTED_AS_CONSENT and board.certificate is not None
            as_certified = stood.get(cell.name)
            yield (
                str(number),
                cell.name,
                f"{cell.sign} {cell.position.label}",
                str(cell.position.label) if cell.written else "",
                str(cell.position.label) if counted else "",
                cell.small if not counted else "",
                _as_certified(as_certified) if as_certified else "",
            )

    columns = [
        (_("No."), 6),
        (pgettext("kind of party", "State"), 28),
        (_("Position"), 24),
        (_("Consent in writing"), 24),
        (_("Counted as consent"), 24),
        (_("Last letter"), 40),
        (_("As certified"), 34),
    ]
    return Sheet(_("Board"), columns, rows())


def _as_certified(position: Position) -> str:
    return words.beside(_("Counted as consent"), str(position.label)) if position in positions.COUNTED_AS_CONSENT else str(position.label)


def _letters(board: Board) -> Sheet:
    columns = [
        (_("No."), 6),
        (pgettext("letter", "Received"), 30),
        (pgettext("states of a letter", "From"), 28),
        (_("Entered as"), 24),
        (_("What it counts as"), 24),
        (_("Remarks"), 34),
        (_("In its own words"), 44),
        (_("Decisions"), 50),
        (_("How it came"), 22),
        (_("Their number"), 18),
        (_("Their date"), 14),
        (_("Entered"), 30),
        (_("Entered by"), 22),
        (_("Struck"), 44),
        (_("Receipt"), 20),
        (_("Scan"), 30),
        (_("SHA-256 of the scan"), 66),
    ]
    return Sheet(_("Letters"), columns, (_letter(number, row, board.zone) for number, row in enumerate(board.letters, 1)))


def _letter(number: int, row: LetterRow, zone: str) -> Row:
    letter = row.letter
    remarks = [
        *([pgettext("letter", "late")] if row.late else []),
        *([_("Needs a decision: %(why)s") % {"why": row.doubt.label}] if row.doubt else []),
        *row.flags,
    ]
    decisions = sorted(letter.decisions.all(), key=lambda decision: decision.pk)
    struck = ""
    if letter.struck_at is not None:
        struck = parted([instant_text(letter.struck_at, zone), str(letter.struck_by or ""), letter.struck_reason])
    return (
        str(number),
        instant_text(letter.received_at, zone),
        row.states,
        letter.get_kind_display(),
        "" if letter.struck_at else str(row.meaning.label),
        parted(remarks),
        letter.summary,
        sentences(parted([decision.get_meaning_display(), instant_text(decision.at, zone), str(decision.by), decision.reason]) for decision in decisions),
        letter.get_channel_display(),
        letter.their_number,
        f"{letter.their_date:%Y-%m-%d}" if letter.their_date else "",
        instant_text(letter.recorded_at, zone),
        str(letter.recorded_by or _("the portal")),
        struck,
        letter.receipt,
        letter.scan.name if letter.scan else "",
        letter.scan.sha256 if letter.scan else "",
    )


def _events(board: Board) -> Sheet:
    """The whole record of the procedure: SHA-256 of the column "What the hash covers" (UTF-8) is the hash, and each covers the one before."""
    about = {row.event.pk: row.about for row in board.events}
    events = ProcedureEvent.objects.filter(procedure=board.round.procedure_id).select_related("by", "round").order_by("number")

    def rows() -> Iterable[Row]:
        for event in events:
            yield (
                str(event.number),
                str(event.round.number) if event.round else "",
                event.get_kind_display(),
                about.get(event.pk, ""),
                instant_text(event.at, board.zone),
                instant_text(event.recorded_at, board.zone),
                str(event.by or _("the portal")),
                event.hash,
                event.previous,
                chain.canonical({"previous": event.previous, **ledger.said_by(event)}),
            )

    columns = [
        (_("No."), 6),
        (_("Round"), 8),
        (_("What was done"), 32),
        (_("Letter of"), 28),
        (_("When"), 30),
        (_("Entered"), 30),
        (_("By"), 22),
        (_("Hash"), 66),
        (_("Hash before"), 66),
        (_("What the hash covers"), 60),
    ]
    return Sheet(_("Record"), columns, rows())


def instant_text(instant: dt.datetime, zone: str) -> str:
    """An instant as text that no spreadsheet re-reads: "2027-11-05 23:59:59 (UTC+8)", on the clock of ``zone``."""
    return f"{instant.astimezone(ZoneInfo(zone)):%Y-%m-%d %H:%M:%S} ({clock.offset_of(instant, zone)})"
