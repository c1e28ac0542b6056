"""A seminar that is cancelled while its states are asked: nobody is asked anew or pressed, and what states say is recorded and certified as before."""

import datetime as dt
import re

import pytest
import time_machine
from django.urls import reverse
from django.utils.html import strip_tags

from agenda.models import Seminar
from consent import lifecycle, selectors, services
from consent.enums import LetterKind, RoundState
from consent.models import Round, SilenceProcedure
from directory.models import Mission, Party
from notifications.models import OutgoingEmail
from seminar_portal.errors import Cancelled
from tests.factories import consent

pytestmark = pytest.mark.django_db
K = LetterKind
WHY = "This seminar has been cancelled: the states are not asked about it. Should the cancellation be taken back, this becomes possible again."
NOTICE = "This seminar has been cancelled: it does not take place."


@pytest.fixture
def officer():
    consent.few_states()
    Mission.objects.create(party=Party.objects.get(code="KR"), kind="embassy", city="Seoul", zone="Asia/Seoul", mailboxes="kr@example.org")
    return consent.officer()


@pytest.fixture
def desk(client, officer, settings):
    settings.SESSION_COOKIE_AGE = 60 * 60 * 24 * 3650
    client.force_login(officer)
    return client


def call_off(cancelled_at=consent.SENT):
    Seminar.objects.update(cancelled_at=cancelled_at)


def words(answer):
    return re.sub(r"\s+", " ", strip_tags(answer.content.decode().replace("</", " </")))


def at(client, method, view, *args, now=consent.DURING, **typed):
    with time_machine.travel(now, tick=False):
        return getattr(client, method)(reverse(f"admin:consent_{view}", args=args), typed, follow=True)


def korea():
    return [Party.objects.get(code="KR").pk]


ASKING = {
    "start": lambda r, by: services.start_procedure(round_id=r.pk, note=consent.note(), by=by, now=consent.SENT, accept=["no channel"]),
    "record_sent": lambda r, by: services.record_note_already_sent(round_id=r.pk, note=consent.note(), sent_at=consent.SENT, by=by, now=consent.DURING),
    "new_round": lambda r, by: services.start_new_round(round_id=r.pk, by=by, now=consent.LATER),
    "circulate": lambda r, by: services.circulate(round_id=r.pk, by=by, now=consent.DURING),
    "remind": lambda r, by: services.remind(round_id=r.pk, states=korea(), words="", by=by, now=consent.DURING),
}


@pytest.mark.parametrize("verb", ASKING)
def test_whoever_asks_or_presses_is_refused_until_the_cancellation_is_taken_back(officer, verb):
    assert set(ASKING) == lifecycle.NOT_IF_CANCELLED
    round_ = consent.draft(by=officer) if verb in ("start", "record_sent") else consent.opened(by=officer)
    call_off()
    head = SilenceProcedure.objects.get().head
    with pytest.raises(Cancelled) as refused:
        ASKING[verb](round_, officer)
    assert str(refused.value) == WHY
    assert (Round.objects.count(), OutgoingEmail.objects.count(), SilenceProcedure.objects.get().head) == (1, 0, head)
    call_off(None)
    ASKING[verb](round_, officer)
    assert SilenceProcedure.objects.get().head != head


NOTE = {"reference": "15-1/333emb", "note_day": "2027-10-12", "channels": "note", "deadline_day": "2027-10-26", "deadline_hour": "18:00"}
SENT_NOTE = {**NOTE, "deadline_zone": consent.ALMATY, "sent_day": "2027-10-12", "sent_hour": "12:00", "sent_zone": consent.ALMATY}


