"""How the pages of a bulk act say what will happen, and what happened. Numbers have their thousands apart."""

import dataclasses

from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from directory.words import separated
from seminar_portal.numbers import Number

from . import desk_words, lifecycle
from .bulk_selectors import Forecast
from .enums import BulkState, Cause, RowState, State, StoppedBy
from .models import BulkAct, BulkRow

MARKS = {
    RowState.WAITING: ("wait", "…"),
    RowState.CHANGED: ("good", "✓"),
    RowState.LEFT_ALONE: ("gone", "–"),
    RowState.FAILED: ("stop", "✕"),
}
ACT_MARKS = {
    BulkState.DRAFT: ("gone", "○"),
    BulkState.RUNNING: ("wait", "…"),
    BulkState.STOPPING: ("wait", "…"),
    BulkState.STOPPED: ("stop", "✕"),
    BulkState.DONE: ("good", "✓"),
}


def state_mark(act: BulkAct) -> SafeString:
    """The state of an act as colour, sign and word."""
    return _mark(*ACT_MARKS[BulkState(act.state)], act.get_state_display())


def words(act: BulkAct) -> desk_words.ActWords:
    """What the act is called. Joining details before the seminar is confirmed ask for a reason."""
    if act.verb != lifecycle.JOINING:
        return desk_words.ACTS[act.verb]
    found = desk_words.SEND_JOINING_DETAILS
    if act.state != BulkState.DRAFT or act.seminar is None or act.seminar.is_confirmed:
        return found
    return dataclasses.replace(found, reason_label=desk_words.REASON_TO_OVERRIDE, reason_required=True)


def selection(act: BulkAct) -> str:
    """Where the registrations come from. The words of a filter are in the language of the officer who chose it."""
    if act.verb == lifecycle.JOINING:
        return _("officially registered, without today's joining details")
    return _("the whole list; filter: %(filter)s") % {"filter": act.selection} if act.selection else _("ticked by hand")


def name(act: BulkAct) -> str:
    """What is done, for a heading."""
    return str(words(act).action).rstrip("…")


def forecast(act: BulkAct, found: Forecast, left_alone: list[tuple[Cause, str, int]]) -> list[str]:
    """The sentences above a preview."""
    sentences = [str(words(act).foretold % {"count": Number(found.will)})]
    if left_alone:
        count = sum(count for _cause, _state, count in left_alone)
        sentences.append(_with(count, ngettext("%(count)s is left alone: %(why)s.", "%(count)s are left alone: %(why)s.", count), _parts(left_alone)))
    if found.silent:
        sentences.append(_without_address(found.silent))
    return sentences


def report(act: BulkAct, left_alone: list[tuple[Cause, str, int]]) -> list[str]:
    """The sentences above a report, or above what has been done so far."""
    says = words(act)
    sentences = [str(says.done % {"count": Number(act.changed)})]
    if act.changed and says.tells:
        sentences.append(_with(act.told, ngettext("%(count)s delegate is told by e-mail.", "%(count)s delegates are told by e-mail.", act.told)))
    if act.not_told:
        sentences.append(_without_address(act.not_told))
    if left_alone:
        count = sum(count for _cause, _state, count in left_alone)
        sentences.append(_with(count, ngettext("%(count)s was left alone: %(why)s.", "%(count)s were left alone: %(why)s.", count), _parts(left_alone)))
    if act.failed:
        sentences.append(_with(act.failed, ngettext("%(count)s registration failed.", "%(count)s registrations failed.", act.failed)))
    if act.state == BulkState.STOPPED:
        sentences += _stopped(act)
    return sentences


def will(act: BulkAct, row: BulkRow) -> tuple[str, str]:
    """What would happen to one row of a preview, and why not, or who is told."""
    if row.state == RowState.LEFT_ALONE:
        return _("left alone"), _foreseen(row) or _("it is %(state)s") % {"state": row.get_state_seen_display()}
    return str(words(act).will), _told(act, row)


def outcome(act: BulkAct, state: RowState) -> str:
    """What became of registrations in ``state``, in a word."""
    return str(words(act).became if state == RowState.CHANGED else state.label)


def outcome_mark(act: BulkAct, row: BulkRow) -> SafeString:
    """What became of one row, as colour, sign and word."""
    return _mark(*MARKS[RowState(row.state)], outcome(act, RowState(row.state)))


def _mark(colour: str, sign: str, word: str) -> SafeString:
    return format_html('<span class="desk-state {}"><span aria-hidden="true">{}</span> {}</span>', colour, sign, word)


def why(act: BulkAct, row: BulkRow) -> str:
    """Why it became that of one row; of a changed one, who is told."""
    if row.state == RowState.CHANGED:
        return _told(act, row)
    if row.state == RowState.FAILED:
        return _("nothing was changed in it; try again, and tell the administrator if it fails again")
    if row.state == RowState.WAITING:
        return _("untouched") if act.state in (BulkState.STOPPED, BulkState.DONE) else ""
    if row.cause == Cause.STATE:
        return _("it was %(state)s") % {"state": row.get_state_seen_display()}
    if foreseen := _foreseen(row):
        return foreseen
    if row.cause == Cause.MEANWHILE and row.event is not None:
        return desk_words.event_sentence(row.event, row.registration.reference)
    return row.note or str(Cause(row.cause).label)


def _stopped(act: BulkAct) -> list[str]:
    if act.stopped_by == StoppedBy.OFFICER:
        why = _("It was stopped by %(who)s.") % {"who": act.stopper}
    else:
        why = _("It stopped by itself: %(who)s, who had begun it, may no longer do this.") % {"who": act.by}
    untouched = _with(
        act.waiting,
        ngettext("%(count)s registration was not begun and is untouched.", "%(count)s registrations were not begun and are untouched.", act.waiting),
    )
    return [why, untouched]


def _foreseen(row: BulkRow) -> str:
    """Why the preview left the row alone, beside its state."""
    known = {str(Cause.CANCELLED): _("its seminar is cancelled"), str(Cause.SILENT): _("no e-mail address: tell the delegate another way")}
    return known.get(row.cause, "")


def _told(act: BulkAct, row: BulkRow) -> str:
    if not words(act).tells:
        return row.registration.email
    return _("told by e-mail") if row.has_email else _("no e-mail address: tell the delegate another way")


def _parts(left_alone: list[tuple[Cause, str, int]]) -> list[str]:
    """How many were left alone for each reason."""
    return [f"{Number(count)} {State(state).label if cause == Cause.STATE else cause.label}" for cause, state, count in left_alone]


def _without_address(count: int) -> str:
    words = ngettext("%(count)s has no e-mail address and must be told another way.", "%(count)s have no e-mail address and must be told another way.", count)
    return _with(count, words)


def _with(count: int, words: str, why: list[str] | None = None) -> str:
    return words % {"count": Number(count), "why": separated(why or [])}
