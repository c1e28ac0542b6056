"""The desk's own forms: a form that came on paper, its scan, and a correction on behalf of the delegate."""

import datetime as dt
import io
import re

import pytest
import time_machine
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import override_settings

from directory.enums import Role
from directory.models import StoredFile
from notifications.models import OutgoingEmail
from registration.enums import Source, State
from registration.models import Registration, RegistrationEvent
from tests.factories import agenda, desk, directory

pytestmark = pytest.mark.django_db
LIST = "/admin/registration/registration/"
ADD = f"{LIST}add/"
PDF = b"%PDF-1.4\n1 0 obj\n<<>>\nendobj\ntrailer\n<<>>\n%%EOF\n"
AFTER = dt.datetime(2027, 11, 8, 2, 0, tzinfo=dt.UTC)  # Monday morning in Beijing, three days after the deadline


@pytest.fixture(autouse=True)
def uploads(tmp_path, settings):
    with override_settings(
        STORAGES={**settings.STORAGES, "default": {"BACKEND": "django.core.files.storage.FileSystemStorage", "OPTIONS": {"location": tmp_path}}}
    ):
        yield


@pytest.fixture(autouse=True)
def clock():
    with time_machine.travel(AFTER, tick=False) as traveller:
        yield traveller


@pytest.fixture
def seminar():
    directory.party("KZ")
    directory.party("ID")
    return agenda.seminar()


@pytest.fixture
def officer(client):
    officer = directory.staff(Role.HOST)
    client.force_login(officer)
    return officer


def paper(**changes):
    """What an officer types for a fax that came in on the last evening."""
    form = {
        "form_token": "t" * 43,
        "seminar_slug": "biodiversity",
        "source": "fax",
        "received_on": "2027-11-05",
        "received_hour": "23:59:59",
        "received_zone": "Asia/Shanghai",
        "letters": "en",
        "family_name": "Sukarti",
        "party": "ID",
        **changes,
    }
    return {name: value for name, value in form.items() if value is not None}


def text_of(response) -> str:
    text = re.sub(r"</?(bdi|a|span|strong|small)\b[^>]*>", "", response.content.decode())
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", text))


def test_the_moment_of_receipt_is_empty_and_never_now(client, officer, seminar, clock):
    clock.move_to(agenda.DURING)
    page = client.get(ADD).content.decode()
    for name in ("received_on", "received_hour"):
        control = re.search(rf'<input[^>]*name="{name}"[^>]*>', page)
        assert control is not None
        assert " value=" not in control[0]
    assert not re.search(r'name="source"[^>]* checked', page)
    assert re.search(r'<option value="Asia/Shanghai" selected>Beijing</option>', page)


def test_each_showing_has_a_token_of_its_own(client, officer, seminar):
    tokens = {re.search(r'name="form_token" value="([^"]+)"', client.get(ADD).content.decode())[1] for _showing in range(2)}  # type: ignore[index]
    assert len(tokens) == 2


def test_v05_one_name_and_a_nation_are_enough_and_the_stamp_of_receipt_decides(client, officer, seminar):
    response = client.post(ADD, paper(), follow=True)
    row = Registration.objects.get()
    assert response.redirect_chain == [(f"{ADD}?scan=none", 302)]
    assert "BIO-2027-0001 (Sukarti, Indonesia) is entered and waits for review. There is no e-mail address: answer another way." in text_of(response)
    assert f'<a href="{LIST}{row.pk}/change/">' in response.content.decode()
    assert (row.state, row.source, row.printed_name, row.email, row.recorded_by) == ("received", "fax", "Sukarti", "", officer)
    assert row.received_at == agenda.CLOSES
    assert row.recorded_at == AFTER
    assert OutgoingEmail.objects.count() == 0


def test_one_second_after_the_deadline_is_late_and_answered(client, officer, seminar):
    response = client.post(ADD, paper(received_on="2027-11-06", received_hour="00:00:00", email="sukarti@example.org", letters="ru"), follow=True)
    row = Registration.objects.get()
    assert (row.state, row.received_at) == ("late", agenda.LATE)
    assert (
        "BIO-2027-0001 (Sukarti, Indonesia) is kept as late: it arrived after the deadline and is not counted. "
        "Registration closed on Friday, 5 November 2027, 23:59 Beijing time (UTC+8). A letter was sent."
    ) in text_of(response)
    mail = OutgoingEmail.objects.get()
    assert (mail.kind, mail.to_address, mail.language) == ("registration/late", "sukarti@example.org", "ru")


