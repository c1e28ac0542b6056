"""A filled Annex II read back, as people send it: typed by hand, in three languages, with ticks of every kind. What is not sure is said, not guessed."""

import dataclasses

import pytest
from docx import Document

from registration.content import Given
from registration.documents import reading
from registration.documents.nations import Nations
from seminar_portal.errors import Invalid
from tests.factories import directory
from tests.factories import documents as make

pytestmark = pytest.mark.django_db


@pytest.fixture
def nations() -> Nations:
    for code, russian, chinese in (("KZ", "Казахстан", "哈萨克斯坦"), ("ID", "Индонезия", "印度尼西亚"), ("UN", "Организация Объединённых Наций", "联合国")):
        directory.party(code, name_ru=russian, name_zh_hans=chinese)
    return Nations.read()


def dana(**changes: object) -> Given:
    """What stands in the hand-made form."""
    whole = Given(
        family_name="OSPANOVA",
        middle_name="Bolatovna",
        first_name="Dana",
        gender="female",
        party=directory.party("KZ"),
        institution="Ministry of Ecology",
        job_title="Head of division",
        mobile_typed="8 (701) 000-00-00 ext. 5",
        landline_typed="020 7946 0018",
        fax_typed="020 7946 0019",
        email="d.ospanova@example.org",
        speech_topic="Steppe and saiga",
    )
    return dataclasses.replace(whole, **changes)  # type: ignore[arg-type]


def read(content: bytes, nations: Nations) -> tuple[Given, tuple[str, ...]]:
    found = reading.read(content, nations)
    return found.given, found.problems


@pytest.mark.parametrize(
    ("language", "gender", "nation"),
    [("en", "☐ Male ☒ Female", "Kazakhstan"), ("ru", "☐ Мужской  ☒ Женский", "Республика Казахстан"), ("zh", "□男 ☑女", "哈萨克斯坦")],
)
def test_a_form_typed_by_hand_in_each_language(nations: Nations, language: str, gender: str, nation: str) -> None:
    directory.party("KZ").__class__.objects.filter(code="KZ").update(formal_name_ru="Республика Казахстан")
    content = make.form(language, Gender=gender, Nation=nation)
    assert read(content, Nations.read()) == (dana(), ())


@pytest.mark.parametrize(
    "label",
    [
        lambda name: f"{name}:",
        lambda name: f" {name.upper()} * ",
        lambda name: f"{name} (as in the passport)：",
        lambda name: "\n".join(name.split(" ")),
        lambda name: f"3. {name}",
        lambda name: name.replace(" ", "  ").replace("Email", "E-mail address"),
    ],
)
def test_labels_however_they_are_dressed(nations: Nations, label: object) -> None:
    assert read(make.form("en", label=label), nations) == (dana(), ())  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("box", "gender"),
    [
        ("☒ Male ☐ Female", "male"), ("☐ Male ☑ Female", "female"), ("✓ Male  Female", "male"), ("Male ✔ Female", "male"), ("Male ☐  Female ☒", "female"),
        ("X Male ☐ Female", "male"), ("Male  Female X", "female"), ("[ ] Male [x] Female", "female"), ("( ) Male (Х) Female", "female"),
        ("■ Male □ Female", "male"),
        ("Female", "female"), ("male", "male"), ("М", "male"), ("ж", "female"), ("F", "female"), ("☐ Муж. ☒ Жен.", "female"), ("女", "female"),
        ("☑男 ☐女", "male"),
        ("☐ Male\n☒ Female", "female"), ("☐ Male ☐ Female", ""), ("Male / Female", ""), ("", ""), ("–", ""),
    ],
)  # fmt: skip
def test_the_gender_is_what_is_ticked(nations: Nations, box: str, gender: str) -> None:
    assert read(make.form(Gender=box), nations) == (dana(gender=gender), ())


