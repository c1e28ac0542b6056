"""What the board shows beside cells and letters: the line of time, what went out and what came back, texts, what was annulled; in few queries."""

import datetime as dt

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from consent import emails, selectors, services
from consent.enums import Channel, ClosingReason, Enclosure, EventKind, LetterKind, Purpose
from consent.models import Communication, Dispatch, EntitledState, Notice, ProcedureEvent, Round
from directory import files
from directory.models import Mission, Party
from notifications.enums import MailState
from notifications.models import OutgoingEmail
from tests.factories import consent, directory

pytestmark = pytest.mark.django_db
K = LetterKind
HOUR = dt.timedelta(hours=1)
DAY = dt.timedelta(days=1)


@pytest.fixture
def officer(db):
    consent.few_states()
    return consent.officer()


@pytest.fixture
def round_(officer):
    return consent.opened(by=officer)


def key(code):
    return Party.objects.get(code=code).pk


def board(round_, now=consent.DURING):
    return selectors.board(round_.pk, now)


class TestLineOfTime:
    def test_each_letter_has_its_place_its_shape_and_its_words(self, officer, round_):
        middle = consent.SENT + (consent.DEADLINE - consent.SENT) / 2
        consent.letter(round_, "KZ", K.CONSENT, middle, by=officer)
        consent.letter(round_, "KR", K.OBJECTION, middle, by=officer)
        consent.letter(round_, "IR", K.UNCLEAR, consent.DEADLINE, by=officer)
        struck = consent.letter(round_, "IR", K.RECEIPT, middle, by=officer).letter
        services.correct_entry(letter_id=struck.pk, reason="Another round.", by=officer, now=consent.LATER)
        line = board(round_, consent.LATER).line
        assert [(dot.x, dot.y, dot.colour, dot.title, dot.desc) for dot in line.dots] == [
            (500, 46, "good", "Kazakhstan: consents", "received Tue 19 Oct 2027, 15:00"),
            (500, 26, "stop", "Republic of Korea: objects", "received Tue 19 Oct 2027, 15:00"),
            (990, 46, "wait", "Iran: unclear: needs a decision", "received Tue 26 Oct 2027, 18:00, its meaning is unclear"),
        ]
        assert (line.end, line.done, line.now, line.top, line.height, line.late) == (990, 990, None, -34, 118, [])

    def test_late_letters_stand_behind_the_end(self, officer, round_):
        consent.letter(round_, "KZ", K.CONSENT, consent.DEADLINE, by=officer)
        for hours in (1, 200):
            consent.letter(round_, "KR", K.OBJECTION, consent.DEADLINE + hours * HOUR, by=officer)
        line = board(round_, consent.LATER + 20 * DAY).line
        assert (line.end, [(dot.x, dot.colour, dot.late) for dot in line.dots]) == (850, [(850, "good", False), (896, "late", True), (942, "late", True)])
        assert line.dots[1].desc == "received Tue 26 Oct 2027, 19:00, late"

    def test_an_extension_leaves_a_mark_where_the_period_would_have_ended(self, officer, round_):
        later = consent.DEADLINE + (consent.DEADLINE - consent.SENT)
        services.extend_for_all(round_id=round_.pk, deadline=later, reason="Korea has asked.", by=officer, now=consent.DURING)
        line = board(round_).line
        said = "The period ended here, Tue 26 Oct 2027, 18:00, until it was extended on Wed 20 Oct 2027, 10:00"
        assert [(mark.x, mark.words) for mark in line.marks] == [(500, said)]


