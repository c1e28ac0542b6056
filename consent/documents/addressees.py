"""To whom a circular note goes: one phrase, which stands in its opening, its closing and at its foot."""

import dataclasses
import datetime as dt
from collections import defaultdict
from collections.abc import Callable

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from directory.models import City, Mission
from directory.words import listed

from ..models import Round
from ..selectors import names_of


@dataclasses.dataclass(frozen=True)
class Addressees:
    """``phrase`` follows "presents its compliments to"; in languages with cases it is in the one that this asks for."""

    phrase: str


def addressees(round_: Round, day: dt.date) -> Addressees:
    """The missions of the states of the round on ``day``, cities by their names of that day; the states themselves where none is entered. Three queries."""
    names = names_of(round_)
    cities: dict[str, set[str]] = defaultdict(set)
    ministries = []
    called = _cities(day)
    for mission in Mission.objects.on(day).filter(party__in=names).order_by("party__sort_key", "party", "pk"):
        if mission.kind == "mfa":
            ministries.append(names[mission.party_id])
        else:
            cities[mission.kind].add(called(mission))
    parts = []
    if cities["embassy"]:
        parts.append(_("the Embassies of the Member States in %(cities)s") % {"cities": listed(sorted(cities["embassy"]))})
    if cities["permanent"]:
        parts.append(_("the Permanent Missions of the Member States in %(cities)s") % {"cities": listed(sorted(cities["permanent"]))})
    if ministries:
        states = list(dict.fromkeys(ministries))
        forms = ngettext("the Ministry of Foreign Affairs of %(states)s", "the Ministries of Foreign Affairs of %(states)s", len(states))
        parts.append(forms % {"states": listed(states)})
    return Addressees(listed(parts) if parts else _("the Member States of the Conference"))


def _cities(day: dt.date) -> Callable[[Mission], str]:
    """The city of a mission in the active language, by its name of the day, where the table of cities knows it; else as it was entered."""
    rows = list(City.objects.order_by("pk"))
    known = {(row.zone, row.name_en) for row in rows}  # type: ignore[attr-defined]  # a column of modeltranslation
    of_the_day = {row.zone: str(row) for row in rows if (row.valid_from or day) <= day <= (row.valid_to or day)}
    return lambda mission: of_the_day.get(mission.zone, mission.city) if (mission.zone, mission.city) in known else mission.city
