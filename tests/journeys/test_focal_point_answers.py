"""A focal point objects and withdraws on a phone: from the mail to the page, the file, the second look, the receipt on the page and by mail; the Secretariat
sees the silence broken, and running again. At the last second the page says expired, and what is sent all the same is kept as late."""

import datetime as dt
import re
from pathlib import Path
from typing import Any

from playwright.sync_api import expect

from consent import services
from consent.models import Communication
from directory import files
from tests.factories import consent, directory
from tests.journeys.test_focal_point import logs_in_by_code
from tests.journeys.visitor import Visitor

PDF = b"%PDF-1.4\n1 0 obj\n<<>>\nendobj\ntrailer\n<<>>\n%%EOF\n"


def fits(person: Visitor) -> None:
    assert person.page.evaluate("document.documentElement.scrollWidth") == 390


def looks_once_more(person: Visitor, kind: str, button: str) -> None:
    person.page.get_by_label(kind, exact=True).check()
    person.page.get_by_role("button", name="Send to the Secretariat").click()
    person.sees("Please look once more", "Nothing has been sent yet.", button)
    fits(person)


def test_a_focal_point_objects_and_withdraws(visitor: Any, post: Any, clock: Any, settings: Any, tmp_path: Path) -> None:
    settings.STORAGES = {**settings.STORAGES, "default": {"BACKEND": "django.core.files.storage.FileSystemStorage", "OPTIONS": {"location": tmp_path}}}
    consent.few_states()
    by = consent.officer(email="secretariat@example.org")
    directory.focal_point(directory.mission("KR", "Tashkent", zone="Asia/Tashkent"), "kim@example.org", name="S. Kim")
    draft = consent.draft(by=by)
    kept = files.store_bytes(content=PDF, name="concept.pdf", content_type="application/pdf", owner="consent:1", by=by, now=consent.SENT)
    services.set_text(round_id=draft.pk, text=services.TextData(files=(services.FileData(kept, title="Concept paper"),)), by=by, now=consent.SENT)
    round_ = services.record_note_already_sent(round_id=draft.pk, note=consent.note(), sent_at=consent.SENT, by=by, now=consent.SENT)
    clock.move_to(consent.DURING)
    services.circulate(round_id=round_.pk, by=by, now=consent.DURING)

    # from the mail to the page, and to the file as issued
    (news,) = post("kim@example.org")
    (address,) = set(re.findall(r"http\S+/missions/\S+", news.body))
    person: Visitor = visitor(width=390)
    person.goes(address)
    logs_in_by_code(person, "kim@example.org", post)
    person.sees(
        "The silence expires on Tuesday, 26 October 2027, 18:00 Astana time (UTC+5)", "26 October 2027, 21:00 Beijing time", "Your state has not answered yet."
    )
    fits(person)
    with person.page.expect_download() as download:
        person.page.get_by_role("link", name="Concept paper").click()
    assert (download.value.suggested_filename, Path(download.value.path()).read_bytes()) == ("concept.pdf", PDF)

    # an objection asks once more, and loses nothing on the way back
    person.field("In words").fill("Not on these days.")
    person.page.get_by_label("File").set_input_files({"name": "note.pdf", "mimeType": "application/pdf", "buffer": PDF})
    looks_once_more(person, "Objection", "Send objection")
    person.page.get_by_role("button", name="Go back and change").click()
    person.sees("Kept, and sent with it: note.pdf")
    expect(person.page.get_by_label("Objection", exact=True)).to_be_checked()
    expect(person.field("In words")).to_have_value("Not on these days.")
    person.field("In words").fill("Not on these days: it is a holiday.")
    looks_once_more(person, "Objection", "Send objection")
    person.page.get_by_role("button", name="Send objection").click()
    person.sees("Receipt № 15-1/301emb-1/KR-1", "Not on these days: it is a holiday.", "Tashkent time (UTC+5)", "Beijing time (UTC+8)", "SHA-256")
    fits(person)
    (receipt,) = [message for message in post("kim@example.org") if "Receipt" in message.subject]
    assert "Receipt № 15-1/301emb-1/KR-1" in receipt.body and address in receipt.body

    officer: Visitor = visitor()
    officer.logs_in("secretariat@example.org")
    board = f"/admin/consent/silenceprocedure/{round_.procedure_id}/change/"
    officer.goes(board)
    officer.sees("Silence broken: timely objection on file", "Republic of Korea ✕ Objection", "“Not on these days: it is a holiday.”")

    # the withdrawal, and the silence runs on
    person.page.get_by_role("link", name="Back to the question").click()
    person.sees("The objection of your state stands.")
    looks_once_more(person, "Withdrawal of the objection", "Send withdrawal")
    person.page.get_by_role("button", name="Send withdrawal").click()
    person.sees("Receipt № 15-1/301emb-1/KR-2")
    assert len([message for message in post("kim@example.org") if "Receipt" in message.subject]) == 2
    officer.goes(board)
    officer.sees("Running until Tuesday, 26 October 2027, 18:00 Astana time (UTC+5)", "Republic of Korea ❝ Comment or question")
    officer.sees_nowhere("Silence broken: timely objection on file")
    person.goes("/mission/")
    person.sees("Open questions to member states", "26 October 2027, 18:00 Tashkent time (UTC+5)", "Comment or question")
    fits(person)

    # the form was open when the silence expired
    clock.move_to(consent.DEADLINE - dt.timedelta(minutes=10))  # it goes on while the page is read
    person.goes(address)
    logs_in_by_code(person, "kim@example.org", post)
    person.page.get_by_label("Consent", exact=True).check()
    clock.move_to(consent.OVER)
    person.page.get_by_role("button", name="Send to the Secretariat").click()
    person.sees("Receipt № 15-1/301emb-1/KR-3", "It arrived after the silence had expired. It is kept in the record and changes nothing.", "18:00:0")
    person.page.get_by_role("link", name="Back to the question").click()
    person.sees("The silence expired on Tuesday, 26 October 2027, 18:00 Astana time (UTC+5)", "no answer is taken here any more")
    expect(person.page.get_by_role("button", name="Send to the Secretariat")).to_have_count(0)
    assert list(Communication.objects.order_by("pk").values_list("kind", flat=True)) == ["objection", "withdrawal", "consent"]
