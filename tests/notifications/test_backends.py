import stat
from email import message_from_bytes, policy

import pytest
from django.core.mail import EmailMessage

from notifications import message
from notifications.transport import hand_over
from tests.factories.notifications import NOON, mail


@pytest.fixture
def folder(settings, tmp_path):
    settings.EMAIL_BACKEND = "notifications.backends.FileBackend"
    settings.EMAIL_FILE_PATH = tmp_path / "var" / "mail"
    return settings.EMAIL_FILE_PATH


@pytest.mark.django_db
def test_each_mail_is_a_file_that_names_nobody(folder):
    row = mail(kind="registration/received", to_address="dana@example.org", to_name="Дана", body="Дорогая Дана,\n\nhello")
    hand_over(message.build(row, {}, now=NOON))
    hand_over(message.build(row, {}, now=NOON))
    names = sorted(path.name for path in folder.iterdir())
    assert names == [f"20271020T120000Z-registration-received-{row.pk:06}-2.eml", f"20271020T120000Z-registration-received-{row.pk:06}.eml"]
    path = folder / names[1]
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    found = message_from_bytes(path.read_bytes(), policy=policy.default)
    assert found["To"].addresses[0].display_name == "Дана"
    assert found.get_body(("plain",)).get_content() == "Дорогая Дана,\n\nhello"


def test_other_mails_of_django_work_as_well(folder):
    assert EmailMessage("Subject", "Text", "a@example.org", ["b@example.org"], headers={"Date": "Fri, 05 Nov 2027 15:59:59 +0000"}).send() == 1
    (path,) = folder.iterdir()
    assert path.name.startswith("20271105T155959Z-mail-")
    assert b"Subject: Subject" in path.read_bytes()
