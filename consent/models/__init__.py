"""Agreement by silence: procedures, their rounds, the states asked, the letters that came in, and what was told."""

from .letters import Bounce, Communication, Decision, Dispatch, Notice
from .procedures import Annulment, DeadlineChange, EntitledState, Round, SilenceProcedure
from .record import ProcedureEvent
from .texts import TextFile, TextVersion

__all__ = [
    "Annulment",
    "Bounce",
    "Communication",
    "DeadlineChange",
    "Decision",
    "Dispatch",
    "EntitledState",
    "Notice",
    "ProcedureEvent",
    "Round",
    "SilenceProcedure",
    "TextFile",
    "TextVersion",
]
