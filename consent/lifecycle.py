"""The stored states of a round and the moves between them. Everything else is derived (``positions``)."""

from .enums import RoundState

MOVES: dict[tuple[str, RoundState], RoundState] = {
    ("start", RoundState.DRAFT): RoundState.OPEN,
    ("record_sent", RoundState.DRAFT): RoundState.OPEN,
    ("certify", RoundState.OPEN): RoundState.ADOPTED,
    ("close", RoundState.OPEN): RoundState.CLOSED,
    ("close", RoundState.DRAFT): RoundState.CLOSED,
    ("new_round", RoundState.OPEN): RoundState.CLOSED,
    ("new_round", RoundState.DRAFT): RoundState.CLOSED,
    ("annul", RoundState.ADOPTED): RoundState.OPEN,
}
# acts that leave the state as it is, and the states in which they are allowed
STAYING: dict[str, frozenset[RoundState]] = {
    "set_text": frozenset({RoundState.DRAFT}),
    "extend": frozenset({RoundState.OPEN}),
    "refuse_extension": frozenset({RoundState.OPEN}),
    "corrigendum": frozenset({RoundState.OPEN}),
    "dispatch": frozenset({RoundState.OPEN, RoundState.ADOPTED, RoundState.CLOSED}),
    "circulate": frozenset({RoundState.OPEN}),
    "remind": frozenset({RoundState.OPEN}),
    "tell_broken": frozenset({RoundState.OPEN}),
    "tell_withdrawal": frozenset({RoundState.OPEN, RoundState.CLOSED}),
    "tell_outcome": frozenset({RoundState.ADOPTED, RoundState.CLOSED}),
    "acknowledge": frozenset({RoundState.OPEN, RoundState.ADOPTED, RoundState.CLOSED}),
    "propose_annulment": frozenset({RoundState.ADOPTED}),
    "record_letter": frozenset(RoundState),
    "decide": frozenset(RoundState),
    "correct": frozenset(RoundState),
}
# What asks the states, or presses them for an answer: refused while the seminar is cancelled. All else stays possible, with the cancellation said on every
# page and in every mail. What states say is recorded and certified all the same, since a cancellation can be taken back and the seminar then has the consent
# that it had; and a running period can be kept whole (extended, a misprint corrected), since one that has passed never opens again.
NOT_IF_CANCELLED = frozenset({"start", "record_sent", "new_round", "circulate", "remind"})


def target(verb: str, state: str) -> RoundState | None:
    """The state that ``verb`` leads to from ``state`` (the same one for an act that leaves it), or None where it is not allowed."""
    state = RoundState(state)
    return MOVES.get((verb, state)) or (state if state in STAYING.get(verb, ()) else None)
