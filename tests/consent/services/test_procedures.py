import dataclasses
import datetime as dt

import pytest

from agenda.models import Seminar
from consent import services
from consent.enums import Channel, EventKind, RoundState
from consent.forms import ProcedureForm
from consent.models import Dispatch, Round, SilenceProcedure
from directory.enums import StandingKind
from directory.models import FormerName, Mission, Standing
from seminar_portal import clock
from seminar_portal.errors import Cancelled, Closed, Invalid, Stale, WrongState
from tests.factories import agenda, consent, directory

pytestmark = pytest.mark.django_db


@pytest.fixture
def states():
    return consent.few_states()


@pytest.fixture
def officer(states):
    return consent.officer()


def with_missions(states):
    for party in states.values():
        Mission.objects.create(party=party, kind="embassy", city="Astana", zone=consent.ALMATY)


def start(round_, officer, **kw):
    note = kw.pop("note", consent.note())
    return services.start_procedure(round_id=round_.pk, note=note, by=officer, now=kw.pop("now", consent.SENT), **kw)


class TestCreate:
    def test_a_draft_with_its_rules(self, states, officer):
        terms = services.Terms(objections_to_break=2, amendment_breaks=False, proposer_consents=False, minimum_length=240)
        round_ = consent.draft(by=officer, capacity="co-coordinator", terms=terms)
        assert (round_.number, round_.state, round_.deadline) == (1, RoundState.DRAFT, None)
        assert (round_.objections_to_break, round_.amendment_breaks, round_.proposer_consents, round_.minimum_length) == (2, False, False, 240)
        assert (round_.procedure.proposer, round_.procedure.capacity) == (states["CN"], "co-coordinator")
        assert [(e.kind, e.at, e.by) for e in round_.events.all()] == [(EventKind.CREATED, consent.SENT, officer)]

    def test_one_live_procedure_for_a_seminar(self, states, officer):
        seminar = agenda.seminar()
        consent.draft(by=officer, seminar=seminar)
        with pytest.raises(WrongState):
            consent.draft(by=officer, seminar=seminar)
        assert SilenceProcedure.objects.count() == 1

    def test_nobody_is_asked_about_a_cancelled_seminar(self, states, officer):
        called_off, other = agenda.seminar(slug="called-off"), agenda.seminar(slug="other", reference_prefix="OTH")
        Seminar.objects.filter(pk=called_off.pk).update(cancelled_at=consent.SENT)
        with pytest.raises(Cancelled):
            consent.draft(by=officer, seminar=called_off)
        assert SilenceProcedure.objects.count() == 0
        assert list(ProcedureForm(now=consent.SENT).fields["seminar"].queryset) == [other]

    def test_an_empty_question_is_refused(self, states, officer):
        with pytest.raises(Invalid):
            consent.draft(by=officer, subject="  ")
        assert SilenceProcedure.objects.count() == 0


