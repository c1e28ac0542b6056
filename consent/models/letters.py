"""Letters that come in, what they were decided to mean, and what goes out."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from directory.models import AppendOnly, Mission, Party, StoredFile, User

from .. import positions
from ..enums import Answer, Channel, LetterKind, Purpose
from .procedures import Round


class Dispatch(models.Model):
    """How and when a note went out; one entry may stand for all states, except some."""

    round = models.ForeignKey(Round, on_delete=models.PROTECT, related_name="dispatches")
    purpose = models.CharField(_("what for"), max_length=20, choices=Purpose.choices, default=Purpose.CIRCULATION)
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


class Bounce(models.Model):
    """A mission that a dispatch did not reach: mail that came back, an embassy that has closed. Until a later dispatch the state was not validly reached."""

    dispatch = models.ForeignKey(Dispatch, on_delete=models.PROTECT, related_name="bounces")
    party = models.ForeignKey(Party, verbose_name=pgettext_lazy("kind of party", "state"), on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(_("known at"))
    evidence = models.CharField(_("evidence"), max_length=300)
    recorded_at = models.DateTimeField(_("recorded at"))
    recorded_by = models.ForeignKey(User, verbose_name=_("recorded by"), on_delete=models.PROTECT, related_name="+")

    class Meta:
        verbose_name = _("mission not reached")
        verbose_name_plural = _("missions not reached")
        ordering = ["dispatch", "pk"]
        constraints = [models.UniqueConstraint(fields=["dispatch", "party"], name="bounce_once")]

    def __str__(self) -> str:
        return self.evidence


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
    language = models.CharField(_("language of the letter"), max_length=20, blank=True)
    withdraws = models.ForeignKey("self", verbose_name=_("withdraws"), null=True, blank=True, on_delete=models.PROTECT, related_name="withdrawn_by")
    mission = models.ForeignKey(Mission, verbose_name=_("mission"), null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    receipt = models.CharField(_("number of the receipt"), max_length=80, blank=True)
    form_token = models.CharField(max_length=43, blank=True, editable=False)
    summary = models.CharField(_("short summary"), max_length=4000, blank=True)
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
            models.UniqueConstraint(fields=["round", "receipt"], condition=~Q(receipt=""), name="letter_receipt_once"),
            models.UniqueConstraint(fields=["round", "mission", "form_token"], condition=~Q(form_token=""), name="letter_form_once"),
            models.CheckConstraint(name="letter_struck_with_reason", condition=Q(struck_at__isnull=True) | ~Q(struck_reason="")),
        ]

    def __str__(self) -> str:
        return self.get_kind_display()

    @property
    def ruling(self) -> "Decision | None":
        """The decision on its meaning that holds: the latest. Reads ``decisions`` (prefetch it)."""
        return max(self.decisions.all(), key=lambda decision: decision.pk, default=None)

    @property
    def meaning(self) -> LetterKind:
        """What it counts as: the ruling that holds, else what it was entered as. Reads ``decisions`` (prefetch it)."""
        return LetterKind(self.ruling.meaning if self.ruling else self.kind)

    def as_letter(self) -> positions.Letter:
        return positions.Letter(
            key=self.pk,
            states=frozenset(party.pk for party in self.states.all()),
            kind=LetterKind(self.kind),
            channel=Channel(self.channel),
            received_at=self.received_at,
            signed=self.signed,
            sender_in_doubt=self.sender_in_doubt,
            recorded_at=self.recorded_at,
            rulings=tuple(
                positions.Ruling(decision.at, LetterKind(decision.meaning), bool(decision.answer))
                for decision in sorted(self.decisions.all(), key=lambda decision: decision.pk)
            ),
            struck_at=self.struck_at,
            withdraws=self.withdraws_id,
        )


class Decision(AppendOnly):
    """An officer's ruling on what a letter means, append-only: the latest holds, what the letter was taken for before stays beside it."""

    letter = models.ForeignKey(Communication, on_delete=models.PROTECT, related_name="decisions")
    meaning = models.CharField(_("what it means"), max_length=24, choices=LetterKind.choices)
    former_meaning = models.CharField(_("what it was taken for"), max_length=24, choices=LetterKind.choices)
    answer = models.CharField(_("answer to the request"), max_length=8, choices=Answer.choices, blank=True)
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
            models.CheckConstraint(name="decision_answers_requests", condition=Q(answer="") | Q(meaning="extension_request")),
        ]

    def __str__(self) -> str:
        return self.get_meaning_display()


class Notice(AppendOnly):
    """What the portal tells missions by mail on behalf of the Secretariat: one act, one text in each reader's language, one mail to each mailbox.

    The mails are rows of the outbox about ``consent:<round>``; their keys begin with ``consent:notice:<this>``, so that progress can be counted.
    """

    round = models.ForeignKey(Round, on_delete=models.PROTECT, related_name="notices")
    purpose = models.CharField(_("what for"), max_length=20, choices=Purpose.choices)
    letter = models.ForeignKey(Communication, verbose_name=_("letter"), null=True, blank=True, on_delete=models.PROTECT, related_name="notices")
    words = models.TextField(_("further words"), blank=True)
    named = models.BooleanField(_("names the objecting states"), default=False)
    states = models.ManyToManyField(Party, verbose_name=_("states"), related_name="+")
    detail = models.JSONField(_("details"), default=dict, blank=True)
    at = models.DateTimeField(_("when"))
    by = models.ForeignKey(User, verbose_name=_("who"), null=True, blank=True, on_delete=models.PROTECT, related_name="+")

    class Meta:
        verbose_name = _("notice to states")
        verbose_name_plural = _("notices to states")
        ordering = ["round", "pk"]

    def __str__(self) -> str:
        return self.get_purpose_display()
