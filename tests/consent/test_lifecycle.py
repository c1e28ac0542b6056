"""Every state of a round, every verb, every role: exactly the allowed ones succeed, and the record holds after each."""

import datetime as dt

import pytest
from django.core.exceptions import PermissionDenied
from django.db import transaction

from consent import ledger, lifecycle, services
from consent.enums import Channel, ClosingReason, LetterKind, Purpose, RoundState
from consent.models import Annulment, Communication, Dispatch, Round
from directory.enums import Role
from seminar_portal.errors import WrongState
from tests.factories import consent, directory

K, S = LetterKind, RoundState
MOVES = {
    ("start", S.DRAFT): S.OPEN,
    ("record_sent", S.DRAFT): S.OPEN,
    ("certify", S.OPEN): S.ADOPTED,
    ("close", S.DRAFT): S.CLOSED,
    ("close", S.OPEN): S.CLOSED,
    ("new_round", S.DRAFT): S.CLOSED,
    ("new_round", S.OPEN): S.CLOSED,
    ("annul", S.ADOPTED): S.OPEN,
}
ALWAYS, SENT_OUT = {S.DRAFT, S.OPEN, S.ADOPTED, S.CLOSED}, {S.OPEN, S.ADOPTED, S.CLOSED}
STAYING = {
    "set_text": {S.DRAFT},
    "extend": {S.OPEN},
    "refuse_extension": {S.OPEN},
    "corrigendum": {S.OPEN},
    "circulate": {S.OPEN},
    "remind": {S.OPEN},
    "tell_broken": {S.OPEN},
    "tell_withdrawal": {S.OPEN, S.CLOSED},
    "tell_outcome": {S.ADOPTED, S.CLOSED},
    "propose_annulment": {S.ADOPTED},
    "dispatch": SENT_OUT,
    "acknowledge": SENT_OUT,
    "record_letter": ALWAYS,
    "decide": ALWAYS,
    "correct": ALWAYS,
}


def test_the_table_of_moves():
    assert lifecycle.MOVES == MOVES
    assert {verb: set(states) for verb, states in lifecycle.STAYING.items()} == STAYING


def written(round_, kind, officer, code="KR"):
    """A letter that the verb needs, entered on the way."""
    return consent.letter(round_, code, kind, consent.DURING, by=officer, now=consent.LATER).letter


def start(round_, by, _officer):
    services.start_procedure(round_id=round_.pk, note=consent.note(), by=by, now=consent.SENT, accept=["no channel"])


def record_sent(round_, by, _officer):
    services.record_note_already_sent(round_id=round_.pk, note=consent.note(), sent_at=consent.SENT, by=by, now=consent.OVER)


def certify(round_, by, _officer):
    services.certify(round_id=round_.pk, channels_examined=list(Channel), by=by, now=consent.LATER)


def close(round_, by, _officer):
    reason = ClosingReason.WITHDRAWN
    services.close_without_adoption(round_id=round_.pk, reason=reason, words="The proposer asks for it.", tell_states=True, by=by, now=consent.LATER)


def new_round(round_, by, _officer):
    services.start_new_round(round_id=round_.pk, by=by, now=consent.LATER)


def annul(round_, by, officer):
    objection = written(round_, K.OBJECTION, officer)
    if round_.state == S.ADOPTED:
        proposal = services.propose_annulment(
            round_id=round_.pk, letter_id=objection.pk, reason="The fax lay at the old number.", by=officer, now=consent.LATER
        )
    else:  # no way leads here; the verb must refuse all the same
        facts = {"proposed_at": consent.LATER, "proposed_by": officer, "certified_at": consent.LATER, "certified_by": officer}
        proposal = Annulment.objects.create(round=round_, letter=objection, reason="No way leads here.", **facts)
    services.confirm_annulment(annulment_id=proposal.pk, by=by, now=consent.LATER)


def set_text(round_, by, _officer):
    services.set_text(round_id=round_.pk, text=services.TextData(wording="To convene the seminar online."), by=by, now=consent.SENT)


