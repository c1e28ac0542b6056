"""admin/duplicates.py and admin_views/duplicates.py: the list of questions, the two side by side, the buttons; and what other pages say of them."""

import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from directory.enums import Role
from notifications.models import OutgoingEmail
from registration import desk_selectors
from registration.enums import Source, State
from registration.models import PossibleDuplicate, Registration, RegistrationEvent
from registration.services import duplicates as services
from registration.services.pairs import look
from tests.factories import agenda, desk, directory
from tests.factories import registration as make
from tests.test_pages import Strict

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("during")]
LIST = "/admin/registration/possibleduplicate/"
REGISTRATIONS = "/admin/registration/registration/"


def pair(seminar, first=None, second=None):
    one = desk.registration(seminar, **{"family_name": "Sadykova", "first_name": "Aigerim", **(first or {})})
    other = desk.registration(seminar, **{"family_name": "САДЫКОВА", "first_name": "Айгерим", "email": "second@example.org", **(second or {})})
    return look(other, now=agenda.DURING)[0], one, other


def address(question, page="change"):
    return f"{LIST}{question.pk}/{page}/"


def body(question, answer, **more):
    rows = [f"{row.pk}:{row.version}" for row in Registration.objects.filter(pk__in=(question.first_id, question.second_id))]
    return {"row": rows, "answer": answer, **more}


def words(response):
    return make.words(response.content.decode())


def table(page):
    """The rows of the page: label, both values, whether they differ, whether the field can be taken over."""
    found = {}
    for row in re.findall(r"<tr[^>]*>.*?</tr>", page.partition('<table class="pair">')[2].partition("</table>")[0], re.DOTALL)[1:]:
        label = re.search(r'<th scope="row">([^<]*?)\s*<', row)
        values = [make.words(value) for value in re.findall(r"<td data-of[^>]*>(.*?)</td>", row, re.DOTALL)]
        assert label
        found[label[1]] = (*values, 'class="differs"' in row, 'name="take"' in row)
    return found


# --- the page -----------------------------------------------------------------------------------------------------------------------------


def test_the_two_stand_side_by_side_with_what_differs_marked(client, officer, seminar):
    question, _one, _other = pair(seminar, {"job_title": "Head", "city": "Astana"}, {"job_title": "Head", "source": Source.FAX})
    page = client.get(address(question)).content.decode()
    rows = table(page)
    assert rows["Family name"] == ("Sadykova", "САДЫКОВА", True, True)
    assert rows["Name as it is to be printed"] == ("Aigerim Sadykova", "Айгерим САДЫКОВА", True, True)
    assert rows["Job title"] == ("Head", "Head", False, False)
    assert rows["E-mail"] == ("a.sadykova@example.org", "second@example.org", True, True)
    assert rows["City"] == ("Astana", "not given", True, True)
    assert rows["Source"] == ("web form", "fax", True, False)
    assert rows["Delegation"] == ("Kazakhstan", "Kazakhstan", False, False)
    assert list(rows) == [
        "Received",
        "Source",
        "Family name",
        "First name",
        "Delegation",
        "Institution",
        "Job title",
        "E-mail",
        "Name as it is to be printed",
        "City",
        "Language of letters",
    ]
    assert "Same person, keep <bdi>BIO-2027-0001</bdi>" in page
    assert "Same person, keep <bdi>BIO-2027-0002</bdi>" in page
    assert "They have two e-mail addresses." in page
    assert Strict(page).faults == []


def test_v27_markup_from_a_form_is_shown_letter_by_letter(client, officer, seminar):
    evil = {"institution": "<img src=x onerror=alert(1)>", "speech_topic": '"><script>alert(2)</script>', "other_organisation": ""}
    question, one, _other = pair(seminar, evil, {"job_title": "<b>bold</b>", "native_name": "<i>x</i>"})
    for path in (address(question), LIST, f"{REGISTRATIONS}{one.pk}/change/"):
        page = client.get(path).content.decode()
        assert "<img src=x" not in page
        assert "<script>alert" not in page
        assert "<b>bold" not in page
        assert "<i>x" not in page
        assert Strict(page).faults == []
    assert "&lt;img src=x onerror=alert(1)&gt;" in client.get(address(question)).content.decode()
    errors = client.post(address(question, "answer"), body(question, "<script>", take=["<img>"])).content.decode()
    assert "<img>" not in errors


