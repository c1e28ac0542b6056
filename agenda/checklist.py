"""What is missing before a seminar is published, each with the place where it is mended."""

import dataclasses
import datetime as dt
from collections.abc import Iterator
from itertools import pairwise
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db.models import prefetch_related_objects
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from directory import clocks
from seminar_portal import clock

from . import plans, words
from .enums import DocumentKind
from .models import Document, Seminar, Session


@dataclasses.dataclass(frozen=True)
class Item:
    """Something missing. ``blocks``: it cannot be published like that. ``url`` is where it is mended."""

    sentence: str
    url: str
    blocks: bool = False


def items(seminar: Seminar, now: dt.datetime) -> list[Item]:
    """What is missing, the blocking first. A fixed number of queries."""
    prefetch_related_objects([seminar], "contacts", "sessions", "documents", "title_variants")
    return sorted([*_needed(seminar, now), *_wanted(seminar)], key=lambda item: not item.blocks)


def blocking(seminar: Seminar, now: dt.datetime) -> list[Item]:
    """What nobody could register or ask without. Two queries."""
    return list(_needed(seminar, now))


def _needed(seminar: Seminar, now: dt.datetime) -> Iterator[Item]:
    page = _page(seminar)
    if not _text(seminar, "title", "en"):
        yield Item(_("There is no English title."), f"{page}#id_title_en", blocks=True)
    if not _text(seminar, "host_name", "en"):
        yield Item(_("It does not say who the host is."), f"{page}#id_host_name_en", blocks=True)
    if not any(contact.email for contact in seminar.contacts.all()):
        yield Item(
            _("There is no contact with an e-mail address: delegates could not ask, and their answers would reach nobody."),
            f"{page}#contacts-group",
            blocks=True,
        )
    for field, zone in (("zone", seminar.zone), ("registration_zone", seminar.registration_zone)):
        if not clock.is_zone(zone):
            yield Item(_("“%(zone)s” is not a time zone.") % {"zone": zone}, f"{page}#id_{field}", blocks=True)
            return
    window = f"{page}#id_closes_day"
    if seminar.registration_closes_at >= clock.start_of_day(seminar.starts_on, seminar.zone):
        yield Item(_("Registration closes after the seminar begins."), window, blocks=True)
    if not clock.in_time(now, seminar.registration_closes_at):
        yield Item(_("The deadline of registration has passed already: nobody could register."), window, blocks=True)
    taken = Seminar.objects.filter(reference_prefix=seminar.reference_prefix, reference_year=seminar.starts_on.year).exclude(pk=seminar.pk).exists()
    if taken:
        yield Item(_("Another seminar of the year has the same prefix of references."), f"{page}#id_reference_prefix", blocks=True)


def _wanted(seminar: Seminar) -> Iterator[Item]:
    page = _page(seminar)
    for code, _name in settings.LANGUAGES:
        language = words.language_name(code)
        anchor = code.replace("-", "_")
        if code != "en" and not _text(seminar, "title", code):
            yield Item(_("There is no title in %(language)s; readers of it see the English one.") % {"language": language}, f"{page}#id_title_{anchor}")
        if not _text(seminar, "summary", code):
            yield Item(_("There is no summary in %(language)s.") % {"language": language}, f"{page}#id_summary_{anchor}")
    if not seminar.invited:
        yield Item(_("It does not say who is invited."), f"{page}#id_invited_en")
    if seminar.proposer_id is None:
        yield Item(_("It does not say which state proposes the seminar."), f"{page}#id_proposer")
    if not seminar.interpretation:
        yield Item(_("No language of interpretation is ticked: the page says that there is none."), f"{page}#id_interpretation_0")
    if not seminar.platform_name:
        yield Item(_("No other platform is named on which delegates have to register."), f"{page}#id_platform_name_en")
    yield from _agenda(seminar)
    yield from _enclosures(seminar)
    for found in plans.dated(seminar, seminar.starts_on.year):
        yield Item(_("Another year is named in “%(text)s” (%(where)s).") % {"text": _short(found.text), "where": found.where}, page)


def _agenda(seminar: Seminar) -> Iterator[Item]:
    """Days without an item, gaps and overlaps, on the seminar's clock."""
    add = f"{reverse('admin:agenda_session_add')}?seminar={seminar.pk}"
    tz = ZoneInfo(seminar.zone)
    by_day: dict[dt.date, list[Session]] = {}
    for session in seminar.sessions.all():
        by_day.setdefault(session.starts_at.astimezone(tz).date(), []).append(session)
    if not by_day:
        yield Item(_("There is no item in the programme."), add)
        return
    for number in range((seminar.ends_on - seminar.starts_on).days + 1):
        day = seminar.starts_on + dt.timedelta(days=number)
        if day not in by_day:
            yield Item(_("The programme of %(day)s is empty.") % {"day": clocks.day_words(day)}, add)
        for before, after in pairwise(by_day.get(day, [])):
            yield from _between(before, after, day, tz)
    outside = [day for day in by_day if not seminar.starts_on <= day <= seminar.ends_on]
    for day in outside:
        url = reverse("admin:agenda_session_change", args=[by_day[day][0].pk])
        yield Item(_("The programme has items on %(day)s, which is not a day of the seminar.") % {"day": clocks.day_words(day)}, url)


def _between(before: Session, after: Session, day: dt.date, tz: ZoneInfo) -> Iterator[Item]:
    end = before.ends_at or before.starts_at
    url = reverse("admin:agenda_session_change", args=[after.pk])
    values = {"day": clocks.day_words(day), "before": before.title, "after": after.title}
    if end < after.starts_at:
        hours = {"from": f"{end.astimezone(tz):%H:%M}", "to": f"{after.starts_at.astimezone(tz):%H:%M}"}
        yield Item(_("On %(day)s nothing is planned from %(from)s to %(to)s.") % {**values, **hours}, url)
    elif end > after.starts_at:
        yield Item(_("On %(day)s “%(after)s” begins before “%(before)s” has ended.") % values, url)


def _enclosures(seminar: Seminar) -> Iterator[Item]:
    documents = list(seminar.documents.all())
    kinds = {document.kind for document in documents}
    add = reverse("admin:agenda_seminar_document", args=[seminar.pk])
    wanted = [kind.label for kind in (DocumentKind.CONCEPT_PAPER, DocumentKind.LETTER, DocumentKind.AGENDA, DocumentKind.FORM) if kind not in kinds]
    if wanted:
        sentence = ngettext("This enclosure is missing: %(kinds)s.", "These enclosures are missing: %(kinds)s.", len(wanted))
        yield Item(sentence % {"kinds": words.listed([str(label) for label in wanted])}, add)
    elsewhere = set(
        Document.objects.filter(file__in=[document.file_id for document in documents]).exclude(seminar=seminar).order_by("pk").values_list("file", flat=True)
    )
    for document in documents:
        if document.file_id in elsewhere:
            yield Item(_("The enclosure “%(title)s” is the file of an earlier seminar.") % {"title": document.title}, f"{_page(seminar)}#documents-group")


def _page(seminar: Seminar) -> str:
    return reverse("admin:agenda_seminar_change", args=[seminar.pk])


def _text(seminar: Seminar, name: str, code: str) -> str:
    return getattr(seminar, f"{name}_{code.replace('-', '_')}") or ""


def _short(text: str) -> str:
    line = " ".join(text.split())
    return line if len(line) <= 80 else f"{line[:79]}…"