class TestStart:
    def test_it_freezes_deadline_rules_and_states(self, states, officer):
        with_missions(states)
        round_ = start(consent.draft(by=officer), officer, states_shown=4)
        assert (round_.state, round_.reference, round_.note_date) == (RoundState.OPEN, "15-1/301emb", dt.date(2027, 10, 12))
        assert (round_.deadline, round_.deadline_zone) == (consent.DEADLINE, "Asia/Almaty")
        assert (round_.started_at, round_.recorded_at, round_.recorded_afterwards) == (consent.SENT, consent.SENT, False)
        entitled = {row.printed_name: row.is_proposer for row in round_.entitled_states.all()}
        assert entitled == {"China": True, "Iran": False, "Kazakhstan": False, "Republic of Korea": False}
        assert [(d.channel, d.sent_at, d.recorded_by) for d in round_.dispatches.all()] == [(Channel.NOTE, consent.SENT, officer)]
        assert [(e.kind, e.detail) for e in round_.events.all()] == [(EventKind.CREATED, {}), (EventKind.STARTED, {"states": 4, "accepted": []})]

    @pytest.mark.parametrize(
        "wrong", [{"deadline": None}, {"deadline_zone": ""}, {"deadline_zone": "Beijing"}, {"reference": " "}, {"note_date": None}, {"channels": ()}]
    )
    def test_v23_without_hour_or_zone_it_is_refused_and_so_is_a_note_that_lacks_its_number(self, states, officer, wrong):
        with_missions(states)
        round_ = consent.draft(by=officer)
        with pytest.raises(Invalid):
            start(round_, officer, note=dataclasses.replace(consent.note(), **wrong))
        assert (Round.objects.get().state, round_.entitled_states.count(), round_.events.count()) == (RoundState.DRAFT, 0, 1)

    @pytest.mark.parametrize("now", [consent.DEADLINE, consent.OVER])
    def test_the_deadline_lies_in_the_future(self, states, officer, now):
        with_missions(states)
        with pytest.raises(Closed):
            start(consent.draft(by=officer), officer, now=now, accept=["short"])

    def test_cautions_must_be_accepted_one_by_one(self, states, officer):
        round_ = consent.draft(by=officer)
        friday = clock.at(dt.date(2027, 10, 15), "12:00", consent.ALMATY)
        note = consent.note(deadline=friday)
        now = friday - dt.timedelta(hours=71, minutes=59)
        with pytest.raises(services.Unaccepted) as refused:
            start(round_, officer, note=note, now=now, accept=["short"])
        assert [caution.code for caution in refused.value.cautions] == ["rest day", "no channel"]
        assert Round.objects.get().state == RoundState.DRAFT
        started = start(round_, officer, note=note, now=now, accept=["short", "rest day", "no channel"])
        assert started.events.last().detail == {"states": 4, "accepted": ["short", "rest day", "no channel"]}

    def test_another_number_of_states_than_was_shown_is_stale(self, states, officer):
        with_missions(states)
        with pytest.raises(Stale):
            start(consent.draft(by=officer), officer, states_shown=27)

    def test_a_number_and_date_belong_to_one_note(self, states, officer):
        consent.opened(by=officer)
        second = consent.draft(by=officer, seminar=agenda.seminar(slug="wetlands", reference_prefix="WET"))
        with pytest.raises(Invalid, match="recorded already"):
            services.record_note_already_sent(round_id=second.pk, note=consent.note(), sent_at=consent.SENT, by=officer, now=consent.DURING)
        second.refresh_from_db()
        assert (second.state, second.entitled_states.count(), second.dispatches.count()) == (RoundState.DRAFT, 0, 0)

    def test_the_proposer_is_a_member_of_the_day(self, states, officer):
        round_ = consent.draft(by=officer, proposer="ID")
        with pytest.raises(Invalid, match="Indonesia"):
            start(round_, officer)

    def test_edge_13_a_new_member_in_the_middle_of_a_round_is_not_in_the_snapshot(self, states, officer):
        round_ = consent.opened(by=officer)
        Standing.objects.filter(party=states["ID"]).update(kind=StandingKind.MEMBER)
        consent.letter(round_, "ID", "objection", consent.DURING, by=officer)
        assert round_.entitled_states.filter(party=states["ID"]).count() == 0
        certified = services.certify(round_id=round_.pk, channels_examined=["note"], by=officer, now=consent.OVER)
        assert certified.state == RoundState.ADOPTED


