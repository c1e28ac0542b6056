import re

import pytest
import time_machine
from django.urls import reverse

from agenda.enums import DocumentKind
from agenda.models import Document, TitleVariant
from directory import files
from seminar_portal import clock
from tests.factories import agenda as make
from tests.factories.directory import party, staff

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _during():
    with time_machine.travel(make.DURING, tick=False):
        yield


def text(response) -> str:
    """The words of a page, without its markup."""
    body = re.sub(r"<(head|select)\b.*?</\1>", " ", response.content.decode(), flags=re.S)
    words = re.sub(r"<[^>]+>", " ", body).replace("&#x27;", "'").replace("&amp;", "&")
    return re.sub(r"\s+([.,;)])", r"\1", " ".join(words.split())).replace("( ", "(")


def at(instant):
    return time_machine.travel(instant, tick=False)


def enclosure(of, **kw):
    stored = files.store_bytes(
        content=b"%PDF-1.4 concept", name="Concept paper.pdf", content_type="application/pdf", owner=f"agenda:{of.pk}", by=None, now=make.DURING
    )
    return Document.objects.create(**{"seminar": of, "kind": DocumentKind.CONCEPT_PAPER, "title": "Concept paper", "file": stored, **kw})


# --- the first page


def test_the_first_page_offers_what_is_open_and_says_when_the_past_one_closed(client):
    make.seminar()
    make.seminar(
        slug="biodiversity-2020",
        starts_on="2020-11-17",
        ends_on="2020-11-18",
        registration_opens_at=clock.start_of_day(make.dt.date(2020, 10, 16), make.BEIJING),
        registration_closes_at=clock.end_of_day(make.dt.date(2020, 11, 5), make.BEIJING),
        published_at=clock.start_of_day(make.dt.date(2020, 10, 16), make.BEIJING),
    )
    client.cookies["clock"] = "Europe/Moscow"
    response = client.get("/")
    assert "Register until Friday, 5 November 2027, 23:59 Beijing time (UTC+8) Friday, 5 November, 18:59 in Moscow (UTC+3)" in text(response)
    assert "Registration closed on Thursday, 5 November 2020, 23:59 Beijing time (UTC+8)" in text(response)
    assert re.findall(r'href="([^"]*register/)"', response.content.decode()) == ["/seminars/biodiversity/register/"]


def test_without_a_seminar_the_first_page_says_so(client):
    assert "No seminar is announced at present." in text(client.get("/"))


@pytest.mark.parametrize(
    ("instant", "words", "form"),
    [
        ("2027-09-30T15:59:59Z", "Registration begins on Friday, 1 October 2027, 00:00 Beijing time (UTC+8)", False),
        ("2027-09-30T16:00:00Z", "Register until Friday, 5 November 2027, 23:59 Beijing time (UTC+8)", True),
        ("2027-11-05T15:59:59.9Z", "Register until Friday, 5 November 2027, 23:59 Beijing time (UTC+8)", True),
        ("2027-11-05T16:00:00Z", "Registration closed on Friday, 5 November 2027, 23:59 Beijing time (UTC+8)", False),
    ],
)
@pytest.mark.parametrize("address", ["/", "/seminars/biodiversity/"])
def test_v03_each_page_follows_the_window(client, address, instant, words, form):
    make.seminar()
    with at(instant):
        response = client.get(address)
    assert words in text(response)
    assert ('href="/seminars/biodiversity/register/"' in response.content.decode()) is form


@pytest.mark.parametrize(
    ("zone", "words"),
    [
        ("Asia/Seoul", "Saturday, 6 November, 00:59 in Seoul (UTC+9) – the next day"),
        ("Asia/Kabul", "Friday, 5 November, 20:29 in Kabul (UTC+4:30)"),
        ("Asia/Vladivostok", "Saturday, 6 November, 01:59 in Vladivostok (UTC+10) – the next day"),
    ],
)
def test_v03_the_deadline_on_the_readers_clock(client, zone, words):
    make.seminar()
    client.cookies["clock"] = zone
    assert f"Friday, 5 November 2027, 23:59 Beijing time (UTC+8) {words}" in text(client.get("/seminars/biodiversity/"))


