"""The pages of a focal point (consent/views.py): a round, its files, the answer, the receipt; and that all else is not there."""

import datetime as dt
import gzip
import re
from pathlib import Path
from types import SimpleNamespace

import pytest
import time_machine
from django.contrib.staticfiles import finders
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils.html import strip_tags

from agenda.models import Seminar
from consent import selectors, services
from consent.enums import ClosingReason, EventKind, Label, LetterKind, Position, RoundState, WithdrawnLate
from consent.models import Communication, ProcedureEvent, Round, TextFile
from consent.tasks import note_expiries
from directory import files
from directory.models import FocalPoint, Party
from notifications.models import OutgoingEmail
from tests.factories import agenda, consent, directory

pytestmark = pytest.mark.django_db
K = LetterKind
PDF = b"%PDF-1.4\n1 0 obj\n<<>>\nendobj\ntrailer\n<<>>\n%%EOF\n"
BREAKS_NOTHING = "It arrived after the silence had expired. It is kept in the record and changes nothing."
TWO_STEPS = {K.OBJECTION: "Send objection", K.AMENDMENT: "Send amendment", K.WITHDRAWAL: "Send withdrawal"}


@pytest.fixture
def world(settings, tmp_path):
    """Procedure P with a file, asked of four states; focal points of Kazakhstan and of Korea before their browsers."""
    settings.STORAGES = {**settings.STORAGES, "default": {"BACKEND": "django.core.files.storage.FileSystemStorage", "OPTIONS": {"location": tmp_path}}}
    settings.SESSION_COOKIE_AGE = 60 * 60 * 24 * 3650
    consent.few_states()
    by = consent.officer()
    world = SimpleNamespace(officer=by, mission=directory.mission("KZ"), other=directory.mission("KR", "Seoul", zone="Asia/Seoul"))
    world.post = directory.focal_point(world.mission, "focal.kz@example.org", name="F. Kazakh")
    draft = consent.draft(by=by)
    kept = files.store_bytes(content=PDF, name="concept.pdf", content_type="application/pdf", owner="consent:1", by=by, now=consent.SENT)
    text = services.TextData(wording="To convene it online.", files=(services.FileData(kept, title="Concept paper"),))
    services.set_text(round_id=draft.pk, text=text, by=by, now=consent.SENT)
    world.round = services.record_note_already_sent(round_id=draft.pk, note=consent.note(), sent_at=consent.SENT, by=by, now=consent.SENT)
    world.file = TextFile.objects.get()
    world.browser, world.neighbour = Client(), Client()
    world.browser.force_login(world.post.user)
    world.neighbour.force_login(directory.focal_point(world.other, "focal.kr@example.org").user)
    world.path = path(world.mission, world.round)
    return world


def path(mission, round_, rest=""):
    return f"/missions/{mission.pk}/rounds/{round_.pk}/{rest}"


def said(answer):
    assert b" style=" not in answer.content and answer.content.count(b"<script") == 1
    return re.sub(r"\s+", " ", strip_tags(answer.content.decode().replace("</", " </")))


def get(browser, address, now=consent.DURING, status=200):
    with time_machine.travel(now, tick=False):
        answer = browser.get(address)
    assert answer.status_code == status
    return answer


def post(world, now=consent.DURING, browser=None, address="", status=302, **form):
    with time_machine.travel(now, tick=False):
        answer = (browser or world.browser).post(address or world.path, {"form_token": "one", **form})
    assert answer.status_code == status
    return answer


def position(world):
    return selectors.questions_to([world.mission.party_id], consent.DURING)[world.mission.party_id][0].position


def pdf(content=PDF):
    return SimpleUploadedFile("note.pdf", content, content_type="application/pdf")


# --- the page ---------------------------------------------------------------------------------------------------------------------------------


