"""Reads: the board, the list, what waits, and the outcome without a letter. Each in a constant number of queries."""

from .alike import letters_alike, rounds_meant
from .answers import Answer, Asking, asking
from .as_of import AsOf, as_of
from .asked import in_the_way
from .board import BEIJING, Board, Clock, board
from .buttons import Button, buttons, stopped
from .by_state import ByState, by_state, rounds_begun
from .cells import Cell, LetterRow, in_order, letter_row
from .certified import Certificate, certificates_of
from .difference import compare_rounds, compare_texts, rounds_asked, texts_of
from .focal import OwnLetter, Question, QuestionPage, question_to, questions_to
from .loading import Need, names_of, open_rounds, rounds_with_letters, seat_zone, waiting_procedures
from .meanwhile import Since, meanwhile
from .outcome import Outcome, confirmation_words, outcome_for
from .recipients import Recipient, Recipients, recipients, seat_mailbox
from .sent import mail_key, not_reached
from .starting import Starting, members_at, starting
from .summaries import Summary, summaries
from .told import announced_as_broken, named_already, withdrawals_to_tell
from .waiting import waiting

__all__ = [
    "BEIJING",
    "Answer",
    "AsOf",
    "Asking",
    "Board",
    "Button",
    "ByState",
    "Cell",
    "Certificate",
    "Clock",
    "LetterRow",
    "Need",
    "Outcome",
    "OwnLetter",
    "Question",
    "QuestionPage",
    "Recipient",
    "Recipients",
    "Since",
    "Starting",
    "Summary",
    "announced_as_broken",
    "as_of",
    "asking",
    "board",
    "buttons",
    "by_state",
    "certificates_of",
    "compare_rounds",
    "compare_texts",
    "confirmation_words",
    "in_order",
    "in_the_way",
    "letter_row",
    "letters_alike",
    "mail_key",
    "meanwhile",
    "members_at",
    "named_already",
    "names_of",
    "not_reached",
    "open_rounds",
    "outcome_for",
    "question_to",
    "questions_to",
    "recipients",
    "rounds_asked",
    "rounds_begun",
    "rounds_meant",
    "rounds_with_letters",
    "seat_mailbox",
    "seat_zone",
    "starting",
    "stopped",
    "summaries",
    "texts_of",
    "waiting",
    "waiting_procedures",
    "withdrawals_to_tell",
]
