"""The Secretariat's pages through the browser's door. The clock stands still where a test says so."""

import datetime as dt
import re

import pytest
import time_machine
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils.html import strip_tags

from consent import services
from consent.enums import EventKind, LetterKind, RoundState
from consent.models import Communication, Decision, Round, SilenceProcedure
from directory.enums import Role
from directory.models import Mission, Party, StoredFile
from tests.factories import agenda, consent, directory

pytestmark = pytest.mark.django_db
K = LetterKind


def at(instant):
    return time_machine.travel(instant, tick=False)


@pytest.fixture(autouse=True)
def sessions_outlive_the_travelling(settings):
    settings.SESSION_COOKIE_AGE = 60 * 60 * 24 * 3650


@pytest.fixture
def states():
    return consent.few_states()


@pytest.fixture
def officer(states):
    return consent.officer()


@pytest.fixture
def seminar(states):
    return agenda.seminar()


@pytest.fixture
def round_(officer, seminar):
    return consent.opened(by=officer, seminar=seminar)


@pytest.fixture
def desk(client, officer):
    client.force_login(officer)
    return client


def words(response):
    """What a page says, in one line of text."""
    return re.sub(r"\s+", " ", strip_tags(response.content.decode().replace("</", " </")))


def board(client, round_, now=consent.DURING):
    with at(now):
        return client.get(reverse("admin:consent_silenceprocedure_change", args=[round_.procedure_id]))


def url(name, key):
    return reverse(f"admin:consent_{name}", args=[key])


NOTE = {
    "reference": "15-1/301emb",
    "note_day": "2027-10-12",
    "channels": "note",
    "deadline_day": "2027-10-26",
    "deadline_hour": "18:00",
    "deadline_zone": "Asia/Almaty",
}


def letter_fields(code, kind, day, hour, **kw):
    party = Party.objects.get(code=code)
    return {"states": party.pk, "kind": kind, "channel": "fax", "received_day": day, "received_hour": hour, "received_zone": "Asia/Almaty", **kw}


class TestV23:
    """One deadline: the form, the job, the board and the certificate go by the same second and print the same sentence."""

    def test_v23_the_board_prints_weekday_hour_city_offset_and_beijing(self, desk, round_):
        page = words(board(desk, round_))
        assert "Running until Tuesday, 26 October 2027, 18:00 Astana time (UTC+5)" in page
        assert "Tuesday, 26 October 2027, 21:00 Beijing time (UTC+8)" in page

    def test_v23_the_readers_own_clock(self, client, round_):
        client.force_login(consent.officer(zone="Asia/Seoul"))
        assert "Your clock Tuesday, 26 October 2027, 22:00 Seoul time (UTC+9)" in words(board(client, round_))

    @pytest.mark.parametrize(("hour", "late"), [("18:00:00", False), ("18:00:01", True)])
    def test_v23_an_objection_at_the_second_and_one_second_later(self, desk, round_, hour, late):
        with at(consent.LATER):
            answer = desk.post(url("record_letter", round_.pk), letter_fields("KZ", "objection", "2027-10-26", hour), follow=True)
        page = words(answer)
        assert ("The letter is recorded as late" in page, "Silence broken: timely objection on file" in page) == (late, not late)
        assert ("Period over: not yet certified" in page) == late
        assert Communication.objects.count() == 1

    def test_v23_the_job_and_the_board_change_at_the_same_second(self, desk, round_):
        services.note_expiries(now=consent.DEADLINE)
        assert "Running until" in words(board(desk, round_, consent.DEADLINE))
        services.note_expiries(now=consent.OVER)
        page = words(board(desk, round_, consent.OVER))
        assert "Silence expired on Tuesday, 26 October 2027, 18:00 Astana time (UTC+5)" in page
        assert ("Period over: not yet certified" in page, "Adopted" in page) == (True, False)

    def test_v23_the_outcome_prints_the_same_sentence(self, desk, officer, round_, seminar):
        services.certify(round_id=round_.pk, channels_examined=["note"], by=officer, now=consent.OVER)
        with at(consent.LATER):
            page = words(desk.get(url("outcome", seminar.pk)))
        assert "The silence expired on Tuesday, 26 October 2027, 18:00 Astana time (UTC+5)" in page

    @pytest.mark.parametrize("missing", ["deadline_hour", "deadline_zone"])
    def test_v23_no_start_without_hour_or_zone(self, desk, officer, missing):
        draft = consent.draft(by=officer)
        with at(consent.SENT):
            answer = desk.post(url("start", draft.pk), {**NOTE, missing: "", "act": "start", "states_shown": "4"})
        assert answer.status_code == 200
        assert answer.context["form"].errors.keys() == {missing}
        assert Round.objects.get().state == RoundState.DRAFT


