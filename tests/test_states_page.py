"""A seminar's states, letters beside registrations (seminar_portal/pages/states.py). Edge case 11 itself is in tests/consent/test_edges.py."""

import datetime as dt
import re
from types import SimpleNamespace
from typing import Any

import pytest
import time_machine
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils.html import strip_tags

from consent import services
from consent.enums import LetterKind
from directory.enums import PartyKind, Role, StandingKind
from directory.models import FormerName, Party
from registration.enums import State
from seminar_portal.pages.states import LISTED
from tests.factories import agenda, consent, desk, directory

K = LetterKind
pytestmark = pytest.mark.django_db
HOUR = dt.timedelta(hours=1)


def words(answer: Any) -> str:
    return re.sub(r"\s+", " ", strip_tags(answer.content.decode().replace("</", " </"))).replace(" &#x27;", "'")


@pytest.fixture
def world(settings: Any) -> Any:
    """Round 1 of procedure P runs: Korea objects, Kazakhstan agrees, Iran and China are silent. Indonesia is an observer, the UN an organisation."""
    settings.SESSION_COOKIE_AGE = 60 * 60 * 24 * 3650
    consent.few_states()
    officer, seminar, browser = consent.officer(), agenda.seminar(), Client()
    round_ = consent.opened(by=officer, seminar=seminar)
    browser.force_login(officer)
    return SimpleNamespace(officer=officer, seminar=seminar, browser=browser, round=round_)


def letter(world: Any, code: str, kind: LetterKind, at: dt.datetime = consent.DURING, **kw: Any) -> Any:
    return consent.letter(world.round, code, kind, at, by=world.officer, **kw).letter


def page(world: Any, party: str = "", now: dt.datetime = consent.DURING, status: int = 200, prefix: str = "", **query: str) -> Any:
    path = f"{prefix}/admin/agenda/seminar/{world.seminar.pk}/states/"
    path += f"{Party.objects.get(code=party).pk}/" if party else ""
    with time_machine.travel(now, tick=False):
        answer = world.browser.get(path, query)
    assert answer.status_code == status
    return answer


def row(answer: Any, code: str) -> Any:
    return next(row for row in [*answer.context["rows"], *answer.context["others"]] if row.party.code == code)


def test_letters_and_registrations_of_a_state_stand_side_by_side(world: Any) -> None:
    """Each letter with what became of it, each state of registration with its number and the list of just these."""
    letter(world, "KZ", K.RECEIPT)
    struck = letter(world, "KZ", K.OBJECTION, consent.DURING + HOUR)
    services.correct_entry(letter_id=struck.pk, reason="Typed under the wrong state.", by=world.officer, now=consent.LATER)
    unclear = letter(world, "KZ", K.UNCLEAR, consent.DURING + 2 * HOUR)
    services.decide_meaning(letter_id=unclear.pk, meaning=K.CONSENT, reason="It says so.", by=world.officer, now=consent.LATER)
    letter(world, "KZ", K.COMMENT, consent.OVER, now=consent.LATER)
    for state in (State.REGISTERED, State.REGISTERED, State.RECEIVED, State.WITHDRAWN):
        desk.registration(world.seminar, party="KZ", state=state)
    shown = page(world, now=consent.LATER)
    found = row(shown, "KZ")
    assert [(entry.letter.kind, entry.meaning, entry.late) for entry in found.letters] == [
        (K.RECEIPT, K.RECEIPT, False),
        (K.OBJECTION, K.OBJECTION, False),
        (K.UNCLEAR, K.CONSENT, False),
        (K.COMMENT, K.COMMENT, True),
    ]
    text = words(shown)
    assert (
        "Kazakhstan ✓ Agreed in writing All 4 letters objects 20 Oct 2027, 11:00 · struck consents 20 Oct 2027, 12:00 · in time · decided comments "
        "26 Oct 2027, 18:00 · late Registrations received · 1 officially registered · 2 withdrawn · 1"
    ) in text
    assert "Islamic" not in text and "Iran ○ No reply no letter nobody registered" in text
    list_of_them = f"/admin/registration/registration/?seminar={world.seminar.slug}&delegation=KZ&state=registered"
    assert [entry.url for entry in found.counted] == [list_of_them.replace("=registered", f"={state}") for state in ("received", "registered", "withdrawn")]
    assert (found.live, found.total) == (3, 4)
    with time_machine.travel(consent.LATER, tick=False):
        assert world.browser.get(list_of_them).context["cl"].result_count == 2


def test_the_filter_shows_what_differs(world: Any) -> None:
    letter(world, "KR", K.OBJECTION)
    letter(world, "KZ", K.CONSENT)
    letter(world, "CN", K.RECEIPT)
    for code in ("KR", "CN"):
        desk.registration(world.seminar, party=code)
    desk.registration(world.seminar, party="IR", state=State.DECLINED)
    shown = page(world)
    assert [choice.words for choice in shown.context["choices"]] == [
        "All states that were asked (4)",
        "Objection, and people registered (1)",
        "Agreed in writing, and nobody registered (1)",
        "Silent, and people registered (1)",
    ]
    for number, codes in enumerate((["CN", "IR", "KZ", "KR"], ["KR"], ["KZ"], ["CN"])):
        chosen = world.browser.get(shown.context["choices"][number].url)
        assert [row.party.code for row in chosen.context["rows"]] == codes
        assert [choice.current for choice in chosen.context["choices"]].index(True) == number
    assert [row.party.code for row in page(world, show="nonsense").context["rows"]] == ["CN", "IR", "KZ", "KR"]


