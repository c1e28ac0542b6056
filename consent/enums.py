from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class RoundState(models.TextChoices):
    DRAFT = "draft", _("draft")
    OPEN = "open", _("open")
    ADOPTED = "adopted", _("adopted")
    CLOSED = "closed", _("closed without adoption")


class LetterKind(models.TextChoices):
    RECEIPT = "receipt", _("acknowledges receipt")
    CONSENT = "consent", _("consents")
    CONSENT_WITH_COMMENT = "consent_with_comment", _("consents, with a comment")
    COMMENT = "comment", _("comments")
    QUESTION = "question", _("asks a question")
    EXTENSION_REQUEST = "extension_request", _("asks for an extension")
    AMENDMENT = "amendment", _("proposes an amendment")
    OBJECTION = "objection", _("objects")
    WITHDRAWAL = "withdrawal", _("withdraws its objection")
    POSITION_STATEMENT = "position_statement", _("states its position")
    UNCLEAR = "unclear", _("unclear: needs a decision")


class Channel(models.TextChoices):
    NOTE = "note", _("note verbale, by courier or diplomatic mailbox")
    FAX = "fax", _("fax")
    MAIL = "mail", pgettext_lazy("channel", "e-mail")
    ORAL = "oral", _("oral")
    PORTAL = "portal", _("this portal")


class Position(models.TextChoices):
    """Where a state stands. Derived from its letters, never stored."""

    OBJECTION = "objection", _("Objection")
    DECISION_NEEDED = "decision needed", _("Decision needed")
    AGREED = "agreed", _("Agreed in writing")
    AGREED_WITH_COMMENT = "agreed with comment", _("Agreed with comment")
    COMMENT_OR_QUESTION = "comment or question", _("Comment or question")
    RECEIPT_ONLY = "receipt only", _("Receipt only")
    NO_REPLY = "no reply", _("No reply")
    PROPOSER = "proposer", _("Proposer")


class Label(models.TextChoices):
    """What stands above an open round. Derived from letters and clock, never stored."""

    DECISION_NEEDED = "decision needed", _("Decision needed")
    BROKEN = "broken", _("Silence broken: timely objection on file")
    RUNNING = "running", _("Running")
    OVER = "over", _("Period over: not yet certified")


class Doubt(models.TextChoices):
    """Why a letter needs a decision. Derived, never stored."""

    UNCLEAR = "unclear", _("its meaning is unclear")
    ORAL = "oral", _("it was oral")
    UNSIGNED = "unsigned", _("it is neither signed nor initialled")
    SENDER = "sender", _("the sender may not be entitled to speak for the state")
    EXTENSION = "extension", _("the request for an extension has no answer")
    CONFLICT = "conflict", _("the same state has objected")


class EventKind(models.TextChoices):
    CREATED = "created", _("Procedure drawn up")
    STARTED = "started", _("Started")
    RECORDED_AS_SENT = "recorded as sent", _("Note recorded as sent already")
    LETTER = "letter", _("Letter recorded")
    DECIDED = "decided", _("Decided what a letter means")
    STRUCK = "struck", _("Mistaken entry struck")
    EXPIRED = "expired", _("The period ended")
    CERTIFIED = "certified", _("Certified: no objection")
