"""Entry of paper forms, one after the other: the scan beside the form, what is kept for the next, registering at once, Word documents that fill the form."""

import datetime as dt
import io
import json
import re
from typing import Any

import pytest
import time_machine
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import override_settings
from django.urls import reverse

from directory.enums import Role
from directory.models import StoredFile
from notifications.models import OutgoingEmail
from registration.enums import Source, State
from registration.models import Registration, RegistrationEvent
from registration.services.scans import OWNER, PUT_AWAY
from tests.factories import agenda, desk, directory
from tests.factories import documents as make
from tests.registration.test_admin_views import ADD, AFTER, LIST, PDF, paper, text_of

pytestmark = pytest.mark.django_db
PNG = b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR\x00\x00\x00\x01\x00\x00\x00\x01\x08\x02\x00\x00\x00\x90wS\xde"
RECEIPT = f"{LIST}paper/receipt/"


@pytest.fixture(autouse=True)
def uploads(tmp_path, settings):
    with override_settings(
        STORAGES={**settings.STORAGES, "default": {"BACKEND": "django.core.files.storage.FileSystemStorage", "OPTIONS": {"location": tmp_path}}}
    ):
        yield


@pytest.fixture(autouse=True)
def clock():
    with time_machine.travel(AFTER, tick=False) as traveller:
        yield traveller


@pytest.fixture
def seminar():
    for code in ("KZ", "ID", "UN"):
        directory.party(code)
    return agenda.seminar()


@pytest.fixture
def officer(client):
    officer = directory.staff(Role.HOST)
    client.force_login(officer)
    return officer


def pdf(name: str = "fax.pdf", more: bytes = b"") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, PDF + more, content_type="application/pdf")


def word(content: bytes, name: str = "annex.docx") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, content)


def shown(response: Any) -> dict[str, str]:
    """The values of the shown form, as the browser would send them."""
    form = response.context["form"]
    return {name: str(form[name].value() or "") for name in form.fields if name != "scan"}


def scan_shown(response: Any) -> str:
    scan = response.context["scan"]
    return scan.name if scan is not None else ""


# --- the next form --------------------------------------------------------------------------------------------------------------------------------


def test_the_next_form_keeps_how_it_came_and_the_nation_and_nothing_of_the_person(client, officer, seminar):
    typed = paper(
        source="mail",
        received_on="05.11.2027",
        received_hour="1740",
        received_zone="Asia/Seoul",
        letters="ru",
        party="KZ",
        first_name="Dana",
        email="d@example.org",
    )
    response = client.post(ADD, typed, follow=True)
    kept = shown(response)
    assert {name: kept[name] for name in ("seminar_slug", "source", "received_on", "received_hour", "received_zone", "letters", "party")} == {
        "seminar_slug": "biodiversity",
        "source": "mail",
        "received_on": "2027-11-05",
        "received_hour": "17:40",
        "received_zone": "Asia/Seoul",
        "letters": "ru",
        "party": "KZ",
    }
    assert [name for name in ("family_name", "first_name", "email", "institution", "mobile_typed", "printed_name") if kept[name]] == []
    assert kept["form_token"] != typed["form_token"]
    assert re.search(r'<input[^>]*name="family_name"[^>]*>', response.content.decode())[0].count("autofocus") == 1  # type: ignore[index]
    row = Registration.objects.get()
    assert row.received_at == dt.datetime(2027, 11, 5, 8, 40, tzinfo=dt.UTC)
    assert row.recorded_at == AFTER


def test_what_is_kept_ends_with_the_sitting(client, officer, seminar, clock):
    client.post(ADD, paper())
    clock.shift(dt.timedelta(hours=2, seconds=-1))
    assert shown(client.get(ADD))["received_on"] == "2027-11-05"
    clock.shift(dt.timedelta(seconds=1))
    assert [shown(client.get(ADD))[name] for name in ("source", "received_on", "received_hour", "party")] == ["", "", "", ""]


