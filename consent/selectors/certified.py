"""What was certified, as it was seen then: whatever is entered later does not change it, and an annulment does not make it vanish."""

import dataclasses
import datetime as dt
from collections import Counter
from collections.abc import Iterable

from directory.models import User

from .. import chain, positions, words
from ..enums import Channel, EventKind, Position
from ..models import Annulment, ProcedureEvent, Round
from .cells import in_order
from .loading import names_of, rounds_with_letters


@dataclasses.dataclass(frozen=True)
class Certificate:
    """One certification, from its event. ``states`` are (name for the reader, position), in the order of the active language."""

    event: ProcedureEvent
    states: list[tuple[str, Position]]
    channels: list[str]
    annulment: Annulment | None

    @property
    def groups(self) -> list[tuple[str, list[str]]]:
        return words.grouped(self.states)

    @property
    def counts(self) -> positions.Counts:
        return positions.Counts(dict(Counter(position for _name, position in self.states)))

    @property
    def at(self) -> dt.datetime:
        return self.event.at

    @property
    def by(self) -> User | None:
        return self.event.by

    @property
    def head(self) -> str:
        """The head of the record's chain with this certification, as it is printed."""
        return chain.short(self.event.hash)


def certificates(round_: Round, events: Iterable[ProcedureEvent], annulments: Iterable[Annulment], names: dict[int, str]) -> list[Certificate]:
    """The certifications of a round, oldest first, each with the annulment that undid it. Reads ``entitled_states`` with their parties (prefetch them)."""
    undone = {annulment.certified_at: annulment for annulment in annulments if annulment.confirmed_at is not None}
    # the record keeps positions under the name of the day in English
    order = {row.printed_name: names[row.party_id] for row in in_order(round_)}
    found = []
    for event in events:
        if event.kind == EventKind.CERTIFIED:
            stood = event.detail["positions"]
            states = [(order[name], Position(stood[name])) for name in order if name in stood]
            found.append(Certificate(event, states, [str(Channel(value).label) for value in event.detail["channels"]], undone.get(event.at)))
    return found


def certificates_of(round_id: int) -> tuple[Round, list[Certificate]]:
    """A round with its certifications, oldest first. Raises Round.DoesNotExist. A constant number of queries."""
    round_ = rounds_with_letters().get(pk=round_id)
    events = ProcedureEvent.objects.filter(round=round_, kind=EventKind.CERTIFIED).select_related("by").order_by("number")
    annulments = Annulment.objects.filter(round=round_).select_related("proposed_by", "confirmed_by", "certified_by").order_by("pk")
    return round_, certificates(round_, events, annulments, names_of(round_))
