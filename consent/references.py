"""Numbers of notes as people quote them: ``15-1/213``, ``№213emb``, with Cyrillic letters that look Latin."""

import re
import unicodedata

# Cyrillic letters that are typed for the Latin ones they look like, in the suffixes that notes bear
_LOOK_ALIKES = str.maketrans("аВвеЕкКмМнНоОрРсСтТуУхХ", "aBbeEkKmMhHoOpPcCtTyYxX")


def folded(reference: str) -> str:
    """``reference`` without sign, spaces, case and look-alikes: "№ 15–1/213еmb" gives "15-1/213emb"."""
    text = unicodedata.normalize("NFKC", reference).translate(_LOOK_ALIKES).lower()
    text = re.sub(r"[‐‑‒–—−]", "-", text)
    return re.sub(r"^(no\.?|n°|#)", "", re.sub(r"\s+", "", text))


def could_mean(typed: str, reference: str) -> bool:
    """Whether ``typed`` may quote the note ``reference``: the whole number, or its end from a separator on, with or without the letters at the end."""
    wanted, whole = folded(typed), folded(reference)
    if not wanted:
        return False
    bare = re.sub(r"[a-z]+$", "", whole)
    return any(wanted == form or form.endswith(("/" + wanted, "-" + wanted)) for form in (whole, bare))