def test_what_is_kept_is_of_one_officer_and_holds_no_person(client, officer, seminar):
    client.post(ADD, paper(family_name="Sukarti", email="sukarti@example.org"))
    kept = json.dumps(client.session["paper"])
    assert "Sukarti" not in kept
    assert "sukarti@example.org" not in kept
    client.force_login(directory.staff(Role.HOST))
    assert shown(client.get(ADD))["received_on"] == ""


def test_a_form_that_was_refused_is_not_kept_for_the_next(client, officer, seminar):
    client.post(ADD, paper(family_name=""))
    assert "paper" not in client.session


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"received_on": "5/11/2027"}, "“5/11/2027” can be 11 May 2027 or 5 November 2027: enter it as year-month-day, such as 2027-11-05"),
        ({"received_on": "31.11.2027"}, "There is no day “31.11.2027”: enter it as year-month-day, such as 2027-11-05"),
        ({"received_hour": "17"}, "Enter the hour of receipt with its minutes, such as 17:40 or 1740"),
    ],
)
def test_a_moment_that_is_not_sure_is_an_error_and_stays_as_typed(client, officer, seminar, changes, sentence):
    response = client.post(ADD, paper(**changes))
    assert sentence in response.content.decode()
    assert shown(response)[next(iter(changes))] == next(iter(changes.values()))
    assert Registration.objects.count() == 0


# --- registering at once ------------------------------------------------------------------------------------------------------------------------------


def test_it_is_registered_officially_at_once(client, officer, seminar):
    response = client.post(ADD, paper(register_now="on", email="sukarti@example.org"), follow=True)
    row = Registration.objects.get()
    assert "BIO-2027-0001 (Sukarti, Indonesia) is entered and officially registered. Two letters were sent." in text_of(response)
    assert (row.state, row.version) == (State.REGISTERED, 2)
    assert list(RegistrationEvent.objects.order_by("pk").values_list("kind", "by")) == [("received", officer.pk), ("register", officer.pk)]
    assert list(OutgoingEmail.objects.order_by("pk").values_list("kind", flat=True)) == ["registration/received", "registration/registered"]
    assert shown(response)["register_now"] == "True"  # the tick too is kept for the next


def test_the_same_form_sent_twice_is_registered_once(client, officer, seminar):
    for _time in range(2):
        response = client.post(ADD, paper(register_now="on"), follow=True)
        assert "BIO-2027-0001 (Sukarti, Indonesia) is entered and officially registered." in text_of(response)
    assert (Registration.objects.count(), RegistrationEvent.objects.filter(kind="register").count()) == (1, 1)


def test_a_late_form_is_kept_and_not_registered_whatever_is_ticked(client, officer, seminar):
    changes = {"received_on": "2027-11-06", "received_hour": "0:00", "register_now": "on", "email": "sukarti@example.org"}
    response = client.post(ADD, paper(**changes), follow=True)
    assert Registration.objects.get().state == State.LATE
    assert (
        "BIO-2027-0001 (Sukarti, Indonesia) is kept as late: it arrived after the deadline and is not counted. "
        "Registration closed on Friday, 5 November 2027, 23:59 Beijing time (UTC+8). A letter was sent. "
        "It was not registered officially: a late form must first be admitted, by an officer with that right."
    ) in text_of(response)
    assert OutgoingEmail.objects.get().kind == "registration/late"


def test_the_page_says_before_what_late_means(client, officer, seminar):
    text = text_of(client.get(ADD))
    assert "A form that arrived later than this is kept as late, answered with the standard letter and not counted; only a named officer can admit it." in text
    client.post(ADD, paper(received_on="2027-11-06", received_hour="00:00"))
    assert (
        "Read as Saturday, 6 November 2027, 00:00 Beijing time (UTC+8). "
        "Late: the form will be kept, answered with the standard letter and not counted. Only a named officer can admit it."
    ) in text_of(client.get(ADD))


