import datetime as dt

import pytest

from consent import ledger, services
from consent.enums import Answer, EventKind, LetterKind, Purpose
from consent.models import DeadlineChange, Notice, Round
from seminar_portal.errors import Closed, Invalid, Stale, WrongState
from tests.factories import consent

K = LetterKind
SECOND = dt.timedelta(seconds=1)
NEXT_WEEK = dt.datetime(2027, 11, 2, 13, 0, 0, tzinfo=dt.UTC)  # Tuesday, 2 November 2027, 18:00 in Astana


def extend(round_, officer, *, deadline=NEXT_WEEK, reason="The diplomatic mailbox was closed.", now=consent.DURING, **kw):
    return services.extend_for_all(round_id=round_.pk, deadline=deadline, reason=reason, by=officer, now=now, **kw)


class TestExtend:
    def test_the_deadline_moves_for_all_and_what_it_was_is_kept(self, round_, officer, posted):
        extended = extend(round_, officer, as_printed="2 November 2027, 18:00")
        assert (extended.deadline, extended.deadline_as_printed, extended.deadline_zone) == (NEXT_WEEK, "2 November 2027, 18:00", consent.ALMATY)
        change = DeadlineChange.objects.get()
        assert (change.former, change.deadline, change.reason, change.at, change.by) == (
            consent.DEADLINE,
            NEXT_WEEK,
            "The diplomatic mailbox was closed.",
            consent.DURING,
            officer,
        )
        assert [(event.kind, event.by) for event in round_.events.all()][-2:] == [(EventKind.EXTENDED, officer), (EventKind.TOLD, officer)]
        assert ledger.first_fault(round_.procedure) is None

    def test_all_are_told_with_both_ends_and_who_has_no_address_on_paper(self, round_, officer, posted, states):
        extend(round_, officer)
        mails = posted("consent/extension")
        assert set(mails) == {"kz-1@example.org", "kz-2@example.org", "kr@example.org"}
        text = mails["kr@example.org"].text
        assert "Tuesday, 2 November 2027, 18:00 Astana time (UTC+5)" in text
        assert "Tuesday, 26 October 2027, 18:00 Astana time (UTC+5)" in text
        assert "Reason: The diplomatic mailbox was closed." in text
        assert mails["kr@example.org"].not_after == NEXT_WEEK
        notice = Notice.objects.get()
        assert (notice.purpose, notice.states.count()) == (Purpose.EXTENSION, 4)
        assert sorted(notice.detail["on paper"]) == sorted([states["CN"].pk, states["IR"].pk])

    def test_edge_16_what_one_state_asked_for_is_granted_to_all(self, round_, officer, posted):
        request = consent.letter(round_, "KZ", K.EXTENSION_REQUEST, consent.DURING, by=officer).letter
        other = consent.letter(round_, "IR", K.EXTENSION_REQUEST, consent.DURING, by=officer).letter
        extend(round_, officer)
        assert [(entry.ruling.answer, entry.ruling.by) for entry in (request, other)] == [(Answer.GRANTED, officer)] * 2
        assert not any("Kazakhstan" in mail.text for address, mail in posted("consent/extension").items() if address == "kr@example.org")
        assert set(posted("consent/extension")) == {"kz-1@example.org", "kz-2@example.org", "kr@example.org"}

    def test_a_request_that_was_refused_is_not_granted_afterwards_and_a_struck_one_gets_no_answer(self, round_, officer):
        refused = consent.letter(round_, "KZ", K.EXTENSION_REQUEST, consent.DURING, by=officer).letter
        struck = consent.letter(round_, "IR", K.EXTENSION_REQUEST, consent.DURING, by=officer).letter
        services.refuse_extension(letter_id=refused.pk, words="The dates are fixed.", by=officer, now=consent.DURING)
        services.correct_entry(letter_id=struck.pk, reason="It was another note.", by=officer, now=consent.DURING)
        extend(round_, officer)
        refused.refresh_from_db()
        assert (refused.ruling.answer, struck.decisions.count()) == (Answer.REFUSED, 0)

    @pytest.mark.parametrize(
        ("now", "allowed"), [(consent.DEADLINE, True), (consent.DEADLINE + dt.timedelta(microseconds=999_999), True), (consent.OVER, False)]
    )
    def test_until_the_printed_second_and_not_after_it(self, round_, officer, now, allowed, unchanged):
        before = unchanged()
        if allowed:
            assert extend(round_, officer, now=now).deadline == NEXT_WEEK
        else:
            with pytest.raises(Closed, match="cannot be extended any more"):
                extend(round_, officer, now=now)
            assert unchanged() == before

    @pytest.mark.parametrize("deadline", [consent.DEADLINE, consent.DEADLINE - SECOND, consent.DEADLINE + dt.timedelta(microseconds=5)])
    def test_only_later(self, round_, officer, deadline, unchanged):
        before = unchanged()
        with pytest.raises(Invalid, match="only be moved later than Tuesday, 26 October 2027, 18:00 Astana"):
            extend(round_, officer, deadline=deadline)
        assert unchanged() == before

    def test_for_a_reason_and_by_the_deadline_that_was_shown(self, round_, officer, unchanged):
        before = unchanged()
        with pytest.raises(Invalid, match="reason"):
            extend(round_, officer, reason="  ")
        with pytest.raises(Stale, match="It is now Tuesday, 26 October 2027"):
            extend(round_, officer, deadline_shown=consent.DEADLINE - SECOND)
        assert unchanged() == before
        assert extend(round_, officer, deadline_shown=consent.DEADLINE).deadline == NEXT_WEEK

    def test_a_letter_that_would_have_been_late_counts_after_an_extension_in_time(self, round_, officer):
        extend(round_, officer)
        assert consent.letter(round_, "KZ", K.OBJECTION, consent.OVER, by=officer).late is False
        with pytest.raises(WrongState, match="still running"):
            services.certify(round_id=round_.pk, channels_examined=["note"], by=officer, now=consent.LATER)

    def test_edge_23_the_portal_was_down_in_the_last_hours_it_is_extended_for_all(self, round_, officer, posted):
        """An outage moves nothing by itself: an officer extends before the end, all are told, and the end is noted once, at the later moment."""
        down = consent.DEADLINE - dt.timedelta(minutes=30)
        extend(round_, officer, deadline=consent.DEADLINE + dt.timedelta(days=1), reason="The portal could not be reached on 26 October.", now=down)
        assert services.note_expiries(now=consent.OVER) == 0
        assert len(posted("consent/extension")) == 3
        assert services.note_expiries(now=consent.DEADLINE + dt.timedelta(days=1, seconds=1)) == 1
        assert round_.events.get(kind=EventKind.EXPIRED).at == consent.DEADLINE + dt.timedelta(days=1)


