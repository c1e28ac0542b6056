"""The pages on which staff tell everybody: a form, a preview in words that a real delegate would get, the act, and the progress."""

import datetime as dt

import pytest
import time_machine
from django.test import Client
from django.urls import reverse

from agenda.models import Seminar, SeminarEvent
from directory.enums import Role
from directory.models import User
from notifications import delivery
from notifications.models import OutgoingEmail
from registration import tasks
from registration.enums import Announced, State
from registration.models import Announcement
from registration.services import announcements as services
from tests.factories import agenda as make
from tests.factories.desk import many, registration
from tests.factories.directory import staff
from tests.factories.registration import words

NOW = make.DURING
pytestmark = pytest.mark.django_db
EXTEND = {"day": "2027-11-08", "hour": "", "zone": "Asia/Shanghai", "reason": "Three states asked.", "addressed": "live and late"}
CANCEL = {"reason_en": "The venue is not available.", "reason_ru": "Зал недоступен.", "reason_zh_hans": ""}
POSTPONE = {**CANCEL, "starts_on": "2027-12-01", "move_deadline": "on"}
MESSAGE = {"addressed": "live", "subject_en": "Headsets", "text_en": "Please test your headset.", "token": "t" * 43}


@pytest.fixture(autouse=True)
def _now():
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def host(client: Client) -> User:
    user = staff(Role.HOST)
    client.force_login(user)
    return user


@pytest.fixture
def seminar() -> Seminar:
    row = make.seminar()
    make.contact(row)
    return row


def address(name: str, seminar: Seminar) -> str:
    return reverse(f"admin:registration_announcement_{name}", args=[seminar.pk])


def readers(seminar: Seminar) -> None:
    for number, language in enumerate(("en", "en", "ru")):
        registration(seminar, language=language, email=f"reader-{number}@example.org", family_name=f"READER{number}", state=State.REGISTERED)
    registration(seminar, email="", family_name="PAPER")


def buttons(client: Client, seminar: Seminar) -> list[str]:
    return [label for label, _url in client.get(reverse("admin:agenda_seminar_change", args=[seminar.pk])).context["tools"]]


def test_the_buttons_of_a_seminar_follow_its_state(client: Client, host: User, seminar: Seminar) -> None:
    acts = {"Extend registration…", "Message to everybody…", "Postpone…", "Cancel…", "Take the cancellation back…", "Send joining details…"}
    assert acts & set(buttons(client, seminar)) == acts - {"Take the cancellation back…"}
    Seminar.objects.update(cancelled_at=NOW)
    assert acts & set(buttons(client, seminar)) == {"Message to everybody…", "Take the cancellation back…"}
    Seminar.objects.update(cancelled_at=None, published_at=None)
    assert acts & set(buttons(client, seminar)) == set()
    Seminar.objects.update(published_at=make.PUBLISHED)
    with time_machine.travel("2027-11-18T16:00:00Z", tick=False):
        client.force_login(host)
        assert acts & set(buttons(client, seminar)) == {"Message to everybody…"}
    client.force_login(staff(Role.SECRETARIAT))
    assert acts & set(buttons(client, seminar)) == set()


def test_the_preview_shows_each_language_to_a_real_delegate_and_does_nothing(client: Client, host: User, seminar: Seminar) -> None:
    readers(seminar)
    answer = client.post(address("cancel", seminar), {**CANCEL, "step": "preview"})
    said = words(answer.content.decode())
    assert "Nothing is done yet." in said
    assert "3 delegates get an e-mail each. 1 delegate has no e-mail address: tell that delegate another way." in said
    assert "English – 2 delegates As Aigerim READER0 (BIO-2027-0001) gets it: BIO-2027-0001: the seminar is cancelled" in said
    assert "Russian – 1 delegate As Aigerim READER2 (BIO-2027-0003) gets it:" in said
    assert "The venue is not available." in said and "Зал недоступен." in said
    assert "[personal link]" in said
    assert "Cancel the seminar and tell 3 delegates" in said
    assert (Seminar.objects.get().cancelled_at, Announcement.objects.count(), SeminarEvent.objects.count()) == (None, 0, 0)


