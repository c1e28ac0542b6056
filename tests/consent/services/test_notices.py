import datetime as dt

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from consent import chain, ledger, services
from consent.enums import EventKind, LetterKind, OthersLearn, Purpose, WithdrawnLate
from consent.models import Notice
from notifications.models import OutgoingEmail
from seminar_portal.errors import Closed, Invalid, Stale, WrongState
from tests.consent.services.conftest import keys
from tests.factories import consent, directory

K = LetterKind
ALL = {"kz-1@example.org", "kz-2@example.org", "kr@example.org"}


def broken(round_, officer, now=consent.DURING, words=""):
    return services.tell_broken(round_id=round_.pk, words=words, by=officer, now=now)


def withdrawn(letter, officer, now=consent.DURING):
    return services.tell_withdrawal(letter_id=letter.pk, words="", by=officer, now=now)


def opened(officer, **terms):
    return consent.opened(by=officer, terms=services.Terms(**terms))


class TestCirculate:
    def test_missions_are_told_once_with_the_end_on_their_clock_and_replies_go_to_the_seat(self, round_, officer, posted, states, missions):
        missions["KR"].zone, missions["KR"].city = "Asia/Seoul", "Seoul"
        missions["KR"].save()
        directory.focal_point(missions["KR"], "kr@example.org")
        notice = services.circulate(round_id=round_.pk, by=officer, now=consent.DURING)
        mails = posted("consent/circulation")
        assert set(mails) == ALL
        assert "Tuesday, 26 October 2027, 18:00 Astana time (UTC+5) · Tuesday, 26 October, 22:00 in Seoul (UTC+9)" in mails["kr@example.org"].text
        assert f"/missions/{missions['KR'].pk}/rounds/{round_.pk}/" in mails["kr@example.org"].text
        assert "Nobody acts for the mission in the portal yet." in mails["kz-1@example.org"].text and "/missions/" not in mails["kz-1@example.org"].text
        assert (mails["kr@example.org"].not_after, mails["kr@example.org"].about) == (consent.DEADLINE, f"consent:{round_.pk}")
        assert sorted(notice.detail["on paper"]) == sorted([states["CN"].pk, states["IR"].pk])
        assert round_.events.last().detail == {"purpose": "circulation", "states": 4, "mails": 3}
        with pytest.raises(WrongState, match="already"):
            services.circulate(round_id=round_.pk, by=officer, now=consent.DURING)
        assert (OutgoingEmail.objects.count(), ledger.first_fault(round_.procedure)) == (3, None)

    def test_a_mail_more_costs_no_reading_of_the_states_more(self, round_, officer, missions):
        """The states and their names are read once for a notice, however many mails it writes."""
        mission = missions["KR"]
        mission.mailboxes += "".join(f"\nregistry-{number}@example.org" for number in range(8))
        mission.save()
        with CaptureQueriesContext(connection) as queries:
            services.circulate(round_id=round_.pk, by=officer, now=consent.DURING)
        assert OutgoingEmail.objects.count() == 11
        assert sum('FROM "consent_entitledstate"' in query["sql"] for query in queries) <= 3

    def test_not_after_the_end(self, round_, officer, unchanged):
        before = unchanged()
        with pytest.raises(Closed):
            services.circulate(round_id=round_.pk, by=officer, now=consent.OVER)
        assert unchanged() == before
        services.circulate(round_id=round_.pk, by=officer, now=consent.DEADLINE)


