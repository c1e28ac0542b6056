import pytest

from consent import ledger, services
from consent.enums import ClosingReason, EventKind, LetterKind, Purpose, RoundState
from consent.models import Notice, Round
from seminar_portal.errors import Invalid, WrongState
from tests.factories import consent

K = LetterKind


def again(round_, officer, now=consent.LATER, **kw):
    return services.start_new_round(round_id=round_.pk, by=officer, now=now, **kw)


def close(round_, officer, **kw):
    defaults = {"reason": ClosingReason.WITHDRAWN, "words": "China withdraws its proposal.", "tell_states": True, "now": consent.DURING}
    return services.close_without_adoption(round_id=round_.pk, by=officer, **{**defaults, **kw})


class TestNewRound:
    def test_in_the_place_of_a_broken_one_with_nothing_carried_over(self, round_, officer, posted):
        consent.letter(round_, "KR", K.CONSENT, consent.DURING, by=officer)
        consent.letter(round_, "KZ", K.OBJECTION, consent.DURING, by=officer)
        terms = services.Terms(objections_to_break=2, written_form=False)
        text = services.TextData(wording="To convene on other days.", change_note="Other days.")
        new = again(round_, officer, now=consent.DURING, text=text, terms=terms)
        old = Round.objects.get(pk=round_.pk)
        assert (old.state, old.closing_reason, old.closing_words, old.closed_by) == (RoundState.CLOSED, ClosingReason.REPLACED, "Replaced by round 2.", officer)
        assert (new.number, new.state, new.reference, new.deadline, new.text.number) == (2, RoundState.DRAFT, "", None, 1)
        assert (new.objections_to_break, new.written_form) == (2, False)
        assert (new.communications.count(), old.communications.count(), new.entitled_states.count()) == (0, 2, 0)
        assert [event.kind for event in round_.procedure.events.all()][-2:] == [EventKind.CLOSED, EventKind.ROUND_ADDED]
        assert (Notice.objects.count(), ledger.first_fault(round_.procedure)) == (0, None)

    def test_the_same_text_and_rules_again_where_none_are_given(self, round_, officer):
        again(round_, officer)
        new = Round.objects.get(number=2)
        services.set_text(round_id=new.pk, text=services.TextData(wording="To convene."), by=officer, now=consent.LATER)
        new.refresh_from_db()
        third = again(new, officer)  # a draft may be replaced too
        assert (third.number, third.text, services.Terms.of(third)) == (3, new.text, services.Terms())
        assert Round.objects.get(number=2).state == RoundState.CLOSED

    def test_the_second_round_goes_out_and_is_certified_on_its_own_letters(self, round_, officer):
        consent.letter(round_, "KZ", K.OBJECTION, consent.DURING, by=officer)
        new = again(round_, officer, now=consent.DURING)
        services.record_note_already_sent(round_id=new.pk, note=consent.note(reference="15-1/310emb"), sent_at=consent.DURING, by=officer, now=consent.DURING)
        assert services.certify(round_id=new.pk, channels_examined=["note"], by=officer, now=consent.LATER).state == RoundState.ADOPTED

    def test_not_from_one_that_runs_and_holds(self, round_, officer, unchanged):
        before = unchanged()
        with pytest.raises(WrongState, match="still running and nothing has broken"):
            again(round_, officer, now=consent.DEADLINE)
        assert unchanged() == before
        assert again(round_, officer, now=consent.OVER).number == 2

    def test_a_text_without_words_or_files_undoes_all_of_it(self, round_, officer, unchanged):
        before = unchanged()
        with pytest.raises(Invalid):
            again(round_, officer, text=services.TextData(wording=" "))
        assert unchanged() == before


class TestClose:
    @pytest.mark.parametrize("reason", [ClosingReason.WITHDRAWN, ClosingReason.REFERRED])
    def test_with_a_reason_and_the_states_are_told_in_these_words(self, round_, officer, posted, reason):
        closed = close(round_, officer, reason=reason)
        assert (closed.state, closed.closing_reason, closed.closing_words, closed.closed_at) == (
            RoundState.CLOSED,
            reason,
            "China withdraws its proposal.",
            consent.DURING,
        )
        mails = posted("consent/closed")
        assert set(mails) == {"kz-1@example.org", "kz-2@example.org", "kr@example.org"}
        assert f"closed without adoption: {reason.label}.\n\nChina withdraws its proposal." in mails["kr@example.org"].text
        with pytest.raises(WrongState, match="told already"):
            services.tell_outcome(round_id=round_.pk, words="", by=officer, now=consent.LATER)

    def test_without_a_word_to_the_states_it_can_be_told_later(self, round_, officer, posted):
        close(round_, officer, tell_states=False)
        assert posted("consent/closed") == {}
        services.tell_outcome(round_id=round_.pk, words="As the proposer has asked.", by=officer, now=consent.LATER)
        assert "As the proposer has asked." in posted("consent/closed")["kr@example.org"].text

    def test_a_draft_is_given_up_and_nobody_is_told(self, officer, missions):
        draft = consent.draft(by=officer)
        closed = close(draft, officer)
        assert (closed.state, closed.started_at, Notice.objects.count()) == (RoundState.CLOSED, None, 0)
        assert ledger.first_fault(closed.procedure) is None

    def test_not_as_replaced_and_not_without_words(self, round_, officer, unchanged):
        before = unchanged()
        with pytest.raises(Invalid, match="replaced by starting a new one"):
            close(round_, officer, reason=ClosingReason.REPLACED)
        with pytest.raises(Invalid, match="in words"):
            close(round_, officer, words=" ")
        assert unchanged() == before

    def test_after_it_the_seminar_may_have_another_procedure(self, round_, officer):
        close(round_, officer)
        assert consent.draft(by=officer, seminar=round_.procedure.seminar).number == 1

    def test_a_letter_after_the_end_is_kept_and_changes_nothing(self, round_, officer):
        close(round_, officer)
        consent.letter(round_, "KZ", K.OBJECTION, consent.DURING, by=officer, now=consent.LATER)
        assert Round.objects.get().state == RoundState.CLOSED
        assert not Notice.objects.exclude(purpose=Purpose.CLOSED).exists()