class TestRefuse:
    @pytest.mark.parametrize("now", [consent.DURING, consent.LATER])
    def test_before_and_after_the_end_with_a_letter_to_that_state_alone(self, round_, officer, posted, now):
        request = consent.letter(round_, "KZ", K.EXTENSION_REQUEST, consent.DURING, by=officer).letter
        decision = services.refuse_extension(letter_id=request.pk, words="The dates are fixed.", by=officer, now=now)
        assert (decision.meaning, decision.answer, decision.reason, decision.at) == (K.EXTENSION_REQUEST, Answer.REFUSED, "The dates are fixed.", now)
        mails = posted("consent/extension_refused")
        assert set(mails) == {"kz-1@example.org", "kz-2@example.org"}
        assert "Your request for an extension, received on 20 October 2027, cannot be granted.\n\nThe dates are fixed." in mails["kz-1@example.org"].text
        kinds = [event.kind for event in round_.events.all()][-3:]
        assert kinds == [EventKind.DECIDED, EventKind.EXTENSION_REFUSED, EventKind.TOLD]
        assert Round.objects.get().deadline == consent.DEADLINE
        assert services.certify(round_id=round_.pk, channels_examined=["note"], by=officer, now=consent.LATER).state == "adopted"

    def test_once_and_in_words_and_only_what_asks_for_it(self, round_, officer, unchanged):
        request = consent.letter(round_, "KZ", K.EXTENSION_REQUEST, consent.DURING, by=officer).letter
        comment = consent.letter(round_, "KR", K.COMMENT, consent.DURING, by=officer).letter
        before = unchanged()
        with pytest.raises(Invalid):
            services.refuse_extension(letter_id=request.pk, words=" ", by=officer, now=consent.DURING)
        with pytest.raises(WrongState, match="asks for no extension"):
            services.refuse_extension(letter_id=comment.pk, words="No.", by=officer, now=consent.DURING)
        assert unchanged() == before
        services.refuse_extension(letter_id=request.pk, words="No.", by=officer, now=consent.DURING)
        with pytest.raises(WrongState, match="its answer already: refused"):
            services.refuse_extension(letter_id=request.pk, words="No.", by=officer, now=consent.DURING)

    def test_a_request_is_not_decided_as_one_without_an_answer(self, round_, officer):
        request = consent.letter(round_, "KZ", K.EXTENSION_REQUEST, consent.DURING, by=officer).letter
        with pytest.raises(Invalid, match="is answered"):
            services.decide_meaning(letter_id=request.pk, meaning=K.EXTENSION_REQUEST, reason="It asks.", by=officer, now=consent.DURING)
        services.decide_meaning(letter_id=request.pk, meaning=K.COMMENT, reason="It only wonders.", by=officer, now=consent.DURING)
        with pytest.raises(WrongState, match="asks for no extension"):
            services.refuse_extension(letter_id=request.pk, words="No.", by=officer, now=consent.DURING)