class TestRemind:
    def test_only_the_states_that_were_chosen(self, round_, officer, posted):
        services.remind(round_id=round_.pk, states=keys("KR"), words="By Friday, please.", by=officer, now=consent.DURING)
        assert set(posted("consent/reminder")) == {"kr@example.org"}
        mail = posted("consent/reminder")["kr@example.org"]
        assert "By Friday, please." in mail.text and mail.not_after == consent.DEADLINE

    def test_nothing_reminds_by_itself(self, round_, officer):
        services.note_expiries(now=consent.LATER)
        assert OutgoingEmail.objects.count() == 0

    @pytest.mark.parametrize(("kind", "silent"), [(K.RECEIPT, True), (K.COMMENT, True), (K.CONSENT, False), (K.OBJECTION, False), (K.UNCLEAR, False)])
    def test_who_has_answered_is_not_reminded(self, round_, officer, kind, silent, unchanged):
        consent.letter(round_, "KR", kind, consent.DURING, by=officer)
        before = unchanged()
        if silent:
            services.remind(round_id=round_.pk, states=keys("KR"), words="", by=officer, now=consent.DURING)
        else:
            with pytest.raises(Stale):
                services.remind(round_id=round_.pk, states=keys("KR", "IR"), words="", by=officer, now=consent.DURING)
            assert unchanged() == before

    @pytest.mark.parametrize(
        ("codes", "now", "why"),
        [((), consent.DURING, Invalid), (("ID",), consent.DURING, Stale), (("CN",), consent.DURING, Stale), (("KR",), consent.OVER, Closed)],
    )
    def test_refused(self, round_, officer, codes, now, why, unchanged):
        before = unchanged()
        with pytest.raises(why):
            services.remind(round_id=round_.pk, states=keys(*codes), words="", by=officer, now=now)
        assert unchanged() == before


class TestBroken:
    def test_edge_24_by_default_the_fact_without_a_name(self, round_, officer, posted):
        consent.letter(round_, "KZ", K.OBJECTION, consent.DURING, by=officer, summary="Not on these days")
        notice = broken(round_, officer, words="Consultations follow.")
        assert set(posted("consent/broken")) == ALL
        text = posted("consent/broken")["kr@example.org"].text
        assert "The silence has been broken by an objection received in time. The question is not adopted." in text
        assert "Consultations follow." in text
        assert "Kazakhstan" not in text and "Not on these days" not in text
        assert (notice.named, notice.detail["objecting"]) == (False, [])

    def test_edge_24_named_only_where_the_rules_of_the_round_say_so(self, officer, missions, posted):
        round_ = opened(officer, others_learn=OthersLearn.NAMED)
        consent.letter(round_, "KZ IR", K.OBJECTION, consent.DURING, by=officer)
        notice = broken(round_, officer)
        assert "received in time, of: Iran, Kazakhstan." in posted("consent/broken")["kr@example.org"].text.replace("Kazakhstan, Iran", "Iran, Kazakhstan")
        assert (notice.named, sorted(notice.detail["objecting"])) == (True, sorted(keys("KZ", "IR")))

    def test_edge_24_or_nothing_at_all(self, officer, missions, unchanged):
        round_ = opened(officer, others_learn=OthersLearn.NOTHING)
        consent.letter(round_, "KZ", K.OBJECTION, consent.DURING, by=officer)
        before = unchanged()
        with pytest.raises(WrongState, match="not told of an objection"):
            broken(round_, officer)
        assert unchanged() == before

    def test_not_while_the_silence_holds_nor_twice(self, round_, officer, unchanged):
        consent.letter(round_, "KZ", K.OBJECTION, consent.OVER, by=officer, now=consent.LATER)
        before = unchanged()
        with pytest.raises(WrongState, match="not broken"):
            broken(round_, officer, consent.LATER)
        assert unchanged() == before
        consent.letter(round_, "KZ", K.OBJECTION, consent.DURING, by=officer, now=consent.LATER)
        broken(round_, officer, consent.LATER)
        with pytest.raises(WrongState, match="already"):
            broken(round_, officer, consent.LATER)
        assert Notice.objects.count() == 1

    def test_named_a_further_state_is_announced_too(self, officer, missions):
        round_ = opened(officer, others_learn=OthersLearn.NAMED)
        consent.letter(round_, "KZ", K.OBJECTION, consent.DURING, by=officer)
        broken(round_, officer)
        consent.letter(round_, "IR", K.OBJECTION, consent.DURING, by=officer)
        assert sorted(broken(round_, officer).detail["objecting"]) == sorted(keys("KZ", "IR"))
        with pytest.raises(WrongState, match="already"):
            broken(round_, officer)


