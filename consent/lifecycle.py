"""The stored states of a round and the moves between them. Everything else is derived (rules.py)."""

from .enums import RoundState

MOVES: dict[tuple[str, RoundState], RoundState] = {
    ("start", RoundState.DRAFT): RoundState.OPEN,
    ("record_sent", RoundState.DRAFT): RoundState.OPEN,
    ("certify", RoundState.OPEN): RoundState.ADOPTED,
}


def target(verb: str, state: str) -> RoundState | None:
    """The state that ``verb`` leads to from ``state``, or None where the move is not allowed."""
    return MOVES.get((verb, RoundState(state)))
