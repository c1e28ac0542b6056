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


class WithdrawnLate(models.TextChoices):
    """What the withdrawal of an objection does when it arrives after the period."""

    NEW_ROUND = "new round", _("nothing: only a new round helps")
    LIFTS = "lifts", _("it lifts the objection")


class OthersLearn(models.TextChoices):
    """What the other states are told of an objection. Discretion is the default: domain 3.4, case 24."""

    NOTHING = "nothing", _("nothing")
    FACT = "fact", _("that there is an objection, without a name")
    NAMED = "named", _("who objected")


class MinimumUnit(models.TextChoices):
    HOURS = "hours", pgettext_lazy("unit of the shortest period", "hours")
    DAYS = "days", pgettext_lazy("unit of the shortest period", "calendar days")
    WORKING_DAYS = "working days", pgettext_lazy("unit of the shortest period", "working days (Monday to Friday at the seat)")


class ClosingReason(models.TextChoices):
    WITHDRAWN = "withdrawn", _("withdrawn by the proposer")
    REFERRED = "referred", _("referred to the Senior Officials Committee or a Special Working Group")
    REPLACED = "replaced", _("replaced by a new round")


class Reading(models.TextChoices):
    """The two readings of "who had agreed by …?"."""

    RECEIVED = "received", _("received by then")
    KNOWN = "known", _("known to us then")


class Answer(models.TextChoices):
    """What became of a request for an extension."""

    GRANTED = "granted", _("granted to all states")
    REFUSED = "refused", pgettext_lazy("request for an extension", "refused")


class Enclosure(models.TextChoices):
    NOTE = "note", pgettext_lazy("enclosure", "circular note")
    CONCEPT = "concept", _("concept paper")
    HOST_LETTER = "host letter", _("letter by the host")
    AGENDA = "agenda", pgettext_lazy("enclosure", "agenda")
    FORM = "form", _("registration form")
    OTHER = "other", pgettext_lazy("enclosure", "other")


class Purpose(models.TextChoices):
    """What a dispatch, or a notice of the portal, tells the states."""

    CIRCULATION = "circulation", _("circulation of the note")
    REMINDER = "reminder", _("reminder")
    EXTENSION = "extension", _("longer period")
    EXTENSION_REFUSED = "extension_refused", _("refusal of an extension")
    CORRIGENDUM = "corrigendum", _("corrigendum")
    RECEIPT = "receipt", _("receipt of a letter")
    BROKEN = "broken", _("silence broken")
    WITHDRAWAL = "withdrawal", _("objection withdrawn")
    ADOPTED = "adopted", _("outcome: adopted")
    CLOSED = "closed", _("outcome: closed without adoption")
    ANNULLED = "annulled", _("certification annulled")


class EventKind(models.TextChoices):
    CREATED = "created", _("Procedure drawn up")
    STARTED = "started", _("Started")
    RECORDED_AS_SENT = "recorded as sent", _("Note recorded as sent already")
    TEXT = "text", _("Text of the round set")
    DISPATCHED = "dispatched", _("Dispatch recorded")
    NOT_REACHED = "not reached", _("Mission not reached")
    LETTER = "letter", _("Letter recorded")
    DECIDED = "decided", _("Decided what a letter means")
    STRUCK = "struck", _("Mistaken entry struck")
    EXTENDED = "extended", _("Extended for all states")
    EXTENSION_REFUSED = "extension refused", _("Extension refused")
    CORRIGENDUM = "corrigendum", _("Corrigendum issued")
    TOLD = "told", _("States told")
    EXPIRED = "expired", _("The period ended")
    CERTIFIED = "certified", _("Certified: no objection")
    ROUND_ADDED = "round added", _("New round drawn up")
    CLOSED = "closed", _("Closed without adoption")
    ANNULMENT_PROPOSED = "annulment proposed", _("Annulment proposed")
    ANNULMENT_DROPPED = "annulment dropped", _("Proposed annulment dropped")
    ANNULLED = "annulled", _("Certification annulled")
