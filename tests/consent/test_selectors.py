import datetime as dt

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from consent import selectors, services, words
from consent.enums import Channel, Label, LetterKind, RoundState
from consent.selectors.loading import said_many
from directory import clocks
from directory.enums import Role
from directory.models import Party
from seminar_portal.waiting import Waiting
from tests.factories import agenda, consent, directory

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


def cells(board):
    return {cell.name: (cell.sign, cell.word, cell.small) for cell in board.cells}


class TestBoard:
    def test_a_cell_for_each_state(self, officer, round_):
        consent.letter(round_, "KZ", K.CONSENT, consent.DURING, by=officer)
        consent.letter(round_, "IR", K.UNCLEAR, consent.DURING, by=officer, summary="no objection, provided that")
        board = selectors.board(round_.pk, consent.DURING)
        assert cells(board) == {
            "China": ("◆", "Proposer", ""),
            "Iran": ("?", "Decision needed", "“no objection, provided that”, 20 Oct, its meaning is unclear"),
            "Kazakhstan": ("✓", "Agreed in writing", "20 Oct"),
            "Republic of Korea": ("○", "No reply", ""),
        }
        assert [cell.name for cell in board.cells] == ["China", "Iran", "Kazakhstan", "Republic of Korea"]
        assert board.labels == [Label.DECISION_NEEDED]
        assert [(number, text) for number, text in board.counts if number] == [
            (1, "agreed in writing"),
            (1, "decision needed"),
            (1, "no reply"),
            (1, "proposer"),
        ]

    def test_after_certification_silence_is_counted_as_consent(self, officer, round_):
        consent.letter(round_, "KZ", K.COMMENT, consent.DURING, by=officer)
        services.certify(round_id=round_.pk, channels_examined=["note"], by=officer, now=consent.LATER)
        board = selectors.board(round_.pk, consent.LATER)
        assert (cells(board)["Kazakhstan"], cells(board)["Iran"]) == (
            ("❝", "Counted as consent", "comment or question; 20 Oct"),
            ("○", "Counted as consent", "no reply"),
        )
        assert board.certificate.groups == [
            ("Counted as consent: no reply", ["Iran", "Republic of Korea"]),
            ("Counted as consent: comment or question", ["Kazakhstan"]),
            ("Proposer", ["China"]),
        ]
        assert (board.labels, board.objects_after_all) == ([], False)

    def test_an_objection_found_after_the_certification_is_said_aloud_and_the_certificate_stays(self, officer, round_):
        services.certify(round_id=round_.pk, channels_examined=["note"], by=officer, now=consent.LATER)
        consent.letter(round_, "KZ", K.OBJECTION, consent.DURING, by=officer, now=consent.LATER)
        board = selectors.board(round_.pk, consent.LATER)
        assert (board.objects_after_all, cells(board)["Kazakhstan"][1]) == (True, "Objection")
        assert board.certificate.groups[0] == ("Counted as consent: no reply", ["Iran", "Kazakhstan", "Republic of Korea"])

    def test_remarks_on_letters(self, officer, round_):
        consent.letter(round_, "KZ", K.CONSENT, consent.DURING, by=officer, their_date=dt.date(2027, 10, 21))
        consent.letter(round_, "ID", K.OBJECTION, consent.DURING, by=officer)
        consent.letter(round_, "KR", K.CONSENT, consent.DURING, by=officer, channel=Channel.ORAL)
        late = consent.letter(round_, "KR", K.OBJECTION, consent.OVER, by=officer).letter
        rows = {row.letter.pk: row for row in selectors.board(round_.pk, consent.LATER).letters}
        assert [(row.states, row.flags, row.late, row.hour) for row in rows.values()] == [
            ("Kazakhstan", ["dated after it was received"], False, "10:00"),
            ("Indonesia", ["not from an entitled state: kept, never counted"], False, "10:00"),
            ("Republic of Korea", ["it was oral"], False, "10:00"),
            ("Republic of Korea", [], True, "18:00:01"),
        ]
        assert rows[late.pk].doubt is None

    def test_the_clocks_are_the_secretariats_beijings_and_the_readers_each_once(self, officer, round_):
        zones = [clock.zone for clock in selectors.board(round_.pk, consent.DURING, "Asia/Seoul").clocks]
        assert zones == ["Asia/Almaty", "Asia/Shanghai", "Asia/Seoul"]
        assert [clock.zone for clock in selectors.board(round_.pk, consent.DURING, "Asia/Shanghai").clocks] == ["Asia/Almaty", "Asia/Shanghai"]

    def test_the_line_of_time(self, officer, round_):
        middle = consent.SENT + (consent.DEADLINE - consent.SENT) / 2
        consent.letter(round_, "KZ", K.CONSENT, middle, by=officer)
        line = selectors.board(round_.pk, middle).line
        assert (line.done, line.now, [(dot.x, dot.colour) for dot in line.dots]) == (500, 500, [(500, "good")])
        assert (selectors.board(round_.pk, consent.OVER).line.done, selectors.board(round_.pk, consent.OVER).line.now) == (990, None)

    def test_a_draft_has_no_cells(self, officer):
        draft = consent.draft(by=officer)
        board = selectors.board(draft.pk, consent.DURING)
        assert (board.stand, board.cells, board.labels, board.line) == (None, [], [], None)

    def test_the_number_of_queries_does_not_grow(self, officer, round_, django_assert_num_queries):
        consent.letter(round_, "KZ", K.UNCLEAR, consent.DURING, by=officer)
        with CaptureQueriesContext(
            connection,
        ) as few:
            selectors.board(round_.pk, consent.DURING)
        for number in range(12):
            letter = consent.letter(round_, "KZ KR IR", K.UNCLEAR, consent.DURING, by=officer).letter
            services.decide_meaning(letter_id=letter.pk, meaning=K.COMMENT, reason=f"Case {number}.", by=officer, now=consent.DURING)
        with django_assert_num_queries(len(few)):
            selectors.board(round_.pk, consent.DURING)


