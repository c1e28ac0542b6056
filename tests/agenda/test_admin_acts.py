import datetime as dt

import pytest
from django.urls import reverse

from agenda.models import Seminar, SeminarEvent
from tests.factories import agenda as make
from tests.factories.directory import staff

from .pages import change, posted

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("during")]
PDF = b"%PDF-1.7\n1 0 obj\n<<>>\nendobj\ntrailer\n<<>>\n%%EOF\n"


# --- acts


def test_publishing_says_what_is_missing_and_needs_the_button(client, host):
    seminar = make.seminar(published_at=None, title_ru="Семинар")
    address = reverse("admin:agenda_seminar_publish", args=[seminar.pk])
    page = client.get(address)
    assert [item.sentence for item in page.context["checklist"] if item.blocks] == [
        "There is no contact with an e-mail address: delegates could not ask, and their answers would reach nobody."
    ]
    assert 'type="submit" class="default"' not in page.content.decode()
    refused = client.post(address, follow=True)
    assert [str(message) for message in refused.context["messages"]] == [item.sentence for item in page.context["checklist"] if item.blocks]
    assert Seminar.objects.get().published_at is None
    make.contact(seminar)
    assert 'value="Publish the seminar"' in client.get(address).content.decode()
    assert client.post(address).status_code == 302
    assert Seminar.objects.get().published_at == make.DURING
    again = client.post(address, follow=True)
    assert [str(message) for message in again.context["messages"]][-1] == "This seminar is published already."
    assert SeminarEvent.objects.count() == 1


def test_the_checklist_stands_on_the_page_of_a_seminar_and_leads_to_where_it_is_mended(client, host):
    seminar = make.seminar(published_at=None)
    body = client.get(change(seminar)).content.decode()
    assert f'<a href="{change(seminar)}#contacts-group">There is no contact with an e-mail address' in body
    assert f'<a href="{reverse("admin:agenda_session_add")}?seminar={seminar.pk}">There is no item in the programme.</a>' in body


# --- a new seminar, and one from an earlier one


def test_a_new_seminar_asks_for_little_and_takes_the_host_of_the_latest(client, host):
    make.seminar(host_name_ru="Центр", platform_name="SCO platform", interpretation=["zh-hans", "en", "ru"])
    address = reverse("admin:agenda_seminar_add")
    form = client.get(address).context["adminform"].form
    required = {name for name, field in form.fields.items() if field.required}
    assert required == {
        "title_en",
        "slug",
        "reference_prefix",
        "starts_on",
        "closes_day",
        "host_name_en",
        "zone",
        "registration_zone",
        "speakers_per_delegation",
    }
    assert form["host_name_en"].value() == "China Center for SCO Environmental Cooperation"
    assert (form["host_name_ru"].value(), form["platform_name_en"].value(), form["interpretation"].value()) == (
        "Центр",
        "SCO platform",
        ["zh-hans", "en", "ru"],
    )
    assert (form["zone"].value(), form["speakers_per_delegation"].value()) == ("Asia/Shanghai", 2)
    typed = {"title_en": "Seminar on Steppe", "slug": "steppe-2028", "reference_prefix": "STE", "starts_on": "2028-05-16", "closes_day": "2028-05-02"}
    assert posted(client, address, **typed).status_code == 302
    new = Seminar.objects.get(slug="steppe-2028")
    assert (new.starts_on, new.ends_on, new.published_at) == (dt.date(2028, 5, 16), dt.date(2028, 5, 16), None)
    assert new.registration_opens_at == dt.datetime(2027, 10, 11, 16, 0, 0, tzinfo=dt.UTC)  # at once
    assert new.registration_closes_at == dt.datetime(2028, 5, 2, 15, 59, 59, tzinfo=dt.UTC)
    assert new.host_name_ru == "Центр"


def test_cloning_shows_all_dates_first_and_makes_the_draft_by_the_second_button(client, host):
    seminar = make.seminar(registration_first_closed_at=make.CLOSES, registration_closes_at=make.CLOSES + dt.timedelta(days=3))
    make.programme(seminar)
    address = reverse("admin:agenda_seminar_clone", args=[seminar.pk])
    form = client.get(address).context["form"]
    assert form.initial == {"starts_on": dt.date(2028, 11, 15), "slug": "biodiversity-2028", "reference_prefix": "BIO"}
    typed = {"starts_on": "2028-11-15", "slug": "biodiversity-2028", "reference_prefix": "BIO"}
    shown = client.post(address, typed)
    assert Seminar.objects.count() == 1
    body = " ".join(shown.content.decode().split())
    assert "Friday, 3 November 2028, 23:59 Beijing time (UTC+8)" in body
    assert "Wednesday, 15 November 2028, 14:00 Beijing time (UTC+8)" in body
    assert "15–16 November 2028" in body
    made = client.post(address, {**typed, "seen": shown.context["seen"]})
    new = Seminar.objects.get(slug="biodiversity-2028")
    assert made["Location"] == change(new)
    assert (new.published_at, new.sessions.count()) == (None, 5)


def test_a_day_changed_after_the_preview_is_shown_again_before_anything_is_made(client, host):
    seminar = make.seminar()
    address = reverse("admin:agenda_seminar_clone", args=[seminar.pk])
    response = client.post(address, {"starts_on": "2028-11-22", "slug": "new", "reference_prefix": "BIO", "seen": "2028-11-15"})
    assert (response.context["seen"], Seminar.objects.count()) == ("2028-11-22", 1)


def test_a_taken_address_or_prefix_is_said_before_the_preview(client, host):
    seminar = make.seminar()
    address = reverse("admin:agenda_seminar_clone", args=[seminar.pk])
    response = client.post(address, {"starts_on": "2028-11-15", "slug": "biodiversity", "reference_prefix": "BIO"})
    assert response.context["form"].non_field_errors() == ["Another seminar has this address. Choose one that no seminar has had, such as one with the year."]
    response = client.post(address, {"starts_on": "2027-12-15", "slug": "second", "reference_prefix": "BIO"})
    assert response.context["form"].non_field_errors() == ["Another seminar of 2027 gives references that begin with BIO-2027. Choose another prefix."]
    assert response.context["plan"] is None


@pytest.mark.parametrize("name", ["agenda_seminar_publish", "agenda_seminar_clone", "agenda_seminar_document"])
def test_acts_are_forbidden_to_others(client, name):
    seminar = make.seminar(published_at=None)
    address = reverse(f"admin:{name}", args=[seminar.pk])
    assert client.get(address).status_code == 302  # to the log-in
    for role in ("secretariat", "reader", "administrator"):
        client.force_login(staff(role))
        assert client.get(address).status_code == 403
        assert client.post(address, {}).status_code == 403
    assert Seminar.objects.get().published_at is None
    client.force_login(staff("host staff"))
    assert client.get(reverse(f"admin:{name}", args=[seminar.pk + 1])).status_code == 404
