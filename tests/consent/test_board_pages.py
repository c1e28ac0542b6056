"""The pages of the board through the browser's door: the past, the differences, the print, and what the board says aloud. In few queries."""

import datetime as dt
import re

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils.html import strip_tags

from consent import services
from consent.enums import ClosingReason, Enclosure, LetterKind
from consent.models import Communication, Dispatch, EntitledState, Round
from directory import files
from directory.enums import Role
from directory.models import Party
from tests.factories import agenda, consent, directory

pytestmark = pytest.mark.django_db
K = LetterKind
DAY = dt.timedelta(days=1)


@pytest.fixture
def officer():
    consent.few_states()
    return consent.officer(name="A. Officer")


@pytest.fixture
def round_(officer):
    return consent.opened(by=officer)


@pytest.fixture
def desk(client, officer, settings):
    settings.SESSION_COOKIE_AGE = 60 * 60 * 24 * 3650
    client.force_login(officer)
    return client


def key(code):
    return Party.objects.get(code=code).pk


def get(client, name, *args, now=consent.DURING, status=200, **query):
    with time_machine.travel(now, tick=False):
        answer = client.get(reverse(f"admin:consent_{name}", args=args), query)
    assert answer.status_code == status
    assert b" style=" not in answer.content
    return answer


def said(answer):
    return re.sub(r"\s+", " ", strip_tags(answer.content.decode().replace("</", " </")))


def board(client, round_, **kw):
    return said(get(client, "silenceprocedure_change", round_.procedure_id, **kw))


class TestAsOf:
    ASKED = {"by_day": "2027-10-20", "by_hour": "10:00", "by_zone": "Asia/Almaty"}

    def test_first_it_only_asks_with_the_end_of_the_period_filled_in(self, desk, round_):
        page = get(desk, "as_of", round_.pk, now=consent.LATER).content.decode()
        assert 'value="2027-10-26"' in page and 'value="18:00"' in page
        assert "What had been received" not in page
        assert 'value="2027-10-20"' in get(desk, "as_of", round_.pk).content.decode()

    @pytest.mark.parametrize(
        ("reading", "sentence", "agreed"),
        [
            ("received", "What had been received by Wednesday, 20 October 2027, 10:00 Astana time (UTC+5), with all that is known of it today.", True),
            ("known", "What was known to the Secretariat by Wednesday, 20 October 2027, 10:00 Astana time (UTC+5): entered by then", False),
        ],
    )
    def test_the_answer_says_its_reading_and_the_deadline_that_held(self, desk, officer, round_, reading, sentence, agreed):
        consent.letter(round_, "KZ", K.CONSENT, consent.DURING, by=officer, now=consent.DURING + DAY)
        services.extend_for_all(round_id=round_.pk, deadline=consent.DEADLINE + DAY, reason="One asked.", by=officer, now=consent.DURING + DAY)
        page = said(get(desk, "as_of", round_.pk, now=consent.LATER, reading=reading, **self.ASKED))
        assert sentence in page
        assert "The deadline that held then: Tuesday, 26 October 2027, 18:00 Astana time (UTC+5)" in page
        assert ("Agreed in writing (1) Kazakhstan" in page, "No reply (2) Iran, Republic of Korea" in page) == (agreed, agreed)

    @pytest.mark.parametrize(
        ("asked", "error"),
        [
            ({"by_hour": ""}, "Enter the hour that is asked about."),
            ({"by_day": "2027-10-28"}, "This moment is still to come."),
            ({"by_day": "2027-10-11"}, "The note had not gone out yet: nobody could have agreed by then."),
        ],
    )
    def test_a_moment_that_cannot_be_asked_about(self, desk, round_, asked, error):
        page = said(get(desk, "as_of", round_.pk, now=consent.LATER, **{**self.ASKED, "reading": "known", **asked}))
        assert error in page and "letters in this reading" not in page


