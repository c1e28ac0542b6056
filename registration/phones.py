"""Phones as people write them: kept as typed, and read where they can be read. No phone makes a form refuse."""

import re
import unicodedata

import phonenumbers
from django.utils.translation import gettext as _
from phonenumber_field.phonenumber import PhoneNumber

from .names import shortened

TYPED_LENGTH = 2000  # beyond it the text is cut, visibly; a refusal would be worse than a cut here, and nobody's phone is longer

_label = re.compile(r"^(?:[^\W\d_]|[\s.:№'’])+")
_extension = re.compile(
    r"[\s,;.]*(?:[(\[]\s*)?(?:extension|ext|доб(?:авочный)?|внутр|вн|内线|內線|分机|分機|转|轉|x|х|#)[\s.:]*(\d{1,7})\s*[)\]]?\s*$", re.IGNORECASE
)
_one_number = re.compile(r"^\+?[\d\s().‐-―−~-]+$")


def kept(text: str) -> str:
    """``text`` as it is stored: one line; cut at :data:`TYPED_LENGTH` with a sign that it was."""
    line = " ".join("".join(letter if unicodedata.category(letter) not in ("Cc", "Cf", "Cs") or letter.isspace() else "" for letter in text).split())
    return line if len(line) <= TYPED_LENGTH else shortened(line, TYPED_LENGTH - 2) + " …"


def read(text: str, region: str = "") -> PhoneNumber | None:
    """The one number in ``text``, or None where there is none, more than one, or something that is not surely a number.

    A leading 00 is a plus, whatever the state. Words for an extension part it off (``.extension``). A number without a country code is read as one of
    ``region`` (ISO 3166-1 alpha-2) and only where it is a valid one there; with a country code, ranges that the tables do not know are read too.
    """
    number = _ascii_digits(text)
    extension = _extension.search(number)
    if extension:
        number = number[: extension.start()]
    number = re.sub(r"^\(?\s*00\s*(?=[\d\s(-])", "+", _label.sub("", number).strip())
    number = re.sub(r"^[(]\s*\+(\s*\d+)\s*[)]", r"+\1", number)
    if not _one_number.match(number):
        return None
    international = number.startswith("+")
    try:
        parsed = PhoneNumber.from_string(number, region=None if international else (region.upper() if _is_region(region) else None))
    except phonenumbers.NumberParseException:
        return None
    fits = phonenumbers.is_possible_number(parsed) if international else phonenumbers.is_valid_number(parsed)
    if not fits or phonenumbers.is_possible_number_with_reason(parsed) == phonenumbers.ValidationResult.IS_POSSIBLE_LOCAL_ONLY:
        return None
    if extension:
        parsed.extension = extension[1]
    return parsed


def e164(text: str, region: str = "") -> str:
    """The number in ``text`` as it is stored beside it, without the extension: ``+442079460018``, "" where none can be read."""
    number = read(text, region)
    return number.as_e164 if number else ""


def said(text: str, region: str = "") -> str:
    """How the number in ``text`` was read, for people: "+44 20 7946 0234, extension 15"; "" where none can be read."""
    number = read(text, region)
    if number is None:
        return ""
    bare = PhoneNumber.from_string(number.as_e164)
    return (
        _("%(number)s, extension %(extension)s") % {"number": bare.as_international, "extension": number.extension}
        if number.extension
        else bare.as_international
    )


def digits(text: str) -> str:
    """The digits of ``text`` in ASCII, for a search."""
    return "".join(re.findall(r"[0-9]", _ascii_digits(text)))


def _ascii_digits(text: str) -> str:
    """Wide and other scripts' digits and signs as ASCII's."""
    wide = unicodedata.normalize("NFKC", text)
    return "".join(str(unicodedata.decimal(letter)) if letter.isdecimal() else letter for letter in wide if unicodedata.category(letter) != "Cf")


def _is_region(region: str) -> bool:
    return region.upper() in phonenumbers.SUPPORTED_REGIONS
