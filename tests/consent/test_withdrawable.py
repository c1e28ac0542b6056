"""The button that records the withdrawal of an objection, and what it says of what that changes (consent/selectors/buttons.py, words.py)."""

import re
from zoneinfo import ZoneInfo

import pytest
import time_machine
from django.urls import reverse
from django.utils.html import escape

from consent import positions, selectors, services
from consent.enums import LetterKind, WithdrawnLate
from tests.consent.test_admin_views import letter_fields
from tests.consent.test_buttons import World, adopted, broken, objection_found_later, over_and_broken
from tests.factories import consent

K = LetterKind


def objection_came_late(w):
    adopted(w)
    w.letter("KR", K.OBJECTION, consent.LATER)


def and_withdrawn_late(w):
    objection_found_later(w)
    w.letter("KR", K.WITHDRAWAL, consent.LATER)


def late_and_withdrawn(w):
    objection_came_late(w)
    w.letter("KR", K.WITHDRAWAL, consent.LATER)


def two_and_one_withdrawn_by_name(w):
    broken(w)
    first = w.letter("IR", K.OBJECTION)
    w.letter("IR", K.AMENDMENT)
    w.letter("IR", K.WITHDRAWAL, withdraws=first.pk)


def withdrawn_by_a_word_of_mouth(w):
    """Not in the form that the rules want: it takes nothing back before an officer has decided what it means."""
    broken(w)
    w.letter("KR", K.WITHDRAWAL, channel="oral")


def late_rules_that_lift(w):
    w.opened(withdrawn_late=WithdrawnLate.LIFTS)
    w.letter("KR", K.OBJECTION)
    w.now = consent.LATER


def an_observers_objection(w):
    w.opened()
    w.letter("ID", K.OBJECTION)


NOTHING = "By the rules of this round a withdrawal that is received after the period is kept in the record and changes nothing."
TOO_LATE = "The objection came after the period and counts for nothing: its withdrawal is kept in the record and changes nothing."


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("situation", "remarks"),
    [
        (broken, [""]),
        (over_and_broken, [NOTHING]),
        (late_rules_that_lift, ["By the rules of this round a withdrawal lifts the objection after the period as well."]),
        (objection_found_later, [NOTHING]),
        (objection_came_late, [TOO_LATE]),
        (and_withdrawn_late, []),
        (late_and_withdrawn, []),
        (two_and_one_withdrawn_by_name, ["", ""]),
        (withdrawn_by_a_word_of_mouth, [""]),
        (an_observers_objection, []),
    ],
    ids=lambda value: getattr(value, "__name__", ""),
)
def test_a_withdrawal_is_offered_for_each_objection_that_nobody_has_taken_back_with_what_it_changes(situation, remarks):
    """On an adopted round too: a letter is recorded in every state of a round, and the page says that it changes nothing."""
    w = World()
    situation(w)
    shown = selectors.board(w.round.pk, w.now)
    found = [button for button in selectors.buttons(shown.round, shown.stand, w.by, w.now) if button.verb == "record_withdrawal"]
    assert [button.remark for button in found] == remarks
    for button in found:
        before = (shown.stand.counts.as_shown, shown.round.state)
        letter = next(row.letter for row in shown.letters if button.address.endswith(f"={row.letter.pk}"))
        data = consent.letter_data(letter.states.get().code, K.WITHDRAWAL, w.now, withdraws=letter.pk)
        services.record_letter(round_id=w.round.pk, letter=data, by=w.by, now=w.now)
        after = selectors.board(w.round.pk, w.now)
        assert ((after.stand.counts.as_shown, after.round.state) == before) == ("changes nothing" in button.remark)
        assert button.address not in {other.address for other in selectors.buttons(after.round, after.stand, w.by, w.now)}
        shown = after


@pytest.mark.django_db
@pytest.mark.parametrize(("situation", "remark"), [(objection_came_late, TOO_LATE), (objection_found_later, NOTHING), (broken, "")])
def test_the_board_and_the_form_say_the_truth(client, settings, situation, remark):
    settings.SESSION_COOKIE_AGE = 60 * 60 * 24 * 3650
    w = World()
    situation(w)
    client.force_login(w.officer)
    objection = positions.withdrawable(w.round.letters(), w.round.asked())[0]
    form = reverse("admin:consent_record_letter", args=[w.round.pk]) + f"?withdraws={objection.key}"
    with time_machine.travel(w.now, tick=False):
        board = client.get(reverse("admin:consent_silenceprocedure_change", args=[w.round.procedure_id])).content.decode()
        page = client.get(form)
    assert (form in board, page.context["changes"]) == (True, remark)
    assert not remark or (escape(remark) in board and escape(remark) in page.content.decode())


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("situation", "said"),
    [
        (broken, "The letter is recorded."),
        (over_and_broken, "The letter is recorded as late: it was received after the deadline and changes nothing."),
        (
            late_rules_that_lift,
            "The letter is recorded. It arrived after the silence had expired. By the rules of this round a withdrawal lifts an objection all the same.",
        ),
    ],
)
def test_what_is_said_of_a_recorded_withdrawal_is_what_it_did(client, settings, situation, said):
    settings.SESSION_COOKIE_AGE = 60 * 60 * 24 * 3650
    w = World()
    situation(w)
    client.force_login(w.officer)
    stood = positions.standing_objections(w.round.letters(), w.round.asked())
    day = w.now.astimezone(ZoneInfo(consent.ALMATY))
    fields = letter_fields("KR", "withdrawal", f"{day:%Y-%m-%d}", f"{day:%H:%M}")
    with time_machine.travel(w.now, tick=False):
        answer = client.post(reverse("admin:consent_record_letter", args=[w.round.pk]), fields, follow=True)
    told = [" ".join(re.sub(r"<[^>]+>", " ", str(message)).split()) for message in answer.context["messages"]]
    assert [line.partition(" Send a receipt…")[0] for line in told] == [said]
    assert (positions.standing_objections(w.round.letters(), w.round.asked()) == stood) == ("changes nothing" in said)
