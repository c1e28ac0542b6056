"""Annex II as a Word document: the grid of the original, empty or filled, and the way back without a loss."""

import dataclasses
import datetime as dt
import io
from typing import Any

import pytest
from django.utils import translation
from docx import Document
from docx.oxml.ns import qn
from hypothesis import HealthCheck, assume, example, given, settings
from hypothesis import strategies as st

from directory.models import FormerName, Party
from registration.content import Given, cleaned
from registration.documents import annex, reading, words
from registration.documents.nations import Nations
from registration.models import Registration
from registration.services.submission import write
from tests.factories import agenda, desk, directory

pytestmark = pytest.mark.django_db
NOW = agenda.DURING


def opened(content: bytes) -> Any:
    return Document(io.BytesIO(content))


def rows(content: bytes) -> list[list[str]]:
    """The rows of the grid as they are seen: merged boxes once, ticks of controls as their signs."""
    from registration.documents import grid

    (table,) = grid.tables(opened(content).element)
    return table


def lines(content: bytes) -> list[str]:
    return [paragraph.text for paragraph in opened(content).paragraphs if paragraph.text]


def test_the_empty_form_has_the_grid_of_the_original() -> None:
    seminar = agenda.seminar(
        shared_fax="020 7946 0199", platform_name="SCO Environmental Information Sharing Platform", platform_url="https://www.scoei.org.cn"
    )
    agenda.contact(seminar, landline="020 7946 0101", mobile="+44 7700 900101")
    agenda.contact(seminar, position=2, role="Registration desk 2, CSEC", email="desk-2@example.org")
    content = annex.empty(seminar, now=NOW)
    assert rows(content) == [
        ["Family Name", "", "Middle Name", ""],
        ["First Name", "", "Gender", "☐ Male   ☐ Female"],
        ["Nation", "", "Institution", ""],
        ["Job Title", "", "Mobile phone", ""],
        ["Fixed-line Telephone", "", "Fax", ""],
        ["Email", ""],
        ["Speech Topic", ""],
    ]
    assert lines(content) == [
        "Annex II:",
        "CICA Experience Exchange Seminar on Biodiversity Conservation",
        "Registration Form",
        "17–18 November 2027",
        "Please complete this form as early as you can, no later than Friday, 5 November 2027, 23:59 Beijing time (UTC+8), and send it to:",
        "Registration desk 1, CSEC – Tel: 020 7946 0101; +44 7700 900101",
        "Registration desk 2, CSEC",
        "Fax: 020 7946 0199",
        "Email: desk-1@example.org; desk-2@example.org",
        "Note: 1) Registration is also required on the SCO Environmental Information Sharing Platform (https://www.scoei.org.cn).",
        "2) You will be informed of the conference video software after official registration.",
    ]


def test_without_a_platform_there_is_one_note() -> None:
    assert lines(annex.empty(agenda.seminar(), now=NOW))[-1] == "Note: 1) You will be informed of the conference video software after official registration."


def test_it_is_one_sheet_of_a4_and_names_no_tool() -> None:
    document = opened(annex.empty(agenda.seminar(), now=NOW))
    section, core = document.sections[0], document.core_properties
    assert (round(section.page_width.cm, 1), round(section.page_height.cm, 1)) == (21.0, 29.7)
    assert (core.author, core.comments, core.created) == ("China Center for SCO Environmental Cooperation", "", NOW)
    assert core.title == "Registration Form – CICA Experience Exchange Seminar on Biodiversity Conservation"


def test_a_registrations_own_form_is_filled_and_carries_its_reference() -> None:
    row = desk.registration(agenda.seminar(), gender="female", mobile_typed="8 (701) 000-00-00 доб. 5", speech_topic="Steppe <and> saiga & more")
    content = annex.filled(row, now=NOW)
    assert rows(content) == [
        ["Family Name", "SADYKOVA", "Middle Name", ""],
        ["First Name", "Aigerim", "Gender", "☐ Male   ☒ Female"],
        ["Nation", "Kazakhstan", "Institution", "Ministry of Ecology"],
        ["Job Title", "", "Mobile phone", "8 (701) 000-00-00 доб. 5"],
        ["Fixed-line Telephone", "", "Fax", ""],
        ["Email", "a.sadykova@example.org"],
        ["Speech Topic", "Steppe <and> saiga & more"],
    ]
    assert [paragraph.text for paragraph in opened(content).sections[0].header.paragraphs] == ["Reference BIO-2027-0001"]


def test_the_nation_is_printed_by_the_name_of_the_seminars_day() -> None:
    turkiye = directory.party("TR", name="Türkiye")
    FormerName.objects.create(party=turkiye, language="en", name="Turkey", valid_to=dt.date(2022, 5, 31))
    past = agenda.seminar(slug="past", reference_prefix="PAS", starts_on=dt.date(2020, 11, 17), ends_on=dt.date(2020, 11, 18))
    assert rows(annex.filled(desk.registration(past, party="TR"), now=NOW))[2][1] == "Turkey"
    assert rows(annex.filled(desk.registration(agenda.seminar(), party="TR"), now=NOW))[2][1] == "Türkiye"
    row = desk.registration(past, party="TR")
    assert reading.read(annex.filled(row, now=NOW), Nations.read()).given.party == turkiye


