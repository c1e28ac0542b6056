import datetime as dt
import logging

import pytest
from django.contrib.admin.models import LogEntry
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from agenda import registry
from agenda.models import Document, Seminar, SeminarEvent, Session, Speech, VideoLink
from tests.factories import agenda as make
from tests.factories.directory import staff

from .pages import change, posted

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("during")]
PDF = b"%PDF-1.7\n1 0 obj\n<<>>\nendobj\ntrailer\n<<>>\n%%EOF\n"


# --- the page of a seminar


def test_a_seminar_is_added_with_its_window_on_a_named_clock(client, host):
    make.cities()
    formsets = {f"{prefix}-{name}": 0 for prefix in ("title_variants", "contacts") for name in ("TOTAL_FORMS", "INITIAL_FORMS")}
    response = client.post(
        reverse("admin:agenda_seminar_add"),
        {
            "slug": "steppe",
            "reference_prefix": "STE",
            "title_en": "Seminar on Steppe",
            "host_name_en": "CSEC",
            "starts_on": "2027-11-17",
            "ends_on": "2027-11-18",
            "zone": "Asia/Shanghai",
            "speakers_per_delegation": 2,
            "interpretation": ["zh-hans", "en"],
            "registration_zone": "Asia/Almaty",
            "opens_day": "2027-10-01",
            "opens_hour": "09:00",
            "closes_day": "2027-11-05",
            "closes_hour": "",
            **formsets,
        },
    )
    assert response.status_code == 302
    seminar = Seminar.objects.get()
    assert (seminar.title, seminar.interpretation, seminar.published_at) == ("Seminar on Steppe", ["zh-hans", "en"], None)
    assert seminar.registration_opens_at == dt.datetime(2027, 10, 1, 4, 0, 0, tzinfo=dt.UTC)
    assert seminar.registration_closes_at == dt.datetime(2027, 11, 5, 18, 59, 59, tzinfo=dt.UTC)
    assert seminar.registration_zone == "Asia/Almaty"


def test_a_window_that_closes_before_it_opens_is_refused(client, host):
    seminar = make.seminar(published_at=None)
    response = posted(client, change(seminar), closes_day="2027-09-01")
    assert response.context["adminform"].form.errors == {"closes_day": ["Registration closes before it opens."]}
    assert Seminar.objects.get().registration_closes_at == make.CLOSES


def test_saving_a_draft_as_it_is_shown_changes_nothing(client, host):
    seminar = make.seminar(published_at=None)
    make.contact(seminar)
    make.programme(seminar)
    before = Seminar.objects.values().get()
    assert posted(client, change(seminar)).status_code == 302
    assert Seminar.objects.values().get() == before
    assert Session.objects.count() == 5


def test_a_published_seminar_keeps_its_deadline_address_and_prefix_whatever_is_posted(client, host):
    seminar = make.seminar()
    response = posted(
        client,
        change(seminar),
        summary_en="Changed",
        slug="other",
        reference_prefix="XXX",
        closes_day="2027-12-31",
        registration_zone="Asia/Seoul",
        registration_closes_at_0="2027-12-31",
        registration_closes_at_1="00:00",
        published_at_0="",
        confirmed_at_0="2027-10-12",
        confirmed_at_1="00:00",
        confirmed_by="me",
    )
    assert response.status_code == 302
    seminar.refresh_from_db()
    assert (seminar.summary, seminar.slug, seminar.reference_prefix, seminar.registration_closes_at) == ("Changed", "biodiversity", "BIO", make.CLOSES)
    assert (seminar.published_at, seminar.confirmed_at, seminar.confirmed_by, seminar.registration_zone) == (make.PUBLISHED, None, "", "Asia/Shanghai")


def test_the_page_shows_the_deadline_in_words_and_the_events(client, host):
    seminar = make.seminar(registration_first_closed_at=make.OPENS)
    SeminarEvent.objects.create(seminar=seminar, at=make.DURING, by=host, kind="registration extended", reason="The host asks for it", detail={"to": "later"})
    body = client.get(change(seminar)).content.decode()
    for words in (
        "Friday, 5 November 2027, 23:59 Beijing time (UTC+8)",
        "Friday, 1 October 2027, 00:00 Beijing time (UTC+8)",
        "registration extended",
        "The host asks for it",
    ):
        assert words in body


def test_events_cannot_be_added_changed_or_deleted_on_the_page(client, host):
    seminar = make.seminar()
    SeminarEvent.objects.create(seminar=seminar, at=make.DURING, by=host, kind="published")
    posted(client, change(seminar), **{"events-TOTAL_FORMS": 2, "events-0-DELETE": "on", "events-0-reason": "forged", "events-1-kind": "forged"})
    assert list(SeminarEvent.objects.values_list("kind", "reason")) == [("published", "")]


