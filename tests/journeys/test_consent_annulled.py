"""A fax that objects reaches the Secretariat at 17:40, twenty minutes before the deadline, and lies in the tray until the next morning."""

import datetime as dt
from io import StringIO
from typing import Any

import pytest
from django.core.management import call_command
from django.urls import reverse
from playwright.sync_api import expect

from agenda.models import Seminar
from consent.enums import EventKind, LetterKind
from consent.models import Annulment, Communication, Round
from directory.enums import Role
from registration.enums import State
from registration.models import Registration
from registration.tasks import continue_announcements
from tests.factories import agenda, consent, directory
from tests.factories.joining import send_joining_details
from tests.factories.registration import submitted
from tests.journeys.visitor import Visitor, link_in

FAX = dt.datetime(2027, 10, 26, 12, 40, 0, tzinfo=dt.UTC)  # 17:40 in Astana on the last day
MORNING = dt.datetime(2027, 10, 27, 4, 0, 0, tzinfo=dt.UTC)  # 09:00 in Astana on the day after
DELEGATE, MISSION, PASSCODE = "d.ospanova@example.org", "embassy-kr@example.org", "739204"
CERTIFY = "Certify: no objection. 1 agreed in writing, 2 silent, 1 proposer"


@pytest.fixture
def round_(site: str) -> Round:
    """Procedure P, two officers who may certify, a mission with a mailbox, a consent, and a delegate whom the desk has registered officially."""
    consent.few_states()
    directory.mission("KR", mailboxes=MISSION)
    by = consent.officer(email="first@example.org", name="First Officer")
    consent.officer(email="second@example.org", name="Second Officer")
    seminar = agenda.seminar()
    opened = consent.opened(by=by, seminar=seminar)
    consent.letter(opened, "KZ", LetterKind.CONSENT, consent.DURING, by=by)
    dana = submitted(seminar, of="KZ", family_name="OSPANOVA", first_name="Dana", email=DELEGATE)
    Registration.objects.filter(pk=dana.pk).update(state=State.REGISTERED)
    return opened


def on_the_board(officer: Visitor, round_: Round) -> None:
    officer.goes(f"/admin/consent/silenceprocedure/{round_.procedure_id}/change/")


def keys_the_fax(officer: Visitor) -> None:
    """In the morning, with the hour that the fax machine has printed on it."""
    page = officer.page
    page.get_by_role("link", name="Record a letter", exact=True).click()
    page.get_by_label("Iran").check()
    page.get_by_label("What it says").select_option("objection")
    page.get_by_label("Received on").fill("2027-10-26")
    page.locator("[name=received_hour]").fill("17:40")
    page.get_by_label("How it came").select_option("fax")
    page.get_by_label("Their number").fill("77/12")
    page.get_by_role("button", name="Record the letter").click()
    officer.sees("The letter is recorded.")


def test_keyed_before_anybody_certifies_it_breaks_the_silence(visitor: Any, clock: Any, round_: Round):
    clock.move_to(MORNING)
    officer: Visitor = visitor()
    officer.logs_in("first@example.org")
    on_the_board(officer, round_)
    officer.sees("Period over: not yet certified")
    expect(officer.page.get_by_role("link", name=CERTIFY)).to_be_visible()

    keys_the_fax(officer)
    officer.sees("Silence broken: timely objection on file", "Iran ✕ Objection 26 Oct")
    assert "Period over: not yet certified" not in officer.text
    expect(officer.page.get_by_role("link", name="Certify")).to_have_count(0)
    officer.sees("The silence is broken: it cannot be certified. Only a withdrawal that was received before the deadline lifts an objection.")
    expect(officer.page.get_by_role("link", name="Tell member states that silence is broken…")).to_be_visible()
    assert (Round.objects.get().state, Seminar.objects.get().is_confirmed) == ("open", False)
    letter = Communication.objects.get(kind="objection")
    assert (letter.received_at, letter.recorded_at > MORNING) == (FAX, True)


