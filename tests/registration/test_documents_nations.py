"""Which state or organisation the box "Nation" means, in three languages, by short, formal, former and everyday names; never by likeness."""

import pytest

from directory.models import Party
from registration.documents.nations import Nations
from tests.factories import directory

pytestmark = pytest.mark.django_db


@pytest.fixture
def nations() -> Nations:
    directory.tables()
    return Nations.read()


def code(nations: Nations, text: str) -> str:
    party = nations.meant_by(text)
    return party.code if party else ""


KNOWN = {
    "KZ": (
        "Kazakhstan", "KAZAKHSTAN", " kazakhstan. ", "Republic of Kazakhstan", "The Republic of Kazakhstan", "Казахстан", "РЕСПУБЛИКА КАЗАХСТАН", "哈萨克斯坦",
        "哈萨克斯坦共和国", "KZ", "kz", "Казахстан (Kazakhstan)", "Kazakhstan / Казахстан", "Казахстан\nKazakhstan",
    ),
    "KR": ("Republic of Korea", "Korea, Republic of", "South Korea", "韩国", "大韩民国"),
    "TR": ("Turkey", "Republic of Turkey", "Türkiye", "Turkiye", "Турция"),
    "VN": ("Viet Nam", "Vietnam"),
    "IR": ("Iran (Islamic Republic of)", "Islamic Republic of Iran"),
    "AE": ("UAE", "ОАЭ", "Объединенные Арабские Эмираты", "阿联酋"),
    "RU": ("Russia", "Россия", "Russian Federation"),
    "LA": ("Lao PDR", "Лаос"),
    "KG": ("Kyrgyz Republic", "Кыргызстан", "Киргизия"),
    "UN": ("UN", "ООН", "United Nations"),
    "SCO": ("SCO", "ШОС", "上海合作组织"),
}  # fmt: skip
UNKNOWN = ("Казахстон", "Kazakstan", "Korea", "", "–", "Republic of", "World Steppe Fund", "Kazakhstan / Japan", "Embassy of Japan, Kazakhstan", "republic")


def test_names_that_are_known(nations: Nations) -> None:
    assert {text: code(nations, text) for texts in KNOWN.values() for text in texts} == {text: key for key, texts in KNOWN.items() for text in texts}


def test_near_is_not_near_enough(nations: Nations) -> None:
    assert {text: code(nations, text) for text in UNKNOWN} == dict.fromkeys(UNKNOWN, "")


def test_every_party_is_known_by_every_name_we_print(nations: Nations) -> None:
    missed = []
    for party in Party.objects.all():
        names = {getattr(party, f"{kind}_{language}") for kind in ("name", "formal_name") for language in ("en", "ru", "zh_hans")}
        missed += [name for name in names if name and code(nations, name) != party.code]
    assert missed == []


def test_a_name_that_two_have_is_nobodys() -> None:
    directory.party("AA", name="Twinland")
    directory.party("BB", name="TWINLAND")
    nations = Nations.read()
    assert [code(nations, text) for text in ("Twinland", "AA", "BB")] == ["", "AA", "BB"]


def test_the_keyboard_finds_a_nation_by_its_short_names_only(nations: Nations) -> None:
    keys = nations.keys["KZ"].split("|")
    assert {"kazakhstan", "казахстан", "哈萨克斯坦"} <= set(keys)
    assert [key for key in keys if key.startswith("rep")] == []


def test_reading_all_names_takes_two_queries(django_assert_num_queries: object) -> None:
    directory.tables()
    with django_assert_num_queries(2):  # type: ignore[operator]
        Nations.read()
