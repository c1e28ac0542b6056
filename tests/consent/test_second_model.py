"""Random histories: the pure core and a second model, which shares no line with it, must say the same of each."""

import ast
import dataclasses
import datetime as dt
import pathlib

from hypothesis import given, settings
from hypothesis import strategies as st

from consent import positions as p
from consent.enums import Channel, LetterKind, Position, Reading
from tests.consent import second_model

START = dt.datetime(2027, 10, 12, 7, 0, 0, tzinfo=dt.UTC)
END = 14 * 86400  # the deadline, in seconds after the start
STATES, OBSERVER = (1, 2, 3, 4), 9
MEANINGS = [kind.value for kind in LetterKind]
RULINGS = [kind for kind in MEANINGS if kind != "unclear"]
# around the printed second of the deadline, around another letter, and somewhere
MOMENTS = st.sampled_from([1000, 86400, 86400, 90000, END - 86400, END - 1, END, END + 0.9, END + 1, END + 86400]) | st.integers(1, END + 2 * 86400)
DELAYS = st.sampled_from([0, 1, 3600, 86400, 3 * 86400])


@st.composite
def histories(draw, kinds=tuple(MEANINGS), most=6):
    """A question and the letters to it, as the second model reads them."""
    question = {
        "asked": set(STATES),
        "proposer": 4,
        "until": END,
        "needed": draw(st.integers(1, 3)),
        "amendments break": draw(st.booleans()),
        "proposer consents": draw(st.booleans()),
        "in writing": draw(st.booleans()),
        "late withdrawal lifts": draw(st.booleans()),
    }
    return question, [draw(letters(key, kinds)) for key in range(1, draw(st.integers(0, most)) + 1)]


@st.composite
def letters(draw, key, kinds):
    came = draw(MOMENTS)
    typed = came + draw(DELAYS)
    says = draw(st.sampled_from(kinds))
    ruled, moment = [], typed
    for _number in range(draw(st.sampled_from([0, 0, 0, 1, 1, 2]))):
        moment += draw(DELAYS)
        meaning = draw(st.sampled_from(RULINGS))
        ruled.append((moment, meaning, meaning == "extension_request" and draw(st.booleans())))
    return {
        "key": key,
        "from": draw(st.sets(st.sampled_from([*STATES, *STATES, OBSERVER]), min_size=1, max_size=3)),
        "says": says,
        "by": draw(st.sampled_from(["note", "fax", "mail", "oral", "portal"])),
        "signed": draw(st.sampled_from([True, True, False])),
        "doubtful sender": draw(st.sampled_from([False, False, True])),
        "came": came,
        "typed": typed,
        "ruled": ruled,
        "takes back": draw(st.sampled_from([None, None, 1, 2, 3])) if says == "withdrawal" else None,
        "struck": draw(st.sampled_from([None, None, None, moment + draw(DELAYS)])) if draw(st.booleans()) else None,
    }


def instant(seconds):
    return None if seconds is None else START + dt.timedelta(seconds=seconds)


def asked(question):
    return p.Asked(
        entitled=frozenset(question["asked"]),
        proposer=question["proposer"],
        deadline=instant(question["until"]),
        objections_to_break=question["needed"],
        amendment_breaks=question["amendments break"],
        proposer_consents=question["proposer consents"],
        written_form=question["in writing"],
        late_withdrawal_lifts=question["late withdrawal lifts"],
    )


def letter(plain):
    return p.Letter(
        key=plain["key"],
        states=frozenset(plain["from"]),
        kind=LetterKind(plain["says"]),
        received_at=instant(plain["came"]),
        channel=Channel(plain["by"]),
        signed=plain["signed"],
        sender_in_doubt=plain["doubtful sender"],
        recorded_at=instant(plain["typed"]),
        rulings=tuple(p.Ruling(instant(at), LetterKind(meaning), answered) for at, meaning, answered in plain["ruled"]),
        struck_at=instant(plain["struck"]),
        withdraws=plain["takes back"],
    )


def told(stand, letters, question):
    return {
        "standing": set(p.standing_objections(letters, question)),
        "positions": {state: position.value for state, position in stand.positions.items()},
        "waiting": {key: doubt.name.lower() for key, doubt in stand.doubts.items()},
        "labels": [label.value for label in stand.labels],
        "certifiable": stand.certifiable,
    }