class TestV24:
    """No job runs: the clock decides all the same."""

    def test_v24_expired_without_a_job_and_a_letter_by_hand_is_late(self, desk, round_, seminar):
        assert "Period over: not yet certified" in words(board(desk, round_, consent.OVER))
        with at(consent.LATER):
            desk.post(url("record_letter", round_.pk), letter_fields("KZ", "objection", "2027-10-26", "18:00:01"))
        page = words(board(desk, round_, consent.LATER))
        assert ("Silence broken" in page, "Period over: not yet certified" in page) == (False, True)
        seminar.refresh_from_db()
        assert (seminar.confirmed_at, Round.objects.get().state, round_.events.filter(kind=EventKind.EXPIRED).count()) == (None, RoundState.OPEN, 0)

    def test_v24_beat_back_next_morning(self, desk, round_):
        services.note_expiries(now=consent.LATER)
        services.note_expiries(now=consent.LATER)
        page = words(board(desk, round_, consent.LATER))
        assert page.count("The period ended") == 1
        assert "Tue 26 Oct 2027, 18:00:00 The period ended entered Wed 27 Oct 2027, 09:00:00" in page


class TestNewProcedure:
    def test_drawn_up(self, desk, states, seminar, officer):
        fields = {"seminar": seminar.pk, "subject": "To convene it", "proposer": states["CN"].pk, "capacity": "co-coordinator", "objections_to_break": "1"}
        with at(consent.SENT):
            answer = desk.post(
                reverse("admin:consent_silenceprocedure_add"),
                {**fields, "amendment_breaks": "on", "minimum_length": "72", "minimum_unit": "hours", "withdrawn_late": "new round", "others_learn": "fact"},
            )
        round_ = Round.objects.get()
        assert answer["Location"] == reverse("admin:consent_silenceprocedure_change", args=[round_.procedure_id])
        assert (round_.procedure.subject, round_.amendment_breaks, round_.proposer_consents) == ("To convene it", True, False)

    def test_what_was_typed_survives(self, desk, states, seminar):
        answer = desk.post(
            reverse("admin:consent_silenceprocedure_add"),
            {
                "seminar": seminar.pk,
                "subject": "To convene it",
                "objections_to_break": "1",
                "minimum_length": "72",
                "minimum_unit": "hours",
                "withdrawn_late": "new round",
                "others_learn": "fact",
            },
        )
        assert (answer.status_code, answer.context["form"].errors.keys()) == (200, {"proposer"})
        assert 'value="To convene it"' in answer.content.decode()
        assert "<title>Error:" in re.sub(r"<title>\s+", "<title>", answer.content.decode())
        assert SilenceProcedure.objects.count() == 0


