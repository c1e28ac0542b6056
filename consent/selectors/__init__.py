"""Reads: the board, the list, what waits, and the outcome without a letter. Each in a constant number of queries."""

from .answers import Answer, Asking, asking
from .asked import in_the_way
from .board import Board, Cell, Clock, LetterRow, board
from .loading import Need, names_of, open_rounds, rounds_with_letters, seat_zone, waiting_procedures
from .outcome import Outcome, confirmation_words, outcome_for
from .starting import Starting, members_at, starting
from .summaries import Summary, summaries
from .waiting import waiting

__all__ = [
    "Answer",
    "Asking",
    "Board",
    "Cell",
    "Clock",
    "LetterRow",
    "Need",
    "Outcome",
    "Starting",
    "Summary",
    "asking",
    "board",
    "confirmation_words",
    "in_the_way",
    "members_at",
    "names_of",
    "open_rounds",
    "outcome_for",
    "rounds_with_letters",
    "seat_zone",
    "starting",
    "summaries",
    "waiting",
    "waiting_procedures",
]
