"""Seminars for tests: seminar S of the cases, and what belongs to it."""

import datetime as dt
import string
from typing import Any

from agenda.enums import Audience, SessionKind
from agenda.models import Seminar, SeminarContact, Session, Speech, VideoLink
from directory.models import City
from seminar_portal import clock

BEIJING = "Asia/Shanghai"
OPENS = dt.datetime(2027, 9, 30, 16, 0, 0, tzinfo=dt.UTC)  # 1 October 2027, 00:00:00 in Beijing
CLOSES = dt.datetime(2027, 11, 5, 15, 59, 59, tzinfo=dt.UTC)  # 5 November 2027, 23:59:59 in Beijing
LATE = dt.datetime(2027, 11, 5, 16, 0, 0, tzinfo=dt.UTC)
DURING = dt.datetime(2027, 10, 12, 7, 2, 0, tzinfo=dt.UTC)  # 12 October 2027, 15:02 in Beijing
PUBLISHED = dt.datetime(2027, 9, 1, 0, 0, 0, tzinfo=dt.UTC)

_CITIES = {
    "Asia/Shanghai": "Beijing",
    "Asia/Seoul": "Seoul",
    "Asia/Kabul": "Kabul",
    "Asia/Vladivostok": "Vladivostok",
    "Asia/Almaty": "Astana",
    "Europe/Moscow": "Moscow",
}


def cities(*zones: str) -> None:
    """The cities that name these clocks (all that the cases speak of, if none is given)."""
    wanted = zones or tuple(_CITIES)
    there = set(City.objects.filter(zone__in=wanted, valid_to=None).values_list("zone", flat=True))
    City.objects.bulk_create([City(zone=zone, name=_CITIES[zone]) for zone in wanted if zone not in there])


def seminar(**kw: Any) -> Seminar:
    """Seminar S: `biodiversity`, open from 1 October to 5 November 2027 Beijing time, on 17 and 18 November 2027, published, not confirmed.

    ``confirmed=True`` confirms it. A further seminar of the year gets a prefix of its own. Its clocks have their cities' names.
    """
    cities()
    if kw.pop("confirmed", False):
        kw.setdefault("confirmed_at", DURING)
        kw.setdefault("confirmed_by", "Note № 15-1/213emb, round 1")
    year = int(str(kw.get("starts_on", "2027"))[:4])
    taken = set(Seminar.objects.filter(reference_year=year).values_list("reference_prefix", flat=True))
    prefixes = ("BIO", *(f"BIO{letter}" for letter in string.ascii_uppercase))
    defaults: dict[str, Any] = {
        "slug": "biodiversity",
        "reference_prefix": next(prefix for prefix in prefixes if prefix not in taken),
        "title": "CICA Experience Exchange Seminar on Biodiversity Conservation",
        "venue": "by video conference",
        "host_name": "China Center for SCO Environmental Cooperation",
        "starts_on": dt.date(2027, 11, 17),
        "ends_on": dt.date(2027, 11, 18),
        "zone": BEIJING,
        "interpretation": ["zh-hans", "en"],
        "registration_opens_at": OPENS,
        "registration_closes_at": CLOSES,
        "registration_zone": BEIJING,
        "published_at": PUBLISHED,
    }
    return Seminar.objects.create(**{**defaults, **kw})


def contact(of: Seminar, **kw: Any) -> SeminarContact:
    return SeminarContact.objects.create(**{"seminar": of, "role": "Registration desk 1, CSEC", "email": "desk-1@example.org", **kw})


def session(of: Seminar, day: dt.date, start: str, end: str | None, title: str, *, speeches: tuple[str, ...] = (), **kw: Any) -> Session:
    """An item of the agenda at hours of the seminar's own clock; without ``end`` a single instant. ``speeches`` are printed lines."""
    row = Session.objects.create(
        **{
            "seminar": of,
            "kind": SessionKind.SESSION,
            "title": title,
            "starts_at": clock.at(day, start, of.zone),
            "ends_at": clock.at(day, end, of.zone) if end else None,
            **kw,
        }
    )
    for order, speaker in enumerate(speeches, 1):
        Speech.objects.create(session=row, order=order, speaker=speaker)
    return row


def programme(of: Seminar) -> None:
    """Annex I in short: an opening, a break and a session on the first day, a session and the closure (a single instant) on the last."""
    first, last = of.starts_on, of.ends_on
    session(
        of,
        first,
        "14:00",
        "14:40",
        "Opening Ceremony",
        kind=SessionKind.CEREMONY,
        speeches_heading="Opening Remarks",
        speeches=("Representative of the CICA Secretariat",),
    )
    session(of, first, "15:00", "15:20", "Tea Break", kind=SessionKind.BREAK)
    session(
        of,
        first,
        "15:20",
        "16:50",
        "Session 1: Policy Measures for Biodiversity Conservation",
        description="Biodiversity status assessment, regulatory measures, etc.",
        speeches_heading="Speeches",
        speeches=("Representatives of CICA countries", "Chinese Representatives", "Representatives of International Institutions"),
    )
    session(of, last, "14:00", "15:30", "Session 2: Practical Cases of Biodiversity Conservation")
    session(of, last, "18:00", None, "Closure", kind=SessionKind.CLOSURE)


def video_link(of: Seminar, **kw: Any) -> VideoLink:
    """The joining details of the case V25, on the seminar's first day."""
    defaults = {
        "seminar": of,
        "day": of.starts_on,
        "audience": Audience.EVERYBODY,
        "platform": "Example Meeting",
        "address": "https://meet.example.org/j/55512345",
        "meeting_number": "555 123 45",
        "passcode": "739204",
    }
    return VideoLink.objects.create(**{**defaults, **kw})