def test_who_may_enter_and_not_review_has_no_tick(client, seminar):
    client.force_login(directory.user_with("registration.enter_paper", "registration.view_registration"))
    page = client.get(ADD).content.decode()
    assert 'name="register_now"' not in page
    client.post(ADD, paper(register_now="on"))
    assert Registration.objects.get().state == State.RECEIVED


def test_v27_markup_in_a_name_is_shown_letter_by_letter_in_the_report(client, officer, seminar):
    response = client.post(
        ADD, paper(family_name="<img src=x onerror=alert(1)>", party="other", other_organisation="{0} %(name)s <script>alert(2)</script>"), follow=True
    )
    page = response.content.decode()
    assert "&lt;img src=x onerror=alert(1)&gt;" in page
    assert "{0} %(name)s &lt;script&gt;alert(2)&lt;/script&gt;</bdi>) is entered" in page
    assert "<script>alert" not in page
    assert "<img" not in page


# --- how the moment of receipt is read ------------------------------------------------------------------------------------------------------------------


def said(client, **changes: str) -> dict[str, str]:
    query = {"seminar_slug": "biodiversity", "received_on": "05.11.2027", "received_hour": "2359", "received_zone": "Asia/Shanghai", **changes}
    return client.get(RECEIPT, query).json()


def test_the_receipt_is_read_aloud_while_it_is_typed(client, officer, seminar):
    assert said(client) == {"said": "Read as Friday, 5 November 2027, 23:59 Beijing time (UTC+8). In time.", "sign": "good"}
    assert said(client, received_on="2027-11-06", received_hour="00:59:59", received_zone="Asia/Seoul")["sign"] == "good"
    assert said(client, received_on="2027-11-06", received_hour="01:00", received_zone="Asia/Seoul")["sign"] == "stop"
    assert said(client, received_on="2028-01-01") == {
        "said": "Read as Saturday, 1 January 2028, 23:59 Beijing time (UTC+8): that is still to come.",
        "sign": "wait",
    }
    assert said(client, received_on="5/11/2027") == {
        "said": "“5/11/2027” can be 11 May 2027 or 5 November 2027: enter it as year-month-day, such as 2027-11-05.",
        "sign": "wait",
    }
    for lack in ("received_on", "received_hour", "received_zone"):
        assert said(client, **{lack: ""}) == {"said": "", "sign": ""}
    assert said(client, received_on="0001-01-01", received_hour="00:00") == {"said": "", "sign": "wait"}
    assert client.get(RECEIPT, {"seminar_slug": "none"}).status_code == 404


# --- scans --------------------------------------------------------------------------------------------------------------------------------------------


def show(client, *files: Any, **changes: Any) -> Any:
    return client.post(ADD, paper(act="show", scan=list(files), **changes))


def test_a_scan_is_shown_beside_the_form_and_nothing_is_judged_or_stored(client, officer, seminar):
    response = show(client, pdf(), family_name="", received_on="5/11/2027", job_title="Head of unit")
    page = response.content.decode()
    scan = StoredFile.objects.get()
    assert (scan.owner, scan.stored_by, scan.name) == (OWNER, officer, "fax.pdf")
    frame = re.search(r'<iframe class="paper-view" src="([^"#]+)#', page)
    assert frame is not None
    assert ("There is a problem" in page, shown(response)["job_title"], shown(response)["received_on"]) == (False, "Head of unit", "5/11/2027")
    assert Registration.objects.count() == 0
    answer = client.get(frame[1])
    assert b"".join(answer.streaming_content) == PDF
    assert (answer["Content-Type"], answer["X-Content-Type-Options"], answer["X-Frame-Options"]) == ("application/pdf", "nosniff", "SAMEORIGIN")
    assert answer["Content-Disposition"] == 'inline; filename="fax.pdf"'
    assert "frame-ancestors 'self'" in answer["Content-Security-Policy"]
    assert "unsafe" not in answer["Content-Security-Policy"]
    client.post(ADD, shown(response) | paper(form_token=None))
    assert Registration.objects.get().scan == scan


