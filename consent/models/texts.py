"""What the states are asked to agree to: the text and its enclosures, version by version."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from directory.models import StoredFile, User

from ..enums import Enclosure


class TextVersion(models.Model):
    """One version of the text of a procedure. Frozen once a round with it has begun; a change is a new version."""

    procedure = models.ForeignKey("consent.SilenceProcedure", on_delete=models.PROTECT, related_name="texts")
    number = models.PositiveSmallIntegerField(_("version"))
    wording = models.TextField(_("text in words"), blank=True, help_text=_("What the states are asked to agree to, paragraph by paragraph."))
    authentic_language = models.CharField(_("authentic language"), max_length=10, choices=settings.LANGUAGES, default="en")
    change_note = models.TextField(_("what changed against the version before"), blank=True)
    corrigendum = models.BooleanField(_("corrigendum"), default=False, help_text=_("Declared not substantive by an officer: it needs no new round."))
    at = models.DateTimeField(_("when"))
    by = models.ForeignKey(User, verbose_name=_("who"), on_delete=models.PROTECT, related_name="+")

    class Meta:
        verbose_name = _("version of the text")
        verbose_name_plural = _("versions of the text")
        ordering = ["procedure", "number"]
        constraints = [models.UniqueConstraint(fields=["procedure", "number"], name="text_number_once")]

    def __str__(self) -> str:
        return str(self.number)


class TextFile(models.Model):
    """A file of a version, exactly as issued."""

    version = models.ForeignKey(TextVersion, on_delete=models.PROTECT, related_name="files")
    file = models.ForeignKey(StoredFile, verbose_name=_("file"), on_delete=models.PROTECT, related_name="+")
    kind = models.CharField(_("enclosure"), max_length=12, choices=Enclosure.choices, default=Enclosure.OTHER)
    title = models.CharField(_("title"), max_length=300, blank=True)
    language = models.CharField(_("language"), max_length=10, choices=settings.LANGUAGES, default="en")
    order = models.PositiveSmallIntegerField(_("order"), default=0)
    words = models.TextField(_("its text"), blank=True, editable=False, help_text=_("Read from a Word file, for the comparison of versions."))

    class Meta:
        verbose_name = _("enclosure")
        verbose_name_plural = _("enclosures")
        ordering = ["version", "order", "pk"]
        constraints = [models.UniqueConstraint(fields=["version", "order"], name="text_file_order_once")]

    def __str__(self) -> str:
        return self.title or self.file.name
