"""The round file: read back from the ZIP, hash by hash."""

import datetime as dt
import hashlib
import io
import json
import re
import zipfile

import pytest
import time_machine
from django.core.management import call_command
from django.db import connection
from django.urls import reverse
from docx import Document
from openpyxl import load_workbook

from consent import chain, services
from consent.enums import Channel, Enclosure, LetterKind, Purpose
from consent.models import Communication, Round, SilenceProcedure
from consent.round_file import name_of
from directory import files
from directory.models import Mission, Party
from notifications.models import OutgoingEmail
from tests.factories import consent, directory

pytestmark = pytest.mark.django_db
K = LetterKind
HOUR = dt.timedelta(hours=1)


@pytest.fixture
def officer():
    consent.few_states()
    return consent.officer(name="A. Officer")


@pytest.fixture
def desk(client, officer, settings):
    settings.SESSION_COOKIE_AGE = 60 * 60 * 24 * 3650
    client.force_login(officer)
    return client


def kept(officer, content, name):
    return files.store_bytes(content=content, name=name, content_type="application/pdf", owner="consent:1", by=officer, now=consent.SENT)


NOTE, PAPER, FAX = b"%PDF-1.4 the note", b"%PDF-1.4 concept", b"%PDF-1.4 a fax"


@pytest.fixture
def round_(officer):
    """Adopted, after nearly everything: two versions of the text, an extension, a bounce, two records of one scan, a ruling, a struck entry."""
    Mission.objects.create(party=Party.objects.get(code="KR"), kind="embassy", city="Seoul", zone="Asia/Seoul", mailboxes="kr@example.org")
    reader = directory.focal_point(Mission.objects.get(), "reader@example.org", since=consent.SENT, name="Person Kim").user
    reader.language = "ru"
    reader.save()
    round_ = consent.draft(by=officer)
    enclosures = (
        services.FileData(file=kept(officer, NOTE, "нота 213.pdf"), kind=Enclosure.NOTE, title="Note", language="ru"),
        services.FileData(file=kept(officer, PAPER, "../concept.pdf"), kind=Enclosure.CONCEPT, title="Concept paper"),
    )
    services.set_text(round_id=round_.pk, text=services.TextData(wording="Given up.", files=()), by=officer, now=consent.SENT)
    services.set_text(round_id=round_.pk, text=services.TextData(wording="To convenne it.", files=enclosures), by=officer, now=consent.SENT)
    note = consent.note(reference="№ 15-1/213еmb", evidence="Receipt 7", except_states=(Party.objects.get(code="IR").pk,))
    services.record_note_already_sent(round_id=round_.pk, note=note, sent_at=consent.SENT, by=officer, now=consent.SENT)
    corrected = services.TextData(wording="To convene it.", change_note="A misprint.")
    services.issue_corrigendum(round_id=round_.pk, text=corrected, not_substantive=True, by=officer, now=consent.DURING)
    services.extend_for_all(round_id=round_.pk, deadline=consent.LATER, reason="An outage.", by=officer, now=consent.DURING)
    sent = round_.dispatches.get()
    services.record_not_reached(
        dispatch_id=sent.pk, party_id=Party.objects.get(code="KZ").pk, at=consent.DURING, evidence="It came back.", by=officer, now=consent.DURING
    )
    for state in ("", "IR"):
        left_out = [Party.objects.get(code=state).pk] if state else []
        again = {"purpose": Purpose.REMINDER, "channel": Channel.FAX, "sent_at": consent.DURING + HOUR, "except_states": left_out}
        services.record_dispatch(round_id=round_.pk, by=officer, now=consent.DURING + HOUR, **again)
    fax = kept(officer, FAX, "fax.pdf")
    consent.letter(round_, "KZ", K.CONSENT, consent.DURING, by=officer, scan=fax, their_number="7/12")
    data = consent.letter_data("KZ", K.COMMENT, consent.DURING, scan=fax, summary="=HYPERLINK(1)")
    services.record_letter(round_id=round_.pk, letter=data, by=officer, now=consent.DURING, another=True)
    unclear = consent.letter(
        round_, "KR", K.UNCLEAR, consent.DURING, by=officer, now=consent.DURING + HOUR, scan=kept(officer, b"%PDF-1.4 other", "x.pdf")
    ).letter
    services.decide_meaning(letter_id=unclear.pk, meaning=K.RECEIPT, reason="It thanks.", by=officer, now=consent.DURING + HOUR)
    struck = consent.letter(round_, "IR", K.OBJECTION, consent.DURING + HOUR, by=officer).letter
    services.correct_entry(letter_id=struck.pk, reason="Of another round.", by=officer, now=consent.DURING + HOUR)
    services.certify(round_id=round_.pk, channels_examined=list(Channel), by=officer, now=consent.LATER + HOUR)
    services.tell_outcome(round_id=round_.pk, words="", by=officer, now=consent.LATER + HOUR)
    return Round.objects.get(pk=round_.pk)


