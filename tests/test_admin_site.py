import datetime as dt
import re

import pytest
import time_machine
from django.urls import reverse

from consent.enums import LetterKind
from directory.models import FormerName, User
from registration.enums import State
from tests.factories import agenda as make
from tests.factories import consent
from tests.factories.desk import many, registration
from tests.factories.directory import PASSWORD, party, staff
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


def waiting(client) -> dict[tuple[str, str], int]:
    """What waits, by the title that stands above it and its words."""
    context = client.get(reverse("admin:index")).context
    groups = [*context["groups"], *context["idle"]]
    return {(group.title, str(line.label)): line.count for group in groups for line in (*group.some, *group.none)}


def test_each_role_is_told_what_waits_for_it(client):
    seminar = make.seminar(title="Seminar")
    many(seminar, 3, state=State.RECEIVED)
    many(seminar, 2, state=State.REGISTERED)
    client.force_login(staff("host staff"))
    host = waiting(client)
    assert host["Seminar", "Registrations to review"] == 3
    assert host["Consent, messages and more", "Messages that failed"] == 0
    assert "States that have not answered yet" not in {words for _title, words in host}
    client.force_login(staff("secretariat"))
    secretariat = waiting(client)
    assert secretariat["", "States that have not answered yet"] == 0
    assert "Registrations to review" not in {words for _title, words in secretariat}
    client.force_login(staff("administrator"))
    assert waiting(client) == {("", "Member states without a mission"): 1, ("", "Messages that failed"): 0, ("", "Messages on their way"): 0}
    client.force_login(staff("reader"))
    assert waiting(client) == {}
    assert "Nothing waits for you at the moment." in client.get(reverse("admin:index")).content.decode()


def test_the_title_of_a_seminar_stands_once_above_what_waits_for_it(client):
    for slug, title in (("one", "Seminar one"), ("two", "Seminar two")):
        many(make.seminar(slug=slug, title=title), 1)
    client.force_login(staff("host staff"))
    page = client.get(reverse("admin:index"))
    assert [(group.title, [line.count for line in group.some]) for group in page.context["groups"]] == [
        ("Seminar one", [1]),
        ("Seminar two", [1]),
    ]
    assert page.content.decode().count("<h2><bdi>Seminar one</bdi></h2>") == 1
    assert page.context["idle_words"] == ["Consent, messages and more"]


def test_seminars_with_nothing_to_do_are_folded_into_one_line(client):
    make.seminar(slug="one", title="Seminar one")
    make.seminar(slug="two", title="Seminar two")
    client.force_login(staff("host staff"))
    page = client.get(reverse("admin:index"))
    assert page.context["groups"] == [] and "Nothing waits: Seminar one; Seminar two; Consent, messages and more</summary>" in page.content.decode()


@pytest.mark.parametrize("role", ["host staff", "secretariat", "administrator"])
def test_every_line_leads_to_a_list_that_opens(client, role):
    many(make.seminar(), 1)
    client.force_login(staff(role))
    context = client.get(reverse("admin:index")).context
    groups = [*context["groups"], *context["idle"]]
    lines = [line for group in groups for line in (*group.some, *group.none)]
    assert lines
    for line in lines:
        response = client.get(line.url)
        assert response.status_code == 200, line.url


def test_a_failed_mail_waits(client):
    client.force_login(staff("host staff"))
    before = waiting(client)["", "Messages that failed"]
    mail(about="registration:1", state="failed")
    assert (before, waiting(client)["", "Messages that failed"]) == (0, 1)


# --- the numbers of a seminar -----------------------------------------------------------------------------------------------------------------


def numbers(client, query=""):
    return client.get(reverse("admin:index") + query).context["numbers"]


def arrived(of, when, **kw):
    return registration(of, received_at=dt.datetime.fromisoformat(when), **kw)


def test_forms_are_counted_by_day_of_the_registrations_own_clock(client):
    seminar = make.seminar()
    for when in ("2027-10-01T15:59:59Z", "2027-10-01T16:00:00Z", "2027-10-02T15:59:59.900Z", "2027-10-11T16:00:00Z"):
        arrived(seminar, when, state=State.WITHDRAWN if "59.900" in when else State.RECEIVED)
    client.force_login(staff("reader", zone="America/New_York"))
    shown = numbers(client)
    assert [(row.day.isoformat(), row.count, row.total) for row in shown.days] == [("2027-10-01", 1, 1), ("2027-10-02", 2, 3), ("2027-10-12", 1, 4)]
    assert (shown.total, shown.live) == (4, 3)
    ticks = [tick.day.isoformat() for tick in shown.per_day.ticks]
    assert (ticks[0], ticks[-1]) == ("2027-10-01", "2027-10-12"), "from the opening to today"


