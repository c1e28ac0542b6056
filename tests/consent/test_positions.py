"""The pure core: the tables of the silence procedure, case by case."""

import datetime as dt

import pytest

from consent import positions as p
from consent.enums import Channel, Doubt, Label, LetterKind, Position

K, P = LetterKind, Position
KZ, KR, IR, CN, OBSERVER = 1, 2, 3, 4, 9
DEADLINE = dt.datetime(2027, 10, 26, 13, 0, 0, tzinfo=dt.UTC)
SECOND = dt.timedelta(seconds=1)
DURING = dt.datetime(2027, 10, 20, 5, 0, 0, tzinfo=dt.UTC)
ASKED = p.Asked(entitled=frozenset({KZ, KR, IR, CN}), proposer=CN, deadline=DEADLINE)


def letter(kind, at=DURING, states=(KZ,), *, key=0, ruling=None, answered=False, struck=False, **kw):
    letter.key = getattr(letter, "key", 0) + 1
    if ruling:
        kw["rulings"] = (p.Ruling(at, ruling, answered),)
    if struck:
        kw["struck_at"] = at
    return p.Letter(key=key or letter.key, states=frozenset(states), kind=kind, received_at=at, **kw)


def day(number, hour=5):
    return dt.datetime(2027, 10, number, hour, 0, 0, tzinfo=dt.UTC)


def of_kz(*letters, asked=ASKED):
    return p.positions(letters, asked)[KZ]


@pytest.mark.parametrize(
    ("kind", "expected"),
    [
        (K.RECEIPT, P.RECEIPT_ONLY),
        (K.CONSENT, P.AGREED),
        (K.CONSENT_WITH_COMMENT, P.AGREED_WITH_COMMENT),
        (K.COMMENT, P.COMMENT_OR_QUESTION),
        (K.QUESTION, P.COMMENT_OR_QUESTION),
        (K.EXTENSION_REQUEST, P.DECISION_NEEDED),
        (K.AMENDMENT, P.OBJECTION),
        (K.OBJECTION, P.OBJECTION),
        (K.WITHDRAWAL, P.COMMENT_OR_QUESTION),
        (K.POSITION_STATEMENT, P.COMMENT_OR_QUESTION),
        (K.UNCLEAR, P.DECISION_NEEDED),
    ],
)
def test_one_letter_of_each_kind(kind, expected):
    assert of_kz(letter(kind)) == expected
    assert p.positions([letter(kind)], ASKED) == {KZ: expected, KR: P.NO_REPLY, IR: P.NO_REPLY, CN: P.PROPOSER}


def test_every_kind_of_letter_is_in_the_table_above():
    assert set(K) == {mark for mark, _expected in test_one_letter_of_each_kind.pytestmark[0].args[1]}


@pytest.mark.parametrize("kind", list(K))
@pytest.mark.parametrize(("after", "counts"), [(-SECOND, True), (0 * SECOND, True), (dt.timedelta(microseconds=900_000), True), (SECOND, False)])
def test_the_boundary_second(kind, after, counts):
    position = of_kz(letter(kind, DEADLINE + after))
    assert (position == P.NO_REPLY) == (not counts)
    assert p.is_late(letter(kind, DEADLINE + after), ASKED) == (not counts)


@pytest.mark.parametrize(("after", "over"), [(-SECOND, False), (0 * SECOND, False), (dt.timedelta(microseconds=999_999), False), (SECOND, True)])
def test_the_printed_second_still_belongs_to_the_period(after, over):
    stand = p.stand([], ASKED, DEADLINE + after)
    assert (stand.over, stand.labels, stand.certifiable) == (over, [Label.OVER if over else Label.RUNNING], over)


def test_a_later_receipt_or_comment_never_lowers_a_consent():
    assert of_kz(letter(K.CONSENT, day(15)), letter(K.RECEIPT, day(16)), letter(K.COMMENT, day(17)), letter(K.QUESTION, day(18))) == P.AGREED


def test_the_latest_consent_counts():
    first, second = letter(K.CONSENT, day(15)), letter(K.CONSENT_WITH_COMMENT, day(16))
    assert of_kz(second, first) == P.AGREED_WITH_COMMENT
    assert of_kz(letter(K.CONSENT_WITH_COMMENT, day(15)), letter(K.CONSENT, day(16))) == P.AGREED


