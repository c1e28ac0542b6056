"""Whom the portal writes to, and what waits to be told."""

import datetime as dt

import pytest

from consent import selectors, services
from consent.enums import LetterKind
from consent.models import Communication
from directory.models import Mission, Party, Standing
from tests.factories import consent

pytestmark = pytest.mark.django_db
K = LetterKind


@pytest.fixture
def states():
    return consent.few_states()


@pytest.fixture
def officer(states):
    return consent.officer()


def mission(code, mailboxes, **kw):
    defaults = {"kind": "embassy", "city": "Astana", "zone": consent.ALMATY, "mailboxes": mailboxes}
    return Mission.objects.create(party=Party.objects.get(code=code), **{**defaults, **kw})


def readers(round_, states, now=consent.DURING):
    found = selectors.recipients(round_, [states[code].pk for code in ("CN", "IR", "KR", "KZ")], now)
    return [(Party.objects.get(pk=reader.party).code, reader.address, reader.zone) for reader in found.readers], found.unreached


def test_each_address_once_for_a_state_and_who_has_none_is_told_on_paper(states, officer):
    round_ = consent.opened(by=officer)
    first = mission("KZ", "a@example.org\nB@example.org")
    mission("KZ", "b@example.org c@example.org", kind="mfa", city="Seoul", zone="Asia/Seoul")
    mission("KR", "b@example.org")  # one address may serve two states: a mail for each
    mission("IR", " ")
    found, unreached = readers(round_, states)
    assert found == [
        ("KZ", "B@example.org", consent.ALMATY),
        ("KZ", "a@example.org", consent.ALMATY),
        ("KZ", "c@example.org", "Asia/Seoul"),
        ("KR", "b@example.org", consent.ALMATY),
    ]
    assert unreached == [states["CN"].pk, states["IR"].pk]
    reader = selectors.recipients(round_, [states["KZ"].pk], consent.DURING).readers[0]
    assert (reader.mission, reader.name, reader.language) == (first.pk, "Kazakhstan – Astana", "en")


def test_a_mission_of_another_time_is_not_written_to(states, officer):
    round_ = consent.opened(by=officer)
    mission("KZ", "closed@example.org", valid_to=dt.date(2027, 10, 19))
    mission("KR", "next@example.org", valid_from=dt.date(2027, 10, 21))
    assert readers(round_, states)[0] == []
    # the day is that of the note's own clock: in Astana the 21st begins at 19:00 UTC of the 20th
    evening = dt.datetime(2027, 10, 20, 19, 0, 0, tzinfo=dt.UTC)
    assert readers(round_, states, evening)[0] == [("KR", "next@example.org", consent.ALMATY)]


def test_the_number_of_queries_does_not_grow(states, officer, django_assert_max_num_queries):
    round_ = consent.opened(by=officer)
    for number in range(6):
        mission("KZ", f"a{number}@example.org")
    with django_assert_max_num_queries(2):
        selectors.recipients(round_, [party.pk for party in states.values()], consent.DURING)


def test_the_seat_has_a_mailbox_or_none(states):
    assert selectors.seat_mailbox() == ""
    mission("ID", "not-the-seat@example.org")
    seat = Party.objects.create(kind="organisation", code="CICA", name="CICA Secretariat", sort_key="CICA", zone=consent.ALMATY)
    Standing.objects.create(party=seat, kind="secretariat")
    mission("CICA", "secretariat@example.org second@example.org")
    assert selectors.seat_mailbox() == "secretariat@example.org"


def test_withdrawals_that_wait_to_be_told(states, officer):
    round_ = consent.opened(by=officer)

    def waiting():
        letters = list(Communication.objects.filter(round=round_).prefetch_related("states", "decisions"))
        return [letter.pk for letter in selectors.withdrawals_to_tell(round_, letters)]

    consent.letter(round_, "KZ", K.OBJECTION, consent.DURING, by=officer)
    consent.letter(round_, "IR", K.OBJECTION, consent.DURING, by=officer)
    services.tell_broken(round_id=round_.pk, words="", by=officer, now=consent.DURING)
    assert (selectors.announced_as_broken(round_), waiting()) == (True, [])
    later = consent.DURING + dt.timedelta(hours=1)
    first = consent.letter(round_, "KZ", K.WITHDRAWAL, later, by=officer).letter
    bare = consent.letter(round_, "IR", K.CONSENT, later, by=officer).letter
    assert waiting() == [first.pk]
    services.decide_meaning(letter_id=bare.pk, meaning=K.WITHDRAWAL, reason="The embassy confirms.", by=officer, now=later)
    assert waiting() == [first.pk, bare.pk]
    services.tell_withdrawal(letter_id=first.pk, words="", by=officer, now=later)
    assert (selectors.announced_as_broken(round_), waiting()) == (False, [bare.pk])