class TestWithdrawal:
    def test_edge_22_as_the_objection_was_announced(self, round_, officer, posted):
        consent.letter(round_, "KZ", K.OBJECTION, consent.DURING, by=officer)
        broken(round_, officer)
        letter = consent.letter(round_, "KZ", K.WITHDRAWAL, consent.DURING, by=officer).letter
        withdrawn(letter, officer)
        assert set(posted("consent/withdrawal")) == ALL
        text = posted("consent/withdrawal")["kr@example.org"].text
        assert "An objection of which the member states were told has been withdrawn." in text and "Kazakhstan" not in text
        with pytest.raises(WrongState, match="already"):
            withdrawn(letter, officer)

    def test_edge_22_with_the_name_where_the_name_was_given(self, officer, missions, posted):
        round_ = opened(officer, others_learn=OthersLearn.NAMED)
        consent.letter(round_, "KZ", K.OBJECTION, consent.DURING, by=officer)
        broken(round_, officer)
        # a note verbale for two, of which one is an observer: only who was asked is named
        letter = consent.letter(round_, "KZ ID", K.WITHDRAWAL, consent.DURING, by=officer).letter
        withdrawn(letter, officer)
        assert "has been withdrawn by: Kazakhstan." in posted("consent/withdrawal")["kr@example.org"].text

    def test_two_objections_announced_together_are_taken_back_one_by_one(self, round_, officer, posted):
        consent.letter(round_, "KZ", K.OBJECTION, consent.DURING, by=officer)
        consent.letter(round_, "IR", K.OBJECTION, consent.DURING, by=officer)
        broken(round_, officer)
        first = consent.letter(round_, "KZ", K.WITHDRAWAL, consent.DURING, by=officer).letter
        second = consent.letter(round_, "IR", K.WITHDRAWAL, consent.DURING, by=officer).letter
        withdrawn(first, officer)
        withdrawn(second, officer)
        assert Notice.objects.filter(purpose=Purpose.WITHDRAWAL).count() == 2

    def test_not_what_withdraws_nothing_and_not_of_what_nobody_was_told(self, round_, officer, unchanged):
        nothing = consent.letter(round_, "IR", K.WITHDRAWAL, consent.DURING, by=officer).letter
        consent.letter(round_, "KZ", K.OBJECTION, consent.DURING, by=officer)
        quiet = consent.letter(round_, "KZ", K.WITHDRAWAL, consent.DURING, by=officer).letter
        oral = consent.letter(round_, "KZ", K.WITHDRAWAL, consent.DURING, by=officer, channel="oral").letter
        before = unchanged()
        for letter, why in ((nothing, "withdraws no objection"), (oral, "withdraws no objection"), (quiet, "not told of an objection")):
            with pytest.raises(WrongState, match=why):
                withdrawn(letter, officer)
        assert unchanged() == before

    def test_what_was_withdrawn_before_the_announcement_is_no_news(self, round_, officer):
        """Kazakhstan has objected and withdrawn before anybody was told; the announcement speaks of Iran."""
        consent.letter(round_, "KZ", K.OBJECTION, consent.DURING, by=officer)
        quiet = consent.letter(round_, "KZ", K.WITHDRAWAL, consent.DURING, by=officer).letter
        consent.letter(round_, "IR", K.OBJECTION, consent.DURING, by=officer)
        broken(round_, officer, consent.DURING + dt.timedelta(hours=1))
        with pytest.raises(WrongState, match="not told of an objection"):
            withdrawn(quiet, officer, consent.LATER)


