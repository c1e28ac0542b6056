"""Certificate and note about the outcome: what they say, in three languages, read back from Word; and when there is none."""

import datetime as dt
import io
import re

import pytest
import time_machine
from django.urls import reverse
from django.utils import translation
from django.utils.html import strip_tags
from docx import Document

from consent import documents, selectors, services
from consent.documents import OutcomeKind
from consent.enums import Channel, ClosingReason, EventKind, LetterKind, OthersLearn, Position
from consent.models import Communication, Round
from directory.models import Mission, Party
from tests.factories import agenda, consent, directory

pytestmark = pytest.mark.django_db
K = LetterKind
DAY = dt.timedelta(days=1)
OCTOBER_27 = dt.datetime(2020, 10, 27, 4, 0, 0, tzinfo=dt.UTC)  # 10:00 in Nur-Sultan
TODAY = dt.datetime(2026, 11, 25, 4, 0, 0, tzinfo=dt.UTC)


def october(day, hour):
    """An hour of October 2020 in Nur-Sultan (UTC+6)."""
    return dt.datetime(2020, 10, day, hour - 6, tzinfo=dt.UTC)


@pytest.fixture
def officer(db):
    directory.tables()
    return consent.officer(name="A. Officer")


@pytest.fixture
def round_(officer):
    """The procedure of 2020, in few letters: two written consents, a receipt, a comment."""
    seminar = agenda.seminar(slug="biodiversity-2020", starts_on=dt.date(2020, 11, 17), ends_on=dt.date(2020, 11, 18))
    draft = consent.draft(by=officer, seminar=seminar, now=october(16, 10), subject="To convene the seminar online")
    note = services.NoteData(
        reference="15-1/213emb",
        note_date=dt.date(2020, 10, 16),
        deadline=dt.datetime(2020, 10, 26, 17, 59, 59, tzinfo=dt.UTC),
        deadline_zone="Asia/Almaty",
        channels=(Channel.NOTE,),
        place="Nur-Sultan",
        deadline_as_printed="26 October 2020",
    )
    round_ = services.record_note_already_sent(round_id=draft.pk, note=note, sent_at=october(16, 12), by=officer, now=october(16, 12))
    for code, kind in (("TR", K.CONSENT), ("KZ", K.CONSENT_WITH_COMMENT), ("IN", K.RECEIPT), ("TH", K.QUESTION)):
        consent.letter(round_, code, kind, october(20, 12), by=officer)
    return round_


@pytest.fixture
def certified(round_, officer):
    services.certify(round_id=round_.pk, channels_examined=["note", "fax"], by=officer, now=OCTOBER_27)
    return Round.objects.get(pk=round_.pk)


@pytest.fixture
def annulled(certified, officer):
    objection = consent.letter(certified, "LK", K.OBJECTION, october(26, 17), by=officer, now=OCTOBER_27 + DAY).letter
    proposal = services.propose_annulment(round_id=certified.pk, letter_id=objection.pk, reason="The fax lay elsewhere.", by=officer, now=OCTOBER_27 + DAY)
    services.confirm_annulment(annulment_id=proposal.pk, by=consent.officer(), now=OCTOBER_27 + 2 * DAY)
    return Round.objects.get(pk=certified.pk)


def certificate(round_, language="en", number=-1):
    with translation.override(language):
        loaded, given = selectors.certificates_of(round_.pk)
        return documents.certificate(loaded, given[number])


def note(round_, kind, language="en", now=TODAY):
    with translation.override(language):
        return documents.outcome_note(selectors.board(round_.pk, now), kind, now)


def lines(paper):
    return [f"{part.label} | {part.text}" if part.label else part.text for part in paper.parts]


def in_word(paper, language="en"):
    """All paragraphs and boxes of the document, in their order."""
    with translation.override(language):
        document = Document(io.BytesIO(documents.as_docx(paper, now=TODAY)))
    found = []
    for block in document.iter_inner_content():
        if hasattr(block, "rows"):
            found += [" | ".join(cell.text for cell in row.cells) for row in block.rows]
        elif block.text:
            found.append(block.text)
    return document, found