def test_a_scan_on_the_way_is_for_the_desk_only(client, officer, seminar):
    page = show(client, pdf()).content.decode()
    address = re.search(r'src="([^"#]+paper/scan/[^"#]+)#', page)[1]  # type: ignore[index]
    for role, status in ((Role.READER, 403), (Role.SECRETARIAT, 403), (Role.ADMINISTRATOR, 403)):
        client.force_login(directory.staff(role))
        assert client.get(address).status_code == status
    client.force_login(directory.staff(Role.HOST))
    answer = client.get(address)
    assert answer.status_code == 200
    assert b"".join(answer.streaming_content).startswith(b"%PDF")  # read to its end: a close would end the connection of the test
    for forged in (address.replace("paper/scan/", "paper/scan/x"), f"{LIST}paper/scan/{StoredFile.objects.get().pk}/"):
        assert client.get(forged).status_code == 404


def test_many_scans_wait_their_turn_over_log_ins(client, officer, seminar):
    response = show(client, pdf("1.pdf"), pdf("2.pdf", b"2"), pdf("3.pdf", b"3"))
    assert scan_shown(response) == "1.pdf"
    assert "2 more scans wait." in text_of(response)
    # who leaves this one for later sees the next, and it comes again after the last
    response = client.get(response.context["next_url"])
    assert scan_shown(response) == "2.pdf"
    response = client.post(ADD, {**shown(response), **paper()}, follow=True)
    assert (scan_shown(response), response.context["others"]) == ("3.pdf", 1)
    client.logout()
    client.force_login(officer)
    assert scan_shown(client.get(ADD)) == "1.pdf"
    response = client.get(client.get(ADD).context["next_url"])
    assert scan_shown(response) == "3.pdf"
    assert scan_shown(client.get(response.context["next_url"])) == "1.pdf"


def test_a_file_added_to_a_form_with_a_scan_waits_its_turn(client, officer, seminar):
    """Else another delegate's scan would come beside what was copied from this one."""
    response = show(client, word(make.form()))
    response = client.post(ADD, {**shown(response), "act": "show", "scan": [pdf("later.pdf")]})
    assert (scan_shown(response), response.context["others"], shown(response)["family_name"]) == ("annex.docx", 1, "OSPANOVA")
    client.post(ADD, {**shown(response), **paper(party="KZ", form_token=None), "scan": [pdf("last.pdf", b"3")]})
    assert [(row.family_name, row.scan and row.scan.name) for row in Registration.objects.all()] == [("Sukarti", "annex.docx")]
    assert [scan_shown(client.get(ADD)), client.get(ADD).context["others"]] == ["later.pdf", 1]


def test_the_same_bytes_wait_once(client, officer, seminar):
    show(client, pdf())
    show(client, pdf("again.pdf"))
    assert [scan.name for scan in StoredFile.objects.all()] == ["fax.pdf"]


def test_a_scan_that_was_entered_already_says_as_what(client, officer, seminar):
    client.post(ADD, paper(scan=pdf()))
    response = show(client, pdf("again.pdf"))
    assert "Already entered from this scan: BIO-2027-0001 Sukarti" in text_of(response)


def test_two_delegates_on_one_scan(client, officer, seminar):
    response = show(client, pdf(), pdf("2.pdf", b"2"))
    response = client.post(ADD, {**shown(response), **paper(), "same_scan": "on"}, follow=True)
    assert (scan_shown(response), shown(response)["same_scan"]) == ("fax.pdf", "")
    response = client.post(ADD, {**shown(response), "family_name": "Wahyuni"}, follow=True)
    assert scan_shown(response) == "2.pdf"
    assert [row.scan.name for row in Registration.objects.order_by("pk") if row.scan] == ["fax.pdf", "fax.pdf"]


