"""What went out in a round: dispatches with those they left out and did not reach, notices with the progress of their mails."""

import dataclasses
from collections import Counter, defaultdict
from collections.abc import Iterable

from django.utils.translation import ngettext

from directory.words import separated
from notifications.enums import MailState
from notifications.models import OutgoingEmail

from ..enums import Purpose
from ..models import Bounce, Dispatch, Notice, Round
from .cells import named

# what carries the question to a state: a dispatch of one of these heals an earlier one that did not arrive
ASKING = frozenset({Purpose.CIRCULATION, Purpose.REMINDER, Purpose.EXTENSION})


@dataclasses.dataclass(frozen=True)
class SentRow:
    """One dispatch: whom it left out, and what did not arrive."""

    dispatch: Dispatch
    without: list[str]
    bounces: list[tuple[str, Bounce]]


@dataclasses.dataclass(frozen=True)
class ToldRow:
    """One notice. ``to`` is empty where it went to all; ``on_paper`` are those that no mail can reach; ``mails`` counts by state."""

    notice: Notice
    to: list[str]
    on_paper: list[str]
    mails: dict[str, int]

    @property
    def due(self) -> int:
        return sum(self.mails.values())

    @property
    def refused(self) -> int:
        return self.mails.get(MailState.FAILED, 0)

    @property
    def progress(self) -> str:
        """ "24 of 26 mails sent, 1 waits, 1 refused"; "" where none was due."""
        if not self.due:
            return ""
        sent, unsent = self.mails.get(MailState.SENT, 0), self.mails.get(MailState.NOT_SENT, 0)
        waiting = self.due - sent - unsent - self.refused
        parts = [ngettext("%(sent)s of %(count)s mail sent", "%(sent)s of %(count)s mails sent", self.due) % {"sent": sent, "count": self.due}]
        if waiting:
            parts.append(ngettext("%(count)s waits", "%(count)s wait", waiting) % {"count": waiting})
        if self.refused:
            parts.append(ngettext("%(count)s refused", "%(count)s refused", self.refused) % {"count": self.refused})
        if unsent:
            parts.append(ngettext("%(count)s without a point any more", "%(count)s without a point any more", unsent) % {"count": unsent})
        return separated(parts)


def mail_key(notice: Notice) -> str:
    """How the keys of a notice's mails begin (without the colon after it)."""
    return f"consent:notice:{notice.pk}"


def sent_rows(round_: Round, names: dict[int, str]) -> list[SentRow]:
    """Reads ``dispatches`` with their ``except_states`` and ``bounces`` (prefetch them)."""
    return [
        SentRow(
            dispatch,
            named((party.pk for party in dispatch.except_states.all()), names),
            [(names.get(bounce.party_id, ""), bounce) for bounce in dispatch.bounces.all()],
        )
        for dispatch in round_.dispatches.all()
    ]


def not_reached(round_: Round) -> list[int]:
    """The entitled states, by key, that were not validly reached: a mission was found not reached after the last dispatch that covered the state, or none did.

    Reads the same as :func:`sent_rows`, and ``entitled_states``.
    """
    asking = [dispatch for dispatch in round_.dispatches.all() if dispatch.purpose in ASKING]
    bounced: dict[int, list[Bounce]] = defaultdict(list)
    for dispatch in round_.dispatches.all():
        for bounce in dispatch.bounces.all():
            bounced[bounce.party_id].append(bounce)
    found = []
    for row in round_.entitled_states.all():
        covering = [dispatch for dispatch in asking if row.party_id not in {party.pk for party in dispatch.except_states.all()}]
        last = max((dispatch.sent_at for dispatch in covering), default=None)
        # an entry of the portal has seconds, one that was typed has none: the minute decides
        if last is None or any(bounce.at >= last.replace(second=0, microsecond=0) for bounce in bounced[row.party_id]):
            found.append(row.party_id)
    return found


def told_rows(round_: Round, names: dict[int, str]) -> list[ToldRow]:
    """The notices of a round, oldest first, with their mails. Three queries."""
    notices = list(Notice.objects.filter(round=round_).select_related("by", "letter").prefetch_related("states").order_by("pk"))
    found = _mails(notices)
    everybody = set(names)
    rows = []
    for notice in notices:
        states = {party.pk: str(party) for party in notice.states.all()}
        to = [] if set(states) == everybody else [names.get(key, name) for key, name in states.items()]
        rows.append(ToldRow(notice, to, named(notice.detail.get("on paper", ()), {**names, **states}), dict(found[notice.pk])))
    return rows


def _mails(notices: Iterable[Notice]) -> dict[int, Counter[str]]:
    """By key of the notice: how many of its mails are in which state."""
    by_key = {mail_key(notice): notice.pk for notice in notices}
    rounds = {f"consent:{notice.round_id}" for notice in notices}
    found: dict[int, Counter[str]] = defaultdict(Counter)
    for key, state in OutgoingEmail.objects.filter(about__in=rounds, dedupe_key__startswith="consent:notice:").order_by().values_list("dedupe_key", "state"):
        head = ":".join(key.split(":")[:3])
        if head in by_key:
            found[by_key[head]][state] += 1
    return found
