"""The desk imports a list: the form, every line and what would become of it, storing what was shown, and a report that is true."""

import datetime as dt
import io
import re
from typing import Any

import openpyxl
import pytest
import time_machine
from django.core.files.uploadedfile import SimpleUploadedFile

from agenda.models import Seminar
from directory.enums import Role
from directory.models import StoredFile
from notifications.models import OutgoingEmail
from registration import tasks
from registration.enums import State
from registration.models import ReferenceCounter, Registration
from tests.factories import agenda, desk, directory
from tests.factories.registration import words
from tests.registration.imports.test_registrations import V20
from tests.registration.imports.test_table import sheet

pytestmark = pytest.mark.django_db
IMPORT = "/admin/registration/registration/import/"
NOW = agenda.LATE + dt.timedelta(days=1)
CLOSED = "Registration closed on Friday, 5 November 2027, 23:59 Beijing time (UTC+8)."
GONE = "This list is not kept any more. Choose the file once more; nothing was stored."
LINE = "Family Name;Nation\nSUKARTI;Indonesia\n"


@pytest.fixture(autouse=True)
def _folder(settings, tmp_path):
    settings.STORAGES = {**settings.STORAGES, "default": {"BACKEND": "django.core.files.storage.FileSystemStorage", "OPTIONS": {"location": tmp_path}}}


@pytest.fixture(autouse=True)
def clock():
    with time_machine.travel(NOW, tick=False) as traveller:
        yield traveller


@pytest.fixture
def seminar():
    for code in ("KZ", "ID"):
        directory.party(code)
    return agenda.seminar()


@pytest.fixture
def officer(client):
    officer = directory.staff(Role.HOST)
    client.force_login(officer)
    return officer


def sent(client: Any, seminar: Seminar, content: str | bytes | None, name: str = "list.csv", **changes: str) -> Any:
    """Uploads a list that came by mail at 17:40 of the last day."""
    form = {"source": "mail", "received_on": "05.11.2027", "received_hour": "1740", "received_zone": "Asia/Shanghai", "letters": "en", "party": "", **changes}
    file = {"list": SimpleUploadedFile(name, content.encode() if isinstance(content, str) else content)} if content is not None else {}
    return client.post(f"{IMPORT}{seminar.pk}/", {**form, **file})


def stored(client: Any, seminar: Seminar, preview: Any, act: str = "all", **changes: str) -> Any:
    body = {name: re.search(rf'name="{name}" value="([^"]*)"', preview.content.decode())[1] for name in ("key", "shown")}
    return client.post(f"{IMPORT}{seminar.pk}/store/", {**body, "act": act, **changes}, follow=True)


def text_of(response: Any) -> str:
    return words(re.sub("</(td|li|b|button)>", " ", response.content.decode()))


def section(response: Any, title: str) -> list[str]:
    """The lines of one table of a page, as they are read."""
    found = re.search(rf"<h2>{re.escape(title)}.*?</table>", response.content.decode(), re.DOTALL)
    return [words(row.replace("</td>", " ")) for row in re.findall(r"<tr>(?!<th)(.*?)</tr>", found[0], re.DOTALL)] if found else []


def buttons(response: Any) -> list[str]:
    return [words(found) for found in re.findall(r'<button type="submit" class="desk-button.*?</button>', response.content.decode(), re.DOTALL)]


def errors(response: Any) -> dict[str, list[str]]:
    return {name: [str(error) for error in found] for name, found in response.context["form"].errors.items()}


def test_v20_the_dry_run_says_what_becomes_of_each_row_and_accepting_stores_two(client, officer, seminar, clock):
    preview = sent(client, seminar, V20, party="KZ")
    assert preview.status_code == 200
    (refused,) = section(preview, "Refused")
    assert refused.startswith("3 Budi SUKARTI Kazakhstan foo@@example.org")
    assert refused.endswith("Email “foo@@example.org”: Enter an e-mail address such as name@example.org")
    assert [row.split()[:3] for row in section(preview, "New")] == [["2", "Dana", "OSPANOVA"], ["4", "Seo-yeon", "KIM"]]
    assert "Received by e-mail: Friday, 5 November 2027, 17:40 Beijing time (UTC+8). In time." in text_of(preview)
    assert buttons(preview)[0] == "Store 2 registrations, leave out 1"
    assert Registration.objects.count() == 0
    clock.shift(60)
    report = stored(client, seminar, preview)
    rows = list(Registration.objects.order_by("number"))
    assert [(row.reference, row.printed_name, row.mobile_typed, row.state, row.source) for row in rows] == [
        ("BIO-2027-0001", "Dana OSPANOVA", "+7 701 000 0000", State.RECEIVED, "mail"),
        ("BIO-2027-0002", "Seo-yeon KIM", "+82 10 0000 0000", State.RECEIVED, "mail"),
    ]
    assert {row.received_at for row in rows} == {dt.datetime(2027, 11, 5, 9, 40, tzinfo=dt.UTC)}
    assert "2 registrations were stored from this list. 2 stored 1 left out 0 there already" in text_of(report)
    assert re.findall(r'href="/admin/registration/registration/(\d+)/change/"', report.content.decode()) == [str(row.pk) for row in rows]
    assert section(report, "Left out") == [refused]
    assert OutgoingEmail.objects.count() == 2


