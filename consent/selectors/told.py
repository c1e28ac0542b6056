"""What the states have been told, and what waits to be told."""

import datetime as dt

from .. import positions
from ..enums import Purpose
from ..models import Communication, Notice, Round

ANNOUNCING = (Purpose.BROKEN, Purpose.ANNULLED)


def announced_as_broken(round_: Round) -> bool:
    """Whether the last word that the states have of an objection is that there is one. One query."""
    told = Notice.objects.filter(round=round_, purpose__in=[*ANNOUNCING, Purpose.WITHDRAWAL]).order_by("pk")
    return told.values_list("purpose", flat=True).last() in ANNOUNCING


def withdrawals_to_tell(round_: Round, letters: list[Communication]) -> list[Communication]:
    """The withdrawals of announced objections of which the states have not been told, one by one where several objections were announced at once.

    One that was known when the last announcement went out is no news: that announcement spoke of the objections that stood. ``letters`` are those of the
    round, with their decisions and states. One query.
    """
    notices = list(Notice.objects.filter(round=round_, purpose__in=[*ANNOUNCING, Purpose.WITHDRAWAL]).order_by("pk"))
    announced = max((notice.at for notice in notices if notice.purpose in ANNOUNCING), default=None)
    if announced is None or round_.deadline is None:
        return []
    told = {notice.letter_id for notice in notices if notice.purpose == Purpose.WITHDRAWAL}
    lifting = positions.withdrawals([letter.as_letter() for letter in letters], round_.asked())
    return [letter for letter in letters if letter.pk in lifting and letter.pk not in told and _known_at(letter) >= announced]


def named_already(round_: Round) -> frozenset[int]:
    """The states, by key, whose objection the last announcement has named. One query."""
    last = Notice.objects.filter(round=round_, purpose=Purpose.BROKEN).order_by("pk").last()
    return frozenset(last.detail.get("objecting", ())) if last else frozenset()


def _known_at(letter: Communication) -> dt.datetime:
    """When it became known that ``letter`` withdraws an objection."""
    return letter.ruling.at if letter.ruling else letter.recorded_at