def test_v06_names_and_references_are_isolated(client, officer, seminar):
    question, *_rows = pair(seminar, {"family_name": "الحسيني", "first_name": "ليلى"}, {"family_name": "الحسيني", "first_name": "ليلى"})
    page = client.get(address(question)).content.decode()
    assert "<bdi>الحسيني</bdi>" in page
    assert page.count("<bdi>BIO-2027-0001</bdi>") >= 3
    listed = client.get(LIST).content.decode()
    assert '<bdi>ليلى الحسيني</bdi> <small class="pair-reference"><bdi>BIO-2027-0001</bdi></small>' in listed


def test_the_history_of_both_is_there(client, officer, seminar):
    from registration.services.desk import register_officially

    question, one, _other = pair(seminar)
    register_officially(registration_id=one.pk, by=officer, now=agenda.DURING)
    page = words(client.get(address(question)))
    assert "What was done with BIO-2027-0001 WhenWhoWhat 2027-10-12 15:02 (UTC+8)Registration deskofficially registered What was done with" in page
    assert "BIO-2027-0001 is officially registered, BIO-2027-0002 is not. If you keep BIO-2027-0002, it is to be registered officially anew." in page


def test_a_late_form_is_not_offered_to_be_kept(client, officer, seminar):
    question, one, other = pair(seminar, {}, {"state": State.LATE})
    page = client.get(address(question)).content.decode()
    assert re.findall(r'value="keep:(\d+)"', page) == [str(one.pk)]
    assert f"{other.reference} came after the deadline and is not counted, so only {one.reference} can be kept." in page


@pytest.mark.parametrize("pk", ["999999", "nonsense", "9" * 40])
def test_a_pair_that_is_not_there_is_404(client, officer, seminar, pk):
    assert client.get(f"{LIST}{pk}/change/").status_code == 404


def test_a_reader_sees_and_has_no_buttons(client, seminar):
    question, *_rows = pair(seminar)
    client.force_login(directory.staff(Role.READER))
    page = client.get(address(question)).content.decode()
    assert "САДЫКОВА" in page
    assert 'name="answer"' not in page
    assert 'name="take"' not in page
    assert client.post(address(question, "answer"), body(question, "different")).status_code == 403
    assert PossibleDuplicate.objects.get().decision == ""


def test_the_page_needs_as_many_queries_for_many_events(client, officer, seminar):
    from registration.services import desk as acts

    question, one, _other = pair(seminar)
    client.get(address(question))
    acts.register_officially(registration_id=one.pk, by=officer, now=agenda.DURING)
    with CaptureQueriesContext(connection) as few:
        client.get(address(question))
    for _round in range(3):
        acts.return_to_review(registration_id=one.pk, by=directory.staff(Role.HOST), now=agenda.DURING)
        acts.register_officially(registration_id=one.pk, by=officer, now=agenda.DURING)
    with CaptureQueriesContext(connection) as more:
        client.get(address(question))
    assert len(more) == len(few)


# --- the buttons --------------------------------------------------------------------------------------------------------------------------


def test_same_person_keeps_the_one_with_what_was_ticked(client, officer, seminar):
    question, one, other = pair(seminar, {}, {"speech_topic": "Saiga"})
    answer = client.post(address(question, "answer"), body(question, f"keep:{one.pk}", take=["speech_topic"]), follow=True)
    assert answer.redirect_chain == [(f"{LIST}?seminar=biodiversity&answer=open", 302)]
    assert "BIO-2027-0001 is kept; BIO-2027-0002 was joined with it and is withdrawn. The delegate is told by e-mail." in words(answer)
    one.refresh_from_db()
    other.refresh_from_db()
    assert (one.speech_topic, one.state, other.state, other.same_as) == ("Saiga", "received", "withdrawn", one)
    page = words(client.get(address(question)))
    assert "Registration desk answered: same person. 2027-10-12 15:02 (UTC+8) BIO-2027-0002 was joined with BIO-2027-0001." in page


def test_different_people_and_the_way_back(client, officer, seminar):
    question, _one, _other = pair(seminar)
    answer = client.post(address(question, "answer"), body(question, "different"), follow=True)
    assert "BIO-2027-0001 and BIO-2027-0002 are different people. This is not asked again unless a name changes." in words(answer)
    page = client.get(address(question)).content.decode()
    assert re.findall(r'name="answer" value="([^"]*)"', page) == ["again"]
    answer = client.post(address(question, "answer"), body(question, "again"), follow=True)
    assert "Whether BIO-2027-0001 and BIO-2027-0002 are one person is asked again." in words(answer)
    assert PossibleDuplicate.objects.get().decision == ""