def test_delegations_stand_by_their_numbers(client):
    seminar = make.seminar()
    many(seminar, 2, party="KZ", state=State.REGISTERED)
    registration(seminar, party="KZ", state=State.LATE)
    many(seminar, 3, party="CN", state=State.RECEIVED)
    registration(seminar, party=None, other_organisation="World Steppe Fund")
    registration(seminar, party="KR", state=State.DECLINED)
    client.force_login(staff("host staff"))
    shown = numbers(client)
    assert [(row.name, row.numbers.registered, row.numbers.received, row.numbers.others) for row in shown.delegations] == [
        ("China", 0, 3, 0),
        ("Kazakhstan", 2, 0, 1),
        ("Organisations written by hand", 0, 1, 0),
        ("Republic of Korea", 0, 0, 1),
    ]
    assert [(piece.kind, piece.x, piece.width) for piece in shown.delegations[1].pieces] == [("registered", "0%", "66.667%"), ("others", "66.667%", "33.333%")]
    for row in shown.delegations:
        assert client.get(row.url, follow=True).context["cl"].result_count == row.numbers.total, row.name
    assert reverse("admin:registration_organisations") in client.get(reverse("admin:index")).content.decode()
    client.force_login(staff("reader"))
    assert reverse("admin:registration_organisations") not in client.get(reverse("admin:index")).content.decode()


def test_a_name_of_the_day_and_from_right_to_left(client):
    seminar = make.seminar(starts_on=dt.date(2027, 11, 17))
    state = party("SY", name="\u0633\u0648\u0631\u064a\u0629")
    FormerName.objects.create(party=state, language="en", name="Old name", valid_to=dt.date(2027, 12, 31))
    registration(seminar, party=state)
    registration(seminar, party=party("JO", name="\u0627\u0644\u0623\u0631\u062f\u0646"))
    client.force_login(staff("reader"))
    page = client.get(reverse("admin:index")).content.decode()
    assert "<bdi>Old name</bdi>" in page and "<bdi>\u0627\u0644\u0623\u0631\u062f\u0646</bdi>" in page


def test_the_seminar_that_comes_next_unless_another_is_chosen(client):
    make.seminar(slug="later", title="Later", starts_on=dt.date(2027, 12, 1), ends_on=dt.date(2027, 12, 2))
    next_one = make.seminar(slug="next", title="Next")
    make.seminar(slug="over", starts_on=dt.date(2027, 10, 10), ends_on=dt.date(2027, 10, 11))
    make.seminar(slug="draft", published_at=None)
    client.force_login(staff("reader"))
    page = client.get(reverse("admin:index"))
    assert [row.slug for row in page.context["coming"]] == ["next", "later"]
    assert page.context["numbers"].seminar == next_one
    assert numbers(client, "?seminar=later").seminar.slug == "later"
    for other in ("over", "draft", "nonsense"):
        assert numbers(client, f"?seminar={other}").seminar == next_one


def test_without_a_seminar_and_without_a_registration(client):
    client.force_login(staff("host staff"))
    assert numbers(client) is None
    make.seminar()
    assert (numbers(client).total, numbers(client).per_day) == (0, None)
    assert "Nobody has registered yet." in client.get(reverse("admin:index")).content.decode()
    client.force_login(staff("administrator"))
    make.seminar(slug="another")
    assert numbers(client) is None


def silences(client):
    found = client.get(reverse("admin:index")).context["silences"]
    return {kind.title: [state.name for state in kind.states] for kind in found.kinds}


