"""A list that is too long for a request: asked for with a button, written by the worker, fetched by who asked, gone after a week."""

import csv
import datetime as dt
import io

import openpyxl
import pytest
import time_machine
from django.core.exceptions import PermissionDenied

from directory.enums import Role
from directory.models import StoredFile
from notifications.delivery import deliver
from notifications.models import OutgoingEmail
from registration import tasks
from registration.exports import long_lists
from registration.models import ExportRecord, Registration, SavedColumns
from registration.services import exports
from tests.factories import agenda, desk, directory

pytestmark = pytest.mark.django_db
LIST = "/admin/registration/registration/"
NOW = dt.datetime(2027, 11, 6, 1, 0, tzinfo=dt.UTC)
MINUTE = dt.timedelta(minutes=1)


@pytest.fixture(autouse=True)
def _short_requests_and_a_folder_of_our_own(settings, tmp_path):
    settings.EXPORT_IN_REQUEST_ROWS = 3
    settings.STORAGES = {**settings.STORAGES, "default": {"BACKEND": "django.core.files.storage.FileSystemStorage", "OPTIONS": {"location": tmp_path}}}
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def stored(tmp_path):
    return lambda: [path for path in tmp_path.rglob("*") if path.is_file()]


@pytest.fixture
def seminar():
    return agenda.seminar()


@pytest.fixture
def officer(client):
    officer = directory.staff(Role.HOST)
    client.force_login(officer)
    return officer


def asked(client, query: str = "?seminar=biodiversity", *, file_format: str = "csv", purpose: str = "list") -> ExportRecord:
    answer = client.post(f"{LIST}exports/start/{purpose}/{file_format}/{query}")
    record = ExportRecord.objects.order_by("pk").last()
    assert (answer.status_code, answer.url) == (302, f"{LIST}exports/{record.pk}/")
    return record


def lines_of(client, record) -> list[list[str]]:
    return list(csv.reader(io.StringIO(content_of(client, record).decode("utf-8-sig"), newline="")))


def content_of(client, record) -> bytes:
    response = client.get(f"{LIST}exports/{record.pk}/file/")
    assert response.status_code == 200
    return b"".join(response.streaming_content)  # the client ends the request, and closes the file, when all of it is read


def test_a_link_to_a_long_list_asks_first_and_writes_nothing_down(client, officer, seminar):
    desk.many(seminar, 4)
    answer = client.get(f"{LIST}export.xlsx?seminar=biodiversity&q=first")
    page = answer.content.decode()
    assert answer.status_code == 200
    assert "This list has 4 registrations. Its XLSX file is written in the background." in page
    assert f'action="{LIST}exports/start/list/xlsx/?seminar=biodiversity&amp;q=first"' in page
    assert ExportRecord.objects.count() == 0
    Registration.objects.order_by("pk").last().delete()
    answer = client.get(f"{LIST}export.xlsx?seminar=biodiversity&q=first")
    assert b"".join(answer.streaming_content)
    assert answer["Content-Disposition"] == 'attachment; filename="biodiversity-2027-11-06-0900.xlsx"'


def test_the_whole_way_from_the_button_to_the_file(client, officer, seminar):
    SavedColumns.objects.create(user=officer, purpose="export", columns=["reference", "first_name"])
    desk.many(seminar, 5)
    record = asked(client, "?seminar=biodiversity&o=-3")
    assert (record.state, record.rows, record.written, record.by, record.at) == ("queued", 5, 0, officer, NOW)
    page = client.get(f"{LIST}exports/{record.pk}/").content.decode()
    assert "0 of 5 registrations" in page
    assert '<meta http-equiv="refresh" content="3">' in page
    assert client.get(f"{LIST}exports/{record.pk}/progress/").json() == {"written": 0, "rows": 5, "words": "0 of 5 registrations", "over": False}
    assert client.get(f"{LIST}exports/{record.pk}/file/").status_code == 404

    desk.registration(seminar, family_name="TOO LATE", first_name="for the frozen list")
    tasks.write_export(record.pk)
    record.refresh_from_db()
    assert (record.state, record.written, record.rows, record.keys, record.ended_at, record.claim) == ("done", 5, 5, [], NOW, "")
    page = client.get(f"{LIST}exports/{record.pk}/").content.decode()
    assert f'href="{LIST}exports/{record.pk}/file/"' in page
    assert "2027-11-13 09:00 <small>(UTC+8)</small>" in page
    assert client.get(f"{LIST}exports/{record.pk}/progress/").json()["over"] is True
    assert lines_of(client, record) == [
        ["List", "CICA Experience Exchange Seminar on Biodiversity Conservation"],
        ["Filter", "seminar: CICA Experience Exchange Seminar on Biodiversity Conservation (2027)"],
        ["As of", "Saturday, 6 November 2027, 09:00 Beijing time (UTC+8)"],
        [],
        ["Reference", "First Name"],
        *([f"BIO-2027-000{n}", f"First{n}"] for n in (5, 4, 3, 2, 1)),
    ]
    response = client.get(f"{LIST}exports/{record.pk}/file/")
    assert response["Content-Disposition"] == 'attachment; filename="biodiversity-2027-11-06-0900.csv"'
    assert b"".join(response.streaming_content)


