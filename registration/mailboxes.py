"""E-mail addresses: what can be reached is accepted as typed, and what cannot is refused with a sentence that helps."""

import unicodedata

from django.core.exceptions import ValidationError
from django.core.validators import EmailValidator
from django.utils.translation import gettext_lazy as _

LENGTH = 254  # RFC 5321: a path has 256 octets, two of them its brackets
_wide = str.maketrans({"＠": "@", "．": ".", "。": "."})  # what an input method writes while it is set to Chinese

NOT_AN_ADDRESS = _("Enter an e-mail address such as name@example.org")
NOT_LATIN = _("Enter an e-mail address with Latin letters before the @, such as name@example.org: mail cannot reach the other one")
TOO_LONG = _("Shorten the e-mail address to 254 characters or fewer")
_validator = EmailValidator(message=NOT_AN_ADDRESS)


def read(text: str) -> str:
    """The address in ``text``, as typed but for spaces round it. A domain may have letters of any script (it has an ASCII form), the part before the @ not.

    Raises ValidationError with what to do. Line breaks inside are never accepted: an address ends in a header.
    """
    address = unicodedata.normalize("NFC", text).strip().translate(_wide)
    local, at, domain = address.rpartition("@")
    if at and local and not local.isascii():
        raise ValidationError(NOT_LATIN, code="not latin")
    if any(unicodedata.category(letter).startswith(("C", "Z")) for letter in address):
        raise ValidationError(NOT_AN_ADDRESS, code="invalid")
    if len(local) + 1 + len(domain) > LENGTH:
        raise ValidationError(TOO_LONG, code="too long")
    _validator(address)
    if not domain.startswith("["):
        try:
            ascii_domain = domain.encode("idna")
        except UnicodeError:
            raise ValidationError(NOT_AN_ADDRESS, code="invalid") from None
        if len(local) + 1 + len(ascii_domain) > LENGTH:
            raise ValidationError(TOO_LONG, code="too long")
    return address


def same(one: str, other: str) -> bool:
    """Whether two typed addresses reach one mailbox, as far as anybody can tell: case aside."""
    return one.strip().casefold() == other.strip().casefold()