class TestStart:
    @pytest.fixture
    def draft(self, officer, seminar):
        return consent.draft(by=officer, seminar=seminar)

    def test_a_preview_first_and_without_a_button_nothing_starts(self, desk, draft):
        with at(consent.SENT):
            page = desk.post(url("start", draft.pk), NOTE)
        assert "Start the procedure for 4 states" in words(page)
        assert "No mission is entered for: China, Iran, Kazakhstan, Republic of Korea." in words(page)
        assert Round.objects.get().state == RoundState.DRAFT

    def test_each_caution_must_be_ticked(self, desk, draft):
        with at(consent.SENT):
            page = desk.post(url("start", draft.pk), {**NOTE, "act": "start", "states_shown": "4"})
            assert "Tick each of the remarks below" in words(page)
            assert Round.objects.get().state == RoundState.DRAFT
            answer = desk.post(url("start", draft.pk), {**NOTE, "act": "start", "states_shown": "4", "accept": "no channel"})
        assert answer.status_code == 302
        round_ = Round.objects.get()
        assert (round_.state, round_.deadline, round_.started_at) == (RoundState.OPEN, consent.DEADLINE, consent.SENT)

    def test_the_preview_carries_all_that_was_typed_and_change_gives_the_form_again(self, desk, draft):
        typed = {**NOTE, "channels": ["note", "mail"], "place": "Astana <b>", "as_printed": "26 October 2027"}
        with at(consent.SENT):
            page = desk.post(url("start", draft.pk), typed).content.decode()
            hidden = re.findall(r'<input type="hidden" name="(\w+)" value="([^"]*)">', page)
            form = desk.post(url("start", draft.pk), {**typed, "act": "change"})
        assert ("channels", "note") in hidden and ("channels", "mail") in hidden and ("place", "Astana &lt;b&gt;") in hidden
        assert 'value="26 October 2027"' in form.content.decode()
        assert Round.objects.get().state == RoundState.DRAFT

    def test_a_deadline_that_has_passed(self, desk, draft):
        with at(consent.OVER):
            page = desk.post(url("start", draft.pk), NOTE)
        assert page.context["form"].errors == {
            "deadline_day": ["The deadline must lie in the future. If the note went out already, record it as a note already sent."]
        }

    def test_members_have_changed_since_the_preview(self, desk, draft, states):
        for party in states.values():
            Mission.objects.create(party=party, kind="embassy", city="Astana", zone="Asia/Almaty")
        with at(consent.SENT):
            page = desk.post(url("start", draft.pk), {**NOTE, "act": "start", "states_shown": "5"})
        assert "The list of member states has changed since this page was shown." in words(page)
        assert Round.objects.get().state == RoundState.DRAFT

    def test_a_note_already_sent(self, desk, draft):
        sent = {"sent_day": "2027-10-12", "sent_hour": "12:00", "sent_zone": "Asia/Almaty"}
        with at(consent.LATER):
            page = words(desk.post(url("record_sent", draft.pk), {**NOTE, **sent}, follow=True))
        assert ("Period over: not yet certified" in page, "recorded afterwards" in page) == (True, True)
        assert Round.objects.get().started_at == consent.SENT