class TestOutcome:
    def test_adopted_with_the_numbers_and_the_head_and_no_name(self, round_, officer, posted):
        consent.letter(round_, "KZ", K.CONSENT, consent.DURING, by=officer)
        services.certify(round_id=round_.pk, channels_examined=["note"], by=officer, now=consent.LATER)
        services.tell_outcome(round_id=round_.pk, words="The programme follows.", by=officer, now=consent.LATER)
        text = posted("consent/adopted")["kr@example.org"].text
        head = chain.short(round_.events.get(kind=EventKind.CERTIFIED).hash)
        for line in ("- consent in writing: 1 state", "- counted as consent: 2 states", f"Head of the record: {head}", "The programme follows."):
            assert line in text
        assert "Kazakhstan" not in text
        with pytest.raises(WrongState, match="already"):
            services.tell_outcome(round_id=round_.pk, words="", by=officer, now=consent.LATER)
        assert len(posted("consent/adopted")) == 3

    def test_adopted_against_an_objection_where_the_rules_need_two(self, officer, missions, posted):
        round_ = opened(officer, objections_to_break=2)
        consent.letter(round_, "KZ", K.OBJECTION, consent.DURING, by=officer)
        services.certify(round_id=round_.pk, channels_examined=["note"], by=officer, now=consent.LATER)
        services.tell_outcome(round_id=round_.pk, words="", by=officer, now=consent.LATER)
        mail = posted("consent/adopted")["kr@example.org"]
        assert "1 objection was received in time; by the rules of the procedure the silence is broken by 2." in mail.text
        assert "No objection" not in mail.text and mail.subject == "№ 15-1/301emb: adopted" and "Kazakhstan" not in mail.text


class TestAcknowledge:
    def test_a_receipt_to_the_states_of_the_letter_alone(self, round_, officer, posted):
        fax = dt.datetime(2027, 10, 20, 5, 10, 0, tzinfo=dt.UTC)
        letter = consent.letter(round_, "KZ", K.OBJECTION, fax, by=officer, their_number="7-3/12").letter
        services.acknowledge(letter_id=letter.pk, by=officer, now=fax)
        assert set(posted("consent/receipt")) == {"kz-1@example.org", "kz-2@example.org"}
        text = posted("consent/receipt")["kz-1@example.org"].text
        assert "- Objects\n- its number: 7-3/12\n- received: Wednesday, 20 October 2027, 10:10 Astana time (UTC+5)" in text
        assert "arrived after" not in text
        with pytest.raises(WrongState, match="already"):
            services.acknowledge(letter_id=letter.pk, by=officer, now=fax)

    def test_a_late_one_is_told_that_it_is_late(self, round_, officer, posted):
        letter = consent.letter(round_, "KR", K.OBJECTION, consent.OVER, by=officer).letter
        services.acknowledge(letter_id=letter.pk, by=officer, now=consent.LATER)
        assert "It arrived after the silence had expired. It is kept in the record and changes nothing." in posted("consent/receipt")["kr@example.org"].text

    def test_a_withdrawal_that_lifts_an_objection_after_the_end_is_not_told_that_it_changes_nothing(self, officer, missions, posted):
        round_ = opened(officer, withdrawn_late=WithdrawnLate.LIFTS)
        consent.letter(round_, "KR", K.OBJECTION, consent.DURING, by=officer)
        letter = consent.letter(round_, "KR", K.WITHDRAWAL, consent.OVER, by=officer).letter
        services.acknowledge(letter_id=letter.pk, by=officer, now=consent.LATER)
        text = posted("consent/receipt")["kr@example.org"].text
        assert "By the rules of this round a withdrawal lifts an objection all the same." in text and "changes nothing" not in text
        assert "received: Tuesday, 26 October 2027, 18:00:01 Astana time (UTC+5)" in text

    def test_an_observer_is_thanked_by_its_own_name(self, round_, officer, posted):
        letter = consent.letter(round_, "ID", K.COMMENT, consent.DURING, by=officer).letter
        services.acknowledge(letter_id=letter.pk, by=officer, now=consent.DURING)
        assert posted("consent/receipt")["id@example.org"].text.startswith("To the mission of Indonesia\n")

    def test_not_a_struck_one_and_not_before_the_note_is_out(self, round_, officer, unchanged):
        struck = consent.letter(round_, "KZ", K.COMMENT, consent.DURING, by=officer).letter
        services.correct_entry(letter_id=struck.pk, reason="Entered twice.", by=officer, now=consent.DURING)
        draft = consent.draft(by=officer, seminar=consent.agenda.seminar(slug="wetlands", reference_prefix="WET"))
        early = consent.letter(draft, "KZ", K.COMMENT, consent.DURING, by=officer).letter
        before = unchanged()
        for letter in (struck, early):
            with pytest.raises(WrongState):
                services.acknowledge(letter_id=letter.pk, by=officer, now=consent.DURING)
        assert unchanged() == before
