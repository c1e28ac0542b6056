"""Sentences with numbers in them that buttons, lists and pages share."""

from collections.abc import Iterable

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from .enums import Label, Position
from .positions import WRITTEN, Counts, Stand

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
    return ", ".join(parts)


def certify_words(counts: Counts) -> str:
    """The certifying button: what is certified, with the numbers it rests on."""
    if counts.objections:
        return _("Certify: the silence holds. %(numbers)s") % {"numbers": counts_words(counts)}
    return _("Certify: no objection. %(numbers)s") % {"numbers": counts_words(counts)}


def start_words(states: int) -> str:
    return ngettext("Start the procedure for %(count)s state", "Start the procedure for %(count)s states", states) % {"count": states}