def test_v20_a_phone_that_a_spreadsheet_keeps_as_a_number_is_its_digits(client, officer, seminar):
    content = sheet(["Family Name", "Nation", "Mobile phone"], ["SUKARTI", "Indonesia", 442079460018])
    stored(client, seminar, sent(client, seminar, content, "list.xlsx"))
    assert Registration.objects.get().mobile_typed == "442079460018"


def test_v20_where_the_database_refuses_one_nothing_is_stored(client, officer, seminar):
    desk.registration(seminar, number=2, reference="BIO-2027-0002", party="ID", family_name="ELSE", first_name="", email="")
    preview = sent(client, seminar, V20, party="KZ")
    refused = stored(client, seminar, preview)
    assert refused.status_code == 503
    assert "The database refused line 4, so nothing of this list was stored; the list is kept. Try again." in text_of(refused)
    assert (Registration.objects.count(), OutgoingEmail.objects.count(), ReferenceCounter.objects.filter(last__gt=0).count()) == (1, 0, 0)
    # the page is the preview again: what stood in the way is mended, and its button stores
    ReferenceCounter.objects.update_or_create(seminar=seminar, defaults={"last": 2})
    assert "2 registrations were stored from this list." in text_of(stored(client, seminar, refused))


@pytest.mark.parametrize(
    ("changes", "field"),
    [({"source": ""}, "source"), ({"source": "web"}, "source"), ({"received_hour": ""}, "received_hour"), ({"received_on": ""}, "received_on")],
)
def test_v04_without_source_and_time_of_receipt_the_answer_is_the_public_forms_own(client, officer, seminar, changes, field, clock):
    clock.move_to(agenda.LATE)
    response = sent(client, seminar, LINE, **changes)
    assert set(errors(response)) == {field, "__all__"}
    assert errors(response)["__all__"] == [CLOSED]
    assert Registration.objects.count() == 0
    clock.move_to(agenda.DURING)
    assert set(errors(sent(client, seminar, LINE, **{"received_on": "2027-10-11", **changes}))) == {field}


def test_a_list_that_arrived_late_is_kept_as_late_after_saying_so(client, officer, seminar):
    preview = sent(client, seminar, "Family Name;Nation;Email\nSUKARTI;Indonesia;s@example.org\n", received_on="2027-11-06", received_hour="00:00")
    assert "Saturday, 6 November 2027, 00:00 Beijing time (UTC+8). Late: it arrived after the deadline." in text_of(preview)
    report = stored(client, seminar, preview)
    assert Registration.objects.get().state == State.LATE
    assert OutgoingEmail.objects.get().kind == "registration/late"
    assert section(report, "Stored")[0].endswith("BIO-2027-0001 late")


