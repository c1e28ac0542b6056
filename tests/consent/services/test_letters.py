import dataclasses
import datetime as dt

import pytest

from consent import positions, services
from consent.enums import Channel, EventKind, LetterKind, Position
from consent.models import Communication, Decision
from directory import files
from seminar_portal.errors import Invalid, WrongState
from tests.factories import consent

pytestmark = pytest.mark.django_db
K = LetterKind


@pytest.fixture
def states():
    return consent.few_states()


@pytest.fixture
def officer(states):
    return consent.officer()


@pytest.fixture
def round_(officer):
    return consent.opened(by=officer)


def position(round_, party):
    return positions.positions(round_.letters(), round_.asked())[party.pk]


class TestRecord:
    def test_all_that_the_record_keeps(self, states, officer, round_):
        scan = files.store_bytes(content=b"%PDF-1.4 x", name="fax.pdf", content_type="application/pdf", owner="consent:1", by=officer, now=consent.DURING)
        recorded = consent.letter(
            round_,
            "KZ KR",
            K.CONSENT_WITH_COMMENT,
            consent.DURING,
            by=officer,
            now=consent.LATER,
            channel=Channel.FAX,
            their_number=" 77/12 ",
            their_date=dt.date(2027, 10, 19),
            signed=False,
            sender_in_doubt=True,
            summary="With pleasure",
            scan=scan,
        )
        letter = Communication.objects.get()
        assert (recorded.letter, recorded.late) == (letter, False)
        assert {party.code for party in letter.states.all()} == {"KZ", "KR"}
        assert (letter.kind, letter.channel, letter.their_number, letter.their_date) == (K.CONSENT_WITH_COMMENT, Channel.FAX, "77/12", dt.date(2027, 10, 19))
        assert (letter.received_at, letter.recorded_at, letter.recorded_by) == (consent.DURING, consent.LATER, officer)
        assert (letter.signed, letter.sender_in_doubt, letter.summary, letter.scan) == (False, True, "With pleasure", scan)
        event = round_.events.last()
        assert (event.kind, event.at, event.recorded_at, event.by, event.detail) == (
            EventKind.LETTER,
            consent.DURING,
            consent.LATER,
            officer,
            {"letter": letter.pk},
        )

    def test_edge_04_received_by_fax_on_the_day_and_entered_the_next_morning_counts(self, states, officer, round_):
        fax = dt.datetime(2027, 10, 26, 12, 40, 0, tzinfo=dt.UTC)  # 17:40 in Astana
        recorded = consent.letter(round_, "KZ", K.OBJECTION, fax, by=officer, now=consent.LATER, channel=Channel.FAX)
        assert recorded.late is False
        assert position(round_, states["KZ"]) == Position.OBJECTION

    def test_v23_received_at_the_second_is_in_time_and_one_second_later_is_late(self, states, officer, round_):
        assert consent.letter(round_, "KZ", K.OBJECTION, consent.DEADLINE, by=officer, now=consent.LATER).late is False
        assert consent.letter(round_, "KR", K.OBJECTION, consent.OVER, by=officer, now=consent.LATER).late is True
        assert (position(round_, states["KZ"]), position(round_, states["KR"])) == (Position.OBJECTION, Position.NO_REPLY)

    @pytest.mark.parametrize("wrong", [{"states": ()}, {"received_at": None}, {"received_at": consent.LATER}])
    def test_no_state_no_moment_or_a_moment_to_come_is_refused(self, states, officer, round_, wrong):
        data = dataclasses.replace(consent.letter_data("KZ", K.CONSENT, consent.DURING), **wrong)
        with pytest.raises(Invalid):
            services.record_letter(round_id=round_.pk, letter=data, by=officer, now=consent.DURING)
        assert (Communication.objects.count(), round_.events.count()) == (0, 2)

    def test_before_the_note_is_out_a_letter_is_kept_and_counts_once_it_is(self, states, officer):
        draft = consent.draft(by=officer)
        assert consent.letter(draft, "KZ", K.CONSENT, consent.SENT, by=officer).late is False
        opened = services.record_note_already_sent(round_id=draft.pk, note=consent.note(), sent_at=consent.SENT, by=officer, now=consent.DURING)
        assert position(opened, states["KZ"]) == Position.AGREED


