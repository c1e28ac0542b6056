"""The moves of a registration, as a table. Who may make them is in rules.py; who makes them is in services."""

from .enums import State

LIVE = frozenset({State.RECEIVED, State.REGISTERED})
COUNTED = LIVE
ENDED = frozenset({State.DECLINED, State.WITHDRAWN})

# (verb, from) -> to
MOVES: dict[tuple[str, State], State] = {
    ("register", State.RECEIVED): State.REGISTERED,
    ("decline", State.RECEIVED): State.DECLINED,
    ("withdraw", State.RECEIVED): State.WITHDRAWN,
    ("withdraw", State.REGISTERED): State.WITHDRAWN,
    ("return", State.REGISTERED): State.RECEIVED,
    ("return", State.DECLINED): State.RECEIVED,
    ("return", State.WITHDRAWN): State.RECEIVED,
    ("admit", State.LATE): State.RECEIVED,
}
VERBS = ("register", "decline", "withdraw", "return", "admit")


def target(verb: str, state: str) -> State | None:
    """The state that ``verb`` leads to from ``state``, or None where the move is not allowed."""
    return MOVES.get((verb, State(state)))