def test_a_second_officer_with_the_older_page_is_told_who_answered(client, officer, seminar):
    question, one, other = pair(seminar)
    shown = body(question, f"keep:{other.pk}", take=["email"])
    versions = {one.pk: 1, other.pk: 1}
    services.join(pair_id=question.pk, keep_id=one.pk, versions=versions, by=directory.staff(Role.HOST, name="Second desk"), now=agenda.DURING)
    answer = client.post(address(question, "answer"), shown)
    assert answer.status_code == 409
    assert "Second desk has answered this already: BIO-2027-0001 and BIO-2027-0002 are one person, and have been joined. Nothing was done now." in words(answer)


def test_what_was_ticked_survives_what_the_delegate_did_meanwhile(client, officer, seminar):
    question, one, _other = pair(seminar)
    shown = body(question, f"keep:{one.pk}", take=["email"])
    Registration.objects.filter(pk=one.pk).update(version=2, job_title="Head")
    answer = client.post(address(question, "answer"), shown)
    page = answer.content.decode()
    assert answer.status_code == 409
    assert "Somebody changed BIO-2027-0001 since this page was shown." in page
    assert '<input type="checkbox" form="answer" name="take" value="email" checked>' in page
    assert f'name="row" value="{one.pk}:2"' in page
    assert OutgoingEmail.objects.count() == 0


def test_a_question_that_has_gone_is_said(client, officer, seminar):
    question, _one, _other = pair(seminar)
    PossibleDuplicate.objects.all().delete()
    assert client.post(address(question, "answer"), {"answer": "different"}).status_code == 404


@pytest.mark.parametrize("answer", ["", "keep", "keep:", "keep:0", "keep:x", "nonsense", "keep:99999999999999999999"])
def test_an_answer_that_says_nothing_asks_once_more(client, officer, seminar, answer):
    question, *_rows = pair(seminar)
    assert client.post(address(question, "answer"), body(question, answer)).status_code in (200, 409)
    assert (PossibleDuplicate.objects.get().decision, RegistrationEvent.objects.count()) == ("", 0)


@pytest.mark.parametrize("rows", [[], ["x"], ["1:1"], ["1"]])
def test_without_the_versions_nothing_is_done(client, officer, seminar, rows):
    question, one, _other = pair(seminar)
    assert client.post(address(question, "answer"), {"row": rows, "answer": f"keep:{one.pk}"}).status_code == 409
    assert RegistrationEvent.objects.count() == 0


def test_a_get_changes_nothing(client, officer, seminar):
    question, *_rows = pair(seminar)
    for page in ("change", "history"):
        assert client.get(address(question, page)).status_code == 200
    assert client.get(address(question, "answer")).status_code == 405
    assert (PossibleDuplicate.objects.get().decision, RegistrationEvent.objects.count()) == ("", 0)


# --- the list -----------------------------------------------------------------------------------------------------------------------------


def test_the_list_shows_the_questions_that_wait_and_the_answers_on_demand(client, officer, seminar):
    question, one, other = pair(seminar)
    assert "Compare" in words(client.get(LIST))
    services.tell_apart(pair_id=question.pk, versions={one.pk: 1, other.pk: 1}, by=officer, now=agenda.DURING)
    assert "Compare" not in words(client.get(LIST))
    assert "different people, Registration desk" in words(client.get(f"{LIST}?answer=different"))
    assert "Compare" in words(client.get(f"{LIST}?answer=all"))
    assert "Compare" not in words(client.get(f"{LIST}?answer=same"))


def test_the_list_finds_by_either_name(client, officer, seminar):
    pair(seminar)
    assert "Compare" in words(client.get(f"{LIST}?q=садыкова"))
    assert "Compare" in words(client.get(f"{LIST}?q=second@example.org"))
    assert "Compare" not in words(client.get(f"{LIST}?q=ospanova"))


def test_the_list_needs_as_many_queries_for_many_pairs(client, officer, seminar):
    pair(seminar)
    client.get(LIST)
    with CaptureQueriesContext(connection) as few:
        client.get(LIST)
    for number in range(4):
        look(desk.registration(seminar, family_name="Sadykova", first_name="Aigerim", email=f"{number}@example.org"), now=agenda.DURING)
    with CaptureQueriesContext(connection) as more:
        client.get(LIST)
    assert PossibleDuplicate.objects.count() > 5
    assert len(more) == len(few)


