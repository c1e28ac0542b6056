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

from directory import clocks
from directory.models import User
from directory.words import separated
from seminar_portal import clock

from .enums import Category, RowState, State
from .models import Registration, RegistrationEvent

Words = str | Promise

# state -> (class of its colour, sign); the word is the state's own
MARKS = {
    State.RECEIVED: ("wait", "…"),
    State.REGISTERED: ("good", "✓"),
    State.DECLINED: ("stop", "✕"),
    State.WITHDRAWN: ("gone", "–"),
    State.LATE: ("stop", "!"),
}


# what is said of every act that changes a registration
_FORETOLD = ngettext_lazy("%(count)s registration will be changed.", "%(count)s registrations will be changed.", "count")
_MEANWHILE = gettext_lazy("Whatever changes in a registration from now on is seen: it is left alone and named in the report.")
_WILL_BE = gettext_lazy("will be changed")


@dataclasses.dataclass(frozen=True)
class ActWords:
    """What one act is called on buttons and in reports. Those of a count are plural forms: ``words.several % {"count": Number(2310)}``."""

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
    foretold: Words = _FORETOLD
    meanwhile: Words = _MEANWHILE
    will_be: Words = _WILL_BE  # of those together: a tab of the preview
    became: Words = RowState.CHANGED.label  # of one that was done
    tells: bool = True  # delegates are told of it, beside what is done


ACTS: dict[str, ActWords] = {
    "register": ActWords(
        action=gettext_lazy("Register officially"),
        button=gettext_lazy("Register officially and tell the delegate"),
        question=gettext_lazy("Register this delegate officially?"),
        consequence=gettext_lazy("The delegate gets a message that says so."),
        several=ngettext_lazy("Register %(count)s delegate officially and tell them", "Register %(count)s delegates officially and tell them", "count"),
        done=ngettext_lazy("%(count)s delegate was officially registered.", "%(count)s delegates were officially registered.", "count"),
        will=gettext_lazy("will be officially registered"),
        asks=False,
    ),
    "decline": ActWords(
        action=gettext_lazy("Decline…"),
        button=gettext_lazy("Decline…"),
        question=gettext_lazy("Decline this registration?"),
        consequence=gettext_lazy("The delegate gets a message with the reason and whom to ask."),
        several=ngettext_lazy("Decline %(count)s registration and tell the reason", "Decline %(count)s registrations and tell the reason", "count"),
        done=ngettext_lazy("%(count)s registration was declined.", "%(count)s registrations were declined.", "count"),
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
        several=ngettext_lazy("Return %(count)s registration to review and tell them", "Return %(count)s registrations to review and tell them", "count"),
        done=ngettext_lazy("%(count)s registration was returned to review.", "%(count)s registrations were returned to review.", "count"),
        will=gettext_lazy("will be under review again"),
        reason_label=gettext_lazy("Reason (optional; the delegate reads it)"),
    ),
    "withdraw": ActWords(
        action=gettext_lazy("Withdraw on request"),
        button=gettext_lazy("Withdraw on request…"),
        question=gettext_lazy("Withdraw this registration on request?"),
        consequence=gettext_lazy("The delegate gets a message that it is withdrawn, and no joining details."),
        several=ngettext_lazy("Withdraw %(count)s registration and tell them", "Withdraw %(count)s registrations and tell them", "count"),
        done=ngettext_lazy("%(count)s registration was withdrawn.", "%(count)s registrations were withdrawn.", "count"),
        will=gettext_lazy("will be withdrawn"),
        reason_label=gettext_lazy("How the request came (optional; stays with the desk)"),
        danger=True,
    ),
    "admit": ActWords(
        action=gettext_lazy("Admit late…"),
        button=gettext_lazy("Admit this late form…"),
        question=gettext_lazy("Admit this form, although it arrived after the deadline?"),
        consequence=gettext_lazy("It counts as received and can be reviewed. The delegate gets a message that says so."),
        several=ngettext_lazy("Admit %(count)s late form and tell them", "Admit %(count)s late forms and tell them", "count"),
        done=ngettext_lazy("%(count)s late form was admitted.", "%(count)s late forms were admitted.", "count"),
        will=gettext_lazy("will be admitted"),
        reason_label=gettext_lazy("Why it is admitted (stays with the desk)"),
        reason_required=True,
    ),
}