class TestWhatWentOut:
    def test_to_all_except_and_not_reached_until_it_is_sent_again(self, officer):
        round_ = consent.opened(by=officer, except_states=(key("IR"),))
        first = Dispatch.objects.get()
        at = consent.SENT + 5 * HOUR
        assert board(round_).not_reached == ["Iran"]  # nothing has gone out to it at all
        services.record_not_reached(dispatch_id=first.pk, party_id=key("KR"), at=at, evidence="The embassy has moved.", by=officer, now=at)
        shown = board(round_)
        assert shown.not_reached == ["Iran", "Republic of Korea"]
        assert [(row.without, [(state, bounce.evidence) for state, bounce in row.bounces]) for row in shown.sent] == [
            (["Iran"], [("Republic of Korea", "The embassy has moved.")])
        ]
        again = {"round_id": round_.pk, "channel": Channel.FAX, "by": officer, "now": consent.DURING}
        services.record_dispatch(purpose=Purpose.CORRIGENDUM, sent_at=at + HOUR, **again)
        assert board(round_).not_reached == ["Iran", "Republic of Korea"]  # a corrigendum does not carry the question
        services.record_dispatch(purpose=Purpose.CIRCULATION, sent_at=at + HOUR, except_states=(key("CN"),), **again)
        assert board(round_).not_reached == []

    def test_the_bounce_of_the_second_sending_counts_again(self, officer, round_):
        second = services.record_dispatch(
            round_id=round_.pk, purpose=Purpose.CIRCULATION, channel=Channel.FAX, sent_at=consent.SENT + HOUR, by=officer, now=consent.DURING
        )
        services.record_not_reached(dispatch_id=second.pk, party_id=key("KR"), at=consent.SENT + HOUR, evidence="No tone.", by=officer, now=consent.DURING)
        assert board(round_).not_reached == ["Republic of Korea"]

    def test_notices_with_their_mails_and_who_is_told_on_paper(self, officer, round_):
        for code in ("KZ", "KR"):
            Mission.objects.create(
                party_id=key(code), kind="embassy", city="Astana", zone=consent.ALMATY, mailboxes=f"{code}-1@example.org\n{code}-2@example.org"
            )
        first = services.circulate(round_id=round_.pk, by=officer, now=consent.DURING)
        services.remind(round_id=round_.pk, states=[key("KZ")], words="Two weeks are left.", by=officer, now=consent.DURING)
        mails = list(OutgoingEmail.objects.filter(dedupe_key__startswith=selectors.mail_key(first) + ":").order_by("pk"))
        for mail, state in zip(mails, [MailState.SENT, MailState.SENT, MailState.FAILED, MailState.NOT_SENT], strict=True):
            OutgoingEmail.objects.filter(pk=mail.pk).update(state=state, ended_at=consent.DURING, sent_at=consent.DURING if state == MailState.SENT else None)
        assert [(row.notice.purpose, row.to, row.on_paper, row.progress, row.refused) for row in board(round_).told] == [
            ("circulation", [], ["China", "Iran"], "2 of 4 mails sent, 1 refused, 1 without a point any more", 1),
            ("reminder", ["Kazakhstan"], [], "0 of 2 mails sent, 2 wait", 0),
        ]

    def test_a_notice_of_another_round_with_a_longer_number_is_not_counted(self, officer, round_):
        notices = [services.circulate(round_id=round_.pk, by=officer, now=consent.DURING)]
        assert selectors.mail_key(notices[0]) == f"consent:notice:{notices[0].pk}"
        notices_of_tens = Notice(pk=notices[0].pk * 10, round=round_)
        OutgoingEmail.objects.create(
            about=emails.about(round_),
            kind="consent/reminder",
            dedupe_key=f"{selectors.mail_key(notices_of_tens)}:1:a@example.org",
            to_address="a@example.org",
            language="en",
            subject="s",
            text="t",
            created_at=consent.DURING,
            due_at=consent.DURING,
        )
        assert [row.due for row in board(round_).told] == [0]

    def test_a_withdrawal_waits_to_be_told_until_it_is(self, officer, round_):
        consent.letter(round_, "KZ", K.OBJECTION, consent.DURING, by=officer)
        services.tell_broken(round_id=round_.pk, words="", by=officer, now=consent.DURING)
        letter = consent.letter(round_, "KZ", K.WITHDRAWAL, consent.DURING + HOUR, by=officer).letter
        assert [row.states for row in board(round_, consent.DURING + HOUR).letters_to_tell] == ["Kazakhstan"]
        services.tell_withdrawal(letter_id=letter.pk, words="", by=officer, now=consent.DURING + HOUR)
        assert board(round_, consent.DURING + HOUR).letters_to_tell == []


class TestWhatWasCertified:
    @pytest.fixture
    def proposed(self, officer, round_):
        consent.letter(round_, "KR", K.CONSENT, consent.DURING, by=officer)
        services.certify(round_id=round_.pk, channels_examined=["note", "fax"], by=officer, now=consent.LATER)
        found = consent.letter(round_, "KZ", K.OBJECTION, consent.DURING, by=officer, now=consent.LATER + DAY).letter
        return services.propose_annulment(round_id=round_.pk, letter_id=found.pk, reason="It lay elsewhere.", by=officer, now=consent.LATER + DAY)

    def test_a_proposed_annulment_waits_with_its_letter(self, round_, proposed):
        shown = board(round_, consent.LATER + DAY)
        assert (shown.proposed, shown.proposed_letter.states, shown.former) == (proposed, "Kazakhstan", [])
        assert shown.certificate.counts.as_shown == "1-2-1-0"

    def test_after_the_annulment_the_former_certificate_is_shown_and_none_holds(self, officer, round_, proposed):
        second = consent.officer(name="Second officer")
        services.confirm_annulment(annulment_id=proposed.pk, by=second, now=consent.LATER + 2 * DAY)
        shown = board(round_, consent.LATER + 2 * DAY)
        event = ProcedureEvent.objects.get(kind=EventKind.CERTIFIED)
        assert (shown.certificate, shown.proposed) == (None, None)
        assert [(given.event, given.at, given.by, given.annulment.confirmed_by, given.channels) for given in shown.former] == [
            (event, consent.LATER, officer, second, ["note verbale, by courier or diplomatic mailbox", "fax"])
        ]
        assert shown.former[0].groups == [
            ("Consent in writing", ["Republic of Korea"]),
            ("Counted as consent: no reply", ["Iran", "Kazakhstan"]),
            ("Proposer", ["China"]),
        ]

    def test_certified_again_there_are_two_and_each_has_its_own_end(self, officer, round_, proposed):
        second = consent.officer()
        services.confirm_annulment(annulment_id=proposed.pk, by=second, now=consent.LATER + 2 * DAY)
        objection = Communication.objects.get(kind=K.OBJECTION)
        services.decide_meaning(letter_id=objection.pk, meaning=K.COMMENT, reason="The ministry explains.", by=officer, now=consent.LATER + 3 * DAY)
        services.certify(round_id=round_.pk, channels_examined=["note"], by=second, now=consent.LATER + 4 * DAY)
        _round, given = selectors.certificates_of(round_.pk)
        assert [(row.at, row.annulment is not None) for row in given] == [(consent.LATER, True), (consent.LATER + 4 * DAY, False)]
        assert board(round_, consent.LATER + 4 * DAY).certificate.at == consent.LATER + 4 * DAY

    def test_a_dropped_proposal_leaves_the_certificate(self, officer, round_, proposed):
        services.drop_annulment(annulment_id=proposed.pk, by=officer, now=consent.LATER + 2 * DAY)
        shown = board(round_, consent.LATER + 2 * DAY)
        assert (shown.proposed, shown.former, shown.certificate.at) == (None, [], consent.LATER)