def test_an_objection_after_a_consent_is_an_objection_without_any_doubt():
    stand = p.stand([letter(K.CONSENT, day(15)), letter(K.OBJECTION, day(16))], ASKED, day(17))
    assert (stand.positions[KZ], stand.doubts, stand.labels) == (P.OBJECTION, {}, [Label.BROKEN])


def test_only_a_withdrawal_lifts_an_objection():
    objection = letter(K.OBJECTION, day(15))
    for kind in set(K) - {K.WITHDRAWAL}:
        assert of_kz(objection, letter(kind, day(16))) == P.OBJECTION, kind
    assert of_kz(objection, letter(K.WITHDRAWAL, day(16))) == P.COMMENT_OR_QUESTION
    assert of_kz(objection, letter(K.WITHDRAWAL, day(16)), letter(K.CONSENT, day(17))) == P.AGREED


def test_a_withdrawal_lifts_what_came_before_it_and_not_what_comes_after():
    assert of_kz(letter(K.OBJECTION, day(15)), letter(K.WITHDRAWAL, day(16)), letter(K.OBJECTION, day(17))) == P.OBJECTION
    assert of_kz(letter(K.AMENDMENT, day(15)), letter(K.OBJECTION, day(16)), letter(K.WITHDRAWAL, day(17))) == P.COMMENT_OR_QUESTION


def test_a_withdrawal_that_names_an_objection_lifts_that_one_alone():
    to_the_date, to_the_place = letter(K.OBJECTION, day(15)), letter(K.AMENDMENT, day(16))
    assert of_kz(to_the_date, to_the_place, letter(K.WITHDRAWAL, day(17), withdraws=to_the_date.key)) == P.OBJECTION
    both = [letter(K.WITHDRAWAL, day(17 + number), withdraws=one.key) for number, one in enumerate([to_the_place, to_the_date])]
    assert of_kz(to_the_date, to_the_place, *both) == P.COMMENT_OR_QUESTION
    # the entry that it names was struck and entered anew: it is a withdrawal all the same
    assert of_kz(to_the_date, letter(K.WITHDRAWAL, day(17), withdraws=9999)) == P.COMMENT_OR_QUESTION


def test_a_withdrawal_after_the_deadline_lifts_nothing():
    stand = p.stand([letter(K.OBJECTION, day(15)), letter(K.WITHDRAWAL, DEADLINE + SECOND)], ASKED, day(28))
    assert (stand.positions[KZ], stand.labels, stand.certifiable) == (P.OBJECTION, [Label.BROKEN], False)


def test_an_oral_withdrawal_needs_a_decision_and_the_objection_stands_until_then():
    oral = letter(K.WITHDRAWAL, day(16), channel=Channel.ORAL)
    stand = p.stand([letter(K.OBJECTION, day(15)), oral], ASKED, day(17))
    assert (stand.positions[KZ], stand.doubts, stand.labels) == (P.OBJECTION, {oral.key: Doubt.ORAL}, [Label.DECISION_NEEDED, Label.BROKEN])
    ruled = letter(K.WITHDRAWAL, day(16), channel=Channel.ORAL, ruling=K.WITHDRAWAL)
    assert of_kz(letter(K.OBJECTION, day(15)), ruled) == P.COMMENT_OR_QUESTION


@pytest.mark.parametrize(
    ("lack", "why"), [({"channel": Channel.ORAL}, Doubt.ORAL), ({"signed": False}, Doubt.UNSIGNED), ({"sender_in_doubt": True}, Doubt.SENDER)]
)
class TestLettersThatLackTheirForm:
    def test_an_objection_needs_a_decision_and_breaks_nothing(self, lack, why):
        objection = letter(K.OBJECTION, **lack)
        stand = p.stand([objection], ASKED, DURING)
        assert (stand.positions[KZ], stand.doubts, stand.broken, stand.labels) == (P.DECISION_NEEDED, {objection.key: why}, False, [Label.DECISION_NEEDED])

    def test_a_ruling_makes_it_count(self, lack, why):
        assert of_kz(letter(K.OBJECTION, ruling=K.OBJECTION, **lack)) == P.OBJECTION
        assert of_kz(letter(K.OBJECTION, ruling=K.RECEIPT, **lack)) == P.RECEIPT_ONLY

    def test_a_consent_cannot_change_the_outcome_and_is_no_consent_in_writing(self, lack, why):
        stand = p.stand([letter(K.CONSENT, **lack)], ASKED, DURING)
        assert (stand.positions[KZ], stand.doubts, stand.labels) == (P.RECEIPT_ONLY, {}, [Label.RUNNING])
        assert stand.counts.written == 0

    def test_late_it_needs_no_decision(self, lack, why):
        assert p.doubts([letter(K.OBJECTION, DEADLINE + SECOND, **lack)], ASKED) == {}


