"""Acts for many registrations at once: the frozen selection, and what became of each."""

import datetime as dt

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from agenda.models import Seminar
from directory.models import User

from ..enums import BulkState, Cause, RowState, State, StoppedBy
from .registrations import Registration, RegistrationEvent

_OVER = [BulkState.STOPPED, BulkState.DONE]


class BulkAct(models.Model):
    """One act for a selection that was frozen when its preview was shown, with its progress and, at the end, its report.

    The rows are the truth; ``changed``, ``left_alone``, ``failed`` and ``told`` are their sums after the last batch. Whoever carries it out holds the
    lease until ``leased_until`` and renews it with each batch; a lease that has run out is a process that died.
    """

    verb = models.CharField(_("what"), max_length=12)
    seminar = models.ForeignKey(Seminar, verbose_name=_("seminar"), null=True, on_delete=models.PROTECT, related_name="+")  # None: of several
    selection = models.CharField(_("selection"), max_length=1000, blank=True)  # the filter in words, in the officer's language; "": ticked by hand
    back = models.CharField(max_length=2000, blank=True)  # the query string of the list that was shown
    reason = models.CharField(_("reason"), max_length=1000, blank=True)
    by = models.ForeignKey(User, verbose_name=_("who"), on_delete=models.PROTECT, related_name="+")
    state = models.CharField(_("state"), max_length=8, choices=BulkState.choices, default=BulkState.DRAFT)
    created_at = models.DateTimeField(_("selected at"))
    started_at = models.DateTimeField(_("begun at"), null=True)
    ended_at = models.DateTimeField(_("ended at"), null=True)
    stopped_by = models.CharField(_("why it was stopped"), max_length=7, choices=StoppedBy.choices, blank=True)
    stopper = models.ForeignKey(User, verbose_name=_("stopped by"), null=True, on_delete=models.PROTECT, related_name="+")

    total = models.PositiveIntegerField(_("selected"), default=0)
    changed = models.PositiveIntegerField(_("changed"), default=0)
    left_alone = models.PositiveIntegerField(_("left alone"), default=0)
    failed = models.PositiveIntegerField(_("failed"), default=0)
    told = models.PositiveIntegerField(_("told by e-mail"), default=0)

    lease = models.CharField(max_length=32, blank=True)
    leased_until = models.DateTimeField(null=True)

    class Meta:
        verbose_name = _("bulk act")
        verbose_name_plural = _("bulk acts")
        ordering = ["-created_at", "-pk"]
        indexes = [models.Index(fields=["state", "created_at"], name="bulk_by_state")]
        constraints = [
            models.CheckConstraint(
                name="bulk_begun_unless_draft",
                condition=Q(state=BulkState.DRAFT, started_at__isnull=True) | (~Q(state=BulkState.DRAFT) & Q(started_at__isnull=False)),
            ),
            models.CheckConstraint(
                name="bulk_ended_when_over",
                condition=Q(state__in=_OVER, ended_at__isnull=False) | (~Q(state__in=_OVER) & Q(ended_at__isnull=True)),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.verb} {self.created_at:%Y-%m-%d %H:%M}"

    @property
    def handled(self) -> int:
        return self.changed + self.left_alone + self.failed

    @property
    def waiting(self) -> int:
        return self.total - self.handled

    @property
    def not_told(self) -> int:
        return self.changed - self.told

    def is_held(self, now: dt.datetime) -> bool:
        """Whether a process that is alive, as far as one can know, is carrying it out."""
        return self.leased_until is not None and self.leased_until > now


class BulkRow(models.Model):
    """One registration of a bulk act: how it was when the selection was frozen, and what became of it. ``event`` is what the act did, or what came first."""

    act = models.ForeignKey(BulkAct, on_delete=models.CASCADE, related_name="rows")
    registration = models.ForeignKey(Registration, on_delete=models.CASCADE, related_name="+")
    version_seen = models.PositiveIntegerField()
    state_seen = models.CharField(_("state at the preview"), max_length=12, choices=State.choices)
    has_email = models.BooleanField(_("has an e-mail address"))
    state = models.CharField(_("what became of it"), max_length=10, choices=RowState.choices, default=RowState.WAITING)
    cause = models.CharField(_("why"), max_length=9, choices=Cause.choices, blank=True)
    note = models.CharField(_("note"), max_length=1000, blank=True)  # what a service said, in the officer's language
    event = models.ForeignKey(RegistrationEvent, null=True, on_delete=models.SET_NULL, related_name="+")

    class Meta:
        verbose_name = _("registration in a bulk act")
        verbose_name_plural = _("registrations in a bulk act")
        ordering = ["pk"]
        indexes = [models.Index(fields=["act", "state", "id"], name="bulk_row_by_state")]
        constraints = [models.UniqueConstraint(fields=["act", "registration"], name="bulk_row_once")]

    def __str__(self) -> str:
        return f"{self.act_id}:{self.registration_id}"
