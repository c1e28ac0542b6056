"""How the desk's pages say things: states with a sign and a word, flags, events, the names of the acts."""

import dataclasses
import datetime as dt

from django.utils import timezone
from django.utils.functional import Promise
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext_lazy

from directory.models import User
from seminar_portal import clock

from .enums import Category, State
from .models import Registration

Words = str | Promise

# state -> (class of its colour, sign); the word is the state's own
MARKS = {
    State.RECEIVED: ("wait", "…"),
    State.REGISTERED: ("good", "✓"),
    State.DECLINED: ("stop", "✕"),
    State.WITHDRAWN: ("gone", "–"),
    State.LATE: ("stop", "!"),
}


@dataclasses.dataclass(frozen=True)
class ActWords:
    """What one act is called on buttons and in reports. ``several`` and ``done`` are plural forms with ``%(count)d``."""

    action: Words  # in the list's select box
    button: Words  # on the page of one registration
    question: Words  # above the form that asks once more
    consequence: Words
    several: Words  # on the button below a preview
    done: Words  # in the report
    will: Words  # beside a row of a preview
    reason_label: Words = ""
    reason_required: bool = False
    asks: bool = True  # one more page before it is done
    danger: bool = False


ACTS: dict[str, ActWords] = {
    "register": ActWords(
        action=gettext_lazy("Register officially"),
        button=gettext_lazy("Register officially and tell the delegate"),
        question=gettext_lazy("Register this delegate officially?"),
        consequence=gettext_lazy("The delegate gets a message that says so."),
        several=ngettext_lazy("Register %(count)d delegate officially and tell them", "Register %(count)d delegates officially and tell them", "count"),
        done=ngettext_lazy("%(count)d delegate was officially registered.", "%(count)d delegates were officially registered.", "count"),
        will=gettext_lazy("will be officially registered"),
        asks=False,
    ),
    "decline": ActWords(
        action=gettext_lazy("Decline…"),
        button=gettext_lazy("Decline…"),
        question=gettext_lazy("Decline this registration?"),
        consequence=gettext_lazy("The delegate gets a message with the reason and whom to ask."),
        several=ngettext_lazy("Decline %(count)d registration and tell the reason", "Decline %(count)d registrations and tell the reason", "count"),
        done=ngettext_lazy("%(count)d registration was declined.", "%(count)d registrations were declined.", "count"),
        will=gettext_lazy("will be declined"),
        reason_label=gettext_lazy("Reason (the delegate reads it)"),
        reason_required=True,
        danger=True,
    ),
    "return": ActWords(
        action=gettext_lazy("Return to review"),
        button=gettext_lazy("Return to review…"),
        question=gettext_lazy("Return this registration to review?"),
        consequence=gettext_lazy("The delegate gets a message that it is under review again."),
        several=ngettext_lazy("Return %(count)d registration to review and tell them", "Return %(count)d registrations to review and tell them", "count"),
        done=ngettext_lazy("%(count)d registration was returned to review.", "%(count)d registrations were returned to review.", "count"),
        will=gettext_lazy("will be under review again"),
        reason_label=gettext_lazy("Reason (optional; the delegate reads it)"),
    ),
    "withdraw": ActWords(
        action=gettext_lazy("Withdraw on request"),
        button=gettext_lazy("Withdraw on request…"),
        question=gettext_lazy("Withdraw this registration on request?"),
        consequence=gettext_lazy("The delegate gets a message that it is withdrawn, and no joining details."),
        several=ngettext_lazy("Withdraw %(count)d registration and tell them", "Withdraw %(count)d registrations and tell them", "count"),
        done=ngettext_lazy("%(count)d registration was withdrawn.", "%(count)d registrations were withdrawn.", "count"),
        will=gettext_lazy("will be withdrawn"),
        reason_label=gettext_lazy("How the request came (optional; stays with the desk)"),
        danger=True,
    ),
    "admit": ActWords(
        action=gettext_lazy("Admit this late form…"),
        button=gettext_lazy("Admit this late form…"),
        question=gettext_lazy("Admit this form, although it arrived after the deadline?"),
        consequence=gettext_lazy("It counts as received and can be reviewed. The delegate gets a message that says so."),
        several=ngettext_lazy("Admit %(count)d late form and tell them", "Admit %(count)d late forms and tell them", "count"),
        done=ngettext_lazy("%(count)d late form was admitted.", "%(count)d late forms were admitted.", "count"),
        will=gettext_lazy("will be admitted"),
        reason_label=gettext_lazy("Why it is admitted (stays with the desk)"),
        reason_required=True,
    ),
}


def state_mark(state: str) -> SafeString:
    """A state as colour, sign and word."""
    colour, sign = MARKS[State(state)]
    return format_html('<span class="desk-state {}"><span aria-hidden="true">{}</span> {}</span>', colour, sign, State(state).label)


def instant_mark(instant: dt.datetime) -> SafeString:
    """An instant on the clock of the officer's seat (the zone that is active), with its offset: "2027-11-05 23:59 (UTC+8)"."""
    zone = timezone.get_current_timezone_name()
    local = instant.astimezone(timezone.get_current_timezone())
    return format_html('<time datetime="{}">{} <small>({})</small></time>', instant.isoformat(), f"{local:%Y-%m-%d %H:%M}", clock.offset_of(instant, zone))


def short_category(category: str) -> str:
    """A category in one or two words, for a column."""
    words = {
        Category.SECRETARIAT: _("Secretariat"),
        Category.OFFICIAL: _("official"),
        Category.INSTITUTE: _("institute"),
        Category.ENTERPRISE: _("enterprise"),
        Category.ORGANISATION: _("organisation"),
    }
    return words[Category(category)] if category else ""


def flags(row: Registration) -> list[str]:
    """What an officer should note about a registration, in a word each."""
    found = []
    if row.corrected_at is not None:
        found.append(_("corrected"))
    if not row.email:
        found.append(_("no e-mail"))
    if row.state == State.LATE:
        found.append(_("after the deadline"))
    return found


def event_words(kind: str) -> str:
    """What an event is called. A kind that has no words here is shown as it is stored."""
    words = {
        "received": _("received"),
        "register": _("officially registered"),
        "decline": _("declined"),
        "return": _("returned to review"),
        "withdraw": _("withdrawn"),
        "admit": _("admitted after the deadline"),
        "corrected": _("corrected"),
        "corrected by the desk": _("corrected by the desk"),
        "joining details sent": _("joining details sent"),
        "corrections seen": _("corrections looked at"),
        "new link": _("new personal link"),
    }
    return words.get(kind, kind)


def field_words(fields: list[str]) -> str:
    """The labels of the fields an event names."""
    names = {field.name: str(field.verbose_name) for field in Registration._meta.fields}
    return ", ".join(capfirst(names.get(field, field)) for field in fields)


def who(user: User | None) -> str:
    return str(user) if user is not None else _("the delegate")
