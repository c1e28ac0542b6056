"""What officers enter: texts with their files, dispatches and what did not arrive, letters at speed, the certification of a round with a state not reached."""

import html
import io
import re

import pytest
import time_machine
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils.html import strip_tags
from docx import Document

from consent import services
from consent.enums import Channel, EventKind, LetterKind, Purpose, RoundState
from consent.models import Bounce, Communication, Dispatch, Notice, Round, TextFile, TextVersion
from directory.models import Mission, Party, StoredFile
from notifications.models import OutgoingEmail
from tests.factories import agenda, consent

pytestmark = pytest.mark.django_db
K = LetterKind
PDF = b"%PDF-1.4 page"


@pytest.fixture
def officer():
    consent.few_states()
    return consent.officer()


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


def ask(client, view, *args, now=consent.DURING, follow=False, **query):
    with time_machine.travel(now, tick=False):
        return client.get(reverse(f"admin:consent_{view}", args=args), query, follow=follow)


def send(client, view, *args, typed, now=consent.DURING, follow=False):
    with time_machine.travel(now, tick=False):
        return client.post(reverse(f"admin:consent_{view}", args=args), typed, follow=follow)


def ask_board(client, round_, now=consent.DURING):
    with time_machine.travel(now, tick=False):
        return client.get(reverse("admin:consent_silenceprocedure_change", args=[round_.procedure_id]))


def words(answer):
    return re.sub(r"\s+", " ", strip_tags(answer.content.decode().replace("</", " </")))


def hidden(answer):
    """The hidden fields of a preview, as a browser sends them back."""
    form = answer.content.decode().partition('class="act"')[2]
    return {name: html.unescape(value) for name, value in re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]*)"', form)}


def upload(name="paper.pdf", content=PDF):
    return SimpleUploadedFile(name, content)


def word_file(*paragraphs, cells=()):
    document, out = Document(), io.BytesIO()
    for paragraph in paragraphs:
        document.add_paragraph(paragraph)
    if cells:
        table = document.add_table(1, len(cells))
        for place, text in enumerate(cells):
            table.cell(0, place).text = text
    document.save(out)
    return SimpleUploadedFile("concept.docx", out.getvalue())


