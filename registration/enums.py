from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


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
    MAIL = "mail", pgettext_lazy("channel", "e-mail")


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


class Resemblance(models.TextChoices):
    """Why two registrations may be of one person."""

    NAME = "name", _("one name, one delegation")
    ADDRESS = "address", _("one e-mail address, similar names")
    BOTH = "both", _("one name, one delegation, one e-mail address")


class Decision(models.TextChoices):
    """What the desk said of two registrations that may be of one person."""

    SAME = "same", _("same person")
    DIFFERENT = "different", _("different people")


class SpeechLanguage(models.TextChoices):
    CHINESE = "zh", _("Chinese")
    ENGLISH = "en", _("English")
    RUSSIAN = "ru", _("Russian")
    OTHER = "other", _("another language")


class BulkState(models.TextChoices):
    """Of a bulk act. A draft is a preview that nobody has sent yet."""

    DRAFT = "draft", _("preview")
    RUNNING = "running", _("under way")
    STOPPING = "stopping", _("being stopped")
    STOPPED = "stopped", _("stopped")
    DONE = "done", _("done")


class RowState(models.TextChoices):
    """What became of one registration in a bulk act."""

    WAITING = "waiting", _("not begun")
    CHANGED = "changed", _("changed")
    LEFT_ALONE = "left alone", _("left alone")
    FAILED = "failed", _("failed")


class Cause(models.TextChoices):
    """Why a registration was left alone, or failed, in a bulk act."""

    STATE = "state", _("its state does not allow the act")
    CANCELLED = "cancelled", _("in a cancelled seminar")
    SILENT = "silent", _("without an e-mail address")
    MEANWHILE = "meanwhile", _("changed since the preview")
    REFUSED = "refused", _("refused")
    BROKEN = "broken", _("a fault of the portal")


class StoppedBy(models.TextChoices):
    """Why a bulk act ended before its last registration."""

    OFFICER = "officer", _("stopped by an officer")
    RIGHT = "right", _("whoever began it may no longer do this")


class ListPurpose(models.TextChoices):
    """For what somebody of staff has chosen columns."""

    LIST = "list", _("the list")
    EXPORT = "export", _("exports")


class ExportPurpose(models.TextChoices):
    LIST = "list", _("the desk")
    PLATFORM = "platform", _("the host's platform")


class ExportState(models.TextChoices):
    """Of a file that leaves the portal. Only long lists are ever anything but done."""

    QUEUED = "queued", pgettext_lazy("export", "waiting")
    RUNNING = "running", _("being written")
    DONE = "done", _("done")
    FAILED = "failed", pgettext_lazy("export", "failed")


class Announced(models.TextChoices):
    """What a message to everybody tells."""

    MESSAGE = "message", _("message")
    EXTENDED = "extended", _("registration extended")
    CANCELLED = "cancelled", _("cancelled")
    REINSTATED = "reinstated", _("takes place after all")
    POSTPONED = "postponed", _("postponed")
    UNCONFIRMED = "unconfirmed", _("no longer confirmed")


class Addressed(models.TextChoices):
    """To whom a message to everybody goes. Those who have withdrawn or were declined get none."""

    LIVE = "live", _("all who are received or officially registered")
    REGISTERED = "registered", _("the officially registered")
    RECEIVED = "received", _("the received, not yet officially registered")
    LIVE_AND_LATE = "live and late", _("all who are received or officially registered, and those whose form arrived late")
