import datetime as dt

import pytest
from django.utils import translation

from agenda import words
from agenda.models import Seminar


@pytest.mark.parametrize(
    ("codes", "expected"),
    [
        (["zh-hans", "en"], "Interpretation in Chinese and English only; none into Russian."),
        (["zh-hans", "en", "ru"], "Interpretation in Chinese, English and Russian."),
        (["ar"], "Interpretation in Arabic only; none into English, Russian and Chinese."),
        (["xx-unknown"], "Interpretation in xx-unknown only; none into English, Russian and Chinese."),
        ([], "There is no interpretation."),
    ],
)
def test_interpretation_says_what_there_is_and_what_there_is_not(codes, expected):
    assert words.interpretation(Seminar(interpretation=codes)) == expected


@pytest.mark.parametrize(
    ("number", "expected"),
    [
        (1, "At most one speaker per delegation can be given a place; further delegates are welcome."),
        (2, "At most two speakers per delegation can be given a place; further delegates are welcome."),
        (12, "At most 12 speakers per delegation can be given a place; further delegates are welcome."),
    ],
)
def test_speakers(number, expected):
    assert words.speakers(Seminar(speakers_per_delegation=number)) == expected


@pytest.mark.parametrize(
    ("first", "last", "expected"),
    [
        ((2027, 11, 17), (2027, 11, 18), "17–18 November 2027"),
        ((2027, 11, 17), (2027, 11, 17), "17 November 2027"),
        ((2027, 11, 30), (2027, 12, 1), "30 November – 1 December 2027"),
        ((2027, 12, 31), (2028, 1, 1), "31 December 2027 – 1 January 2028"),
    ],
)
def test_days(first, last, expected):
    assert words.days(dt.date(*first), dt.date(*last)) == expected


def test_days_in_another_language_have_its_months():
    with translation.override("ru"):
        assert words.days(dt.date(2027, 11, 17), dt.date(2027, 11, 18)) == "17–18 ноября 2027\xa0г."
    with translation.override("zh-hans"):
        assert words.days(dt.date(2027, 11, 17), dt.date(2027, 11, 18)) == "2027年11月17日至18日"


def test_lines():
    assert words.lines("one\r\n\r\n  two \n") == ["one", "two"]