def test_texts_of_the_procedure_with_files_as_issued(officer):
    draft = consent.draft(by=officer)
    stored = files.store_bytes(content=b"%PDF-1.4 concept", name="concept.pdf", content_type="application/pdf", owner="consent:1", by=officer, now=consent.SENT)
    enclosure = services.FileData(file=stored, kind=Enclosure.CONCEPT, title="Concept paper")
    services.set_text(round_id=draft.pk, text=services.TextData(wording="To meet.", files=(enclosure,)), by=officer, now=consent.SENT)
    assert [(text.number, [(row.title, row.file.sha256) for row in text.files.all()]) for text in board(draft).texts] == [
        (1, [("Concept paper", stored.sha256)])
    ]


def test_consents_of_the_round_before_are_history(officer, round_):
    consent.letter(round_, "KZ KR", K.CONSENT, consent.DURING, by=officer)
    consent.letter(round_, "IR", K.OBJECTION, consent.DURING, by=officer)
    second = services.start_new_round(round_id=round_.pk, by=officer, now=consent.LATER)
    shown = board(second, consent.LATER)
    assert [(row.number, row.names) for row in shown.earlier] == [(1, ["Kazakhstan", "Republic of Korea"])]
    closed = board(round_, consent.LATER).round
    assert (closed.closing_reason, closed.closed_by, board(round_, consent.LATER).earlier) == (ClosingReason.REPLACED, officer, [])


def test_28_states_and_60_letters_cost_as_many_queries_as_none(officer, round_, django_assert_num_queries):
    """Measured with the notices, dispatches, extensions and bounces of a busy round."""
    shown_before = board(round_)
    consent.letter(round_, "KZ", K.UNCLEAR, consent.DURING, by=officer)
    services.circulate(round_id=round_.pk, by=officer, now=consent.DURING)
    dispatch = Dispatch.objects.get()
    services.record_not_reached(dispatch_id=dispatch.pk, party_id=key("KR"), at=consent.DURING, evidence="x", by=officer, now=consent.DURING)
    services.extend_for_all(round_id=round_.pk, deadline=consent.DEADLINE + DAY, reason="One asked.", by=officer, now=consent.DURING)
    with CaptureQueriesContext(connection) as few:
        board(round_)
    parties = [directory.party(f"X{number:02d}") for number in range(24)]
    EntitledState.objects.bulk_create(EntitledState(round=round_, party=party, printed_name=party.name) for party in parties)
    for number in range(60):
        letter = Communication.objects.create(round=round_, kind=K.CONSENT, channel="note", received_at=consent.DURING, recorded_at=consent.DURING)
        letter.states.set([parties[number % 24], parties[(number + 1) % 24]])
    for purpose in (Purpose.REMINDER, Purpose.CIRCULATION):
        extra = services.record_dispatch(round_id=round_.pk, purpose=purpose, channel="fax", sent_at=consent.DURING, by=officer, now=consent.DURING)
        services.record_not_reached(dispatch_id=extra.pk, party_id=parties[0].pk, at=consent.DURING, evidence="x", by=officer, now=consent.DURING)
        services.remind(round_id=round_.pk, states=[key("KR")], words="", by=officer, now=consent.DURING)
    with django_assert_num_queries(len(few)):
        shown = board(round_)
    assert (len(shown_before.cells), len(shown.cells), len(shown.letters), len(shown.told)) == (4, 28, 61, 4)
    assert Round.objects.get().deadline == consent.DEADLINE + DAY
