"""The stopwatch: three faxes re-keyed by the keyboard alone, each beside its scan. The times are printed, never judged: machines differ."""

import re
import time
from typing import Any

import pytest

from directory.enums import Role
from registration.models import Registration
from tests.factories import agenda, directory
from tests.factories import documents as make
from tests.journeys.visitor import Visitor

ADD = "/admin/registration/registration/add/"
# what stands on the faxes, box by box; "" is passed over
FAXES = [
    ("OSPANOVA", "Bolatovna", "Dana", "f", "kaz", "Ministry of Ecology", "Head of division", "8 (701) 000-00-00", "", "", "d.ospanova@example.org", "Steppe"),
    ("BEKOV", "", "Timur", "m", "", "Institute of Zoology", "Researcher", "+7 701 000 00 01", "", "020 7946 0019", "t.bekov@example.org", ""),
    ("Sukarti", "", "", "", "indo", "", "", "", "", "", "", ""),
]
SCAN = (
    b"%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n2 0 obj<</Type/Pages/Kids[3 0 R]/Count 1>>endobj\n"
    b"3 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF %d\n"
)
STANDS = "document.querySelector('#id_family_name') === document.activeElement"


@pytest.fixture
def officer(site: str, visitor: Any, settings: Any, tmp_path: Any) -> Visitor:
    settings.STORAGES = {**settings.STORAGES, "default": {"BACKEND": "django.core.files.storage.FileSystemStorage", "OPTIONS": {"location": tmp_path / "up"}}}
    directory.staff(Role.HOST, email="desk@example.org", name="Registration desk")
    for code in ("KZ", "ID", "KR"):
        directory.party(code)
    agenda.seminar()
    one: Visitor = visitor()
    one.logs_in("desk@example.org")
    one.sees("What waits for you")
    return one


class Keyboard:
    """Hands that never leave the keys: every press is counted."""

    def __init__(self, officer: Visitor) -> None:
        self.page, self.presses = officer.page, 0

    def press(self, key: str) -> None:
        self.page.keyboard.press(key)
        self.presses += 1

    def types(self, text: str) -> None:
        self.page.keyboard.type(text)
        self.presses += len(text)

    def fills(self, *boxes: str) -> None:
        """Goes from box to box with Tab; stays in the last one."""
        for place, text in enumerate(boxes):
            self.types(text)
            if place < len(boxes) - 1:
                self.press("Tab")

    @property
    def stands_in(self) -> str:
        return str(self.page.evaluate("document.activeElement.name || document.activeElement.tagName"))


def test_three_faxes_by_the_keyboard_alone(officer: Visitor, tmp_path: Any, record_property: Any) -> None:
    page, keyboard = officer.page, Keyboard(officer)
    officer.goes(ADD)
    scans = [tmp_path / f"fax-{number}.pdf" for number in (1, 2, 3)]
    for number, path in enumerate(scans):
        path.write_bytes(SCAN.replace(b"%d", b"%d" % number))
    page.set_input_files("#id_scan", scans)  # the one window that belongs to the system and not to the page
    officer.sees("fax-1.pdf", "2 more scans wait.")
    assert keyboard.stands_in == "source"
    keyboard.fills("f", "11.10.2027", "1740")
    keyboard.press("Tab")
    officer.sees("Read as Monday, 11 October 2027, 17:40 Beijing time (UTC+8). In time.")
    for _box in ("letters", "family_name"):
        keyboard.press("Tab")
    assert keyboard.stands_in == "family_name"

    for number, boxes in enumerate(FAXES, 1):
        box = page.locator("iframe.paper-view").bounding_box()
        assert box is not None
        assert box["x"] > 600  # beside the form, not below it
        officer.sees(f"fax-{number}.pdf")
        keyboard.presses, begun = 0, time.perf_counter()
        keyboard.fills(*boxes)
        keyboard.press("Enter" if number < 3 else "Control+Enter")
        officer.sees(f"BIO-2027-000{number}")
        page.wait_for_function(STANDS)
        took = time.perf_counter() - begun
        record_property(f"form {number}", f"{keyboard.presses} presses, {took:.1f} s by machine, {keyboard.presses * 0.28 + took:.0f} s at 0.28 s a key")
        print(f"\nform {number}: {keyboard.presses} presses, {took:.1f} s by machine, about {keyboard.presses * 0.28 + took:.0f} s by an average typist")

    rows = list(Registration.objects.order_by("pk"))
    assert [(row.family_name, row.middle_name, row.first_name, row.gender, row.party and row.party.code, row.email) for row in rows] == [
        ("OSPANOVA", "Bolatovna", "Dana", "female", "KZ", "d.ospanova@example.org"),
        ("BEKOV", "", "Timur", "male", "KZ", "t.bekov@example.org"),
        ("Sukarti", "", "", "", "ID", ""),
    ]
    assert [(row.institution, row.job_title, row.mobile_typed, row.fax_typed, row.speech_topic) for row in rows] == [
        ("Ministry of Ecology", "Head of division", "8 (701) 000-00-00", "", "Steppe"),
        ("Institute of Zoology", "Researcher", "+7 701 000 00 01", "020 7946 0019", ""),
        ("", "", "", "", ""),
    ]
    assert {(row.source, f"{row.received_at:%Y-%m-%d %H:%M}", row.state) for row in rows} == {("fax", "2027-10-11 09:40", "received")}
    assert [row.scan and row.scan.name for row in rows] == ["fax-1.pdf", "fax-2.pdf", "fax-3.pdf"]


