"""Documents that leave the Secretariat's desk: the certificate and the note about the outcome, as a page to print and as a Word document.

Both are one :class:`Paper`, composed in the active language; ``word`` writes it as DOCX, a template prints it.
"""

from .certificate import certificate
from .note import OutcomeKind, outcome_note, outcomes_of
from .paper import Paper, Part
from .word import as_docx, response

__all__ = ["OutcomeKind", "Paper", "Part", "as_docx", "certificate", "outcome_note", "outcomes_of", "response"]
