import datetime as dt

import pytest
from django.core.management import call_command

from directory import selectors
from directory.enums import StandingKind
from directory.loading import Loaded, load_tables
from directory.models import City, FormerName, Party, Standing

OCTOBER_2020 = dt.date(2020, 10, 16)
TODAY = dt.date(2026, 11, 25)
pytestmark = pytest.mark.django_db


def codes(day: dt.date, kind: str) -> set[str]:
    return {party.code for party, standing in selectors.parties_with_standing(day) if standing == kind}


def test_27_members_in_october_2020_and_28_today() -> None:
    load_tables()
    then, now = codes(OCTOBER_2020, StandingKind.MEMBER), codes(TODAY, StandingKind.MEMBER)
    assert (len(then), len(now)) == (27, 28)
    assert now - then == {"KW"}
    assert selectors.members_on(OCTOBER_2020).count() == 27


def test_8_observer_states_in_october_2020_and_10_today() -> None:
    load_tables()
    assert codes(OCTOBER_2020, StandingKind.OBSERVER_STATE) == {"BY", "ID", "JP", "LA", "MY", "PH", "UA", "US"}
    assert codes(TODAY, StandingKind.OBSERVER_STATE) == {"BY", "ID", "JP", "LA", "MY", "PH", "UA", "US", "SA", "TM"}


def test_a_document_of_2020_prints_turkey() -> None:
    load_tables()
    turkiye = Party.objects.get(code="TR")
    assert selectors.printed_name(turkiye, OCTOBER_2020, "en") == "Turkey"
    assert selectors.printed_name(turkiye, dt.date(2022, 5, 31), "en") == "Turkey"
    assert selectors.printed_name(turkiye, dt.date(2022, 6, 1), "en") == "Türkiye"
    assert selectors.printed_name(turkiye, OCTOBER_2020, "ru") == "Турция"
    assert selectors.printed_name(turkiye, OCTOBER_2020, "zh-hans") == turkiye.name_zh_hans == "土耳其"


def test_the_capital_of_the_day_names_the_clock() -> None:
    load_tables()
    assert selectors.city_of("Asia/Almaty", dt.date(2020, 10, 26)) == "Nur-Sultan"
    assert selectors.city_of("Asia/Almaty", TODAY) == "Astana"
    assert selectors.city_of("Asia/Almaty", dt.date(2022, 9, 16)) == "Nur-Sultan"
    assert selectors.city_of("Asia/Almaty", dt.date(2022, 9, 17)) == "Astana"


def test_names_in_three_languages_and_order_by_the_active_one() -> None:
    load_tables()
    korea = Party.objects.get(code="KR")
    assert (korea.name_en, korea.name_ru, korea.name_zh_hans) == ("Republic of Korea", "Республика Корея", "韩国")
    in_english = list(selectors.members_on(TODAY).values_list("code", flat=True))
    assert in_english.index("QA") < in_english.index("KR") < in_english.index("RU")


def test_loading_twice_changes_nothing() -> None:
    assert load_tables() == Loaded(parties=48, former_names=1, cities=44)
    before = [list(model.objects.order_by("pk").values()) for model in (Party, Standing, FormerName, City)]
    assert load_tables() == Loaded(parties=0, former_names=0, cities=0)
    assert [list(model.objects.order_by("pk").values()) for model in (Party, Standing, FormerName, City)] == before


def test_an_edit_survives_and_what_is_missing_comes_back() -> None:
    load_tables()
    Party.objects.filter(code="KR").update(name_en="Korea, Republic of", sort_key_en="Korea")
    Standing.objects.filter(party__code="US").update(valid_to=dt.date(2026, 1, 31))
    FormerName.objects.all().delete()
    City.objects.filter(zone="Asia/Seoul").update(name_en="Seoul City")
    Party.objects.get(code="ECO").delete()
    assert load_tables() == Loaded(parties=1, former_names=0, cities=0)
    assert Party.objects.get(code="KR").name_en == "Korea, Republic of"
    assert Standing.objects.get(party__code="US").valid_to == dt.date(2026, 1, 31)
    assert FormerName.objects.count() == 0
    assert City.objects.get(zone="Asia/Seoul").name_en == "Seoul City"
    assert Party.objects.filter(code="ECO").exists()


def test_the_command_says_what_it_did(capsys: pytest.CaptureFixture[str]) -> None:
    call_command("load_tables")
    call_command("load_tables")
    assert capsys.readouterr().out.splitlines() == [
        "Loaded 48 states and organisations, 1 former names, 44 cities.",
        "Loaded 0 states and organisations, 0 former names, 0 cities.",
    ]