def extend(round_, by, _officer):
    services.extend_for_all(round_id=round_.pk, deadline=consent.LATER + dt.timedelta(days=3), reason="An outage.", by=by, now=consent.DURING)


def refuse_extension(round_, by, officer):
    request = written(round_, K.EXTENSION_REQUEST, officer)
    services.refuse_extension(letter_id=request.pk, words="The dates are fixed.", by=by, now=consent.LATER)


def corrigendum(round_, by, _officer):
    text = services.TextData(wording="To convene the seminar online.", change_note="“online” for “onlien”.")
    services.issue_corrigendum(round_id=round_.pk, text=text, not_substantive=True, by=by, now=consent.DURING)


def circulate(round_, by, _officer):
    services.circulate(round_id=round_.pk, by=by, now=consent.DURING)


def remind(round_, by, _officer):
    silent = consent.Party.objects.get(code="IR").pk
    services.remind(round_id=round_.pk, states=[silent], words="", by=by, now=consent.DURING)


def tell_broken(round_, by, officer):
    written(round_, K.OBJECTION, officer)
    services.tell_broken(round_id=round_.pk, words="", by=by, now=consent.LATER)


def tell_withdrawal(round_, by, officer):
    written(round_, K.OBJECTION, officer)
    states_told(round_, officer)
    withdrawal = consent.letter(round_, "KR", K.WITHDRAWAL, consent.DURING, by=officer, now=consent.LATER).letter
    services.tell_withdrawal(letter_id=withdrawal.pk, words="", by=by, now=consent.LATER)


def states_told(round_, officer):
    """The states are told of the objection while the round is open; a closed one is opened and closed again for it, as no way does."""
    if round_.state not in {S.OPEN, S.CLOSED}:
        return
    kept = {field: getattr(round_, field) for field in ("state", "closing_reason")}
    Round.objects.filter(pk=round_.pk).update(state=S.OPEN, closing_reason="")
    services.tell_broken(round_id=round_.pk, words="", by=officer, now=consent.LATER)
    Round.objects.filter(pk=round_.pk).update(**kept)


def tell_outcome(round_, by, _officer):
    services.tell_outcome(round_id=round_.pk, words="", by=by, now=consent.LATER)


def propose_annulment(round_, by, officer):
    objection = written(round_, K.OBJECTION, officer)
    services.propose_annulment(round_id=round_.pk, letter_id=objection.pk, reason="The fax lay at the old number.", by=by, now=consent.LATER)


def dispatch(round_, by, _officer):
    services.record_dispatch(round_id=round_.pk, purpose=Purpose.REMINDER, channel=Channel.MAIL, sent_at=consent.DURING, by=by, now=consent.LATER)


def acknowledge(round_, by, _officer):
    services.acknowledge(letter_id=first_letter(round_).pk, by=by, now=consent.LATER)


def record_letter(round_, by, _officer):
    consent.letter(round_, "KR", K.COMMENT, consent.DURING, by=by, now=consent.LATER)


def decide(round_, by, _officer):
    services.decide_meaning(letter_id=first_letter(round_).pk, meaning=K.COMMENT, reason="It thanks and says no more.", by=by, now=consent.LATER)


def correct(round_, by, _officer):
    services.correct_entry(letter_id=first_letter(round_).pk, reason="Entered twice.", by=by, now=consent.LATER)


def first_letter(round_):
    return Communication.objects.filter(round=round_, struck_at=None).order_by("pk").first()


# verbs beside the table: they go with another one, or ask for nothing but what they work on
def not_reached(round_, by, _officer):
    sent = round_.dispatches.first() or Dispatch(pk=0)
    services.record_not_reached(
        dispatch_id=sent.pk, party_id=consent.Party.objects.get(code="KR").pk, at=consent.DURING, evidence="It came back.", by=by, now=consent.LATER
    )


