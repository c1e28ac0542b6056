"""The outbox: mails as rows. It knows addresses and text, never a seminar."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from .enums import MailState


class OutgoingEmail(models.Model):
    """One mail to one person, rendered in the reader's language when it was enqueued.

    ``about`` is an opaque key of the app above, such as ``registration:17``. Personal links and joining details are not in the stored
    text: a placeholder ``[[name]]`` is, and the filler registered for the prefix of ``about`` gives its value at delivery, or the reason
    why the mail must not go any more. Delivery is *at least once*; ``possibly_twice`` flags the rows where a process died between handing
    the mail over and recording it.
    """

    about = models.CharField(_("about"), max_length=100, db_index=True)
    kind = models.CharField(_("kind"), max_length=60, help_text=_("Which message this is, such as registration/received."))
    dedupe_key = models.CharField(_("key against doubles"), max_length=200, unique=True)
    to_address = models.CharField(pgettext_lazy("recipient", "to"), max_length=320)
    to_name = models.CharField(_("name of the reader"), max_length=500, blank=True)
    cc_address = models.CharField(_("copy to"), max_length=320, blank=True)
    reply_to = models.CharField(_("replies go to"), max_length=320, blank=True)
    language = models.CharField(_("language"), max_length=10)
    subject = models.CharField(_("subject"), max_length=1000)
    text = models.TextField(_("text"))
    html = models.TextField(_("HTML"), blank=True)

    state = models.CharField(_("state"), max_length=10, choices=MailState.choices, default=MailState.QUEUED)
    created_at = models.DateTimeField(_("written at"))
    due_at = models.DateTimeField(_("due at"))
    not_after = models.DateTimeField(_("not after"), null=True, blank=True, help_text=_("After this instant the mail has lost its point and is not sent."))
    attempts = models.PositiveIntegerField(_("attempts"), default=0, help_text=_("How often a worker has taken it up since it was last put in the queue."))
    claim = models.CharField(max_length=32, blank=True, editable=False)
    claimed_at = models.DateTimeField(null=True, blank=True, editable=False)
    sent_at = models.DateTimeField(_("sent at"), null=True, blank=True)
    ended_at = models.DateTimeField(_("ended at"), null=True, blank=True, help_text=_("When it was sent, failed, or was found to have lost its point."))
    message_id = models.CharField("Message-ID", max_length=250, blank=True)
    reason = models.CharField(_("reason"), max_length=1000, blank=True, help_text=_("Why it failed or was not sent."))
    possibly_twice = models.BooleanField(_("possibly sent twice"), default=False)

    class Meta:
        verbose_name = _("message")
        verbose_name_plural = _("messages")
        ordering = ["-created_at", "-pk"]
        indexes = [
            models.Index(fields=["due_at"], name="mail_due", condition=Q(state="queued")),
            models.Index(fields=["claimed_at"], name="mail_claimed", condition=Q(state="sending")),
            models.Index(fields=["about"], name="mail_failed", condition=Q(state="failed")),
        ]
        constraints = [
            models.CheckConstraint(
                name="mail_claimed_iff_sending", condition=Q(state="sending", claimed_at__isnull=False) | (~Q(state="sending") & Q(claim=""))
            ),
            models.CheckConstraint(name="mail_sent_has_instant", condition=~Q(state="sent") | Q(sent_at__isnull=False)),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.pk}"