@pytest.mark.parametrize(("name", "typed"), [("extend", EXTEND), ("cancel", CANCEL), ("postpone", POSTPONE), ("message", MESSAGE)])
@pytest.mark.parametrize("step", [{}, {"step": "preview"}, {"step": "отправить"}, {"step": "edit"}])
def test_v29_without_the_button_of_the_preview_nothing_is_done(client: Client, host: User, seminar: Seminar, name: str, typed: dict, step: dict) -> None:
    readers(seminar)
    answer = client.post(address(name, seminar), {**typed, **step})
    assert answer.status_code == 200
    assert (Announcement.objects.count(), SeminarEvent.objects.count()) == (0, 0)


def hidden(answer) -> dict[str, str]:
    """What the form of the preview sends."""
    form = answer.context["form"]
    return {name: form[name].value() for name in form.fields if form[name].value() not in (None, False)}


@pytest.mark.parametrize(
    ("name", "typed", "kind", "queued"),
    [
        ("extend", EXTEND, Announced.EXTENDED, 3),
        ("cancel", CANCEL, Announced.CANCELLED, 3),
        ("postpone", POSTPONE, Announced.POSTPONED, 3),
        ("message", MESSAGE, Announced.MESSAGE, 3),
    ],
)
def test_the_button_of_the_preview_does_it_and_leads_to_the_progress(client, host, seminar, name, typed, kind, queued) -> None:
    readers(seminar)
    preview = client.post(address(name, seminar), {**typed, "step": "preview"})
    done = client.post(address(name, seminar), {**hidden(preview), "step": "do"})
    announcement = Announcement.objects.get()
    assert (done.status_code, done["Location"]) == (302, reverse("admin:registration_announcement_change", args=[announcement.pk]))
    assert (announcement.kind, announcement.total, announcement.by) == (kind, 4, host)
    running = client.get(done["Location"])
    assert "0 of 4. You may close this page; it goes on." in words(running.content.decode())
    assert 'id="bulk-progress" data-refresh="3"' in running.content.decode()
    tasks.continue_announcements()
    written = words(client.get(done["Location"]).content.decode())
    assert f"Mails written{queued}" in written and "Without an e-mail address1" in written
    seminar.refresh_from_db()
    facts = {
        "extend": seminar.registration_closes_at == dt.datetime(2027, 11, 8, 15, 59, 59, tzinfo=dt.UTC),
        "cancel": seminar.cancelled_reason == "The venue is not available.",
        "postpone": (seminar.starts_on, seminar.registration_closes_at) == (dt.date(2027, 12, 1), dt.datetime(2027, 11, 19, 15, 59, 59, tzinfo=dt.UTC)),
        "message": announcement.texts == {"en": {"subject": "Headsets", "text": "Please test your headset."}},
    }
    assert facts[name]


def test_the_button_pressed_twice_acts_once(client: Client, host: User, seminar: Seminar) -> None:
    readers(seminar)
    for _click in range(2):
        client.post(address("message", seminar), {**MESSAGE, "step": "do"})
        client.post(address("extend", seminar), {**EXTEND, "step": "do"})
        client.post(address("cancel", seminar), {**CANCEL, "step": "do"})
    assert sorted(Announcement.objects.values_list("kind", flat=True)) == ["cancelled", "extended", "message"]


def test_change_something_brings_back_what_was_typed(client: Client, host: User, seminar: Seminar) -> None:
    answer = client.post(address("cancel", seminar), {**CANCEL, "step": "edit"})
    assert "Зал недоступен." in answer.content.decode()
    assert 'value="Show what will happen"' in answer.content.decode()