def fetched(desk, round_, language="en", now=consent.LATER + 2 * HOUR):
    with time_machine.travel(now, tick=False):
        answer = desk.get(reverse("admin:consent_round_file", args=[round_.pk]), {"language": language})
    assert (answer.status_code, answer["Content-Type"], answer.streaming) == (200, "application/zip", True)
    content = b"".join(answer.streaming_content)
    archive = zipfile.ZipFile(io.BytesIO(content))
    assert archive.testzip() is None
    return answer, {name: archive.read(name) for name in archive.namelist()}


def listed(readme):
    return dict(reversed(line.split("  ", 1)) for line in readme.splitlines() if re.match(r"[0-9a-f]{64}  \S", line))


def test_all_that_is_kept_of_a_round_with_the_hash_of_every_member(desk, round_):
    answer, members = fetched(desk, round_)
    assert answer["Content-Disposition"] == 'attachment; filename="round-15-1-213emb-1.zip"'
    readme = members.pop("README.txt").decode()
    papers = {name for name in members if name.startswith("papers/")}
    assert sorted(re.sub(r"certificate-\d+", "certificate", name) for name in papers) == [
        f"papers/{stem}-{code}.docx" for stem in ("certificate", "outcome-adopted") for code in ("en", "ru", "zh-hans")
    ]
    assert sorted(set(members) - papers) == [
        "letters/001-kz-consent.pdf",
        "letters/003-kr-unclear.pdf",
        "record.json",
        "round.xlsx",
        "text/version-2/01-note-ru.pdf",
        "text/version-2/02-concept-en.pdf",
        "text/version-2/wording.txt",
        "text/version-3/wording.txt",
        "told/001-corrigendum.txt",
        "told/002-extension.txt",
        "told/003-adopted.txt",
    ]
    assert listed(readme) == {name: hashlib.sha256(content).hexdigest() for name, content in members.items()}
    assert (members["text/version-2/01-note-ru.pdf"], members["letters/001-kz-consent.pdf"]) == (NOTE, FAX)
    assert "as issued under the name “нота 213.pdf”" in readme and "scan of letter 1, 2 (Kazakhstan: consents), which came under the name “fax.pdf”" in readme
    assert "NOT hold" not in readme and "no copy of the circular note" not in readme and "CHANGED" not in readme and "MISSING" not in readme
    text = "\n".join(paragraph.text for paragraph in Document(io.BytesIO(members["papers/outcome-adopted-ru.docx"])).paragraphs)
    assert "15-1/213" in text and re.search("[а-я]{5}", text)


def test_the_record_is_computed_again_from_the_file_alone_and_its_head_is_that_of_the_command(desk, round_, capsys):
    members = fetched(desk, round_)[1]
    record, previous = json.loads(members["record.json"]), ""
    for number, event in enumerate(record["events"], 1):
        canonical = json.dumps(event["covers"], sort_keys=True, ensure_ascii=False, separators=(",", ":"))
        assert (event["covers"]["previous"], event["covers"]["number"]) == (previous, number)
        assert hashlib.sha256(canonical.encode()).hexdigest() == event["hash"]
        previous = event["hash"]
    procedure = SilenceProcedure.objects.get()
    assert (record["head"], record["head_number"], previous) == (procedure.head, procedure.head_number, procedure.head)
    readme = members["README.txt"].decode()
    assert procedure.head in readme and "the record held" in readme
    command = re.search(r'verify_consent_record (\d+) --head "([0-9a-f ]+)"', readme)
    call_command("verify_consent_record", command[1], "--head", command[2])
    assert f"holds, {procedure.head_number} events, head {chain.short(procedure.head)}; the printed head is that of event" in capsys.readouterr().out


