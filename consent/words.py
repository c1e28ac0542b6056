"""Sentences with numbers in them that buttons, lists and pages share."""

import datetime as dt
from collections.abc import Iterable

from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext

from directory import clocks
from directory.words import parted, separated

from .enums import Label, Position
from .models import Round
from .positions import WRITTEN, Asked, Counts, Letter, Stand, changes_nothing, is_late, is_over

COLOURS = {Label.DECISION_NEEDED: "wait", Label.BROKEN: "stop", Label.RUNNING: "none", Label.OVER: "talk"}


def label_words(label: Label, stand: Stand) -> str:
    """The label as it is printed: "Decision needed: 2 letters"."""
    if label == Label.DECISION_NEEDED:
        number = len(stand.doubts)
        return ngettext("Decision needed: %(count)s letter", "Decision needed: %(count)s letters", number) % {"count": number}
    return str(label.label)


def labelled(labels: Iterable[Label], stand: Stand | None) -> list[tuple[str, str]]:
    """Each label as its words and its colour."""
    return [(label_words(label, stand), COLOURS[label]) for label in labels] if stand else []


def grouped(states: Iterable[tuple[str, Position]]) -> list[tuple[str, list[str]]]:
    """The states by what certification makes of them: written consent apart from what is only counted as consent. Empty groups are left out."""
    states = list(states)
    groups = [
        (_("Consent in writing"), WRITTEN),
        (_("Counted as consent: no reply"), {Position.NO_REPLY}),
        (_("Counted as consent: receipt only"), {Position.RECEIPT_ONLY}),
        (_("Counted as consent: comment or question"), {Position.COMMENT_OR_QUESTION}),
        (_("Proposer"), {Position.PROPOSER}),
        (_("Objection"), {Position.OBJECTION}),
        (_("Decision needed"), {Position.DECISION_NEEDED}),
    ]
    found = [(heading, [name for name, position in states if position in wanted]) for heading, wanted in groups]
    return [(heading, names) for heading, names in found if names]


def counts_words(counts: Counts) -> str:
    """The states in numbers: "3 agreed in writing, 23 silent, 1 proposer"; objections too where the rules let a silence hold against one."""
    parts = [
        ngettext("%(count)s agreed in writing", "%(count)s agreed in writing", counts.written) % {"count": counts.written},
        ngettext("%(count)s silent", "%(count)s silent", counts.silent) % {"count": counts.silent},
    ]
    if counts.proposer:
        parts.append(ngettext("%(count)s proposer", "%(count)s proposers", counts.proposer) % {"count": counts.proposer})
    unsettled = counts.by_position.get(Position.DECISION_NEEDED, 0)
    if unsettled:
        parts.append(ngettext("%(count)s not settled yet", "%(count)s not settled yet", unsettled) % {"count": unsettled})
    if counts.objections:
        parts.append(ngettext("%(count)s objection", "%(count)s objections", counts.objections) % {"count": counts.objections})
    return separated(parts)


def counts_sentence(counts: Counts) -> str:
    """The same as a sentence: "3 agreed in writing, 23 silent, 1 proposer."."""
    return pgettext("numbers as a sentence", "%(numbers)s.") % {"numbers": counts_words(counts)}


def certify_words(counts: Counts) -> str:
    """The certifying button: what is certified, with the numbers it rests on."""
    if counts.objections:
        return _("Certify: the silence holds. %(numbers)s") % {"numbers": counts_words(counts)}
    return _("Certify: no objection. %(numbers)s") % {"numbers": counts_words(counts)}


def held(objections: int, needed: int) -> str:
    """That the silence held: nobody objected, or fewer than the rules of the round need."""
    if not objections:
        return _("No objection was received in time.")
    received = ngettext("%(count)s objection was received in time", "%(count)s objections were received in time", objections) % {"count": objections}
    return _("%(received)s; by the rules of the procedure the silence is broken by %(needed)s.") % {"received": received, "needed": needed}


def start_words(states: int) -> str:
    return ngettext("Start the procedure for %(count)s state", "Start the procedure for %(count)s states", states) % {"count": states}


def rules_words(round_: Round) -> str:
    """The rules of a round as a sentence: "1 objection breaks the silence; so does a proposed amendment; …"."""
    number = round_.objections_to_break
    parts = [
        ngettext("%(count)s objection breaks the silence", "%(count)s objections break the silence", number) % {"count": number},
        _("so does a proposed amendment") if round_.amendment_breaks else _("a proposed amendment does not"),
        _("the proposing state counts as consenting") if round_.proposer_consents else _("the proposing state must answer like the others"),
    ]
    return pgettext("rules as a sentence", "%(rules)s.") % {"rules": parted(parts)}


def withdrawal_words(objection: Letter, asked: Asked, now: dt.datetime) -> str:
    """What the withdrawal of ``objection`` changes that is received at ``now``; "" in the period, where it lifts the objection as everybody expects."""
    if is_late(objection, asked):
        return _("The objection came after the period and counts for nothing: its withdrawal is kept in the record and changes nothing.")
    if not is_over(asked, now):
        return ""
    if asked.late_withdrawal_lifts:
        return _("By the rules of this round a withdrawal lifts the objection after the period as well.")
    return _("By the rules of this round a withdrawal that is received after the period is kept in the record and changes nothing.")


def cancelled_sentence() -> str:
    """Why the states are not asked (``lifecycle.NOT_IF_CANCELLED``)."""
    return _("This seminar has been cancelled: the states are not asked about it. Should the cancellation be taken back, this becomes possible again.")


def no_text_sentence() -> str:
    return _("This round has no text in the portal: there is nothing that a corrigendum could correct.")


def arrival_words(round_: Round, letter: Letter) -> str:
    """What a state reads of a letter of its own that came after the end; "" for one that came in time. Reads ``entitled_states`` (prefetch them)."""
    if round_.deadline is None:
        return ""
    asked = round_.asked()
    if changes_nothing(letter, asked):
        return _("It arrived after the silence had expired. It is kept in the record and changes nothing.")
    if is_late(letter, asked):
        return _("It arrived after the silence had expired. By the rules of this round a withdrawal lifts an objection all the same.")
    if round_.closed_at is not None and round_.closed_at <= letter.received_at:
        return _("It arrived after the round had ended. It is kept in the record and changes nothing.")
    return ""


def quoted(words: str) -> str:
    """What a letter says, in the quotation marks of the active language."""
    return pgettext("the words of a letter", "“%(words)s”") % {"words": words}


def beside(first: str, second: str) -> str:
    """ "first (second)": what something is, and in brackets a word about it."""
    return pgettext("a word about something, in brackets", "%(first)s (%(second)s)") % {"first": first, "second": second}


def note_words(round_: Round) -> str:
    """The note of a round that has begun: "note № 15-1/213emb of 16 October 2020, round 1"."""
    assert round_.note_date is not None  # the schema holds it for every round that is not a draft
    day = clocks.day_words(round_.note_date, weekday=False)
    return _("note № %(reference)s of %(day)s, round %(number)s") % {"reference": round_.reference, "day": day, "number": round_.number}


def note_on_record(round_: Round) -> str:
    """The same in English, whoever works: what the record of the seminar keeps."""
    with translation.override("en"):
        return note_words(round_)