class TestLetters:
    def test_the_form_is_empty_of_any_moment(self, desk, round_):
        page = desk.get(url("record_letter", round_.pk)).content.decode()
        assert re.findall(r'<input type="(?:date|text)" name="(received_day|received_hour)"([^>]*)>', page)
        assert re.findall(r'name="received_(?:day|hour)"[^>]*value=', page) == []

    def test_nothing_typed_is_lost_and_the_scan_is_kept(self, desk, round_):
        fields = {**letter_fields("KZ", "", "2027-10-20", "9:15"), "summary": "With <pleasure>", "scan": SimpleUploadedFile("fax.pdf", b"%PDF-1.4 page")}
        with at(consent.DURING):
            page = desk.post(url("record_letter", round_.pk), fields)
        text = page.content.decode()
        assert page.context["form"].errors.keys() == {"kind"}
        assert "With &lt;pleasure&gt;" in text and 'value="9:15"' in text and "The scan “fax.pdf” is kept" in words(page)
        kept = re.search(r'name="kept_scan" value="([^"]+)"', text).group(1)
        again = {**letter_fields("KZ", "consent", "2027-10-20", "9:15"), "kept_scan": kept}
        with at(consent.DURING):
            desk.post(url("record_letter", round_.pk), again)
        letter = Communication.objects.get()
        assert (letter.scan, StoredFile.objects.count()) == (StoredFile.objects.get(), 1)

    def test_the_scan_is_given_to_the_secretariat_and_exists_for_nobody_else(self, desk, client, officer, round_):
        fields = {**letter_fields("KZ", "consent", "2027-10-20", "9:15"), "scan": SimpleUploadedFile("fax.pdf", b"%PDF-1.4 page")}
        with at(consent.DURING):
            desk.post(url("record_letter", round_.pk), fields)
        address = url("scan", Communication.objects.get().pk)
        answer = desk.get(address)
        assert (b"".join(answer.streaming_content), answer["Content-Type"], answer["X-Content-Type-Options"]) == (
            b"%PDF-1.4 page",
            "application/pdf",
            "nosniff",
        )
        for role in (Role.HOST, Role.READER, Role.ADMINISTRATOR):
            client.force_login(directory.staff(role))
            assert client.get(address).status_code == 404
        client.logout()
        assert client.get(address).status_code == 302

    def test_markup_in_a_summary_stays_text(self, desk, officer, round_):
        consent.letter(round_, "KZ", K.COMMENT, consent.DURING, by=officer, summary='<img src=x onerror=alert(1)>"><script>alert(2)</script>')
        consent.letter(round_, "KR", K.UNCLEAR, consent.DURING, by=officer, summary="<b>provided</b>")
        text = board(desk, round_).content.decode()
        assert "&lt;img src=x onerror=alert(1)&gt;" in text
        assert ("<img src=x" in text, "<script>alert" in text, "<b>provided" in text) == (False, False, False)

    def test_decide(self, desk, officer, round_):
        letter = consent.letter(round_, "IR", K.UNCLEAR, consent.DURING, by=officer, summary="provided that").letter
        with at(consent.LATER):
            page = desk.post(url("decide", letter.pk), {"meaning": "amendment", "reason": ""})
            assert page.context["form"].errors == {"reason": ["Give the reason for the decision."]}
            page = words(desk.post(url("decide", letter.pk), {"meaning": "amendment", "reason": "It sets a condition."}, follow=True))
        assert Decision.objects.get().by == officer
        assert "not “unclear: needs a decision” but “proposes an amendment”. It sets a condition." in page
        assert "Silence broken: timely objection on file" in page

    def test_correct_starts_from_the_mistaken_entry(self, desk, officer, round_):
        wrong = consent.letter(round_, "KZ", K.OBJECTION, consent.DURING, by=officer).letter
        page = desk.get(url("correct", wrong.pk))
        assert (page.context["form"]["received_hour"].value(), page.context["form"]["kind"].value()) == (dt.time(10, 0), "objection")
        with at(consent.LATER):
            right = {**letter_fields("KR", "consent", "2027-10-20", "10:00"), "reason": "Another line was meant."}
            shown = words(desk.post(url("correct", wrong.pk), right, follow=True))
        assert "Struck as mistaken by Secretariat 1" in shown and "Silence broken" not in shown
        assert Communication.objects.filter(struck_at=None).get().replaces == wrong

    def test_correct_only_strikes(self, desk, officer, round_):
        wrong = consent.letter(round_, "KZ", K.OBJECTION, consent.DURING, by=officer).letter
        with at(consent.LATER):
            answer = desk.post(url("correct", wrong.pk), {"reason": "Entered twice.", "only_strike": "on"})
        assert (answer.status_code, Communication.objects.count(), Communication.objects.filter(struck_at=None).count()) == (302, 1, 0)


class TestCertify:
    def test_the_numbers_are_on_the_button(self, desk, officer, round_):
        consent.letter(round_, "KZ", K.CONSENT, consent.DURING, by=officer)
        assert "Certify: no objection." not in words(board(desk, round_, consent.DEADLINE))
        assert "Certify: no objection. 1 agreed in writing, 2 silent, 1 proposer" in words(board(desk, round_, consent.OVER))

    def test_certified_through_the_page(self, desk, officer, round_, seminar):
        consent.letter(round_, "KZ", K.CONSENT, consent.DURING, by=officer)
        with at(consent.LATER):
            page = words(desk.get(url("certify", round_.pk)))
            assert "Consent in writing (1) Kazakhstan" in page and "Counted as consent: no reply (2) Iran, Republic of Korea" in page
            shown = words(desk.post(url("certify", round_.pk), {"channels": ["note"], "counts_shown": "1-2-1-0"}, follow=True))
        assert "Adopted: no objection was received in time" in shown and "Counted as consent" in shown
        seminar.refresh_from_db()
        assert (seminar.confirmed_at, Round.objects.get().certified_by) == (consent.LATER, officer)

    def test_a_channel_that_was_not_ticked(self, desk, officer, round_):
        consent.letter(round_, "KZ", K.CONSENT, consent.DURING, by=officer, channel="fax")
        with at(consent.LATER):
            page = desk.post(url("certify", round_.pk), {"channels": ["note"], "counts_shown": "1-2-1-0"})
        assert "Still missing: fax." in words(page)
        assert Round.objects.get().state == RoundState.OPEN

    def test_numbers_that_have_changed_are_shown_anew(self, desk, officer, round_):
        with at(consent.LATER):
            page = desk.post(url("certify", round_.pk), {"channels": ["note"], "counts_shown": "1-2-1-0"})
            assert "the numbers have changed" in words(page)
            assert Round.objects.get().state == RoundState.OPEN
            again = desk.post(url("certify", round_.pk), {"channels": ["note"], "counts_shown": page.context["form"]["counts_shown"].value()})
        assert (again.status_code, Round.objects.get().state) == (302, RoundState.ADOPTED)

    def test_without_the_right_there_is_neither_button_nor_page(self, client, round_):
        client.force_login(consent.officer(certify=False))
        page = words(board(client, round_, consent.LATER))
        assert "A named officer certifies it." in page
        assert client.get(url("certify", round_.pk)).status_code == 403


