"""What a delegate gives: cleaned, judged, fingerprinted, printed."""

import dataclasses
import datetime as dt

import pytest
from hypothesis import given as examples
from hypothesis import strategies as st

from directory import loading
from registration import content, printing
from registration.content import Given
from registration.forms import AnnexIIForm
from registration.models import Registration
from tests.factories import agenda
from tests.factories.directory import party
from tests.factories.registration import given, submitted, typed

DAY = dt.date(2027, 11, 17)
TEXT = st.text(alphabet=st.characters(), max_size=30)


@examples(st.builds(Given, **dict.fromkeys((*content.TEXTS, *content.PHONES), TEXT)))
def test_cleaning_again_changes_nothing_and_judging_never_fails(raw: Given) -> None:
    once = content.cleaned(raw)
    assert content.cleaned(once) == once
    assert content.digest(once) == content.digest(content.cleaned(raw))
    content.problems(once, web=True)


def test_every_field_of_annex_ii_and_more_is_on_the_model() -> None:
    assert content.FIELDS[:13] == (
        "family_name", "middle_name", "first_name", "gender", "party", "other_organisation", "institution", "job_title",
        "mobile_typed", "landline_typed", "fax_typed", "email", "speech_topic",
    )  # fmt: skip
    assert all(Registration._meta.get_field(name) for name in content.FIELDS)
    assert content.MORE[0] == "native_name"


@pytest.mark.parametrize(
    ("lack", "web", "paper"),
    [
        ({"family_name": "", "first_name": ""}, ["family_name"], ["family_name"]),
        ({"family_name": ""}, [], []),
        ({"first_name": ""}, [], []),
        ({"other_organisation": ""}, ["party"], ["party"]),
        ({"institution": ""}, ["institution"], []),
        ({"email": ""}, ["email"], []),
        ({"email": "foo@"}, ["email"], ["email"]),
        ({"cc_email": "foo@"}, ["cc_email"], ["cc_email"]),
        ({"job_title": "a" * 301}, ["job_title"], ["job_title"]),
    ],
)
def test_problems(lack: dict[str, str], web: list[str], paper: list[str]) -> None:
    whole = Given(family_name="SADYKOVA", first_name="Aigerim", other_organisation="Example Institute", institution="Academy", email="a@example.org")
    assert list(content.problems(dataclasses.replace(whole, **lack), web=True)) == web
    assert list(content.problems(dataclasses.replace(whole, **lack), web=False)) == paper


@pytest.mark.django_db
def test_the_fingerprint_knows_every_field() -> None:
    whole = content.cleaned(given())
    others = [dataclasses.replace(whole, **{name: "x"}) for name in (*content.TEXTS, *content.PHONES)]
    others += [dataclasses.replace(whole, **{name: True}) for name in ("may_print_email", "may_print_phone", "on_platform")]
    others.append(dataclasses.replace(whole, party=party("CN")))
    assert len({content.digest(value) for value in (whole, *others)}) == len(others) + 1


@pytest.mark.django_db
def test_what_is_stored_comes_back_as_given() -> None:
    value = content.cleaned(given(printed_name="A. Sadykova", city="Astana", may_print_phone=True))
    assert Given.of(submitted(agenda.seminar(), printed_name="A. Sadykova", city="Astana", may_print_phone=True)) == value


@pytest.mark.django_db
def test_lines_name_a_state_as_it_was_on_the_day() -> None:
    loading.load_tables()
    turkiye = party("TR")
    assert [line.value for line in printing.lines(given(of=turkiye), dt.date(2020, 11, 17)) if line.name == "party"] == ["Turkey"]
    assert [line.value for line in printing.lines(given(of=turkiye), DAY) if line.name == "party"] == ["Türkiye"]


@pytest.mark.django_db
def test_lines_leave_out_what_is_empty_unless_the_form_is_wanted() -> None:
    short = [line.name for line in printing.lines(given(), DAY)]
    whole = [(line.name, line.label) for line in printing.lines(given(), DAY, empty=True, on_form=True)]
    assert short == ["family_name", "first_name", "party", "institution", "email"]
    assert [name for name, _label in whole] == [name for name in content.FIELDS[:13] if name != "other_organisation"]
    assert dict(whole)["party"] == "Nation"


@pytest.mark.django_db
def test_v05_the_preview_and_the_open_part_of_the_form() -> None:
    def form(**kw: str) -> AnnexIIForm:
        party("KZ")
        return AnnexIIForm(typed(**kw), seminar=agenda.Seminar(**_unsaved), today=DAY)

    _unsaved = {"title": "S", "speakers_per_delegation": 2}
    assert form().printed_preview == "Aigerim SADYKOVA"
    assert form(name_order="family first").printed_preview == "SADYKOVA Aigerim"
    assert form(first_name="", family_name=" Sukarti ").printed_preview == "Sukarti"
    assert form(printed_name="A. S.").printed_preview == "A. S."
    assert (form().more_is_open, form(city="Astana").more_is_open, form(cc_email="foo@").more_is_open) == (False, True, True)
