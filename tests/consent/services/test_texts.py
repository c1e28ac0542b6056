import pytest

from consent import ledger, services
from consent.enums import EventKind, Purpose
from consent.models import Notice, TextVersion
from directory import files
from seminar_portal.errors import Closed, Invalid, WrongState
from tests.factories import consent

WORDING = "To convene the seminar online."


def stored(officer, content=b"%PDF-1.4 concept"):
    return files.store_bytes(content=content, name="concept.pdf", content_type="application/pdf", owner="consent:1", by=officer, now=consent.SENT)


def correct(round_, officer, *, now=consent.DURING, not_substantive=True, **kw):
    text = services.TextData(**{"wording": "To convene the Seminar online.", "change_note": "“Seminar” for “seminar”.", **kw})
    return services.issue_corrigendum(round_id=round_.pk, text=text, not_substantive=not_substantive, by=officer, now=now)


class TestSet:
    def test_version_by_version_with_files_in_their_order(self, officer, states):
        draft = consent.draft(by=officer)
        enclosures = (
            services.FileData(file=stored(officer), kind="concept", title=" Concept paper ", language="en"),
            services.FileData(file=stored(officer, b"%PDF-1.4 letter"), kind="host letter", title="Letter by the host"),
        )
        first = services.set_text(round_id=draft.pk, text=services.TextData(wording=f" {WORDING}\r\nAgain. "), by=officer, now=consent.SENT)
        text = services.TextData(files=enclosures, change_note="Files added.", authentic_language="ru")
        second = services.set_text(round_id=draft.pk, text=text, by=officer, now=consent.SENT)
        assert (first.number, first.wording) == (1, f"{WORDING}\nAgain.")
        assert (second.number, second.change_note, second.authentic_language, second.corrigendum) == (2, "Files added.", "ru", False)
        assert [(row.order, row.title, row.kind) for row in second.files.all()] == [(1, "Concept paper", "concept"), (2, "Letter by the host", "host letter")]
        draft.refresh_from_db()
        assert (draft.text, TextVersion.objects.count()) == (second, 2)
        assert draft.events.last().detail == {"version": 2}
        assert ledger.first_fault(draft.procedure) is None

    def test_not_an_empty_one_and_not_after_the_start(self, officer, round_, unchanged):
        draft = consent.draft(by=officer, seminar=consent.agenda.seminar(slug="wetlands", reference_prefix="WET"))
        before = unchanged()
        with pytest.raises(Invalid):
            services.set_text(round_id=draft.pk, text=services.TextData(wording="\n"), by=officer, now=consent.SENT)
        with pytest.raises(WrongState):
            services.set_text(round_id=round_.pk, text=services.TextData(wording=WORDING), by=officer, now=consent.DURING)
        assert unchanged() == before


class TestCorrigendum:
    @pytest.fixture
    def round_(self, officer, missions):
        return consent.opened(by=officer, text=WORDING)

    def test_where_there_is_no_text_there_is_nothing_to_correct(self, officer, unchanged):
        without = consent.opened(by=officer, seminar=consent.agenda.seminar(slug="wetlands", reference_prefix="WET"), reference="15-1/302emb")
        before = unchanged()
        with pytest.raises(WrongState, match="This round has no text in the portal"):
            correct(without, officer)
        assert unchanged() == before

    def test_edge_21_a_misprint_is_corrected_without_a_new_round_and_all_are_told(self, officer, round_, posted):
        letter = consent.letter(round_, "KZ", "consent", consent.DURING, by=officer).letter
        version = correct(round_, officer)
        round_.refresh_from_db()
        assert (round_.text, version.number, version.corrigendum, round_.state, round_.deadline) == (version, 2, True, "open", consent.DEADLINE)
        assert (letter.round_id, round_.number) == (round_.pk, 1)
        assert set(posted("consent/corrigendum")) == {"kz-1@example.org", "kz-2@example.org", "kr@example.org"}
        assert "Corrected: “Seminar” for “seminar”." in posted("consent/corrigendum")["kr@example.org"].text
        notice = Notice.objects.get()
        assert (notice.purpose, notice.states.count(), notice.detail["version"]) == (Purpose.CORRIGENDUM, 4, 2)
        assert [event.kind for event in round_.events.all()][-2:] == [EventKind.CORRIGENDUM, EventKind.TOLD]
        assert ledger.first_fault(round_.procedure) is None

    def test_edge_21_only_if_an_officer_declares_it_not_substantive_and_says_what(self, officer, round_, unchanged):
        before = unchanged()
        with pytest.raises(Invalid, match="an officer must declare"):
            correct(round_, officer, not_substantive=False)
        with pytest.raises(Invalid, match="what the corrigendum corrects"):
            correct(round_, officer, change_note=" ")
        assert unchanged() == before

    def test_until_the_printed_second(self, officer, round_, unchanged):
        before = unchanged()
        with pytest.raises(Closed, match="Start a new round"):
            correct(round_, officer, now=consent.OVER)
        assert unchanged() == before
        assert correct(round_, officer, now=consent.DEADLINE).corrigendum
