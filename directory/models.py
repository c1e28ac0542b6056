"""Who exists: states, organisations, missions, cities' clocks, and the people who log in."""

import datetime as dt
from typing import Any, ClassVar
from zoneinfo import ZoneInfo

from django.conf import settings
from django.contrib.auth.models import AbstractBaseUser, BaseUserManager, PermissionsMixin
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Q
from django.db.models.functions import Lower
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from seminar_portal import clock

from .enums import AccountEventKind, PartyEventKind, PartyKind, StandingKind, WeeklyRest


def validate_zone(value: str) -> None:
    if not clock.is_zone(value):
        raise ValidationError(_("Enter an IANA time zone, such as Asia/Shanghai."))


class ValidOn(models.QuerySet):
    """Rows with ``valid_from`` and ``valid_to`` (both days belong to the period; empty means open)."""

    def on(self, day: dt.date) -> "ValidOn":
        return self.filter(Q(valid_from__isnull=True) | Q(valid_from__lte=day), Q(valid_to__isnull=True) | Q(valid_to__gte=day))


class UserManager(BaseUserManager["User"]):
    def create_user(self, email: str, password: str | None = None, **fields: Any) -> "User":
        user = self.model(email=self.normalize_email(email).strip(), **fields)
        user.set_password(password)
        user.save()
        return user

    def create_superuser(self, email: str, password: str | None = None, **fields: Any) -> "User":
        return self.create_user(email, password, **{"is_staff": True, "is_superuser": True, **fields})

    def get_by_natural_key(self, username: str | None) -> "User":
        return self.get(email__iexact=username)


class User(AbstractBaseUser, PermissionsMixin):
    """Somebody who logs in by e-mail: staff of the host or of the Secretariat, or a focal point of a mission. Delegates have no account."""

    email = models.EmailField(_("e-mail"), max_length=254, unique=True)
    name = models.CharField(pgettext_lazy("person", "name"), max_length=150, blank=True)
    language = models.CharField(_("language"), max_length=10, choices=settings.LANGUAGES, default="en")
    zone = models.CharField(_("time zone of the seat"), max_length=64, default="Asia/Shanghai", validators=[validate_zone])
    is_staff = models.BooleanField(_("staff"), default=False, help_text=_("May enter the administration."))
    is_active = models.BooleanField(_("active"), default=True)
    date_joined = models.DateTimeField(_("since"), default=clock.now)

    objects = UserManager()
    USERNAME_FIELD = "email"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = []

    class Meta:
        verbose_name = _("staff account")
        verbose_name_plural = _("staff accounts")
        ordering = ["email"]
        constraints = [
            models.UniqueConstraint(Lower("email"), name="user_email_once", violation_error_message=_("There is an account with this e-mail address."))
        ]

    def __str__(self) -> str:
        return self.name or self.email

    def get_full_name(self) -> str:
        return str(self)

    def get_short_name(self) -> str:
        return str(self)


class AppendOnly(models.Model):
    """A row that is written once."""

    class Meta:
        abstract = True

    def save(self, *args: Any, **kwargs: Any) -> None:
        if self.pk:
            raise TypeError("events are append-only")
        super().save(*args, **kwargs)


class AccountEvent(AppendOnly):
    """What was done with an account, append-only: who, when, what; roles and rights given and taken, names of fields, never their values."""

    account = models.ForeignKey(User, verbose_name=_("account"), on_delete=models.PROTECT, related_name="account_events")
    at = models.DateTimeField(_("when"))
    by = models.ForeignKey(User, verbose_name=_("who"), null=True, blank=True, on_delete=models.PROTECT, related_name="+")  # None: nobody was logged in
    kind = models.CharField(_("what"), max_length=30, choices=AccountEventKind.choices)
    detail = models.JSONField(_("details"), default=dict, blank=True)

    class Meta:
        verbose_name = _("event of an account")
        verbose_name_plural = _("log of accounts")
        ordering = ["-at", "-pk"]

    def __str__(self) -> str:
        return self.get_kind_display()


class FailedLogIn(models.Model):
    """An attempt to log in that did not succeed (or is just being made). ``key`` is a digest: of the address tried, or of a browser that was known."""

    key = models.CharField(max_length=64)
    at = models.DateTimeField()

    class Meta:
        verbose_name = _("failed log-in")
        verbose_name_plural = _("failed log-ins")
        ordering = ["at"]
        indexes = [models.Index(fields=["key", "at"], name="failed_log_in_by_key"), models.Index(fields=["at"], name="failed_log_in_by_age")]

    def __str__(self) -> str:
        return f"{self.at:%Y-%m-%d %H:%M}"


class PartyQuerySet(models.QuerySet["Party"]):
    def offered(self) -> "PartyQuerySet":
        """Those that may be chosen: not merged into another one."""
        return self.filter(merged_into__isnull=True)