def test_states_that_were_not_asked_stand_apart_and_organisations_do_not_stand_here(world: Any) -> None:
    FormerName.objects.create(party=Party.objects.get(code="ID"), language="en", name="The old name of ID", valid_to=dt.date(2030, 1, 1))
    desk.registration(world.seminar, party="ID")
    directory.party("UN", kind=PartyKind.ORGANISATION, standing=StandingKind.OBSERVER_ORGANISATION)
    desk.registration(world.seminar, party="UN")
    directory.party("BY", name="Belarus", standing=StandingKind.OBSERVER_STATE)
    letter(world, "BY", K.OBJECTION)
    shown = page(world)
    assert [(row.name, row.live, len(row.letters)) for row in shown.context["others"]] == [("Belarus", 0, 1), ("The old name of ID", 1, 0)]
    assert "not asked" in words(shown) and "United Nations" not in words(shown)
    assert "not from an entitled state: kept, never counted" in words(page(world, "BY"))
    assert page(world, show="objects-registered").context["others"] == []
    page(world, "UN", status=404)


def test_before_anybody_was_asked_it_shows_who_has_registered(world: Any) -> None:
    world.seminar = agenda.seminar(slug="wetlands", reference_prefix="WET")
    assert "Nobody has been asked about this seminar yet." in words(page(world)) and "No state has registered anybody." in words(page(world))
    consent.draft(by=world.officer, seminar=world.seminar)
    desk.registration(world.seminar, party="KZ")
    shown = page(world)
    assert "States with registrations" in words(shown) and [row.party.code for row in shown.context["others"]] == ["KZ"]
    assert "received · 1" in words(shown) and "received · 1" in words(page(world, "KZ"))


def test_an_earlier_round_is_shown_by_its_own_letters(world: Any) -> None:
    letter(world, "KR", K.OBJECTION)
    desk.registration(world.seminar, party="KR")
    second = services.start_new_round(round_id=world.round.pk, by=world.officer, now=consent.LATER)
    note = consent.note(reference="15-1/400emb", deadline=consent.LATER + 14 * 24 * HOUR)
    services.record_note_already_sent(round_id=second.pk, note=note, sent_at=consent.LATER, by=world.officer, now=consent.LATER)
    now = page(world, now=consent.LATER)
    assert (row(now, "KR").cell.position.label, row(now, "KR").letters) == ("No reply", [])
    first = page(world, now=consent.LATER, round=str(world.round.pk))
    assert row(first, "KR").objects_and_registered
    assert [choice.current for choice in first.context["rounds"]] == [True, False]
    assert all(f"round={world.round.pk}" in choice.url for choice in first.context["choices"])
    assert "objects" in words(world.browser.get(row(first, "KR").url))


class TestOneState:
    def test_all_its_letters_and_all_its_people(self, world: Any) -> None:
        for number in range(5):
            letter(world, "KR", K.OBJECTION if number == 4 else K.COMMENT, consent.DURING + number * HOUR, summary=f"Word {number}")
        person = desk.registration(world.seminar, party="KR", family_name="PARK", first_name="Ji-woo", printed_name="PARK Ji-woo")
        desk.registration(world.seminar, party="KZ", family_name="ABAY")
        text = words(page(world, "KR"))
        assert [number for number in range(5) if f"“Word {number}”" in text] == [0, 1, 2, 3, 4]
        assert "✕ Objection Objection stands; registration is not a withdrawal." in text
        assert f"{person.reference} PARK Ji-woo received" in text and "ABAY" not in text
        assert reverse("admin:registration_registration_change", args=[person.pk]) in page(world, "KR").content.decode()

    def test_a_crowd_is_listed_at_the_desk(self, world: Any) -> None:
        desk.many(world.seminar, 3, party="KZ")
        assert "in the list" not in words(page(world, "KZ"))
        one = page(world, "KZ").context
        assert (len(one["registrations"]), one["more"], LISTED) == (3, 0, 100)

    def test_who_has_nothing_to_do_with_the_seminar_has_no_page(self, world: Any) -> None:
        directory.party("JO")
        page(world, "JO", status=404)
        page(world, "IR")


def test_the_way_leads_from_the_board_and_the_seminars_page_for_who_may_see_it(world: Any) -> None:
    address = f"/admin/agenda/seminar/{world.seminar.pk}/states/"
    ways = [reverse("admin:agenda_seminar_change", args=[world.seminar.pk]), reverse("admin:consent_silenceprocedure_change", args=[world.round.procedure_id])]
    with time_machine.travel(consent.DURING, tick=False):
        assert [address in world.browser.get(way).content.decode() for way in ways] == [True, True]
        world.browser.force_login(directory.staff(Role.HOST))
        assert address not in world.browser.get(ways[0]).content.decode()
        # letters without registrations: the board, and no way on
        only_letters = directory.user_with("consent.view_silenceprocedure", "agenda.view_seminar")
        world.browser.force_login(only_letters)
        assert [address in world.browser.get(way).content.decode() for way in ways] == [False, False]
        assert world.browser.get(address).status_code == 403


def test_the_queries_do_not_grow_with_states_letters_and_registrations(world: Any) -> None:
    def asked(*args: str, **kw: str) -> int:
        with CaptureQueriesContext(connection) as caught:
            page(world, *args, **kw)
        return len(caught)

    letter(world, "KR", K.OBJECTION)
    for code in ("KR", "ID"):
        desk.registration(world.seminar, party=code)
    before = (asked(), asked("KR"), asked(prefix="/ru"))
    for number in range(3):
        code = f"X{number}"
        directory.party(code)
        letter(world, code, K.CONSENT)
        letter(world, "KR", K.COMMENT, consent.DURING + number * HOUR)
        desk.many(world.seminar, 2, party=code)
        desk.registration(world.seminar, party="KR")
        desk.registration(world.seminar, party="IR")
    assert (asked(), asked("KR"), asked(prefix="/ru")) == before