SILENT = (
    "Afghanistan, Azerbaijan, Bahrain, Bangladesh, Cambodia, Egypt, Iran, Iraq, Israel, Jordan, Kyrgyzstan, Mongolia, Pakistan, Palestine, Qatar, "
    "Republic of Korea, Russian Federation, Sri Lanka, Tajikistan, United Arab Emirates, Uzbekistan, Viet Nam"
)
SECRETARIAT = "The Secretariat of the Conference on Interaction and Confidence Building Measures in Asia (CICA)"


class TestCertificate:
    def test_it_says_what_was_certified_with_the_names_of_its_day(self, certified):
        event = certified.events.get(kind=EventKind.CERTIFIED)
        head = " ".join(event.hash[start : start + 4] for start in (0, 4, 8, 12))
        paper = certificate(certified)
        assert lines(paper) == [
            "To convene the seminar online",
            "The silence procedure initiated by note № 15-1/213emb of 16 October 2020, round 1 expired on Monday, 26 October 2020, 23:59 Nur-Sultan time "
            "(UTC+6), that is Tuesday, 27 October 2020, 01:59 Beijing time (UTC+8).",
            "The note prints: “26 October 2020”.",
            "The following channels were examined: note verbale, by courier or diplomatic mailbox, fax.",
            "No objection was received in time. The question is adopted with effect from the end of the period.",
            "Consent in writing (2) | Kazakhstan, Turkey",
            f"Counted as consent: no reply (22) | {SILENT}",
            "Counted as consent: receipt only (1) | India",
            "Counted as consent: comment or question (1) | Thailand",
            "Proposer (1) | China",
            "27 entitled states (2 agreed in writing, 24 silent, 1 proposer)",
            "Certified on Tuesday, 27 October 2020, 10:00 Nur-Sultan time (UTC+6) by A. Officer.",
            f"Record of the procedure: entry {event.number}, head {head}.",
            "Initials and seal: ________________________",
        ]
        assert (paper.mark, paper.letterhead[0]) == ("", SECRETARIAT)

    def test_the_word_document_says_the_same_on_a4(self, certified):
        paper = certificate(certified)
        document, found = in_word(paper)
        assert found == [" | ".join(paper.letterhead), "Certificate of a silence procedure", *lines(paper)]
        section = document.sections[0]
        assert (round(section.page_width.cm, 1), round(section.page_height.cm, 1)) == (21.0, 29.7)
        assert (document.core_properties.author, document.core_properties.language) == (SECRETARIAT, "en-GB")

    @pytest.mark.parametrize(("language", "turkey", "city"), [("ru", "Турция", "Нур-Султан"), ("zh-hans", "土耳其", "努尔苏丹")])
    def test_in_the_other_languages_the_names_are_those_of_the_day_too(self, certified, language, turkey, city):
        said = "\n".join(lines(certificate(certified, language)))
        assert (turkey in said, city in said, "Turkey" in said, "Türkiye" in said, "Nur-Sultan" in said) == (True, True, False, False, False)

    def test_a_letter_that_is_found_later_changes_nothing(self, certified, officer):
        before = lines(certificate(certified))
        consent.letter(certified, "LK", K.OBJECTION, october(26, 17), by=officer, now=TODAY)
        consent.letter(certified, "VN", K.CONSENT, october(26, 17), by=officer, now=TODAY)
        assert lines(certificate(certified)) == before

    def test_annulled_it_says_so_instead_of_vanishing(self, annulled):
        paper = certificate(annulled)
        assert paper.mark == "ANNULLED on Thursday, 29 October 2020, 10:00 Nur-Sultan time (UTC+6)"
        assert "Counted as consent: no reply (22)" in [part.label for part in paper.parts]
        assert paper.mark in in_word(paper)[1]

    def test_where_the_rules_need_more_objections_than_there_were(self, officer):
        round_ = consent.opened(by=officer, terms=services.Terms(objections_to_break=2))
        consent.letter(round_, "LK", K.OBJECTION, consent.DURING, by=officer)
        services.certify(round_id=round_.pk, channels_examined=["note"], by=officer, now=consent.LATER)
        said = lines(certificate(round_))
        assert "1 objection was received in time; by the rules of the procedure the silence is broken by 2." in said[3]
        assert "Objection (1) | Sri Lanka" in said
        assert not any("No objection" in line for line in said)