def buttons(client, seminar) -> list[str]:
    return [label for label, _url in client.get(change(seminar)).context["tools"]]


def test_the_buttons_follow_state_and_right(client, monkeypatch):
    monkeypatch.setattr(registry, "_tools", {})
    draft, public = make.seminar(slug="draft", published_at=None), make.seminar()
    client.force_login(staff("host staff"))
    adding = ["Preview of the public page", "Add an item of the agenda", "Add an enclosure", "Add a video link", "Make a new seminar from this one…"]
    assert buttons(client, draft) == ["Publish…", *adding]
    assert buttons(client, public) == adding
    for role in ("secretariat", "reader"):
        client.force_login(staff(role))
        assert buttons(client, public) == ["Preview of the public page"]


def test_an_app_above_hangs_its_button_on_the_page(client, host, monkeypatch):
    monkeypatch.setattr(registry, "_tools", {})
    seminar = make.seminar()
    registry.register_tool(registry.Tool("Send joining details…", "admin:agenda_seminar_document", lambda user, row: row.slug == "biodiversity"))
    assert client.get(change(seminar)).context["tools"][-1] == ("Send joining details…", reverse("admin:agenda_seminar_document", args=[seminar.pk]))
    Seminar.objects.update(slug="other")
    assert buttons(client, seminar)[-1] == "Make a new seminar from this one…"


@pytest.mark.parametrize(("role", "status"), [("host staff", 200), ("secretariat", 200), ("reader", 200), ("administrator", 403)])
def test_who_sees_a_seminar(client, role, status):
    client.force_login(staff(role))
    make.programme(make.seminar())
    seminar = Seminar.objects.get()
    assert client.get(change(seminar)).status_code == status
    assert client.get(reverse("admin:agenda_seminar_changelist")).status_code == status
    session = Session.objects.first()
    assert client.get(reverse("admin:agenda_session_change", args=[session.pk])).status_code == status


def test_a_reader_changes_nothing(client):
    seminar = make.seminar()
    client.force_login(staff("reader"))
    assert client.post(change(seminar), {"title_en": "x"}).status_code == 403
    assert Seminar.objects.get().title == "CICA Experience Exchange Seminar on Biodiversity Conservation"


def test_a_published_seminar_is_not_deleted(client):
    seminar = make.seminar()
    client.force_login(staff("host staff", is_superuser=True))
    assert client.post(reverse("admin:agenda_seminar_delete", args=[seminar.pk]), {"post": "yes"}).status_code == 403
    assert Seminar.objects.count() == 1


def test_the_list_finds_a_seminar_by_another_title_with_a_fixed_number_of_queries(client, host, django_assert_max_num_queries):
    seminar = make.seminar()
    seminar.title_variants.create(title="CICA Experts Seminar on Biodiversity Conservation")
    make.seminar(slug="other", title="Wetlands")
    address = reverse("admin:agenda_seminar_changelist")
    found = client.get(address, {"q": "Experts"})
    assert [row.slug for row in found.context["cl"].result_list] == ["biodiversity"]
    with django_assert_max_num_queries(50) as few:
        client.get(address)
    for number in range(5):
        make.seminar(slug=f"more-{number}", registration_zone="Asia/Seoul")
    with django_assert_max_num_queries(len(few)):
        client.get(address)


def test_the_page_of_a_seminar_has_a_fixed_number_of_queries(client, host, django_assert_max_num_queries):
    seminar = make.seminar()
    make.programme(seminar)
    SeminarEvent.objects.create(seminar=seminar, at=make.DURING, by=host, kind="published")
    with django_assert_max_num_queries(80) as few:
        client.get(change(seminar))
    for hour in range(8, 13):
        make.session(seminar, seminar.starts_on, f"{hour:02d}:00", f"{hour:02d}:30", f"Item {hour}", speeches=("A",))
        SeminarEvent.objects.create(seminar=seminar, at=make.DURING, by=host, kind="confirmed")
    with django_assert_max_num_queries(len(few)):
        client.get(change(seminar))


# --- enclosures


def test_an_enclosure_is_uploaded_and_can_be_read(client, host):
    seminar = make.seminar()
    response = client.post(
        reverse("admin:agenda_seminar_document", args=[seminar.pk]),
        {
            "number": 1,
            "kind": "concept paper",
            "title_en": "Concept paper",
            "language": "en",
            "file": SimpleUploadedFile("concept.pdf", PDF, "application/pdf"),
        },
    )
    assert response.status_code == 302
    document = Document.objects.get()
    assert (document.title_en, document.file.content_type, document.file.stored_by) == ("Concept paper", "application/pdf", host)
    assert b"".join(client.get(f"/documents/{document.pk}/")) == PDF


