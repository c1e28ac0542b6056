"""Names: what is taken out, what is left alone, and how a name is printed."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from registration import names
from registration.enums import NameOrder

ANYTHING = st.text(alphabet=st.characters(), max_size=80)


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("  Aigerim   SADYKOVA ", "Aigerim SADYKOVA"),
        ("Dana\r\nBcc: leak@example.org", "Dana Bcc: leak@example.org"),
        ("Aigerim\u202eavokydaS", "AigerimavokydaS"),
        ("\u2067Institute\u2069", "Institute"),
        ("Nguye\u0302\u0303n", "Nguyễn"),
        ("d’Ornellas-ʻUmar O'Brien", "d’Ornellas-ʻUmar O'Brien"),
        ("W. A. D. S. Perera", "W. A. D. S. Perera"),
        ("İbrahim ılgaz", "İbrahim ılgaz"),
        ("علی\u200cرضا", "علی\u200cرضا"),
        ("Ali\u200cReza", "AliReza"),
        ("\u200dAli", "Ali"),
        ("a\x00b\x07c", "a b c"),
        ("\u3164", ""),
        ("张\u3000三", "张 三"),
        ("line\u2028two", "line two"),
    ],
)
def test_v06_v09_clean(typed: str, kept: str) -> None:
    assert names.clean(typed) == kept


@given(ANYTHING)
def test_what_is_cleaned_is_one_line_without_hidden_marks_and_stays_so(text: str) -> None:
    line = names.clean(text)
    assert names.clean(line) == line
    assert line == unicodedata.normalize("NFC", line)
    assert line == " ".join(line.split())
    assert not [letter for letter in line if unicodedata.category(letter) in ("Cc", "Cs", "Zl", "Zp")]
    assert not [letter for letter in line if unicodedata.category(letter) == "Cf" and letter not in "\u200c\u200d"]
    line.encode()


@pytest.mark.parametrize(
    ("family", "first", "order", "name"),
    [
        ("Sukarti", "", NameOrder.GIVEN_FIRST, "Sukarti"),
        ("", "Sukarti", NameOrder.FAMILY_FIRST, "Sukarti"),
        ("SADYKOVA", "Aigerim", NameOrder.GIVEN_FIRST, "Aigerim SADYKOVA"),
        ("Nguyễn", "Thị Lan", NameOrder.FAMILY_FIRST, "Nguyễn Thị Lan"),
    ],
)
def test_v05_printed(family: str, first: str, order: str, name: str) -> None:
    assert names.printed(family, first, order) == name


@pytest.mark.parametrize(
    ("form_of_address", "said"),
    [("", "Aigerim SADYKOVA"), ("Dr. Sadykova", "Dr. Sadykova"), ("Ms.", "Ms. Aigerim SADYKOVA"), ("Madam Aigerim", "Madam Aigerim")],
)
def test_addressed(form_of_address: str, said: str) -> None:
    assert names.addressed("Aigerim SADYKOVA", form_of_address) == said


def test_v07_video_name_of_a_long_name_stays_within_64() -> None:
    name = names.video_name("A" * 150, "Kazakhstan")
    assert name == "A" * 64


def test_video_name_has_the_delegation_before_the_name() -> None:
    assert names.video_name("Sukarti", "Indonesia") == "Indonesia - Sukarti"
    assert names.video_name("Sukarti") == "Sukarti"


def test_v07_no_character_is_cut_in_two() -> None:
    base = "क" + "\u094d" + "ष" + "ि"  # one character to the eye, four code points
    assert names.shortened(base * 20, 10) == base * 2
    assert list(names.characters("e\u0301a" + "\U0001f1f0\U0001f1ff")) == ["e\u0301", "a", "\U0001f1f0\U0001f1ff"]


@given(ANYTHING, ANYTHING)
def test_video_name_never_passes_64_and_never_begins_with_a_mark_of_its_own(name: str, delegation: str) -> None:
    printed = names.clean(name)
    shown = names.video_name(printed, names.clean(delegation))
    assert len(shown) <= 64
    assert "".join(names.characters(printed)) == printed


def test_digits_are_seen_in_every_script() -> None:
    assert names.has_digits("Ali 2")
    assert names.has_digits("علي٢")
    assert not names.has_digits("W. A. D. S.")
