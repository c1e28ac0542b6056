"""What happens when: the seminar, its sessions and printed speeches, its documents and video links."""

from typing import Any

from django.conf import settings
from django.core.validators import MinValueValidator, RegexValidator
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from directory.models import Party, StoredFile, User, validate_zone

from .enums import Audience, DocumentKind, SessionKind


def no_languages() -> list[str]:
    return []


class SeminarQuerySet(models.QuerySet["Seminar"]):
    def published(self) -> "SeminarQuerySet":
        return self.filter(published_at__isnull=False)


class Seminar(models.Model):
    """One event of the conference. Its title here is the canonical one; the others in use are TitleVariant.

    ``registration_closes_at`` is the one stored deadline (an instant); ``registration_zone`` is the zone it was given in. ``reference_year`` is the year in
    references: that of the first day, and the same for ever once the seminar is public, also where it is postponed into another year.
    """

    slug = models.SlugField(
        _("address"),
        max_length=60,
        unique=True,
        help_text=_("The last part of the page's address: small letters, digits and hyphens, such as biodiversity-2027."),
        error_messages={"unique": _("Another seminar has this address. Choose one that no seminar has had, such as one with the year.")},
    )
    reference_prefix = models.CharField(
        _("prefix of references"),
        max_length=8,
        validators=[RegexValidator(r"^[A-Z]{2,8}$", _("Two to eight capital letters."))],
        help_text=_("BIO makes BIO-2027-0042."),
    )
    reference_year = models.PositiveSmallIntegerField(_("year in references"), editable=False)
    title = models.CharField(_("title"), max_length=300)
    summary = models.TextField(_("in a sentence or two"), blank=True)
    objectives = models.TextField(_("objectives"), blank=True, help_text=_("One a line."))
    invited = models.TextField(_("who is invited"), blank=True, help_text=_("One group a line."))
    venue = models.CharField(_("venue"), max_length=200, blank=True)
    host_name = models.CharField(_("host"), max_length=300)
    host_parent = models.CharField(_("ministry of the host"), max_length=300, blank=True)
    proposer = models.ForeignKey(Party, verbose_name=_("proposed by"), null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    starts_on = models.DateField(_("first day"))
    ends_on = models.DateField(_("last day"))
    zone = models.CharField(_("time zone of the agenda"), max_length=64, default="Asia/Shanghai", validators=[validate_zone])
    interpretation = models.JSONField(
        _("languages of interpretation"), default=no_languages, blank=True, help_text=_("Codes of languages, such as zh-hans, en.")
    )
    speakers_per_delegation = models.PositiveSmallIntegerField(_("speakers per delegation"), default=2, validators=[MinValueValidator(1)])
    shared_fax = models.CharField(_("fax of the desk"), max_length=60, blank=True)
    platform_name = models.CharField(_("other platform that wants a registration"), max_length=200, blank=True)
    platform_url = models.URLField(_("its address"), blank=True)

    registration_opens_at = models.DateTimeField(_("registration opens"))
    registration_closes_at = models.DateTimeField(_("registration closes"))
    registration_zone = models.CharField(_("zone of the registration deadline"), max_length=64, default="Asia/Shanghai", validators=[validate_zone])
    registration_first_closed_at = models.DateTimeField(_("deadline before the first extension"), null=True, blank=True)

    published_at = models.DateTimeField(_("published at"), null=True, blank=True)
    confirmed_at = models.DateTimeField(_("confirmed at"), null=True, blank=True, help_text=_("Set when the silence procedure is certified."))
    confirmed_by = models.CharField(_("confirmed by"), max_length=200, blank=True, help_text=_("The note and round that gave the consent."))
    joining_details_sent_at = models.DateTimeField(_("joining details released at"), null=True, blank=True)

    cancelled_at = models.DateTimeField(_("cancelled at"), null=True, blank=True, editable=False)
    cancelled_by = models.ForeignKey(User, verbose_name=_("cancelled by"), null=True, blank=True, on_delete=models.PROTECT, related_name="+", editable=False)
    cancelled_reason = models.TextField(_("reason for the cancellation"), blank=True, editable=False)
    postponed_at = models.DateTimeField(_("postponed at"), null=True, blank=True, editable=False)
    postponed_reason = models.TextField(_("reason for the postponement"), blank=True, editable=False)
    first_starts_on = models.DateField(_("first day as first announced"), null=True, blank=True, editable=False)
    first_ends_on = models.DateField(_("last day as first announced"), null=True, blank=True, editable=False)

    objects = SeminarQuerySet.as_manager()

    class Meta:
        verbose_name = _("seminar")
        verbose_name_plural = _("seminars")
        ordering = ["-starts_on", "slug"]
        permissions = [
            ("extend_registration", _("Can extend the registration deadline")),
            ("send_joining_details", _("Can send the joining details")),
            ("override_gate", _("Can override a closed gate")),
            ("call_off_seminar", _("Can cancel or postpone a seminar")),
        ]
        constraints = [
            models.CheckConstraint(
                name="seminar_days_in_order", condition=Q(starts_on__lte=F("ends_on")), violation_error_message=_("The last day is before the first.")
            ),
            models.CheckConstraint(
                name="seminar_window_in_order",
                condition=Q(registration_opens_at__lt=F("registration_closes_at")),
                violation_error_message=_("Registration closes before it opens."),
            ),
            models.CheckConstraint(name="seminar_confirmed_by_something", condition=Q(confirmed_at__isnull=True) | ~Q(confirmed_by="")),
            models.UniqueConstraint(fields=["reference_prefix", "reference_year"], name="seminar_references_once"),
            models.CheckConstraint(
                name="seminar_postponed_from_days",
                condition=Q(postponed_at__isnull=True, first_starts_on__isnull=True, first_ends_on__isnull=True)
                | Q(postponed_at__isnull=False, first_starts_on__isnull=False, first_ends_on__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return str(self.title)

    def save(self, *args: Any, **kwargs: Any) -> None:
        if self.reference_year is None or self.published_at is None:
            self.reference_year = Seminar.starts_on.field.to_python(self.starts_on).year
        super().save(*args, **kwargs)

    def get_absolute_url(self) -> str:
        return reverse("agenda:seminar", args=[self.slug])

    @property
    def is_cancelled(self) -> bool:
        return self.cancelled_at is not None

    @property
    def is_postponed(self) -> bool:
        return self.postponed_at is not None

    @property
    def is_confirmed(self) -> bool:
        return self.confirmed_at is not None

    @property
    def is_extended(self) -> bool:
        return self.registration_first_closed_at is not None


class TitleVariant(models.Model):
    """Another title under which the same seminar stands in the envelope; searchable."""

    seminar = models.ForeignKey(Seminar, verbose_name=_("seminar"), on_delete=models.CASCADE, related_name="title_variants")
    title = models.CharField(_("title"), max_length=300)
    used_in = models.CharField(_("used in"), max_length=200, blank=True)

    class Meta:
        verbose_name = _("other title")
        verbose_name_plural = _("other titles")
        ordering = ["seminar", "pk"]

    def __str__(self) -> str:
        return self.title


class SeminarContact(models.Model):
    """Whom delegates ask: a role, never a person's name."""

    seminar = models.ForeignKey(Seminar, verbose_name=_("seminar"), on_delete=models.CASCADE, related_name="contacts")
    position = models.PositiveSmallIntegerField(_("position"), default=1)
    role = models.CharField(_("role"), max_length=200)
    email = models.EmailField(_("e-mail"), max_length=254)
    landline = models.CharField(_("landline"), max_length=60, blank=True)
    mobile = models.CharField(_("mobile"), max_length=60, blank=True)

    class Meta:
        verbose_name = _("contact")
        verbose_name_plural = _("contacts")
        ordering = ["seminar", "position", "pk"]

    def __str__(self) -> str:
        return str(self.role)


class Document(models.Model):
    """An enclosure that the public may read."""

    seminar = models.ForeignKey(Seminar, verbose_name=_("seminar"), on_delete=models.CASCADE, related_name="documents")
    number = models.PositiveSmallIntegerField(_("number of the enclosure"), default=1)
    kind = models.CharField(_("kind"), max_length=20, choices=DocumentKind.choices, default=DocumentKind.OTHER)
    title = models.CharField(_("title"), max_length=300)
    language = models.CharField(_("language"), max_length=10, choices=settings.LANGUAGES, default="en")
    file = models.ForeignKey(StoredFile, verbose_name=_("file"), on_delete=models.PROTECT, related_name="+")

    class Meta:
        verbose_name = _("document")
        verbose_name_plural = _("documents")
        ordering = ["seminar", "number", "language", "pk"]

    def __str__(self) -> str:
        return str(self.title)


class Session(models.Model):
    """One item of the agenda. Without an end it is a single instant (the closure)."""

    seminar = models.ForeignKey(Seminar, verbose_name=_("seminar"), on_delete=models.CASCADE, related_name="sessions")
    kind = models.CharField(_("kind"), max_length=12, choices=SessionKind.choices, default=SessionKind.SESSION)
    title = models.CharField(_("title"), max_length=300)
    description = models.TextField(_("description"), blank=True)
    speeches_heading = models.CharField(_("heading of the speeches"), max_length=100, blank=True)
    starts_at = models.DateTimeField(_("starts"))
    ends_at = models.DateTimeField(_("ends"), null=True, blank=True)

    class Meta:
        verbose_name = _("item of the agenda")
        verbose_name_plural = _("agenda")
        ordering = ["seminar", "starts_at", "pk"]
        constraints = [
            models.CheckConstraint(
                name="session_start_before_end",
                condition=Q(ends_at__isnull=True) | Q(starts_at__lt=F("ends_at")),
                violation_error_message=_("The item ends before it starts."),
            ),
            models.UniqueConstraint(fields=["seminar", "starts_at", "title"], name="session_once"),
        ]

    def __str__(self) -> str:
        return str(self.title)


class Speech(models.Model):
    """A printed line under an item: who speaks, as the agenda says it. No personal table is read for it."""

    session = models.ForeignKey(Session, verbose_name=_("item of the agenda"), on_delete=models.CASCADE, related_name="speeches")
    order = models.PositiveSmallIntegerField(_("order"), default=1)
    speaker = models.CharField(_("speaker as printed"), max_length=300)
    affiliation = models.CharField(_("affiliation as printed"), max_length=300, blank=True)
    topic = models.CharField(_("topic"), max_length=300, blank=True)
    language = models.CharField(_("language"), max_length=10, blank=True)
    minutes = models.PositiveSmallIntegerField(_("minutes"), null=True, blank=True)

    class Meta:
        verbose_name = _("speech")
        verbose_name_plural = _("speeches")
        ordering = ["session", "order", "pk"]

    def __str__(self) -> str:
        return str(self.speaker)


class VideoLink(models.Model):
    """How one joins on one day. Shown to officially registered delegates of a confirmed seminar, and nowhere else."""

    seminar = models.ForeignKey(Seminar, verbose_name=_("seminar"), on_delete=models.CASCADE, related_name="video_links")
    day = models.DateField(_("day"))
    audience = models.CharField(_("for whom"), max_length=10, choices=Audience.choices, default=Audience.EVERYBODY)
    platform = models.CharField(_("platform"), max_length=100)
    address = models.URLField(_("address"), max_length=500)
    meeting_number = models.CharField(_("meeting number"), max_length=60, blank=True)
    passcode = models.CharField(_("passcode"), max_length=60, blank=True)

    class Meta:
        verbose_name = _("video link")
        verbose_name_plural = _("video links")
        ordering = ["seminar", "day", "audience", "pk"]

    def __str__(self) -> str:
        return f"{self.platform}, {self.day:%Y-%m-%d}"  # no address, no passcode: this text reaches logs and lists


class SeminarEvent(models.Model):
    """What was done with a seminar, append-only."""

    seminar = models.ForeignKey(Seminar, verbose_name=_("seminar"), on_delete=models.CASCADE, related_name="events")
    at = models.DateTimeField(_("when"))
    by = models.ForeignKey(User, verbose_name=_("who"), null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    kind = models.CharField(_("what"), max_length=40)
    detail = models.JSONField(_("details"), default=dict, blank=True)
    reason = models.CharField(_("reason"), max_length=1000, blank=True)

    class Meta:
        verbose_name = _("event")
        verbose_name_plural = _("events")
        ordering = ["at", "pk"]

    def __str__(self) -> str:
        return self.kind

    def save(self, *args: Any, **kwargs: Any) -> None:
        if self.pk:
            raise TypeError("events are append-only")
        super().save(*args, **kwargs)