def test_a_file_of_another_kind_is_refused_at_the_field(client, host):
    seminar = make.seminar()
    response = client.post(
        reverse("admin:agenda_seminar_document", args=[seminar.pk]),
        {"number": 1, "kind": "other", "title_en": "Page", "language": "en", "file": SimpleUploadedFile("concept.pdf", b"<html>", "application/pdf")},
    )
    assert response.context["form"].errors == {"file": ["This file cannot be kept: give it as PDF, PNG, JPEG, TIFF or DOCX."]}
    assert Document.objects.count() == 0


# --- programme


def test_hours_are_the_seminars_wherever_the_officer_sits(client):
    client.force_login(staff("host staff", zone="Asia/Almaty"))
    seminar = make.seminar()
    item = make.session(seminar, seminar.starts_on, "14:00", "14:40", "Opening Ceremony")
    address = reverse("admin:agenda_session_change", args=[item.pk])
    form = client.get(address).context["adminform"].form
    assert (form["start"].value(), form["end"].value()) == (dt.time(14, 0), dt.time(14, 40))
    assert posted(client, address, start="15:35", end="").status_code == 302
    item.refresh_from_db()
    assert (item.starts_at, item.ends_at) == (dt.datetime(2027, 11, 17, 7, 35, tzinfo=dt.UTC), None)
    assert "14:00" not in client.get(change(seminar)).content.decode()
    assert "Wednesday, 17 November 2027, 15:35" in client.get(change(seminar)).content.decode()


def test_an_item_outside_the_days_or_backwards_is_refused(client, host):
    seminar = make.seminar()
    item = make.session(seminar, seminar.starts_on, "14:00", "14:40", "Opening Ceremony")
    response = posted(client, reverse("admin:agenda_session_change", args=[item.pk]), day="2027-11-19", end="13:00")
    assert response.context["adminform"].form.errors == {"day": ["This is not a day of the seminar."], "end": ["The item ends before it starts."]}


def test_a_printed_speech_is_added_under_its_item(client, host):
    seminar = make.seminar()
    item = make.session(seminar, seminar.starts_on, "14:00", "14:40", "Opening Ceremony")
    extra = {"speeches-TOTAL_FORMS": 1, "speeches-0-order": 1, "speeches-0-speaker_en": "Representative of the CICA Secretariat"}
    assert posted(client, reverse("admin:agenda_session_change", args=[item.pk]), **extra).status_code == 302
    assert Speech.objects.get().speaker == "Representative of the CICA Secretariat"


# --- video links


SECRETS = ("739204", "https://meet.example.org/j/55512345", "555 123 45")


def test_v25_the_passcode_stands_on_its_own_page_only(client, host):
    seminar = make.seminar(confirmed=True)
    link = make.video_link(seminar)
    own = client.get(reverse("admin:agenda_videolink_change", args=[link.pk])).content.decode()
    assert all(secret in own for secret in SECRETS)
    for address in (reverse("admin:agenda_videolink_changelist"), change(seminar), reverse("admin:agenda_seminar_changelist"), reverse("admin:index")):
        body = client.get(address).content.decode()
        assert not any(secret in body for secret in SECRETS)


def test_v25_no_log_knows_the_passcode(client, host, caplog):
    seminar = make.seminar(confirmed=True)
    link = make.video_link(seminar)
    with caplog.at_level(logging.DEBUG):
        posted(client, reverse("admin:agenda_videolink_change", args=[link.pk]), passcode="840315")
        client.get(reverse("admin:agenda_videolink_history", args=[link.pk]))
    assert VideoLink.objects.get().passcode == "840315"
    written = " ".join(f"{entry.object_repr} {entry.change_message}" for entry in LogEntry.objects.all())
    logged = " ".join(record.getMessage() for record in caplog.records if not record.name.startswith("django.db"))
    assert LogEntry.objects.count() == 1
    assert not any(secret in written + logged for secret in (*SECRETS, "840315"))


@pytest.mark.parametrize("role", ["secretariat", "reader", "administrator"])
def test_v25_a_video_link_is_the_hosts(client, role):
    seminar = make.seminar(confirmed=True)
    link = make.video_link(seminar)
    client.force_login(staff(role))
    for address in (reverse("admin:agenda_videolink_change", args=[link.pk]), reverse("admin:agenda_videolink_changelist")):
        assert client.get(address).status_code == 403
    if role != "administrator":
        assert "Example Meeting" not in client.get(change(seminar)).content.decode()
