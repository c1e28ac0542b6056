"""The record of a procedure."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from directory.models import AppendOnly, User

from ..enums import EventKind
from .procedures import Round, SilenceProcedure


class ProcedureEvent(AppendOnly):
    """What was done with a procedure, append-only. ``at`` is the moment of the thing, ``recorded_at`` that of its entry.

    The events of a procedure are a chain: ``hash`` covers the event, the rows it tells of (``rows``: a digest of each) and the hash before it. Written by
    ``services.records.log`` alone.
    """

    procedure = models.ForeignKey(SilenceProcedure, on_delete=models.PROTECT, related_name="events")
    round = models.ForeignKey(Round, null=True, blank=True, on_delete=models.PROTECT, related_name="events")
    kind = models.CharField(_("what"), max_length=40, choices=EventKind.choices)
    at = models.DateTimeField(_("when"))
    recorded_at = models.DateTimeField(_("recorded at"))
    by = models.ForeignKey(User, verbose_name=_("who"), null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    detail = models.JSONField(_("details"), default=dict, blank=True)
    number = models.PositiveIntegerField(_("number"))
    rows = models.JSONField(_("rows it tells of"), default=dict, blank=True, help_text=_("A digest of each row as it was written with this event."))
    previous = models.CharField(_("hash before"), max_length=64, blank=True)
    hash = models.CharField(_("hash"), max_length=64)

    class Meta:
        verbose_name = _("event")
        verbose_name_plural = _("events")
        ordering = ["procedure", "number"]
        constraints = [
            models.UniqueConstraint(fields=["procedure", "number"], name="event_number_once"),
            models.UniqueConstraint(fields=["round", "kind"], condition=Q(kind="expired"), name="round_expires_once"),
        ]

    def __str__(self) -> str:
        return self.get_kind_display()