def test_a_slip_keeps_the_file_and_everything_typed(client, officer, seminar):
    first = sent(client, seminar, LINE, "delegates.csv", received_hour="25:99", party="KZ", letters="ru", source="fax")
    assert set(errors(first)) == {"received_hour", "__all__"}
    assert "“delegates.csv” is kept: choose a file only to take another one." in text_of(first)
    shown = {name: str(first.context["form"][name].value()) for name in ("source", "received_on", "received_hour", "received_zone", "letters", "party")}
    assert shown == {
        **{"source": "fax", "received_on": "05.11.2027", "received_hour": "25:99", "received_zone": "Asia/Shanghai", "letters": "ru", "party": "KZ"}
    }
    kept = re.search(r'name="kept_file" value="([^"]*)"', first.content.decode())[1]  # type: ignore[index]
    preview = sent(client, seminar, None, kept_file=kept)
    assert [row.split()[1] for row in section(preview, "New")] == ["SUKARTI"]
    assert StoredFile.objects.count() == 1
    # and back again from the preview
    key = re.search(r'name="key" value="([^"]*)"', preview.content.decode())[1]  # type: ignore[index]
    back = client.post(f"{IMPORT}{seminar.pk}/", {"key": key})
    assert (back.context["form"]["received_on"].value(), back.context["form"]["received_hour"].value()) == ("05.11.2027", "1740")
    assert "“delegates.csv” is kept" in text_of(back)


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (None, "Choose a file."),
        (b"%PDF-1.7", "This file is neither XLSX nor CSV."),
        (b"PK\x03\x04 broken", "This file cannot be read as XLSX. Open it and save it once more."),
        ("Family Name\nSUKARTI\n", "This column is missing: “Nation” (or choose one for the whole list). The headings of the file are: Family Name."),
    ],
)
def test_a_bad_file_is_answered_in_a_plain_sentence_and_not_kept(client, officer, seminar, content, sentence):
    response = sent(client, seminar, content)
    assert errors(response) == {"list": [sentence]}
    assert response.context["form"]["received_hour"].value() == "1740"
    assert StoredFile.objects.count() == 0


def test_a_file_that_is_too_large_is_not_read(client, officer, seminar, settings):
    settings.UPLOAD_MAX_BYTES = 10
    assert errors(sent(client, seminar, LINE)) == {"list": ["This file is larger than 0 MB. Send it in parts."]}


def test_a_second_click_and_the_same_file_next_day_make_nothing_new(client, officer, seminar, clock):
    preview = sent(client, seminar, V20, party="KZ")
    clock.shift(60)
    reports = [text_of(stored(client, seminar, preview)) for _click in range(2)]
    assert "2 registrations were stored from this list. 2 stored 1 left out 0 there already" in reports[0]
    assert reports[1] == reports[0]
    clock.shift(dt.timedelta(days=1))
    client.force_login(officer)
    again = sent(client, seminar, V20, "again.csv", party="KZ")
    assert section(again, "New") == []
    assert [row.split()[-2:] for row in section(again, "There already")] == [["BIO-2027-0001", "received"], ["BIO-2027-0002", "received"]]
    assert buttons(again) == ["Nothing to store: go back"]
    report = text_of(stored(client, seminar, again))
    assert "0 registrations were stored from this list. 0 stored 1 left out 2 there already" in report
    assert (Registration.objects.count(), OutgoingEmail.objects.count()) == (2, 2)


def test_possible_duplicates_are_linked_and_may_be_left_out(client, officer, seminar, clock):
    there = desk.registration(seminar, family_name="Sukarti", first_name="", party="ID", email="old@example.org")
    ReferenceCounter.objects.create(seminar=seminar, last=1)
    preview = sent(client, seminar, "Family Name;Nation\nSUKARTI;Indonesia\nOSPANOVA;Kazakhstan\n")
    (alike,) = section(preview, "New, but possibly a duplicate")
    assert alike == "2 SUKARTI Indonesia possible duplicate of BIO-2027-0001 Sukarti"
    assert f'href="/admin/registration/registration/{there.pk}/change/"' in preview.content.decode()
    assert buttons(preview)[:2] == ["Store 2 registrations", "Store 1 registration, leave out 1 (no possible duplicates)"]
    clock.shift(60)
    report = stored(client, seminar, preview, act="sure")
    assert list(Registration.objects.order_by("number").values_list("family_name", flat=True)) == ["Sukarti", "OSPANOVA"]
    assert section(report, "Left out") == [alike]
    assert "These have no e-mail address, so no letter was sent; answer them another way: BIO-2027-0002 OSPANOVA" in text_of(report)