def test_the_hour_is_read_on_the_clock_that_was_chosen(client, officer, seminar):
    client.post(ADD, paper(received_on="2027-11-06", received_hour="00:59", received_zone="Asia/Seoul"))
    row = Registration.objects.get()
    assert (row.state, row.received_at) == ("received", dt.datetime(2027, 11, 5, 15, 59, tzinfo=dt.UTC))


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"source": None}, "Choose how the form arrived"),
        ({"source": "web"}, "Choose how the form arrived"),
        ({"received_on": ""}, "Enter the day of receipt"),
        ({"received_hour": ""}, "Enter the hour of receipt"),
    ],
)
def test_v04_without_source_and_moment_of_receipt_it_is_refused_as_every_late_form(client, officer, seminar, changes, sentence):
    response = client.post(ADD, paper(job_title="Head of unit", mobile_typed="00 44 20 7946 0018", **changes))
    page = response.content.decode()
    assert response.status_code == 200
    assert page.count("Registration closed on Friday, 5 November 2027, 23:59 Beijing time (UTC+8).") == 1
    assert sentence in page
    assert "<title>Error: Enter a paper form" in page
    for typed in ("Sukarti", "Head of unit", "00 44 20 7946 0018"):
        assert f'value="{typed}"' in page
    assert '<option value="ID" selected>Indonesia</option>' in page
    assert (Registration.objects.count(), OutgoingEmail.objects.count()) == (0, 0)


def test_a_form_cannot_arrive_in_the_future(client, officer, seminar, clock):
    clock.move_to(agenda.DURING)
    response = client.post(ADD, paper(received_on="2027-10-12", received_hour="15:02:01"))
    assert "The form cannot have arrived later than now. Check day, hour and clock." in text_of(response)
    client.post(ADD, paper(received_on="2027-10-12", received_hour="15:02:00"))
    assert Registration.objects.get().received_at == agenda.DURING


def test_the_same_form_twice_is_one_registration_and_another_content_another(client, officer, seminar):
    for _time in range(2):
        assert client.post(ADD, paper()).status_code == 302
    client.post(ADD, paper(family_name="Wahyuni"))
    assert [row.family_name for row in Registration.objects.order_by("pk")] == ["Sukarti", "Wahyuni"]


def test_neither_name_is_one_error(client, officer, seminar):
    page = client.post(ADD, paper(family_name="")).content.decode()
    assert page.count("Enter a family name or a first name") == 2  # in the summary and at the field


def test_the_scan_is_kept_outside_the_web_root_and_shown_to_readers_only(client, officer, seminar):
    client.post(ADD, paper(scan=SimpleUploadedFile("../fax 1.pdf", PDF, content_type="text/html")))
    row = Registration.objects.get()
    assert row.scan is not None
    assert (row.scan.name, row.scan.content_type, row.scan.stored_by) == ("fax 1.pdf", "application/pdf", officer)
    where = f"{LIST}{row.pk}/scan/"
    client.force_login(directory.staff(Role.READER))
    response = client.get(where)
    assert b"".join(response.streaming_content) == PDF
    assert (response["Content-Type"], response["X-Content-Type-Options"]) == ("application/pdf", "nosniff")
    client.force_login(directory.staff(Role.ADMINISTRATOR))
    assert client.get(where).status_code == 403
    client.logout()
    assert client.get(where).status_code == 302


def test_a_scan_survives_the_errors_of_other_fields(client, officer, seminar):
    page = client.post(ADD, paper(family_name="", scan=SimpleUploadedFile("fax.pdf", PDF))).content.decode()
    assert ">fax.pdf<" in page
    kept = re.search(r'name="kept_scan" value="([^"]+)"', page)
    assert kept is not None
    client.post(ADD, paper(kept_scan=kept[1]))
    assert Registration.objects.get().scan == StoredFile.objects.get()


def test_a_made_up_key_of_a_scan_opens_nothing(client, officer, seminar):
    StoredFile.objects.create(owner="consent:1", file="x", name="letter.pdf", content_type="application/pdf", size=1, sha256="0" * 64, stored_at=AFTER)
    client.post(ADD, paper(kept_scan=str(StoredFile.objects.get().pk)))
    assert Registration.objects.get().scan is None


@pytest.mark.parametrize(("content", "sentence"), [(b"MZ\x90\x00 not a scan", "This file cannot be kept"), (b"", "empty")])
def test_a_file_that_is_no_scan_is_an_error_at_its_field(client, officer, seminar, content, sentence):
    response = client.post(ADD, paper(scan=SimpleUploadedFile("fax.pdf", content)))
    assert sentence in text_of(response)
    assert 'value="Sukarti"' in response.content.decode()
    assert (Registration.objects.count(), StoredFile.objects.count()) == (0, 0)


