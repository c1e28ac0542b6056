"""A running round of four states: two whose missions have mailboxes, two that are told on paper."""

import pytest

from consent.models import Communication, Decision, Notice, ProcedureEvent, Round
from directory.models import Mission, Party
from notifications.models import OutgoingEmail
from tests.factories import consent


@pytest.fixture
def states(db):
    return consent.few_states()


@pytest.fixture
def officer(states):
    return consent.officer()


@pytest.fixture
def missions(states):
    """Kazakhstan has a ministry with two mailboxes, Korea an embassy in Astana; China and Iran have no address. Indonesia, an observer, has one."""
    rows = {
        "KZ": ("mfa", "kz-1@example.org\nkz-2@example.org"),
        "KR": ("embassy", "kr@example.org"),
        "IR": ("embassy", ""),
        "ID": ("embassy", "id@example.org"),
    }
    return {
        code: Mission.objects.create(party=states[code], kind=kind, city="Astana", zone=consent.ALMATY, mailboxes=boxes) for code, (kind, boxes) in rows.items()
    }


@pytest.fixture
def round_(officer, missions):
    return consent.opened(by=officer)


@pytest.fixture
def posted():
    """``posted("consent/broken")``: the mails of this kind by address."""

    def of(kind):
        return {mail.to_address: mail for mail in OutgoingEmail.objects.filter(kind=kind)}

    return of


@pytest.fixture
def unchanged():
    """``before = unchanged()`` … ``assert unchanged() == before``: nothing was half-written."""

    def now():
        rounds = list(Round.objects.order_by("pk").values("pk", "state", "deadline", "text_id", "closing_reason", "certified_at"))
        counts = [model.objects.count() for model in (Communication, Decision, Notice, ProcedureEvent, OutgoingEmail)]
        return rounds, counts

    return now


def keys(*codes):
    return [Party.objects.get(code=code).pk for code in codes]
