"""What one state reads of a round (consent/selectors/focal.py): of others nothing but what the notices to it have said."""

import datetime as dt

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import translation

from consent import selectors, services
from consent.enums import Channel, ClosingReason, LetterKind, OthersLearn, Position
from consent.models import Communication, Round
from directory.models import FormerName, Party
from tests.factories import agenda, consent, directory

pytestmark = pytest.mark.django_db
K = LetterKind
HOUR = dt.timedelta(hours=1)


@pytest.fixture
def officer():
    consent.few_states()
    for code in ("KZ", "KR", "IR"):
        directory.mission(code, mailboxes=f"{code.lower()}@example.org")
    return consent.officer()


@pytest.fixture
def round_(officer):
    return consent.opened(by=officer)


def key(code):
    return Party.objects.get(code=code).pk


def page(round_, code="KZ", now=consent.DURING):
    return selectors.question_to(key(code), round_.pk, now)


def other_round(officer, number, **kw):
    seminar = agenda.seminar(slug=f"seminar-{number}", reference_prefix=f"S{number}")
    return consent.opened(by=officer, seminar=seminar, reference=f"15-1/4{number}emb", **kw)


class TestAnnounced:
    """That the silence is broken is for the Secretariat to tell, as the rules of the round have it."""

    @pytest.mark.parametrize(
        ("learn", "named"), [(OthersLearn.FACT, []), (OthersLearn.NAMED, ["Republic of Korea"]), (OthersLearn.NOTHING, None)], ids=["fact", "named", "nothing"]
    )
    def test_not_before_the_states_are_told_and_then_by_the_rules(self, officer, learn, named):
        round_ = consent.opened(by=officer, terms=services.Terms(others_learn=learn))
        consent.letter(round_, "KR", K.OBJECTION, consent.DURING, by=officer, summary="Not on these days")
        assert (page(round_).question.label, page(round_).told) == (("Running", ""), [])
        if named is None:
            return
        services.tell_broken(round_id=round_.pk, words="Consultations follow.", by=officer, now=consent.DURING)
        shown = page(round_)
        assert (shown.question.label[0], [row.objecting for row in shown.told]) == ("Silence broken", [named])
        assert shown.announcement.objecting == named
        assert shown.letters == [] and "Unless it objects" not in shown.question.words

    def test_a_withdrawal_is_told_as_the_objection_was(self, officer, round_):
        consent.letter(round_, "KR", K.OBJECTION, consent.DURING, by=officer)
        services.tell_broken(round_id=round_.pk, words="", by=officer, now=consent.DURING)
        letter = consent.letter(round_, "KR", K.WITHDRAWAL, consent.DURING + HOUR, by=officer).letter
        assert page(round_).question.announced_broken
        services.tell_withdrawal(letter_id=letter.pk, words="", by=officer, now=consent.DURING + HOUR)
        assert (page(round_).question.label, page(round_).announcement) == (("Running", ""), None)
        assert [str(row.notice) for row in page(round_).told] == ["silence broken", "objection withdrawn"]

    def test_what_another_state_alone_was_told_is_not_shown(self, officer, round_):
        request = consent.letter(round_, "KR", K.EXTENSION_REQUEST, consent.DURING, by=officer).letter
        services.refuse_extension(letter_id=request.pk, words="The dates are fixed.", by=officer, now=consent.DURING)
        services.remind(round_id=round_.pk, states=[key("KZ")], words="", by=officer, now=consent.DURING)
        assert [str(row.notice) for row in page(round_).told] == ["reminder"]
        assert [str(row.notice) for row in page(round_, "KR").told] == ["refusal of an extension"]

    def test_an_annulled_certification(self, officer, round_):
        services.certify(round_id=round_.pk, channels_examined=["note"], by=officer, now=consent.LATER)
        assert page(round_, now=consent.LATER).question.label == ("Adopted", "good")
        letter = consent.letter(round_, "IR", K.OBJECTION, consent.DURING, by=officer, now=consent.LATER).letter
        proposal = services.propose_annulment(round_id=round_.pk, letter_id=letter.pk, reason="A fax.", by=officer, now=consent.LATER)
        services.confirm_annulment(annulment_id=proposal.pk, by=consent.officer(email="second@example.org"), now=consent.LATER)
        assert page(round_, now=consent.LATER).question.label == ("Certification annulled", "stop")