class TestText:
    TYPED = {"wording": "To convene it.\r\n\r\nOnline.", "authentic_language": "en"}
    ROWS = {"file-0-kind": "concept", "file-0-title": "Concept <paper>", "file-0-language": "ru", "file-1-kind": "agenda"}

    def test_the_words_of_a_word_file_are_read_and_files_survive_an_error_elsewhere(self, desk, officer):
        draft = consent.draft(by=officer)
        typed = {**self.TYPED, **self.ROWS, "file-0-file": word_file("First.", "Second.", cells=("Host", "CSEC"))}
        refused = send(desk, "set_text", draft.pk, typed={**typed, "file-1-file": upload("bad.exe", b"MZ nothing")}, now=consent.SENT)
        assert "bad.exe: This file cannot be kept" in words(refused)
        assert ("concept.docx" in words(refused), 'value="Concept &lt;paper&gt;"' in refused.content.decode()) == (True, True)
        assert (TextVersion.objects.count(), StoredFile.objects.count()) == (0, 1)
        kept = refused.context["form"].rows[0]["kept"].value()
        answer = send(desk, "set_text", draft.pk, typed={**self.TYPED, **self.ROWS, "file-0-kept": kept}, now=consent.SENT, follow=True)
        assert "Version 1 is the text of this round." in words(answer)
        file = TextFile.objects.get()
        assert (file.title, file.kind, file.language, file.words) == ("Concept <paper>", "concept", "ru", "First.\nSecond.\nHost\nCSEC")
        assert (TextVersion.objects.get().wording, StoredFile.objects.count()) == ("To convene it.\n\nOnline.", 1)

    def test_the_next_version_starts_from_the_last_and_may_leave_a_file_out(self, desk, officer):
        draft = consent.draft(by=officer)
        typed = {**self.TYPED, **self.ROWS, "file-0-file": word_file("First."), "file-1-file": upload()}
        send(desk, "set_text", draft.pk, typed=typed, now=consent.SENT)
        form = ask(desk, "set_text", draft.pk, now=consent.SENT).context["form"]
        assert (form["wording"].value(), [row.name for row in form.rows[:2]], len(form.rows)) == ("To convene it.\n\nOnline.", ["concept.docx", "paper.pdf"], 6)
        kept = {row.add_prefix("kept"): row["kept"].value() for row in form.rows[:2]}
        send(desk, "set_text", draft.pk, typed={**self.TYPED, **self.ROWS, **kept, "file-0-leave_out": "on", "change_note": "No paper."}, now=consent.SENT)
        last = TextVersion.objects.get(number=2)
        assert ([file.file.name for file in last.files.all()], last.change_note, Round.objects.get().text_id) == (["paper.pdf"], "No paper.", last.pk)

    def test_an_empty_text_is_refused(self, desk, officer):
        page = send(desk, "set_text", consent.draft(by=officer).pk, typed={"wording": "  ", "authentic_language": "en"}, now=consent.SENT)
        assert "Enter the text that the states are asked to agree to, or add its files." in words(page)

    def test_a_forged_token_keeps_no_file(self, desk, officer):
        draft = consent.draft(by=officer)
        send(desk, "set_text", draft.pk, typed={**self.TYPED, **self.ROWS, "file-0-kept": "1"}, now=consent.SENT)
        assert (TextVersion.objects.count(), TextFile.objects.count()) == (1, 0)

    def test_where_there_is_no_text_a_corrigendum_leads_back_to_the_board(self, desk, round_):
        typed = {**self.TYPED, "change_note": "“17” for “71”.", "not_substantive": "on", "act": "do"}
        for answer in (ask(desk, "corrigendum", round_.pk, follow=True), send(desk, "corrigendum", round_.pk, typed=typed)):
            assert "This round has no text in the portal: there is nothing that a corrigendum could correct." in words(answer)
        assert TextVersion.objects.count() == 0

    def test_a_corrigendum_tells_all_in_the_words_that_were_shown(self, desk, officer):
        round_ = consent.opened(by=officer, text="Held on 71.")
        Mission.objects.create(party_id=key("KZ"), kind="embassy", city="Astana", zone=consent.ALMATY, mailboxes="kz@example.org")
        typed = {**self.TYPED, **self.ROWS, "change_note": "“17” for “71”."}
        refused = send(desk, "corrigendum", round_.pk, typed=typed)
        assert list(refused.context["form"].errors) == ["not_substantive"]
        # the file is stored by the form that asks for the preview, and carried by it
        shown = send(desk, "corrigendum", round_.pk, typed={**typed, "file-0-file": word_file("First."), "not_substantive": "on"})
        assert ("Files concept.docx" in words(shown), TextVersion.objects.count()) == (True, 1)
        send(desk, "corrigendum", round_.pk, typed={**hidden(shown), "act": "do"})
        version = TextVersion.objects.get(number=2)
        assert (version.corrigendum, [file.words for file in version.files.all()]) == (True, ["First."])
        assert OutgoingEmail.objects.get().text == shown.context["preview"].mails[0][2].text
        assert Notice.objects.get().words == "“17” for “71”."


class TestNewRound:
    def test_it_starts_from_the_last_text_and_consents_are_history(self, desk, officer):
        draft = consent.draft(by=officer)
        services.set_text(round_id=draft.pk, text=services.TextData(wording="To convene it."), by=officer, now=consent.SENT)
        services.record_note_already_sent(round_id=draft.pk, note=consent.note(), sent_at=consent.SENT, by=officer, now=consent.SENT)
        consent.letter(draft, "KZ", K.CONSENT, consent.DURING, by=officer)
        consent.letter(draft, "KR", K.OBJECTION, consent.DURING, by=officer)
        page = ask(desk, "new_round", draft.pk)
        assert "Consents to round 1: history, not carried over Kazakhstan" in words(page)
        typed = {field.html_name: field.value() for field in page.context["form"] if field.value() not in (None, False)}
        refused = send(desk, "new_round", draft.pk, typed={**typed, "objections_to_break": "x"})
        assert list(refused.context["form"].errors) == ["objections_to_break"]
        answer = send(desk, "new_round", draft.pk, typed={**typed, "words": "Korea objected."}, follow=True)
        first, second = Round.objects.order_by("number")
        assert "Round 2 is drawn up. Nobody is told before it starts." in words(answer)
        assert (first.state, first.closing_words, second.state, second.text_id) == (RoundState.CLOSED, "Korea objected.", RoundState.DRAFT, first.text_id)
        assert TextVersion.objects.count() == 1

    def test_another_wording_is_a_new_version_and_rules_may_change(self, desk, officer, round_):
        consent.letter(round_, "KR", K.OBJECTION, consent.DURING, by=officer)
        typed = {"wording": "To convene it online.", "authentic_language": "en", "objections_to_break": "2", "minimum_length": "5", "minimum_unit": "days"}
        send(desk, "new_round", round_.pk, typed={**typed, "withdrawn_late": "lifts", "others_learn": "named"})
        second = Round.objects.get(number=2)
        assert (second.text.wording, second.objections_to_break, second.amendment_breaks, second.withdrawn_late) == ("To convene it online.", 2, False, "lifts")


