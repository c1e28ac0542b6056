"""The doors of the Secretariat: the board and its buttons. Each parses, calls one service, and answers; what was typed survives every refusal."""

from .annulment import confirm_annulment, drop_annulment, propose_annulment
from .board import board, outcome
from .certification import certify
from .deadlines import extend, refuse_extension
from .dispatches import dispatch, not_reached
from .documents import (
    as_of,
    board_print,
    board_xlsx,
    certificate,
    certificate_docx,
    outcome_note,
    outcome_note_docx,
    round_file,
    rounds_difference,
    text_file,
    texts_difference,
)
from .endings import close, new_round
from .letters import correct, decide, incoming, record_letter, scan
from .notes import new_procedure, record_sent, start
from .telling import broken, circulate, outcome_told, receipt, remind, withdrawal
from .texts import corrigendum, set_text

__all__ = [
    "as_of",
    "board",
    "board_print",
    "board_xlsx",
    "broken",
    "certificate",
    "certificate_docx",
    "certify",
    "circulate",
    "close",
    "confirm_annulment",
    "correct",
    "corrigendum",
    "decide",
    "dispatch",
    "drop_annulment",
    "extend",
    "incoming",
    "new_procedure",
    "new_round",
    "not_reached",
    "outcome",
    "outcome_note",
    "outcome_note_docx",
    "outcome_told",
    "propose_annulment",
    "receipt",
    "record_letter",
    "record_sent",
    "refuse_extension",
    "remind",
    "round_file",
    "rounds_difference",
    "scan",
    "set_text",
    "start",
    "text_file",
    "texts_difference",
    "withdrawal",
]
