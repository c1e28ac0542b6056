import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from consent import services
from consent.enums import LetterKind
from tests.factories import agenda, consent

pytestmark = pytest.mark.django_db
LIST = "admin:consent_silenceprocedure_changelist"


@pytest.fixture(autouse=True)
def sessions_outlive_the_travelling(settings):
    settings.SESSION_COOKIE_AGE = 60 * 60 * 24 * 3650


@pytest.fixture
def officer():
    consent.few_states()
    return consent.officer()


def opened(officer, number, **kw):
    seminar = agenda.seminar(slug=f"seminar-{number}", title=f"Seminar {number}")
    return consent.opened(by=officer, seminar=seminar, reference=f"15-1/{number}emb", **kw)


def shown(client, **query):
    with time_machine.travel(consent.LATER, tick=False):
        answer = client.get(reverse(LIST), query)
    return [str(procedure.seminar) for procedure in answer.context["cl"].result_list]


def test_the_list_says_note_deadline_label_and_numbers(client, officer):
    round_ = opened(officer, 213)
    consent.letter(round_, "KZ", LetterKind.CONSENT, consent.DURING, by=officer)
    client.force_login(officer)
    with time_machine.travel(consent.LATER, tick=False):
        page = client.get(reverse(LIST)).content.decode()
    for text in (
        "№ 15-1/213emb",
        "Tuesday, 26 October 2027, 18:00 Astana time (UTC+5)",
        "Period over: not yet certified",
        "1 agreed in writing, 2 silent, 1 proposer",
    ):
        assert text in page, text


def test_the_filters_of_what_waits(client, officer):
    waits, needs_decision, certified = (opened(officer, number) for number in (1, 2, 3))
    opened(officer, 4, deadline=consent.LATER + (consent.DEADLINE - consent.SENT))
    consent.letter(needs_decision, "KZ", LetterKind.UNCLEAR, consent.DURING, by=officer)
    services.certify(round_id=certified.pk, channels_examined=["note"], by=officer, now=consent.LATER)
    client.force_login(officer)
    assert shown(client, needs="certifying") == ["Seminar 1"]
    assert shown(client, needs="deciding") == ["Seminar 2"]
    assert shown(client, needs="answering") == ["Seminar 4"]
    assert shown(client, needs="expiring") == []
    assert shown(client, needs="nonsense") == ["Seminar 4", "Seminar 3", "Seminar 2", "Seminar 1"]
    assert waits.procedure.seminar.title == "Seminar 1"


@pytest.mark.parametrize("quoted", ["15-1/213", "№213", "213еmb", "213"])
def test_edge_15_two_notes_of_one_day_are_found_by_their_number(client, officer, quoted):
    opened(officer, 213)
    opened(officer, 214)
    client.force_login(officer)
    assert shown(client, q=quoted) == ["Seminar 213"]


def test_the_number_of_queries_does_not_grow(client, officer, django_assert_num_queries):
    round_ = opened(officer, 1)
    consent.letter(round_, "KZ", LetterKind.UNCLEAR, consent.DURING, by=officer)
    client.force_login(officer)
    client.get(reverse(LIST))
    with CaptureQueriesContext(connection) as few:
        client.get(reverse(LIST))
    for number in range(2, 7):
        consent.letter(opened(officer, number), "KZ", LetterKind.CONSENT, consent.DURING, by=officer)
    with django_assert_num_queries(len(few)):
        client.get(reverse(LIST))
