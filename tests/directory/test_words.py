import pytest
from django.template import Context, Template
from django.utils import translation

from directory import words

LISTS = {
    "en": ("fax, e-mail, oral", "one; two", "A, B and C", "First. Second.", "Enter a name. Choose a nation."),
    "ru": ("fax, e-mail, oral", "one; two", "A, B и C", "First. Second.", "Enter a name. Choose a nation."),
    "zh-hans": ("fax、e-mail、oral", "one；two", "A、B和C", "First.Second.", "Enter a name。Choose a nation。"),
}


@pytest.mark.parametrize("language", LISTS)
def test_the_punctuation_is_the_readers(language):
    with translation.override(language):
        assert (
            words.separated(["fax", "e-mail", "oral"]),
            words.parted(["one", "two"]),
            words.listed(["A", "B", "C"]),
            words.sentences(["First.", "Second."]),
            words.as_sentences(["Enter a name", "Choose a nation", "Enter a name"]),
        ) == LISTS[language]


@pytest.mark.parametrize(("given", "expected"), [([], ""), (["A"], "A"), (["A", "B"], "A and B"), (iter("AB"), "A and B")])
def test_short_lists(given, expected):
    assert words.listed(given) == expected


def test_nothing_makes_nothing():
    assert (words.separated([]), words.parted([]), words.sentences([]), words.as_sentences([])) == ("", "", "", "")


def test_the_filters():
    source = "{% load words %}{{ names|separated }} / {{ names|parted }} / {{ names|listed }} / a{% comma %}b{% semicolon %}c"
    assert Template(source).render(Context({"names": ["A", "B"]})) == "A, B / A; B / A and B / a, b; c"
