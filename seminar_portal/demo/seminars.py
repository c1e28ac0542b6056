"""The demo's three seminars: that of 2020, its next edition, and one that is three weeks away."""

import dataclasses
import datetime as dt
from collections.abc import Callable
from typing import Any
from zoneinfo import ZoneInfo

from django.db import transaction

from agenda import services
from agenda.enums import Audience, DocumentKind
from agenda.models import Seminar, SeminarContact, SeminarEvent, Session, Speech, TitleVariant, VideoLink
from directory import files
from directory.models import Party, StoredFile
from seminar_portal import clock

from . import documents, people, texts
from .people import Person
from .staff import Officers
from .texts import Item, Words

BEIJING = "Asia/Shanghai"
DAY = dt.timedelta(days=1)
LOADED = "loaded as demonstration data"


@dataclasses.dataclass(frozen=True)
class Plan:
    """What one demo seminar is to be. ``key`` finds it again, whatever staff have made of its address since; ``seen_at`` is the moment of the load."""

    key: str
    prefix: str
    title: Words
    summary: Words
    objectives: Words
    agenda: tuple[Item, ...]
    people: tuple[Person, ...]
    starts_on: dt.date
    opens_at: dt.datetime
    closes_at: dt.datetime
    interpretation: tuple[str, ...]
    seen_at: dt.datetime
    title_variants: tuple[tuple[str, str], ...] = ()
    with_video: bool = False


def plans(now: dt.datetime) -> tuple[Plan, Plan, Plan]:
    today = now.astimezone(ZoneInfo(BEIJING)).date()
    lately = clock.start_of_day(today - 20 * DAY, BEIJING)
    year = next_edition(now)
    biodiversity: dict[str, Any] = {
        "prefix": "BIO",
        "title": texts.TITLE,
        "summary": texts.SUMMARY,
        "objectives": texts.OBJECTIVES,
        "agenda": texts.BIODIVERSITY,
        "interpretation": ("zh-hans", "en"),
        "title_variants": texts.TITLE_VARIANTS,
        "seen_at": now,
    }
    return (
        Plan(
            key="biodiversity-2020",
            people=people.BIODIVERSITY_2020,
            starts_on=dt.date(2020, 11, 17),
            opens_at=clock.start_of_day(dt.date(2020, 10, 16), BEIJING),
            closes_at=clock.end_of_day(dt.date(2020, 11, 5), BEIJING),
            **biodiversity,
        ),
        Plan(
            key="biodiversity",
            people=people.BIODIVERSITY,
            starts_on=dt.date(year, 11, 17),
            opens_at=lately,
            closes_at=clock.end_of_day(dt.date(year, 11, 5), BEIJING),
            **biodiversity,
        ),
        Plan(
            key="wetlands",
            prefix="WET",
            title=texts.WETLANDS_TITLE,
            summary=texts.WETLANDS_SUMMARY,
            objectives=texts.WETLANDS_OBJECTIVES,
            agenda=texts.WETLANDS,
            people=people.WETLANDS,
            starts_on=_two_working_days(today + 21 * DAY),
            opens_at=lately,
            closes_at=clock.end_of_day(today + 14 * DAY, BEIJING),
            interpretation=("zh-hans", "en", "ru"),
            with_video=True,
            seen_at=now,
        ),
    )


def next_edition(now: dt.datetime) -> int:
    """The first year whose 5 November has not passed at Beijing time."""
    year = now.astimezone(ZoneInfo(BEIJING)).year
    return year if clock.in_time(now, clock.end_of_day(dt.date(year, 11, 5), BEIJING)) else year + 1


def load(plan: Plan, officers: Officers) -> Seminar:
    """The seminar of the plan, made with all that stands on its page if this installation has never had it."""
    loaded = SeminarEvent.objects.filter(kind=LOADED, detail__key=plan.key).select_related("seminar").first()
    seminar = loaded.seminar if loaded else _create(plan, officers)
    if seminar.published_at is None and not seminar.events.filter(kind="published").exists():
        services.publish_seminar(seminar_id=seminar.pk, by=officers.host, now=plan.opens_at)
        seminar.refresh_from_db()
    _enclose(seminar, plan, officers)
    return seminar