class TestWaiting:
    def test_four_lines_for_the_secretariat(self, officer, round_):
        address = reverse("admin:consent_silenceprocedure_changelist")

        def lines(now):
            return [(line.count, line.url.removeprefix(address)) for line in selectors.waiting(officer, now)]

        assert all(isinstance(line, Waiting) for line in selectors.waiting(officer, consent.DURING))
        assert lines(consent.DURING) == [(0, "?needs=expiring"), (0, "?needs=certifying"), (0, "?needs=deciding"), (3, "?needs=answering")]
        consent.letter(round_, "KZ", K.UNCLEAR, consent.DURING, by=officer)
        soon = consent.DEADLINE - dt.timedelta(days=3) + dt.timedelta(seconds=1)
        assert lines(soon - dt.timedelta(seconds=1)) == [(0, "?needs=expiring"), (0, "?needs=certifying"), (1, "?needs=deciding"), (2, "?needs=answering")]
        assert lines(soon) == [(1, "?needs=expiring"), (0, "?needs=certifying"), (1, "?needs=deciding"), (2, "?needs=answering")]
        assert lines(consent.OVER) == [(0, "?needs=expiring"), (0, "?needs=certifying"), (1, "?needs=deciding"), (0, "?needs=answering")]

    def test_a_period_that_is_over_waits_for_certification_until_it_is_certified(self, officer, round_):
        assert selectors.waiting(officer, consent.DEADLINE)[1].count == 0
        assert selectors.waiting(officer, consent.OVER)[1].count == 1
        services.certify(round_id=round_.pk, channels_examined=["note"], by=officer, now=consent.OVER)
        assert [line.count for line in selectors.waiting(officer, consent.LATER)] == [0, 0, 0, 0]

    def test_a_broken_silence_waits_for_no_certification(self, officer, round_):
        consent.letter(round_, "KZ", K.OBJECTION, consent.DURING, by=officer)
        assert selectors.waiting(officer, consent.LATER)[1].count == 0

    @pytest.mark.parametrize("role", [Role.HOST, Role.READER, Role.ADMINISTRATOR])
    def test_nothing_for_the_others(self, round_, role):
        assert selectors.waiting(directory.staff(role), consent.OVER) == []

    def test_the_number_of_queries_does_not_grow(self, officer, round_, django_assert_num_queries):
        consent.letter(round_, "KZ", K.CONSENT, consent.DURING, by=officer)
        selectors.waiting(officer, consent.DURING)
        with CaptureQueriesContext(connection) as few:
            selectors.waiting(officer, consent.DURING)
        for number in range(3):
            seminar = agenda.seminar(slug=f"other-{number}")
            other = consent.opened(by=officer, seminar=seminar, reference=f"15-1/4{number}emb")
            consent.letter(other, "KZ", K.CONSENT, consent.DURING, by=officer)
        with django_assert_num_queries(len(few)):
            selectors.waiting(officer, consent.DURING)