class TestNoteAboutTheOutcome:
    @pytest.fixture
    def missions(self, officer):
        for code, kind, city, zone in (
            ("IN", "embassy", "Astana", "Asia/Almaty"),
            ("TH", "embassy", "Astana", "Asia/Almaty"),
            ("BD", "embassy", "Beijing", "Asia/Shanghai"),
            ("KZ", "mfa", "Astana", "Asia/Almaty"),
            ("ID", "embassy", "Moscow", "Europe/Moscow"),  # an observer was not asked
        ):
            Mission.objects.create(party=Party.objects.get(code=code), kind=kind, city=city, zone=zone)

    def test_adopted(self, certified, missions):
        to = "the Embassies of the Member States in Beijing and Nur-Sultan and the Ministry of Foreign Affairs of Kazakhstan"
        paper = note(certified, OutcomeKind.ADOPTED)
        said = lines(paper)
        assert paper.reference == "№ __________________"
        assert said[0] == (
            f"{SECRETARIAT} presents its compliments to {to} and, referring to note № 15-1/213emb of 16 October 2020, round 1, "
            "has the honour to inform of the following."
        )
        assert said[4:8] == [
            "– consent in writing: 2 states",
            "– counted as consent: 24 states",
            "– proposing state: 1",
            "This was certified on Tuesday, 27 October 2020, 10:00 Nur-Sultan time (UTC+6).",
        ]
        assert said[-3:] == [
            f"{SECRETARIAT} avails itself of this opportunity to renew to {to} the assurances of its highest consideration.",
            "Nur-Sultan, 27 October 2020",
            to.upper(),
        ]
        assert in_word(paper)[1] == [" | ".join(paper.letterhead), paper.reference, *said]
        assert not any("Turkey" in line for line in said)  # it goes to all: it names no state's position

    def test_where_no_mission_is_entered_it_goes_to_the_member_states(self, certified):
        assert lines(note(certified, OutcomeKind.ADOPTED))[-1] == "THE MEMBER STATES OF THE CONFERENCE"

    def test_broken_names_nobody_unless_the_rules_say_so(self, round_, officer):
        consent.letter(round_, "LK", K.OBJECTION, october(26, 17), by=officer)
        at = october(26, 18)
        services.tell_broken(round_id=round_.pk, words="", by=officer, now=at)
        said = lines(note(round_, OutcomeKind.BROKEN, now=at))
        assert said[2:4] == [
            "The silence procedure initiated by that note was to expire on Monday, 26 October 2020, 23:59 Nur-Sultan time (UTC+6), "
            "that is Tuesday, 27 October 2020, 01:59 Beijing time (UTC+8).",
            "The silence has been broken by an objection received in time. The question is not adopted. "
            "The Secretariat will inform member states of the next step.",
        ]
        assert said[-2] == "Nur-Sultan, 26 October 2020"
        Round.objects.update(others_learn=OthersLearn.NAMED)
        assert "in time, of: Sri Lanka." in lines(note(round_, OutcomeKind.BROKEN, now=at))[3]
        Round.objects.update(others_learn=OthersLearn.NOTHING)
        assert documents.outcomes_of(selectors.board(round_.pk, at)) == []

    def test_annulled(self, annulled):
        assert documents.outcomes_of(selectors.board(annulled.pk, TODAY)) == [OutcomeKind.ANNULLED, OutcomeKind.BROKEN]
        said = lines(note(annulled, OutcomeKind.ANNULLED))
        assert said[2:5] == [
            "The certification of Tuesday, 27 October 2020, 10:00 Nur-Sultan time (UTC+6) that there was no objection was annulled on "
            "Thursday, 29 October 2020, 10:00 Nur-Sultan time (UTC+6).",
            "An objection had been received in time. The question is not adopted, and the seminar is no longer confirmed.",
            "The fax lay elsewhere.",
        ]
        assert said[-2] == "Nur-Sultan, 29 October 2020"

    def test_closed(self, round_, officer):
        services.close_without_adoption(
            round_id=round_.pk, reason=ClosingReason.WITHDRAWN, words="China has asked for it.", tell_states=False, by=officer, now=october(22, 12)
        )
        assert documents.outcomes_of(selectors.board(round_.pk, TODAY)) == [OutcomeKind.CLOSED]
        said = lines(note(round_, OutcomeKind.CLOSED))
        assert said[2:4] == ["The silence procedure is closed without adoption: withdrawn by the proposer.", "China has asked for it."]
        assert said[-2] == "Nur-Sultan, 22 October 2020"

    def test_nothing_to_tell_while_it_runs(self, round_):
        assert documents.outcomes_of(selectors.board(round_.pk, october(20, 13))) == []