class TestDifferences:
    def test_one_round_or_one_text_is_nothing_to_compare(self, desk, round_):
        assert "there is nothing to compare" in said(get(desk, "rounds_difference", round_.procedure_id))
        assert "there is nothing to compare" in said(get(desk, "texts_difference", round_.procedure_id))

    def test_two_rounds(self, desk, officer, round_):
        consent.letter(round_, "KZ", K.CONSENT, consent.DURING, by=officer)
        consent.letter(round_, "KR", K.OBJECTION, consent.DURING, by=officer)
        second = services.start_new_round(round_id=round_.pk, by=officer, now=consent.LATER)
        note = consent.note(reference="15-1/322emb", note_date=dt.date(2027, 10, 28), deadline=consent.DEADLINE + 14 * DAY)
        services.record_note_already_sent(round_id=second.pk, note=note, sent_at=consent.LATER, by=officer, now=consent.LATER)
        page = said(get(desk, "rounds_difference", round_.procedure_id, now=consent.LATER))
        assert "2 states stand otherwise." in page
        assert "Kazakhstan ✓ Agreed in writing ○ No reply changedthe earlier consent is history" in page
        assert "China ◆ Proposer ◆ Proposer –" in page
        same = said(get(desk, "rounds_difference", round_.procedure_id, now=consent.LATER, **{"from": "1", "to": "1"}))
        assert "0 states stand otherwise." in same
        shown = board(desk, round_, now=consent.LATER)
        assert "Consents to round 1: history, not carried over Kazakhstan" in shown
        assert "Closed without adoption · replaced by a new round" in board(desk, round_, now=consent.LATER, round="1")

    def test_two_texts_in_words_and_their_files(self, desk, officer):
        draft = consent.draft(by=officer)
        for number, wording in enumerate(("To meet on 17 May.", "To meet on 24 <May>.")):
            stored = files.store_bytes(
                content=b"%%PDF-1.4 %d" % number, name="a.pdf", content_type="application/pdf", owner="consent:1", by=officer, now=consent.SENT
            )
            text = services.TextData(wording=wording, files=(services.FileData(stored, Enclosure.CONCEPT, "Concept paper"),), change_note="One day.")
            services.set_text(round_id=draft.pk, text=text, by=officer, now=consent.SENT)
        page = get(desk, "texts_difference", draft.procedure_id).content.decode()
        assert "<p>To meet on <del>17 </del><ins>24 &lt;</ins>May<ins>&gt;</ins>.</p>" in page
        assert "Concept paper · changed" in said(get(desk, "texts_difference", draft.procedure_id))
        assert f"<ins>{stored.sha256}</ins>" in page

    def test_an_enclosure_as_issued(self, desk, officer, client):
        draft = consent.draft(by=officer)
        stored = files.store_bytes(content=b"%PDF-1.4 one", name="a.pdf", content_type="application/pdf", owner="consent:1", by=officer, now=consent.SENT)
        version = services.set_text(round_id=draft.pk, text=services.TextData(files=(services.FileData(stored),)), by=officer, now=consent.SENT)
        with time_machine.travel(consent.DURING, tick=False):
            answer = desk.get(reverse("admin:consent_text_file", args=[version.files.get().pk]))
        assert b"".join(answer.streaming_content) == b"%PDF-1.4 one"


class TestWhatTheBoardSaysAloud:
    def test_a_state_that_was_not_reached_and_an_extension(self, desk, officer, round_):
        dispatch = Dispatch.objects.get()
        services.record_not_reached(dispatch_id=dispatch.pk, party_id=key("KR"), at=consent.DURING, evidence="It came back.", by=officer, now=consent.DURING)
        services.extend_for_all(round_id=round_.pk, deadline=consent.DEADLINE + DAY, reason="Korea was not reached.", by=officer, now=consent.DURING)
        page = board(desk, round_)
        assert "Not validly reached: Republic of Korea. Send the note to them again; while the period runs it can be extended for all." in page
        assert "Republic of Korea not reached, known Wed 20 Oct 2027, 10:00: It came back." in page
        assert (
            "Wed 20 Oct 2027, 10:00, A. Officer: extended for all states, from Tuesday, 26 October 2027, 18:00 Astana time (UTC+5) "
            "to Wednesday, 27 October 2027, 18:00 Astana time (UTC+5). Korea was not reached."
        ) in page
        assert "Not validly reached: Republic of Korea. The period is over: only a new round reaches them." in board(desk, round_, now=consent.LATER + DAY)

    def test_a_withdrawal_that_waits_to_be_told(self, desk, officer, round_):
        consent.letter(round_, "KZ", K.OBJECTION, consent.DURING, by=officer)
        services.tell_broken(round_id=round_.pk, words="", by=officer, now=consent.DURING)
        consent.letter(round_, "KZ", K.WITHDRAWAL, consent.DURING + DAY, by=officer)
        page = board(desk, round_, now=consent.DURING + DAY)
        assert "Kazakhstan has withdrawn its objection (received Thu 21 Oct 2027, 10:00)." in page
        assert "No address is entered; to be told on paper: China, Iran, Kazakhstan, Republic of Korea" in page

    def test_a_proposed_annulment(self, desk, officer, round_):
        services.certify(round_id=round_.pk, channels_examined=["note"], by=officer, now=consent.LATER)
        letter = consent.letter(round_, "KZ", K.OBJECTION, consent.DURING, by=officer, now=consent.LATER).letter
        services.propose_annulment(round_id=round_.pk, letter_id=letter.pk, reason="It lay elsewhere.", by=officer, now=consent.LATER)
        page = board(desk, round_, now=consent.LATER)
        assert "A. Officer has proposed on Wed 27 Oct 2027, 09:00 to annul the certification; a second officer confirms it or drops it." in page
        assert "The timely objection: Kazakhstan, received Wed 20 Oct 2027, 10:00." in page

    def test_why_it_was_closed(self, desk, officer, round_):
        services.close_without_adoption(
            round_id=round_.pk, reason=ClosingReason.WITHDRAWN, words="China asks for it.", tell_states=False, by=officer, now=consent.DURING
        )
        assert "Withdrawn by the proposer · China asks for it." in board(desk, round_)

    def test_an_extension_that_is_granted_is_said_so(self, desk, officer, round_):
        consent.letter(round_, "KZ", K.EXTENSION_REQUEST, consent.DURING, by=officer)
        services.extend_for_all(round_id=round_.pk, deadline=consent.DEADLINE + DAY, reason="Asked for.", by=officer, now=consent.DURING)
        page = board(desk, round_)
        assert "20 Oct 2027, 10:00: the extension is granted to all states. Asked for." in page and "the extension is refused" not in page

    def test_the_way_to_every_paper(self, desk, officer, round_):
        services.certify(round_id=round_.pk, channels_examined=["note"], by=officer, now=consent.LATER)
        page = get(desk, "silenceprocedure_change", round_.procedure_id, now=consent.LATER).content.decode()
        for name in ("board_print", "board_xlsx", "certificate", "outcome_note"):
            for language in ("en", "ru", "zh-hans"):
                assert f'href="{reverse(f"admin:consent_{name}", args=[round_.pk])}?language={language}"' in page
        assert f'href="{reverse("admin:consent_as_of", args=[round_.pk])}"' in page


