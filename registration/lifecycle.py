"""The moves of a registration and of a bulk act, as tables. Who may make them is in rules.py; who makes them is in services."""

from .enums import BulkState, State

LIVE = frozenset({State.RECEIVED, State.REGISTERED})
COUNTED = LIVE
IN_QUESTION = LIVE | {State.LATE}  # of these two can be one person's without anybody having noticed
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
    # the double of a registration that is kept, and back; a late form comes back as late, or joining would admit it
    ("join", State.RECEIVED): State.WITHDRAWN,
    ("join", State.REGISTERED): State.WITHDRAWN,
    ("join", State.LATE): State.WITHDRAWN,
    ("return late", State.WITHDRAWN): State.LATE,
}
NOT_IF_CANCELLED = frozenset({"register", "admit"})  # a seminar that does not take place takes nobody; it still lets everybody go
VERBS = ("register", "decline", "withdraw", "return", "admit")  # the buttons; joining has a page of its own


def target(verb: str, state: str) -> State | None:
    """The state that ``verb`` leads to from ``state``, or None where the move is not allowed."""
    return MOVES.get((verb, State(state)))


# --- bulk acts --------------------------------------------------------------------------------------------------------------------------
UNDER_WAY = frozenset({BulkState.RUNNING, BulkState.STOPPING})
JOINING = "joining"  # the verb that sends the joining details: a bulk act that moves nobody

# "halt" is a stop that came true, or that nobody has to be waited for; "finish" comes after the last registration, even where somebody had just asked to stop
BULK_MOVES: dict[tuple[str, BulkState], BulkState] = {
    ("start", BulkState.DRAFT): BulkState.RUNNING,
    ("stop", BulkState.RUNNING): BulkState.STOPPING,
    ("halt", BulkState.RUNNING): BulkState.STOPPED,
    ("halt", BulkState.STOPPING): BulkState.STOPPED,
    ("finish", BulkState.RUNNING): BulkState.DONE,
    ("finish", BulkState.STOPPING): BulkState.DONE,
}


def sources(verb: str) -> list[State]:
    """The states from which ``verb`` may move a registration, or in which one gets the joining details."""
    return [State.REGISTERED] if verb == JOINING else [state for moved, state in MOVES if moved == verb]
