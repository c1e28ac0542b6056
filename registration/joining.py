"""Reads about joining: what a delegate may see of it, who gets the mail with it, who does not and why."""

import dataclasses
import datetime as dt
from collections.abc import Collection, Iterable
from zoneinfo import ZoneInfo

from django.db.models import CharField, Exists, OuterRef, QuerySet, Value
from django.db.models.functions import Cast, Concat
from django.utils.translation import gettext as _

from agenda import joining as agenda
from agenda.enums import Audience
from agenda.models import Seminar, VideoLink
from directory import clocks
from directory.selectors import printed_name
from notifications.enums import MailState
from notifications.models import OutgoingEmail
from notifications.rendering import isolate
from seminar_portal import clock

from . import names
from .enums import State
from .models import Registration

KIND = "registration/joining"
ABOUT = "registration:"  # before the key of the registration, as emails.base writes it on each mail
NAMED = 100  # of each group on the page before the mails go; a crowd is counted
ROLE = " - Delegate"  # what meeting platforms show is Latin, whatever the language of the reader
ON_THE_WAY = (MailState.QUEUED, MailState.SENDING, MailState.SENT)


@dataclasses.dataclass(frozen=True)
class JoiningDay:
    """One day: its links, and when it begins on the seminar's clock and on the delegate's (None without an agenda; ``own`` None where it is the same clock)."""

    day: dt.date
    links: tuple[VideoLink, ...]
    begins: clocks.Said | None
    own: clocks.Said | None


@dataclasses.dataclass(frozen=True)
class JoiningDetails:
    """``display_name`` is the string to paste as one's name in the meeting, at most 64 characters."""

    days: tuple[JoiningDay, ...]
    display_name: str


def details_for(registration: Registration, now: dt.datetime) -> JoiningDetails | None:
    """How the delegate joins; None unless she is officially registered, the gate is open, the details are released and the seminar is not over.

    Asked anew for each page and each mail: after a withdrawal there is nothing at once.
    """
    seminar = registration.seminar
    released = seminar.joining_details_sent_at is not None and seminar.joining_details_sent_at <= now
    if registration.state != State.REGISTERED or not released or not clock.in_time(now, ends_at(seminar)) or not agenda.gate_is_open(seminar):
        return None
    links = agenda.links_of(seminar)
    if not links:
        return None
    return JoiningDetails(tuple(_days(seminar, links, registration.zone)), display_name(registration))


def ends_at(seminar: Seminar) -> dt.datetime:
    """The last second of the seminar: after it joining details have lost their point."""
    return clock.end_of_day(seminar.ends_on, seminar.zone)


def display_name(registration: Registration) -> str:
    """What the host wants to read in the meeting: "KAZAKHSTAN - Aigerim SADYKOVA - Delegate". The role is left out first where it is too long."""
    party, seminar = registration.party, registration.seminar
    delegation = printed_name(party, seminar.starts_on, "en") if party is not None else registration.other_organisation
    name = names.video_name(registration.printed_name, delegation.upper())
    return name + ROLE if len(name) + len(ROLE) <= names.VIDEO_NAME_LENGTH else name


def as_text(details: JoiningDetails) -> str:
    """The details as lines of a mail, in the active language."""
    blocks = []
    for day in details.days:
        lines = [f"# {clocks.day_words(day.day)}"]
        if day.begins is not None:
            lines.append(_("Begins: %(moment)s") % {"moment": day.begins.sentence})
        if day.own is not None:
            lines.append(_("On your clock: %(moment)s") % {"moment": day.own.on_own_clock})
        for link in day.links:
            lines += ["", *_link_lines(link)]
        blocks.append("\n".join(lines))
    blocks.append(_("Your name in the meeting: %(name)s") % {"name": isolate(details.display_name)})
    return "\n\n".join(blocks)


# --- who gets it ------------------------------------------------------------------------------------------------------------------------


@dataclasses.dataclass(frozen=True)
class Group:
    """Some registrations of the seminar: how many, and the first of them, as many as a page names."""

    count: int
    shown: tuple[Registration, ...]

    @property
    def more(self) -> int:
        return self.count - len(self.shown)