class TestDispatch:
    TYPED = {"purpose": "reminder", "channel": "fax", "sent_day": "19.10.2027", "sent_hour": "17:00", "sent_zone": consent.ALMATY, "evidence": "Journal, p. 3"}

    def test_to_all_except(self, desk, round_):
        refused = send(desk, "dispatch", round_.pk, typed={**self.TYPED, "except_states": [key("IR")], "sent_day": "2027-10-21"})
        assert "It cannot have been sent in the future." in words(refused)
        assert [entry[1] for entry in refused.context["form"]["except_states"].entries if entry[2]] == ["Iran"]
        answer = send(desk, "dispatch", round_.pk, typed={**self.TYPED, "except_states": [key("IR")]}, follow=True)
        sent = Dispatch.objects.get(purpose=Purpose.REMINDER)
        assert ([party.code for party in sent.except_states.all()], sent.evidence, sent.channel) == (["IR"], "Journal, p. 3", Channel.FAX)
        assert "to all, except IranJournal, p. 3" in words(answer)

    def test_not_reached_until_a_later_dispatch(self, desk, round_):
        typed = {"dispatch": round_.dispatches.get().pk, "party": key("KR"), "known_day": "2027-10-19", "known_hour": "17:00", "known_zone": consent.ALMATY}
        refused = send(desk, "not_reached", round_.pk, typed={**typed, "evidence": ""})
        assert list(refused.context["form"].errors) == ["evidence"]
        answer = send(desk, "not_reached", round_.pk, typed={**typed, "evidence": "The mail came back."}, follow=True)
        assert "Not validly reached: Republic of Korea." in words(answer)
        assert Bounce.objects.get().evidence == "The mail came back."
        send(desk, "dispatch", round_.pk, typed={**self.TYPED, "sent_hour": "17:30"})
        assert "Not validly reached" not in words(ask_board(desk, round_))


class TestStart:
    def test_a_deadline_two_weeks_later_at_18_is_proposed(self, desk, officer):
        form = ask(desk, "start", consent.draft(by=officer).pk, now=consent.SENT).context["form"]
        found = [str(form[name].value()) for name in ("note_day", "deadline_day", "deadline_hour", "deadline_zone")]
        assert found == ["2027-10-12", "2027-10-26", "18:00:00", "Asia/Almaty"]

    def test_to_all_except_by_several_channels_in_one_entry(self, desk, officer):
        draft = consent.draft(by=officer)
        note = {"reference": "15-1/301emb", "note_day": "2027-10-12", "channels": ["note", "fax"], "evidence": "Courier’s book", "except_states": [key("IR")]}
        note |= {"deadline_day": "2027-10-26", "deadline_hour": "18:00", "deadline_zone": consent.ALMATY}
        page = send(desk, "start", draft.pk, typed=note, now=consent.SENT)
        assert "To all, except Iran" in words(page)
        answer = send(desk, "start", draft.pk, typed={**note, "act": "start", "states_shown": "4", "accept": "no channel"}, now=consent.SENT, follow=True)
        assert "Tell the missions by mail…" in words(answer)
        found = [(sent.channel, [party.code for party in sent.except_states.all()], sent.evidence) for sent in Dispatch.objects.order_by("pk")]
        assert found == [("note", ["IR"], "Courier’s book"), ("fax", ["IR"], "Courier’s book")]

    def test_a_day_with_two_readings_is_refused_with_both(self, desk, officer):
        page = send(desk, "start", consent.draft(by=officer).pk, typed={"deadline_day": "10/11/2027", "note_day": "soon"}, now=consent.SENT)
        errors = page.context["form"].errors
        assert errors["deadline_day"] == [
            "“10/11/2027” can be 11 October 2027 or 10 November 2027: enter it as year-month-day, such as 2027-11-10",
        ]
        assert errors["note_day"] == ["Enter the day as year-month-day or day.month.year, such as 2027-11-05 or 05.11.2027."]
        assert 'value="10/11/2027"' in page.content.decode()


