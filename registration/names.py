"""Names and other single lines as people write them: cleaned, never improved.

No capital letters of our own, no order inferred, no part required: the rules are those of the field, where a name may be one letter, one word,
or a chain of six (W3C's advice on personal names). What is taken out is what nobody can see: controls, and formats that turn a line around.
"""

import unicodedata
from collections.abc import Iterator

from .enums import NameOrder

VIDEO_NAME_LENGTH = 64  # what the common platforms show of a name
JOINERS = "\u200c\u200d"  # zero width non-joiner and joiner: letters of Persian, Sinhala and the scripts of India are spelt with them
BLANKS = "\u115f\u1160\u2800\u3164\uffa0"  # letters by their category, nothing to the eye
_spelt_with_joiners = (
    "ARABIC", "SYRIAC", "DEVANAGARI", "BENGALI", "GURMUKHI", "GUJARATI", "ORIYA", "TAMIL", "TELUGU", "KANNADA", "MALAYALAM", "SINHALA",
    "MONGOLIAN", "MYANMAR", "KHMER",
)  # fmt: skip


def clean(text: str) -> str:
    """``text`` as one line in NFC: controls and format characters gone (joiners stay where a script is spelt with them), spaces single."""
    kept: list[str] = []
    for letter in unicodedata.normalize("NFC", text):
        category = unicodedata.category(letter)
        if letter in JOINERS:
            if kept and _is_spelt_with_joiners(kept[-1]):
                kept.append(letter)
        elif letter.isspace() or letter in BLANKS or category in ("Cc", "Zl", "Zp"):
            kept.append(" ")
        elif category not in ("Cf", "Cs"):
            kept.append(letter)
    line = " ".join("".join(kept).split())
    return unicodedata.normalize("NFC", line.rstrip(JOINERS))


def has_digits(text: str) -> bool:
    """Whether a name holds a digit: worth a hint, never an error."""
    return any(letter.isdigit() for letter in text)


def printed(family: str, first: str, order: str) -> str:
    """The name as it is printed unless the delegate says otherwise: first and family name in the chosen order, as typed.

    The middle name (a patronymic, as a rule) is printed by choice only. Either part may be missing.
    """
    parts = (family, first) if order == NameOrder.FAMILY_FIRST else (first, family)
    return " ".join(part for part in parts if part)


def addressed(printed_name: str, form_of_address: str, *parts: str) -> str:
    """How a letter addresses a delegate: the form of address as given where it names her ("Dr. Sadykova"), else put before the printed name."""
    if not form_of_address:
        return printed_name
    said = set(form_of_address.casefold().split())
    names = {word for part in (printed_name, *parts) for word in part.casefold().split()}
    return form_of_address if said & names else f"{form_of_address} {printed_name}"


def video_name(printed_name: str, delegation: str = "", limit: int = VIDEO_NAME_LENGTH) -> str:
    """What to paste as the display name: "Kazakhstan - Aigerim SADYKOVA", within ``limit`` characters, no character cut in two.

    The name matters more than the delegation: where both are too long, the delegation is shortened first, then left out.
    """
    name = shortened(printed_name, limit)
    room = limit - len(name) - len(" - ")
    place = shortened(delegation, room) if room >= min(len(delegation), 8) else ""
    return f"{place} - {name}" if place else name


def shortened(text: str, limit: int) -> str:
    """``text`` within ``limit`` code points, cut between characters as a reader sees them."""
    if len(text) <= limit:
        return text
    kept = ""
    for character in characters(text):
        if len(kept) + len(character) > limit:
            break
        kept += character
    return kept.rstrip()


def characters(text: str) -> Iterator[str]:
    """The characters of ``text`` as a reader sees them: a base with its marks, joined letters, flags of two letters, jamo of one syllable."""
    cluster = ""
    for letter in text:
        if cluster and not _goes_on(cluster, letter):
            yield cluster
            cluster = ""
        cluster += letter
    if cluster:
        yield cluster


def _goes_on(cluster: str, letter: str) -> bool:
    last = cluster[-1]
    if unicodedata.category(letter).startswith("M") or letter in JOINERS or letter in "\u0e33\u0eb3" or "\U0001f3fb" <= letter <= "\U0001f3ff":
        return True
    if last == "\u200d":
        return True
    if unicodedata.combining(last) == 9 and unicodedata.category(letter) == "Lo":  # a virama makes one character of two consonants
        return True
    if "\u1100" <= letter <= "\u11ff" and "\u1100" <= last <= "\u11ff":
        return not ("\u1100" <= letter <= "\u115f" and last > "\u115f")
    if _is_flag_letter(letter) and _is_flag_letter(last):
        return sum(map(_is_flag_letter, cluster)) % 2 == 1
    return False


def _is_flag_letter(letter: str) -> bool:
    return "\U0001f1e6" <= letter <= "\U0001f1ff"


def _is_spelt_with_joiners(letter: str) -> bool:
    return unicodedata.name(letter, "").startswith(_spelt_with_joiners)
