import re

import pytest
import time_machine
from django.urls import reverse

from directory.models import User
from registration.enums import State
from tests.factories import agenda as make
from tests.factories.desk import many
from tests.factories.directory import PASSWORD, staff
from tests.factories.notifications import mail

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _during():
    with time_machine.travel(make.DURING, tick=False):
        yield


def test_staff_log_in_by_e_mail_in_any_case(client):
    staff("host staff", email="desk@example.org")
    page = client.get(reverse("admin:login"))
    assert "E-mail:" in page.content.decode()
    response = client.post(reverse("admin:login"), {"username": "Desk@Example.org", "password": PASSWORD, "next": page.context["next"]})
    assert (response.status_code, response["Location"]) == (302, reverse("admin:index"))


def test_who_is_not_staff_stays_outside(client):
    User.objects.create_user("somebody@example.org", PASSWORD)
    response = client.post(reverse("admin:login"), {"username": "somebody@example.org", "password": PASSWORD})
    assert response.status_code == 200
    assert client.get(reverse("admin:index")).status_code == 302


@pytest.mark.parametrize(
    ("zone", "words"),
    [("Asia/Shanghai", "Tuesday, 12 October 2027, 15:02 in Beijing (UTC+8)"), ("Asia/Almaty", "Tuesday, 12 October 2027, 12:02 in Astana (UTC+5)")],
)
def test_the_head_shows_the_clock_of_the_seat(client, zone, words):
    make.cities()
    client.force_login(staff("reader", zone=zone))
    assert words in " ".join(client.get(reverse("admin:index")).content.decode().split())


@pytest.mark.parametrize(("prefix", "language"), [("", "en"), ("/ru", "ru"), ("/zh-hans", "zh-hans")])
def test_the_administration_speaks_the_language_of_the_address(client, prefix, language):
    client.force_login(staff("host staff"))
    body = client.get(f"{prefix}/admin/").content.decode()
    assert f'<html lang="{language}"' in body
    assert re.findall(r'value="([a-z-]+)" lang="[a-z-]+" aria-current="true"', body) == [language]
    assert f'href="{prefix}/admin/agenda/seminar/"' in body


def waiting(client) -> dict[str, int]:
    context = client.get(reverse("admin:index")).context
    return {str(line.label): line.count for line in (*context["to_do"], *context["nothing_to_do"])}


def test_each_role_is_told_what_waits_for_it(client):
    seminar = make.seminar(title="Seminar")
    many(seminar, 3, state=State.RECEIVED)
    many(seminar, 2, state=State.REGISTERED)
    client.force_login(staff("host staff"))
    host = waiting(client)
    assert host["Registrations to review – Seminar"] == 3
    assert host["Messages that failed"] == 0
    assert "States that have not answered yet" not in host
    client.force_login(staff("secretariat"))
    secretariat = waiting(client)
    assert secretariat["States that have not answered yet"] == 0
    assert "Registrations to review – Seminar" not in secretariat
    client.force_login(staff("reader"))
    assert waiting(client) == {}
    assert "Nothing waits for you at the moment." in client.get(reverse("admin:index")).content.decode()


@pytest.mark.parametrize("role", ["host staff", "secretariat"])
def test_every_line_leads_to_a_list_that_opens(client, role):
    many(make.seminar(), 1)
    client.force_login(staff(role))
    context = client.get(reverse("admin:index")).context
    lines = [*context["to_do"], *context["nothing_to_do"]]
    assert lines
    for line in lines:
        response = client.get(line.url)
        assert response.status_code == 200, line.url


def test_a_failed_mail_waits(client):
    client.force_login(staff("host staff"))
    before = waiting(client)["Messages that failed"]
    mail(about="registration:1", state="failed")
    assert (before, waiting(client)["Messages that failed"]) == (0, 1)


def test_the_landing_page_has_a_fixed_number_of_queries(client, django_assert_max_num_queries):
    client.force_login(staff("host staff", is_superuser=True))
    many(make.seminar(), 1)
    client.get(reverse("admin:index"))
    with django_assert_max_num_queries(60) as few:
        client.get(reverse("admin:index"))
    for number in range(3):
        many(make.seminar(slug=f"other-{number}", reference_prefix=f"OT{'ABC'[number]}"), 4)
    with django_assert_max_num_queries(len(few)):
        client.get(reverse("admin:index"))
