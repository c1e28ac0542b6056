"""The host's platform: our list in its columns, and its list beside ours."""

import csv
import datetime as dt
import io
import re

import openpyxl
import pytest
import time_machine
from django.core.exceptions import PermissionDenied
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext

from directory.enums import Role
from directory.models import StoredFile
from notifications.models import OutgoingEmail
from registration import platform
from registration.enums import State
from registration.models import ExportRecord, PlatformColumn, PlatformMap, Registration, RegistrationEvent
from registration.platform import Entry, compare
from registration.services.platform import note_platform_registrations
from seminar_portal.errors import Stale
from tests.factories import agenda, desk, directory

pytestmark = pytest.mark.django_db
LIST = "/admin/registration/registration/"
MAPS = "/admin/registration/platformmap/"
NOW = agenda.DURING


@pytest.fixture(autouse=True)
def _clock_and_folder(settings, tmp_path):
    settings.STORAGES = {**settings.STORAGES, "default": {"BACKEND": "django.core.files.storage.FileSystemStorage", "OPTIONS": {"location": tmp_path}}}
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def seminar():
    return agenda.seminar()


@pytest.fixture
def officer(client):
    officer = directory.staff(Role.HOST)
    client.force_login(officer)
    return officer


def own_map(of, *pairs: tuple[str, str]) -> PlatformMap:
    made = PlatformMap.objects.create(seminar=of)
    for position, (heading, field) in enumerate(pairs, 1):
        PlatformColumn.objects.create(map=made, position=position, heading=heading, field=field)
    return made


def sent(client, seminar, content: str | bytes, name: str = "list.csv"):
    upload = SimpleUploadedFile(name, content.encode() if isinstance(content, str) else content)
    return client.post(f"{LIST}platform/{seminar.pk}/", {"list": upload})


def noted(client, seminar, shown, **more):
    page = shown.content.decode()
    body = {name: re.search(rf'name="{name}" value="([^"]*)"', page)[1] for name in ("kept", "shown")}
    return client.post(f"{LIST}platform/{seminar.pk}/note/", {**body, **more})


def on_platform() -> list[str]:
    return list(Registration.objects.filter(on_platform=True).order_by("reference").values_list("reference", flat=True))


# --- our list in its columns ---------------------------------------------------------------------------------------------------------------


def test_the_columns_of_annex_ii_stand_in_the_database_from_the_start():
    kept = PlatformMap.objects.get()
    assert kept.seminar is None
    assert [(column.heading, column.field) for column in kept.columns.all()] == list(platform.DEFAULT)
    platform.set_up_map(sender=None, using="default")
    assert (PlatformMap.objects.count(), PlatformColumn.objects.count()) == (1, 12)


def test_a_seminars_own_columns_come_before_those_for_every_other(seminar):
    other = agenda.seminar(slug="wetlands", reference_prefix="WET")
    PlatformColumn.objects.filter(field="nation").update(heading="Country or organisation")
    own_map(seminar, ("姓", "family_name"), ("名", "first_name"), ("备注", ""))
    assert platform.map_of(seminar) == [("姓", "family_name"), ("名", "first_name"), ("备注", "")]
    assert platform.map_of(other)[4] == ("Country or organisation", "nation")
    assert platform.map_of(None)[4] == ("Country or organisation", "nation")
    PlatformMap.objects.all().delete()
    assert platform.map_of(seminar) == list(platform.DEFAULT)


@pytest.mark.parametrize("file_format", ["csv", "xlsx"])
def test_the_file_for_the_platform_has_its_headings_in_the_first_line(client, officer, seminar, file_format):
    own_map(seminar, ("姓", "family_name"), ("备注", ""), ("手机", "mobile"), ("Nation", "nation"))
    desk.registration(seminar, mobile_typed="+44 7700 900123")
    desk.registration(seminar, state=State.WITHDRAWN)
    response = client.get(f"{LIST}export-platform.{file_format}?seminar=biodiversity&state=live")
    content = b"".join(response.streaming_content)
    assert response["Content-Disposition"] == f'attachment; filename="biodiversity-platform-2027-10-12-1502.{file_format}"'
    if file_format == "csv":
        lines = list(csv.reader(io.StringIO(content.decode("utf-8-sig"), newline="")))
        assert lines == [["姓", "备注", "手机", "Nation"], ["SADYKOVA", "", "'+44 7700 900123", "Kazakhstan"]]
    else:
        lines = [list(line) for line in openpyxl.load_workbook(io.BytesIO(content)).active.iter_rows(values_only=True)]
        assert lines == [["姓", "备注", "手机", "Nation"], ["SADYKOVA", None, "+44 7700 900123", "Kazakhstan"]]
    record = ExportRecord.objects.get()
    assert (record.purpose, record.rows, record.columns[:2]) == ("platform", 1, [["姓", "family_name"], ["备注", ""]])
    assert "姓, 备注, 手机, Nation" in client.get(f"/admin/registration/exportrecord/{record.pk}/change/").content.decode()