@pytest.mark.parametrize(
    ("box", "sentence"),
    [("☒ Male ☒ Female", "Gender: both boxes are ticked; choose it."), ("Mr.", "Gender: “Mr.” was not understood; look at the form.")],
)
def test_a_gender_that_is_not_sure_is_said(nations: Nations, box: str, sentence: str) -> None:
    assert read(make.form(Gender=box), nations) == (dana(gender=""), (sentence,))


def test_a_nation_that_is_not_known_is_said_and_kept(nations: Nations) -> None:
    found = reading.read(make.form(Nation="Казахстон"), nations)
    assert (found.given, found.nation) == (dana(party=None), "Казахстон")
    assert found.problems == ("Nation: “Казахстон” was not recognised; choose it.",)
    assert found.filled == 11


def test_boxes_left_empty_by_a_sign_or_a_word(nations: Nations) -> None:
    content = make.form(Middle_Name="–", Fax="нет", Fixed_line_Telephone="n/a", Speech_Topic="None", Job_Title="___", Family_Name="No")
    expected = dana(middle_name="", fax_typed="", landline_typed="", speech_topic="", job_title="", family_name="No")
    assert read(content, nations) == (expected, ())


def test_hostile_content_is_cleaned(nations: Nations) -> None:
    content = make.form(
        Family_Name="=1+1\u202e", First_Name="Dana\nBcc: leak@example.org", Institution='<img src=x onerror="alert(1)">\u2067', Job_Title="a\tb\u2028c"
    )
    given, problems = read(content, nations)
    assert (given.family_name, given.first_name) == ("=1+1", "Dana Bcc: leak@example.org")
    assert (given.institution, given.job_title, problems) == ('<img src=x onerror="alert(1)">', "a b c", ())


def test_a_box_over_several_paragraphs_and_merged_boxes(nations: Nations) -> None:
    document = Document()
    table = document.add_table(rows=0, cols=6)
    for texts in (["Family Name", "OSPANOVA", "Middle Name", ""], ["First Name", "Dana", "Institution", "Ministry\nof Ecology"], ["Nation", "Kazakhstan"]):
        cells = table.add_row().cells
        for place, text in enumerate(texts):
            cell = cells[place] if place < 3 else cells[3].merge(cells[5])
            cell.text = text
            for paragraph in cell.paragraphs:
                for run in paragraph.runs:
                    run.bold = True
    table.rows[2].cells[2].merge(table.rows[2].cells[5])
    given, _problems = read(make.saved(document), nations)
    assert (given.family_name, given.middle_name, given.first_name, given.party) == ("OSPANOVA", "", "Dana", directory.party("KZ"))
    assert given.institution == "Ministry of Ecology"


def test_two_columns_and_pairs_in_one_box_and_lines_without_a_table(nations: Nations) -> None:
    pairs = [("Surname", "OSPANOVA"), ("Given name", "Dana"), ("Country", "Kazakhstan"), ("Organization", "Ministry"), ("E-mail", "d@example.org")]
    expected = Given(family_name="OSPANOVA", first_name="Dana", party=directory.party("KZ"), institution="Ministry", email="d@example.org")
    plain = Document()
    for label, text in pairs:
        plain.add_paragraph(f"{label}: {text}")
    tabbed = Document()
    for label, text in pairs:
        tabbed.add_paragraph(f"{label}\t{text}")
    in_one_box = [[f"{label}:\n{text}"] for label, text in pairs]
    for content in (make.of_tables(pairs), make.of_tables(in_one_box), make.saved(plain), make.saved(tabbed)):
        found = reading.read(content, nations)
        assert found.given == expected
        assert found.problems == (
            "Gender: its box was not found; look at the form.",
            "Job Title: its box was not found; look at the form.",
            "Mobile phone: its box was not found; look at the form.",
            "Fixed-line Telephone: its box was not found; look at the form.",
            "Fax: its box was not found; look at the form.",
            "Speech Topic: its box was not found; look at the form.",
        )


