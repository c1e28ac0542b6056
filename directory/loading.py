"""Loads the reviewed tables of ``data/``. What is there is left alone: an edit by staff is never overwritten, and a second load changes nothing."""

import csv
import dataclasses
import datetime as dt
from collections.abc import Iterator
from pathlib import Path

from django.conf import settings
from django.db import transaction

from .models import City, FormerName, Party, Standing


@dataclasses.dataclass
class Loaded:
    """How many rows were created."""

    parties: int = 0
    former_names: int = 0
    cities: int = 0


@transaction.atomic
def load_tables(folder: Path | None = None) -> Loaded:
    """Creates the parties, former names and cities of the tables that are missing; returns how many. May be run at any time, by a command.

    The standing of a party and its former names are loaded with the party and only then: staff may have ended or removed one since. A zone that has
    a city already keeps the cities it has.
    """
    folder = folder or settings.BASE_DIR / "data"
    loaded = Loaded()
    known = set(Party.objects.values_list("code", flat=True))
    new: dict[str, Party] = {}
    for row in _rows(folder / "parties.csv"):
        if row["code"] in known:
            continue
        party = Party.objects.create(
            code=row["code"],
            kind=row["kind"],
            zone=row["zone"],
            weekly_rest=row["weekly_rest"],
            note=row["note"],
            **{f"name_{ours}": row[f"short_{theirs}"] for ours, theirs in _LANGUAGES},
            **{f"formal_name_{ours}": row[f"formal_{theirs}"] for ours, theirs in _LANGUAGES},
            **{f"sort_key_{ours}": row[f"sort_{theirs}"] for ours, theirs in _LANGUAGES},
        )
        new[party.code] = party
        if row["standing"]:
            Standing.objects.create(party=party, kind=row["standing"], valid_from=_day(row["valid_from"]))
        loaded.parties += 1
    for row in _rows(folder / "former_names.csv"):
        if row["code"] in new:
            FormerName.objects.create(
                party=new[row["code"]], language=row["language"], name=row["short"], formal_name=row["formal"], valid_to=dt.date.fromisoformat(row["valid_to"])
            )
            loaded.former_names += 1
    with_city = set(City.objects.values_list("zone", flat=True))
    for row in _rows(folder / "cities.csv"):
        if row["zone"] not in with_city:
            City.objects.create(
                zone=row["zone"],
                valid_from=_day(row["valid_from"]),
                valid_to=_day(row["valid_to"]),
                **{f"name_{ours}": row[f"city_{theirs}"] for ours, theirs in _LANGUAGES},
            )
            loaded.cities += 1
    return loaded


_LANGUAGES = (("en", "en"), ("ru", "ru"), ("zh_hans", "zh"))


def _rows(path: Path) -> Iterator[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        yield from csv.DictReader(file)


def _day(text: str) -> dt.date | None:
    return dt.date.fromisoformat(text) if text else None
