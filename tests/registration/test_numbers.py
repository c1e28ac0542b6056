"""Counts in sentences and tables: one way of writing them in each language, wherever they stand."""

import html
import re

import pytest
import time_machine

from directory.enums import Role
from registration.enums import State
from registration.models import ExportRecord, Registration
from registration.services import announcements
from tests.factories import agenda, directory, joining
from tests.factories.bulk import begun, crowd, frozen

pytestmark = pytest.mark.django_db
COUNT = 1234
WRITTEN = {"": "1,234", "/ru": "1\xa0234", "/zh-hans": "1234"}


def text_of(page: str) -> str:
    """What is read on a page: without scripts, attributes and addresses."""
    return html.unescape(re.sub(r"<[^>]+>", " ", re.sub(r"<(script|style)\b.*?</\1>", " ", page, flags=re.DOTALL)))


@pytest.fixture(autouse=True)
def _standing_clock():
    with time_machine.travel(agenda.DURING, tick=False):
        yield


@pytest.fixture
def addresses(client, settings) -> list[str]:
    """Pages that count 1,234 of something."""
    settings.EXPORT_IN_REQUEST_ROWS = 1000
    host = directory.staff(Role.HOST)
    client.force_login(host)
    seminar = agenda.seminar(confirmed=True)
    for day in (seminar.starts_on, seminar.ends_on):
        agenda.video_link(seminar, day=day)
    rows = crowd(seminar, COUNT)
    register = begun("register", rows, by=host)
    decline = frozen("decline", rows, by=host)
    texts = {"en": {"subject": "Headsets", "text": "Please test yours."}}
    announcement = announcements.announce(seminar_id=seminar.pk, addressed="live", texts=texts, token="a" * 43, by=host, now=agenda.DURING)
    Registration.objects.update(state=State.REGISTERED)
    sending = joining.frozen(seminar, by=host, now=agenda.DURING)
    ExportRecord.objects.create(seminar=seminar, at=agenda.DURING, by=host, format="csv", rows=COUNT)
    registrations, acts, told = ("/admin/registration/" + model for model in ("registration/", "bulkact/", "announcement/"))
    return [
        "/admin/",
        registrations,
        f"{registrations}export.csv",
        f"{registrations}joining/{seminar.pk}/",
        acts,
        *(f"{acts}{act.pk}/change/" for act in (register, decline, sending)),
        told,
        f"{told}{announcement.pk}/change/",
        "/admin/registration/exportrecord/",
    ]


@pytest.mark.parametrize("prefix", WRITTEN)
def test_every_page_writes_a_count_in_the_way_of_its_language(client, addresses, prefix):
    wrong = {}  # BIO-2027-1234 and DELEGATE1234 are no counts
    for address in addresses:
        found = set(re.findall(r"(?<![-A-Z\d])1.?234", text_of(client.get(prefix + address).content.decode())))
        if found != {WRITTEN[prefix]}:
            wrong[address] = found
    assert wrong == {}


@pytest.mark.parametrize("kind", ["message", "cancel", "postpone"])
def test_the_previews_of_what_everybody_is_told_too(client, kind):
    host = directory.staff(Role.HOST)
    seminar = agenda.seminar()
    crowd(seminar, COUNT)
    forms = {
        "message": {"addressed": "live", "token": "a" * 43, "subject_en": "Headsets", "text_en": "Please test yours."},
        "cancel": {"reason_en": "No venue."},
        "postpone": {"reason_en": "No venue.", "starts_on": "2027-12-01"},
    }
    client.force_login(host)
    text = text_of(client.post(f"/admin/registration/announcement/seminar/{seminar.pk}/{kind}/", {**forms[kind], "step": "preview"}).content.decode())
    assert (text.count("1,234"), len(re.findall(r"1\D?234", text))) == (3, 3)
