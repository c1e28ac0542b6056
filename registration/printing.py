"""What was given, as lines of label and value in Annex II's order: for the personal page, the page of a form that came too late, and the mails."""

import dataclasses
import datetime as dt
from typing import Any

from django.utils.translation import gettext as _

from directory.models import Party
from directory.selectors import printed_name

from . import phones
from .content import FIELDS, MORE, PHONES, Given, region_of
from .models import Registration

NATION = "party"


@dataclasses.dataclass(frozen=True)
class Line:
    """``note`` says how a phone was read; "" where it adds nothing. ``name`` is the field's."""

    name: str
    label: str
    value: str
    note: str = ""


def lines(given: Given, on_day: dt.date, *, empty: bool = False, on_form: bool = False) -> list[Line]:
    """The lines of ``given``, states named as on ``on_day``, in the active language.

    ``empty`` also gives the fields of the annex that were left empty; ``on_form`` says "Nation", as Annex II does.
    """
    found = []
    for name in FIELDS:
        if name == "other_organisation":
            continue
        value = _value(given, name, on_day)
        if not value and not (empty and name not in MORE):
            continue
        note = ""
        if name in PHONES and value:
            read = phones.said(value, region_of(given.party))
            note = _("read as %(number)s") % {"number": read} if read and read != value else ""
        found.append(Line(name, _("Nation") if on_form and name == NATION else label_of(name), value, note))
    return found


def label_of(name: str) -> str:
    """The label of a field as pages and mails print it. On Annex II the delegation is called "Nation"; that stays on the form."""
    return _("Delegation") if name == NATION else str(Registration._meta.get_field(name).verbose_name)  # type: ignore[union-attr]  # one of our own columns


def delegation(party: Party | None, other_organisation: str, on_day: dt.date) -> str:
    """Whom a delegate represents, by the name of ``on_day``. One query."""
    return printed_name(party, on_day) if party is not None else other_organisation


def _value(given: Given, name: str, on_day: dt.date) -> str:
    value: Any = getattr(given, name)
    if name == NATION:
        return delegation(given.party, given.other_organisation, on_day)
    if name == "name_order":
        return ""  # it shows in the printed name
    if isinstance(value, bool):
        return _("yes") if value else ""
    choices = dict(Registration._meta.get_field(name).flatchoices)  # type: ignore[union-attr]  # one of our own columns
    return str(choices.get(value, value)) if value else ""
