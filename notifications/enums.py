from django.db import models
from django.utils.translation import gettext_lazy as _


class MailState(models.TextChoices):
    QUEUED = "queued", _("waiting")
    SENDING = "sending", _("being sent")
    SENT = "sent", _("sent")
    FAILED = "failed", _("failed")
    NOT_SENT = "not_sent", _("not sent")


DUE = (MailState.QUEUED,)
ENDED = (MailState.SENT, MailState.FAILED, MailState.NOT_SENT)