def drop_annulment(round_, by, officer):
    objection = written(round_, K.OBJECTION, officer)
    proposal = services.propose_annulment(round_id=round_.pk, letter_id=objection.pk, reason="The fax lay at the old number.", by=officer, now=consent.LATER)
    services.drop_annulment(annulment_id=proposal.pk, by=by, now=consent.LATER)


VERBS = {verb: globals()[verb] for verb in [*dict.fromkeys(verb for verb, _state in MOVES), *STAYING]}
BESIDE = {"not_reached": (not_reached, SENT_OUT), "drop_annulment": (drop_annulment, {S.ADOPTED})}
CERTIFYING = {"certify", "annul", "propose_annulment", "drop_annulment"}
MAY = {
    Role.ADMINISTRATOR: set(),
    Role.HOST: set(),
    Role.READER: set(),
    Role.SECRETARIAT: {*VERBS, *BESIDE} - CERTIFYING,
    "named officer": {*VERBS, *BESIDE},
}


def round_in(state, by):
    round_ = consent.draft(by=by) if state == S.DRAFT else consent.opened(by=by, text="To convene the seminar onlien.")
    consent.letter(round_, "KR", K.COMMENT, consent.DURING, by=by)
    if state == S.ADOPTED:
        certify(round_, by, by)
    if state == S.CLOSED:
        services.close_without_adoption(
            round_id=round_.pk, reason=ClosingReason.REFERRED, words="To the next meeting.", tell_states=False, by=by, now=consent.LATER
        )
    return Round.objects.get(pk=round_.pk)


def test_every_service_is_in_the_matrix():
    """All but those that need no round: drawing one up, the portal's own note of the end, a focal point's letter (each has tests of its own)."""
    doors = {name for name in services.__all__ if name[0].islower()} - {"create_procedure", "note_expiry", "note_expiries", "send_from_mission"}
    named = {"start": "start_procedure", "record_sent": "record_note_already_sent", "close": "close_without_adoption", "new_round": "start_new_round"}
    named |= {"annul": "confirm_annulment", "extend": "extend_for_all", "corrigendum": "issue_corrigendum", "dispatch": "record_dispatch"}
    named |= {"decide": "decide_meaning", "correct": "correct_entry", "not_reached": "record_not_reached"}
    assert {named.get(verb, verb) for verb in [*VERBS, *BESIDE]} == doors


@pytest.mark.django_db
@pytest.mark.parametrize("state", list(S))
def test_state_verb_role(state):
    """Each verb by each role on a round of this state, each taken back before the next."""
    consent.few_states()
    officer, named = consent.officer(), consent.officer()
    people = {role: named if role == "named officer" else directory.staff(role) for role in MAY}
    round_ = round_in(state, officer)
    before = round_.events.count()
    calls = {verb: (call, MOVES.get((verb, state)) or (state if state in STAYING.get(verb, ()) else None)) for verb, call in VERBS.items()}
    calls |= {verb: (call, state if state in states else None) for verb, (call, states) in BESIDE.items()}
    for verb, (call, to) in calls.items():
        for role, by in people.items():
            told = f"{state}, {verb}, {role}"
            savepoint = transaction.savepoint()
            if verb not in MAY[role]:
                refused = PermissionDenied
            elif to is None:
                refused = Dispatch.DoesNotExist if verb == "not_reached" else WrongState
            else:
                refused = None
            if refused and not (verb == "drop_annulment" and refused is PermissionDenied and state != S.ADOPTED):
                with pytest.raises(refused) as why:
                    call(round_, by, officer)
                assert refused is not WrongState or "this cannot be done with it any more" in str(why.value), told
                assert Round.objects.get(pk=round_.pk).state == state, told
            elif not refused:
                call(round_, by, officer)
                after = Round.objects.get(pk=round_.pk)
                assert after.state == to, told
                assert after.events.count() > before, told
                if role == "named officer" and verb != "tell_withdrawal":
                    assert ledger.first_fault(after.procedure) is None, told
            transaction.savepoint_rollback(savepoint)
    assert round_.events.count() == before
