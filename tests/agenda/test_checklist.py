import datetime as dt

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from agenda import checklist
from agenda.enums import DocumentKind
from agenda.models import Document, Seminar, TitleVariant
from directory import files
from tests.factories import agenda as make
from tests.factories.directory import party

pytestmark = pytest.mark.django_db


def whole(**kw):
    """A draft of which nothing is missing."""
    languages = {f"{name}_{code}": "x" for name in ("title", "summary") for code in ("en", "ru", "zh_hans")}
    seminar = make.seminar(**{"published_at": None, "proposer": party("CN"), "platform_name": "SCO platform", "invited": "Officials", **languages, **kw})
    make.contact(seminar)
    for day in (seminar.starts_on, seminar.ends_on):
        make.session(seminar, day, "14:00", "15:30", "Session")
        make.session(seminar, day, "15:30", None, "Closure")
    for kind in (DocumentKind.CONCEPT_PAPER, DocumentKind.LETTER, DocumentKind.AGENDA, DocumentKind.FORM):
        enclosure(seminar, kind)
    return seminar


def enclosure(seminar, kind, stored=None):
    stored = stored or files.store_bytes(
        content=f"%PDF-1.4 {kind}".encode(), name="a.pdf", content_type="application/pdf", owner=f"agenda:{seminar.pk}", by=None, now=make.DURING
    )
    return Document.objects.create(seminar=seminar, kind=kind, title=str(kind.label), file=stored)


def sentences(seminar, now=make.DURING):
    return [item.sentence for item in checklist.items(Seminar.objects.get(pk=seminar.pk), now)]


def test_of_a_whole_seminar_nothing_is_missing():
    assert sentences(whole()) == []


@pytest.mark.parametrize(
    ("changed", "sentence"),
    [
        ({"title_en": ""}, "There is no English title."),
        ({"host_name": ""}, "It does not say who the host is."),
        ({"registration_zone": "Mars/Olympus"}, "“Mars/Olympus” is not a time zone."),
        ({"registration_closes_at": dt.datetime(2027, 11, 16, 16, 0, tzinfo=dt.UTC)}, "Registration closes after the seminar begins."),
        ({"registration_closes_at": make.DURING - dt.timedelta(seconds=1)}, "The deadline of registration has passed already: nobody could register."),
    ],
)
def test_what_blocks(changed, sentence):
    seminar = whole()
    Seminar.objects.filter(pk=seminar.pk).update(**changed)
    seminar.refresh_from_db()
    assert [item.sentence for item in checklist.blocking(seminar, make.DURING)] == [sentence]


def test_the_last_second_before_the_first_day_is_early_enough():
    seminar = whole(registration_closes_at=dt.datetime(2027, 11, 16, 15, 59, 59, tzinfo=dt.UTC))
    assert checklist.blocking(seminar, make.DURING) == []


def test_without_a_contact_it_is_blocked_and_the_place_is_named():
    seminar = whole()
    seminar.contacts.all().delete()
    [item] = checklist.blocking(seminar, make.DURING)
    assert item.url == f"{reverse('admin:agenda_seminar_change', args=[seminar.pk])}#contacts-group"


@pytest.mark.parametrize(
    ("changed", "sentence"),
    [
        ({"title_ru": ""}, "There is no title in Russian; readers of it see the English one."),
        ({"title_zh_hans": None}, "There is no title in Chinese; readers of it see the English one."),
        ({"summary_en": ""}, "There is no summary in English."),
        ({"summary_ru": ""}, "There is no summary in Russian."),
        ({"invited": ""}, "It does not say who is invited."),
        ({"proposer": None}, "It does not say which state proposes the seminar."),
        ({"interpretation": []}, "No language of interpretation is ticked: the page says that there is none."),
        ({"platform_name": ""}, "No other platform is named on which delegates have to register."),
        ({"title_en": "Seminar 2026"}, "Another year is named in “Seminar 2026” (Title (English))."),
    ],
)
def test_what_is_worth_a_look(changed, sentence):
    seminar = whole()
    Seminar.objects.filter(pk=seminar.pk).update(**changed)
    assert sentences(seminar) == [sentence]
    assert checklist.blocking(Seminar.objects.get(), make.DURING) == []


def test_the_agenda_is_looked_through_day_by_day():
    seminar = whole(ends_on=dt.date(2027, 11, 19))
    make.session(seminar, dt.date(2027, 11, 17), "15:00", "15:20", "Tea Break")
    make.session(seminar, dt.date(2027, 11, 17), "16:00", "16:20", "Discussion")
    seminar.sessions.filter(starts_at__date=dt.date(2027, 11, 19)).delete()
    make.session(seminar, dt.date(2027, 11, 20), "10:00", "11:00", "Excursion")
    assert sentences(seminar) == [
        "On Wednesday, 17 November 2027 “Tea Break” begins before “Session” has ended.",
        "On Wednesday, 17 November 2027 nothing is planned from 15:20 to 15:30.",
        "On Wednesday, 17 November 2027 nothing is planned from 15:30 to 16:00.",
        "The programme of Thursday, 18 November 2027 is empty.",
        "The programme of Friday, 19 November 2027 is empty.",
        "The programme has items on Saturday, 20 November 2027, which is not a day of the seminar.",
    ]


def test_missing_enclosures_are_named_and_those_of_an_earlier_seminar():
    old, new = make.seminar(slug="old", starts_on=dt.date(2026, 11, 17), ends_on=dt.date(2026, 11, 18)), whole()
    new.documents.filter(kind__in=[DocumentKind.LETTER, DocumentKind.FORM]).delete()
    enclosure(old, DocumentKind.AGENDA, stored=new.documents.get(kind=DocumentKind.AGENDA).file)
    assert sentences(new) == [
        "These enclosures are missing: letter by the host and registration form.",
        "The enclosure “preliminary agenda” is the file of an earlier seminar.",
    ]


def test_the_number_of_queries_is_fixed():
    seminar = whole()

    def count():
        with CaptureQueriesContext(
            connection,
        ) as queries:
            checklist.items(Seminar.objects.get(pk=seminar.pk), make.DURING)
        return len(queries)

    few = count()
    for hour in range(8, 14):
        make.session(seminar, seminar.starts_on, f"{hour:02d}:00", f"{hour + 1:02d}:00", f"Item {hour}")
        TitleVariant.objects.create(seminar=seminar, title=f"Title {hour}")
        make.contact(seminar, position=hour)
        enclosure(seminar, DocumentKind.OTHER)
    assert count() == few
