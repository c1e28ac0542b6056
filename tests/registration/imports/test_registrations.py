"""A list of new delegates, as a program wrote it, read into rows."""

import io

import openpyxl
import pytest
from django.conf import settings
from django.utils import translation

from registration.documents.nations import Nations
from registration.enums import Category, SpeechLanguage
from registration.exports import empty_list
from registration.exports.columns import columns
from registration.imports import registrations as lists
from registration.imports.registrations import DelegateList
from registration.services.imports import MOST_ROWS, Row
from seminar_portal.errors import Invalid
from tests.factories import directory
from tests.registration.imports.test_table import sheet

pytestmark = pytest.mark.django_db
V20 = (
    "\ufeffFamily Name;First Name;Email;Mobile phone\r\n"
    "OSPANOVA;Dana;d.ospanova@example.org;+7 701 000 0000\r\n"
    "SUKARTI;Budi;foo@@example.org;+62 812 0000 0000\r\n"
    "KIM;Seo-yeon;kim@example.org;+82 10 0000 0000\r\n"
)


def read(content: str | bytes, *, nation: str = "", language: str = "en") -> DelegateList:
    directory.party("KZ", name_ru="Казахстан", name_zh_hans="哈萨克斯坦")
    directory.party("ID", name_ru="Индонезия", name_zh_hans="印度尼西亚")
    uploaded = content.encode() if isinstance(content, str) else content
    return lists.read(uploaded, nations=Nations.read(), nation=directory.party(nation) if nation else None, language=language)


def only(content: str | bytes, **kw: str) -> Row:
    (row,) = read(content, **kw).rows
    return row


def said(row: Row) -> list[tuple[str, str, str]]:
    return [(fault.field, fault.text, str(fault.sentence)) for fault in row.faults]


def refused(content: str | bytes, **kw: str) -> str:
    with pytest.raises(Invalid) as error:
        read(content, **kw)
    return str(error.value)


def test_v20_the_file_of_the_case_is_read_whole():
    found = read(V20.encode(), nation="KZ")
    assert (found.used, found.ignored, found.doubt) == (["Family Name", "First Name", "Email", "Mobile phone"], [], "")
    assert [(row.number, row.given.family_name, row.given.email, row.given.mobile_typed) for row in found.rows] == [
        (2, "OSPANOVA", "d.ospanova@example.org", "+7 701 000 0000"),
        (3, "SUKARTI", "foo@@example.org", "+62 812 0000 0000"),
        (4, "KIM", "kim@example.org", "+82 10 0000 0000"),
    ]
    assert {row.given.party.code for row in found.rows if row.given.party} == {"KZ"}


@pytest.mark.parametrize("number", [442079460018, 442079460018.0, "442079460018", "4.42079460018E+11"])
def test_v20_a_phone_that_is_a_number_is_read_as_its_digits(number):
    row = only(sheet(["Family Name", "Nation", "Mobile phone"], ["OSPANOVA", "Kazakhstan", number]))
    assert (row.given.mobile_typed, row.remarks) == ("442079460018", ())


def test_a_phone_that_has_lost_its_digits_is_kept_and_said():
    row = only("Family Name,Nation,Mobile phone\nOSPANOVA,Kazakhstan,4.42E+11\n")
    assert (row.given.mobile_typed, row.faults) == ("4.42E+11", ())
    assert row.remarks == ("Mobile phone: “4.42E+11” has lost its digits in a spreadsheet",)


@pytest.mark.parametrize(
    "content",
    [
        "Email,Nation,Gender,First Name,Family Name\na@example.org,kazakhstan,F,Dana,OSPANOVA\n",
        "Электронная почта;Имя;Фамилия;Пол;Государство\na@example.org;Dana;OSPANOVA;женский;Казахстан\n",
        "姓,名,性别,国家,电子邮件\nOSPANOVA,Dana,女,哈萨克斯坦,a@example.org\n",
        "1. Surname\tGiven name\tSex\tCountry (in full)\tE-mail *\nOSPANOVA\tDana\tfemale\tKZ\ta@example.org\n",
    ],
)
def test_headings_nations_and_genders_in_three_languages_in_any_order(content):
    row = only(content)
    given = row.given
    assert (given.family_name, given.first_name, given.gender, given.email, row.faults) == ("OSPANOVA", "Dana", "female", "a@example.org", ())
    assert given.party == directory.party("KZ")


def test_what_is_more_than_annex_ii_is_read_too():
    head = "Family Name;Nation;Order of the name;Category of participant;Language of the speech;E-mail may be printed;Language of letters"
    head += ";Name in own script;Copy of mails to"
    with translation.override("ru"):
        category, chinese = Category.SECRETARIAT.label, SpeechLanguage.CHINESE.label
    row = only(f"{head}\n李;Kazakhstan;FAMILY NAME, then first name;{category};{chinese};да;Русский;李安娜;mission@example.org\n")
    given = row.given
    assert (row.faults, row.language) == ((), "ru")
    assert (given.name_order, given.category, given.speech_language, given.may_print_email) == ("family first", "secretariat", "zh", True)
    assert (given.native_name, given.cc_email) == ("李安娜", "mission@example.org")


