import pytest
from django.core.exceptions import PermissionDenied
from django.utils import translation

from consent import services
from consent.enums import Channel, EventKind, LetterKind, RoundState
from consent.models import Round
from directory.enums import Role
from seminar_portal.errors import Invalid, Stale, WrongState
from tests.factories import agenda, consent, directory

pytestmark = pytest.mark.django_db
K = LetterKind


@pytest.fixture
def states():
    return consent.few_states()


@pytest.fixture
def officer(states):
    return consent.officer()


@pytest.fixture
def seminar():
    return agenda.seminar()


@pytest.fixture
def round_(officer, seminar):
    return consent.opened(by=officer, seminar=seminar)


def certify(round_, officer, *, now=consent.LATER, channels=("note",), **kw):
    return services.certify(round_id=round_.pk, channels_examined=channels, by=officer, now=now, **kw)


def nothing_happened(round_, seminar):
    seminar.refresh_from_db()
    return Round.objects.get(pk=round_.pk).state == RoundState.OPEN and seminar.confirmed_at is None


def test_it_adopts_from_the_deadline_and_confirms_the_seminar(states, officer, seminar, round_):
    consent.letter(round_, "KZ", K.CONSENT, consent.DURING, by=officer)
    consent.letter(round_, "KR", K.RECEIPT, consent.DURING, by=officer)
    certified = certify(round_, officer, channels=["note", "fax"], counts_shown="1-2-1-0")
    assert (certified.state, certified.effective_at) == (RoundState.ADOPTED, consent.DEADLINE)
    assert (certified.certified_at, certified.certified_by, certified.channels_examined) == (consent.LATER, officer, ["note", "fax"])
    seminar.refresh_from_db()
    assert (seminar.confirmed_at, seminar.confirmed_by) == (consent.LATER, "note № 15-1/301emb of 12 October 2027, round 1")
    expired, certificate = list(round_.events.all())[-2:]
    assert (expired.kind, expired.at, expired.recorded_at, expired.by) == (EventKind.EXPIRED, consent.DEADLINE, consent.LATER, None)
    assert (certificate.kind, certificate.by) == (EventKind.CERTIFIED, officer)
    assert certificate.detail["positions"] == {"China": "proposer", "Kazakhstan": "agreed", "Republic of Korea": "receipt only", "Iran": "no reply"}


def test_not_while_the_period_runs(states, officer, seminar, round_):
    consent.letter(round_, "KZ KR IR", K.CONSENT, consent.DURING, by=officer)
    for now in (consent.DURING, consent.DEADLINE):
        with pytest.raises(WrongState, match="still running"):
            certify(round_, officer, now=now)
    assert nothing_happened(round_, seminar)
    assert certify(round_, officer, now=consent.OVER).state == RoundState.ADOPTED


def test_not_against_a_timely_objection(states, officer, seminar, round_):
    consent.letter(round_, "KZ", K.OBJECTION, consent.DEADLINE, by=officer, now=consent.LATER)
    with pytest.raises(WrongState, match="broken"):
        certify(round_, officer)
    assert nothing_happened(round_, seminar)


def test_a_late_objection_stops_nothing(states, officer, round_):
    consent.letter(round_, "KZ", K.OBJECTION, consent.OVER, by=officer, now=consent.LATER)
    assert certify(round_, officer).state == RoundState.ADOPTED


def test_not_while_a_decision_is_open(states, officer, seminar, round_):
    letter = consent.letter(round_, "IR", K.UNCLEAR, consent.DURING, by=officer).letter
    with pytest.raises(WrongState, match="1 letter needs a decision first"):
        certify(round_, officer)
    assert nothing_happened(round_, seminar)
    services.decide_meaning(letter_id=letter.pk, meaning=K.COMMENT, reason="It will revert.", by=officer, now=consent.LATER)
    assert certify(round_, officer).state == RoundState.ADOPTED


def test_every_channel_that_was_used_is_examined(states, officer, seminar, round_):
    consent.letter(round_, "KZ", K.CONSENT, consent.DURING, by=officer, channel=Channel.FAX)
    for channels in ([], ["note"], ["fax", "mail"]):
        with pytest.raises(Invalid, match="Still missing"):
            certify(round_, officer, channels=channels)
    assert nothing_happened(round_, seminar)
    assert certify(round_, officer, channels=["note", "fax"]).state == RoundState.ADOPTED


def test_numbers_that_no_longer_hold_are_not_certified(states, officer, seminar, round_):
    consent.letter(round_, "KZ", K.CONSENT, consent.DURING, by=officer, now=consent.LATER)
    with pytest.raises(Stale):
        certify(round_, officer, counts_shown="0-3-1-0")
    assert nothing_happened(round_, seminar)


def test_the_right_to_certify_is_not_enough_without_the_board_nor_the_role_without_the_right(states, officer, seminar, round_):
    for by in (directory.staff(Role.SECRETARIAT), directory.user_with("consent.certify"), directory.staff(Role.HOST, rights=("consent.certify",))):
        with pytest.raises(PermissionDenied):
            certify(round_, by)
    assert nothing_happened(round_, seminar)


def test_certified_once(states, officer, round_):
    certify(round_, officer)
    with pytest.raises(WrongState):
        certify(round_, officer)
    assert round_.events.filter(kind=EventKind.CERTIFIED).count() == 1


def test_a_seminar_that_something_else_has_confirmed_leaves_the_round_open(states, officer, seminar, round_):
    type(seminar).objects.filter(pk=seminar.pk).update(confirmed_at=consent.DURING, confirmed_by="a decision of the Senior Officials Committee")
    with pytest.raises(WrongState):
        certify(round_, officer)
    assert Round.objects.get().state == RoundState.OPEN
    assert round_.events.filter(kind=EventKind.CERTIFIED).count() == 0


def test_a_letter_found_later_is_recorded_and_undoes_nothing(states, officer, seminar, round_):
    certify(round_, officer)
    consent.letter(round_, "KZ", K.OBJECTION, consent.DURING, by=officer, now=consent.LATER)
    seminar.refresh_from_db()
    assert (Round.objects.get().state, seminar.confirmed_at) == (RoundState.ADOPTED, consent.LATER)


def test_it_says_what_in_english_whatever_the_officer_reads(states, officer, seminar, round_):
    with translation.override("ru"):
        certify(round_, officer)
    seminar.refresh_from_db()
    assert seminar.confirmed_by == "note № 15-1/301emb of 12 October 2027, round 1"