class TestOwnLetters:
    def test_by_whichever_channel_with_what_became_of_each(self, officer, round_):
        consent.letter(round_, "KZ KR", K.UNCLEAR, consent.DURING, by=officer, channel=Channel.FAX, summary="Of two embassies", their_number="7-3/12")
        request = consent.letter(round_, "KZ", K.EXTENSION_REQUEST, consent.DURING + HOUR, by=officer).letter
        consent.letter(round_, "KZ", K.CONSENT, consent.OVER, by=officer)
        consent.letter(round_, "KR", K.OBJECTION, consent.DURING, by=officer)
        undecided = "What it counts as is not settled yet: the Secretariat has to decide it."
        rows = page(round_, now=consent.LATER).letters
        assert [(row.said, row.state[0], row.remarks) for row in rows] == [
            ("Unclear: needs a decision", "in time", ["A letter of several states.", undecided]),
            ("Asks for an extension", "in time", ["The request has no answer yet."]),
            ("Consents", "late", ["It arrived after the silence had expired. It is kept in the record and changes nothing."]),
        ]
        assert [row.own_words for row in rows] == ["", "", ""]  # what officers note down is the Secretariat's own
        services.decide_meaning(letter_id=rows[0].letter.pk, meaning=K.COMMENT, reason="Between us.", by=officer, now=consent.LATER)
        services.refuse_extension(letter_id=request.pk, words="The dates are fixed.", by=officer, now=consent.LATER)
        rows = page(round_, now=consent.LATER).letters
        assert rows[0].remarks == ["A letter of several states.", "The Secretariat has decided what it counts as: comments."]
        assert rows[1].remarks == ["The extension was refused."]
        assert rows[0].letter.get_kind_display() == "unclear: needs a decision"

    def test_an_objection_that_was_withdrawn_says_so(self, officer, round_):
        consent.letter(round_, "KZ", K.OBJECTION, consent.DURING, by=officer)
        assert (page(round_).question.may_withdraw, page(round_).letters[0].state) == (True, ("in time", "good"))
        consent.letter(round_, "KZ", K.WITHDRAWAL, consent.DURING + HOUR, by=officer)
        assert (page(round_).question.may_withdraw, page(round_).letters[0].state) == (False, ("withdrawn", ""))

    def test_a_mistaken_entry_may_have_been_of_another_state(self, officer, round_):
        """Ticked wrongly, and struck: the state never hears of it, unless it had a receipt. One that is entered anew for the same state stays beside it."""
        strayed = consent.letter(round_, "KZ", K.OBJECTION, consent.DURING, by=officer, their_number="of Korea").letter
        corrected = consent.letter_data("KR", K.OBJECTION, consent.DURING)
        services.correct_entry(letter_id=strayed.pk, reason="Of Korea.", by=officer, now=consent.DURING, replacement=corrected)
        assert page(round_).letters == []
        told = consent.letter(round_, "KZ", K.COMMENT, consent.DURING, by=officer, their_number="9").letter
        services.acknowledge(letter_id=told.pk, by=officer, now=consent.DURING)
        services.correct_entry(letter_id=told.pk, reason="Of Iran.", by=officer, now=consent.DURING)
        (row,) = page(round_).letters
        assert (row.letter, row.whole, row.state[0], row.remarks) == (told, False, "struck", ["Struck as a mistaken entry: it counts for nothing."])
        mistaken = consent.letter(round_, "KZ", K.COMMENT, consent.DURING, by=officer).letter
        anew = consent.letter_data("KZ", K.CONSENT, consent.DURING)
        services.correct_entry(letter_id=mistaken.pk, reason="It consents.", by=officer, now=consent.DURING, replacement=anew)
        rows = page(round_).letters
        assert [(row.said, row.whole) for row in rows] == [("Comments", False), ("Comments", True), ("Consents", True)]
        assert rows[2].remarks == ["Corrects an earlier entry."]