def test_a_name_that_looks_like_a_label_is_a_name(nations: Nations) -> None:
    assert read(make.form(Family_Name="Fax", Middle_Name="Имя", Institution="Organization"), nations) == (
        dana(family_name="Fax", middle_name="Имя", institution="Organization"),
        (),
    )


def test_a_missing_box_between_two_labels_takes_no_label_for_a_name(nations: Nations) -> None:
    content = make.of_tables([["Family Name", "Middle Name", "Bolatovna"], ["First Name", "Dana", ""], ["Nation", "KZ", ""], ["Fax", "", ""]])
    given, _problems = read(content, nations)
    assert (given.family_name, given.middle_name, given.first_name) == ("", "Bolatovna", "Dana")


def test_the_first_of_several_forms_is_read_and_the_others_are_said(nations: Nations) -> None:
    rows = [["Family Name", "OSPANOVA"], ["First Name", "Dana"], ["Nation", "KZ"], ["Email", "d@example.org"]]
    other = [["Family Name", "BEKOV"], ["First Name", "Timur"], ["Nation", "KZ"], ["Email", "t@example.org"]]
    given, problems = read(make.of_tables(rows, other), nations)
    assert (given.family_name, given.first_name, given.email) == ("OSPANOVA", "Dana", "d@example.org")
    assert problems[-1] == "This file holds 1 more form; the first was read. Tick that the next form is on the same scan."


def test_what_the_file_said_stands_there_for_the_eye(nations: Nations) -> None:
    found = reading.read(make.form("ru", label=lambda name: f"{name}:", Gender="☐ Муж ☒ Жен"), nations)
    assert found.boxes[:4] == (("Фамилия", "OSPANOVA"), ("Отчество", "Bolatovna"), ("Имя", "Dana"), ("Пол", "☐ Муж ☒ Жен"))


@pytest.mark.parametrize(
    "content",
    [
        make.of_tables([["Concept paper", "Topics"], ["Objectives", "Exchange"]]),
        make.of_tables([["Family Name", "Nation"], ["Fax", ""]]),
        make.saved(Document()),
    ],
    ids=["another table", "half a form", "an empty page"],
)
def test_a_document_that_is_no_form_is_said(nations: Nations, content: bytes) -> None:
    with pytest.raises(Invalid) as refused:
        reading.read(content, nations)
    assert str(refused.value) == ("No Annex II was found in this file: its boxes “Family Name”, “First Name” and so on are missing. Type the form in by hand.")


# --- dialects of Word ---------------------------------------------------------------------------------------------------------------------------


def xml_form(gender: str, family: str = "<w:p><w:r><w:t>OSPANOVA</w:t></w:r></w:p>") -> bytes:
    def cell(inner: str) -> str:
        return f"<w:tc>{inner if inner.startswith('<') else f'<w:p><w:r><w:t>{inner}</w:t></w:r></w:p>'}</w:tc>"

    rows = [("Family Name", family), ("First Name", "Dana"), ("Nation", "KZ"), ("Gender", gender), ("Fax", "")]
    return make.of_xml(f"<w:tbl>{''.join(f'<w:tr>{cell(label)}{cell(box)}</w:tr>' for label, box in rows)}</w:tbl><w:p/>")


def box(ticked: str, sign: str) -> str:
    return f"<w:sdt><w:sdtPr><w14:checkbox>{ticked}</w14:checkbox></w:sdtPr><w:sdtContent><w:r><w:t>{sign}</w:t></w:r></w:sdtContent></w:sdt>"