def test_xlsx_too(client, officer, seminar):
    desk.many(seminar, 4)
    record = asked(client, file_format="xlsx")
    tasks.write_export(record.pk)
    sheet = openpyxl.load_workbook(io.BytesIO(content_of(client, record))).active
    assert [row[0] for row in sheet.iter_rows(min_row=6, max_col=1, values_only=True)] == ["FAMILY4", "FAMILY3", "FAMILY2", "FAMILY1"]


def test_who_asked_is_told_by_mail_in_their_own_language(client, seminar, mailoutbox):
    officer = directory.staff(Role.HOST, name="Li Na", language="en", email="desk@example.org")
    client.force_login(officer)
    desk.many(seminar, 4)
    record = asked(client)
    tasks.write_export(record.pk)
    tasks.write_export(record.pk)
    mail = OutgoingEmail.objects.get()
    assert (mail.about, mail.kind, mail.to_address, mail.subject) == (
        f"export:{record.pk}",
        "registration/export_ready",
        "desk@example.org",
        "The list that you asked for is ready: 4 registrations",
    )
    assert f"https://seminar.example.org{LIST}exports/{record.pk}/" in mail.text
    assert "FAMILY1" not in mail.text
    deliver(mail_id=mail.pk, now=lambda: NOW)
    mail.refresh_from_db()
    assert (mail.state, [sent.to for sent in mailoutbox]) == ("sent", [["desk@example.org"]])


def test_a_mail_to_somebody_who_may_not_have_lists_any_more_does_not_go(client, officer, seminar, mailoutbox):
    desk.many(seminar, 4)
    tasks.write_export(asked(client).pk)
    officer.groups.clear()
    mail = OutgoingEmail.objects.get()
    deliver(mail_id=mail.pk, now=lambda: NOW)
    mail.refresh_from_db()
    assert (mail.state, mail.reason, mailoutbox) == ("not_sent", "the officer may not have lists any more", [])


def test_a_second_task_does_nothing(client, officer, seminar, stored):
    desk.many(seminar, 4)
    record = asked(client)
    assert exports.claim(export_id=record.pk, now=NOW) is not None
    tasks.write_export(record.pk)  # while another worker has it
    record.refresh_from_db()
    assert (record.state, record.attempts, stored()) == ("running", 1, [])


def test_a_task_of_an_export_that_is_over_or_gone_does_nothing(client, officer, seminar, stored):
    desk.many(seminar, 4)
    record = asked(client)
    tasks.write_export(record.pk)
    before = stored()
    tasks.write_export(record.pk)
    tasks.write_export(record.pk + 100)
    assert (stored(), OutgoingEmail.objects.count(), StoredFile.objects.count()) == (before, 1, 1)


def test_a_list_that_no_task_came_for_is_found_by_beat(client, officer, seminar):
    desk.many(seminar, 4)
    record = asked(client)
    tasks.sweep_exports()
    record.refresh_from_db()
    assert (record.state, exports.waiting(NOW)) == ("done", [])


def test_what_a_dead_worker_left_is_begun_anew_after_its_patience(client, officer, seminar):
    desk.many(seminar, 4)
    record = asked(client)
    exports.claim(export_id=record.pk, now=NOW - 10 * MINUTE)
    tasks.sweep_exports()
    record.refresh_from_db()
    assert (record.state, record.attempts) == ("running", 1)
    with time_machine.travel(NOW + dt.timedelta(seconds=1), tick=False):
        tasks.sweep_exports()
    record.refresh_from_db()
    assert (record.state, record.attempts) == ("done", 2)


def test_a_worker_whose_claim_has_gone_hands_nothing_over(client, officer, seminar, stored):
    desk.many(seminar, 4)
    record = asked(client)
    first = exports.claim(export_id=record.pk, now=NOW - 11 * MINUTE)
    second = exports.claim(export_id=record.pk, now=NOW)
    assert not exports.advance(export_id=record.pk, token=first.claim, written=4, now=NOW)
    with pytest.raises(long_lists.ClaimIsGone):
        long_lists._write(first, lambda: NOW)
    assert stored() == []
    assert exports.advance(export_id=record.pk, token=second.claim, written=2, now=NOW)
    assert client.get(f"{LIST}exports/{record.pk}/progress/").json()["words"] == "2 of 4 registrations"


