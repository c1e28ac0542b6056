import datetime as dt

import pytest
from django.core.exceptions import PermissionDenied
from django.utils import translation

from agenda import services
from agenda.enums import DocumentKind
from agenda.models import Document, Seminar, SeminarEvent, Speech, TitleVariant
from directory import files
from seminar_portal.errors import Invalid
from tests.factories import agenda as make
from tests.factories.directory import party, staff

pytestmark = pytest.mark.django_db
NEXT = dt.date(2028, 11, 15)


@pytest.fixture
def host():
    return staff("host staff")


@pytest.fixture
def last(host):
    """A whole seminar of last year: extended, postponed once, cancelled in the end, with all that hangs on it."""
    seminar = make.seminar(
        confirmed=True,
        title_ru="Семинар",
        title_zh_hans="研讨会",
        proposer=party("CN"),
        platform_name="SCO platform",
        registration_first_closed_at=make.CLOSES,
        registration_closes_at=make.CLOSES + dt.timedelta(days=2),
        joining_details_sent_at=make.DURING,
        cancelled_at=make.DURING,
        cancelled_by=host,
        cancelled_reason_en="Sorry",
        cancelled_reason_ru="Увы",
    )
    make.contact(seminar, role_ru="Бюро регистрации")
    make.programme(seminar)
    Speech.objects.filter(speaker_en="Chinese Representatives").update(speaker_ru="Представители Китая")
    make.video_link(seminar)
    TitleVariant.objects.create(seminar=seminar, title="CICA Experts Seminar", used_in="Annex II")
    stored = files.store_bytes(content=b"%PDF-1.4 x", name="c.pdf", content_type="application/pdf", owner=f"agenda:{seminar.pk}", by=host, now=make.DURING)
    Document.objects.create(seminar=seminar, kind=DocumentKind.CONCEPT_PAPER, title="Concept paper", title_ru="Концепция", file=stored)
    return seminar


def clone(seminar, by, *, slug="biodiversity-2028", reference_prefix="BIO", starts_on=NEXT, now=make.DURING):
    return services.clone_seminar(seminar_id=seminar.pk, slug=slug, reference_prefix=reference_prefix, starts_on=starts_on, by=by, now=now)


def test_a_clone_is_a_draft_with_all_dates_moved(host, last):
    new = Seminar.objects.get(pk=clone(last, host).pk)
    assert (new.slug, new.reference_prefix, new.reference_year, new.published_at) == ("biodiversity-2028", "BIO", 2028, None)
    assert (new.starts_on, new.ends_on) == (NEXT, dt.date(2028, 11, 16))
    assert (new.registration_opens_at, new.registration_closes_at) == (
        dt.datetime(2028, 9, 28, 16, 0, 0, tzinfo=dt.UTC),
        dt.datetime(2028, 11, 3, 15, 59, 59, tzinfo=dt.UTC),
    )
    assert [session.starts_at for session in new.sessions.all()] == [
        dt.datetime(2028, 11, 15, 6, 0, tzinfo=dt.UTC),
        dt.datetime(2028, 11, 15, 7, 0, tzinfo=dt.UTC),
        dt.datetime(2028, 11, 15, 7, 20, tzinfo=dt.UTC),
        dt.datetime(2028, 11, 16, 6, 0, tzinfo=dt.UTC),
        dt.datetime(2028, 11, 16, 10, 0, tzinfo=dt.UTC),
    ]


def test_texts_contacts_agenda_and_enclosures_come_over_in_every_language(host, last):
    with translation.override("ru"):  # the officer's language has no say
        new = clone(last, host)
    new = Seminar.objects.get(pk=new.pk)
    assert (new.title_en, new.title_ru, new.title_zh_hans) == (last.title_en, "Семинар", "研讨会")
    assert (new.proposer, new.platform_name, new.interpretation, new.zone) == (last.proposer, "SCO platform", ["zh-hans", "en"], "Asia/Shanghai")
    assert list(new.contacts.values_list("role_en", "role_ru", "email")) == [("Registration desk 1, CSEC", "Бюро регистрации", "desk-1@example.org")]
    assert list(new.title_variants.values_list("title", "used_in")) == [("CICA Experts Seminar", "Annex II")]
    lines = ("session__title_en", "order", "speaker_en", "speaker_ru")
    assert list(Speech.objects.filter(session__seminar=new).values_list(*lines)) == list(Speech.objects.filter(session__seminar=last).values_list(*lines))
    assert Speech.objects.filter(session__seminar=new).count() == 4
    [document] = new.documents.all()
    assert (document.title_en, document.title_ru, document.file) == ("Concept paper", "Концепция", last.documents.get().file)


def test_what_belongs_to_the_old_seminar_alone_stays_there(host, last):
    new = Seminar.objects.get(pk=clone(last, host).pk)
    own = ("registration_first_closed_at", "confirmed_at", "joining_details_sent_at", "cancelled_at", "cancelled_by", "postponed_at", "first_starts_on")
    assert [getattr(new, name) for name in own] == [None] * len(own)
    assert (new.confirmed_by, new.cancelled_reason, new.cancelled_reason_ru or "", new.video_links.count()) == ("", "", "", 0)
    assert Seminar.objects.filter(pk=last.pk).values_list("cancelled_reason_en", "starts_on").get() == ("Sorry", dt.date(2027, 11, 17))
    assert last.sessions.count() == 5


def test_both_seminars_have_an_event(host, last):
    new = clone(last, host)
    assert list(SeminarEvent.objects.order_by("pk").values_list("seminar", "kind", "by", "detail")) == [
        (new.pk, "made from another", host.pk, {"seminar": "biodiversity", "days": 364}),
        (last.pk, "another made from it", host.pk, {"seminar": "biodiversity-2028", "days": 364}),
    ]


@pytest.mark.parametrize(
    ("asked", "sentence"),
    [
        ({"starts_on": dt.date(2027, 11, 17)}, "These are the days of the seminar that is copied. Give the first day of the new one."),
        ({"slug": "biodiversity"}, "Another seminar has this address. Choose one that no seminar has had, such as one with the year."),
        ({"starts_on": dt.date(2027, 12, 1)}, "Another seminar of 2027 gives references that begin with BIO-2027. Choose another prefix."),
    ],
)
def test_a_clone_that_is_refused_leaves_nothing(host, last, asked, sentence):
    with pytest.raises(Invalid) as refusal:
        clone(last, host, **asked)
    assert str(refusal.value) == sentence
    assert (Seminar.objects.count(), SeminarEvent.objects.count()) == (1, 0)


def test_hours_are_those_of_the_clock_in_summer_too(host):
    """A seminar on a November afternoon in Cairo (UTC+2) is one on a July afternoon (UTC+3) the year after."""
    zone = "Africa/Cairo"
    old = make.seminar(zone=zone, registration_zone=zone)
    make.session(old, old.starts_on, "14:00", "15:30", "Session 1")
    new = clone(old, host, starts_on=dt.date(2028, 7, 5))
    [session] = new.sessions.all()
    assert (old.sessions.get().starts_at.hour, session.starts_at, session.ends_at) == (
        12,
        dt.datetime(2028, 7, 5, 11, 0, tzinfo=dt.UTC),
        dt.datetime(2028, 7, 5, 12, 30, tzinfo=dt.UTC),
    )


def test_cloning_needs_the_right(last):
    for role in ("secretariat", "reader", "administrator"):
        with pytest.raises(PermissionDenied):
            clone(last, staff(role))