def test_of_several_possible_duplicates_the_officer_takes_some(client, officer, seminar, clock):
    for number, name in enumerate(("Sukarti", "Wijaya", "Hartono"), 1):
        desk.registration(seminar, family_name=name, first_name="", party="ID", email="", number=number, reference=f"BIO-2027-000{number}")
    ReferenceCounter.objects.create(seminar=seminar, last=3)
    preview = sent(client, seminar, "Family Name;Nation\nSUKARTI;Indonesia\nWIJAYA;Indonesia\nHARTONO;Indonesia\nOSPANOVA;Kazakhstan\n")
    ticks = re.findall(r'name="take" value="(\d)" id="take-\d" (checked) aria-label="([^"]*)">', preview.content.decode())
    assert ticks == [("2", "checked", "Take line 2: SUKARTI"), ("3", "checked", "Take line 3: WIJAYA"), ("4", "checked", "Take line 4: HARTONO")]
    assert "Store the new ones and the ticked possible duplicates" in buttons(preview)
    clock.shift(60)
    report = stored(client, seminar, preview, act="ticked", take=["3", "nonsense"])
    assert list(Registration.objects.order_by("number").values_list("family_name", flat=True))[3:] == ["WIJAYA", "OSPANOVA"]
    assert [row.split()[1] for row in section(report, "Left out")] == ["SUKARTI", "HARTONO"]


def test_what_changed_since_the_preview_is_shown_and_nothing_is_stored(client, officer, seminar):
    preview = sent(client, seminar, LINE)
    desk.registration(seminar, family_name="Sukarti", first_name="", party="ID", email="")
    response = stored(client, seminar, preview)
    assert response.status_code == 409
    assert "Something has changed since this list was shown: look at it again. Nothing was stored." in text_of(response)
    assert section(response, "New, but possibly a duplicate") != []
    assert Registration.objects.count() == 1
    ReferenceCounter.objects.create(seminar=seminar, last=1)
    assert stored(client, seminar, response).status_code == 200
    assert Registration.objects.count() == 2


def test_a_file_that_is_gone_was_changed_or_is_somebody_elses_stores_nothing(client, officer, seminar, clock):
    preview = sent(client, seminar, LINE)
    forged = stored(client, seminar, preview, key="forged")
    other = agenda.seminar(slug="wetlands")
    elsewhere = stored(client, other, preview)
    kept = StoredFile.objects.get()
    with open(kept.file.path, "ab") as file:
        file.write(b"OSPANOVA;Kazakhstan\n")
    changed = stored(client, seminar, preview)
    client.force_login(directory.staff(Role.HOST))
    foreign = stored(client, seminar, preview)
    clock.shift(dt.timedelta(days=7, seconds=1))
    tasks.remove_old_files()
    client.force_login(officer)
    gone = stored(client, seminar, preview)
    for response in (forged, elsewhere, changed, foreign, gone):
        assert (response.status_code, GONE in text_of(response)) == (409, True)
    key = re.search(r'name="key" value="([^"]*)"', preview.content.decode())[1]  # type: ignore[index]
    assert client.get(f"{IMPORT}{seminar.pk}/report/{key}/").status_code == 404
    assert (Registration.objects.count(), StoredFile.objects.count()) == (0, 0)


def test_a_seminar_that_is_cancelled_between_preview_and_storing_takes_nothing(client, officer, seminar):
    preview = sent(client, seminar, LINE)
    Seminar.objects.update(cancelled_at=NOW, cancelled_by=officer, cancelled_reason="No venue.")
    sentence = "This seminar has been cancelled: it does not take place, and no registrations are taken."
    for response in (stored(client, seminar, preview), sent(client, seminar, LINE)):
        assert (response.status_code, sentence in text_of(response)) == (409, True)
    assert Registration.objects.count() == 0


def test_the_way_there_and_the_empty_table(client, officer, seminar):
    page = client.get("/admin/registration/registration/").content.decode()
    assert f'href="{IMPORT}"' in page
    assert client.get(IMPORT)["Location"] == f"{IMPORT}{seminar.pk}/"
    assert f'href="{IMPORT}{seminar.pk}/"' in client.get(f"/admin/agenda/seminar/{seminar.pk}/change/").content.decode()
    other = agenda.seminar(slug="wetlands", title="Wetlands")
    agenda.seminar(slug="off", title="Called off", cancelled_at=NOW, cancelled_by=officer, cancelled_reason="No venue.")
    choice = text_of(client.get(IMPORT))
    assert ("Wetlands" in choice, "Called off" in choice) == (True, False)
    assert client.get(f"{IMPORT}{other.pk}/").status_code == 200
    answer = client.get(f"{IMPORT}empty.xlsx")
    assert answer["Content-Disposition"] == 'attachment; filename="delegates.xlsx"'
    assert [cell.value for cell in openpyxl.load_workbook(io.BytesIO(answer.content)).worksheets[0][1]][:5] == [
        *("Family Name", "Middle Name", "First Name", "Gender", "Nation")
    ]