@pytest.mark.parametrize(
    ("view", "typed"),
    [
        ("start", {**NOTE, "deadline_zone": consent.ALMATY}),
        ("start", {**NOTE, "deadline_zone": consent.ALMATY, "act": "start", "states_shown": "4", "accept": ["no channel"]}),
        ("record_sent", SENT_NOTE),
        ("new_round", {"wording": "To convene it.", "authentic_language": "en", "objections_to_break": "1", "minimum_length": "72", "minimum_unit": "hours",
                       "withdrawn_late": "new round", "others_learn": "fact"}),
        ("circulate", {"act": "do"}),
        ("remind", {"states": "KR", "words": "", "act": "do"}),
    ],
    ids=["start", "start at once", "record_sent", "new_round", "circulate", "remind"],
)  # fmt: skip
def test_no_door_leads_there_and_a_form_that_was_typed_meanwhile_keeps_what_was_typed(desk, officer, view, typed):
    round_ = consent.draft(by=officer) if view in ("start", "record_sent") else consent.opened(by=officer)
    now = consent.LATER if view == "new_round" else consent.DURING if view != "start" else consent.SENT
    call_off()
    asked = at(desk, "get", view, round_.pk, now=now)
    assert asked.redirect_chain and WHY in words(asked) and NOTICE in words(asked)
    if typed.get("states"):
        typed = {**typed, "states": korea()}
    sent = at(desk, "post", view, round_.pk, now=now, **typed)
    assert sent.redirect_chain == [] and WHY in words(sent)
    assert "reference" not in typed or "15-1/333emb" in sent.content.decode()
    assert (Round.objects.count(), Round.objects.get().state) == (1, round_.state)


def test_what_states_say_is_recorded_told_and_certified_and_every_page_says_that_the_seminar_is_cancelled(desk, officer):
    """A cancellation can be taken back; the seminar then has the consent that it had."""
    round_ = consent.opened(by=officer, text="To convenne it.")
    letter = consent.letter(round_, "KR", K.EXTENSION_REQUEST, consent.DURING, by=officer).letter
    call_off()
    shown = at(
        desk, "post", "extend", round_.pk, deadline_day="2027-10-29", deadline_hour="18:00", reason="An outage.", deadline_shown=consent.DEADLINE.isoformat()
    )
    assert NOTICE in words(shown) and NOTICE in shown.context["preview"].mails[0][2].text
    services.extend_for_all(round_id=round_.pk, deadline=consent.LATER + dt.timedelta(days=1), reason="An outage.", by=officer, now=consent.DURING)
    text = services.TextData(wording="To convene it.", change_note="A misprint.")
    services.issue_corrigendum(round_id=round_.pk, text=text, not_substantive=True, by=officer, now=consent.DURING)
    over = consent.LATER + dt.timedelta(days=2)
    for view, key in (("silenceprocedure_change", round_.procedure_id), ("certify", round_.pk), ("record_letter", round_.pk), ("correct", letter.pk)):
        assert NOTICE in words(at(desk, "get", view, key, now=over)), view
    assert NOTICE in words(at(desk, "get", "board_print", round_.pk, now=over))
    counts = selectors.board(round_.pk, over).stand.counts.as_shown
    done = at(desk, "post", "certify", round_.pk, now=over, channels="note", counts_shown=counts)
    assert "Certified: no objection. The seminar is cancelled all the same; it has the consent of the states should that be taken back." in words(done)
    assert (Round.objects.get().state, Seminar.objects.get().is_confirmed) == (RoundState.ADOPTED, True)
    services.tell_outcome(round_id=round_.pk, words="", by=officer, now=over)
    mails = list(OutgoingEmail.objects.filter(about=f"consent:{round_.pk}"))
    assert [mail.kind for mail in mails] and all(NOTICE in mail.text for mail in mails)


def test_a_seminar_that_takes_place_has_no_such_notice_and_its_states_wait_to_answer(desk, officer):
    round_ = consent.opened(by=officer)
    assert NOTICE not in words(at(desk, "get", "silenceprocedure_change", round_.procedure_id))
    services.circulate(round_id=round_.pk, by=officer, now=consent.DURING)
    assert "cancelled" not in OutgoingEmail.objects.get().text
    waiting = [line.count for line in selectors.waiting(officer, consent.DURING)]
    call_off()
    assert (waiting, [line.count for line in selectors.waiting(officer, consent.DURING)]) == ([0, 0, 0, 3], [0, 0, 0, 0])