def test_it_says_what_is_asked_until_when_and_where_the_state_stands(world):
    answer = get(world.browser, world.path)
    page, sheet = said(answer), Path(finders.find("css/portal.css")).read_bytes()
    assert len(gzip.compress(answer.content)) + len(gzip.compress(sheet)) <= 20_000
    for words in (
        "The silence expires on Tuesday, 26 October 2027, 18:00 Astana time (UTC+5)",
        "Tuesday, 26 October 2027, 21:00 Beijing time (UTC+8)",
        "№ 15-1/301emb of 12 October 2027, round 1",
        "Your state has not answered yet. Unless it objects, it is counted as consenting when the silence expires.",
        "To convene it online.",
        f"SHA-256 {world.file.file.sha256}",
        "1 objection breaks the silence",
        "Nothing yet, by whatever way.",
    ):
        assert words in page
    assert "Korea" not in page and "Withdrawal of the objection" not in page
    seoul = said(get(world.neighbour, path(world.other, world.round)))
    assert "Tuesday, 26 October, 22:00 in Seoul (UTC+9)" in seoul


@pytest.mark.parametrize("prefix", ["", "/ru", "/zh-hans"])
def test_it_is_there_in_three_languages(world, prefix):
    heading = {"": "Answer for your state", "/ru": "Ответ от имени вашего государства", "/zh-hans": "代表贵国答复"}[prefix]
    page = get(world.browser, prefix + world.path).content.decode()
    assert f'<h2 id="answer-heading">{heading}</h2>' in page and f'action="{prefix}{world.path}"' in page


def test_a_file_comes_exactly_as_issued_and_the_files_of_others_do_not(world):
    answer = get(world.browser, path(world.mission, world.round, f"files/{world.file.pk}/"))
    assert b"".join(answer.streaming_content) == PDF
    assert (answer["Content-Type"], answer["X-Content-Type-Options"]) == ("application/pdf", "nosniff")
    assert answer["Content-Disposition"] == 'attachment; filename="concept.pdf"' and "no-store" in answer["Cache-Control"]
    seminar = agenda.seminar(slug="wetlands", reference_prefix="WET")
    unissued = consent.draft(by=world.officer, seminar=seminar)
    foreign = services.set_text(
        round_id=unissued.pk, text=services.TextData(files=(services.FileData(world.file.file),)), by=world.officer, now=consent.SENT
    ).files.get()
    get(world.browser, path(world.mission, world.round, f"files/{foreign.pk}/"), status=404)
    get(world.browser, path(world.mission, unissued, f"files/{foreign.pk}/"), status=404)


def test_what_is_not_the_visitors_is_not_there_and_says_nothing(world):
    """Another mission, another state's letter, a draft, a round in which the state was not asked, no round at all: one answer."""
    fax = files.store_bytes(content=b"%PDF-1.4", name="fax.pdf", content_type="application/pdf", owner="consent:1", by=None, now=consent.SENT)
    theirs = consent.letter(world.round, "KR", K.OBJECTION, consent.DURING, by=world.officer, scan=fax).letter
    ours = consent.letter(world.round, "KZ", K.CONSENT, consent.DURING, by=world.officer, scan=world.file.file).letter
    draft = consent.draft(by=world.officer, seminar=agenda.seminar(slug="wetlands", reference_prefix="WET"))
    observer = directory.focal_point(directory.mission("ID", "Jakarta", zone="Asia/Jakarta"), "focal.kz@example.org").mission
    never = path(world.mission, SimpleNamespace(pk=99_999))
    strangers = [
        path(world.other, world.round),
        path(world.mission, draft),
        path(observer, world.round),
        never,
        path(world.mission, world.round, f"letters/{theirs.pk}/"),
        path(world.mission, world.round, f"letters/{theirs.pk}/file/"),
        path(world.other, world.round, f"letters/{theirs.pk}/"),
        path(world.mission, world.round, "files/99999/"),
    ]
    shown = {re.sub(r'value="/[^"]*"|value="\w{64}"', "", get(world.browser, address, status=404).content.decode()) for address in strangers}
    assert len(shown) == 1
    for address in (path(world.other, world.round), path(world.mission, draft), path(observer, world.round), never):
        post(world, address=address, kind="consent", status=404)
    assert b"".join(get(world.browser, path(world.mission, world.round, f"letters/{ours.pk}/file/")).streaming_content) == PDF
    assert said(get(world.browser, world.path)).count("letters") == 0 and Communication.objects.count() == 2
    nobody = get(Client(), world.path, status=302)
    assert nobody["Location"] == f"/log-in/?next={world.path}"


