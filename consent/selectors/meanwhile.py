"""What happened with a procedure since a page of it was shown."""

import dataclasses

from ..models import Communication, ProcedureEvent, Round
from .loading import names_of


@dataclasses.dataclass(frozen=True)
class Since:
    """One event; ``about`` names the states of the letter it speaks of."""

    event: ProcedureEvent
    about: list[str]


def meanwhile(round_: Round, seen: int) -> list[Since]:
    """The events of the procedure of ``round_`` after its event number ``seen``, oldest first, twenty at most. Two or three queries."""
    events = list(ProcedureEvent.objects.filter(procedure=round_.procedure_id, number__gt=seen).select_related("by").order_by("number")[:20])
    letters = Communication.objects.filter(pk__in=[event.detail["letter"] for event in events if "letter" in event.detail]).prefetch_related("states")
    states = {letter.pk: list(letter.states.all()) for letter in letters.order_by("pk")}
    names = names_of(round_)
    return [Since(event, [names.get(party.pk, str(party)) for party in states.get(event.detail.get("letter", 0), [])]) for event in events]