class TestPages:
    @pytest.fixture
    def desk(self, client, officer, settings):
        settings.SESSION_COOKIE_AGE = 60 * 60 * 24 * 3650
        client.force_login(officer)
        return client

    def get(self, client, name, round_, now=TODAY, **query):
        with time_machine.travel(now, tick=False):
            return client.get(reverse(f"admin:consent_{name}", args=[round_.pk]), query)

    def text(self, answer):
        return re.sub(r"\s+", " ", strip_tags(answer.content.decode().replace("</", " </")))

    def test_no_certificate_and_no_note_of_a_round_that_was_not_adopted(self, desk, round_):
        names = ("certificate", "certificate_docx", "outcome_note", "outcome_note_docx")
        assert [self.get(desk, name, round_, now=october(20, 13)).status_code for name in names] == [404] * 4

    def test_the_paper_has_its_own_language_whatever_the_officer_reads(self, desk, certified):
        page = self.get(desk, "certificate", certified, language="ru")
        assert '<html lang="ru">' in page.content.decode()
        assert "Нур-Султан" in self.text(page) and "Турция" in self.text(page)
        assert translation.get_language() == "en"
        assert "style=" not in page.content.decode()
        file = self.get(desk, "certificate_docx", certified, language="zh-hans")
        assert file["Content-Disposition"] == f'attachment; filename="certificate-{certified.procedure_id}-1-zh.docx"'
        assert "努尔苏丹" in "\n".join(paragraph.text for paragraph in Document(io.BytesIO(file.content)).paragraphs)

    def test_an_annulled_certificate_is_still_there_with_its_mark(self, desk, annulled):
        assert "ANNULLED on Thursday, 29 October 2020" in self.text(self.get(desk, "certificate", annulled))
        board = self.text(desk.get(reverse("admin:consent_silenceprocedure_change", args=[annulled.procedure_id])))
        assert "A certification that was annulled" in board and "proposed by A. Officer, confirmed by" in board
        note = self.text(self.get(desk, "outcome_note", annulled, about="broken"))
        assert "The silence has been broken by an objection received in time." in note
        assert self.get(desk, "outcome_note", annulled, about="adopted").status_code == 404

    def test_certified_again_the_first_certificate_is_found_by_its_number(self, desk, annulled, officer):
        objection = Communication.objects.get(kind=K.OBJECTION)
        services.decide_meaning(letter_id=objection.pk, meaning=K.COMMENT, reason="The ministry explains.", by=officer, now=OCTOBER_27 + 3 * DAY)
        services.certify(round_id=annulled.pk, channels_examined=["note", "fax"], by=officer, now=OCTOBER_27 + 4 * DAY)
        first = annulled.events.filter(kind=EventKind.CERTIFIED).order_by("number").first()
        assert "ANNULLED" not in self.text(self.get(desk, "certificate", annulled))
        assert "ANNULLED" in self.text(self.get(desk, "certificate", annulled, number=first.number))


def test_the_positions_of_the_note_are_those_of_the_event(certified):
    """Frozen under the English name of the day."""
    stood = certified.events.get(kind=EventKind.CERTIFIED).detail["positions"]
    assert (stood["Turkey"], stood["China"], len(stood)) == (Position.AGREED, Position.PROPOSER, 27)
