"""What stands in an export: Annex II's twelve fields in its order first, then everything else the portal knows of a registration."""

import dataclasses
import datetime as dt
from collections.abc import Callable, Iterator
from zoneinfo import ZoneInfo

from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from seminar_portal import clock

from ..models import Registration

PAGE = 1000


@dataclasses.dataclass(frozen=True)
class Column:
    heading: str
    value: Callable[[Registration], str]
    width: int = 18  # in characters, for XLSX


@dataclasses.dataclass(frozen=True)
class Heading:
    """The lines above the table: what the list is, under which filter, as of when."""

    title: str
    filter: str
    as_of: str

    @property
    def lines(self) -> list[tuple[str, str]]:
        return [(_("List"), self.title), (_("Filter"), self.filter), (_("As of"), self.as_of)]


def instant_text(instant: dt.datetime, zone: str) -> str:
    """An instant as text that no spreadsheet re-reads: "2027-11-05 23:59:59 (UTC+8)", on the clock of ``zone``."""
    return f"{instant.astimezone(ZoneInfo(zone)):%Y-%m-%d %H:%M:%S} ({clock.offset_of(instant, zone)})"


def columns() -> list[Column]:
    """The columns with their headings in the active language. Every value is a string; instants are on the clock of the row's seminar."""
    yes, no, delegate = _("yes"), _("no"), _("the delegate")

    def label(field: str) -> Callable[[Registration], str]:
        """The label of a choice, translated once and not for each row."""
        labels = {value: str(words) for value, words in Registration._meta.get_field(field).flatchoices if value}  # type: ignore[union-attr]
        return lambda registration: labels.get(getattr(registration, field), "")

    def answer(field: str) -> Callable[[Registration], str]:
        return lambda registration: yes if getattr(registration, field) else no

    return [
        # Annex II, its labels and its order
        Column(_("Family Name"), lambda r: r.family_name),
        Column(_("Middle Name"), lambda r: r.middle_name),
        Column(_("First Name"), lambda r: r.first_name),
        Column(_("Gender"), label("gender"), 10),
        Column(_("Nation"), nation),
        Column(_("Institution"), lambda r: r.institution, 36),
        Column(_("Job Title"), lambda r: r.job_title, 24),
        Column(_("Mobile phone"), lambda r: r.mobile_typed, 22),
        Column(_("Fixed-line Telephone"), lambda r: r.landline_typed, 22),
        Column(_("Fax"), lambda r: r.fax_typed, 22),
        Column(_("Email"), lambda r: r.email, 28),
        Column(_("Speech Topic"), lambda r: r.speech_topic, 40),
        # the rest
        Column(_("Reference"), lambda r: r.reference, 16),
        Column(_("State"), label("state"), 18),
        Column(_("Seminar"), lambda r: r.seminar.slug, 20),
        Column(_("Name as it is to be printed"), lambda r: r.printed_name, 28),
        Column(_("Name in own script"), lambda r: r.native_name, 24),
        Column(_("Form of address"), lambda r: r.form_of_address, 14),
        Column(_("Order of the name"), label("name_order"), 26),
        Column(_("Category of participant"), label("category"), 36),
        Column(_("City"), lambda r: r.city),
        Column(_("Language of the speech"), label("speech_language")),
        Column(_("Mobile phone, as read"), lambda r: _read(r.mobile)),
        Column(_("Fixed-line telephone, as read"), lambda r: _read(r.landline)),
        Column(_("Fax, as read"), lambda r: _read(r.fax)),
        Column(_("Copy of mails to"), lambda r: r.cc_email, 28),
        Column(_("E-mail may be printed"), answer("may_print_email"), 12),
        Column(_("Phones may be printed"), answer("may_print_phone"), 12),
        Column(_("Registered on the host's platform"), answer("on_platform"), 12),
        Column(_("Language of letters"), label("language"), 14),
        Column(_("Source"), label("source"), 12),
        Column(_("Received at"), lambda r: instant_text(r.received_at, r.seminar.zone), 28),
        Column(_("Recorded at"), lambda r: instant_text(r.recorded_at, r.seminar.zone), 28),
        Column(_("Recorded by"), lambda r: str(r.recorded_by) if r.recorded_by else delegate, 20),
        Column(_("Corrected, to be looked at"), lambda r: instant_text(r.corrected_at, r.seminar.zone) if r.corrected_at else "", 28),
        Column(_("Reason given to the delegate"), lambda r: r.state_reason, 36),
    ]


def nation(registration: Registration) -> str:
    """The name of the state or organisation, or what was written where none of the list fits."""
    return registration.other_organisation if registration.party is None else str(registration.party)


def keyset_pages(rows: QuerySet[Registration], size: int = PAGE) -> Iterator[Registration]:
    """The rows by seminar and number, read in pages of ``size`` by key: no server-side cursor, no offset, and no row twice while others are written."""
    rows = rows.select_related("seminar", "party", "recorded_by").order_by("seminar_id", "number")
    after: tuple[int, int] | None = None
    while True:
        page = rows if after is None else rows.filter(Q(seminar_id__gt=after[0]) | Q(seminar_id=after[0], number__gt=after[1]))
        batch = list(page[:size])
        yield from batch
        if len(batch) < size:
            return
        after = (batch[-1].seminar_id, batch[-1].number)


def _read(number: object) -> str:
    """A phone as read, in E.164; "" where nothing was read."""
    return str(getattr(number, "as_e164", "") or "") if number else ""