def test_the_columns_are_edited_in_the_administration(client, officer, seminar):
    kept = PlatformMap.objects.get()
    columns = list(kept.columns.all())
    data: dict[str, object] = {"seminar": "", "columns-TOTAL_FORMS": "13", "columns-INITIAL_FORMS": "12"}
    for number, column in enumerate(columns):
        data |= {f"columns-{number}-{name}": value for name, value in {"id": column.pk, "map": kept.pk, "position": 20 - number}.items()}
        data |= {f"columns-{number}-heading": f"{column.heading} *", f"columns-{number}-field": column.field}
    data |= {"columns-12-map": kept.pk, "columns-12-position": 1, "columns-12-heading": "参考号", "columns-12-field": "reference"}
    assert client.post(f"{MAPS}{kept.pk}/change/", data).status_code == 302
    pairs = platform.map_of(seminar)
    assert (pairs[0], pairs[1], pairs[-1]) == (("参考号", "reference"), ("Speech Topic *", "speech_topic"), ("Family Name *", "family_name"))
    again = client.post(f"{MAPS}{kept.pk}/change/", {**data, "columns-0-field": "password"})
    assert "password is not one of the available choices" in again.content.decode()


def test_there_is_one_map_for_every_other_seminar_and_it_stays(client, officer):
    empty = {"seminar": "", "columns-TOTAL_FORMS": "0", "columns-INITIAL_FORMS": "0"}
    answer = client.post(f"{MAPS}add/", empty)
    assert "There are columns for every other seminar already." in answer.content.decode()
    assert client.post(f"{MAPS}{PlatformMap.objects.get().pk}/delete/", {"post": "yes"}).status_code == 403
    assert PlatformMap.objects.count() == 1


@pytest.mark.parametrize("role", [Role.READER, Role.SECRETARIAT, Role.ADMINISTRATOR])
def test_others_neither_edit_columns_nor_compare_lists(client, seminar, role):
    client.force_login(directory.staff(role))
    kept = PlatformMap.objects.get()
    for path in (MAPS, f"{MAPS}{kept.pk}/change/", f"{LIST}platform/", f"{LIST}platform/{seminar.pk}/", f"{LIST}export-platform.csv"):
        assert client.get(path).status_code == 403
    assert sent(client, seminar, "Reference\nBIO-2027-0001\n").status_code == 403
    assert client.post(f"{LIST}platform/{seminar.pk}/note/", {}).status_code == 403


# --- its list beside ours -------------------------------------------------------------------------------------------------------------------


def entry(number: int = 2, **values: str) -> Entry:
    return Entry(number, values)


@pytest.mark.parametrize(
    ("values", "by"),
    [
        ({"reference": "bio-2027-0001"}, "reference"),
        ({"reference": "BIO-2027-0001", "family_name": "Ospanova", "first_name": "Dana"}, "reference"),
        ({"family_name": "ospanova", "first_name": "DANA", "email": "D.Ospanova@example.org"}, "e-mail address and name"),
        ({"printed_name": "Dana Ospanova", "email": "d.ospanova@example.org", "nation": "nonsense"}, "e-mail address and name"),
        ({"family_name": "Оспанова", "first_name": "Дана", "nation": "Kazakhstan"}, "name and delegation"),
        ({"family_name": "OSPANOVA", "first_name": "Dana", "nation": "哈萨克斯坦"}, "name and delegation"),
        ({"family_name": "OSPANOVA", "first_name": "Dana", "nation": "KZ"}, "name and delegation"),
        ({"family_name": "Dana", "first_name": "Ospanova", "nation": "Казахстан"}, "name and delegation"),
        ({"family_name": "Ospanova", "middle_name": "Bolatkyzy", "first_name": "Dana", "nation": "Kazakhstan"}, "name and delegation"),
        ({"family_name": "Ospanova", "first_name": "Dana", "email": "another@example.org", "nation": "Kazakhstan"}, "name and delegation"),
        ({"native_name": "李安娜", "nation": "Kazakhstan"}, "name and delegation"),
        ({"family_name": "李", "first_name": "安娜", "nation": "Kazakhstan"}, "name and delegation"),
    ],
)
def test_who_is_recognised(seminar, values, by):
    directory.party("KZ", name="Kazakhstan", name_ru="Казахстан", name_zh_hans="哈萨克斯坦")
    desk.registration(seminar, family_name="OSPANOVA", first_name="Dana", middle_name="Bolatkyzy", native_name="李安娜", email="d.ospanova@example.org")
    desk.registration(seminar, family_name="BEKOV", first_name="Timur", email="d.ospanova@example.org")
    found = compare([entry(**values)], seminar)
    assert [(line.by, line.found[0].reference) for line in found.new] == [(by, "BIO-2027-0001")]
    assert (found.ambiguous, found.unmatched, found.known) == ([], [], [])


