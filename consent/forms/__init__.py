"""Clean input for the services. An hour is asked for with its day and its clock, and none is ever supplied by the portal."""

from .base import instant_of
from .certification import CertificationForm
from .letters import CorrectionForm, DecisionForm, LetterForm, initial_of
from .notes import NoteForm, ProcedureForm, SentNoteForm

__all__ = ["CertificationForm", "CorrectionForm", "DecisionForm", "LetterForm", "NoteForm", "ProcedureForm", "SentNoteForm", "initial_of", "instant_of"]
