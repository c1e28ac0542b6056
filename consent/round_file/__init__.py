"""The round file: all that the record keeps of one round, as one ZIP for the archive (domain 3.5).

The text and its files as issued, what went out and how, every letter with its scan, the deadlines, the decisions, certificates and notes about the outcome,
the chained record, and a list of it all with the SHA-256 of every member.
"""

from .gathering import Gathered, gathered
from .writing import CONTENT_TYPE, name_of, written

__all__ = ["CONTENT_TYPE", "Gathered", "gathered", "name_of", "written"]
