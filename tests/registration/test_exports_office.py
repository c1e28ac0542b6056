"""Our files as LibreOffice reads them, cell by cell. Another program than the ones that wrote and read them elsewhere: what it makes of a cell is what
an officer sees."""

import csv
import io
import os
import shutil
import subprocess
from pathlib import Path

import pytest
import time_machine

from directory.enums import Role
from registration.exports.columns import columns
from registration.models import Registration
from tests.factories import agenda, desk, directory

pytestmark = [pytest.mark.django_db, pytest.mark.office]
LIST = "/admin/registration/registration/"


@pytest.fixture(autouse=True)
def _clock():
    with time_machine.travel(agenda.LATE, tick=False):
        yield


@pytest.fixture
def rows(client):
    client.force_login(directory.staff(Role.HOST))
    seminar = agenda.seminar()
    desk.registration(
        seminar,
        institution='=HYPERLINK("http://x.example","open")',
        speech_topic="@SUM(1+1)",
        job_title="-2+3",
        first_name="=1+1",
        mobile_typed="+442079460018",
        landline_typed="020 7946 0018",
    )
    desk.registration(seminar, family_name="Оспанова", first_name="Дана", native_name="李安娜", institution='Институт "Ботаника"; отдел', fax_typed="0042")
    desk.registration(seminar, family_name="الحسيني", first_name="ليلى", mobile_typed="442079460018", speech_topic="1/2", job_title="1E5", city="007")
    desk.registration(seminar, speech_topic="SEPT2", job_title="50%", institution="true", city="14:00")
    desk.registration(seminar, family_name=("Wijesekara-" * 14)[:150], first_name="", party="ID", mobile_typed="00 44 20 7946 0018 доб. 15")
    return list(Registration.objects.order_by("-received_at", "-pk"))


def converted(content: bytes, tmp_path: Path, name: str, to: str, options: str = "") -> Path:
    """``content`` opened by LibreOffice and saved as ``to``."""
    source, folder = tmp_path / name, tmp_path / "out"
    source.write_bytes(content)
    command = [shutil.which("soffice"), f"-env:UserInstallation=file://{tmp_path}/profile", "--headless", "--norestore"]
    command += [*([f"--infilter={options}"] if options else []), "--convert-to", to, "--outdir", str(folder), str(source)]
    done = subprocess.run(command, capture_output=True, text=True, timeout=180, check=False, env={**os.environ, "HOME": str(tmp_path)})
    found = list(folder.glob("*")) if folder.exists() else []
    assert found, done.stdout + done.stderr
    return found[0]


def table(path: Path) -> list[list[str]]:
    """The lines from the headings on."""
    lines = list(csv.reader(io.StringIO(path.read_text(encoding="utf-8-sig"), newline="")))
    top = next(number for number, line in enumerate(lines) if line[:1] == ["Family Name"])
    return lines[top:]


AS_CSV = "csv:Text - txt - csv (StarCalc):44,34,76,1,,0,false,true,false,false,false,1"


def content_of(client, file_format: str) -> bytes:
    return b"".join(client.get(f"{LIST}export.{file_format}").streaming_content)


def test_v19_an_xlsx_opened_by_libreoffice_has_every_cell_as_it_was_typed(client, rows, tmp_path):
    found = table(converted(content_of(client, "xlsx"), tmp_path, "list.xlsx", AS_CSV))
    every = columns()
    assert found[0] == [column.heading for column in every]
    assert found[1:] == [[column.value(row) for column in every] for row in rows]


def test_v19_a_csv_opened_by_libreoffice_computes_nothing_and_loses_no_digit(client, rows, tmp_path):
    # as somebody does who double-clicks it: UTF-8, comma, quotes, every column "standard", numbers and formulas detected
    read_as = "CSV:44,34,76,1,,0,false,true,false,false"
    found = table(converted(content_of(client, "csv"), tmp_path, "list.csv", AS_CSV, options=read_as))
    every = columns()
    assert found[0] == [column.heading for column in every]
    shown = [[cell.removeprefix("'") for cell in line] for line in found[1:]]
    assert shown == [[column.value(row) for column in every] for row in rows]
