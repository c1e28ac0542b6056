""" "Who had agreed by …?" in its two readings, and the differences between rounds and between texts."""

import datetime as dt

import pytest

from consent import selectors, services
from consent.enums import Enclosure, LetterKind, Position, Reading
from consent.models import Round, TextVersion
from consent.selectors.difference import in_words
from directory import files
from directory.models import FormerName, Party
from tests.factories import consent

pytestmark = pytest.mark.django_db
K = LetterKind
DAY = dt.timedelta(days=1)


@pytest.fixture
def officer():
    consent.few_states()
    return consent.officer()


@pytest.fixture
def round_(officer):
    return consent.opened(by=officer)


def stood(round_, moment, reading):
    return {cell.name: str(cell.position) for cell in selectors.as_of(round_.pk, moment, reading).cells}


class TestAsOf:
    def test_a_fax_of_the_evening_typed_next_morning_was_received_and_not_known(self, officer, round_):
        evening = dt.datetime(2027, 10, 20, 12, 40, 0, tzinfo=dt.UTC)  # 17:40 in Astana
        consent.letter(round_, "KZ", K.CONSENT, evening, by=officer, now=evening + dt.timedelta(hours=15))
        midnight = evening + dt.timedelta(hours=7)
        assert stood(round_, midnight, Reading.RECEIVED)["Kazakhstan"] == Position.AGREED
        assert stood(round_, midnight, Reading.KNOWN)["Kazakhstan"] == Position.NO_REPLY
        assert stood(round_, evening - dt.timedelta(seconds=1), Reading.RECEIVED)["Kazakhstan"] == Position.NO_REPLY
        assert stood(round_, evening, Reading.RECEIVED)["Kazakhstan"] == Position.AGREED

    def test_a_decision_and_a_struck_entry_as_they_stood(self, officer, round_):
        unclear = consent.letter(round_, "IR", K.UNCLEAR, consent.DURING, by=officer, summary="takes note").letter
        wrong = consent.letter(round_, "KR", K.OBJECTION, consent.DURING, by=officer).letter
        services.decide_meaning(letter_id=unclear.pk, meaning=K.COMMENT, reason="Neither.", by=officer, now=consent.DURING + DAY)
        services.correct_entry(letter_id=wrong.pk, reason="Of another round.", by=officer, now=consent.DURING + DAY)
        then = selectors.as_of(round_.pk, consent.DURING, Reading.KNOWN)
        assert {cell.name: (str(cell.position), cell.small) for cell in then.cells} == {
            "China": ("proposer", ""),
            "Iran": ("decision needed", "“takes note”, 20 Oct, its meaning is unclear"),
            "Kazakhstan": ("no reply", ""),
            "Republic of Korea": ("objection", "20 Oct"),
        }
        assert len(then.letters) == 2
        now = selectors.as_of(round_.pk, consent.DURING, Reading.RECEIVED)
        assert {cell.name: str(cell.position) for cell in now.cells} == {
            "China": "proposer",
            "Iran": "comment or question",
            "Kazakhstan": "no reply",
            "Republic of Korea": "no reply",
        }
        assert len(now.letters) == 1

    def test_the_deadline_that_held_then(self, officer, round_):
        services.extend_for_all(round_id=round_.pk, deadline=consent.DEADLINE + DAY, reason="One asked.", by=officer, now=consent.DURING)
        before = selectors.as_of(round_.pk, consent.DURING - dt.timedelta(seconds=1), Reading.RECEIVED)
        after = selectors.as_of(round_.pk, consent.DURING, Reading.RECEIVED)
        assert (before.deadline, after.deadline) == (consent.DEADLINE, consent.DEADLINE + DAY)

    def test_silence_is_silence_whatever_it_was_counted_as_later(self, officer, round_):
        services.certify(round_id=round_.pk, channels_examined=["note"], by=officer, now=consent.LATER)
        shown = selectors.as_of(round_.pk, consent.DEADLINE, Reading.RECEIVED)
        assert {cell.word for cell in shown.cells} == {"No reply", "Proposer"}

    def test_a_round_that_was_entered_afterwards_says_since_when_it_is_known(self, officer):
        round_ = consent.opened(by=officer, now=consent.DURING)
        assert selectors.as_of(round_.pk, consent.SENT + DAY, Reading.KNOWN).known_since == consent.DURING
        assert selectors.as_of(round_.pk, consent.SENT + DAY, Reading.RECEIVED).known_since is None

    def test_its_queries_do_not_grow(self, officer, round_, django_assert_num_queries):
        for _number in range(8):
            letter = consent.letter(round_, "KZ KR", K.UNCLEAR, consent.DURING, by=officer).letter
            services.decide_meaning(letter_id=letter.pk, meaning=K.COMMENT, reason="So.", by=officer, now=consent.DURING)
        with django_assert_num_queries(7):
            selectors.as_of(round_.pk, consent.LATER, Reading.KNOWN)


