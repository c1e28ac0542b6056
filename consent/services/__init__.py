"""The only writers of a silence procedure. All keyword-only, all durable; each locks the round before it checks; each refuses with a BusinessError
(a plain sentence) or PermissionDenied, and has then written nothing.

    create_procedure(*, seminar_id, subject, proposer_id, by, now, capacity="", terms=Terms()) -> SilenceProcedure    # round 1 is a draft
    start_procedure(*, round_id, note: NoteData, by, now, accept=(), states_shown=None) -> Round                     # Unaccepted: .cautions
    record_note_already_sent(*, round_id, note: NoteData, sent_at, by, now) -> Round
    record_letter(*, round_id, letter: LetterData, by, now) -> Recorded                                              # .letter, .late
    decide_meaning(*, letter_id, meaning, reason, by, now) -> Decision
    correct_entry(*, letter_id, reason, by, now, replacement: LetterData | None = None) -> Recorded | None
    certify(*, round_id, channels_examined, by, now, counts_shown=None) -> Round
    note_expiry(*, round_id, now) -> bool
    note_expiries(*, now) -> int                                                                                     # not durable: one by one

``by`` is a ``directory.User`` with the right ``consent.conduct`` (the group "secretariat"); ``certify`` wants ``consent.certify`` on that person as well.
The draft round is ``procedure.rounds.get()``. ``NoteData(reference, note_date, deadline, deadline_zone, channels, place="", deadline_as_printed="",
except_states=(), evidence="")``; ``LetterData(states, kind, channel, received_at, their_number="", their_date=None, signed=True, sender_in_doubt=False,
summary="", scan=None)``. ``accept`` takes the codes of ``consent.cautions``: "short", "rest day", "no channel", "after registration", "after seminar".
``states`` and ``except_states`` are keys of ``Party``; ``scan`` is a ``StoredFile`` written before the call.
"""

from .certification import certify
from .data import LetterData, NoteData, Recorded, Terms, Unaccepted
from .expiry import note_expiries, note_expiry
from .letters import correct_entry, decide_meaning, record_letter
from .procedures import create_procedure, record_note_already_sent, start_procedure

__all__ = [
    "LetterData",
    "NoteData",
    "Recorded",
    "Terms",
    "Unaccepted",
    "certify",
    "correct_entry",
    "create_procedure",
    "decide_meaning",
    "note_expiries",
    "note_expiry",
    "record_letter",
    "record_note_already_sent",
    "start_procedure",
]
