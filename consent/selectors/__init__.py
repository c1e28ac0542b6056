"""Reads: the board, the list, what waits, and the outcome without a letter. Each in a constant number of queries."""

from .board import Board, Cell, Clock, LetterRow, board
from .loading import Need, open_rounds, rounds_with_letters, seat_zone, waiting_procedures
from .outcome import Outcome, outcome_for
from .starting import Starting, members_at, starting
from .summaries import Summary, summaries
from .waiting import waiting

__all__ = [
    "Board",
    "Cell",
    "Clock",
    "LetterRow",
    "Need",
    "Outcome",
    "Starting",
    "Summary",
    "board",
    "members_at",
    "open_rounds",
    "outcome_for",
    "rounds_with_letters",
    "seat_zone",
    "starting",
    "summaries",
    "waiting",
    "waiting_procedures",
]