def test_found_after_the_certification_two_officers_annul_it(visitor: Any, clock: Any, post: Any, round_: Round):
    (received,) = post(DELEGATE)
    hers: Visitor = visitor(width=390)
    hers.goes(link_in(received))
    hers.sees("Officially registered", "The seminar is subject to the member states’ consent.")

    # the morning after: the officer does not know of the fax, and certifies; the host releases the joining details
    clock.move_to(MORNING)
    first: Visitor = visitor()
    first.logs_in("first@example.org")
    on_the_board(first, round_)
    first.page.get_by_role("link", name=CERTIFY).click()
    first.page.get_by_label("note verbale, by courier or diplomatic mailbox").check()
    first.page.get_by_role("button", name=CERTIFY).click()
    first.sees("Certified: no objection. The seminar is confirmed.", "Adopted: no objection was received in time")
    seminar = Seminar.objects.get()
    for day in (seminar.starts_on, seminar.ends_on):
        agenda.video_link(seminar, day=day)
    send_joining_details(seminar_id=seminar.pk, by=directory.staff(Role.HOST), now=MORNING)
    hers.page.reload()
    hers.sees("The member states have given their consent: the seminar is confirmed.", "How to join", PASSCODE)

    # then the fax is found. It counts: received at 17:40, whenever it is typed
    keys_the_fax(first)
    first.sees("A letter that was received in time and entered or decided after the certification speaks against it.")
    first.sees("Adopted as certified, and spoken against", "The certificate stands as it was given until it is annulled.", "Iran ✕ Objection 26 Oct")
    assert Seminar.objects.get().is_confirmed

    assert "no objection was received in time" not in first.text
    first.page.get_by_role("link", name="Tell member states the outcome…").click()
    first.sees("Outcome", "A letter that was received in time and entered or decided after the certification speaks against it.")
    first.page.get_by_role("link", name="Leave as it is").click()

    first.page.get_by_role("link", name="Annul the certification: propose…").click()
    first.page.get_by_label("Iran · Tue 26 Oct 2027, 17:40 · 77/12").check()
    first.page.get_by_role("button", name="Propose the annulment").click()
    first.is_told_of_a_problem()
    first.page.get_by_label("Reason").fill("The fax lay in the tray overnight.")
    first.page.get_by_role("button", name="Propose the annulment").click()
    first.sees("The annulment is proposed. It changes nothing until a second officer confirms it.", "another one must confirm what you have proposed")

    # not by the same hand, not by its address either
    expect(first.page.get_by_role("link", name="Annul the certification: confirm…")).to_have_count(0)
    confirm = reverse("admin:consent_confirm_annulment", args=[Annulment.objects.get().pk])
    first.goes(confirm)
    first.sees("another one must confirm what you have proposed", "Adopted as certified, and spoken against")
    assert (Round.objects.get().state, Seminar.objects.get().is_confirmed) == ("adopted", True)

    second: Visitor = visitor()
    second.logs_in("second@example.org")
    on_the_board(second, round_)
    second.sees("First Officer has proposed on", "to annul the certification", "The timely objection: Iran, received Tue 26 Oct 2027, 17:40.")
    second.page.get_by_role("link", name="Annul the certification: confirm…").click()
    second.sees(
        "joining pages close",
        "No address is entered for: China, Iran, Kazakhstan. Tell these by note.",
        "Iran · Tue 26 Oct 2027, 17:40 · 77/12",
        "The fax lay in the tray overnight.",
        MISSION,
    )
    second.page.get_by_role("button", name="Annul the certification (1 mail)").click()
    second.sees("The certification is annulled.", "Silence broken: timely objection on file", "A certification that was annulled")
    second.sees("proposed by First Officer, confirmed by Second Officer")
    assert (Round.objects.get().state, Seminar.objects.get().is_confirmed) == ("open", False)

    # everybody is told, and the way in is shut
    hers.page.reload()
    hers.sees("Officially registered", "This seminar is not confirmed any more", "Joining details that you may have had are withdrawn.")
    hers.sees_nowhere(PASSCODE, "How to join", "the seminar is confirmed.")
    continue_announcements()
    told = post(DELEGATE)[-1]
    assert "this seminar is not confirmed any more" in " ".join(told.body.split())
    assert "Joining details that you may have had are withdrawn." in " ".join(told.body.split())
    hers.goes(link_in(told))
    hers.sees_nowhere(PASSCODE)
    hers.goes("/seminars/biodiversity/")
    hers.sees("Subject to the consent of the member states")
    (to_the_state,) = [mail for mail in post(MISSION) if "annulled" in mail.subject]
    assert "The fax lay in the tray overnight." in to_the_state.body and "Iran" not in to_the_state.body

    # nothing is deleted, and the record says so
    said = StringIO()
    call_command("verify_consent_record", stdout=said)
    assert ": holds, " in said.getvalue()
    kinds = list(round_.events.order_by("number").values_list("kind", flat=True))
    assert [kind for kind in kinds if kind in {EventKind.CERTIFIED, EventKind.ANNULMENT_PROPOSED, EventKind.ANNULLED}] == [
        EventKind.CERTIFIED,
        EventKind.ANNULMENT_PROPOSED,
        EventKind.ANNULLED,
    ]
    assert [(letter.kind, letter.struck_at) for letter in Communication.objects.order_by("received_at")] == [("consent", None), ("objection", None)]