@pytest.mark.parametrize(
    ("values", "table", "why"),
    [
        ({"reference": "BIO-2027-0099"}, "unmatched", "there is no registration BIO-2027-0099 at this seminar"),
        ({"reference": "BIO-2027-0001", "family_name": "Bekov", "first_name": "Timur"}, "ambiguous", "BIO-2027-0001 is somebody else here: Dana OSPANOVA"),
        ({"family_name": "Ospanova", "first_name": "Dana"}, "ambiguous", "the name alone is not enough"),
        ({"family_name": "Ospanova", "first_name": "Dana", "nation": "Indonesia"}, "ambiguous", "somebody of this name, but of another delegation"),
        ({"family_name": "Karimov", "first_name": "Anvar", "nation": "Kazakhstan"}, "ambiguous", "it may mean any of several"),
        ({"family_name": "Nobody", "first_name": "Here", "nation": "Kazakhstan"}, "unmatched", "nobody of this name and address or delegation"),
        ({"family_name": "Nobody"}, "unmatched", "nobody of this name"),
        ({"nation": "Kazakhstan", "email": "d.ospanova@example.org"}, "unmatched", "no name and no reference"),
        ({"family_name": "Gone", "first_name": "Away", "nation": "Kazakhstan"}, "ambiguous", "BIO-2027-0004 is withdrawn"),
    ],
)
def test_what_is_not_certain_is_left_to_a_person(seminar, values, table, why):
    desk.registration(seminar, family_name="OSPANOVA", first_name="Dana", email="d.ospanova@example.org")
    desk.registration(seminar, family_name="KARIMOV", first_name="Anvar", email="one@example.org")
    desk.registration(seminar, family_name="Karimov", first_name="Anvar", email="two@example.org")
    desk.registration(seminar, family_name="Gone", first_name="Away", state=State.WITHDRAWN)
    found = compare([entry(7, **values)], seminar)
    assert [(line.entry.number, line.why) for line in getattr(found, table)] == [(7, why)]
    assert found.marks == []


def test_a_live_registration_is_meant_rather_than_the_withdrawn_one_before_it(seminar):
    desk.registration(seminar, state=State.WITHDRAWN)
    desk.registration(seminar)
    found = compare([entry(family_name="Sadykova", first_name="Aigerim", nation="Kazakhstan")], seminar)
    assert [line.found[0].reference for line in found.new] == ["BIO-2027-0002"]


def test_comparing_costs_one_query_whatever_the_length(seminar):
    desk.many(seminar, 30)
    entries = [entry(n, family_name=f"FAMILY{n}", first_name=f"First{n}", nation="Kazakhstan") for n in range(1, 31)]
    with CaptureQueriesContext(connection) as queries:
        found = compare(entries, seminar)
    assert (len(queries), len(found.marks)) == (1, 30)


