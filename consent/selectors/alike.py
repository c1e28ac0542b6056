"""Whether a letter is in the record already, and which round a loosely typed number means."""

import datetime as dt
from collections.abc import Collection

from django.db.models import Q

from .. import references
from ..models import Communication, Round


def letters_alike(
    *, round_id: int, states: Collection[int], their_number: str = "", their_date: dt.date | None = None, sha256: str = ""
) -> list[Communication]:
    """The entries of a round, struck ones aside, that may be the same letter: the same scan, or number and date of a state in common. At most two queries.

    The number is compared as people type it (``references.folded``), so that "№ 12/3" and "12/3" are one. One note may make two records of one scan
    (a consent that also nominates): the officer says so.
    """
    entries = Communication.objects.filter(round=round_id, struck_at__isnull=True).order_by("received_at", "pk").prefetch_related("states")
    same_scan = Q(scan__sha256=sha256) if sha256 else Q(pk__in=[])
    same_date = Q(their_date=their_date, states__in=states) & ~Q(their_number="") if their_number.strip() and their_date else Q(pk__in=[])
    wanted = references.folded(their_number)
    found = entries.select_related("scan").filter(same_scan | same_date).distinct()
    return [entry for entry in found if (sha256 and entry.scan and entry.scan.sha256 == sha256) or references.folded(entry.their_number) == wanted]


def rounds_meant(typed: str) -> list[Round]:
    """The rounds whose note ``typed`` may quote, the latest note first. One query."""
    rounds = Round.objects.exclude(reference="").select_related("procedure__seminar").order_by("-note_date", "-pk")
    return [round_ for round_ in rounds if references.could_mean(typed, round_.reference)]
