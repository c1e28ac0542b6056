"""What the states of the last round have answered (consent/selectors/answers.py)."""

import datetime as dt

import pytest

from consent import selectors, services
from consent.enums import Channel, LetterKind
from consent.models import Dispatch
from directory.models import Party
from tests.factories import agenda, consent

pytestmark = pytest.mark.django_db


@pytest.fixture
def officer():
    consent.few_states()
    return consent.officer()


def test_nobody_was_asked_yet(officer):
    seminar = agenda.seminar()
    consent.draft(by=officer, seminar=seminar)
    assert selectors.asking(seminar) is None


def test_who_was_asked_when_and_who_has_written(officer):
    seminar = agenda.seminar()
    round_ = consent.opened(by=officer, seminar=seminar)
    consent.letter(round_, "KR", LetterKind.RECEIPT, consent.DURING, by=officer)
    struck = consent.letter(round_, "KZ", LetterKind.CONSENT, consent.DURING, by=officer).letter
    services.correct_entry(letter_id=struck.pk, reason="Another state’s.", by=officer, now=consent.DURING)
    later = Dispatch.objects.create(round=round_, channel=Channel.FAX, sent_at=consent.DURING, recorded_at=consent.DURING)
    later.except_states.add(Party.objects.get(code="KR"))
    asking = selectors.asking(seminar)
    assert asking is not None and (asking.reference, asking.zone) == ("15-1/301emb", consent.ALMATY)
    assert [(row.name, row.asked_at, row.again_at, row.letter, row.proposes) for row in asking.answers] == [
        ("China", consent.SENT, consent.DURING, False, True),
        ("Iran", consent.SENT, consent.DURING, False, False),
        ("Kazakhstan", consent.SENT, consent.DURING, False, False),
        ("Republic of Korea", consent.SENT, None, True, False),
    ]


def test_a_state_that_every_dispatch_left_out_was_not_asked(officer):
    seminar = agenda.seminar()
    round_ = consent.opened(by=officer, seminar=seminar)
    round_.dispatches.get().except_states.add(Party.objects.get(code="IR"))
    asking = selectors.asking(seminar)
    assert asking is not None
    assert {row.name: row.asked_at for row in asking.answers}["Iran"] is None


def test_the_answers_are_read_in_a_fixed_number_of_queries(officer, django_assert_num_queries):
    seminar = agenda.seminar()
    round_ = consent.opened(by=officer, seminar=seminar)
    for code in ("KZ", "KR", "IR"):
        consent.letter(round_, code, LetterKind.CONSENT, consent.DURING + dt.timedelta(minutes=1), by=officer)
    with django_assert_num_queries(6):
        selectors.asking(seminar)
