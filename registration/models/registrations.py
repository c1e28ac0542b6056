"""Who comes: registrations as given on Annex II, and what was done with each."""

from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Upper
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from phonenumber_field.modelfields import PhoneNumberField

from agenda.models import Seminar
from directory.models import Party, StoredFile, User, validate_zone

from ..enums import Category, Gender, NameOrder, Source, SpeechLanguage, State

NAME_LENGTH = 150
LINE_LENGTH = 300


class Registration(models.Model):
    """One delegate at one seminar, as given on Annex II.

    ``received_at`` is when the form arrived (it decides about the deadline); ``recorded_at`` is when it was typed. ``number`` and
    ``reference`` are given once and never again. The personal link is signed over ``pk`` and ``link_counter``: raising the counter ends all older
    links.
    """

    seminar = models.ForeignKey(Seminar, verbose_name=_("seminar"), on_delete=models.PROTECT, related_name="registrations")
    number = models.PositiveIntegerField(_("number"))
    reference = models.CharField(_("reference"), max_length=30, unique=True)
    state = models.CharField(_("state"), max_length=12, choices=State.choices)

    # Annex II, in its order
    family_name = models.CharField(_("Family name"), max_length=NAME_LENGTH, blank=True)
    middle_name = models.CharField(_("Middle name"), max_length=NAME_LENGTH, blank=True)
    first_name = models.CharField(_("First name"), max_length=NAME_LENGTH, blank=True)
    gender = models.CharField(_("Gender"), max_length=6, choices=Gender.choices, blank=True)
    party = models.ForeignKey(Party, verbose_name=_("Nation"), null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    other_organisation = models.CharField(_("Another organisation"), max_length=LINE_LENGTH, blank=True)
    institution = models.CharField(_("Institution"), max_length=LINE_LENGTH, blank=True)
    job_title = models.CharField(_("Job title"), max_length=LINE_LENGTH, blank=True)
    # a text without a limit: no phone, however written, makes a form refuse
    mobile_typed = models.TextField(_("Mobile phone"), blank=True)
    mobile = PhoneNumberField(_("Mobile phone, as read"), blank=True)
    landline_typed = models.TextField(_("Fixed-line telephone"), blank=True)
    landline = PhoneNumberField(_("Fixed-line telephone, as read"), blank=True)
    fax_typed = models.TextField(_("Fax"), blank=True)
    fax = PhoneNumberField(_("Fax, as read"), blank=True)
    email = models.CharField(_("E-mail"), max_length=254, blank=True)
    speech_topic = models.CharField(_("Speech topic"), max_length=500, blank=True)

    # more than Annex II asks
    native_name = models.CharField(_("Name in your own script"), max_length=NAME_LENGTH * 2, blank=True)
    printed_name = models.CharField(_("Name as it is to be printed"), max_length=NAME_LENGTH * 3 + 2, blank=True)
    form_of_address = models.CharField(_("Form of address"), max_length=60, blank=True)
    name_order = models.CharField(_("Order of the name"), max_length=12, choices=NameOrder.choices, default=NameOrder.GIVEN_FIRST)
    category = models.CharField(_("Category of participant"), max_length=14, choices=Category.choices, blank=True)
    cc_email = models.CharField(_("Copy of mails to"), max_length=254, blank=True)
    city = models.CharField(_("City"), max_length=100, blank=True)
    speech_language = models.CharField(_("Language of the speech"), max_length=6, choices=SpeechLanguage.choices, blank=True)
    may_print_email = models.BooleanField(_("My e-mail address may be printed in the List of Participants"), default=False)
    may_print_phone = models.BooleanField(_("My phone numbers may be printed in the List of Participants"), default=False)
    on_platform = models.BooleanField(_("I have registered on the host's platform"), default=False)

    language = models.CharField(_("language of letters"), max_length=10, choices=settings.LANGUAGES, default="en")
    zone = models.CharField(_("time zone of the reader"), max_length=64, blank=True, validators=[validate_zone])
    source = models.CharField(_("source"), max_length=8, choices=Source.choices)
    scan = models.ForeignKey(StoredFile, verbose_name=_("scan"), null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    received_at = models.DateTimeField(_("received at"))
    recorded_at = models.DateTimeField(_("recorded at"))
    recorded_by = models.ForeignKey(User, verbose_name=_("recorded by"), null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    state_reason = models.CharField(_("reason given to the delegate"), max_length=1000, blank=True)
    corrected_at = models.DateTimeField(_("corrected by the delegate, to be looked at"), null=True, blank=True)

    form_token = models.CharField(max_length=43, editable=False)
    content_digest = models.CharField(max_length=64, editable=False)
    link_counter = models.PositiveIntegerField(default=1, editable=False)
    version = models.PositiveIntegerField(default=1, editable=False)
    search_text = models.TextField(editable=False, blank=True)
    name_key = models.TextField(editable=False, blank=True)  # the folded name (likeness.py), by which doubles are looked for
    # of a registration that is withdrawn because it is another one's double: the one that was kept
    same_as = models.ForeignKey("self", verbose_name=_("joined with"), null=True, editable=False, on_delete=models.PROTECT, related_name="joined")

    class Meta:
        verbose_name = _("registration")
        verbose_name_plural = _("registrations")
        ordering = ["-received_at", "-pk"]
        permissions = [
            ("review_registration", _("Can review registrations")),
            ("enter_paper", _("Can enter paper forms")),
            ("export_registration", _("Can export registrations")),
            ("admit_late", _("Can admit a late form")),
        ]
        indexes = [
            models.Index(fields=["seminar", "state", "-received_at"], name="reg_by_state"),
            models.Index(fields=["seminar", "-received_at", "-id"], name="reg_by_received"),
            models.Index(fields=["seminar", "party"], name="reg_by_party"),
            models.Index(fields=["-received_at", "-id"], name="reg_by_arrival"),
            models.Index("seminar", Upper("email"), name="reg_by_mailbox"),
        ]
        constraints = [
            models.UniqueConstraint(fields=["seminar", "number"], name="reg_number_once"),
            models.UniqueConstraint(fields=["seminar", "form_token", "content_digest"], name="reg_form_once"),
            models.CheckConstraint(name="reg_has_a_name", condition=~Q(family_name="") | ~Q(first_name="")),
            models.CheckConstraint(name="reg_has_a_nation", condition=Q(party__isnull=False) | ~Q(other_organisation="")),
            models.CheckConstraint(name="reg_received_before_recorded", condition=Q(received_at__lte=F("recorded_at"))),
            models.CheckConstraint(name="reg_web_has_email", condition=~Q(source="web") | ~Q(email="")),
            models.CheckConstraint(name="reg_joined_is_withdrawn", condition=Q(same_as__isnull=True) | (Q(state=State.WITHDRAWN) & ~Q(same_as=F("pk")))),
        ]

    def __str__(self) -> str:
        return self.reference


class ReferenceCounter(models.Model):
    """The last number given at a seminar. Its row is the lock under which numbers are given."""

    seminar = models.OneToOneField(Seminar, on_delete=models.CASCADE, related_name="+")
    last = models.PositiveIntegerField(default=0)

    class Meta:
        ordering = ["seminar"]

    def __str__(self) -> str:
        return str(self.last)


class RegistrationEvent(models.Model):
    """What was done with a registration, append-only: who, when, from, to, which fields, why; never the values."""

    registration = models.ForeignKey(Registration, on_delete=models.CASCADE, related_name="events")
    at = models.DateTimeField(_("when"))
    by = models.ForeignKey(User, verbose_name=_("who"), null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    kind = models.CharField(_("what"), max_length=30)
    from_state = models.CharField(pgettext_lazy("state before", "from"), max_length=12, choices=State.choices, blank=True)
    to_state = models.CharField(pgettext_lazy("state after", "to"), max_length=12, choices=State.choices, blank=True)
    fields = models.JSONField(_("fields"), default=list, blank=True)
    reason = models.CharField(_("reason"), max_length=1000, blank=True)
    version = models.PositiveIntegerField(null=True, editable=False)  # of the registration, as the event left it: what came after a page was shown

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
