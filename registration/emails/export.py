"""What an officer is told about a long list: that its file is there, or that it could not be written."""

import datetime as dt

from django.conf import settings
from django.urls import reverse
from django.utils import translation

from notifications import outbox
from notifications.models import OutgoingEmail
from notifications.rendering import render_mail

from ..models import ExportRecord

PREFIX = "export"


def ready(record: ExportRecord, *, now: dt.datetime) -> OutgoingEmail:
    """Once for an export. The file itself is not in the mail: it is fetched behind the log-in."""
    return _tell(record, "export_ready", now)


def failed(record: ExportRecord, *, now: dt.datetime) -> OutgoingEmail:
    return _tell(record, "export_failed", now)


def _tell(record: ExportRecord, message: str, now: dt.datetime) -> OutgoingEmail:
    officer, about = record.by, f"{PREFIX}:{record.pk}"
    with translation.override(officer.language):
        address = settings.PORTAL_ADDRESS + reverse("admin:registration_registration_long_export", args=[record.pk])
    context = {"record": record, "officer": officer, "address": address, "zone": officer.zone}
    return outbox.enqueue(
        about=about,
        kind=f"registration/{message}",
        to_address=officer.email,
        to_name=officer.name,
        rendered=render_mail(f"emails/registration/{message}", context, officer.language),
        language=officer.language,
        dedupe_key=f"{about}:{message}",
        now=now,
    )