def test_a_struck_letter_counts_for_nothing():
    assert p.stand([letter(K.OBJECTION, struck=True), letter(K.UNCLEAR, struck=True)], ASKED, DURING).labels == [Label.RUNNING]
    assert of_kz(letter(K.CONSENT, struck=True)) == P.NO_REPLY


def test_an_amendment_breaks_only_if_the_rules_say_so():
    mild = p.Asked(entitled=ASKED.entitled, proposer=CN, deadline=DEADLINE, amendment_breaks=False)
    assert p.stand([letter(K.AMENDMENT)], ASKED, DURING).broken
    stand = p.stand([letter(K.AMENDMENT)], mild, DURING)
    assert (stand.positions[KZ], stand.broken) == (P.COMMENT_OR_QUESTION, False)


def test_as_many_states_must_object_as_the_rules_need():
    two = p.Asked(entitled=ASKED.entitled, proposer=CN, deadline=DEADLINE, objections_to_break=2)
    twice_one_state = [letter(K.OBJECTION, day(15)), letter(K.OBJECTION, day(16))]
    assert not p.stand(twice_one_state, two, DURING).broken
    assert p.stand([letter(K.OBJECTION, states=(KZ, KR))], two, DURING).broken
    assert p.stand(twice_one_state, two, DEADLINE + SECOND).certifiable


def test_broken_and_decision_needed_show_together():
    stand = p.stand([letter(K.OBJECTION, states=(KZ,)), letter(K.UNCLEAR, states=(KR,))], ASKED, DURING)
    assert stand.labels == [Label.DECISION_NEEDED, Label.BROKEN]


def test_the_proposer_may_speak_like_any_other():
    assert p.positions([letter(K.OBJECTION, states=(CN,))], ASKED)[CN] == P.OBJECTION
    assert p.positions([letter(K.RECEIPT, states=(CN,))], ASKED)[CN] == P.RECEIPT_ONLY
    strict = p.Asked(entitled=ASKED.entitled, proposer=CN, deadline=DEADLINE, proposer_consents=False)
    assert p.positions([], strict)[CN] == P.NO_REPLY


def test_an_observer_changes_no_position():
    for kind in K:
        stand = p.stand([letter(kind, states=(OBSERVER,))], ASKED, DURING)
        assert (set(stand.positions), stand.labels) == ({KZ, KR, IR, CN}, [Label.RUNNING]), kind
    assert p.positions([letter(K.CONSENT, states=(OBSERVER, KZ))], ASKED) == {KZ: P.AGREED, KR: P.NO_REPLY, IR: P.NO_REPLY, CN: P.PROPOSER}


def test_an_observer_that_signs_with_a_state_neither_objects_nor_contradicts_itself():
    joint = letter(K.OBJECTION, day(15), states=(KZ, OBSERVER))
    assert p.standing_objections([joint], ASKED) == {joint.key}
    assert p.standing_objections([joint, letter(K.WITHDRAWAL, day(16))], ASKED) == frozenset()
    assert p.doubts([joint, letter(K.CONSENT, day(16), states=(KR, OBSERVER))], ASKED) == {}


def test_counts_for_the_button():
    letters = [letter(K.CONSENT, states=(KZ,)), letter(K.COMMENT, states=(KR,))]
    counts = p.stand(letters, ASKED, DURING).counts
    assert (counts.written, counts.silent, counts.proposer, counts.objections, counts.total, counts.as_shown) == (1, 2, 1, 0, 4, "1-2-1-0")


def test_the_channels_that_must_be_examined():
    letters = [letter(K.CONSENT, channel=Channel.FAX), letter(K.CONSENT, channel=Channel.ORAL, struck=True)]
    assert p.channels_used(["mail", "note"], letters) == [Channel.NOTE, Channel.FAX, Channel.MAIL]


def test_an_extension_request_needs_an_answer_and_then_none():
    request = letter(K.EXTENSION_REQUEST)
    assert p.doubts([request], ASKED) == {request.key: Doubt.EXTENSION}
    refused = letter(K.EXTENSION_REQUEST, ruling=K.EXTENSION_REQUEST, answered=True)
    assert p.stand([refused], ASKED, DEADLINE + SECOND).certifiable
    assert of_kz(refused) == P.COMMENT_OR_QUESTION