def test_an_extension_by_day_or_hour_on_a_named_clock(client: Client, host: User, seminar: Seminar) -> None:
    assert "The deadline is <time" in client.get(address("extend", seminar)).content.decode()
    client.post(address("extend", seminar), {**EXTEND, "hour": "18:00", "zone": "Asia/Almaty", "addressed": "", "step": "do"})
    assert Seminar.objects.get().registration_closes_at == dt.datetime(2027, 11, 8, 13, 0, tzinfo=dt.UTC)
    assert (SeminarEvent.objects.get().reason, Announcement.objects.count()) == ("Three states asked.", 0)


def test_a_refused_extension_says_why_at_the_preview_and_keeps_what_was_typed(client: Client, host: User, seminar: Seminar) -> None:
    answer = client.post(address("extend", seminar), {**EXTEND, "day": "2027-11-01", "hour": "18:00", "step": "preview"})
    body = answer.content.decode()
    assert "Registration closes on Friday, 5 November 2027, 23:59 Beijing time (UTC+8). The new deadline must be later than that." in body
    assert 'value="18:00"' in body
    assert "<title>Error:" in " ".join(body.split()).replace("<title> ", "<title>")
    assert Seminar.objects.get().registration_closes_at == make.CLOSES


@pytest.mark.parametrize(
    ("name", "typed", "errors"),
    [
        (
            "extend",
            {"day": "", "hour": "6 p.m.", "zone": "Asia/Shanghai", "reason": " "},
            {
                "day": ["Enter a day, such as 2027-11-05."],
                "hour": ["Enter an hour from 00:00 to 23:59, such as 14:00."],
                "reason": ["Say why the deadline is extended."],
            },
        ),
        ("cancel", {"reason_ru": "Зал недоступен."}, {"reason_en": ["Write the reason in English at least. The delegates read it."]}),
        (
            "postpone",
            {"reason_en": "x", "starts_on": ""},
            {"starts_on": ["Enter a day, such as 2027-11-05."], "consent": ["Say whether the consent of the member states covers the new days."]},
        ),
        ("message", {"addressed": "live", "subject_en": "x"}, {"text_en": ["Write the text in English at least."]}),
        ("message", {**MESSAGE, "text_ru": "Текст"}, {"__all__": ["Write subject and text in Russian."]}),
    ],
)
def test_what_is_missing_is_said_so_that_one_can_act(client, host, seminar, name, typed, errors) -> None:
    Seminar.objects.update(confirmed_at=NOW, confirmed_by="note 213")
    answer = client.post(address(name, seminar), typed)
    assert answer.context["form"].errors == errors


def test_the_question_of_consent_is_asked_for_a_confirmed_seminar_only(client: Client, host: User, seminar: Seminar) -> None:
    assert "consent" not in client.get(address("postpone", seminar)).context["form"].fields
    Seminar.objects.update(confirmed_at=NOW, confirmed_by="note № 15-1/213emb")
    body = words(client.get(address("postpone", seminar)).content.decode())
    assert "The seminar is confirmed by note № 15-1/213emb. That consent was asked for 17–18 November 2027." in body
    preview = client.post(address("postpone", seminar), {**POSTPONE, "consent": "taken back"})
    assert "The seminar is no longer confirmed." in words(preview.content.decode())
    client.post(address("postpone", seminar), {**POSTPONE, "consent": "taken back", "step": "do"})
    assert Seminar.objects.get().is_confirmed is False


def test_a_postponement_shows_the_agenda_on_its_new_days(client: Client, host: User, seminar: Seminar) -> None:
    make.programme(seminar)
    said = words(client.post(address("postpone", seminar), POSTPONE).content.decode())
    assert "New days: 1–2 December 2027 (until now 17–18 November 2027)" in said
    assert "Opening CeremonyWednesday, 17 November 2027, 14:00 Beijing time (UTC+8)Wednesday, 1 December 2027, 14:00 Beijing time (UTC+8)" in said
    assert "Registration closes: Friday, 19 November 2027, 23:59 Beijing time (UTC+8)" in said