TICKED = '<w14:checked w14:val="1"/>'
GENDERS = {
    "controls": f"<w:p>{box('', '☐')}<w:r><w:t> Male </w:t></w:r>{box(TICKED, '✓')}<w:r><w:t> Female</w:t></w:r></w:p>",
    "wingdings": (
        '<w:p><w:r><w:sym w:font="Wingdings" w:char="F0A8"/><w:t> Male </w:t></w:r><w:r><w:sym w:font="Wingdings" w:char="F0FE"/><w:t> Female</w:t></w:r></w:p>'
    ),
    "old fields": (
        '<w:p><w:r><w:fldChar w:fldCharType="begin"><w:ffData><w:checkBox><w:default w:val="0"/></w:checkBox></w:ffData></w:fldChar></w:r><w:r><w:instrText>'
        'FORMCHECKBOX</w:instrText></w:r><w:r><w:fldChar w:fldCharType="end"/></w:r><w:r><w:t>Male</w:t></w:r><w:r><w:fldChar w:fldCharType="begin"><w:ffData>'
        '<w:checkBox><w:default w:val="0"/><w:checked/></w:checkBox></w:ffData></w:fldChar></w:r><w:r><w:t>Female</w:t></w:r></w:p>'
    ),
    "struck out": "<w:p><w:r><w:rPr><w:strike/></w:rPr><w:t>Male</w:t></w:r><w:r><w:t> / Female</w:t></w:r></w:p>",
    "tracked": "<w:p><w:del><w:r><w:t>☒ Male</w:t></w:r></w:del><w:r><w:t>☐ Male </w:t></w:r><w:ins><w:r><w:t>☒ Female</w:t></w:r></w:ins></w:p>",
    "runs cut up": "<w:p><w:r><w:t>☐ Ma</w:t></w:r><w:r><w:t>le ☒</w:t></w:r><w:r><w:tab/><w:t>Fe</w:t></w:r><w:r><w:t>male</w:t></w:r></w:p>",
}


@pytest.mark.parametrize("gender", GENDERS.values(), ids=GENDERS)
def test_a_tick_however_the_program_makes_it(nations: Nations, gender: str) -> None:
    assert reading.read(xml_form(gender), nations).given.gender == "female"


@pytest.mark.parametrize(
    ("family", "name"),
    [
        ("<w:p><w:sdt><w:sdtPr><w:showingPlcHdr/></w:sdtPr><w:sdtContent><w:r><w:t>Click here</w:t></w:r></w:sdtContent></w:sdt></w:p>", ""),
        ("<w:sdt><w:sdtPr/><w:sdtContent><w:p><w:r><w:t>OSPANOVA</w:t></w:r></w:p></w:sdtContent></w:sdt>", "OSPANOVA"),
        ("<w:p><w:hyperlink><w:r><w:t>OSPANOVA</w:t></w:r></w:hyperlink></w:p>", "OSPANOVA"),
        ("<w:p><w:r><w:t>Anna</w:t><w:noBreakHyphen/><w:t>Maria</w:t></w:r></w:p>", "Anna-Maria"),
        ("<w:p><w:ruby><w:rt><w:r><w:t>lǐ</w:t></w:r></w:rt><w:rubyBase><w:r><w:t>李</w:t></w:r></w:rubyBase></w:ruby></w:p>", "李"),
        ("<w:tbl><w:tr><w:tc><w:p><w:r><w:t>inner</w:t></w:r></w:p></w:tc></w:tr></w:tbl><w:p><w:r><w:t>OSPANOVA</w:t></w:r></w:p>", "OSPANOVA"),
    ],
)
def test_a_text_however_the_program_keeps_it(nations: Nations, family: str, name: str) -> None:
    assert reading.read(xml_form("", family), nations).given.family_name == name


def test_the_other_dialect_of_the_format_is_read_too(nations: Nations) -> None:
    import io
    import zipfile

    with zipfile.ZipFile(io.BytesIO(make.form())) as whole:
        text = whole.read("word/document.xml").replace(make.W.encode(), b"http://purl.oclc.org/ooxml/wordprocessingml/main")
    assert read(make.repacked(make.form(), word__document_xml=text), nations) == (dana(), ())