def test_the_page_of_a_person_who_handed_over_is_gone(world):
    FocalPoint.objects.filter(pk=world.post.pk).update(until=consent.SENT, ended_by=world.officer)
    get(world.browser, world.path, status=404)
    post(world, kind="consent", status=404)


# --- the answer -------------------------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("kind", "stands"),
    [
        (K.CONSENT, Position.AGREED),
        (K.CONSENT_WITH_COMMENT, Position.AGREED_WITH_COMMENT),
        (K.COMMENT, Position.COMMENT_OR_QUESTION),
        (K.QUESTION, Position.COMMENT_OR_QUESTION),
        (K.EXTENSION_REQUEST, Position.DECISION_NEEDED),
        (K.AMENDMENT, Position.OBJECTION),
        (K.OBJECTION, Position.OBJECTION),
        (K.WITHDRAWAL, Position.COMMENT_OR_QUESTION),
    ],
)
def test_every_kind_is_sent_and_answered_with_a_receipt(world, kind, stands):
    if kind == K.WITHDRAWAL:
        consent.letter(world.round, "KZ", K.OBJECTION, consent.DURING, by=world.officer, channel="fax")
    form = {"kind": kind.value, "words": "Thus it is.\r\nTruly."}
    if kind in TWO_STEPS:
        step = said(post(world, **form, file=pdf(), status=200))
        assert not Communication.objects.filter(channel="portal").exists()
        for words in ("Nothing has been sent yet.", "Thus it is.", "Truly.", "note.pdf", "What it does", TWO_STEPS[kind], "Go back and change"):
            assert words in step
        kept = re.search(r'name="kept_file" value="([^"]+)"', post(world, **form, file=pdf(), status=200).content.decode())[1]
        form |= {"act": "send", "kept_file": kept}
    else:
        form["file"] = pdf()
    answer = post(world, **form)
    letter = Communication.objects.get(channel="portal")
    assert answer["Location"] == path(world.mission, world.round, f"letters/{letter.pk}/")
    assert (letter.kind, letter.summary, letter.received_at, letter.receipt) == (kind, "Thus it is.\nTruly.", consent.DURING, "15-1/301emb-1/KZ-1")
    assert (letter.mission, letter.recorded_by, position(world)) == (world.mission, world.post.user, stands)
    receipt = said(get(world.browser, answer["Location"]))
    for words in ("Receipt № 15-1/301emb-1/KZ-1", "Wednesday, 20 October 2027, 10:00:00 Astana time (UTC+5)", "13:00:00 Beijing time (UTC+8)", "F. Kazakh"):
        assert words in receipt
    assert f"SHA-256 {letter.scan.sha256}" in receipt and "in time" in receipt
    mail = OutgoingEmail.objects.get(kind="consent/receipt")
    assert (mail.to_address, "Receipt № 15-1/301emb-1/KZ-1" in mail.text, world.path in mail.text) == ("focal.kz@example.org", True, True)


@pytest.mark.parametrize("kind", ["consent_with_comment", "comment", "question", "extension_request", "amendment"])
def test_what_needs_words_keeps_what_is_there(world, kind):
    page = post(world, kind=kind, words=" ", act="send", status=200).content.decode()
    assert "<title>Error: " in page and page.count("Write it in words, or add a file.") == 2
    assert re.search(rf'value="{kind}"[^>]*checked', page) and 'href="#id_words"' in page and 'value="one"' in page
    assert Communication.objects.count() == 0


def test_mistakes_are_told_and_nothing_typed_or_uploaded_is_lost(world):
    page = post(world, words="Typed.", file=pdf(), status=200).content.decode()
    assert "Choose what your state wishes to say." in page and "Typed.</textarea>" in page and "Kept, and sent with it: <bdi>note.pdf</bdi>" in page
    kept = re.search(r'name="kept_file" value="([^"]+)"', page)[1]
    page = post(world, kind="comment", words="w" * 4001, kept_file=kept, status=200).content.decode()
    assert "These are 4001 characters, and 4000 are the most." in page and "w" * 4001 in page
    page = post(world, kind="comment", file=pdf(b"GIF89a of no use"), kept_file=kept, status=200).content.decode()
    assert "This file cannot be kept" in page and "Write it in words" not in page
    post(world, kind="comment", kept_file=kept)
    assert Communication.objects.get().scan.sha256 == world.file.file.sha256
    post(world, kind="consent", words="Yes.", kept_file=kept, without_file="on")
    assert Communication.objects.latest("pk").scan is None


