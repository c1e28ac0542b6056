"""How alike two names are: whether two forms may be of one person, whatever the order, script, spelling and wholeness of the name.

A name is kept as a key, folded once when it is stored (``Registration.name_key``); two keys are compared without asking the database. What is folded, what may
be missing and what tells brothers apart is written down with its figures in docs/decisions/0011; the table of pairs is tests/registration/test_likeness.py.
"""

from .comparing import Likeness, compare
from .keys import Parsed, key, name_of, parsed, traces
from .words import NO_VOWELS

__all__ = ["NO_VOWELS", "Likeness", "Parsed", "compare", "key", "name_of", "parsed", "traces"]
