from django.db import models
from django.utils.translation import gettext_lazy as _


class Window(models.TextChoices):
    """Where an instant lies to a seminar's registration. Derived, never stored."""

    NOT_PUBLISHED = "not published", _("not published")
    TOO_EARLY = "too early", _("registration has not begun")
    OPEN = "open", _("registration is open")
    CLOSED = "closed", _("registration is closed")
    CANCELLED = "cancelled", _("cancelled")


class SessionKind(models.TextChoices):
    CEREMONY = "ceremony", _("ceremony")
    KEYNOTE = "keynote", _("keynote speech")
    SESSION = "session", _("session")
    DISCUSSION = "discussion", _("discussion")
    BREAK = "break", _("break")
    SUMMARY = "summary", _("summary")
    CLOSURE = "closure", _("closure")


class Audience(models.TextChoices):
    EVERYBODY = "everybody", _("everybody")
    MAINLAND = "mainland", _("in mainland China")
    ABROAD = "abroad", _("outside mainland China")


class DocumentKind(models.TextChoices):
    CONCEPT_PAPER = "concept paper", _("concept paper")
    LETTER = "letter", _("letter by the host")
    AGENDA = "agenda", _("preliminary agenda")
    FORM = "form", _("registration form")
    OTHER = "other", _("other")