class TestDecide:
    def test_the_former_meaning_stays_beside_the_ruling(self, states, officer, round_):
        letter = consent.letter(round_, "IR", K.UNCLEAR, consent.DURING, by=officer).letter
        assert position(round_, states["IR"]) == Position.DECISION_NEEDED
        services.decide_meaning(letter_id=letter.pk, meaning=K.AMENDMENT, reason="It asks for another date.", by=officer, now=consent.DURING)
        assert position(round_, states["IR"]) == Position.OBJECTION
        services.decide_meaning(letter_id=letter.pk, meaning=K.CONSENT_WITH_COMMENT, reason="The embassy explained it.", by=officer, now=consent.LATER)
        assert position(round_, states["IR"]) == Position.AGREED_WITH_COMMENT
        kept = [(d.former_meaning, d.meaning, d.reason, d.by, d.at) for d in Decision.objects.order_by("pk")]
        assert kept == [
            (K.UNCLEAR, K.AMENDMENT, "It asks for another date.", officer, consent.DURING),
            (K.AMENDMENT, K.CONSENT_WITH_COMMENT, "The embassy explained it.", officer, consent.LATER),
        ]
        assert Communication.objects.get().kind == K.UNCLEAR
        assert round_.events.last().detail == {"letter": letter.pk, "from": "amendment", "to": "consent_with_comment"}

    @pytest.mark.parametrize(("meaning", "reason"), [(K.UNCLEAR, "Hm."), (K.CONSENT, " ")])
    def test_unclear_is_no_decision_and_a_decision_has_a_reason(self, states, officer, round_, meaning, reason):
        letter = consent.letter(round_, "IR", K.UNCLEAR, consent.DURING, by=officer).letter
        with pytest.raises(Invalid):
            services.decide_meaning(letter_id=letter.pk, meaning=meaning, reason=reason, by=officer, now=consent.DURING)
        assert Decision.objects.count() == 0

    def test_a_decision_is_never_changed(self, states, officer, round_):
        letter = consent.letter(round_, "IR", K.UNCLEAR, consent.DURING, by=officer).letter
        decision = services.decide_meaning(letter_id=letter.pk, meaning=K.CONSENT, reason="Clear enough.", by=officer, now=consent.DURING)
        decision.reason = "Another"
        with pytest.raises(TypeError):
            decision.save()


class TestCorrect:
    def test_the_original_stays_struck_and_the_labels_derive_anew(self, states, officer, round_):
        wrong = consent.letter(round_, "KZ", K.OBJECTION, consent.DURING, by=officer).letter
        assert position(round_, states["KZ"]) == Position.OBJECTION
        right = consent.letter_data("KR", K.CONSENT, consent.DURING)
        recorded = services.correct_entry(letter_id=wrong.pk, reason="Another line was meant.", by=officer, now=consent.LATER, replacement=right)
        wrong.refresh_from_db()
        assert (wrong.kind, wrong.struck_at, wrong.struck_by, wrong.struck_reason) == (K.OBJECTION, consent.LATER, officer, "Another line was meant.")
        assert (recorded.letter.replaces, recorded.letter.received_at) == (wrong, consent.DURING)
        assert (position(round_, states["KZ"]), position(round_, states["KR"])) == (Position.NO_REPLY, Position.AGREED)
        assert [event.kind for event in round_.events.all()][-2:] == [EventKind.STRUCK, EventKind.LETTER]

    def test_nothing_in_its_place(self, states, officer, round_):
        wrong = consent.letter(round_, "KZ", K.OBJECTION, consent.DURING, by=officer).letter
        assert services.correct_entry(letter_id=wrong.pk, reason="Entered twice.", by=officer, now=consent.LATER) is None
        assert (Communication.objects.count(), position(round_, states["KZ"])) == (1, Position.NO_REPLY)

    def test_a_struck_entry_is_neither_struck_again_nor_decided(self, states, officer, round_):
        wrong = consent.letter(round_, "KZ", K.UNCLEAR, consent.DURING, by=officer).letter
        services.correct_entry(letter_id=wrong.pk, reason="Entered twice.", by=officer, now=consent.LATER)
        with pytest.raises(WrongState):
            services.correct_entry(letter_id=wrong.pk, reason="Again.", by=officer, now=consent.LATER)
        with pytest.raises(WrongState):
            services.decide_meaning(letter_id=wrong.pk, meaning=K.CONSENT, reason="Clear.", by=officer, now=consent.LATER)

    def test_a_wrong_correction_strikes_nothing(self, states, officer, round_):
        wrong = consent.letter(round_, "KZ", K.OBJECTION, consent.DURING, by=officer).letter
        for reason, replacement in [(" ", None), ("Typed wrongly.", consent.letter_data("KZ", K.CONSENT, consent.LATER))]:
            with pytest.raises(Invalid):
                services.correct_entry(letter_id=wrong.pk, reason=reason, by=officer, now=consent.DURING, replacement=replacement)
        wrong.refresh_from_db()
        assert (wrong.struck_at, Communication.objects.count()) == (None, 1)
