"""Two registrations of one seminar that may be one person's: the question, asked once, and what the desk answered."""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from agenda.models import Seminar
from directory.models import User

from ..enums import Decision, Resemblance
from ..lifecycle import IN_QUESTION
from .registrations import Registration


class PossibleDuplicateQuerySet(models.QuerySet["PossibleDuplicate"]):
    def undecided(self) -> "PossibleDuplicateQuerySet":
        return self.filter(decision="")

    def open(self) -> "PossibleDuplicateQuerySet":
        """The questions that wait: nobody has answered, and both registrations count or ask to be counted. Who has withdrawn is nobody's double."""
        return self.undecided().filter(first__state__in=IN_QUESTION, second__state__in=IN_QUESTION)

    def of(self, registration: Registration) -> "PossibleDuplicateQuerySet":
        return self.filter(Q(first=registration) | Q(second=registration))


class PossibleDuplicate(models.Model):
    """Whether ``first`` and ``second`` (the one with the lower key is the first) are one person.

    ``score`` says how alike the names are, up to 100: it orders, and decides nothing. ``names_digest`` is of the two names on which the answer was given:
    the same question is not asked again unless a name has changed.
    """

    seminar = models.ForeignKey(Seminar, verbose_name=_("seminar"), on_delete=models.CASCADE, related_name="+")
    first = models.ForeignKey(Registration, verbose_name=_("first"), on_delete=models.CASCADE, related_name="+")
    second = models.ForeignKey(Registration, verbose_name=_("second"), on_delete=models.CASCADE, related_name="+")
    reason = models.CharField(_("why"), max_length=8, choices=Resemblance.choices)
    score = models.PositiveSmallIntegerField(_("likeness"))
    found_at = models.DateTimeField(_("found at"))
    decision = models.CharField(_("answer"), max_length=9, choices=Decision.choices, blank=True)
    decided_by = models.ForeignKey(User, verbose_name=_("who"), null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    decided_at = models.DateTimeField(_("answered at"), null=True, blank=True)
    names_digest = models.CharField(max_length=64, blank=True, editable=False)

    objects = PossibleDuplicateQuerySet.as_manager()

    class Meta:
        verbose_name = _("possible duplicate")
        verbose_name_plural = _("possible duplicates")
        ordering = ["-score", "first_id", "second_id"]
        indexes = [models.Index(fields=["seminar", "decision"], name="duplicate_by_seminar")]
        constraints = [
            models.UniqueConstraint(fields=["first", "second"], name="duplicate_pair_once"),
            models.CheckConstraint(name="duplicate_lower_key_first", condition=Q(first__lt=F("second"))),
            models.CheckConstraint(
                name="duplicate_answered_by_somebody",
                condition=Q(decision="", decided_by__isnull=True, decided_at__isnull=True)
                | (~Q(decision="") & Q(decided_by__isnull=False, decided_at__isnull=False)),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.first_id} = {self.second_id}?"

    def other(self, registration_id: int) -> int:
        """The key of the other registration of the pair."""
        return self.second_id if registration_id == self.first_id else self.first_id