def test_an_extended_deadline_is_shown_as_extended(client):
    make.seminar(registration_first_closed_at=make.CLOSES, registration_closes_at=clock.end_of_day(make.dt.date(2027, 11, 8), make.BEIJING))
    for address in ("/", "/seminars/biodiversity/"):
        words = text(client.get(address))
        assert "Register until Monday, 8 November 2027, 23:59 Beijing time (UTC+8)" in words
        assert "Extended. The deadline was Friday, 5 November 2027, 23:59 Beijing time (UTC+8) before." in words


def test_the_number_of_queries_does_not_grow(client, django_assert_num_queries):
    """Cities and seminars: two, however many there are."""
    make.seminar()
    client.cookies["clock"] = "Asia/Seoul"
    client.get("/")
    with django_assert_num_queries(3):  # the seminars, the cities that name clocks, the cities to choose from
        client.get("/")
    for number in range(6):
        make.seminar(slug=f"other-{number}", zone="Asia/Almaty", registration_zone="Asia/Kabul", registration_first_closed_at=make.OPENS)
    with django_assert_num_queries(3):
        client.get("/")


def test_the_number_of_queries_of_a_seminar_does_not_grow(client, django_assert_num_queries):
    seminar = make.seminar()
    make.programme(seminar)
    make.contact(seminar)
    client.cookies["clock"] = "Asia/Seoul"
    client.get("/seminars/biodiversity/")
    with django_assert_num_queries(8):  # seminar and its five tables, cities twice
        client.get("/seminars/biodiversity/")
    make.contact(seminar, position=2)
    enclosure(seminar)
    enclosure(seminar, number=2)
    for hour in range(8, 13):
        make.session(seminar, seminar.starts_on, f"{hour:02d}:00", f"{hour:02d}:30", f"Item {hour}", speeches=("A", "B"))
    with django_assert_num_queries(8):
        client.get("/seminars/biodiversity/")


# --- one seminar


def test_a_seminars_page_says_all_that_a_delegate_must_know(client):
    seminar = make.seminar(
        summary="Policies and practice.",
        objectives="Exchange of ideas\nRegional development",
        invited="Government officials of member states\nRepresentatives of international organisations",
        host_parent="Ministry of Ecology and Environment of China",
        proposer=party("CN", formal_name="People's Republic of China"),
        platform_name="SCO Environmental Information Sharing Platform",
        platform_url="https://www.scoei.org.cn/",
        shared_fax="+86 10 5550 0199",
    )
    TitleVariant.objects.create(seminar=seminar, title="CICA Experts Seminar on Biodiversity Conservation", used_in="Annex II")
    make.contact(seminar, landline="+86 10 5550 0101", mobile="+86 155 5555 0001")
    make.contact(seminar, position=2, role="Registration desk 2, CSEC", email="desk-2@example.org")
    make.programme(seminar)
    enclosure(seminar)
    client.cookies["clock"] = "Europe/Moscow"
    response = client.get("/seminars/biodiversity/")
    words = text(response)
    for said in (
        "17–18 November 2027 · by video conference · hosted by the China Center for SCO Environmental Cooperation",
        "CICA Experience Exchange Seminar on Biodiversity Conservation Policies and practice.",
        "Subject to the consent of the member states",
        "When Wednesday, 17 November 2027, 14:00–16:50 Beijing time (UTC+8) 09:00–11:50 in Moscow (UTC+3)",
        "Proposed by People's Republic of China",
        "Host China Center for SCO Environmental Cooperation Ministry of Ecology and Environment of China",
        "Interpretation in Chinese and English only; none into Russian.",
        "Also announced as CICA Experts Seminar on Biodiversity Conservation · Annex II",
        "Objectives Exchange of ideas Regional development",
        "Who is invited Government officials of member states Representatives of international organisations",
        "At most two speakers per delegation can be given a place; further delegates are welcome.",
        "14:00–14:40 09:00–09:40 Opening Ceremony Opening Remarks Representative of the CICA Secretariat",
        "(UTC+8); below it Moscow (UTC+3).",
        "Speeches Representatives of CICA countries Chinese Representatives Representatives of International Institutions",
        "18:00 13:00 Closure",
        "Register on the SCO Environmental Information Sharing Platform as well. https://www.scoei.org.cn/",
        "You get a confirmation by e-mail with a reference and a personal link.",
        "Your registration is subject to the member states’ consent to the seminar.",
        "After official registration, the information on the video conference comes by e-mail.",
        "Enclosures Concept paper English · 16",
        "Registration desk 1, CSEC desk-1@example.org Telephone +86 10 5550 0101 Mobile +86 155 5555 0001",
        "Registration desk 2, CSEC desk-2@example.org",
        "Fax +86 10 5550 0199",
    ):
        assert said in words