def test_the_list_leads_to_the_form_of_its_seminar(client, officer, seminar):
    agenda.seminar(slug="wetlands", reference_prefix="WET", title="Wetlands", starts_on=dt.date(2028, 3, 1), ends_on=dt.date(2028, 3, 2))
    page = client.get(f"{ADD}?seminar=wetlands").content.decode()
    assert '<option value="wetlands" selected>' in page


def test_without_a_published_seminar_there_is_nothing_to_enter(client, officer):
    response = client.get(ADD, follow=True)
    assert "No seminar is published yet, so no form can be entered." in text_of(response)


# --- a correction by the desk --------------------------------------------------------------------------------------------------------------------


def shown(client, row) -> dict[str, str]:
    """What the page's form would send if nothing were changed."""
    form = client.get(f"{LIST}{row.pk}/correct/").context["form"]
    values = {name: form[name].value() for name in form.fields}
    return {name: "on" if value is True else str(value) for name, value in values.items() if value not in (None, False, "")}


def test_a_correction_for_the_delegate_after_the_deadline(client, officer, seminar):
    row = desk.registration(seminar, source=Source.PAPER, family_name="SADUKOVA", may_print_email=True)
    typed = shown(client, row)
    response = client.post(f"{LIST}{row.pk}/correct/", {**typed, "family_name": "SADYKOVA", "party": "ID", "letters": "ru"}, follow=True)
    assert "BIO-2027-0001 is corrected." in text_of(response)
    row.refresh_from_db()
    assert (row.family_name, row.party.code, row.language, row.may_print_email, row.version) == ("SADYKOVA", "ID", "ru", True, 2)
    assert RegistrationEvent.objects.get().fields == ["family_name", "party", "language"]
    assert "Family name, Nation, Language of letters" in text_of(response)


def test_a_correction_that_changes_nothing_says_so(client, officer, seminar):
    row = desk.registration(seminar)
    response = client.post(f"{LIST}{row.pk}/correct/", shown(client, row), follow=True)
    assert "Nothing was changed in BIO-2027-0001." in text_of(response)
    assert RegistrationEvent.objects.count() == 0


def test_a_correction_over_somebody_elses_change_is_refused_however_often_it_is_sent(client, officer, seminar):
    row = desk.registration(seminar)
    typed = {**shown(client, row), "city": "Astana"}
    Registration.objects.filter(pk=row.pk).update(job_title="Head of unit", version=2)
    for _time in range(2):
        response = client.post(f"{LIST}{row.pk}/correct/", typed)
        assert "Somebody changed BIO-2027-0001 since this page was shown." in text_of(response)
        assert 'value="Astana"' in response.content.decode()
        typed["version"] = re.search(r'name="version" value="(\d+)"', response.content.decode())[1]  # type: ignore[index]
    row.refresh_from_db()
    assert (row.city, row.job_title, OutgoingEmail.objects.count()) == ("", "Head of unit", 0)


def test_a_nation_by_hand_and_a_party_without_standing_stay_what_they_are(client, officer, seminar):
    by_hand = desk.registration(seminar, party=None, other_organisation="World Steppe Fund")
    without = desk.registration(seminar, party=directory.party("XX", name="Elsewhere", standing=None))
    for row in (by_hand, without):
        client.post(f"{LIST}{row.pk}/correct/", shown(client, row))
    by_hand.refresh_from_db()
    without.refresh_from_db()
    assert (by_hand.party, by_hand.other_organisation, by_hand.version) == (None, "World Steppe Fund", 1)
    assert (without.party.code, without.version) == ("XX", 1)


def test_a_correction_keeps_what_was_typed_on_errors(client, officer, seminar):
    row = desk.registration(seminar)
    response = client.post(f"{LIST}{row.pk}/correct/", {**shown(client, row), "email": "имя@example.org", "city": "Astana"})
    page = response.content.decode()
    assert "<title>Error: Correct for the delegate" in page
    assert 'value="имя@example.org"' in page
    assert 'value="Astana"' in page
    row.refresh_from_db()
    assert row.city == ""


def test_a_state_is_never_a_field(client, officer, seminar):
    row = desk.registration(seminar)
    client.post(f"{LIST}{row.pk}/correct/", {**shown(client, row), "city": "Astana", "state": State.REGISTERED, "received_at": "2027-01-01"})
    row.refresh_from_db()
    assert (row.city, row.state, row.received_at) == ("Astana", "received", agenda.DURING)
    assert client.post(f"{LIST}{row.pk}/change/", {"state": "registered"}).status_code == 405


def test_an_upload_larger_than_the_limit_is_refused_with_its_limit(client, officer, seminar, settings):
    settings.UPLOAD_MAX_BYTES = 1024 * 1024
    response = client.post(ADD, paper(scan=io.BytesIO(PDF + b"0" * 1024 * 1024)))
    assert "This file is larger than 1 MB." in text_of(response)
