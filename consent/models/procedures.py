"""The procedure, its rounds, the states asked."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from agenda.models import Seminar
from directory.models import Party, User, validate_zone

from .. import positions
from ..enums import ClosingReason, MinimumUnit, OthersLearn, RoundState, WithdrawnLate
from .texts import TextVersion


class SilenceProcedure(models.Model):
    """What member states are asked to consent to by silence. Its rounds are numbered; at most one is live."""

    seminar = models.ForeignKey(Seminar, verbose_name=_("seminar"), on_delete=models.PROTECT, related_name="silence_procedures")
    subject = models.CharField(pgettext_lazy("silence procedure", "subject"), max_length=500)
    proposer = models.ForeignKey(Party, verbose_name=_("proposing state"), on_delete=models.PROTECT, related_name="+")
    capacity = models.CharField(_("in its capacity as"), max_length=300, blank=True)

    # the head of the chain of its events (``consent.chain``): what a deletion of the last event cannot take with it
    head = models.CharField(_("head of the record"), max_length=64, blank=True, editable=False)
    head_number = models.PositiveIntegerField(_("events in the record"), default=0, editable=False)

    class Meta:
        verbose_name = _("silence procedure")
        verbose_name_plural = _("silence procedures")
        ordering = ["-pk"]
        permissions = [
            ("conduct", _("Can conduct silence procedures")),
            ("certify", _("Can certify a silence procedure")),
        ]

    def __str__(self) -> str:
        return self.subject


class Round(models.Model):
    """One asking. Four stored states; breaking, expiry and open decisions are derived from letters and clock."""

    procedure = models.ForeignKey(SilenceProcedure, on_delete=models.PROTECT, related_name="rounds")
    number = models.PositiveSmallIntegerField(_("round"), default=1)
    state = models.CharField(_("state"), max_length=8, choices=RoundState.choices, default=RoundState.DRAFT)
    reference = models.CharField(_("note number"), max_length=60, blank=True, help_text=_("As printed, such as 15-1/213emb."))
    note_date = models.DateField(_("date of the note"), null=True, blank=True)
    place = models.CharField(_("place of the note"), max_length=100, blank=True)
    deadline = models.DateTimeField(_("silence expires"), null=True, blank=True)
    deadline_zone = models.CharField(_("time zone of the deadline"), max_length=64, blank=True, validators=[validate_zone])
    deadline_as_printed = models.CharField(_("as printed in the note"), max_length=200, blank=True)
    # rules, frozen at the start
    objections_to_break = models.PositiveSmallIntegerField(_("objections that break the silence"), default=1)
    amendment_breaks = models.BooleanField(_("a proposed amendment breaks the silence"), default=True)
    proposer_consents = models.BooleanField(_("the proposing state counts as consenting"), default=True)
    minimum_length = models.PositiveSmallIntegerField(_("shortest period"), default=72)
    minimum_unit = models.CharField(_("counted in"), max_length=12, choices=MinimumUnit.choices, default=MinimumUnit.HOURS)
    withdrawn_late = models.CharField(
        _("an objection withdrawn after the period"), max_length=12, choices=WithdrawnLate.choices, default=WithdrawnLate.NEW_ROUND
    )
    others_learn = models.CharField(_("other states learn of an objection"), max_length=8, choices=OthersLearn.choices, default=OthersLearn.FACT)
    written_form = models.BooleanField(_("an answer must be in writing"), default=True)
    who_may_sign = models.CharField(_("who may sign for a state"), max_length=300, blank=True, help_text=_("Such as: the embassy or the ministry."))
    text = models.ForeignKey(TextVersion, verbose_name=_("text"), null=True, blank=True, on_delete=models.PROTECT, related_name="rounds")

    started_at = models.DateTimeField(_("started at"), null=True, blank=True, help_text=_("When the note went out."))
    recorded_at = models.DateTimeField(_("recorded at"), null=True, blank=True)
    recorded_afterwards = models.BooleanField(_("recorded afterwards"), default=False)
    expiry_noted_at = models.DateTimeField(_("expiry noted at"), null=True, blank=True)
    certified_at = models.DateTimeField(_("certified at"), null=True, blank=True)
    certified_by = models.ForeignKey(User, verbose_name=_("certified by"), null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    effective_at = models.DateTimeField(_("effective from"), null=True, blank=True)
    channels_examined = models.JSONField(_("channels examined"), default=list, blank=True)
    closed_at = models.DateTimeField(_("closed at"), null=True, blank=True)
    closed_by = models.ForeignKey(User, verbose_name=_("closed by"), null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    closing_reason = models.CharField(_("closed because"), max_length=12, choices=ClosingReason.choices, blank=True)
    closing_words = models.CharField(_("in words"), max_length=1000, blank=True)

    class Meta:
        verbose_name = _("round")
        verbose_name_plural = _("rounds")
        ordering = ["procedure", "number"]
        constraints = [
            models.UniqueConstraint(fields=["procedure", "number"], name="round_number_once"),
            models.UniqueConstraint(fields=["procedure"], condition=Q(state__in=["draft", "open"]), name="round_one_live"),
            models.UniqueConstraint(
                fields=["reference", "note_date"],
                condition=~Q(reference=""),
                name="round_note_once",
                violation_error_message=_("This note is recorded already."),
            ),
            models.CheckConstraint(
                name="round_open_is_complete",
                condition=Q(state="draft")
                | Q(state="closed", started_at__isnull=True)  # a draft that was given up
                | (Q(deadline__isnull=False, started_at__isnull=False, note_date__isnull=False) & ~Q(deadline_zone="") & ~Q(reference="")),
            ),
            models.CheckConstraint(
                name="round_adopted_is_certified",
                condition=(Q(state="adopted") & Q(certified_at__isnull=False, certified_by__isnull=False, effective_at__isnull=False))
                | (~Q(state="adopted") & Q(certified_at__isnull=True)),
            ),
            models.CheckConstraint(
                name="round_closed_for_a_reason",
                condition=(Q(state="closed", closed_at__isnull=False) & ~Q(closing_reason="")) | (~Q(state="closed") & Q(closing_reason="")),
            ),
        ]

    def __str__(self) -> str:
        return f"№ {self.reference}, {self.number}" if self.reference else str(self.number)

    def asked(self) -> positions.Asked:
        """The question as the pure core reads it. Raises ValueError on a draft: it has no deadline yet. Reads ``entitled_states`` (prefetch it)."""
        if self.deadline is None:
            raise ValueError("a draft has no deadline")
        entitled = list(self.entitled_states.all())
        return positions.Asked(
            entitled=frozenset(row.party_id for row in entitled),
            proposer=next((row.party_id for row in entitled if row.is_proposer), None),
            deadline=self.deadline,
            objections_to_break=self.objections_to_break,
            amendment_breaks=self.amendment_breaks,
            proposer_consents=self.proposer_consents,
            written_form=self.written_form,
            late_withdrawal_lifts=self.withdrawn_late == WithdrawnLate.LIFTS,
        )

    def letters(self) -> list[positions.Letter]:
        """Its letters as the pure core reads them, struck ones too. Reads ``communications``, their ``states`` and ``decisions`` (prefetch them)."""
        return [communication.as_letter() for communication in self.communications.all()]


class EntitledState(models.Model):
    """A member state of the day on which the round started, with its name of that day."""

    round = models.ForeignKey(Round, on_delete=models.PROTECT, related_name="entitled_states")
    party = models.ForeignKey(Party, on_delete=models.PROTECT, related_name="+")
    printed_name = models.CharField(pgettext_lazy("kind of party", "state"), max_length=200)
    is_proposer = models.BooleanField(_("proposer"), default=False)

    class Meta:
        verbose_name = _("entitled state")
        verbose_name_plural = _("entitled states")
        ordering = ["round", "party__sort_key", "printed_name"]
        constraints = [models.UniqueConstraint(fields=["round", "party"], name="entitled_once")]

    def __str__(self) -> str:
        return self.printed_name


class DeadlineChange(models.Model):
    """A deadline that was moved later, for all states. The round holds the one that counts; this keeps what it was before."""

    round = models.ForeignKey(Round, on_delete=models.PROTECT, related_name="deadline_changes")
    former = models.DateTimeField(_("deadline before"))
    former_as_printed = models.CharField(_("as printed before"), max_length=200, blank=True)
    deadline = models.DateTimeField(_("silence expires"))
    zone = models.CharField(_("time zone of the deadline"), max_length=64, validators=[validate_zone])
    reason = models.CharField(_("reason"), max_length=1000)
    at = models.DateTimeField(_("when"))
    by = models.ForeignKey(User, verbose_name=_("who"), on_delete=models.PROTECT, related_name="+")

    class Meta:
        verbose_name = _("change of the deadline")
        verbose_name_plural = _("changes of the deadline")
        ordering = ["round", "pk"]
        constraints = [
            models.CheckConstraint(name="deadline_only_later", condition=Q(deadline__gt=models.F("former"))),
            models.CheckConstraint(name="deadline_moved_for_a_reason", condition=~Q(reason="")),
        ]

    def __str__(self) -> str:
        return f"{self.deadline:%Y-%m-%d %H:%M:%S} UTC"


class Annulment(models.Model):
    """The undoing of a certification, by two officers: one proposes it with the objection that was on time, another confirms or drops it.

    What was certified is kept here, since the round forgets it when it is open again.
    """

    round = models.ForeignKey(Round, on_delete=models.PROTECT, related_name="annulments")
    letter = models.ForeignKey("consent.Communication", verbose_name=_("the timely objection"), on_delete=models.PROTECT, related_name="+")
    reason = models.CharField(_("reason"), max_length=1000)
    proposed_at = models.DateTimeField(_("proposed at"))
    proposed_by = models.ForeignKey(User, verbose_name=_("proposed by"), on_delete=models.PROTECT, related_name="+")
    confirmed_at = models.DateTimeField(_("confirmed at"), null=True, blank=True)
    confirmed_by = models.ForeignKey(User, verbose_name=_("confirmed by"), null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    dropped_at = models.DateTimeField(_("dropped at"), null=True, blank=True)
    dropped_by = models.ForeignKey(User, verbose_name=_("dropped by"), null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    certified_at = models.DateTimeField(_("certified at"))
    certified_by = models.ForeignKey(User, verbose_name=_("certified by"), on_delete=models.PROTECT, related_name="+")

    class Meta:
        verbose_name = _("annulment")
        verbose_name_plural = _("annulments")
        ordering = ["round", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["round"], condition=Q(confirmed_at__isnull=True, dropped_at__isnull=True), name="annulment_one_proposed"),
            models.CheckConstraint(name="annulment_by_two", condition=Q(confirmed_by__isnull=True) | ~Q(confirmed_by=models.F("proposed_by"))),
            models.CheckConstraint(name="annulment_confirmed_or_dropped", condition=Q(confirmed_at__isnull=True) | Q(dropped_at__isnull=True)),
            models.CheckConstraint(name="annulment_for_a_reason", condition=~Q(reason="")),
        ]

    def __str__(self) -> str:
        return f"{self.round}"
