"""The filters of the desk's list: as one form, in words, and the questions that the issue asks of it."""

import datetime as dt
import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from directory.enums import Role
from notifications.enums import MailState
from tests.factories import agenda, desk, directory, notifications

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("during")]
LIST = "/admin/registration/registration/"
DAY = dt.timedelta(days=1)


def listed(client, query: str = "") -> list[int]:
    response = client.get(LIST + query)
    assert response.status_code == 200
    return [row.number for row in response.context["cl"].result_list]


@pytest.mark.parametrize(
    ("query", "numbers"),
    [
        ("?category=institute", [1]),
        ("?category=none", [3, 2]),
        ("?language=ru", [2]),
        ("?refused=yes", [3, 1]),
        ("?refused=no", [2]),
        ("?refused=nonsense", [3, 2, 1]),
        ("?refused=yes&language=en", [3, 1]),
        ("?since=2027-10-08", [3, 2]),
        ("?until=2027-10-08", [2, 1]),
        ("?since=2027-10-08&until=2027-10-08", [2]),
        ("?since=2027-10-09&until=2027-10-08", []),
        ("?q=7946+0018", [2]),
        ("?q=0018", [2]),
        ("?q=…0018", [2]),
    ],
)
def test_filters_answer_the_questions_people_ask(client, officer, seminar, query, numbers):
    first = dt.datetime(2027, 10, 7, 15, 59, 59, 900_000, tzinfo=dt.UTC)  # 23:59:59.9 of the 7th on the officer's clock
    one = desk.registration(seminar, received_at=first, category="institute")
    desk.registration(seminar, received_at=first + DAY, language="ru", mobile_typed="00 44 20 7946 0018")
    three = desk.registration(seminar, received_at=first + DAY + dt.timedelta(milliseconds=100))  # 00:00:00 of the 9th
    notifications.mail(about=f"registration:{one.pk}", state=MailState.FAILED, ended_at=agenda.DURING)
    notifications.mail(about=f"registration:{one.pk}", state=MailState.SENT, sent_at=agenda.DURING)
    notifications.mail(about=f"registration:{three.pk}", state=MailState.FAILED, ended_at=agenda.DURING)
    notifications.mail(about=f"registration:{three.pk}", state=MailState.FAILED, ended_at=agenda.DURING)
    notifications.mail(about=f"registration:{three.pk}5", state=MailState.FAILED, ended_at=agenda.DURING)
    notifications.mail(about=f"export:{one.pk + 1}", state=MailState.FAILED, ended_at=agenda.DURING)
    assert listed(client, query) == numbers


def test_the_days_are_those_of_the_seats_clock(client, seminar):
    client.force_login(directory.staff(Role.HOST, zone="Asia/Almaty"))
    desk.registration(seminar, received_at=dt.datetime(2027, 10, 7, 18, 30, tzinfo=dt.UTC))  # the 8th in Beijing, still the 7th in Astana
    assert listed(client, "?since=2027-10-07&until=2027-10-07") == [1]
    assert listed(client, "?since=2027-10-08") == []


@pytest.mark.parametrize("query", ["?until=yesterday", "?since=2027-13-01", "?since=99999-01-01"])
def test_a_day_that_cannot_be_read_shows_the_whole_list(client, officer, seminar, query):
    response = client.get(LIST + query)
    assert (response.status_code, response.url) == (302, f"{LIST}?e=1")


def test_the_form_needs_no_script_and_its_address_names_what_is_chosen(client, officer, seminar):
    directory.party("JP", standing="observer state")
    desk.registration(seminar)
    desk.registration(seminar, party="JP")
    page = client.get(f"{LIST}?state=received&q=sadykova&o=-3").content.decode()
    form = re.search(r'<form id="changelist-filter".*?</form>', page, re.S)
    assert form is not None
    names = re.findall(r'<(?:select|input type="date")[^>]* name="(\w+)"', form[0])
    assert names == [
        "seminar",
        "state",
        "delegation",
        "category",
        "since",
        "until",
        "corrected",
        "duplicate",
        "email",
        "refused",
        "topic",
        "platform",
        "source",
        "language",
    ]
    assert re.findall(r'<input type="hidden" name="(\w+)" value="([^"]*)"', form[0]) == [("q", "sadykova"), ("o", "-3")]
    assert '<option value="received" selected>received</option>' in form[0]
    assert '<optgroup label="Observer states"><option value="JP">' in form[0]
    assert len(re.findall(r"<label for=\"filter-", form[0])) == len(names)
    sent = "&".join(f"{name}=" for name in names) + "&q=sadykova&o=-3"
    answer = client.get(f"{LIST}?{sent.replace('delegation=', 'delegation=JP')}")
    assert (answer.status_code, answer.url) == (302, f"{LIST}?delegation=JP&q=sadykova&o=-3")
    assert client.get(f"{LIST}?state=&since=").url == LIST


def test_what_is_at_work_stands_above_the_table_and_can_be_taken_away(client, officer, seminar):
    desk.many(seminar, 3)
    response = client.get(f"{LIST}?state=received&since=2027-10-01&until=2027-10-20&q=first")
    chips = [(chip.words, chip.without) for chip in response.context["chips"]]
    assert chips == [
        ("State: received", "?q=first&since=2027-10-01&until=2027-10-20"),
        ("Received: from 2027-10-01 to 2027-10-20", "?q=first&state=received"),
        ("Search: first", "?since=2027-10-01&state=received&until=2027-10-20"),
    ]
    assert response.context["count_words"] == "3 registrations"
    assert client.get(LIST).context["chips"] == []


@pytest.mark.parametrize(
    ("query", "words"),
    [
        ("", "none, the whole list"),
        ("?since=2027-10-01", "received: since 2027-10-01"),
        ("?until=2027-10-01&email=no", "received: until 2027-10-01; e-mail: no e-mail address"),
        ("?refused=yes", "messages: a message was refused"),
        ("?delegation=KZ&q=dana", "state / organisation: Kazakhstan; search: dana"),
    ],
)
def test_a_filter_in_words(client, officer, seminar, query, words):
    from registration.admin.filters import in_words

    desk.registration(seminar)
    assert in_words(client.get(LIST + query).context["cl"]) == words


@pytest.mark.parametrize("query", ["", "?refused=yes", "?state=live&delegation=group:member&q=first", "?since=2027-10-01&until=2027-10-20"])
def test_filters_cost_the_same_for_many_rows(client, officer, seminar, query):
    row = desk.many(seminar, 2)[0]
    notifications.mail(about=f"registration:{row.pk}", state=MailState.FAILED, ended_at=agenda.DURING)
    client.get(LIST + query)
    with CaptureQueriesContext(connection) as few:
        client.get(LIST + query)
    for more in desk.many(seminar, 20, party="KR"):
        notifications.mail(about=f"registration:{more.pk}", state=MailState.FAILED, ended_at=agenda.DURING)
    with CaptureQueriesContext(connection) as many:
        client.get(LIST + query)
    assert len(many) == len(few) <= 14