def test_the_tick_registers_at_once_and_a_day_with_two_readings_is_said_while_it_is_typed(officer: Visitor) -> None:
    page, keyboard = officer.page, Keyboard(officer)
    officer.goes(ADD)
    keyboard.fills("f", "5/10/2027", "1740", "", "", "OSPANOVA", "", "Dana", "", "korea")
    officer.sees("“5/10/2027” can be 10 May 2027 or 5 October 2027")
    keyboard.press("Control+Enter")
    officer.sees("There is a problem")
    assert page.evaluate("document.activeElement.className") == "summary"
    officer.is_told_of_a_problem()
    page.get_by_role("link", name=re.compile("can be 10 May")).press("Enter")
    assert keyboard.stands_in == "received_on"
    page.keyboard.press("Control+a")
    keyboard.types("2027-10-05")
    page.get_by_label("Register officially now").press("Space")
    keyboard.press("Control+Enter")
    officer.sees("BIO-2027-0001 (Dana OSPANOVA, Republic of Korea) is entered and officially registered.")
    assert page.get_by_label("Register officially now").is_checked()


def test_word_documents_dropped_on_the_page_fill_their_forms(officer: Visitor) -> None:
    """Sixty mails with Annex II attached: one drop, then look and Enter."""
    page = officer.page
    officer.goes(ADD)
    files = [("1.docx", make.form("ru", Nation="Казахстан")), ("2.docx", make.form(Family_Name="BEKOV", First_Name="Timur", Nation="Казахстон"))]
    page.evaluate(
        """files => {
            const carried = new DataTransfer();
            for (const [name, bytes] of files) carried.items.add(new File([new Uint8Array(bytes)], name));
            document.dispatchEvent(new DragEvent("drop", { dataTransfer: carried, bubbles: true, cancelable: true }));
        }""",
        [[name, list(content)] for name, content in files],
    )
    officer.sees("Read from “1.docx”: 12 of twelve fields.")
    assert Registration.objects.count() == 0
    officer.field("How it arrived").focus()
    Keyboard(officer).fills("e", "2027-10-11", "0905")
    page.keyboard.press("Enter")
    officer.sees("BIO-2027-0001 (Dana OSPANOVA, Kazakhstan) is entered and waits for review.")
    officer.sees("Read from “2.docx”: 11 of twelve fields.", "Nation: “Казахстон” was not recognised; choose it.")
    assert officer.field("Family Name").input_value() == "BEKOV"


@pytest.mark.parametrize("width", [390, 1280])
def test_without_scripts_the_scan_is_shown_and_the_form_entered(site: str, officer: Visitor, visitor: Any, tmp_path: Any, width: int) -> None:
    plain: Visitor = visitor(scripts=False, width=width)
    plain.logs_in("desk@example.org")
    plain.goes(ADD)
    page = plain.page
    plain.field("Family Name").fill("OSPANOVA")
    path = tmp_path / "fax.png"
    path.write_bytes(
        bytes.fromhex(
            "89504e470d0a1a0a0000000d4948445200000001000000010802000000907753de0000000c4944415408d763f8ffff3f0005fe02fea73581640000000049454e44ae426082"
        )
    )
    page.set_input_files("#id_scan", path)
    page.get_by_role("button", name="Show beside the form").click()
    plain.sees("fax.png")
    assert plain.field("Family Name").input_value() == "OSPANOVA"
    form, scan = page.locator("#paper-form").bounding_box(), page.locator(".paper-view img").bounding_box()
    assert form is not None
    assert scan is not None
    assert (scan["x"] > form["x"] + form["width"]) == (width >= 1100)
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    plain.field("How it arrived").select_option("paper")
    plain.field("Day of receipt").fill("2027-10-11")
    plain.field("Hour of receipt").fill("17.40")
    plain.field("Nation").select_option("KZ")
    plain.field("Speech Topic").press("Enter")
    plain.sees("BIO-2027-0001 (OSPANOVA, Kazakhstan) is entered and waits for review.")
    row = Registration.objects.get()
    assert row.scan is not None
    assert (row.scan.name, row.source) == ("fax.png", "paper")