def test_the_print_has_sign_and_word_of_each_state_and_no_button(desk, officer, round_):
    consent.letter(round_, "KZ", K.OBJECTION, consent.DURING, by=officer)
    answer = get(desk, "board_print", round_.pk, language="zh-hans")
    page = answer.content.decode()
    assert '<html lang="zh-hans">' in page and "<form" not in page and "button" not in page
    assert "2027年10月26日" in page and "✕" in page and "○" in page


def test_the_outcome_tells_the_host_the_numbers_that_were_certified(client, officer, settings):
    settings.SESSION_COOKIE_AGE = 60 * 60 * 24 * 3650
    seminar = agenda.seminar()
    round_ = consent.opened(by=officer, seminar=seminar)
    services.certify(round_id=round_.pk, channels_examined=["note"], by=officer, now=consent.LATER)
    consent.letter(round_, "KZ", K.OBJECTION, consent.DURING, by=officer, now=consent.LATER + DAY)
    client.force_login(directory.staff(Role.HOST))
    page = said(get(client, "outcome", seminar.pk, now=consent.LATER + DAY))
    assert "0 agreed in writing, 3 silent, 1 proposer." in page and "Kazakhstan" not in page and "objects" not in page
    client.force_login(directory.staff(Role.READER))
    get(client, "outcome", seminar.pk, now=consent.LATER + DAY, status=403)


def test_a_page_of_28_states_and_60_letters_costs_as_many_queries_as_a_small_one(desk, officer, round_):
    letter = consent.letter(round_, "KZ", K.UNCLEAR, consent.DURING, by=officer).letter
    services.decide_meaning(letter_id=letter.pk, meaning=K.COMMENT, reason="So.", by=officer, now=consent.DURING)
    services.circulate(round_id=round_.pk, by=officer, now=consent.DURING)
    pages = [
        ("silenceprocedure_change", round_.procedure_id),
        ("board_print", round_.pk),
        ("board_xlsx", round_.pk),
        ("rounds_difference", round_.procedure_id),
    ]

    def measured():
        found = []
        for name, argument in pages:
            with CaptureQueriesContext(connection) as queries:
                get(desk, name, argument)
            found.append(len(queries))
        return found

    few = measured()
    parties = [directory.party(f"X{number:02d}") for number in range(24)]
    EntitledState.objects.bulk_create(EntitledState(round=round_, party=party, printed_name=party.name) for party in parties)
    for number in range(59):
        more = Communication.objects.create(
            round=round_, kind=K.UNCLEAR, channel="note", received_at=consent.DURING, recorded_at=consent.DURING, recorded_by=officer
        )
        more.states.set([parties[number % 24], parties[(number + 1) % 24]])
        more.decisions.create(meaning=K.CONSENT, former_meaning=K.UNCLEAR, reason="So.", at=consent.DURING, by=officer)
    assert (Round.objects.get().entitled_states.count(), Communication.objects.count()) == (28, 60)
    assert measured() == few