# of many at once only; one delegate has a button of her own
SEND_JOINING_DETAILS = ActWords(
    action=gettext_lazy("Send joining details"),
    button="",
    question="",
    consequence=gettext_lazy("The details stand on the personal page of every officially registered delegate from now on."),
    several=ngettext_lazy("Send the joining details to %(count)s delegate", "Send the joining details to %(count)s delegates", "count"),
    done=ngettext_lazy("%(count)s mail with joining details is on its way.", "%(count)s mails with joining details are on their way.", "count"),
    will=gettext_lazy("gets a personal mail"),
    foretold=ngettext_lazy("%(count)s delegate gets a personal mail.", "%(count)s delegates get a personal mail each.", "count"),
    meanwhile=gettext_lazy("Who is no longer officially registered when the mail is written gets none, and is named in the report."),
    will_be=gettext_lazy("get a mail"),
    became=gettext_lazy("told"),
    tells=False,
)
REASON_TO_OVERRIDE = gettext_lazy("Reason for sending before the seminar is confirmed")


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
    if getattr(row, "has_open_duplicate", False):  # of a list, which has asked duplicates.open_among
        found.append(_("possible duplicate"))
    return found


def events() -> dict[str, str]:
    """What each kind of event is called."""
    return {
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
        "organisation": _("put under an organisation of the list"),
        "found on the platform": _("found on the host's platform"),
        "join": _("joined with another registration"),
        "kept": _("another registration joined with it"),
        "return late": _("stands by itself again, late"),
        "different": _("found to be another person than"),
        "different taken back": _("“different people” taken back"),
    }


def event_words(kind: str) -> str:
    """What an event is called. A kind that has no words is shown as it is stored."""
    return events().get(kind, kind)


def event_sentence(event: RegistrationEvent, reference: str) -> str:
    """Who did what and when, on the clock of the officer's seat: "Ms Li registered BIO-2027-0002 officially on 12 October at 11:03 Beijing time."."""
    said = clocks.said(event.at, timezone.get_current_timezone_name())
    date = clocks.day_words(said.local.date(), year=False, weekday=False)
    sentences = {
        "register": _("%(who)s registered %(reference)s officially %(when)s."),
        "decline": _("%(who)s declined %(reference)s %(when)s."),
        "return": _("%(who)s returned %(reference)s to review %(when)s."),
        "withdraw": _("%(who)s withdrew %(reference)s %(when)s."),
        "admit": _("%(who)s admitted the late form %(reference)s %(when)s."),
        "corrected": _("%(who)s corrected %(reference)s %(when)s."),
        "corrected by the desk": _("%(who)s corrected %(reference)s for the delegate %(when)s."),
        "corrections seen": _("%(who)s marked the corrections of %(reference)s as looked at %(when)s."),
    }
    return sentences.get(event.kind, _("%(who)s changed %(reference)s %(when)s: %(what)s.")) % {
        "who": str(event.by) if event.by is not None else _("The delegate"),
        "reference": reference,
        "what": event_words(event.kind),
        "when": _("on %(date)s at %(hour)s %(city)s time") % {"date": date, "hour": said.hour, "city": said.city},
    }


def field_words(fields: list[str]) -> str:
    """The labels of the fields an event names."""
    names = {field.name: str(field.verbose_name) for field in Registration._meta.fields}
    return separated(capfirst(names.get(field, field)) for field in fields)


def who(user: User | None) -> str:
    return str(user) if user is not None else _("the delegate")