@pytest.mark.parametrize(
    ("kinds", "code", "words"),
    [
        ([K.CONSENT], "KZ", "Your state has agreed in writing."),
        (
            [K.RECEIPT],
            "KZ",
            "A letter of your state is on file that is no answer in writing. Unless it objects, it is counted as consenting when the silence expires.",
        ),
        ([K.OBJECTION], "KZ", "The objection of your state stands. By the rules of this round 1 objection breaks the silence."),
        ([K.EXTENSION_REQUEST], "KZ", "A letter of your state waits for a decision of the Secretariat."),
        ([], "CN", "Your state is the proposer: it counts as consenting without a letter."),
    ],
    ids=["consent", "receipt", "objection", "request", "proposer"],
)
def test_where_the_state_stands_in_words(officer, round_, kinds, code, words):
    for kind in kinds:
        consent.letter(round_, code, kind, consent.DURING, by=officer)
    assert page(round_, code).question.words == words


def test_names_are_those_of_the_day_of_the_note(officer, round_):
    Party.objects.filter(code="KZ").update(name_en="Another name")
    FormerName.objects.create(party_id=key("CN"), language="ru", name="Прежнее название", valid_to=consent.SENT.date())
    assert page(round_).state == "Kazakhstan"
    with translation.override("ru"):
        assert page(round_).proposer == "Прежнее название"


def test_of_a_cancelled_seminar_nothing_is_asked(officer, round_):
    seminar = round_.procedure.seminar
    seminar.cancelled_at, seminar.cancelled_by, seminar.cancelled_reason = consent.DURING, officer, "No venue."
    seminar.save()
    question = page(round_).question
    assert (question.runs, question.label, question.words) == (False, ("The seminar is cancelled", "stop"), "Your state has not answered yet.")


class TestList:
    def test_what_runs_first_then_what_is_over_then_what_has_ended(self, officer, round_):
        soon = other_round(officer, 1, deadline=consent.DEADLINE - 24 * HOUR)
        over = other_round(officer, 2, deadline=consent.DURING - HOUR)
        ended = other_round(officer, 3)
        services.close_without_adoption(
            round_id=ended.pk, reason=ClosingReason.REFERRED, words="To the next meeting.", tell_states=False, by=officer, now=consent.DURING
        )
        consent.draft(by=officer, seminar=agenda.seminar(slug="draft", reference_prefix="DRA"))
        kazakhstan = selectors.questions_to([key("KZ")], consent.DURING)[key("KZ")]
        assert [question.round for question in kazakhstan] == [soon, round_, over, ended]
        assert [question.runs for question in kazakhstan] == [True, True, False, False]
        assert selectors.questions_to([key("ID")], consent.DURING) == {key("ID"): []}

    def test_each_state_has_its_own_position(self, officer, round_):
        consent.letter(round_, "KZ", K.CONSENT, consent.DURING, by=officer)
        consent.letter(round_, "KR", K.OBJECTION, consent.DURING, by=officer)
        found = selectors.questions_to([key("KZ"), key("KR"), key("CN")], consent.DURING)
        assert {code: found[key(code)][0].position for code in ("KZ", "KR", "CN")} == {
            "KZ": Position.AGREED,
            "KR": Position.OBJECTION,
            "CN": Position.PROPOSER,
        }

    def test_in_a_constant_number_of_queries(self, officer, round_):
        def counted():
            with CaptureQueriesContext(connection) as queries:
                for question in selectors.questions_to([key("KZ"), key("KR")], consent.DURING)[key("KZ")]:
                    assert question.label and question.badge and question.words
            return len(queries)

        consent.letter(round_, "KZ", K.COMMENT, consent.DURING, by=officer)
        services.tell_broken(round_id=_broken(officer, 7).pk, words="", by=officer, now=consent.DURING)
        before = counted()
        for number in range(3):
            services.tell_broken(round_id=_broken(officer, number).pk, words="", by=officer, now=consent.DURING)
            consent.letter(round_, "KZ KR", K.COMMENT, consent.DURING, by=officer)
        assert counted() == before and (Round.objects.count(), Communication.objects.count()) == (5, 8)


def _broken(officer, number):
    round_ = other_round(officer, number)
    consent.letter(round_, "IR", K.OBJECTION, consent.DURING, by=officer)
    return round_