def test_edge_05_dated_before_and_received_after_is_late_dated_after_and_received_before_is_not():
    # a letter has no other moment here than its receipt; the date it bears cannot move it
    assert of_kz(letter(K.OBJECTION, DEADLINE + SECOND)) == P.NO_REPLY
    assert of_kz(letter(K.OBJECTION, DEADLINE)) == P.OBJECTION


@pytest.mark.parametrize("consent", [K.CONSENT, K.CONSENT_WITH_COMMENT])
def test_edge_06_embassy_objects_ministry_consents_the_objection_stands_until_ruled_a_withdrawal(consent):
    objection, bare = letter(K.OBJECTION, day(15)), letter(consent, day(15))
    stand = p.stand([objection, bare], ASKED, DEADLINE + SECOND)
    assert (stand.positions[KZ], stand.doubts, stand.labels) == (P.OBJECTION, {bare.key: Doubt.CONFLICT}, [Label.DECISION_NEEDED, Label.BROKEN])
    only_a_consent = p.stand([objection, letter(consent, day(16), ruling=consent)], ASKED, DEADLINE + SECOND)
    assert (only_a_consent.positions[KZ], only_a_consent.labels) == (P.OBJECTION, [Label.BROKEN])
    withdrawn = p.stand([objection, letter(consent, day(16), ruling=K.WITHDRAWAL)], ASKED, DEADLINE + SECOND)
    assert (withdrawn.positions[KZ], withdrawn.certifiable) == (P.COMMENT_OR_QUESTION, True)


def test_edge_06_a_consent_before_a_repeated_objection_changes_nothing():
    letters = [letter(K.OBJECTION, day(15)), letter(K.CONSENT, day(16)), letter(K.OBJECTION, day(17))]
    assert p.stand(letters, ASKED, day(18)).labels == [Label.BROKEN]


def test_edge_07_one_letter_for_several_states():
    for_two = letter(K.OBJECTION, day(15), states=(KZ, KR))
    assert p.positions([for_two], ASKED) == {KZ: P.OBJECTION, KR: P.OBJECTION, IR: P.NO_REPLY, CN: P.PROPOSER}
    one_withdraws = letter(K.WITHDRAWAL, day(16), states=(KR,))
    assert p.positions([for_two, one_withdraws], ASKED)[KZ] == P.OBJECTION
    assert p.positions([for_two, one_withdraws], ASKED)[KR] == P.COMMENT_OR_QUESTION


def test_edge_07_a_joint_consent_is_in_doubt_only_for_the_state_that_objected():
    joint = letter(K.CONSENT, day(16), states=(KZ, KR))
    stand = p.stand([letter(K.OBJECTION, day(15)), joint], ASKED, day(17))
    assert (stand.positions[KZ], stand.positions[KR], stand.doubts) == (P.OBJECTION, P.AGREED, {joint.key: Doubt.CONFLICT})


def test_edge_08_no_objection_provided_that_is_ruled_and_never_guessed():
    asked = letter(K.UNCLEAR)
    assert p.stand([asked], ASKED, DEADLINE + SECOND).certifiable is False
    for ruling, expected in [(K.AMENDMENT, P.OBJECTION), (K.OBJECTION, P.OBJECTION), (K.CONSENT_WITH_COMMENT, P.AGREED_WITH_COMMENT)]:
        assert of_kz(letter(K.UNCLEAR, ruling=ruling)) == expected


def test_edge_09_takes_note_and_will_revert_are_neither():
    stand = p.stand([letter(K.RECEIPT), letter(K.COMMENT, states=(KR,))], ASKED, DEADLINE + SECOND)
    assert (stand.positions[KZ], stand.positions[KR], stand.certifiable) == (P.RECEIPT_ONLY, P.COMMENT_OR_QUESTION, True)


def test_edge_12_the_silent_proposer_is_deemed_consenting():
    assert p.positions([], ASKED)[CN] == P.PROPOSER
    assert p.stand([], ASKED, DEADLINE + SECOND).counts.proposer == 1


def test_edge_17_all_consent_early_and_the_period_runs_on():
    letters = [letter(K.CONSENT, states=(KZ, KR, IR))]
    early = p.stand(letters, ASKED, DURING)
    assert (early.all_consented, early.labels, early.certifiable) == (True, [Label.RUNNING], False)
    assert p.stand([*letters, letter(K.OBJECTION, day(25))], ASKED, day(26)).labels == [Label.BROKEN]
    assert p.stand(letters, ASKED, DEADLINE + SECOND).certifiable