def test_states_that_have_not_answered_by_their_kind_of_silence(client):
    consent.few_states()
    officer, seminar = consent.officer(), make.seminar()
    round_ = consent.opened(by=officer, seminar=seminar)
    consent.letter(round_, "KR", LetterKind.CONSENT, make.DURING + dt.timedelta(seconds=1), by=officer)
    registration(seminar, party="IR")
    registration(seminar, party="KZ", state=State.WITHDRAWN)
    client.force_login(officer)
    assert silences(client) == {
        "Neither a letter nor people": ["Kazakhstan"],
        "People, but no letter": ["Iran"],
        "A letter, but nobody registered": ["China", "Republic of Korea"],
    }
    registration(seminar, party="KR")
    assert silences(client)["A letter, but nobody registered"] == ["China"]
    page = client.get(reverse("admin:index")).content.decode()
    assert "1 of 4 states asked have written and sent people." in page and "12 Oct 2027" in page


@pytest.mark.parametrize("role", ["host staff", "reader"])
def test_host_and_readers_see_people_and_no_letters(client, role):
    consent.few_states()
    officer, seminar = consent.officer(), make.seminar()
    round_ = consent.opened(by=officer, seminar=seminar)
    consent.letter(round_, "KR", LetterKind.OBJECTION, make.DURING + dt.timedelta(seconds=1), by=officer)
    registration(seminar, party="IR")
    client.force_login(staff(role))
    assert silences(client) == {"Nobody registered": ["China", "Kazakhstan", "Republic of Korea"]}
    page = client.get(reverse("admin:index")).content.decode()
    assert "1 of 4 member states have people." in page
    assert "Letter" not in page and "Note sent" not in page


def test_the_landing_page_has_a_fixed_number_of_queries(client, django_assert_max_num_queries):
    consent.few_states()
    client.force_login(staff("host staff", is_superuser=True))
    seminar, officer = make.seminar(), consent.officer()
    consent.opened(by=officer, seminar=seminar)
    many(seminar, 1)
    client.get(reverse("admin:index"))
    with django_assert_max_num_queries(60) as few:
        client.get(reverse("admin:index"))
    for number in range(3):
        many(make.seminar(slug=f"other-{number}", reference_prefix=f"OT{'ABC'[number]}"), 4)
    for code in ("CN", "IR", "ID", "KR"):
        registration(seminar, party=code, received_at=make.DURING - dt.timedelta(days=len(code) + ord(code[0]) % 7))
    with django_assert_max_num_queries(len(few)):
        client.get(reverse("admin:index"))


@pytest.mark.parametrize(
    ("model", "name", "words"),
    [
        ("registration_bulkact", "Bulk acts", "No bulk act was begun yet."),
        ("registration_exportrecord", "Exports", "Nothing was exported yet."),
        ("registration_announcement", "Messages to everybody", "Nothing was sent to everybody yet."),
        ("registration_possibleduplicate", "Possible duplicates", "No pair waits for a decision."),
        ("registration_registrationevent", "Events", "Nothing was done yet."),
        ("registration_registration", "Registrations", "Nobody has registered yet."),
        ("notifications_outgoingemail", "Messages", "No message was written yet."),
        ("agenda_videolink", "Video links", "No video link is entered yet."),
        ("agenda_session", "Agenda", "Nothing is here yet."),
    ],
)
def test_a_list_is_called_what_it_holds_and_says_what_to_do_while_it_is_empty(client, model, name, words):
    client.force_login(staff("host staff"))
    page = client.get(reverse(f"admin:{model}_changelist")).content.decode()
    assert (f"<h1>{name}</h1>" in page, f"<title>{name} | Seminar portal</title>" in page, words in page) == (True, True, True)
    assert "Select " not in page


def test_a_search_without_a_find_leads_back_to_the_whole_list(client):
    client.force_login(staff("host staff"))
    registration(make.seminar())
    page = client.get(reverse("admin:registration_registration_changelist") + "?q=nobody-at-all").content.decode()
    assert 'Nothing matches. <a href="?">Show the whole list</a>' in page


def test_a_row_is_called_by_its_name_and_its_fields_by_their_language(client):
    client.force_login(staff("reader"))
    page = client.get(reverse("admin:agenda_seminar_change", args=[make.seminar().pk])).content.decode()
    assert "<h1><bdi>CICA Experience Exchange Seminar on Biodiversity Conservation</bdi></h1>" in page
    assert ("Title (Russian)" in page, "[ru]" in page) == (True, False)
    # who only reads gets words where others have fields
    assert ("Beijing (Asia/Shanghai)" in page, "Interpretation in Chinese and English only; none into Russian." in page, "zh-hans&quot;" in page) == (
        True,
        True,
        False,
    )
