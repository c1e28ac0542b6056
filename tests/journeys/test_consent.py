"""The Secretariat's officer: records a letter while the silence runs, certifies when it is over, and the seminar is confirmed for everybody."""

from typing import Any

from agenda.models import Seminar
from consent.models import Communication
from tests.factories import agenda, consent
from tests.journeys.visitor import Visitor


def test_a_letter_is_recorded_and_the_silence_certified(visitor: Any, clock: Any):
    consent.few_states()
    by = consent.officer(email="secretariat@example.org")
    seminar = agenda.seminar()
    round_ = consent.opened(by=by, seminar=seminar)

    clock.move_to(consent.DURING)
    officer: Visitor = visitor()
    officer.logs_in("secretariat@example.org")
    page = officer.page
    officer.sees("Wednesday, 20 October 2027, 10:00 in Astana (UTC+5)")
    officer.goes("/admin/consent/silenceprocedure/")
    officer.sees("№ 15-1/301emb", "Tuesday, 26 October 2027, 18:00 Astana time (UTC+5)")
    page.get_by_role("link", name=seminar.title).first.click()
    officer.sees("Tuesday, 26 October 2027, 21:00 Beijing time (UTC+8)", "Kazakhstan ○ No reply", "China ◆ Proposer")
    assert page.get_by_role("link", name="Certify").count() == 0

    # a letter: first without the hour, which no clock of ours supplies
    page.get_by_role("link", name="Record a letter").click()
    page.get_by_label("Kazakhstan").check()
    page.get_by_label("What it says").select_option("consents")
    page.get_by_label("Received on").fill("2027-10-19")
    page.get_by_label("How it came").select_option("fax")
    page.get_by_label("Their number").fill("7-3/12")
    page.get_by_role("button", name="Record the letter").click()
    officer.is_told_of_a_problem()
    officer.sees("Enter the hour at which the letter was received.")
    assert page.get_by_label("Kazakhstan").is_checked()
    page.locator("[name=received_hour]").fill("17:40")
    page.get_by_role("button", name="Record the letter").click()
    officer.sees("The letter is recorded.", "Kazakhstan ✓ Agreed in writing 19 Oct")
    letter = Communication.objects.get()
    assert (letter.kind, letter.their_number, letter.received_at.isoformat()) == ("consent", "7-3/12", "2027-10-19T12:40:00+00:00")

    # nobody else sees it, and the public page still says "subject to"
    passer_by: Visitor = visitor(width=390)
    passer_by.goes("/seminars/biodiversity/")
    passer_by.sees("Subject to the consent of the member states")

    # one second after the end nothing is adopted by itself; an officer certifies
    clock.move_to(consent.OVER)
    officer.logs_in("secretariat@example.org")  # the session of last week has ended
    officer.goes(f"/admin/consent/silenceprocedure/{round_.procedure_id}/change/")
    officer.sees("Period over: not yet certified", "Silence expired on Tuesday, 26 October 2027, 18:00 Astana time (UTC+5)")
    assert not Seminar.objects.get().is_confirmed
    page.get_by_role("link", name="Certify: no objection. 1 agreed in writing, 2 silent, 1 proposer").click()
    page.get_by_role("button", name="Certify: no objection. 1 agreed in writing, 2 silent, 1 proposer").click()
    officer.sees("Examine and tick every channel that was used.")
    page.get_by_label("note verbale, by courier or diplomatic mailbox").check()
    page.get_by_label("fax – used in this round, must be examined").check()
    page.get_by_role("button", name="Certify: no objection. 1 agreed in writing, 2 silent, 1 proposer").click()
    officer.sees("Certified: no objection. The seminar is confirmed.", "Adopted: no objection was received in time", "As certified")
    assert Seminar.objects.get().is_confirmed

    passer_by.goes("/seminars/biodiversity/")
    passer_by.sees("The member states have given their consent")
