"""A half-filled form survives the switch of the language and the choice of a clock."""

import re
from collections.abc import Iterator

import pytest
import time_machine
from django.http import HttpResponse

from agenda.models import Seminar
from notifications.models import OutgoingEmail
from registration.models import Registration
from tests.factories import agenda
from tests.factories.agenda import DURING
from tests.factories.directory import party
from tests.factories.registration import browser, register_url, shown_token, submitted, typed, url_of

pytestmark = pytest.mark.django_db

HALF = {"family_name": "Садыкова", "party": "KZ", "email": "not yet whole", "mobile_typed": "8 (701)", "gender": "female", "may_print_email": "on"}


@pytest.fixture
def seminar() -> Seminar:
    party("KZ")
    return agenda.seminar()


@pytest.fixture(autouse=True)
def _during() -> Iterator[None]:
    with time_machine.travel(DURING, tick=False):
        yield


def _values(answer: HttpResponse) -> dict[str, str]:
    """What the shown form would send."""
    content = answer.content.decode()
    form = content[content.index('id="annex"') : content.index("</form>", content.index('id="annex"'))]
    found = dict(re.findall(r'<input type="(?:text|email|tel)" name="(\w+)" value="([^"]*)"', form))
    found |= dict(re.findall(r'<input type="(?:radio|checkbox)" name="(\w+)"(?: value="([^"]*)")?[^>]*\schecked', form))
    found |= {"party": "".join(re.findall(r'<option value="(\w+)" selected', form))}
    return found


def test_switching_the_language_keeps_what_was_typed(seminar: Seminar) -> None:
    shown = browser().get(register_url(seminar)).content.decode()
    assert f'<button form="annex" formaction="/ru{register_url(seminar)}" formnovalidate name="keep" value="language" lang="ru">' in shown
    token = shown_token(shown)
    answer = browser().post(f"/ru{register_url(seminar)}", {**HALF, "form_token": token, "keep": "language"})
    assert (answer.status_code, Registration.objects.count()) == (200, 0)
    content = answer.content.decode()
    assert '<html lang="ru"' in content
    assert 'aria-invalid="true"' not in content
    values = _values(answer)
    assert {name: values[name] for name in HALF if name != "may_print_email"} == {name: HALF[name] for name in HALF if name != "may_print_email"}
    assert "may_print_email" in values
    assert "may_print_phone" not in values
    assert shown_token(content) == token


def test_the_form_kept_can_be_sent_afterwards(seminar: Seminar) -> None:
    address = f"/ru{register_url(seminar)}"
    kept = browser().post(address, {**typed(), "keep": "language"})
    answer = browser().post(address, {**typed(), "form_token": shown_token(kept.content.decode())})
    assert answer.status_code == 302
    assert Registration.objects.get().language == "ru"


def test_choosing_a_clock_keeps_what_was_typed_and_remembers_the_city(seminar: Seminar) -> None:
    answer = browser().post(register_url(seminar), {**HALF, "zone": "Asia/Kabul", "keep": "clock"})
    assert answer.cookies["clock"].value == "Asia/Kabul"
    content = answer.content.decode()
    assert "Friday, 5 November, 20:29 in Kabul (UTC+4:30)" in content
    assert 'value="Садыкова"' in content
    assert 'value="not yet whole"' in content
    assert 'aria-invalid="true"' not in content


def test_a_clock_that_is_none_clears_the_cookie(seminar: Seminar) -> None:
    answer = browser().post(register_url(seminar), {**HALF, "zone": "Nowhere/Atlantis", "keep": "clock"})
    assert answer.cookies["clock"].value == ""


def test_a_correction_is_kept_likewise_and_an_emptied_box_stays_empty(seminar: Seminar) -> None:
    row = submitted(seminar, may_print_email=True)
    answer = browser().post("/zh-hans" + url_of(row, "correct"), {**HALF, "may_print_email": "", "job_title": "新职务", "keep": "language"})
    content = answer.content.decode()
    assert '<html lang="zh-hans"' in content
    assert 'value="新职务"' in content
    assert not re.search(r'name="may_print_email"[^>]*checked', content)
    row.refresh_from_db()
    assert (row.version, OutgoingEmail.objects.filter(kind="registration/corrected").count()) == (1, 0)


def test_after_the_deadline_a_kept_form_gets_the_page_of_the_late(seminar: Seminar) -> None:
    with time_machine.travel("2027-11-05T16:00:00Z", tick=False):
        answer = browser().post(register_url(seminar), {**HALF, "keep": "language"})
    assert answer.status_code == 409
    assert "Registration is closed" in answer.content.decode()