class Party(models.Model):
    """A state or an organisation, by the name of today. What a document of an earlier day prints is in FormerName."""

    code = models.CharField(_("code"), max_length=12, unique=True, help_text=_("ISO 3166-1 alpha-2 for a state, a short name for an organisation."))
    kind = models.CharField(_("kind"), max_length=12, choices=PartyKind.choices)
    name = models.CharField(_("name"), max_length=200)
    formal_name = models.CharField(_("formal name"), max_length=250, blank=True)
    sort_key = models.CharField(_("sorted as"), max_length=200, blank=True)
    zone = models.CharField(_("time zone of the capital or seat"), max_length=64, blank=True, validators=[validate_zone])
    weekly_rest = models.CharField(_("weekly days of rest"), max_length=8, choices=WeeklyRest.choices, blank=True, help_text=_("Used for warnings only."))
    note = models.CharField(_("note"), max_length=500, blank=True)
    merged_into = models.ForeignKey(
        "self", verbose_name=_("merged into"), null=True, blank=True, on_delete=models.PROTECT, related_name="merged", editable=False
    )

    objects = PartyQuerySet.as_manager()

    class Meta:
        verbose_name = _("state / organisation")
        verbose_name_plural = _("states / organisations")
        ordering = ["sort_key", "code"]
        constraints = [
            # a state is never merged: the silence procedures hold states as they were asked
            models.CheckConstraint(name="party_merged_organisation", condition=Q(merged_into__isnull=True) | Q(kind="organisation")),
            models.CheckConstraint(name="party_not_merged_into_itself", condition=Q(merged_into__isnull=True) | ~Q(merged_into=models.F("pk"))),
        ]

    def __str__(self) -> str:
        return str(self.name)


class Standing(models.Model):
    """What a party is to the conference, from a day to a day."""

    party = models.ForeignKey(Party, on_delete=models.CASCADE, related_name="standings")
    kind = models.CharField(_("standing"), max_length=24, choices=StandingKind.choices)
    valid_from = models.DateField(pgettext_lazy("validity", "from"), null=True, blank=True)
    valid_to = models.DateField(pgettext_lazy("validity", "to"), null=True, blank=True)

    objects = ValidOn.as_manager()

    class Meta:
        verbose_name = _("standing")
        verbose_name_plural = _("standings")
        ordering = ["party", "valid_from"]
        constraints = [
            models.UniqueConstraint(fields=["party"], condition=Q(valid_to__isnull=True), name="standing_one_open_per_party"),
            models.CheckConstraint(
                name="standing_from_before_to", condition=Q(valid_from__isnull=True) | Q(valid_to__isnull=True) | Q(valid_from__lte=models.F("valid_to"))
            ),
        ]

    def __str__(self) -> str:
        return self.get_kind_display()


class FormerName(models.Model):
    """A name that documents up to ``valid_to`` must print."""

    party = models.ForeignKey(Party, on_delete=models.CASCADE, related_name="former_names")
    language = models.CharField(_("language"), max_length=10, choices=settings.LANGUAGES)
    name = models.CharField(_("name"), max_length=200)
    formal_name = models.CharField(_("formal name"), max_length=250, blank=True)
    valid_to = models.DateField(_("last day"))

    class Meta:
        verbose_name = _("former name")
        verbose_name_plural = _("former names")
        ordering = ["party", "language", "valid_to"]
        constraints = [models.UniqueConstraint(fields=["party", "language", "valid_to"], name="former_name_once")]

    def __str__(self) -> str:
        return self.name


class City(models.Model):
    """The city that names a zone's clock, with the days for which the name holds."""

    zone = models.CharField(_("time zone"), max_length=64, validators=[validate_zone])
    name = models.CharField(_("name"), max_length=100)
    valid_from = models.DateField(pgettext_lazy("validity", "from"), null=True, blank=True)
    valid_to = models.DateField(pgettext_lazy("validity", "to"), null=True, blank=True)

    objects = ValidOn.as_manager()

    class Meta:
        verbose_name = _("city")
        verbose_name_plural = _("cities")
        ordering = ["name", "valid_from"]
        constraints = [
            models.UniqueConstraint(fields=["zone"], condition=Q(valid_to__isnull=True), name="city_one_open_per_zone"),
        ]

    def __str__(self) -> str:
        return str(self.name)