def test_nothing_can_be_added_or_deleted(client, officer, seminar):
    question, *_rows = pair(seminar)
    assert client.get(f"{LIST}add/").status_code == 403
    assert client.post(address(question, "delete"), {"post": "yes"}).status_code == 403
    assert PossibleDuplicate.objects.count() == 1


# --- other pages --------------------------------------------------------------------------------------------------------------------------


def test_the_landing_page_counts_the_questions(client, officer, seminar):
    label = "Possible duplicates to decide on"

    def waiting():
        return {str(line.label): (line.count, line.url) for line in desk_selectors.waiting(officer, agenda.DURING)}[label]

    assert waiting()[0] == 0
    question, one, other = pair(seminar)
    count, url = waiting()
    assert (count, "Compare" in words(client.get(url))) == (1, True)
    assert label in words(client.get("/admin/"))
    services.join(pair_id=question.pk, keep_id=one.pk, versions={one.pk: 1, other.pk: 1}, by=officer, now=agenda.DURING)
    assert waiting()[0] == 0


def test_the_list_of_registrations_marks_and_filters_them(client, officer, seminar):
    pair(seminar)
    desk.registration(seminar, family_name="Bekov", first_name="Timur", email="bekov@example.org")
    assert client.get(REGISTRATIONS).content.decode().count('<span class="desk-flag">possible duplicate</span>') == 2
    listed = words(client.get(f"{REGISTRATIONS}?duplicate=yes"))
    assert ("САДЫКОВА" in listed, "Bekov" in listed) == (True, False)
    listed = words(client.get(f"{REGISTRATIONS}?duplicate=no"))
    assert ("САДЫКОВА" in listed, "Bekov" in listed) == (False, True)


def test_the_page_of_a_registration_leads_to_the_comparison(client, officer, seminar):
    question, one, other = pair(seminar)
    page = client.get(f"{REGISTRATIONS}{one.pk}/change/").content.decode()
    assert "May be the same person as <bdi>Айгерим САДЫКОВА</bdi>, <bdi>BIO-2027-0002</bdi>." in page
    assert f'href="{address(question)}"' in page
    services.join(pair_id=question.pk, keep_id=one.pk, versions={one.pk: 1, other.pk: 1}, by=officer, now=agenda.DURING)
    assert "Joined with the registration that counts in its place: BIO-2027-0001" in words(client.get(f"{REGISTRATIONS}{other.pk}/change/"))
    assert "Joined with this registration, and withdrawn: BIO-2027-0002" in words(client.get(f"{REGISTRATIONS}{one.pk}/change/"))


def test_v02_a_shared_address_is_a_hint(client, officer, seminar):
    rows = [desk.registration(seminar, family_name=f"Family{n}", first_name=f"Given{n}", email="mission.demo@example.org") for n in range(8)]
    page = words(client.get(f"{REGISTRATIONS}{rows[0].pk}/change/"))
    assert "Shares its e-mail address with: Given1 Family1 (BIO-2027-0002)" in page
    assert "(BIO-2027-0006) and 2 more" in page
    assert PossibleDuplicate.objects.count() == 0
    assert "Shares its" not in words(client.get(f"{REGISTRATIONS}{desk.registration(seminar, party='CN').pk}/change/"))


def test_who_registered_before_and_withdrew_is_named(client, officer, seminar):
    gone = desk.registration(seminar, state=State.WITHDRAWN)
    other = desk.registration(seminar, email="second@example.org")
    look(other, now=agenda.DURING)
    page = words(client.get(f"{REGISTRATIONS}{other.pk}/change/"))
    assert f"May be of the same person, and does not count any more: {gone.reference} (withdrawn)" in page


def test_the_personal_page_of_the_joined_one_names_the_reference_that_counts_and_not_its_link(client, officer, seminar):
    one = make.submitted(seminar)
    other = make.submitted(seminar, email="second@example.org")
    question = PossibleDuplicate.objects.get()
    services.join(pair_id=question.pk, keep_id=one.pk, versions={one.pk: 1, other.pk: 1}, by=officer, now=agenda.DURING)
    page = client.get(make.url_of(other))
    assert "This registration was joined with BIO-2027-0001, which is yours too and counts." in words(page)
    assert make.url_of(one) not in page.content.decode()
    assert "Correct my registration" not in words(page)
    assert "joined" not in words(client.get(make.url_of(one))).split("So far")[0]
