"""Every verb in every state: exactly the moves of the table succeed, all others change nothing and tell nobody."""

import pytest

from directory.enums import Role
from notifications.models import OutgoingEmail
from registration import lifecycle
from registration.enums import State
from registration.models import Registration, RegistrationEvent
from registration.services.desk import ACTS
from seminar_portal.errors import WrongState
from tests.factories import agenda, desk, directory

ALLOWED = {
    ("register", "received"): "registered",
    ("decline", "received"): "declined",
    ("withdraw", "received"): "withdrawn",
    ("withdraw", "registered"): "withdrawn",
    ("return", "registered"): "received",
    ("return", "declined"): "received",
    ("return", "withdrawn"): "received",
    ("admit", "late"): "received",
    # not buttons: services/duplicates.py, tested in test_duplicates.py
    ("join", "received"): "withdrawn",
    ("join", "registered"): "withdrawn",
    ("join", "late"): "withdrawn",
    ("return late", "withdrawn"): "late",
}
VERBS = ("register", "decline", "withdraw", "return", "admit")
STATES = ("received", "registered", "declined", "withdrawn", "late")
PAIRS = [(verb, state) for verb in VERBS for state in STATES]


def test_the_table_is_the_one_of_the_architecture():
    assert {(verb, state.value): to.value for (verb, state), to in lifecycle.MOVES.items()} == ALLOWED
    assert set(State.values) == set(STATES)
    assert set(ACTS) == set(VERBS) == set(lifecycle.VERBS)


@pytest.fixture
def officer(db):
    return directory.staff(Role.HOST, rights=("registration.admit_late",))


@pytest.mark.parametrize(("verb", "state"), [pair for pair in PAIRS if pair in ALLOWED])
def test_an_allowed_move(verb, state, officer):
    row = desk.registration(agenda.seminar(), state=state)
    ACTS[verb](registration_id=row.pk, version=1, reason="As asked", by=officer, now=agenda.DURING)
    row.refresh_from_db()
    assert (row.state, row.version) == (ALLOWED[verb, state], 2)
    event = RegistrationEvent.objects.get()
    assert (event.kind, event.from_state, event.to_state, event.by, event.at, event.reason) == (
        verb,
        state,
        ALLOWED[verb, state],
        officer,
        agenda.DURING,
        "As asked",
    )
    mail = OutgoingEmail.objects.get()
    assert mail.to_address == "a.sadykova@example.org"
    assert mail.dedupe_key == f"registration:{row.pk}:{verb}:{event.pk}"


@pytest.mark.parametrize(("verb", "state"), [pair for pair in PAIRS if pair not in ALLOWED])
def test_a_forbidden_move_changes_nothing(verb, state, officer):
    row = desk.registration(agenda.seminar(), state=state)
    before = Registration.objects.filter(pk=row.pk).values().get()
    with pytest.raises(WrongState, match="BIO-2027-0001"):
        ACTS[verb](registration_id=row.pk, version=1, reason="As asked", by=officer, now=agenda.DURING)
    assert Registration.objects.filter(pk=row.pk).values().get() == before
    assert RegistrationEvent.objects.count() == 0
    assert OutgoingEmail.objects.count() == 0
