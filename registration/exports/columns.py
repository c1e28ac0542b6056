"""What can stand in an export: Annex II's twelve fields in its order first, then everything else the portal knows of a registration."""

import dataclasses
import datetime as dt
from collections.abc import Callable, Iterable
from zoneinfo import ZoneInfo

from django.utils.translation import gettext as _

from seminar_portal import clock

from ..models import Registration

# Annex II, its order
ANNEX = (
    "family_name",
    "middle_name",
    "first_name",
    "gender",
    "nation",
    "institution",
    "job_title",
    "mobile",
    "landline",
    "fax",
    "email",
    "speech_topic",
)


@dataclasses.dataclass(frozen=True)
class Column:
    """``key`` is what a saved choice holds, for ever; ``heading`` is in the active language."""

    key: str
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
    """All columns with their headings in the active language. Every value is a string; instants are on the clock of the row's seminar."""
    yes, no, delegate = _("yes"), _("no"), _("the delegate")

    def label(field: str) -> Callable[[Registration], str]:
        """The label of a choice, translated once and not for each row."""
        labels = {value: str(words) for value, words in Registration._meta.get_field(field).flatchoices if value}  # type: ignore[union-attr]  # one of our own columns
        return lambda registration: labels.get(getattr(registration, field), "")

    def answer(field: str) -> Callable[[Registration], str]:
        return lambda registration: yes if getattr(registration, field) else no

    return [
        Column("family_name", _("Family Name"), lambda r: r.family_name),
        Column("middle_name", _("Middle Name"), lambda r: r.middle_name),
        Column("first_name", _("First Name"), lambda r: r.first_name),
        Column("gender", _("Gender"), label("gender"), 10),
        Column("nation", _("Nation"), nation),
        Column("institution", _("Institution"), lambda r: r.institution, 36),
        Column("job_title", _("Job Title"), lambda r: r.job_title, 24),
        Column("mobile", _("Mobile phone"), lambda r: r.mobile_typed, 22),
        Column("landline", _("Fixed-line Telephone"), lambda r: r.landline_typed, 22),
        Column("fax", _("Fax"), lambda r: r.fax_typed, 22),
        Column("email", _("Email"), lambda r: r.email, 28),
        Column("speech_topic", _("Speech Topic"), lambda r: r.speech_topic, 40),
        # the rest
        Column("reference", _("Reference"), lambda r: r.reference, 16),
        Column("state", _("State"), label("state"), 18),
        Column("seminar", _("Seminar"), lambda r: r.seminar.slug, 20),
        Column("printed_name", _("Name as it is to be printed"), lambda r: r.printed_name, 28),
        Column("native_name", _("Name in own script"), lambda r: r.native_name, 24),
        Column("form_of_address", _("Form of address"), lambda r: r.form_of_address, 14),
        Column("name_order", _("Order of the name"), label("name_order"), 26),
        Column("category", _("Category of participant"), label("category"), 36),
        Column("city", _("City"), lambda r: r.city),
        Column("speech_language", _("Language of the speech"), label("speech_language")),
        Column("mobile_read", _("Mobile phone, as read"), lambda r: _read(r, "mobile")),
        Column("landline_read", _("Fixed-line telephone, as read"), lambda r: _read(r, "landline")),
        Column("fax_read", _("Fax, as read"), lambda r: _read(r, "fax")),
        Column("cc_email", _("Copy of mails to"), lambda r: r.cc_email, 28),
        Column("may_print_email", _("E-mail may be printed"), answer("may_print_email"), 12),
        Column("may_print_phone", _("Phones may be printed"), answer("may_print_phone"), 12),
        Column("on_platform", _("Registered on the host's platform"), answer("on_platform"), 12),
        Column("language", _("Language of letters"), label("language"), 14),
        Column("source", _("Source"), label("source"), 12),
        Column("received_at", _("Received at"), lambda r: instant_text(r.received_at, r.seminar.zone), 28),
        Column("recorded_at", _("Recorded at"), lambda r: instant_text(r.recorded_at, r.seminar.zone), 28),
        Column("recorded_by", _("Recorded by"), lambda r: str(r.recorded_by) if r.recorded_by else delegate, 20),
        Column("corrected_at", _("Corrected, to be looked at"), lambda r: instant_text(r.corrected_at, r.seminar.zone) if r.corrected_at else "", 28),
        Column("state_reason", _("Reason given to the delegate"), lambda r: r.state_reason, 36),
    ]


def nation(registration: Registration) -> str:
    """The name of the state or organisation, or what was written where none of the list fits."""
    return registration.other_organisation if registration.party is None else str(registration.party)


def chosen(keys: Iterable[str]) -> list[Column]:
    """The columns with these keys, in this order; all of them where there is none that is known."""
    known = {column.key: column for column in columns()}
    return [known[key] for key in dict.fromkeys(keys) if key in known] or list(known.values())


def mapped(pairs: Iterable[tuple[str, str]]) -> list[Column]:
    """Columns under headings of somebody else's, from pairs of heading and key; a key that is "" or not known gives an empty column."""
    known = {column.key: column for column in columns()}
    found = []
    for heading, key in pairs:
        column = known.get(key)
        found.append(dataclasses.replace(column, heading=heading) if column else Column("", heading, lambda _registration: ""))
    return found


def _read(registration: Registration, name: str) -> str:
    """A phone as read, in E.164; "" where nothing was read. Rows of an export carry it as text."""
    text = registration.__dict__.get(f"e164_{name}")
    if text is None:
        number = getattr(registration, name)
        text = getattr(number, "as_e164", "") if number else ""
    return text or ""