def test_the_step_back_from_the_page(client: Client, host: User, seminar: Seminar) -> None:
    readers(seminar)
    client.post(address("cancel", seminar), {**CANCEL, "step": "do"})
    said = words(client.post(address("reinstate", seminar), {"reason_en": "It was a mistake."}).content.decode())
    assert "this seminar takes place after all" in said
    client.post(address("reinstate", seminar), {"reason_en": "It was a mistake.", "step": "do"})
    assert Seminar.objects.get().cancelled_at is None
    assert Announcement.objects.filter(kind=Announced.REINSTATED).count() == 1


def test_v14_the_report_says_what_became_of_each_mail(client: Client, host: User, seminar: Seminar) -> None:
    rows = many(seminar, 3)
    announcement = services.announce(
        seminar_id=seminar.pk, addressed="live", texts={"en": {"subject": "Headsets", "text": "Test them."}}, token="", by=host, now=NOW
    )
    tasks.continue_announcements()
    type(rows[0]).objects.filter(pk=rows[0].pk).update(state=State.WITHDRAWN)
    for mail in OutgoingEmail.objects.order_by("pk"):
        delivery.deliver(mail_id=mail.pk, now=lambda: NOW)
    page = client.get(reverse("admin:registration_announcement_change", args=[announcement.pk]))
    assert [(str(line.state), line.reason, line.count) for line in page.context["lines"]] == [("sent", "", 2), ("not_sent", "withdrawn", 1)]
    assert "bulk-progress" not in page.content.decode()
    assert "delegate-1@example.org" not in page.content.decode()


def test_a_message_is_stopped_from_its_page(client: Client, host: User, seminar: Seminar) -> None:
    many(seminar, 3)
    announcement = services.announce(
        seminar_id=seminar.pk, addressed="live", texts={"en": {"subject": "Headsets", "text": "Test them."}}, token="", by=host, now=NOW
    )
    stop = reverse("admin:registration_announcement_stop", args=[announcement.pk])
    assert stop in client.get(reverse("admin:registration_announcement_change", args=[announcement.pk])).content.decode()
    assert client.get(stop).status_code == 405
    assert client.post(stop).status_code == 302
    page = client.get(reverse("admin:registration_announcement_change", args=[announcement.pk]))
    assert "Stopped" in page.content.decode() and stop not in page.content.decode()
    assert Announcement.objects.get().stopped_by == host


@pytest.mark.parametrize("name", ["extend", "cancel", "reinstate", "postpone", "message"])
def test_the_acts_are_forbidden_to_others(client: Client, seminar: Seminar, name: str) -> None:
    assert client.get(address(name, seminar)).status_code == 302  # to the log-in
    for role in (Role.SECRETARIAT, Role.READER, Role.ADMINISTRATOR):
        client.force_login(staff(role))
        assert client.get(address(name, seminar)).status_code == 403
        assert client.post(address(name, seminar), {**EXTEND, **POSTPONE, **MESSAGE, "step": "do"}).status_code == 403
    assert (SeminarEvent.objects.count(), Announcement.objects.count()) == (0, 0)
    client.force_login(staff(Role.HOST))
    assert client.get(reverse(f"admin:registration_announcement_{name}", args=[seminar.pk + 1])).status_code == 404


def test_the_history_lists_them_and_the_preview_has_a_fixed_number_of_queries(client, host, seminar, django_assert_max_num_queries) -> None:
    many(seminar, 2)
    services.announce(seminar_id=seminar.pk, addressed="live", texts={"en": {"subject": "Headsets", "text": "x"}}, token="", by=host, now=NOW)
    assert [row.total for row in client.get(reverse("admin:registration_announcement_changelist")).context["cl"].result_list] == [2]
    with django_assert_max_num_queries(80) as few:
        client.post(address("message", seminar), MESSAGE)
    many(make.seminar(slug="more"), 1)
    for number in range(3, 40):
        registration(seminar, family_name=f"MORE{number}", email=f"more-{number}@example.org")
    with django_assert_max_num_queries(len(few)):
        client.post(address("message", seminar), MESSAGE)