def test_v20_a_list_is_shown_first_and_nothing_is_changed(client, officer, seminar):
    desk.registration(seminar, family_name="OSPANOVA", first_name="Dana", email="d.ospanova@example.org")
    desk.registration(seminar, family_name="BEKOV", first_name="Timur", email="mission@example.org", on_platform=True)
    desk.registration(seminar, family_name="SAID", first_name="so", on_platform=True)
    content = (
        "\ufeffFamily Name;First Name;Email;Mobile phone;Nation\r\n"
        "Ospanova;Dana;d.ospanova@example.org;'+44 7700 900123;\r\n"
        "Bekov;Timur;;;Kazakhstan\r\n"
        "Nobody;Known;;;Kazakhstan\r\n"
    )
    page = sent(client, seminar, content)
    assert page.status_code == 200
    assert [(number.__str__(), [line.entry.number for line in lines]) for _title, lines, number in page.context["tables"]] == [
        ("1", [2]),
        ("0", []),
        ("1", [4]),
        ("1", [3]),
    ]
    assert [row.reference for row in page.context["missing"]] == ["BIO-2027-0003"]
    assert page.context["found"].ignored == ["Mobile phone"]
    assert "Note 1 registration as registered on the platform" in page.content.decode()
    assert on_platform() == ["BIO-2027-0002", "BIO-2027-0003"]
    assert RegistrationEvent.objects.count() == 0


def test_noting_notes_what_was_shown_with_an_event_each_and_tells_nobody(client, officer, seminar, tmp_path, django_capture_on_commit_callbacks):
    rows = [desk.registration(seminar, family_name=f"FAMILY{n}", state=state) for n, state in ((1, State.RECEIVED), (2, State.REGISTERED), (3, State.RECEIVED))]
    shown = sent(client, seminar, "Reference\nBIO-2027-0001\nBIO-2027-0002\nBIO-2027-0001\n")
    with django_capture_on_commit_callbacks(execute=True):
        answer = noted(client, seminar, shown)
    assert (answer.status_code, answer.url) == (302, f"{LIST}?seminar=biodiversity&platform=yes")
    assert "2 registrations are noted as registered on the platform." in client.get(answer.url).content.decode()
    assert on_platform() == ["BIO-2027-0001", "BIO-2027-0002"]
    events = RegistrationEvent.objects.order_by("registration_id").values_list(
        "registration", "at", "by", "kind", "from_state", "to_state", "fields", "version"
    )
    assert list(events) == [
        (rows[0].pk, NOW, officer.pk, "found on the platform", "received", "received", ["on_platform"], 2),
        (rows[1].pk, NOW, officer.pk, "found on the platform", "registered", "registered", ["on_platform"], 2),
    ]
    assert [row.version for row in Registration.objects.order_by("pk")] == [2, 2, 1]
    assert OutgoingEmail.objects.count() == 0
    assert (StoredFile.objects.count(), [path for path in tmp_path.rglob("*") if path.is_file()]) == (0, [])
    assert noted(client, seminar, shown).status_code == 409  # pressed twice


def test_what_changed_since_it_was_shown_is_shown_again_and_nothing_is_noted(client, officer, seminar):
    rows = desk.many(seminar, 3)
    shown = sent(client, seminar, "Reference\nBIO-2027-0001\nBIO-2027-0002\n")
    Registration.objects.filter(pk=rows[1].pk).update(state=State.WITHDRAWN, version=2)
    again = noted(client, seminar, shown)
    assert again.status_code == 409
    assert "Registrations have changed since this was shown. Look at it again; nothing was noted." in again.content.decode()
    assert "BIO-2027-0002 is withdrawn" in again.content.decode()
    assert (on_platform(), RegistrationEvent.objects.count()) == ([], 0)
    assert noted(client, seminar, again).status_code == 302
    assert on_platform() == ["BIO-2027-0001"]


@pytest.mark.parametrize("change", [{"version": 2}, {"state": State.DECLINED}, {"on_platform": True}])
def test_the_service_notes_all_or_nothing(seminar, change):
    officer = directory.staff(Role.HOST)
    rows = desk.many(seminar, 3)
    Registration.objects.filter(pk=rows[2].pk).update(**change)
    with pytest.raises(Stale, match=r"Nothing was noted: BIO-2027-0003 changed since the list was compared\. Compare it again\."):
        note_platform_registrations(seminar_id=seminar.pk, marks=[(row.pk, 1) for row in rows], by=officer, now=NOW)
    assert (RegistrationEvent.objects.count(), Registration.objects.filter(on_platform=True).exclude(pk=rows[2].pk).count()) == (0, 0)