@dataclasses.dataclass(frozen=True)
class Reason:
    """Why somebody does not get the mail, and who."""

    words: str
    registrations: Group


@dataclasses.dataclass(frozen=True)
class Recipients:
    """Who gets the mail with today's details now, and who does not and why."""

    will_get: Group
    have_it: Group
    without_email: Group
    others: tuple[Reason, ...]


def recipients(seminar: Seminar) -> Recipients:
    """Every registration of the seminar by what happens to it when the details are sent. Five queries; whole are only the rows that are named."""
    rows = list(Registration.objects.filter(seminar=seminar).order_by("party__sort_key", "printed_name", "pk").values_list("pk", "state", "email"))
    registered = [(pk, email) for pk, state, email in rows if state == State.REGISTERED]
    had = had_it([pk for pk, _email in registered], agenda.fingerprint(seminar))
    keys = {
        "will_get": [pk for pk, email in registered if email and pk not in had],
        "have_it": [pk for pk, _email in registered if pk in had],
        "without_email": [pk for pk, email in registered if not email and pk not in had],
    }
    by_state = {
        State.RECEIVED: _("not yet officially registered"),
        State.DECLINED: _("declined"),
        State.WITHDRAWN: _("withdrawn"),
        State.LATE: _("arrived too late"),
    }
    others = {state: [pk for pk, has, _email in rows if has == state] for state in by_state}
    named = [pk for group in (*keys.values(), *others.values()) for pk in group[:NAMED]]
    found = Registration.objects.select_related("party").in_bulk(named)

    def group(all_of_it: list[int]) -> Group:
        return Group(len(all_of_it), tuple(found[pk] for pk in all_of_it[:NAMED] if pk in found))

    return Recipients(
        **{name: group(some) for name, some in keys.items()},
        others=tuple(Reason(words, group(others[state])) for state, words in by_state.items() if others[state]),
    )


def untold(seminar: Seminar) -> QuerySet[Registration]:
    """The officially registered who have not had the details of today, those without an address among them."""
    told = _told(agenda.fingerprint(seminar)).filter(about=Concat(Value(ABOUT), Cast(OuterRef("pk"), CharField())))
    return Registration.objects.filter(~Exists(told), seminar=seminar, state=State.REGISTERED)


def had_it(registrations: Collection[int], release: str) -> set[int]:
    """The keys of those for whom a mail with the details of ``release`` is on its way or sent. One query."""
    keys = {f"{ABOUT}{pk}": pk for pk in registrations}
    rows = _told(release).filter(about__in=keys) if len(keys) == 1 else _told(release)  # of one by the index, of many in one pass
    return {keys[row] for row in rows.values_list("about", flat=True) if row in keys}


def _told(release: str) -> QuerySet[OutgoingEmail]:
    return OutgoingEmail.objects.filter(kind=KIND, dedupe_key__contains=f":joining:{release}:", state__in=ON_THE_WAY)


def _days(seminar: Seminar, links: list[VideoLink], own_zone: str) -> Iterable[JoiningDay]:
    zone = ZoneInfo(seminar.zone)
    instants = seminar.sessions.order_by("-starts_at").values_list("starts_at", flat=True)
    starts = {instant.astimezone(zone).date(): instant for instant in instants}  # the earliest of a day comes last and stays
    for day in dict.fromkeys(link.day for link in links):
        instant = starts.get(day)
        yield JoiningDay(
            day=day,
            links=tuple(link for link in links if link.day == day),
            begins=clocks.said(instant, seminar.zone) if instant else None,
            own=clocks.said(instant, own_zone) if instant and own_zone and own_zone != seminar.zone else None,
        )


def _link_lines(link: VideoLink) -> Iterable[str]:
    if link.audience != Audience.EVERYBODY:
        yield _("For those %(where)s:") % {"where": link.get_audience_display()}
    yield _("Platform: %(platform)s") % {"platform": isolate(link.platform)}
    yield link.address
    if link.meeting_number:
        yield _("Meeting number: %(number)s") % {"number": isolate(link.meeting_number)}
    if link.passcode:
        yield _("Passcode: %(passcode)s") % {"passcode": isolate(link.passcode)}