class TestLetters:
    def typed(self, code="KZ", kind="consent", **kw):
        moment = {"received_day": "20.10.2027", "received_hour": "0915", "received_zone": consent.ALMATY}
        return {"states": key(code), "kind": kind, "channel": "fax", **moment, "their_number": "77/12", "their_day": "2027-10-19", **kw}

    def test_how_it_came_is_kept_for_the_next_letter_and_nothing_else(self, desk, round_):
        answer = send(desk, "record_letter", round_.pk, typed=self.typed(received_zone="Asia/Shanghai"), follow=True)
        assert "The letter is recorded. Send a receipt… · Record another letter" in words(answer)
        form = ask(desk, "record_letter", round_.pk).context["form"]
        assert {field.name: field.value() for field in form if field.value() not in (None, "", False)} == {"channel": "fax", "received_zone": "Asia/Shanghai"}

    @pytest.mark.parametrize("same", ["number", "scan"])
    def test_edge_26_the_same_fax_twice_is_shown_side_by_side_and_nothing_typed_is_lost(self, desk, round_, same):
        first, second = self.typed(summary="With pleasure", scan=upload("fax.pdf")), self.typed(summary="Another & more")
        if same == "scan":
            second |= {"their_number": "", "their_day": "", "scan": upload("fax.pdf")}
        send(desk, "record_letter", round_.pk, typed=first)
        page = send(desk, "record_letter", round_.pk, typed=second)
        assert Communication.objects.count() == 1
        shown = words(page)
        assert "This letter seems to be in the record already." in shown
        assert "What it says consents“Another &amp; more” consents“With pleasure”" in shown
        assert reverse("admin:consent_scan", args=[Communication.objects.get().pk]) in page.content.decode()
        assert page.context["form"]["received_hour"].value() == "0915"
        second.pop("scan", None)
        second["kept_scan"] = page.context["form"]["kept_scan"].value() or ""
        send(desk, "record_letter", round_.pk, typed={**second, "another": "on"})
        assert [letter.summary for letter in Communication.objects.order_by("recorded_at", "pk")] == ["With pleasure", "Another & more"]
        assert [letter.scan is not None for letter in Communication.objects.order_by("pk")] == [True, same == "scan"]

    def test_the_withdrawal_of_an_objection_is_prefilled_and_names_it(self, desk, officer, round_):
        first = consent.letter(round_, "KR", K.OBJECTION, consent.SENT, by=officer).letter
        consent.letter(round_, "KR", K.OBJECTION, consent.DURING, by=officer)
        address = reverse("admin:consent_record_letter", args=[round_.pk]) + f"?withdraws={first.pk}"
        assert address in ask_board(desk, round_).content.decode()
        form = ask(desk, "record_letter", round_.pk, withdraws=first.pk).context["form"]
        assert (form["kind"].value(), form["withdraws"].value(), form["states"].value()) == ("withdrawal", first.pk, [key("KR")])
        wrong = send(desk, "record_letter", round_.pk, typed=self.typed("KZ", "withdrawal", withdraws=first.pk))
        assert wrong.context["form"].errors == {"withdraws": ["This objection is of another state than those that are ticked."]}
        wrong = send(desk, "record_letter", round_.pk, typed=self.typed("KR", "consent", withdraws=first.pk))
        assert wrong.context["form"].errors == {"withdraws": ["Only a withdrawal can name the objection that it withdraws."]}
        send(desk, "record_letter", round_.pk, typed=self.typed("KR", "withdrawal", withdraws=first.pk))
        assert Communication.objects.get(kind=K.WITHDRAWAL).withdraws == first

    def test_without_an_objection_nothing_is_asked_about_one(self, desk, round_):
        assert "withdraws" not in ask(desk, "record_letter", round_.pk).context["form"].fields

    def test_the_language_of_the_letter(self, desk, round_):
        send(desk, "record_letter", round_.pk, typed=self.typed(language="ru"))
        assert Communication.objects.get().language == "ru"

    def test_a_receipt_is_offered_beside_the_letter_until_it_is_sent(self, desk, officer, round_):
        letter = consent.letter(round_, "KZ", K.CONSENT, consent.DURING, by=officer).letter
        address = reverse("admin:consent_receipt", args=[letter.pk])
        assert address in ask_board(desk, round_).content.decode()
        services.acknowledge(letter_id=letter.pk, by=officer, now=consent.DURING)
        assert address not in ask_board(desk, round_).content.decode()