def test_a_fault_is_tried_again_and_after_three_it_has_failed(client, officer, seminar):
    desk.many(seminar, 4)
    record = asked(client)
    seminar.zone = "Nowhere/Atlantis"  # the moment of arrival cannot be written
    seminar.save()
    for attempt in (1, 2):
        tasks.sweep_exports()
        record.refresh_from_db()
        assert (record.state, record.attempts) == ("queued", attempt)
    tasks.sweep_exports()
    record.refresh_from_db()
    assert (record.state, record.attempts, record.keys, StoredFile.objects.count()) == ("failed", 3, [], 0)
    assert "The file could not be written." in client.get(f"{LIST}exports/{record.pk}/").content.decode()
    assert OutgoingEmail.objects.get().kind == "registration/export_failed"
    tasks.sweep_exports()
    assert OutgoingEmail.objects.count() == 1


def test_whoever_lost_the_right_meanwhile_gets_no_file(client, officer, seminar, stored):
    desk.many(seminar, 4)
    record = asked(client)
    officer.groups.clear()
    tasks.write_export(record.pk)
    record.refresh_from_db()
    assert (record.state, stored(), OutgoingEmail.objects.count()) == ("failed", [], 0)


def test_only_who_asked_sees_page_progress_and_file(client, officer, seminar):
    desk.many(seminar, 4)
    record = asked(client)
    tasks.write_export(record.pk)
    for user, status in ((directory.staff(Role.HOST), 404), (directory.staff(Role.READER), 403), (officer, 200)):
        client.force_login(user)
        for page in ("", "progress/", "file/"):
            response = client.get(f"{LIST}exports/{record.pk}/{page}")
            assert response.status_code == status
            assert b"".join(response)
    with pytest.raises(PermissionDenied):
        exports.request_export(
            seminar=None,
            file_format="csv",
            filter_words="",
            keys=[],
            purpose="list",
            columns=[],
            language="en",
            by=directory.staff(Role.READER),
            now=NOW,
        )


def test_the_file_is_gone_after_a_week_and_the_record_stays(client, officer, seminar, stored, django_capture_on_commit_callbacks):
    desk.many(seminar, 4)
    record = asked(client)
    tasks.write_export(record.pk)
    week = dt.timedelta(days=7)
    with time_machine.travel(NOW + week, tick=False), django_capture_on_commit_callbacks(execute=True):
        tasks.remove_old_files()
        assert len(stored()) == 1
        client.force_login(officer)
        assert content_of(client, record)
    with time_machine.travel(NOW + week + dt.timedelta(seconds=1), tick=False):
        client.force_login(officer)
        assert client.get(f"{LIST}exports/{record.pk}/file/").status_code == 404
        assert "This file is not kept any more." in client.get(f"{LIST}exports/{record.pk}/").content.decode()
        with django_capture_on_commit_callbacks(execute=True):
            tasks.remove_old_files()
            tasks.remove_old_files()
        assert (stored(), StoredFile.objects.count()) == ([], 0)
    record.refresh_from_db()
    assert (record.state, record.file, record.rows) == ("done", None, 4)
    page = client.get("/admin/registration/exportrecord/").content.decode()
    assert "CICA Experience Exchange Seminar" in page


def test_other_files_are_nobodys_business_here(officer):
    from directory import files

    kept = files.store_bytes(content=b"%PDF-1.7\n", name="scan.pdf", content_type="application/pdf", owner="registration:17", by=officer, now=NOW)
    exports.remove_old_files(now=NOW + dt.timedelta(days=400))
    assert StoredFile.objects.get() == kept


def test_headings_are_in_the_language_in_which_it_was_asked_for(client, officer, seminar):
    from django.utils import translation

    SavedColumns.objects.create(user=officer, purpose="export", columns=["language"])
    desk.many(seminar, 4, language="ru")
    with translation.override("en"):
        client.post(f"/ru{LIST}exports/start/list/csv/")
    record = ExportRecord.objects.get()
    tasks.write_export(record.pk)
    with translation.override("en"):
        assert lines_of(client, record)[-1] == ["Русский"]


def test_a_filter_that_cannot_be_read_starts_nothing(client, officer, seminar):
    desk.many(seminar, 4)
    assert client.post(f"{LIST}exports/start/list/csv/?since=x").url == f"{LIST}?e=1"
    assert client.post(f"{LIST}exports/start/list/pdf/").status_code == 404
    assert client.post(f"{LIST}exports/start/nonsense/csv/").status_code == 404
    assert client.get(f"{LIST}exports/start/list/csv/").status_code == 405
    assert ExportRecord.objects.count() == 0