@pytest.mark.parametrize(
    ("head", "line", "faults"),
    [
        ("Gender", "unknown", [("gender", "unknown", "This word is not known here")]),
        ("Language of letters", "Klingon", [("language", "Klingon", "This word is not known here")]),
        ("Registered on the host's platform", "perhaps", [("on_platform", "perhaps", "This word is not known here")]),
        ("Gender", "–", []),
        ("Fax", "нет", []),
        ("Email", "N/A", []),
    ],
)
def test_a_word_that_is_not_known_is_a_fault_of_its_cell_and_a_dash_is_nothing(head, line, faults):
    row = only(f"Family Name;Nation;{head}\nSUKARTI;Indonesia;{line}\n")
    assert said(row) == faults
    assert (row.given.fax_typed, row.given.email, row.given.gender) == ("", "", "")


@pytest.mark.parametrize(
    ("nation", "organisation", "party", "written", "sentence"),
    [
        ("Indonezia", "", None, "", "Not a name of the list of states and organisations; one that is not in it stands under “Another organisation”"),
        ("Indonesia", "Steppe Institute", None, "", "Give a nation or another organisation, not both"),
        ("", "Steppe Institute", None, "Steppe Institute", ""),
        ("Another organisation", "Steppe Institute", None, "Steppe Institute", ""),
        ("", "", "KZ", "", ""),
        ("Indonesia", "", "ID", "", ""),
    ],
)
def test_the_nation_of_a_line_comes_before_that_of_the_list_and_is_never_guessed(nation, organisation, party, written, sentence):
    row = only(f"Family Name;Nation;Another organisation\nSUKARTI;{nation};{organisation}\n", nation="KZ")
    assert (row.given.party.code if row.given.party else None, row.given.other_organisation) == (party, written)
    assert said(row) == ([("party", nation, sentence)] if sentence else [])


def test_columns_that_are_not_used_are_named_also_those_without_a_heading():
    found = read("Family Name;Nation;Room;Phone;Telephone;;\nSUKARTI;Indonesia;12;+62 1;+62 2;;vegetarian\n")
    assert found.used == ["Family Name", "Nation", "Phone"]
    assert found.ignored == ["Room", "Telephone", "column G, which has no heading"]


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (
            "Email;Pass\na@example.org;1\n",
            "These columns are missing: “Family Name” or “First Name” and “Nation” (or choose one for the whole list). "
            "The headings of the file are: Email, Pass.",
        ),
        (
            "Family Name;Email\nSUKARTI;a@example.org\n",
            "This column is missing: “Nation” (or choose one for the whole list). The headings of the file are: Family Name, Email.",
        ),
        ("Hello\n", "No headings are found in this file. Its first line must name the columns as Annex II does: Family Name, First Name, Nation and so on."),
        ("Family Name;Nation\n", "There is nobody in this list: below its headings there is no line."),
        ("", "There is nothing in this file."),
        (
            "Family Name;Nation\n" + "SUKARTI;Indonesia\n" * (MOST_ROWS + 1),
            f"This list has {MOST_ROWS + 1} rows; at most {MOST_ROWS} are taken at once. Send it in parts.",
        ),
    ],
)
def test_a_file_that_cannot_be_taken_is_refused_in_plain_words(content, sentence):
    assert refused(content) == sentence


def test_our_own_export_is_read_with_the_lines_above_its_table_and_names_what_a_new_registration_does_not_take():
    with translation.override("zh-hans"):
        ours = columns()
        lines = [["名单", "登记"], ["筛选", "全部"], [], [column.heading for column in ours], ["李" if column.key == "family_name" else "" for column in ours]]
        lines[-1][4] = "哈萨克斯坦"
        found = read(sheet(*lines))
        unused = [column.heading for column in ours if column.key in ("reference", "state", "seminar", "mobile_read", "landline_read", "fax_read")]
        unused += [column.heading for column in ours if column.key in ("source", "received_at", "recorded_at", "recorded_by", "corrected_at", "state_reason")]
    assert [(row.number, row.given.family_name, row.given.party.code) for row in found.rows if row.given.party] == [(5, "李", "KZ")]
    assert found.ignored == unused


@pytest.mark.parametrize("language", [code for code, _name in settings.LANGUAGES])
def test_every_heading_of_the_empty_table_is_read_back(language):
    file = io.BytesIO()
    with translation.override(language):
        empty_list.write(file)
    book = openpyxl.load_workbook(file)
    headings = [str(cell.value) for cell in book.worksheets[0][1]]
    assert [cell.number_format for cell in book.worksheets[0][1]] == ["@"] * len(headings)
    assert [lists.field_of(heading) for heading in headings] == [
        *("family_name", "middle_name", "first_name", "gender", "party", "other_organisation", "institution", "job_title"),
        *("mobile_typed", "landline_typed", "fax_typed", "email", "speech_topic"),
        *("native_name", "printed_name", "form_of_address", "city", "cc_email", "language"),
    ]
    assert [line[0] for line in book.worksheets[1].iter_rows(values_only=True)] == headings
    assert refused(file.getvalue()) == "There is nobody in this list: below its headings there is no line."


def test_the_same_line_has_one_fingerprint_whatever_the_order_of_columns_and_another_with_other_content():
    one = only("Family Name;Nation;Email\nSUKARTI;Indonesia;s@example.org\n").fingerprint
    assert only(sheet(["E-mail", "姓", "Country", "Notes"], ["s@example.org", " SUKARTI ", "Indonesia", "late"])).fingerprint == one
    assert only("Family Name;Nation;Email\nSUKARTI;Indonesia;t@example.org\n").fingerprint != one
    assert only("Family Name;Email\nSUKARTI;s@example.org\n", nation="ID").fingerprint != one
    assert len(one) == 43