class TestOutcome:
    def test_nobody_was_asked(self, officer):
        seminar = agenda.seminar()
        assert selectors.outcome_for(seminar, consent.DURING) is None
        consent.draft(by=officer, seminar=seminar)
        assert selectors.outcome_for(seminar, consent.DURING) is None

    def test_label_and_numbers_and_the_decision_stays_the_secretariats(self, officer):
        seminar = agenda.seminar()
        round_ = consent.opened(by=officer, seminar=seminar)
        consent.letter(round_, "KZ", K.UNCLEAR, consent.DURING, by=officer)
        assert selectors.outcome_for(seminar, consent.DURING).label == Label.RUNNING
        assert selectors.outcome_for(seminar, consent.OVER).label == Label.OVER
        consent.letter(round_, "KR", K.OBJECTION, consent.DURING, by=officer)
        assert selectors.outcome_for(seminar, consent.OVER).label == Label.BROKEN

    def test_adopted(self, officer):
        seminar = agenda.seminar()
        round_ = consent.opened(by=officer, seminar=seminar)
        services.certify(round_id=round_.pk, channels_examined=["note"], by=officer, now=consent.OVER)
        outcome = selectors.outcome_for(seminar, consent.LATER)
        assert (outcome.adopted, outcome.label, words.counts_words(outcome.counts)) == (True, None, "0 agreed in writing, 3 silent, 1 proposer")


def test_many_deadlines_are_said_as_one_is():
    directory.tables()
    instants = [
        (dt.datetime(2020, 10, 26, 17, 59, 59, tzinfo=dt.UTC), "Asia/Almaty"),
        (consent.DEADLINE, "Asia/Almaty"),
        (consent.DEADLINE, "Asia/Shanghai"),
        (consent.DEADLINE, "America/Caracas"),
    ]
    told = said_many(instants)
    assert {key: value.sentence for key, value in told.items()} == {key: clocks.said(*key).sentence for key in instants}
    assert told[instants[0]].sentence == "Monday, 26 October 2020, 23:59 Nur-Sultan time (UTC+6)"


def test_the_seat_is_read_from_the_table():
    assert selectors.seat_zone() == "Asia/Almaty"
    directory.tables()
    Party.objects.filter(standings__kind="secretariat").update(zone="Asia/Dushanbe")
    assert selectors.seat_zone() == "Asia/Dushanbe"


def test_the_summary_of_a_draft(officer):
    draft = consent.draft(by=officer)
    summary = selectors.summaries([draft.procedure], consent.DURING)[draft.procedure_id]
    assert (summary.round.state, summary.stand, summary.said, summary.labels) == (RoundState.DRAFT, None, None, [])
