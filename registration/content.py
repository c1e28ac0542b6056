"""What a delegate gives: Annex II's twelve fields in its order and what we ask beyond them, as one value that every door fills and one set of rules.

The forms show these rules at the fields; the services ask them again, so that no door can forget one.
"""

import dataclasses
import hashlib
import json
from typing import Any, Self

from django.core.exceptions import ValidationError
from django.utils.formats import number_format
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from directory.enums import PartyKind
from directory.models import Party

from . import mailboxes, names, phones
from .enums import NameOrder
from .models import Registration

PHONES = {"mobile_typed": "mobile", "landline_typed": "landline", "fax_typed": "fax"}
REQUIRED_ON_THE_WEB = ("institution", "email")

NEEDS_A_NAME = gettext_lazy("Enter a family name or a first name")
NEEDS_A_NATION = gettext_lazy("Choose your state or organisation, or “Another organisation”")
NEEDS_THE_ORGANISATION = gettext_lazy("Enter the name of your organisation")
NEEDS_AN_INSTITUTION = gettext_lazy("Enter the institution that you work for")
NEEDS_AN_EMAIL = gettext_lazy("Enter an e-mail address such as name@example.org")


@dataclasses.dataclass(frozen=True, kw_only=True)
class Given:
    """The content of one form. Texts may be raw: :func:`cleaned` is what the services store. ``printed_name`` is "" for the default."""

    family_name: str = ""
    middle_name: str = ""
    first_name: str = ""
    gender: str = ""
    party: Party | None = None
    other_organisation: str = ""
    institution: str = ""
    job_title: str = ""
    mobile_typed: str = ""
    landline_typed: str = ""
    fax_typed: str = ""
    email: str = ""
    speech_topic: str = ""
    native_name: str = ""
    printed_name: str = ""
    form_of_address: str = ""
    name_order: str = NameOrder.GIVEN_FIRST
    category: str = ""
    cc_email: str = ""
    city: str = ""
    speech_language: str = ""
    may_print_email: bool = False
    may_print_phone: bool = False
    on_platform: bool = False

    @classmethod
    def of(cls, registration: Registration) -> Self:
        """What stands in ``registration``, with the printed name left out where it is the default."""
        values = {name: getattr(registration, name) for name in FIELDS}
        if values["printed_name"] == names.printed(registration.family_name, registration.first_name, registration.name_order):
            values["printed_name"] = ""
        return cls(**values)


FIELDS = tuple(field.name for field in dataclasses.fields(Given))
TEXTS = tuple(field.name for field in dataclasses.fields(Given) if field.type is str and field.name not in PHONES)
MORE = FIELDS[FIELDS.index("native_name") :]


def cleaned(given: Given) -> Given:
    """``given`` as it is stored: each text one clean line, phones as typed, an organisation's own name only where no party was chosen.

    Cleaning again changes nothing.
    """
    changes: dict[str, Any] = {name: names.clean(getattr(given, name)) for name in TEXTS}
    changes |= {name: phones.kept(getattr(given, name)) for name in PHONES}
    if given.party is not None:
        changes["other_organisation"] = ""
    return dataclasses.replace(given, **changes)


def problems(given: Given, *, web: bool) -> dict[str, str | Promise]:
    """What forbids to store a cleaned ``given``: a sentence for each field.

    On the web institution and e-mail are asked for; on paper one name and nation only.
    """
    found: dict[str, str | Promise] = {}
    if not given.family_name and not given.first_name:
        found["family_name"] = NEEDS_A_NAME
    if given.party is None and not given.other_organisation:
        found["party"] = NEEDS_A_NATION
    if web and not given.institution:
        found["institution"] = NEEDS_AN_INSTITUTION
    if web and not given.email:
        found["email"] = NEEDS_AN_EMAIL
    for name in ("email", "cc_email"):
        if getattr(given, name):
            try:
                mailboxes.read(getattr(given, name))
            except ValidationError as error:
                found[name] = error.messages[0]
    for name in TEXTS:
        limit = limit_of(name)
        if limit is not None and len(getattr(given, name)) > limit and name not in found:
            found[name] = too_long(name, len(getattr(given, name)))
    return found


def limit_of(name: str) -> int | None:
    """How many characters the field ``name`` holds; None where there is no limit."""
    return Registration._meta.get_field(name).max_length  # type: ignore[union-attr]  # one of our own columns


def too_long(name: str, length: int) -> str:
    return _("Shorten this to %(limit)s characters or fewer: it has %(length)s") % {
        "limit": number_format(limit_of(name) or 0, force_grouping=True),
        "length": number_format(length, force_grouping=True),
    }


def digest(given: Given) -> str:
    """A fingerprint of a cleaned ``given``: with the form's token it tells the same form sent twice from a colleague's."""
    values = {**dataclasses.asdict(dataclasses.replace(given, party=None)), "party": given.party.pk if given.party else None}
    return hashlib.sha256(json.dumps(values, sort_keys=True, ensure_ascii=False).encode()).hexdigest()


def region_of(party: Party | None) -> str:
    """The region whose rules suggest how a national number is read: the state's, none for organisations."""
    return party.code if party is not None and party.kind == PartyKind.STATE and len(party.code) == 2 else ""