def test_v06_a_name_from_right_to_left_turns_its_own_box_only() -> None:
    row = desk.registration(agenda.seminar(), family_name="الحسيني", first_name="ليلى")
    document = opened(annex.filled(row, now=NOW))
    (table,) = document.tables
    turned = [cell.text for line in table.rows for cell in line.cells if cell.paragraphs[0]._p.find(f".//{qn('w:bidi')}") is not None]
    assert turned == ["الحسيني", "ليلى"]
    assert table.rows[0].cells[1].paragraphs[0].runs[0].font.rtl is True
    assert document.sections[0].header.paragraphs[0].text == "Reference BIO-2027-0001"


def test_v07_the_longest_texts_are_whole() -> None:
    name = ("Abdul-Rahman al " * 10)[:149] + "x"
    row = desk.registration(agenda.seminar(), family_name=name, institution="Institute " * 29 + "of Steppe", speech_topic="T" * 500)
    table = rows(annex.filled(row, now=NOW))
    assert (table[0][1], table[2][3], table[6][1]) == (name, "Institute " * 29 + "of Steppe", "T" * 500)


def test_the_boxes_are_controls_that_a_click_ticks() -> None:
    row = desk.registration(agenda.seminar(), gender="male")
    element = opened(annex.filled(row, now=NOW)).element
    checked = [item.get(f"{{{annex._W14}}}val") for item in element.iter(f"{{{annex._W14}}}checked")]
    assert checked == ["1", "0"]


@pytest.mark.parametrize("language", ["en", "ru", "zh-hans"])
def test_each_language_prints_labels_that_we_read(language: str) -> None:
    """Whatever a catalogue makes of the labels: twelve different ones, each read as its own field, and so are the two genders."""
    with translation.override(language):
        table = rows(annex.filled(desk.registration(agenda.seminar(), gender="female"), now=NOW))
        assert [words.field_of(cell) for row in table for cell in row[::2]] == list(words.TWELVE)
        assert [words.gender_of(word) for _ticked, word in words.gender_box("")] == ["male", "female"]
        assert (
            reading.read(
                annex.filled(desk.registration(agenda.seminar(slug="x"), number=7, reference="X-1", gender="male"), now=NOW), Nations.read()
            ).given.gender
            == "male"
        )


def test_the_labels_of_the_three_languages_are_known_by_heart() -> None:
    """Our catalogues may lag behind or change; a form printed in the past stays readable."""
    for spellings in (
        ("Family Name", "Middle Name", "First Name", "Gender", "Nation", "Institution", "Job Title", "Mobile phone", "Fixed-line Telephone", "Fax", "Email"),
        ("Фамилия", "Отчество", "Имя", "Пол", "Страна", "Организация", "Должность", "Мобильный телефон", "Стационарный телефон", "Факс", "Эл. почта"),
        ("姓", "中间名", "名", "性别", "国家", "单位", "职务", "手机", "固定电话", "传真", "电子邮箱"),
    ):
        assert [words.field_of(label) for label in spellings] == list(words.TWELVE[:11])
    assert [words.field_of(label) for label in ("Speech Topic", "Тема выступления", "发言题目")] == ["speech_topic"] * 3


# --- there and back ----------------------------------------------------------------------------------------------------------------------------

# all that a name can hold and the format too: it has no room for two signs that mean nothing
ANYTHING = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\ufffe\uffff"), max_size=60)
PEOPLE = [
    "Sukarti",
    "Sinéad O'Brien",
    "الحسيني",
    "ليلى بنت علي",
    "李安娜",
    "Đặng Thị Huệ",
    "İnceoğlu",
    "Aigerim\nBcc: leak@example.org",
    "אבי",
    "می‌خواهم",
    "W. A. D. S.",
    "Fax",
    "Имя",
]
TEXTS = st.one_of(st.sampled_from(PEOPLE), ANYTHING)


@st.composite
def registrations(draw: Any) -> dict[str, Any]:
    texts = {name: draw(TEXTS) for name in words.TWELVE if name not in ("gender", "party")}
    return {**texts, "gender": draw(st.sampled_from(["", "male", "female"])), "code": draw(st.sampled_from(["KZ", "ID", "UN", ""])), "other": draw(TEXTS)}


@given(registrations(), st.sampled_from(["en", "ru", "zh-hans"]))
@example({**dict.fromkeys(words.TWELVE, "الحسيني"), "gender": "female", "code": "", "other": "صندوق"}, "ru")
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=40)
def test_any_registration_comes_back_as_it_was(shared: tuple[Any, Nations], values: dict[str, Any], language: str) -> None:
    seminar, nations = shared
    code, other = values.pop("code"), values.pop("other")
    values.pop("party", None)
    party = Party.objects.get(code=code) if code else None
    stored = cleaned(Given(**values, party=party, other_organisation=other))
    assume((stored.family_name or stored.first_name) and (party or stored.other_organisation))
    assume(party or nations.meant_by(stored.other_organisation) is None)
    texts = {name: getattr(stored, name) for name in words.TWELVE if name not in ("gender", "party")} | {"party": stored.other_organisation}
    assume(not any(text and reading.is_blank(name, text) for name, text in texts.items()))  # a dash in a box says that it is empty
    row = Registration(seminar=seminar, reference="BIO-2027-0042")
    write(row, stored)
    with translation.override(language):
        found = reading.read(annex.filled(row, now=NOW), nations)
    twelve = dataclasses.replace(Given(), **{name: getattr(stored, name) for name in words.TWELVE})
    assert (found.given, found.nation if not party else "") == (twelve, stored.other_organisation)
    assert len(found.problems) == (0 if party else 1)


@pytest.fixture
def shared() -> tuple[Any, Nations]:
    for code in ("KZ", "ID", "UN"):
        directory.party(code)
    return agenda.seminar(), Nations.read()
