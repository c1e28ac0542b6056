from django.db import models
from django.utils.translation import gettext_lazy as _


class State(models.TextChoices):
    RECEIVED = "received", _("received")
    REGISTERED = "registered", _("officially registered")
    DECLINED = "declined", _("declined")
    WITHDRAWN = "withdrawn", _("withdrawn")
    LATE = "late", _("late")


class Source(models.TextChoices):
    WEB = "web", _("web form")
    PAPER = "paper", _("paper")
    FAX = "fax", _("fax")
    MAIL = "mail", _("e-mail")


PAPER_SOURCES = (Source.PAPER, Source.FAX, Source.MAIL)


class Gender(models.TextChoices):
    """Annex II's two boxes; leaving both empty is "not stated"."""

    MALE = "male", _("Male")
    FEMALE = "female", _("Female")


class NameOrder(models.TextChoices):
    GIVEN_FIRST = "given first", _("First name, then FAMILY NAME")
    FAMILY_FIRST = "family first", _("FAMILY NAME, then first name")


class Category(models.TextChoices):
    """The groups of participants of the concept paper, section 3."""

    SECRETARIAT = "secretariat", _("Representative of the CICA Secretariat")
    OFFICIAL = "official", _("Government official of a member state")
    INSTITUTE = "institute", _("Representative of a research institute of a member state")
    ENTERPRISE = "enterprise", _("Representative of an environmental enterprise of a member state")
    ORGANISATION = "organisation", _("Representative of an international organisation")


class SpeechLanguage(models.TextChoices):
    CHINESE = "zh", _("Chinese")
    ENGLISH = "en", _("English")
    RUSSIAN = "ru", _("Russian")
    OTHER = "other", _("another language")