def test_the_programme_marks_the_next_day_on_the_readers_clock(client):
    seminar = make.seminar()
    make.session(seminar, seminar.starts_on, "22:30", "23:30", "Reception")
    client.cookies["clock"] = "Asia/Vladivostok"
    assert "22:30–23:30 00:30–01:30 – the next day Reception" in text(client.get("/seminars/biodiversity/"))


def test_a_confirmed_seminar_says_so(client):
    make.seminar(confirmed=True)
    words = text(client.get("/seminars/biodiversity/"))
    assert "The member states have given their consent" in words
    assert "subject to the" not in words.lower()


def test_a_seminar_that_is_over_promises_nothing(client):
    make.seminar()
    with at("2027-11-18T16:00:00Z"):
        words = text(client.get("/seminars/biodiversity/"))
    assert "This seminar is over." in words
    assert "What happens next" not in words


def test_a_draft_is_not_there_even_for_staff(client):
    make.seminar(published_at=None)
    client.force_login(staff("host staff"))
    assert client.get("/seminars/biodiversity/").status_code == 404
    assert client.get("/seminars/nothing/").status_code == 404


def test_v27_markup_in_the_agenda_is_shown_letter_by_letter(client):
    seminar = make.seminar(title='<img src=x onerror=alert(1)> "R&D"')
    make.session(seminar, seminar.starts_on, "14:00", "14:40", '"><script>alert(2)</script>', speeches=("<b>Bold</b>",))
    body = client.get("/seminars/biodiversity/").content.decode()
    assert "<img" not in body
    assert "<script>" not in body
    assert "<b>Bold" not in body
    assert "&lt;img src=x onerror=alert(1)&gt; &quot;R&amp;D&quot;" in body
    assert "&lt;b&gt;Bold&lt;/b&gt;" in body


def test_v25_no_public_page_knows_a_video_link(client):
    seminar = make.seminar(confirmed=True, joining_details_sent_at=make.DURING)
    make.video_link(seminar)
    for address in ("/", "/seminars/biodiversity/", "/ru/seminars/biodiversity/"):
        body = client.get(address).content.decode()
        assert "739204" not in body
        assert "meet.example.org" not in body
        assert "555 123 45" not in body


@pytest.mark.parametrize("address", ["/", "/seminars/biodiversity/"])
def test_no_shared_cache_keeps_a_readers_clock(client, address):
    make.seminar()
    response = client.get(address)
    assert set(response["Cache-Control"].split(", ")) == {"private", "no-cache"}
    assert "Cookie" in response["Vary"]


@pytest.mark.parametrize("address", ["/", "/seminars/biodiversity/"])
def test_pages_are_read_only(client, address):
    make.seminar()
    assert client.head(address).status_code == 200
    assert client.post(address).status_code == 405


def test_the_words_of_a_translated_seminar_follow_the_address(client):
    make.seminar(title_ru="Семинар по биоразнообразию")
    assert "Семинар по биоразнообразию" in text(client.get("/ru/seminars/biodiversity/"))
    assert "Семинар по биоразнообразию" not in text(client.get("/seminars/biodiversity/"))
    assert "CICA Experience Exchange Seminar on Biodiversity Conservation" in text(client.get("/zh-hans/seminars/biodiversity/"))


# --- enclosures


def test_an_enclosure_is_given_to_everybody(client):
    document = enclosure(make.seminar())
    response = client.get(reverse("agenda:document", args=[document.pk]))
    assert (response.status_code, b"".join(response), response["Content-Type"], response["X-Content-Type-Options"]) == (
        200,
        b"%PDF-1.4 concept",
        "application/pdf",
        "nosniff",
    )


