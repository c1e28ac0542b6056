"""The folded search: any script, case, order, and spelling near enough."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from registration import search
from registration.models import Registration
from tests.factories.agenda import seminar
from tests.factories.directory import party
from tests.factories.registration import submitted


@pytest.mark.parametrize(
    "query",
    ["садыкова", "САДЫКОВА", "Sadykova Aigerim", "aigerim sadykova", "Aygerim", "Айгерим", "айгерім", "bio-2027-0001", "2027 0001",
     "0001", "+7 701 000 00 00", "87010000000", "7010000000", "казахстан", "Kazakh", "ministry", "a.sadykova@example.org", "sadykovaaigerim"],
)  # fmt: skip
@pytest.mark.django_db
def test_a_person_is_found(query: str) -> None:
    kazakhstan = party("KZ", name_ru="Казахстан")
    row = submitted(seminar(), of=kazakhstan, native_name="Айгерім Садықова", mobile_typed="8 (701) 000-00-00 доб. 5")
    submitted(
        row.seminar, family_name="BEKOV", first_name="Timur", institution="Academy", email="t.bekov@example.org", of="UN", mobile_typed="+44 20 7946 0999"
    )
    assert list(Registration.objects.filter(search.matching(query))) == [row]


@pytest.mark.django_db
def test_chinese_names_are_found_with_and_without_a_space() -> None:
    row = submitted(seminar(), family_name="张", first_name="三丰", native_name="張三豐")
    for query in ("张", "zhang", "Zhang Sanfeng", "zhangsanfeng", "三丰"):
        assert list(Registration.objects.filter(search.matching(query))) == [row], query


@pytest.mark.parametrize(
    ("one", "other"), [("O'Brien", "obrien"), ("ʻAbd al-Raḥmān", "abd al rahman"), ("Nguyễn", "nguyen"), ("İBRAHİM", "ibrahim"), ("Sergey", "Sergei")]
)
def test_spellings_that_fold_together(one: str, other: str) -> None:
    assert search.fold(one) == search.fold(other)


@given(st.text(max_size=60))
def test_folding_again_changes_nothing(text: str) -> None:
    folded = search.fold(text)
    assert search.fold(folded) == folded
    assert folded.isascii()


def test_a_query_of_signs_asks_for_nothing() -> None:
    assert not search.matching("--- …")
