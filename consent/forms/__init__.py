"""Clean input for the services. An hour is asked for with its day and its clock; one that is proposed stands in its field to be seen, none is supplied."""

from .acts import AnnulmentForm, ClosingForm, ExtensionForm, NoWordsForm, QuotedForm, RefusalForm, ReminderForm, WordsForm
from .base import StaffForm, instant_of
from .certification import CertificationForm
from .dispatches import DispatchForm, NotReachedForm
from .letters import CorrectionForm, DecisionForm, LetterForm, initial_of, objection_words
from .notes import NoteForm, ProcedureForm, SentNoteForm
from .past import AsOfForm
from .texts import CorrigendumForm, NewRoundForm, TextForm

__all__ = [
    "AnnulmentForm",
    "AsOfForm",
    "CertificationForm",
    "ClosingForm",
    "CorrectionForm",
    "CorrigendumForm",
    "DecisionForm",
    "DispatchForm",
    "ExtensionForm",
    "LetterForm",
    "NewRoundForm",
    "NoWordsForm",
    "NotReachedForm",
    "NoteForm",
    "ProcedureForm",
    "QuotedForm",
    "RefusalForm",
    "ReminderForm",
    "SentNoteForm",
    "StaffForm",
    "TextForm",
    "WordsForm",
    "initial_of",
    "instant_of",
    "objection_words",
]