class TestWhoSeesWhat:
    def pages(self, round_, seminar, letter):
        own = [url(name, round_.pk) for name in ("start", "record_sent", "record_letter", "certify")] + [url("decide", letter.pk), url("correct", letter.pk)]
        lists = [reverse("admin:consent_silenceprocedure_changelist"), reverse("admin:consent_silenceprocedure_add")]
        return own + lists + [reverse("admin:consent_silenceprocedure_change", args=[round_.procedure_id])]

    @pytest.mark.parametrize("role", [Role.HOST, Role.READER, Role.ADMINISTRATOR])
    @pytest.mark.parametrize("method", ["get", "post"])
    def test_the_others_see_no_letter_and_no_board(self, client, officer, round_, seminar, role, method):
        letter = consent.letter(round_, "KZ", K.UNCLEAR, consent.DURING, by=officer).letter
        client.force_login(directory.staff(role))
        assert {getattr(client, method)(address).status_code for address in self.pages(round_, seminar, letter)} == {403}

    def test_nobody_is_sent_to_the_log_in(self, client, officer, round_, seminar):
        letter = consent.letter(round_, "KZ", K.UNCLEAR, consent.DURING, by=officer).letter
        assert {client.get(address).status_code for address in self.pages(round_, seminar, letter)} == {302}

    def test_the_host_sees_outcome_and_numbers_and_no_name(self, client, officer, round_, seminar):
        consent.letter(round_, "KZ", K.UNCLEAR, consent.DURING, by=officer, summary="provided that")
        client.force_login(directory.staff(Role.HOST))
        with at(consent.DURING):
            answer = client.get(url("outcome", seminar.pk))
        page = words(answer)
        assert "Running" in page and "0 agreed in writing, 2 silent, 1 proposer, 1 not settled yet" in page
        for secret in ("Kazakhstan", "provided that", "Decision needed", "letter"):
            assert secret not in page, secret

    def test_the_host_finds_it_on_the_seminars_page_and_the_reader_nothing(self, client, round_, seminar):
        client.force_login(directory.staff(Role.HOST))
        change = reverse("admin:agenda_seminar_change", args=[seminar.pk])
        assert url("outcome", seminar.pk) in client.get(change).content.decode()
        client.force_login(directory.staff(Role.READER))
        assert url("outcome", seminar.pk) not in client.get(change).content.decode()
        assert client.get(url("outcome", seminar.pk)).status_code == 403

    def test_what_does_not_exist_is_404(self, desk):
        for name in ("start", "record_sent", "record_letter", "certify", "decide", "correct", "scan", "outcome"):
            assert desk.get(url(name, 999)).status_code == 404, name
        assert desk.get(reverse("admin:consent_silenceprocedure_change", args=[999])).status_code == 404
        assert desk.get("/admin/consent/silenceprocedure/abc/change/").status_code == 404


def test_no_page_has_an_inline_script_or_style(desk, officer, round_):
    letter = consent.letter(round_, "KZ", K.UNCLEAR, consent.DURING, by=officer).letter
    draft = consent.draft(by=officer, seminar=agenda.seminar(slug="draft", reference_prefix="DRA"))
    pages = [board(desk, round_)] + [desk.get(url(name, draft.pk)) for name in ("start", "record_sent", "set_text", "new_round")]
    pages += [desk.get(url(name, round_.pk)) for name in ("record_letter", "certify")]
    for page in [*pages, desk.get(url("decide", letter.pk)), desk.get(url("correct", letter.pk))]:
        text = page.content.decode()
        assert re.findall(r"<style|\sstyle=|\son\w+=|<script(?![^>]*\ssrc=)(?![^>]*type=\"application/json\")", text) == []
