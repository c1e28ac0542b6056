"""Agreement by silence: procedures, their rounds, the states asked, and the letters that came in."""

from typing import Any

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from agenda.models import Seminar
from directory.models import Party, StoredFile, User, validate_zone

from . import positions
from .enums import Channel, EventKind, LetterKind, RoundState


class SilenceProcedure(models.Model):
    """What member states are asked to consent to by silence. Its rounds are numbered; at most one is live."""

    seminar = models.ForeignKey(Seminar, verbose_name=_("seminar"), on_delete=models.PROTECT, related_name="silence_procedures")
    subject = models.CharField(pgettext_lazy("silence procedure", "subject"), max_length=500)
    proposer = models.ForeignKey(Party, verbose_name=_("proposing state"), on_delete=models.PROTECT, related_name="+")
    capacity = models.CharField(_("in its capacity as"), max_length=300, blank=True)

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
    minimum_hours = models.PositiveSmallIntegerField(_("shortest period in hours"), default=72)

    started_at = models.DateTimeField(_("started at"), null=True, blank=True, help_text=_("When the note went out."))
    recorded_at = models.DateTimeField(_("recorded at"), null=True, blank=True)
    recorded_afterwards = models.BooleanField(_("recorded afterwards"), default=False)
    expiry_noted_at = models.DateTimeField(_("expiry noted at"), null=True, blank=True)
    certified_at = models.DateTimeField(_("certified at"), null=True, blank=True)
    certified_by = models.ForeignKey(User, verbose_name=_("certified by"), null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    effective_at = models.DateTimeField(_("effective from"), null=True, blank=True)
    channels_examined = models.JSONField(_("channels examined"), default=list, blank=True)

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
                | (Q(deadline__isnull=False, started_at__isnull=False, note_date__isnull=False) & ~Q(deadline_zone="") & ~Q(reference="")),
            ),
            models.CheckConstraint(
                name="round_adopted_is_certified",
                condition=(Q(state="adopted") & Q(certified_at__isnull=False, certified_by__isnull=False, effective_at__isnull=False))
                | (~Q(state="adopted") & Q(certified_at__isnull=True)),
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


class Dispatch(models.Model):
    """How and when the note went out; one entry may stand for all states, except some."""

    round = models.ForeignKey(Round, on_delete=models.PROTECT, related_name="dispatches")
    channel = models.CharField(_("channel"), max_length=8, choices=Channel.choices)
    sent_at = models.DateTimeField(_("sent at"))
    recorded_at = models.DateTimeField(_("recorded at"))
    recorded_by = models.ForeignKey(User, verbose_name=_("recorded by"), null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    except_states = models.ManyToManyField(Party, verbose_name=_("except"), blank=True, related_name="+")
    evidence = models.CharField(_("evidence"), max_length=300, blank=True)

    class Meta:
        verbose_name = _("dispatch")
        verbose_name_plural = _("dispatches")
        ordering = ["round", "sent_at"]

    def __str__(self) -> str:
        return self.get_channel_display()


class Communication(models.Model):
    """A letter that came in from one or several states. ``received_at`` decides, not the moment of typing. Nothing here is ever deleted."""

    round = models.ForeignKey(Round, on_delete=models.PROTECT, related_name="communications")
    states = models.ManyToManyField(Party, verbose_name=_("states"), related_name="+")
    kind = models.CharField(_("what it says"), max_length=24, choices=LetterKind.choices)
    channel = models.CharField(_("channel"), max_length=8, choices=Channel.choices)
    their_number = models.CharField(_("their number"), max_length=100, blank=True)
    their_date = models.DateField(_("their date"), null=True, blank=True)
    received_at = models.DateTimeField(_("received at"))
    recorded_at = models.DateTimeField(_("recorded at"))
    recorded_by = models.ForeignKey(User, verbose_name=_("recorded by"), null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    signed = models.BooleanField(_("signed or initialled, with seal"), default=True)
    sender_in_doubt = models.BooleanField(_("the sender may not be entitled to speak for the state"), default=False)
    summary = models.CharField(_("short summary"), max_length=1000, blank=True)
    scan = models.ForeignKey(StoredFile, verbose_name=_("scan"), null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    struck_at = models.DateTimeField(_("struck at"), null=True, blank=True, help_text=_("A mistaken entry stays in the record and counts for nothing."))
    struck_by = models.ForeignKey(User, verbose_name=_("struck by"), null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    struck_reason = models.CharField(_("why struck"), max_length=1000, blank=True)
    replaces = models.OneToOneField("self", verbose_name=_("corrects the entry"), null=True, blank=True, on_delete=models.PROTECT, related_name="replaced_by")

    class Meta:
        verbose_name = _("letter")
        verbose_name_plural = _("letters")
        ordering = ["received_at", "pk"]
        constraints = [
            models.CheckConstraint(name="letter_received_before_recorded", condition=Q(received_at__lte=models.F("recorded_at"))),
            models.CheckConstraint(name="letter_struck_with_reason", condition=Q(struck_at__isnull=True) | ~Q(struck_reason="")),
        ]

    def __str__(self) -> str:
        return self.get_kind_display()

    @property
    def ruling(self) -> "Decision | None":
        """The decision on its meaning that holds: the latest. Reads ``decisions`` (prefetch it)."""
        return max(self.decisions.all(), key=lambda decision: decision.pk, default=None)

    def as_letter(self) -> positions.Letter:
        ruling = self.ruling
        return positions.Letter(
            key=self.pk,
            states=frozenset(party.pk for party in self.states.all()),
            kind=LetterKind(self.kind),
            channel=Channel(self.channel),
            received_at=self.received_at,
            signed=self.signed,
            sender_in_doubt=self.sender_in_doubt,
            ruling=LetterKind(ruling.meaning) if ruling else None,
            struck=self.struck_at is not None,
        )


class Decision(models.Model):
    """An officer's ruling on what a letter means, append-only: the latest holds, what the letter was taken for before stays beside it."""

    letter = models.ForeignKey(Communication, on_delete=models.PROTECT, related_name="decisions")
    meaning = models.CharField(_("what it means"), max_length=24, choices=LetterKind.choices)
    former_meaning = models.CharField(_("what it was taken for"), max_length=24, choices=LetterKind.choices)
    reason = models.CharField(_("reason"), max_length=1000)
    at = models.DateTimeField(_("when"))
    by = models.ForeignKey(User, verbose_name=_("who"), on_delete=models.PROTECT, related_name="+")

    class Meta:
        verbose_name = _("decision on a letter")
        verbose_name_plural = _("decisions on letters")
        ordering = ["letter", "pk"]
        constraints = [
            models.CheckConstraint(name="decision_has_a_reason", condition=~Q(reason="")),
            models.CheckConstraint(name="decision_is_clear", condition=~Q(meaning="unclear")),
        ]

    def __str__(self) -> str:
        return self.get_meaning_display()

    def save(self, *args: Any, **kwargs: Any) -> None:
        if self.pk:
            raise TypeError("decisions are append-only")
        super().save(*args, **kwargs)


class ProcedureEvent(models.Model):
    """What was done with a procedure, append-only. ``at`` is the moment of the thing, ``recorded_at`` that of its entry."""

    procedure = models.ForeignKey(SilenceProcedure, on_delete=models.PROTECT, related_name="events")
    round = models.ForeignKey(Round, null=True, blank=True, on_delete=models.PROTECT, related_name="events")
    kind = models.CharField(_("what"), max_length=40, choices=EventKind.choices)
    at = models.DateTimeField(_("when"))
    recorded_at = models.DateTimeField(_("recorded at"))
    by = models.ForeignKey(User, verbose_name=_("who"), null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    detail = models.JSONField(_("details"), default=dict, blank=True)

    class Meta:
        verbose_name = _("event")
        verbose_name_plural = _("events")
        ordering = ["recorded_at", "pk"]
        constraints = [models.UniqueConstraint(fields=["round", "kind"], condition=Q(kind="expired"), name="round_expires_once")]

    def __str__(self) -> str:
        return self.get_kind_display()

    def save(self, *args: Any, **kwargs: Any) -> None:
        if self.pk:
            raise TypeError("events are append-only")
        super().save(*args, **kwargs)
