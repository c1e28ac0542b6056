"""One line per procedure, for the list."""

import dataclasses
import datetime as dt
from collections.abc import Iterable

from directory import clocks

from .. import positions
from ..enums import Label, RoundState
from ..models import Round, SilenceProcedure
from .loading import rounds_with_letters, said_many, stand_of


@dataclasses.dataclass(frozen=True)
class Summary:
    """A procedure by its last round. ``stand`` and ``said`` (the deadline) are None for a draft."""

    round: Round
    stand: positions.Stand | None
    said: clocks.Said | None

    @property
    def labels(self) -> list[Label]:
        return self.stand.labels if self.stand and self.round.state == RoundState.OPEN else []


def summaries(procedures: Iterable[SilenceProcedure], now: dt.datetime) -> dict[int, Summary]:
    """The summary of each procedure, by key. A constant number of queries."""
    rounds = rounds_with_letters(Round.objects.filter(procedure__in=[procedure.pk for procedure in procedures]))
    last = {round_.procedure_id: round_ for round_ in rounds}
    told = said_many((round_.deadline, round_.deadline_zone) for round_ in last.values() if round_.deadline)
    return {
        key: Summary(
            round=round_,
            stand=None if round_.deadline is None else stand_of(round_, now),
            said=None if round_.deadline is None else told[round_.deadline, round_.deadline_zone],
        )
        for key, round_ in last.items()
    }
