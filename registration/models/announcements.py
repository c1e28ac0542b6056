"""Messages to everybody."""

from typing import Any

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from agenda.models import Seminar
from directory.models import User

from ..enums import Addressed, Announced


class Announcement(models.Model):
    """One message to many delegates of a seminar, with how far it has come.

    ``texts`` holds what was written for it, by the code of the language: {"en": {"subject": …, "text": …}}; ``detail`` the facts that it tells (days,
    deadline), frozen. It goes to the registrations up to ``last_pk``, in the order of their keys; ``queued_upto`` is the last one dealt with, so a
    worker that dies costs nothing and a second one repeats nothing. ``token`` is of the form that asked for it: a second click finds the row.
    """

    seminar = models.ForeignKey(Seminar, verbose_name=_("seminar"), on_delete=models.PROTECT, related_name="announcements")
    kind = models.CharField(_("what"), max_length=12, choices=Announced.choices)
    addressed = models.CharField(_("to"), max_length=13, choices=Addressed.choices)
    texts = models.JSONField(_("words"), default=dict)
    detail = models.JSONField(_("facts"), default=dict)
    token = models.CharField(max_length=43, unique=True, editable=False)
    by = models.ForeignKey(User, verbose_name=_("who"), on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(_("when"))

    total = models.PositiveIntegerField(_("addressed"), default=0)
    last_pk = models.BigIntegerField(default=0)
    queued_upto = models.BigIntegerField(default=0)
    queued = models.PositiveIntegerField(_("written"), default=0)
    without_email = models.PositiveIntegerField(_("without an e-mail address"), default=0)
    failed = models.PositiveIntegerField(_("could not be written"), default=0)
    ended_at = models.DateTimeField(_("ended at"), null=True, blank=True)
    stopped_at = models.DateTimeField(_("stopped at"), null=True, blank=True)
    stopped_by = models.ForeignKey(User, verbose_name=_("stopped by"), null=True, blank=True, on_delete=models.PROTECT, related_name="+")

    class Meta:
        verbose_name = _("message to everybody")
        verbose_name_plural = _("messages to everybody")
        ordering = ["-at", "-pk"]
        indexes = [models.Index(fields=["at"], name="announcement_running", condition=Q(ended_at__isnull=True))]
        constraints = [
            models.CheckConstraint(name="announcement_stopped_is_ended", condition=Q(stopped_at__isnull=True) | Q(ended_at__isnull=False)),
            models.CheckConstraint(name="announcement_within_total", condition=Q(queued_upto__lte=F("last_pk"))),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.at:%Y-%m-%d %H:%M}"

    @property
    def handled(self) -> int:
        return self.queued + self.without_email + self.failed

    def words(self, language: str) -> dict[str, Any]:
        """What was written in ``language``, or in English where nothing was."""
        return self.texts.get(language) or self.texts.get("en") or {}