class TestRecordedAfterwards:
    def test_the_note_of_2020(self):
        directory.tables()
        officer = consent.officer()
        seminar = agenda.seminar(slug="biodiversity-2020")
        round_ = consent.draft(by=officer, seminar=seminar, now=consent.SENT)
        note = services.NoteData(
            reference="15-1/213emb",
            note_date=dt.date(2020, 10, 16),
            deadline=clock.end_of_day(dt.date(2020, 10, 26), "Asia/Almaty"),
            deadline_zone="Asia/Almaty",
            channels=(Channel.NOTE, Channel.MAIL),
            place="Nur-Sultan",
            deadline_as_printed="26 October 2020",
        )
        sent_at = clock.at(dt.date(2020, 10, 16), "15:00", "Asia/Almaty")
        round_ = services.record_note_already_sent(round_id=round_.pk, note=note, sent_at=sent_at, by=officer, now=consent.SENT)
        # edges 1 and 3: the day alone was read as its last second at the seat, whose clock kept UTC+6 then
        assert round_.deadline == dt.datetime(2020, 10, 26, 17, 59, 59, tzinfo=dt.UTC)
        names = sorted(round_.entitled_states.values_list("printed_name", flat=True))
        assert len(names) == 27
        assert "Turkey" in names and "Kuwait" not in names
        assert (round_.recorded_afterwards, round_.started_at, round_.recorded_at) == (True, sent_at, consent.SENT)
        event = round_.events.last()
        assert (event.kind, event.at, event.recorded_at) == (EventKind.RECORDED_AS_SENT, sent_at, consent.SENT)

    def test_the_name_of_the_day(self, states, officer):
        FormerName.objects.create(party=states["KZ"], language="en", name="Earlier Kazakhstan", valid_to=dt.date(2027, 10, 12))
        assert "Earlier Kazakhstan" in consent.opened(by=officer).entitled_states.values_list("printed_name", flat=True)

    def test_its_deadline_may_have_passed(self, states, officer):
        round_ = consent.opened(by=officer, now=consent.LATER)
        assert (round_.state, round_.recorded_afterwards) == (RoundState.OPEN, True)

    @pytest.mark.parametrize("sent_at", [None, consent.LATER, consent.DEADLINE])
    def test_it_was_sent_in_the_past_and_before_the_deadline(self, states, officer, sent_at):
        round_ = consent.draft(by=officer)
        now = consent.LATER - dt.timedelta(seconds=1)
        with pytest.raises(Invalid):
            services.record_note_already_sent(round_id=round_.pk, note=consent.note(), sent_at=sent_at, by=officer, now=now)

    def test_except_these_states(self, states, officer):
        round_ = consent.opened(by=officer, except_states=(states["IR"].pk,), evidence="mailbox book, page 12")
        dispatch = round_.dispatches.get()
        assert ([str(party) for party in dispatch.except_states.all()], dispatch.evidence) == (["Iran"], "mailbox book, page 12")

    @pytest.mark.parametrize("codes", [("ID",), ("CN", "IR", "KR", "KZ")])
    def test_only_states_that_are_asked_are_excepted_and_not_all_of_them(self, states, officer, codes):
        with pytest.raises(Invalid):
            consent.opened(by=officer, except_states=tuple(states[code].pk for code in codes))
        assert (Round.objects.get().state, Dispatch.objects.count()) == (RoundState.DRAFT, 0)


def test_edge_01_a_day_alone_is_another_instant_in_every_capital():
    """Why a deadline without hour and zone is refused: the end of one day lies seven hours apart between Seoul and Cairo."""
    day = dt.date(2020, 10, 26)
    assert clock.end_of_day(day, "Africa/Cairo") - clock.end_of_day(day, "Asia/Seoul") == dt.timedelta(hours=7)
    assert clock.end_of_day(day, "Africa/Cairo") - clock.end_of_day(day, "Asia/Almaty") == dt.timedelta(hours=4)


def test_edge_03_one_zone_two_offsets_one_rule(states, officer):
    assert clock.at(dt.date(2020, 10, 26), "18:00", "Asia/Almaty") == dt.datetime(2020, 10, 26, 12, 0, tzinfo=dt.UTC)
    assert clock.at(dt.date(2027, 10, 26), "18:00", "Asia/Almaty") == consent.DEADLINE
