"""Phones: read where they can be, kept as typed, refused never."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from registration import phones
from registration.models import Registration


@pytest.mark.parametrize(
    ("text", "region", "read"),
    [
        ("00 44 20 7946 0018", "KZ", "+442079460018"),
        ("+44 20 7946 0234; +44 7700 900123", "KZ", ""),
        ("+44 20 7946 0234 / 0235", "", ""),
        ("+44 20 7946 0234, +44 7700 900123", "", ""),
        ("+44 20 7946 0234 +44 7700 900123", "", ""),
        ("+44 20 7946 0234 доб. 15", "", "+442079460234"),
        ("+44 20 7946 0234 转15", "", "+442079460234"),
        ("+44 20 7946 0234 ext 15", "", "+442079460234"),
        ("+44 20 7946 0234 x15", "", "+442079460234"),
        ("+44 20 7946 0234 #15", "", "+442079460234"),
        ("+971 51 000 0000", "KZ", "+971510000000"),
        ("7946 0018", "KZ", ""),
        ("8 (701) 000-00-00", "KZ", "+77010000000"),
        ("8 10 44 20 7946 0018", "KZ", "+442079460018"),
        ("020 7946 0018", "GB", "+442079460018"),
        ("020 7946 0018", "", ""),
        ("Tel.: +44 20 7946 0018", "", "+442079460018"),
        ("(+44) 20 7946 0018", "", "+442079460018"),
        ("+44 (0)20 7946 0018", "", "+442079460018"),
        ("＋４４ ２０ ７９４６ ００１８", "", "+442079460018"),
        ("+٤٤٢٠٧٩٤٦٠٠١٨", "", "+442079460018"),
        ("7946 0018 Dana", "KZ", ""),
        ("+970 59 000 0000", "PS", "+970590000000"),
        ("", "KZ", ""),
        ("none", "KZ", ""),
        ("+" * 400, "KZ", ""),
    ],
)
def test_v08_e164(text: str, region: str, read: str) -> None:
    assert phones.e164(text, region) == read


@pytest.mark.parametrize(
    "text", ["+44 20 7946 0234 доб. 15", "+44 20 7946 0234 转 15", "+44 20 7946 0234 ext. 15", "+44 20 7946 0234 (доб. 15)", "+44 20 7946 0234, x 15"]
)
def test_v08_the_extension_is_neither_lost_nor_glued_on(text: str) -> None:
    number = phones.read(text)
    assert number is not None
    assert (number.as_e164, number.extension) == ("+442079460234", "15")
    assert phones.said(text) == "+44 20 7946 0234, extension 15"


def test_kept_as_typed_on_one_line() -> None:
    assert phones.kept(" 00 44 20 7946 0018 \r\n") == "00 44 20 7946 0018"


def test_what_is_too_long_is_cut_with_a_sign_and_not_refused() -> None:
    kept = phones.kept("1" * 5000)
    assert len(kept) == phones.TYPED_LENGTH
    assert kept.endswith("1 …")


PHONE_LIKE = st.text(alphabet=st.sampled_from("0123456789+-()/ ;,.#xдобext转٠٩\u200f"), max_size=40)


@given(st.text(alphabet=st.characters(), max_size=200) | PHONE_LIKE, st.sampled_from(["", "KZ", "CN", "RU", "KR", "UN", "XX", "kz"]))
def test_v08_no_phone_whatever_makes_trouble(text: str, region: str) -> None:
    read = phones.e164(text, region)
    assert read == "" or (read[0] == "+" and read[1:].isascii() and read[1:].isdigit() and len(read) <= 20)
    phones.said(text, region)
    phones.digits(text)
    phones.kept(text).encode()
    assert str(Registration(mobile=read).mobile or "").replace(" ", "").replace("-", "") == read


def test_digits() -> None:
    assert phones.digits("+٤٤ (20) 7946-0018") == "442079460018"
