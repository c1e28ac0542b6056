"""The only writers of a silence procedure. All keyword-only, all durable; each locks the procedure and its round before it checks; each refuses with a
BusinessError (a plain sentence) or PermissionDenied, and has then written nothing.

    create_procedure(*, seminar_id, subject, proposer_id, by, now, capacity="", terms=Terms()) -> SilenceProcedure    # round 1 is a draft
    set_text(*, round_id, text: TextData, by, now) -> TextVersion                                                    # of a draft
    start_procedure(*, round_id, note: NoteData, by, now, accept=(), states_shown=None) -> Round                     # Unaccepted: .cautions
    record_note_already_sent(*, round_id, note: NoteData, sent_at, by, now) -> Round
    record_dispatch(*, round_id, purpose, channel, sent_at, by, now, except_states=(), evidence="") -> Dispatch
    record_not_reached(*, dispatch_id, party_id, at, evidence, by, now) -> Bounce
    record_letter(*, round_id, letter: LetterData, by, now, another=False) -> Recorded                               # RecordedAlready: .letters
    decide_meaning(*, letter_id, meaning, reason, by, now) -> Decision
    correct_entry(*, letter_id, reason, by, now, replacement: LetterData | None = None) -> Recorded | None
    extend_for_all(*, round_id, deadline, reason, by, now, as_printed="", deadline_shown=None) -> Round              # tells all
    refuse_extension(*, letter_id, words, by, now) -> Decision                                                       # tells that state
    issue_corrigendum(*, round_id, text, not_substantive, by, now) -> TextVersion                                    # tells all
    circulate(*, round_id, by, now) · remind(*, round_id, states, words, by, now) · acknowledge(*, letter_id, by, now) -> Notice
    tell_broken(*, round_id, words, by, now) · tell_withdrawal(*, letter_id, words, by, now) · tell_outcome(*, round_id, words, by, now) -> Notice
    start_new_round(*, round_id, by, now, text=None, terms=None, words="") -> Round                                  # a draft
    close_without_adoption(*, round_id, reason, words, tell_states, by, now) -> Round
    certify(*, round_id, channels_examined, by, now, counts_shown=None, accept_unreached=()) -> Round
    propose_annulment(*, round_id, letter_id, reason, by, now) -> Annulment
    confirm_annulment(*, annulment_id, by, now) -> Round · drop_annulment(*, annulment_id, by, now) -> Annulment
    send_from_mission(*, round_id, mission_id, kind, words, form_token, by, now, scan=None, language="", confirmed=False) -> Recorded
    note_expiry(*, round_id, now) -> bool
    note_expiries(*, now) -> int                                                                                     # not durable: one by one

``by`` is a ``directory.User`` with the right ``consent.conduct`` (the group "secretariat"); certifying and annulling want ``consent.certify`` on that person
as well; ``send_from_mission`` is for a focal point of the mission. The draft round is ``procedure.rounds.get()``. ``accept`` takes the codes of
``consent.cautions``. ``states`` and ``except_states`` are keys of ``Party``; files and scans are ``StoredFile`` written before the call.
"""

from .annulment import confirm_annulment, drop_annulment, propose_annulment
from .certification import certify
from .data import FileData, LetterData, NoteData, Recorded, RecordedAlready, Terms, TextData, Unaccepted
from .deadlines import extend_for_all, refuse_extension
from .dispatches import record_dispatch, record_not_reached
from .expiry import note_expiries, note_expiry
from .letters import correct_entry, decide_meaning, record_letter
from .notices import acknowledge, circulate, remind, tell_broken, tell_outcome, tell_withdrawal
from .portal import send_from_mission
from .procedures import create_procedure, record_note_already_sent, start_procedure
from .rounds import close_without_adoption, start_new_round
from .texts import issue_corrigendum, set_text

__all__ = [
    "FileData",
    "LetterData",
    "NoteData",
    "Recorded",
    "RecordedAlready",
    "Terms",
    "TextData",
    "Unaccepted",
    "acknowledge",
    "certify",
    "circulate",
    "close_without_adoption",
    "confirm_annulment",
    "correct_entry",
    "create_procedure",
    "decide_meaning",
    "drop_annulment",
    "extend_for_all",
    "issue_corrigendum",
    "note_expiries",
    "note_expiry",
    "propose_annulment",
    "record_dispatch",
    "record_letter",
    "record_not_reached",
    "record_note_already_sent",
    "refuse_extension",
    "remind",
    "send_from_mission",
    "set_text",
    "start_new_round",
    "start_procedure",
    "tell_broken",
    "tell_outcome",
    "tell_withdrawal",
]