def test_a_file_that_another_person_has_stored_is_not_sent(world):
    page = post(world, browser=world.neighbour, address=path(world.other, world.round), words="Typed.", file=pdf(), status=200).content.decode()
    kept = re.search(r'name="kept_file" value="([^"]+)"', page)[1]
    post(world, kind="consent", kept_file=kept)
    assert Communication.objects.get().scan is None


def test_going_back_and_another_language_show_the_form_as_it_was(world):
    for more, address in (({"act": "change"}, ""), ({"keep": "language"}, "/ru" + world.path)):
        page = post(world, address=address, kind="objection", words="Not so.", **more, status=200).content.decode()
        assert re.search(r'value="objection"[^>]*checked', page) and "Not so.</textarea>" in page and 'value="one"' in page
        assert "error" not in page and Communication.objects.count() == 0


def test_a_double_click_is_one_letter_and_another_word_another(world):
    first, again = (post(world, kind="consent", words="Yes.") for _click in range(2))
    assert first["Location"] == again["Location"] and Communication.objects.count() == 1
    post(world, kind="objection", words="No.", act="send")
    assert [letter.receipt for letter in Communication.objects.order_by("pk")] == ["15-1/301emb-1/KZ-1", "15-1/301emb-1/KZ-2"]


def test_a_withdrawal_without_an_objection_of_the_own_state_is_refused(world):
    consent.letter(world.round, "KR", K.OBJECTION, consent.DURING, by=world.officer)
    page = post(world, kind="withdrawal", act="send", status=200).content.decode()
    assert "No objection of your state is on file" in page and Communication.objects.count() == 1


def test_a_session_that_has_run_out_loses_no_word(world):
    stranger = Client(enforce_csrf_checks=True)
    for browser in (Client(), stranger):
        answer = post(world, browser=browser, kind="objection", words="Not on these days.", status=403)
        page = answer.content.decode()
        assert "Not on these days.</textarea>" in page and 'value="objection"' in page and f"/log-in/?next={world.path}" in page
        assert "Biodiversity" not in page and "no-store" in answer["Cache-Control"]
    stranger.force_login(world.post.user)  # in another window; the token of this one is old by now
    page = post(world, browser=stranger, kind="objection", words="Not on these days.", act="send", status=200).content.decode()
    assert "Please send it once more" in page and "Not on these days.</textarea>" in page and Communication.objects.count() == 0


# --- after the end ----------------------------------------------------------------------------------------------------------------------------


def test_v24_the_clock_decides_whether_or_not_a_job_has_run(world):
    """The beat stood still from 25 October; at 18:00:01 the page says expired and offers no form, and a letter sent by hand is kept and breaks nothing."""
    assert 'name="kind"' in get(world.browser, world.path, now=consent.DEADLINE).content.decode()
    page = get(world.browser, world.path, now=consent.OVER)
    assert "The silence expired on Tuesday, 26 October 2027, 18:00 Astana time (UTC+5)" in said(page)
    assert "no answer is taken here any more" in said(page) and "<textarea" not in page.content.decode() and 'name="kind"' not in page.content.decode()
    step = said(post(world, now=consent.OVER, kind="objection", words="Not so.", status=200))
    assert "The silence has expired meanwhile. It is kept in the record as late and changes nothing." in step and "breaks the silence:" not in step
    answer = post(world, now=consent.OVER, kind="objection", words="Not so.", act="send")
    assert BREAKS_NOTHING in said(get(world.browser, answer["Location"], now=consent.OVER))
    assert BREAKS_NOTHING in said(get(world.browser, world.path, now=consent.OVER))
    assert BREAKS_NOTHING in OutgoingEmail.objects.get().text
    board = selectors.board(world.round.pk, consent.OVER)
    assert (board.labels, board.stand.broken, board.letters[0].late) == ([Label.OVER], False, True)
    assert (Round.objects.get().state, Seminar.objects.get().is_confirmed) == (RoundState.OPEN, False)
    with time_machine.travel(consent.LATER, tick=False):
        assert [note_expiries() for _run in range(2)] == [1, 0]
    event = ProcedureEvent.objects.get(kind=EventKind.EXPIRED)
    assert (event.at, event.recorded_at, event.by) == (consent.DEADLINE, consent.LATER, None)
    assert (Round.objects.get().state, Seminar.objects.get().is_confirmed) == (RoundState.OPEN, False)