def test_a_registration_of_another_seminar_or_none_at_all_is_never_noted(seminar):
    officer = directory.staff(Role.HOST)
    other = desk.registration(agenda.seminar(slug="wetlands", reference_prefix="WET"))
    for marks in ([(other.pk, 1)], [(other.pk + 99, 1)]):
        with pytest.raises(Stale):
            note_platform_registrations(seminar_id=seminar.pk, marks=marks, by=officer, now=NOW)
    with pytest.raises(PermissionDenied):
        note_platform_registrations(seminar_id=other.seminar_id, marks=[(other.pk, 1)], by=directory.staff(Role.READER), now=NOW)
    assert on_platform() == []


def test_headings_of_the_map_and_of_our_own_lists_are_found_below_other_lines(client, officer, seminar):
    own_map(seminar, ("姓", "family_name"), ("名", "first_name"), ("国家", "nation"))
    desk.registration(seminar, family_name="OSPANOVA", first_name="Dana")
    desk.registration(seminar, family_name="BEKOV", first_name="Timur")
    book = openpyxl.Workbook()
    for line in (["报名名单"], [], ["序号", "姓", "名", "国家", "手机"], [1, "Ospanova", "Dana", "Kazakhstan", 442079460018]):
        book.active.append(line)
    file = io.BytesIO()
    book.save(file)
    shown = sent(client, seminar, file.getvalue(), "名单.xlsx")
    assert [(line.entry.number, line.found[0].reference) for line in shown.context["tables"][0][1]] == [(4, "BIO-2027-0001")]
    ours = b"".join(client.get(f"{LIST}export.csv").streaming_content)
    shown = sent(client, seminar, ours, "ours.csv")
    assert [line.found[0].reference for line in shown.context["tables"][0][1]] == ["BIO-2027-0002", "BIO-2027-0001"]


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        ("", "There is nothing in this file."),
        ("one;two\n1;2\n", "No headings are found in this file."),
        ("Email;Nation\nd@example.org;Kazakhstan\n", "There is neither a name nor a reference among the headings of this file"),
        ("%PDF-1.7", "This file is neither XLSX nor CSV."),
    ],
)
def test_a_file_that_says_nothing_is_refused_with_a_sentence(client, officer, seminar, content, sentence):
    answer = sent(client, seminar, content)
    assert (answer.status_code, sentence in answer.content.decode(), "<title>Error:" in answer.content.decode()) == (409, True, True)
    assert StoredFile.objects.count() == 0


def test_a_file_that_is_too_large_is_refused(client, officer, seminar, settings):
    settings.UPLOAD_MAX_BYTES = 1024
    answer = sent(client, seminar, "Name\n" + "x" * 2000)
    assert (answer.status_code, "larger than 0 MB" in answer.content.decode()) == (409, True)


def test_a_doubtful_character_set_is_said(client, officer, seminar):
    desk.registration(seminar, family_name="Соколова", first_name="Ирина")
    shown = sent(client, seminar, "Family Name;First Name;Nation\nСоколова;Ирина;Kazakhstan\n".encode("cp1251"))
    assert "it was read as Windows-1251. Check that the names below are right." in shown.content.decode()
    assert len(shown.context["tables"][0][1]) == 1


def test_v27_markup_in_a_list_stays_letters(client, officer, seminar):
    page = sent(client, seminar, 'Family Name;Nation\n<script>alert(1)</script>;"""><img src=x onerror=alert(2)>"\n').content.decode()
    assert "<script>alert(1)" not in page
    assert "<img src=x" not in page
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in page


def test_the_list_of_another_officer_is_not_noted(client, officer, seminar):
    desk.registration(seminar)
    shown = sent(client, seminar, "Reference\nBIO-2027-0001\n")
    client.force_login(directory.staff(Role.HOST))
    assert noted(client, seminar, shown).status_code == 409
    assert on_platform() == []
    client.force_login(officer)
    assert noted(client, seminar, shown, kept="forged").status_code == 409


def test_a_single_seminar_is_gone_to_at_once(client, officer, seminar):
    assert client.get(f"{LIST}platform/").url == f"{LIST}platform/{seminar.pk}/"
    agenda.seminar(slug="draft", reference_prefix="DRA", published_at=None)
    assert client.get(f"{LIST}platform/").status_code == 302
    agenda.seminar(slug="wetlands", reference_prefix="WET", starts_on=dt.date(2027, 12, 1), ends_on=dt.date(2027, 12, 2))
    page = client.get(f"{LIST}platform/")
    assert [one.slug for one in page.context["seminars"]] == ["wetlands", "biodiversity"]
    assert client.get(f"{LIST}platform/999/").status_code == 404