def second_round(officer, first, **kw):
    new = services.start_new_round(round_id=first.pk, by=officer, now=consent.LATER, **kw)
    note = consent.note(reference="15-1/322emb", note_date=dt.date(2027, 10, 28), deadline=consent.DEADLINE + 14 * DAY)
    return services.record_note_already_sent(round_id=new.pk, note=note, sent_at=consent.LATER, by=officer, now=consent.LATER)


def test_two_rounds_state_by_state(officer, round_):
    consent.letter(round_, "KZ", K.CONSENT, consent.DURING, by=officer)
    consent.letter(round_, "KR", K.OBJECTION, consent.DURING, by=officer)
    Party.objects.filter(code="IR").update(name_en="Another name")  # the record keeps the name of the day
    second = second_round(officer, round_)
    consent.letter(second, "KR", K.CONSENT, consent.LATER, by=officer)
    FormerName.objects.all().delete()
    before, after = selectors.rounds_asked(round_.procedure_id)
    compared = selectors.compare_rounds(before, after, consent.LATER)
    rows = {row.name: (row.before.word, row.after.word, row.changed, row.consent_is_history) for row in compared.rows}
    assert (compared.before, compared.after, compared.changed) == (round_, second, 2)
    assert rows == {
        "China": ("Proposer", "Proposer", False, False),
        "Another name": ("No reply", "No reply", False, False),
        "Kazakhstan": ("Agreed in writing", "No reply", True, True),
        "Republic of Korea": ("Objection", "Agreed in writing", True, False),
    }


def pieces(before, after):
    return [[(piece.kind, piece.text) for piece in paragraph] for paragraph in in_words(before, after)]


@pytest.mark.parametrize(
    ("before", "after", "expected"),
    [
        ("", "", []),
        ("To meet.", "To meet.", [[("same", "To meet.")]]),
        ("To meet on 17 and 18 May.", "To meet on 24 and 18 May.", [[("same", "To meet on "), ("del", "17"), ("ins", "24"), ("same", " and 18 May.")]]),
        (
            "To meet by video conference in May.",
            "To meet in Astana in May.",
            [[("same", "To meet "), ("del", "by video conference"), ("ins", "in Astana"), ("same", " in May.")]],
        ),
        ("One.\nTwo.", "One.\n\nBetween.\nTwo.", [[("same", "One.")], [("ins", "Between.")], [("same", "Two.")]]),
        ("One.\nTwo.", "Two.", [[("del", "One.")], [("same", "Two.")]]),
        ("生物多样性研讨会十七日举行", "生物多样性研讨会廿四日举行", [[("same", "生物多样性研讨会"), ("del", "十七"), ("ins", "廿四"), ("same", "日举行")]]),
        ("Nothing in common here", "Ganz anders lautet dies", [[("del", "Nothing in common here"), ("ins", "Ganz anders lautet dies")]]),
    ],
)
def test_two_texts_word_by_word(before, after, expected):
    assert pieces(before, after) == expected


def test_enclosures_that_changed_were_added_and_left_out(officer):
    def enclosure(content, kind, title, words=""):
        stored = files.store_bytes(content=content, name="a.pdf", content_type="application/pdf", owner="consent:1", by=officer, now=consent.SENT)
        return services.FileData(file=stored, kind=kind, title=title, words=words)

    draft = consent.draft(by=officer)
    first = (
        enclosure(b"1", Enclosure.CONCEPT, "Concept paper", "In May."),
        enclosure(b"2", Enclosure.AGENDA, "Agenda"),
        enclosure(b"3", Enclosure.FORM, "Form"),
        enclosure(b"4", Enclosure.HOST_LETTER, "Letter"),
    )
    second = (
        enclosure(b"1a", Enclosure.CONCEPT, "Concept paper, revised", "In June."),
        enclosure(b"2a", Enclosure.AGENDA, "Agenda"),
        enclosure(b"3", Enclosure.FORM, "Form"),
        enclosure(b"5", Enclosure.OTHER, "Map of the venue"),
    )
    for number, given in enumerate((first, second)):
        services.set_text(round_id=draft.pk, text=services.TextData(files=given), by=officer, now=consent.SENT + number * DAY)
    compared = selectors.compare_texts(*selectors.texts_of(draft.procedure_id))
    assert [(row.title, row.what, [[(p.kind, p.text) for p in paragraph] for paragraph in row.paragraphs]) for row in compared.files] == [
        ("Concept paper, revised", "changed", [[("same", "In "), ("del", "May"), ("ins", "June"), ("same", ".")]]),
        ("Agenda", "changed", []),
        ("Form", "same", []),
        ("Map of the venue", "added", []),
        ("Letter", "left out", []),
    ]
    assert (compared.same, compared.wording) == (False, [])
    same = selectors.compare_texts(*[TextVersion.objects.get(number=2)] * 2)
    assert same.same is True
    assert Round.objects.get().text.number == 2