class Mission(models.Model):
    """An embassy, a ministry or a permanent mission that answers for a party. Its zone is the city's, never the state's."""

    party = models.ForeignKey(Party, on_delete=models.CASCADE, related_name="missions")
    kind = models.CharField(
        _("kind"), max_length=12, choices=[("embassy", _("embassy")), ("mfa", _("ministry of foreign affairs")), ("permanent", _("permanent mission"))]
    )
    city = models.CharField(_("city"), max_length=100)
    zone = models.CharField(_("time zone"), max_length=64, validators=[validate_zone])
    mailboxes = models.TextField(_("mailboxes"), blank=True, help_text=_("One address a line."))
    valid_from = models.DateField(pgettext_lazy("validity", "from"), null=True, blank=True)
    valid_to = models.DateField(pgettext_lazy("validity", "to"), null=True, blank=True)

    objects = ValidOn.as_manager()

    class Meta:
        verbose_name = _("mission")
        verbose_name_plural = _("missions")
        ordering = ["party", "city"]

    def __str__(self) -> str:
        return f"{self.party} – {self.city}"

    def answers_at(self, now: dt.datetime) -> bool:
        """Whether the mission answers for its party on the day that it is in its own city."""
        return (self.valid_from or dt.date.min) <= now.astimezone(ZoneInfo(self.zone)).date() <= (self.valid_to or dt.date.max)


class FocalPoint(models.Model):
    """A post: one person who acts in the portal for one mission, from an instant until an instant. It is live while ``until`` is empty.

    Somebody may hold posts at several missions, and a mission may have several people. ``successor`` is the post to which this one was handed over;
    who hands over keeps the post until the successor has come in for the first time.
    """

    mission = models.ForeignKey(Mission, verbose_name=_("mission"), on_delete=models.PROTECT, related_name="focal_points")
    user = models.ForeignKey(User, verbose_name=_("person"), on_delete=models.PROTECT, related_name="posts")
    since = models.DateTimeField(pgettext_lazy("focal point", "since"))
    until = models.DateTimeField(pgettext_lazy("focal point", "until"), null=True, blank=True)
    invited_by = models.ForeignKey(User, verbose_name=_("invited by"), on_delete=models.PROTECT, related_name="+")
    ended_by = models.ForeignKey(User, verbose_name=_("ended by"), null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    ended_reason = models.CharField(_("reason"), max_length=300, blank=True)
    successor = models.ForeignKey("self", verbose_name=_("successor"), null=True, blank=True, on_delete=models.PROTECT, related_name="predecessors")

    class Meta:
        verbose_name = _("focal point")
        verbose_name_plural = _("focal points")
        ordering = ["mission__party__sort_key", "mission", "since", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["mission", "user"], condition=Q(until__isnull=True), name="focal_point_once_per_mission"),
            models.CheckConstraint(name="focal_point_since_before_until", condition=Q(until__isnull=True) | Q(until__gte=models.F("since"))),
            models.CheckConstraint(
                name="focal_point_ended_by_somebody", condition=Q(until__isnull=True, ended_by__isnull=True) | Q(until__isnull=False, ended_by__isnull=False)
            ),
            models.CheckConstraint(name="focal_point_not_its_own_successor", condition=Q(successor__isnull=True) | ~Q(successor=models.F("pk"))),
        ]

    def __str__(self) -> str:
        return f"{self.user} · {self.mission}"

    @property
    def is_live(self) -> bool:
        return self.until is None


class PartyEvent(AppendOnly):
    """What was done with a state or an organisation by an act of its own, append-only. Corrections in the form are in the admin's own history."""

    party = models.ForeignKey(Party, verbose_name=_("state / organisation"), on_delete=models.CASCADE, related_name="events")
    at = models.DateTimeField(_("when"))
    by = models.ForeignKey(User, verbose_name=_("who"), null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    kind = models.CharField(_("what"), max_length=30, choices=PartyEventKind.choices)
    detail = models.JSONField(_("details"), default=dict, blank=True)

    class Meta:
        verbose_name = _("event")
        verbose_name_plural = _("events")
        ordering = ["-at", "-pk"]

    def __str__(self) -> str:
        return self.get_kind_display()


class StoredFile(models.Model):
    """What somebody uploaded or the portal wrote: bytes outside the web root, checked by content and size, owned by an opaque key."""

    owner = models.CharField(_("belongs to"), max_length=100, db_index=True)
    file = models.FileField(_("file"), upload_to="%Y/%m/", max_length=200)
    name = models.CharField(_("name"), max_length=200)
    content_type = models.CharField(_("type"), max_length=120)
    size = models.PositiveIntegerField(_("size in bytes"))
    sha256 = models.CharField("SHA-256", max_length=64, db_index=True)
    stored_at = models.DateTimeField(_("stored at"))
    stored_by = models.ForeignKey(User, verbose_name=_("stored by"), null=True, blank=True, on_delete=models.PROTECT)

    class Meta:
        verbose_name = _("file")
        verbose_name_plural = _("files")
        ordering = ["-stored_at", "-pk"]

    def __str__(self) -> str:
        return self.name