def test_a_cover_sheet_is_put_away(client, officer, seminar):
    response = show(client, pdf("cover.pdf"), pdf("2.pdf", b"2"))
    response = client.post(ADD, {**shown(response), "act": "away"}, follow=True)
    assert "“cover.pdf” is put away: no form is entered from it." in text_of(response)
    assert (scan_shown(response), response.context["others"]) == ("2.pdf", 0)
    assert list(StoredFile.objects.order_by("pk").values_list("name", "owner")) == [("cover.pdf", PUT_AWAY), ("2.pdf", OWNER)]
    assert Registration.objects.count() == 0


def test_a_form_on_the_desk_is_entered_without_the_scans_that_wait(client, officer, seminar):
    show(client, pdf())
    response = client.get(f"{ADD}?scan=none")
    assert (scan_shown(response), response.context["others"]) == ("", 1)
    response = client.post(ADD, {**shown(response), **paper()}, follow=True)
    assert (Registration.objects.get().scan, scan_shown(response)) == (None, "")
    assert "1 more scan waits. Show the first" in text_of(response)


def test_files_of_which_one_cannot_be_kept(client, officer, seminar):
    response = show(client, pdf("1.pdf"), SimpleUploadedFile("2.exe", b"MZ\x90\x00 not a scan"))
    assert "2.exe: This file cannot be kept: give it as PDF, PNG, JPEG, TIFF or DOCX." in text_of(response)
    assert scan_shown(response) == "1.pdf"


@pytest.mark.parametrize(
    ("content", "name", "how"),
    [(PNG, "fax.png", '<div class="paper-view"'), (b"II*\x00" + b"\x00" * 60, "fax.tif", "A browser cannot show a file of this kind")],
)
def test_pictures_are_shown_and_what_no_browser_shows_is_a_link(client, officer, seminar, content, name, how):
    response = show(client, SimpleUploadedFile(name, content))
    assert how in response.content.decode()
    assert f">{name}<" in response.content.decode()


def test_v29_without_a_button_the_form_is_entered_whatever_the_button_says(client, officer, seminar):
    client.post(ADD, paper(act="Отправить"))
    assert Registration.objects.count() == 1


def test_queries_do_not_grow_with_what_waits(client, officer, seminar, django_assert_max_num_queries):
    show(client, pdf())
    with django_assert_max_num_queries(30) as few:
        client.get(ADD)
    show(client, *(pdf(f"{n}.pdf", str(n).encode()) for n in range(12)))
    desk.many(seminar, 12, source=Source.FAX)
    with django_assert_max_num_queries(30) as many:
        client.get(ADD)
    assert len(many) == len(few)


# --- a Word document fills the form ---------------------------------------------------------------------------------------------------------------------


def test_a_word_document_fills_the_form_and_stores_nothing(client, officer, seminar):
    response = show(client, word(make.form(Nation="Kazakhstan")), family_name="typed before")
    values = shown(response)
    assert {name: values[name] for name in ("family_name", "middle_name", "first_name", "gender", "party", "institution", "email", "speech_topic")} == {
        "family_name": "OSPANOVA",
        "middle_name": "Bolatovna",
        "first_name": "Dana",
        "gender": "female",
        "party": "KZ",
        "institution": "Ministry of Ecology",
        "email": "d.ospanova@example.org",
        "speech_topic": "Steppe and saiga",
    }
    assert "Read from “annex.docx”: 12 of twelve fields. Nothing is stored yet: check them, then enter the form." in text_of(response)
    assert Registration.objects.count() == 0
    client.post(ADD, values)
    row = Registration.objects.get()
    assert (row.printed_name, row.party.code, row.mobile_typed, row.gender) == ("Dana OSPANOVA", "KZ", "8 (701) 000-00-00 ext. 5", "female")
    assert row.scan == StoredFile.objects.get()
    assert row.scan.name == "annex.docx"


def test_a_nation_that_is_not_known_leaves_none_chosen_whatever_the_last_form_had(client, officer, seminar):
    client.post(ADD, paper(party="ID"))
    response = show(client, word(make.form(Nation="Казахстон")), party="ID")
    assert "Nation: “Казахстон” was not recognised; choose it." in text_of(response)
    assert (shown(response)["party"], shown(response)["other_organisation"]) == ("", "Казахстон")
    response = client.post(ADD, shown(response))
    assert "Choose the state or organisation, or “Another organisation”" in response.content.decode()
    assert "Nation: “Казахстон” was not recognised; choose it." in text_of(response)  # it stands there until it is chosen
    assert Registration.objects.count() == 1