def core(question, plain, now):
    return said_of([letter(one) for one in plain], asked(question), instant(now))


def said_of(letters, question, now):
    return told(p.stand(letters, question, now), letters, question)


@settings(max_examples=250)
@given(histories(), MOMENTS)
def test_labels_positions_and_certifiability_agree(history, now):
    question, plain = history
    assert core(question, plain, now) == second_model.stand(plain, question, now)


@settings(max_examples=150)
@given(histories(), MOMENTS, st.lists(st.integers(1, 6), max_size=3))
def test_both_readings_of_who_had_agreed_by_agree(history, moment, earlier):
    question, plain = history
    # extensions: each decided an hour before the end it moved, the last of them moved it to the one that counts
    ends = sorted(END - days * 86400 for days in set(earlier))
    extensions = [(end - 3600, end) for end in ends]
    question_then = second_model.until_as_known_at(question, moment, extensions)
    asked_then = p.asked_at(asked(question), instant(moment), [(instant(decided), instant(before)) for decided, before in extensions])
    all_letters = [letter(one) for one in plain]
    assert asked_then == asked(question_then)
    received = said_of(p.as_of(all_letters, instant(moment), Reading.RECEIVED), asked(question), instant(moment))
    assert received == second_model.stand(second_model.received_by(plain, moment), question, moment)
    known = said_of(p.as_of(all_letters, instant(moment), Reading.KNOWN), asked_then, instant(moment))
    assert known == second_model.stand(second_model.known_at(plain, moment), question_then, moment)


@settings(max_examples=80)
@given(histories(), st.sampled_from(["receipt", "comment", "question", "position_statement"]), st.sampled_from(STATES), MOMENTS)
def test_a_later_receipt_or_comment_never_lowers_what_a_state_has_said(history, says, state, came):
    question, plain = history
    plain = [one for one in plain if one["came"] <= came]
    later = {"key": 99, "from": {state}, "says": says, "by": "note", "signed": True, "doubtful sender": False}
    later |= {"came": came, "typed": came, "ruled": [], "struck": None, "takes back": None}
    before, after = (core(question, letters, END + 1)["positions"][state] for letters in (plain, [*plain, later]))
    if before in {"agreed", "agreed with comment", "objection", "decision needed"}:
        assert after == before


@settings(max_examples=60)
@given(histories(), histories())
def test_observers_never_change_anything(history, theirs):
    question, plain = history
    foreign = [{**one, "key": one["key"] + 100, "from": {OBSERVER}} for one in theirs[1]]
    assert core(question, [*plain, *foreign], END + 1) == core(question, plain, END + 1)


@settings(max_examples=60)
@given(histories(kinds=("objection", "unclear", "consent")), st.floats(0, 0.999), st.integers(1, 5))
def test_received_at_the_printed_second_is_in_time_and_one_second_later_changes_nothing(history, fraction, late):
    question, plain = history
    objection = {
        "key": 99,
        "from": {1},
        "says": "objection",
        "by": "fax",
        "signed": True,
        "doubtful sender": False,
        "ruled": [],
        "struck": None,
        "takes back": None,
    }
    timely = {**objection, "came": END + fraction, "typed": END + 3600}
    assert core(question, [*plain, timely], END + 7200)["positions"][1] == Position.OBJECTION or any(
        second_model.means(one) == "withdrawal" and one["came"] >= timely["came"] for one in plain
    )
    assert core(question, [*plain, {**timely, "came": END + late}], END + 7200) == core(question, plain, END + 7200)


@settings(max_examples=60)
@given(histories(), st.integers(1, 10))
def test_a_later_deadline_takes_no_letter_away(history, days):
    """An extension only lets more letters count: what stood as an objection stands, unless something that was late withdraws it or is to be decided."""
    question, plain = history
    longer = {**question, "until": END + days * 86400}
    counted = {one["key"] for one in second_model.counted(plain, question)}
    assert counted <= {
        one.key for one in p.operative([letter(one) for one in plain], dataclasses.replace(asked(longer), entitled=frozenset([*STATES, OBSERVER])))
    }
    assert not core(longer, plain, END)["certifiable"]


def test_the_second_model_imports_nothing_of_the_portal():
    tree = ast.parse(pathlib.Path(second_model.__file__).read_text())
    imported = [node for node in ast.walk(tree) if isinstance(node, ast.Import | ast.ImportFrom)]
    assert imported == []