def test_the_tables(desk, round_):
    book = load_workbook(io.BytesIO(fetched(desk, round_)[1]["round.xlsx"]))
    rows = {sheet.title: [list(row) for row in sheet.iter_rows(values_only=True)] for sheet in book.worksheets}
    assert list(rows) == ["Board", "Letters", "Record", "Dispatches", "States told", "Messages", "Deadlines", "Decisions"]
    body = {name: of[next(n for n, row in enumerate(of) if row[2] is not None) + 1 :] for name, of in rows.items()}
    assert [row[1:6] for row in body["Dispatches"]][:1] == [
        ["circulation of the note", "note verbale, by courier or diplomatic mailbox", "2027-10-12 12:00:00 (UTC+5)", "Iran", "Receipt 7"]
    ]
    assert body["Dispatches"][0][6] == "Kazakhstan; 2027-10-20 10:00:00 (UTC+5); It came back."
    assert [row[1] for row in body["States told"]] == ["Corrigendum", "Longer period", "Outcome: adopted"]
    assert [row[:3] for row in body["Messages"]] == [[str(n), "Republic of Korea", language] for n in (1, 2, 3) for language in ("English", "Русский")]
    assert [(row[1], row[4], row[5]) for row in body["Deadlines"]] == [
        ("2027-10-26 18:00:00 (UTC+5)", "2027-10-12 12:00:00 (UTC+5)", "as in the note"),
        ("2027-10-27 09:00:00 (UTC+5)", "2027-10-20 10:00:00 (UTC+5)", "An outage."),
    ]
    assert [row[:7] for row in body["Decisions"]] == [
        ["3", "Republic of Korea", "unclear: needs a decision", "acknowledges receipt", None, "It thanks.", "2027-10-20 11:00:00 (UTC+5)"]
    ]
    assert body["Letters"][1][6] == "=HYPERLINK(1)"


def test_what_was_told_is_there_in_its_words_and_no_address_of_anybody(desk, round_):
    members = fetched(desk, round_)[1]
    told = members["told/003-adopted.txt"].decode()
    for mail in OutgoingEmail.objects.filter(kind="consent/adopted"):
        assert mail.text.strip() in told and mail.subject in told
    everything = "".join(
        zipfile.ZipFile(io.BytesIO(content)).read(part).decode() if part else content.decode()
        for name, content in members.items()
        if name.endswith((".txt", ".json", ".xlsx"))
        for part in (zipfile.ZipFile(io.BytesIO(content)).namelist() if name.endswith(".xlsx") else [""])
    )
    for secret in ("kr@example.org", "reader@example.org", "Person Kim"):
        assert secret not in everything


def test_a_file_that_is_gone_or_changed_and_a_record_that_does_not_hold_are_said(desk, round_, officer):
    gone, changed = (letter.scan for letter in Communication.objects.filter(kind__in=[K.CONSENT, K.UNCLEAR]).order_by("pk"))
    gone.file.storage.delete(gone.file.name)
    with open(changed.file.path, "ab") as opened:
        opened.write(b" and more")
    with connection.cursor() as cursor:
        cursor.execute("UPDATE consent_communication SET kind = 'comment' WHERE kind = 'consent'")
    readme = (members := fetched(desk, round_)[1])["README.txt"].decode()
    assert f"MISSING from the store, and from this ZIP: letters/001-kz-comment.pdf; the record knows its SHA-256 {gone.sha256}" in readme
    assert f"CHANGED since it was recorded with the SHA-256 {changed.sha256}" in readme and "letters/003-kr-unclear.pdf" in members
    assert "the record did NOT hold. letter " in readme
    assert listed(readme) == {name: hashlib.sha256(content).hexdigest() for name, content in members.items() if name != "README.txt"}


@pytest.mark.parametrize(("language", "day"), [("ru", "27 октября 2027"), ("zh-hans", "2027年10月27日")])
def test_in_the_language_that_the_address_names(desk, round_, language, day):
    members = fetched(desk, round_, language)[1]
    assert day in members["README.txt"].decode()
    assert len(load_workbook(io.BytesIO(members["round.xlsx"])).sheetnames) == 8


@pytest.mark.parametrize(
    ("reference", "name"),
    [
        ("15-1/213emb", "round-15-1-213emb-1.zip"),
        ("№ 15–1/213еmb", "round-15-1-213emb-1.zip"),
        ("../../etc/passwd", "round-etc-passwd-1.zip"),
        ("№", "round-7-1.zip"),
    ],
)
def test_the_name_is_safe_whatever_the_number_of_the_note(reference, name):
    assert name_of(Round(reference=reference, number=1, procedure_id=7)) == name


def test_a_second_round_has_its_own_text_and_letters_and_the_record_of_both(desk, officer):
    first = consent.opened(by=officer, text="To convene it.")
    consent.letter(first, "KR", K.OBJECTION, consent.DURING, by=officer, scan=kept(officer, FAX, "fax.pdf"))
    second = services.start_new_round(round_id=first.pk, by=officer, now=consent.LATER)
    note = consent.note(reference="15-1/400emb", deadline=consent.LATER + 14 * 24 * HOUR)
    services.record_note_already_sent(round_id=second.pk, note=note, sent_at=consent.LATER, by=officer, now=consent.LATER)
    members = fetched(desk, second)[1]
    assert sorted(members) == ["README.txt", "record.json", "round.xlsx", "text/version-1/wording.txt"]
    assert {event["covers"]["round"] for event in json.loads(members["record.json"])["events"]} == {first.pk, second.pk}
    assert "The portal keeps no copy of the circular note itself." in members["README.txt"].decode()
    assert "letters/001-kr-objection.pdf" in fetched(desk, first)[1]