def test_a_state_without_standing_today_is_not_chosen(client, officer, seminar):
    directory.party("XX", name="Elsewhere", standing=None)
    response = show(client, word(make.form(Nation="Elsewhere")))
    assert (shown(response)["party"], shown(response)["other_organisation"]) == ("", "Elsewhere")
    assert "Nation: “Elsewhere” was not recognised; choose it." in text_of(response)


def test_word_documents_that_wait_fill_their_forms_in_turn(client, officer, seminar):
    show(client, word(make.form(Family_Name="OSPANOVA"), "1.docx"), word(make.form(Family_Name="BEKOV", Nation="Indonesia"), "2.docx"))
    response = client.get(ADD)
    assert shown(response)["family_name"] == "OSPANOVA"
    response = client.post(ADD, {**shown(response), "source": "mail", "received_on": "2027-11-05", "received_hour": "1740"}, follow=True)
    assert (shown(response)["family_name"], shown(response)["party"], shown(response)["source"]) == ("BEKOV", "ID", "mail")


def test_what_was_corrected_by_hand_is_not_filled_over(client, officer, seminar):
    response = show(client, word(make.form()))
    response = client.post(ADD, {**shown(response), "act": "show", "family_name": "OSPAN"})
    assert shown(response)["family_name"] == "OSPAN"
    response = client.post(ADD, {**shown(response), "received_on": ""})
    assert shown(response)["family_name"] == "OSPAN"


def test_what_the_file_says_stands_beside_the_form(client, officer, seminar):
    response = show(client, word(make.form("ru", Nation="Казахстон <b>")))
    assert "Фамилия OSPANOVA" in text_of(response)
    assert "<bdi>Казахстон &lt;b&gt;</bdi>" in response.content.decode()


@pytest.mark.parametrize(
    ("content", "sentence", "kept"),
    [
        (make.of_tables([["Concept paper", "Topics"]]), "No Annex II was found in this file", 1),
        (make.repacked(make.form(), word__vbaProject_bin=b"x"), "annex.docx: This Word file holds macros", 0),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600, "annex.docx: This Word file is protected by a password or of the old kind", 0),
        (make.repacked(make.form(), word__document_xml=b"<w:document"), "This file cannot be read as a Word document.", 1),
    ],
)
def test_a_word_document_that_cannot_fill_says_why(client, officer, seminar, content, sentence, kept):
    response = show(client, word(content), family_name="typed before")
    assert sentence in text_of(response)
    assert shown(response)["family_name"] == "typed before"
    assert StoredFile.objects.count() == kept


def test_a_bomb_is_neither_unpacked_nor_kept(client, officer, seminar):
    content = make.repacked(make.form(), **{f"word__media__{n}_bin": b"\0" * 8 * 1024 * 1024 for n in range(9)})
    response = show(client, word(content))
    assert "annex.docx: This file unpacks to more than a form can hold: ask for it as PDF." in text_of(response)
    assert StoredFile.objects.count() == 0


def test_our_own_document_comes_back_through_the_page(client, officer, seminar):
    row = desk.registration(seminar, party=None, other_organisation="World Steppe Fund", family_name="الحسيني", first_name="ليلى", gender="female")
    answer = client.get(reverse("admin:registration_registration_document", args=[row.pk]))
    assert answer["Content-Disposition"] == 'attachment; filename="Annex II BIO-2027-0001.docx"'
    response = show(client, SimpleUploadedFile("back.docx", io.BytesIO(answer.content).read()))
    values = shown(response)
    assert (values["family_name"], values["first_name"], values["gender"]) == ("الحسيني", "ليلى", "female")
    assert (values["party"], values["other_organisation"]) == ("", "World Steppe Fund")
