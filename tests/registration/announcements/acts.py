"""What is done in the tests about messages to everybody: each act with its message, the writing of the mails, their delivery."""

import datetime as dt

from notifications import delivery
from notifications.models import OutgoingEmail
from registration.enums import Addressed
from registration.models import Announcement
from registration.services import announcements as services
from tests.factories import agenda as make

NOW = make.DURING
LATER = NOW + dt.timedelta(hours=1)
MINUTE = dt.timedelta(minutes=1)
NEW_DEADLINE = dt.datetime(2027, 11, 8, 15, 59, 59, tzinfo=dt.UTC)
TEXTS = {"en": {"subject": "Headsets", "text": "Please test your headset.\n\n- microphone\n- camera"}}
REASONS = {"en": "The venue is not available.", "ru": "Зал недоступен.", "zh-hans": "会场无法使用。"}


def write(announcement: Announcement | None, now: dt.datetime = NOW) -> Announcement:
    assert announcement is not None
    assert services.write_mails(announcement_id=announcement.pk, now=lambda: now, patience=MINUTE) is False
    announcement.refresh_from_db()
    return announcement


def announce(seminar, by, *, addressed=Addressed.LIVE, texts=TEXTS, token="", now=NOW) -> Announcement:
    return services.announce(seminar_id=seminar.pk, addressed=addressed, texts=texts, token=token or services.new_token(), by=by, now=now)


def extend(seminar, by, *, closes_at=NEW_DEADLINE, addressed=Addressed.LIVE_AND_LATE, now=NOW) -> Announcement | None:
    return services.extend_registration(seminar_id=seminar.pk, closes_at=closes_at, reason="Three states asked.", addressed=addressed, by=by, now=now)[1]


def cancel(seminar, by, now=NOW) -> Announcement:
    return services.cancel_seminar(seminar_id=seminar.pk, reasons=REASONS, by=by, now=now)[1]


def reinstate(seminar, by, now=NOW) -> Announcement:
    return services.reinstate_seminar(seminar_id=seminar.pk, reasons={"en": "It was a mistake."}, by=by, now=now)[1]


def postpone(seminar, by, *, starts_on=dt.date(2027, 12, 1), holds=None, now=NOW) -> Announcement:
    return services.postpone_seminar(
        seminar_id=seminar.pk, starts_on=starts_on, reasons=REASONS, move_deadline=False, consent_holds=holds, consent_basis="", by=by, now=now
    )[1]


def mails(kind: str) -> list[OutgoingEmail]:
    return list(OutgoingEmail.objects.filter(kind=f"registration/{kind}").order_by("pk"))


def deliver_all(at: dt.datetime = LATER) -> list[tuple[str, str, str]]:
    for row in OutgoingEmail.objects.order_by("pk"):
        delivery.deliver(mail_id=row.pk, now=lambda: at)
    return list(OutgoingEmail.objects.order_by("pk").values_list("to_address", "state", "reason"))