@transaction.atomic(durable=True)
def _create(plan: Plan, officers: Officers) -> Seminar:
    days = max(item.day for item in plan.agenda)
    seminar = Seminar.objects.create(
        slug=plan.key,
        reference_prefix=plan.prefix,
        proposer=Party.objects.get(code="CN"),
        starts_on=plan.starts_on,
        ends_on=plan.starts_on + (days - 1) * DAY,
        zone=BEIJING,
        interpretation=list(plan.interpretation),
        speakers_per_delegation=2,
        shared_fax=texts.SHARED_FAX,
        platform_url=texts.PLATFORM_URL,
        registration_opens_at=plan.opens_at,
        registration_closes_at=plan.closes_at,
        registration_zone=BEIJING,
        **plan.title.fields("title"),
        **plan.summary.fields("summary"),
        **plan.objectives.fields("objectives"),
        **texts.INVITED.fields("invited"),
        **texts.VENUE.fields("venue"),
        **texts.HOST.fields("host_name"),
        **texts.MINISTRY.fields("host_parent"),
        **texts.PLATFORM_NAME.fields("platform_name"),
    )
    SeminarEvent.objects.create(seminar=seminar, at=plan.opens_at, by=officers.host, kind=LOADED, detail={"key": plan.key})
    for title, used_in in plan.title_variants:
        TitleVariant.objects.create(seminar=seminar, title=title, used_in=used_in)
    for position, (role, email, landline, mobile) in enumerate(texts.CONTACTS, 1):
        SeminarContact.objects.create(seminar=seminar, position=position, email=email, landline=landline, mobile=mobile, **role.fields("role"))
    for item in plan.agenda:
        day = plan.starts_on + (item.day - 1) * DAY
        session = Session.objects.create(
            seminar=seminar,
            kind=item.kind,
            starts_at=clock.at(day, item.start, BEIJING),
            ends_at=clock.at(day, item.until, BEIJING) if item.until else None,
            **item.title.fields("title"),
            **item.description.fields("description"),
            **item.heading.fields("speeches_heading"),
        )
        for order, speaker in enumerate(item.speakers, 1):
            Speech.objects.create(session=session, order=order, **speaker.fields("speaker"))
    if plan.with_video:
        _add_video_links(seminar, days)
    return seminar


def _add_video_links(seminar: Seminar, days: int) -> None:
    """A meeting of its own each day, and for each its two doors: inside and outside mainland China."""
    for number in range(days):
        meeting, passcode = f"555 010 {41 + number}", f"{7392 + 13 * number}04"
        for audience, platform, path in ((Audience.ABROAD, "VooV Meeting", "v"), (Audience.MAINLAND, "Tencent Meeting", "t")):
            VideoLink.objects.create(
                seminar=seminar,
                day=seminar.starts_on + number * DAY,
                audience=audience,
                platform=platform,
                address=f"https://meet.example.org/{path}/{meeting.replace(' ', '')}",
                meeting_number=meeting,
                passcode=passcode,
            )


def _enclose(seminar: Seminar, plan: Plan, officers: Officers) -> None:
    """The four enclosures, in the order of the note. One that was loaded once is not loaded again, even if staff have taken it down."""
    kinds: tuple[tuple[DocumentKind, Callable[[Seminar], bytes], Words], ...] = (
        (DocumentKind.CONCEPT_PAPER, documents.concept_paper, Words("Concept paper", "Концептуальный документ", "概念文件")),
        (DocumentKind.LETTER, documents.letter, Words("Letter by the host", "Письмо принимающей стороны", "主办方信函")),
        (DocumentKind.AGENDA, documents.agenda, Words("Preliminary agenda (Annex I)", "Предварительная повестка дня (Приложение I)", "初步议程（附件一）")),
        (DocumentKind.FORM, documents.form, Words("Registration form (Annex II)", "Регистрационная форма (Приложение II)", "注册表（附件二）")),
    )
    for number, (kind, write, title) in enumerate(kinds, 1):
        owner = f"agenda:demo:{plan.key}:{number}"
        if StoredFile.objects.filter(owner=owner).exists():
            continue
        name = f"{plan.key}-{number}-{kind.value.replace(' ', '-')}.docx"
        kept = files.store_bytes(content=write(seminar), name=name, content_type=files.DOCX, owner=owner, by=officers.host, now=plan.opens_at)
        services.add_document(
            seminar_id=seminar.pk,
            stored_file=kept,
            kind=kind,
            number=number,
            titles=title.fields("title"),
            language="en",
            by=officers.host,
            now=plan.opens_at,
        )


def _two_working_days(day: dt.date) -> dt.date:
    """``day`` or the next day after it that is followed by another working day: Monday to Thursday."""
    while day.weekday() > 3:
        day += DAY
    return day
