import datetime as dt

import pytest

from consent import ledger, services
from consent.enums import Channel, EventKind, Purpose
from consent.models import Bounce, Dispatch
from seminar_portal.errors import Invalid, WrongState
from tests.consent.services.conftest import keys
from tests.factories import consent

MINUTE = dt.timedelta(minutes=1)


def dispatch(round_, officer, **kw):
    defaults = {"purpose": Purpose.CIRCULATION, "channel": Channel.MAIL, "sent_at": consent.DURING, "now": consent.DURING, "evidence": " book, page 12 "}
    return services.record_dispatch(round_id=round_.pk, by=officer, **{**defaults, **kw})


def bounce(sent, officer, code="KR", **kw):
    defaults = {"at": consent.DURING, "evidence": "The mail came back.", "now": consent.DURING}
    return services.record_not_reached(dispatch_id=sent.pk, party_id=keys(code)[0], by=officer, **{**defaults, **kw})


def test_one_entry_to_all_except_these(round_, officer):
    sent = dispatch(round_, officer, except_states=keys("IR", "CN"))
    assert (sent.purpose, sent.channel, sent.sent_at, sent.recorded_at, sent.recorded_by) == ("circulation", "mail", consent.DURING, consent.DURING, officer)
    assert (sent.evidence, {party.code for party in sent.except_states.all()}) == ("book, page 12", {"CN", "IR"})
    event = round_.events.last()
    assert (event.kind, event.at, event.detail) == (EventKind.DISPATCHED, consent.DURING, {"purpose": "circulation"})
    assert ledger.first_fault(round_.procedure) is None


@pytest.mark.parametrize(
    ("wrong", "why"),
    [
        ({"sent_at": None}, "Say when"),
        ({"sent_at": consent.DURING + MINUTE}, "future"),
        ({"sent_at": consent.SENT - MINUTE}, "before the note of the round went out"),
        ({"except_states": ("ID",)}, "Only states that were asked"),
        ({"except_states": ("CN", "IR", "KR", "KZ")}, "went to nobody"),
    ],
)
def test_what_cannot_have_been_is_refused(round_, officer, wrong, why, unchanged):
    wrong = {**wrong, "except_states": keys(*wrong["except_states"])} if "except_states" in wrong else wrong
    before = unchanged(), Dispatch.objects.count()
    with pytest.raises(Invalid, match=why):
        dispatch(round_, officer, **wrong)
    assert (unchanged(), Dispatch.objects.count()) == before


def test_the_minute_of_the_start_is_not_before_it(officer, missions):
    """What is typed has no seconds; a note that the portal has seen out at 12:00:40 went out at 12:00 by the book."""
    start = consent.SENT + dt.timedelta(seconds=40)
    round_ = consent.opened(by=officer, sent_at=start, now=start)
    assert dispatch(round_, officer, sent_at=consent.SENT).sent_at == consent.SENT


def test_a_channel_that_was_used_later_must_be_examined_too(round_, officer):
    dispatch(round_, officer, channel=Channel.FAX, purpose=Purpose.REMINDER)
    with pytest.raises(Invalid, match="Still missing: fax"):
        services.certify(round_id=round_.pk, channels_examined=["note"], by=officer, now=consent.LATER)


class TestNotReached:
    def test_edge_14_mail_that_came_back_is_in_the_record_and_answered_by_an_extension_for_all(self, round_, officer, posted):
        sent = round_.dispatches.get()
        row = bounce(sent, officer)
        assert (row.dispatch, row.party.code, row.at, row.evidence, row.recorded_by) == (sent, "KR", consent.DURING, "The mail came back.", officer)
        event = round_.events.last()
        assert (event.kind, event.detail) == (EventKind.NOT_REACHED, {"dispatch": sent.pk, "state": row.party_id})
        later = consent.DEADLINE + dt.timedelta(days=3)
        services.extend_for_all(round_id=round_.pk, deadline=later, reason="A mission was not reached.", by=officer, now=consent.DURING)
        assert set(posted("consent/extension")) == {"kz-1@example.org", "kz-2@example.org", "kr@example.org"}
        assert "Republic of Korea" not in posted("consent/extension")["kz-1@example.org"].text
        assert ledger.first_fault(round_.procedure) is None

    @pytest.mark.parametrize(
        "wrong", [{"code": "ID"}, {"code": "IR"}, {"at": None}, {"at": consent.SENT - MINUTE}, {"at": consent.DURING + MINUTE}, {"evidence": " "}]
    )
    def test_refused(self, officer, missions, wrong, unchanged):
        round_ = consent.opened(by=officer, except_states=tuple(keys("IR")))
        before = unchanged()
        with pytest.raises(Invalid):
            bounce(round_.dispatches.get(), officer, **wrong)
        assert (unchanged(), Bounce.objects.count()) == (before, 0)

    def test_once_for_a_dispatch_and_again_for_the_next(self, round_, officer):
        bounce(round_.dispatches.get(), officer)
        with pytest.raises(Invalid, match="in the record already"):
            bounce(round_.dispatches.get(), officer)
        assert bounce(dispatch(round_, officer), officer).dispatch != round_.dispatches.order_by("pk").first()


def test_nothing_goes_out_for_a_draft(officer, missions):
    with pytest.raises(WrongState):
        dispatch(consent.draft(by=officer), officer)
