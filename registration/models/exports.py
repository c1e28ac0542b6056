"""What leaves the portal as files, in which columns, and what comes back from the host's platform."""

import datetime as dt

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from agenda.models import Seminar
from directory.models import StoredFile, User

from ..enums import ExportPurpose, ExportState, ListPurpose

HEADING_LENGTH = 100


class SavedColumns(models.Model):
    """Which columns somebody of staff wants in the desk's list or in exports, and in which order. Without a row: the portal's own choice."""

    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="+")
    purpose = models.CharField(_("of"), max_length=8, choices=ListPurpose.choices)
    columns = models.JSONField(_("columns"), default=list)  # keys of columns; one that is no longer known is left out when it is read

    class Meta:
        verbose_name = _("choice of columns")
        verbose_name_plural = _("choices of columns")
        ordering = ["user", "purpose"]
        constraints = [models.UniqueConstraint(fields=["user", "purpose"], name="columns_once_per_purpose")]

    def __str__(self) -> str:
        return f"{self.user_id} {self.purpose}"


class ExportRecord(models.Model):
    """Who took which list out of the portal, when, and how many rows it had.

    A list of ordinary length is handed out at once and is *done* from the start. A longer one is written by the worker: until then ``keys`` holds the
    frozen selection in its order, ``rows`` its number and ``written`` how far it is; ``file`` is kept for a week. ``claim`` and ``claimed_at`` are the
    worker's, renewed with each page of rows: an old one is a process that died.
    """

    seminar = models.ForeignKey(Seminar, verbose_name=_("seminar"), null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(_("when"))
    by = models.ForeignKey(User, verbose_name=_("who"), on_delete=models.PROTECT, related_name="+")
    format = models.CharField(_("format"), max_length=4, choices=[("csv", "CSV"), ("xlsx", "XLSX")])
    purpose = models.CharField(_("for"), max_length=8, choices=ExportPurpose.choices, default=ExportPurpose.LIST)
    filter = models.CharField(_("filter"), max_length=1000, blank=True)
    columns = models.JSONField(_("columns"), default=list, blank=True)  # keys in their order; for the platform: pairs of heading and key
    rows = models.PositiveIntegerField(_("rows"))

    state = models.CharField(_("state"), max_length=8, choices=ExportState.choices, default=ExportState.DONE)
    language = models.CharField(max_length=10, default="en")  # of the headings
    keys = models.JSONField(default=list, blank=True, editable=False)
    written = models.PositiveIntegerField(_("rows written"), default=0)
    attempts = models.PositiveSmallIntegerField(default=0, editable=False)
    claim = models.CharField(max_length=32, blank=True, editable=False)
    claimed_at = models.DateTimeField(null=True, blank=True, editable=False)
    ended_at = models.DateTimeField(_("ended at"), null=True, blank=True)
    file = models.ForeignKey(StoredFile, verbose_name=_("file"), null=True, blank=True, on_delete=models.SET_NULL, related_name="+")

    class Meta:
        verbose_name = _("export")
        verbose_name_plural = _("exports")
        ordering = ["-at", "-pk"]
        indexes = [
            models.Index(fields=["claimed_at", "id"], name="export_waiting", condition=Q(state__in=["queued", "running"])),
            models.Index(fields=["ended_at"], name="export_kept", condition=Q(file__isnull=False)),
        ]
        constraints = [
            models.CheckConstraint(name="export_written_of_rows", condition=Q(written__lte=models.F("rows"))),
            models.CheckConstraint(name="export_file_when_done", condition=Q(file__isnull=True) | Q(state="done")),
        ]

    def __str__(self) -> str:
        return f"{self.format} {self.at:%Y-%m-%d %H:%M}"

    @property
    def is_under_way(self) -> bool:
        return self.state in (ExportState.QUEUED, ExportState.RUNNING)

    def is_claimed(self, since: dt.datetime) -> bool:
        """Whether a worker has said since ``since`` that it writes the file."""
        return self.state == ExportState.RUNNING and self.claimed_at is not None and self.claimed_at >= since


class PlatformMap(models.Model):
    """How the host's platform wants the columns of a list, for one seminar or, without one, for all that have none of their own."""

    seminar = models.OneToOneField(
        Seminar, verbose_name=_("seminar"), null=True, blank=True, on_delete=models.CASCADE, related_name="+", help_text=_("Empty: for every other seminar.")
    )

    class Meta:
        verbose_name = _("columns of the host's platform")
        verbose_name_plural = _("columns of the host's platform")
        ordering = ["seminar__starts_on", "pk"]
        constraints = [
            models.UniqueConstraint(
                models.Value(1),
                condition=Q(seminar__isnull=True),
                name="platform_map_one_for_all",
                violation_error_message=_("There are columns for every other seminar already."),
            )
        ]

    def __str__(self) -> str:
        return str(self.seminar) if self.seminar else str(_("every other seminar"))


class PlatformColumn(models.Model):
    """One column of the platform: its heading there, and the field of ours that fills it (empty: the column stays empty)."""

    map = models.ForeignKey(PlatformMap, on_delete=models.CASCADE, related_name="columns")
    position = models.PositiveSmallIntegerField(_("order"), default=0)
    heading = models.CharField(_("heading on the platform"), max_length=HEADING_LENGTH)
    field = models.CharField(_("filled with"), max_length=30, blank=True)

    class Meta:
        verbose_name = _("column of the platform")
        verbose_name_plural = _("columns of the platform")
        ordering = ["map", "position", "pk"]
        constraints = [models.UniqueConstraint(fields=["map", "heading"], name="platform_heading_once")]

    def __str__(self) -> str:
        return self.heading