def test_an_enclosure_of_a_draft_is_not_there(client):
    document = enclosure(make.seminar(published_at=None))
    assert client.get(f"/documents/{document.pk}/").status_code == 404
    assert client.get(f"/documents/{document.pk + 1}/").status_code == 404


def test_an_enclosure_whose_bytes_are_lost_is_not_there(client):
    document = enclosure(make.seminar())
    document.file.file.delete(save=False)
    assert client.get(f"/documents/{document.pk}/").status_code == 404


# --- cancelled, postponed


@pytest.mark.parametrize("address", ["/", "/seminars/biodiversity/"])
def test_a_cancelled_seminar_says_so_plainly_and_offers_no_form(client, address):
    make.seminar(confirmed=True, cancelled_at=make.DURING, cancelled_reason_en="The venue is not available.", cancelled_reason_ru="Зал недоступен.")
    response = client.get(address)
    said = text(response)
    assert "Cancelled This seminar has been cancelled: it does not take place. Reason: The venue is not available." in said
    assert "register/" not in re.findall(r"<main.*</main>", response.content.decode(), re.S)[0]
    for words in ("Register until", "Registration closed", "What happens next", "given their consent"):
        assert words not in said
    assert "Зал недоступен." in text(client.get("/ru" + address))


@pytest.mark.parametrize("address", ["/", "/seminars/biodiversity/"])
def test_a_postponed_seminar_names_the_first_days_and_stays_open(client, address):
    make.seminar(
        starts_on=make.dt.date(2027, 12, 1),
        ends_on=make.dt.date(2027, 12, 2),
        first_starts_on=make.dt.date(2027, 11, 17),
        first_ends_on=make.dt.date(2027, 11, 18),
        postponed_at=make.DURING,
        postponed_reason="The venue is not available.",
    )
    response = client.get(address)
    assert (
        "Postponed The seminar takes place on 1–2 December 2027. It was announced for 17–18 November 2027 before. Reason: The venue is not available."
        in text(response)
    )
    assert 'href="/seminars/biodiversity/register/"' in response.content.decode()


# --- preview


def test_the_preview_of_a_draft_is_the_public_page_marked_and_never_kept(client):
    seminar = make.seminar(published_at=None)
    make.programme(seminar)
    client.force_login(staff("host staff"))
    response = client.get("/seminars/biodiversity/preview/")
    assert "This seminar is not published: only staff see this page." in text(response)
    assert "Register until Friday, 5 November 2027, 23:59 Beijing time (UTC+8)" in text(response)
    assert 'href="/seminars/biodiversity/register/"' not in response.content.decode()
    assert "no-store" in response["Cache-Control"] and "private" in response["Cache-Control"]
    assert response["X-Robots-Tag"] == "noindex, nofollow"
    seminar.refresh_from_db()
    assert seminar.published_at is None
    shown = text(response)
    seminar.published_at = make.PUBLISHED
    seminar.save()
    public = text(client.get("/seminars/biodiversity/"))
    start = public.index("17–18 November 2027")
    # the one difference: what only a published seminar has an address for
    assert shown[shown.index("17–18 November 2027") :] == public[start:].replace(" Enclosures Registration form (Annex II), empty DOCX", "")


def test_the_preview_of_a_public_seminar_says_that_it_is_one(client):
    make.seminar()
    client.force_login(staff("reader"))
    assert "This is how the public sees the page of this seminar." in text(client.get("/seminars/biodiversity/preview/"))


@pytest.mark.parametrize("who", [None, "administrator"])
def test_there_is_no_preview_for_others(client, who):
    seminar = make.seminar(published_at=None)
    document = enclosure(seminar)
    if who:
        client.force_login(staff(who))
    assert client.get("/seminars/biodiversity/preview/").status_code == 404
    assert client.get(f"/documents/{document.pk}/").status_code == 404


def test_the_staff_who_see_a_draft_read_its_enclosures(client):
    document = enclosure(make.seminar(published_at=None))
    client.force_login(staff("secretariat"))
    assert b"".join(client.get(f"/documents/{document.pk}/")) == b"%PDF-1.4 concept"
