"""Every state of a round, every verb, every role: exactly the allowed ones succeed."""

import pytest
from django.core.exceptions import PermissionDenied

from consent import lifecycle, services
from consent.enums import Channel, LetterKind, RoundState
from consent.models import Communication, Round
from directory.enums import Role
from seminar_portal.errors import WrongState
from tests.factories import consent, directory

K = LetterKind
S = RoundState
MOVES = {("start", S.DRAFT): S.OPEN, ("record_sent", S.DRAFT): S.OPEN, ("certify", S.OPEN): S.ADOPTED}


def test_the_table_of_moves():
    found = {(verb, state): lifecycle.target(verb, state) for verb in ("start", "record_sent", "certify", "record_letter", "expire") for state in S}
    assert {move: to for move, to in found.items() if to} == MOVES


def start(round_, by):
    services.start_procedure(round_id=round_.pk, note=consent.note(), by=by, now=consent.SENT, accept=["no channel"])


def record_sent(round_, by):
    services.record_note_already_sent(round_id=round_.pk, note=consent.note(), sent_at=consent.SENT, by=by, now=consent.OVER)


def record_letter(round_, by):
    consent.letter(round_, "KR", K.COMMENT, consent.DURING, by=by, now=consent.LATER)


def decide(round_, by):
    letter = Communication.objects.filter(round=round_, struck_at=None).order_by("pk").first()
    services.decide_meaning(letter_id=letter.pk, meaning=K.COMMENT, reason="It thanks and says no more.", by=by, now=consent.LATER)


def correct(round_, by):
    letter = Communication.objects.filter(round=round_, struck_at=None).order_by("pk").first()
    services.correct_entry(letter_id=letter.pk, reason="Entered twice.", by=by, now=consent.LATER)


def certify(round_, by):
    services.certify(round_id=round_.pk, channels_examined=list(Channel), by=by, now=consent.LATER)


VERBS = {"start": start, "record_sent": record_sent, "record_letter": record_letter, "decide": decide, "correct": correct, "certify": certify}
ALWAYS = {"record_letter", "decide", "correct"}
MAY = {
    Role.ADMINISTRATOR: set(),
    Role.HOST: set(),
    Role.READER: set(),
    Role.SECRETARIAT: {"start", "record_sent", *ALWAYS},
    "named officer": {"start", "record_sent", "certify", *ALWAYS},
}


def round_in(state, by):
    round_ = consent.draft(by=by) if state == S.DRAFT else consent.opened(by=by)
    consent.letter(round_, "KR", K.COMMENT, consent.DURING, by=by)
    if state == S.ADOPTED:
        certify(round_, by)
    if state == S.CLOSED:  # the verb that closes comes later; the state exists
        Round.objects.filter(pk=round_.pk).update(state=S.CLOSED)
    return Round.objects.get(pk=round_.pk)


@pytest.mark.django_db
@pytest.mark.parametrize("role", list(MAY))
@pytest.mark.parametrize("verb", list(VERBS))
@pytest.mark.parametrize("state", list(S))
def test_state_verb_role(state, verb, role):
    consent.few_states()
    officer = consent.officer()
    round_ = round_in(state, officer)
    before = round_.events.count()
    by = officer if role == "named officer" else directory.staff(role)
    expected = MOVES.get((verb, state))
    if verb not in MAY[role]:
        with pytest.raises(PermissionDenied):
            VERBS[verb](round_, by)
    elif expected is None and verb not in ALWAYS:
        with pytest.raises(WrongState):
            VERBS[verb](round_, by)
    else:
        VERBS[verb](round_, by)
    after = Round.objects.get(pk=round_.pk)
    done = verb in MAY[role] and (expected is not None or verb in ALWAYS)
    assert after.state == (expected if done and expected else state)
    assert (after.events.count() > before) == done


@pytest.mark.django_db
def test_who_has_left_may_do_nothing():
    consent.few_states()
    officer = consent.officer()
    round_ = round_in(S.OPEN, officer)
    officer.is_active = False
    officer.save()
    for verb in VERBS.values():
        with pytest.raises(PermissionDenied):
            verb(round_, officer)