def test_after_the_period_a_withdrawal_alone_is_offered_where_the_rules_let_it_lift(world):
    consent.letter(world.round, "KZ", K.OBJECTION, consent.DURING, by=world.officer)
    assert 'name="kind"' not in get(world.browser, world.path, now=consent.OVER).content.decode()
    Round.objects.update(withdrawn_late=WithdrawnLate.LIFTS)
    page = get(world.browser, world.path, now=consent.OVER).content.decode()
    assert re.findall(r'name="kind" value="(\w+)"', page) == ["withdrawal"]
    answer = post(world, now=consent.OVER, kind="withdrawal", act="send")
    assert "By the rules of this round a withdrawal lifts an objection all the same." in said(get(world.browser, answer["Location"], now=consent.OVER))
    assert position(world) == Position.COMMENT_OR_QUESTION


def test_a_letter_after_the_round_has_ended_is_kept_and_changes_nothing(world):
    later = consent.DURING + dt.timedelta(hours=1)
    services.close_without_adoption(
        round_id=world.round.pk, reason=ClosingReason.WITHDRAWN, words="No venue.", tell_states=True, by=world.officer, now=consent.DURING
    )
    page = get(world.browser, world.path, now=later)
    assert "Closed without adoption withdrawn by the proposer" in said(page) and "“No venue.”" in said(page) and 'name="kind"' not in page.content.decode()
    answer = post(world, now=later, kind="objection", act="send")
    assert "It arrived after the round had ended. It is kept in the record and changes nothing." in said(get(world.browser, answer["Location"], now=later))
    assert Round.objects.get().state == RoundState.CLOSED


def test_the_outcome_stands_on_the_page(world):
    services.certify(round_id=world.round.pk, channels_examined=["note"], by=world.officer, now=consent.LATER)
    page = said(get(world.browser, world.path, now=consent.LATER))
    assert "Adopted, effective from Tuesday, 26 October 2027, 18:00 Astana time (UTC+5)" in page and "It was counted as consenting." in page
    assert "In numbers" not in page
    services.tell_outcome(round_id=world.round.pk, words="", by=world.officer, now=consent.LATER)
    page = said(get(world.browser, world.path, now=consent.LATER))
    assert "consent in writing: 0 states counted as consent: 3 states Head of the record" in page


# --- queries ----------------------------------------------------------------------------------------------------------------------------------


def test_the_queries_grow_with_nothing(world):
    services.extend_for_all(round_id=world.round.pk, deadline=consent.LATER, reason="Time.", by=world.officer, now=consent.DURING)
    consent.letter(world.round, "KZ", K.COMMENT, consent.DURING, by=world.officer)
    receipt = post(world, kind="consent")["Location"]

    def counted():
        found = []
        for address in (world.path, receipt):
            with CaptureQueriesContext(connection) as queries:
                get(world.browser, address)
            found.append(len(queries))
        return found

    before = counted()
    for number in range(4):
        post(world, kind="comment", words=f"Again {number}.", file=pdf())
        consent.letter(world.round, "KZ KR", K.QUESTION, consent.DURING, by=world.officer, their_number=str(number))
    text = services.TextData(wording="As corrected.", files=(services.FileData(world.file.file),) * 3, change_note="A misprint.")
    services.issue_corrigendum(round_id=world.round.pk, text=text, not_substantive=True, by=world.officer, now=consent.DURING)
    Party.objects.filter(code="KR").update(name_en="Korea")
    assert counted() == before and max(before) < 40
    page = said(get(world.browser, world.path))
    assert "In force, as corrected: A misprint." in page and "As first issued To convene it online." in page
