"""The mails of a past that was made up."""

import datetime as dt

from django.db.models import F, Q

from notifications.enums import MailState
from notifications.models import OutgoingEmail

SENT_AFTER = dt.timedelta(seconds=20)


def mark_mails_as_sent(which: Q) -> None:
    """Records the waiting mails about what was just made up as sent when they would have been; the row says that none was.

    Otherwise the first start of the demo would write some eighty mails about people who do not exist, and the first true one would be lost among them.
    """
    OutgoingEmail.objects.filter(which, state=MailState.QUEUED).update(
        state=MailState.SENT,
        sent_at=F("created_at") + SENT_AFTER,
        ended_at=F("created_at") + SENT_AFTER,
        attempts=1,
        reason="Demonstration data: recorded as sent, no mail left this machine.",
    )