class TestIncoming:
    """A letter quotes a number, loosely typed; it finds its round (edge 15)."""

    @pytest.fixture
    def rounds(self, officer):
        notes = (("first", "FIR", "15-1/213emb"), ("second", "SEC", "15-1/214emb"), ("third", "THI", "16-2/213"))
        seminars = [(agenda.seminar(slug=slug, reference_prefix=prefix), reference) for slug, prefix, reference in notes]
        return [consent.opened(by=officer, seminar=seminar, reference=reference) for seminar, reference in seminars]

    @pytest.mark.parametrize("typed", ["15-1/213", "№ 15–1/213", "15-1/213емb", "15-1/213EMB"])
    def test_edge_15_one_round_opens_at_once(self, desk, rounds, typed):
        answer = ask(desk, "incoming", number=typed, follow=True)
        assert answer.redirect_chain == [(reverse("admin:consent_record_letter", args=[rounds[0].pk]), 302)]
        assert "№ 15-1/213emb is quoted" in words(answer)

    def test_edge_15_several_are_offered_and_none_is_guessed(self, desk, rounds):
        page = ask(desk, "incoming", number="№213")
        assert [round_.reference for round_ in page.context["rounds"]] == ["16-2/213", "15-1/213emb"]
        assert "The number may quote one of these notes, the latest first." in words(page)

    def test_none_is_said_plainly_with_the_open_rounds(self, desk, rounds):
        page = ask(desk, "incoming", number="999 <b>")
        assert "No note bears the number “999 &lt;b&gt;”. These rounds are open:" in words(page)
        assert [round_.pk for round_ in page.context["rounds"]] == [round_.pk for round_ in reversed(rounds)]

    def test_the_door_stands_in_the_list(self, desk, rounds):
        page = desk.get(reverse("admin:consent_silenceprocedure_changelist"))
        assert (reverse("admin:consent_incoming") in page.content.decode(), "A letter has come in…" in words(page)) == (True, True)


class TestCertify:
    def test_edge_14_a_state_not_validly_reached_must_be_accepted(self, desk, officer, round_):
        sent = round_.dispatches.get()
        services.record_not_reached(dispatch_id=sent.pk, party_id=key("KR"), at=consent.DURING, evidence="It came back.", by=officer, now=consent.DURING)
        typed = {"channels": ["note"], "counts_shown": "0-3-1-0"}
        page = send(desk, "certify", round_.pk, typed=typed, now=consent.LATER)
        assert "Not validly reached: Republic of Korea. Record the dispatch that reached them, or accept it state by state." in words(page)
        assert (Round.objects.get().state, page.context["form"]["channels"].value()) == (RoundState.OPEN, ["note"])
        send(desk, "certify", round_.pk, typed={**typed, "unreached": [key("KR")]}, now=consent.LATER)
        event = round_.events.get(kind=EventKind.CERTIFIED)
        assert (Round.objects.get().state, event.detail["not reached"]) == (RoundState.ADOPTED, [key("KR")])

    def test_where_all_were_reached_nothing_is_asked(self, desk, round_):
        assert "unreached" not in ask(desk, "certify", round_.pk, now=consent.LATER).context["form"].fields
