"""Random steps through the services, on the database: after each the board says what the second model says, and the record holds."""

import datetime as dt
import random

import pytest

from consent import ledger, selectors, services
from consent.enums import LetterKind, RoundState
from consent.models import Communication, Round
from seminar_portal.errors import BusinessError
from tests.consent import second_model
from tests.factories import agenda, consent

STEPS = 28
CHANNELS = ["note", "fax", "mail", "oral"]
RULINGS = [kind for kind in LetterKind if kind != LetterKind.UNCLEAR]


def seconds(instant):
    return None if instant is None else (instant - consent.SENT).total_seconds()


def plain(round_):
    """The round's letters as the second model reads them, from the rows alone."""
    return [
        {
            "key": row.pk,
            "from": {party.pk for party in row.states.all()},
            "says": row.kind,
            "by": row.channel,
            "signed": row.signed,
            "doubtful sender": row.sender_in_doubt,
            "came": seconds(row.received_at),
            "typed": seconds(row.recorded_at),
            "ruled": [(seconds(d.at), d.meaning, bool(d.answer)) for d in row.decisions.order_by("pk")],
            "struck": seconds(row.struck_at),
            "takes back": row.withdraws_id,
        }
        for row in Communication.objects.filter(round=round_).prefetch_related("states")
    ]


def question(round_):
    return {
        "asked": set(round_.entitled_states.values_list("party_id", flat=True)),
        "proposer": round_.procedure.proposer_id,
        "until": seconds(round_.deadline),
        "needed": round_.objections_to_break,
        "amendments break": round_.amendment_breaks,
        "proposer consents": round_.proposer_consents,
        "in writing": round_.written_form,
        "late withdrawal lifts": round_.withdrawn_late == "lifts",
    }


class Walk:
    """One officer who does one thing after the other; whatever a service refuses must have changed nothing."""

    def __init__(self, seed):
        self.chance = random.Random(seed)
        consent.few_states()
        self.codes = ["KZ", "KR", "IR", "CN", "ID"]
        self.officer, self.second = consent.officer(), consent.officer()
        terms = services.Terms(
            objections_to_break=self.chance.choice([1, 1, 2]),
            amendment_breaks=self.chance.random() < 0.7,
            written_form=self.chance.random() < 0.7,
            withdrawn_late=self.chance.choice(["new round", "lifts"]),
        )
        self.round = consent.opened(by=self.officer, seminar=agenda.seminar(), terms=terms)
        self.now = consent.SENT + dt.timedelta(hours=1)

    def letter(self):
        back = self.chance.choice([0, 0, 60, 3600])
        received = max(self.now - dt.timedelta(seconds=back), consent.SENT)
        kind = self.chance.choice([*LetterKind, LetterKind.OBJECTION, LetterKind.WITHDRAWAL, LetterKind.CONSENT])
        facts = {"channel": self.chance.choice(CHANNELS), "signed": self.chance.random() < 0.8, "sender_in_doubt": self.chance.random() < 0.1}
        codes = self.chance.sample(self.codes, self.chance.choice([1, 1, 1, 2]))
        return consent.letter_data(" ".join(codes), kind, received, **facts)

    def some_letter(self):
        keys = list(Communication.objects.filter(round=self.round).order_by("pk").values_list("pk", flat=True))
        return self.chance.choice(keys) if keys else 0

    def step(self):
        self.round = Round.objects.get(pk=self.round.pk)
        common = {"by": self.officer, "now": self.now}
        acts = {
            "letter": lambda: services.record_letter(round_id=self.round.pk, letter=self.letter(), another=True, **common),
            "decide": lambda: services.decide_meaning(letter_id=self.some_letter(), meaning=self.chance.choice(RULINGS), reason="It says so.", **common),
            "strike": lambda: services.correct_entry(letter_id=self.some_letter(), reason="Mistaken.", **common),
            "correct": lambda: services.correct_entry(letter_id=self.some_letter(), reason="Mistaken.", replacement=self.letter(), **common),
            "extend": lambda: services.extend_for_all(
                round_id=self.round.pk, deadline=self.round.deadline + dt.timedelta(days=self.chance.choice([-1, 1, 2])), reason="An outage.", **common
            ),
            "refuse": lambda: services.refuse_extension(letter_id=self.some_letter(), words="The dates are fixed.", **common),
            "tell": lambda: services.tell_broken(round_id=self.round.pk, words="", **common),
            "certify": lambda: services.certify(round_id=self.round.pk, channels_examined=CHANNELS, **common),
            "expiry": lambda: services.note_expiries(now=self.now),
        }
        weights = {"letter": 7, "decide": 4, "certify": 2, "correct": 2, "extend": 1 if self.now < self.round.deadline else 0.2}
        act = self.chance.choices(list(acts), [weights.get(name, 1) for name in acts])[0]
        events = self.round.events.count()
        try:
            acts[act]()
        except (BusinessError, Communication.DoesNotExist):
            assert self.round.events.count() == events, act
            return act, False
        return act, True


def agree(walk, when=""):
    """Board, record and second model say the same of the round as it is now; returns what they say."""
    round_ = Round.objects.get(pk=walk.round.pk)
    told = second_model.stand(plain(round_), question(round_), seconds(walk.now))
    names = dict(round_.entitled_states.values_list("party_id", "printed_name"))
    board = selectors.board(round_.pk, walk.now)
    assert {cell.name: cell.position.value for cell in board.cells} == {names[state]: position for state, position in told["positions"].items()}, when
    assert {row.letter.pk for row in board.letters if row.doubt} == set(told["waiting"]), when
    if round_.state == RoundState.OPEN:
        assert [label.value for label in board.labels] == told["labels"], when
    assert ledger.first_fault(round_.procedure) is None, when
    return told


@pytest.mark.django_db
@pytest.mark.parametrize("seed", [12, 17])
def test_board_record_and_second_model_agree_after_every_step(seed):
    walk = Walk(seed)
    told = agree(walk)
    for number in range(STEPS):
        # towards the deadline, then its very second, the second after it, and the hours that follow
        left = walk.round.deadline - walk.now
        near = {18: left, 19: dt.timedelta(seconds=0.9), 20: dt.timedelta(seconds=0.1)}
        walk.now += near.get(number, max(left / 4, dt.timedelta(seconds=1)) if number < 18 else dt.timedelta(minutes=20))
        state, may = Round.objects.get(pk=walk.round.pk).state, second_model.stand(plain(walk.round), question(walk.round), seconds(walk.now))["certifiable"]
        act, succeeded = walk.step()
        if act == "certify":
            assert succeeded == (state == RoundState.OPEN and may), (number, told)
        walk.round.refresh_from_db()
        told = agree(walk, (number, act))
    # to the end in order: what is open is decided, what objects is struck, and then it can be certified; what is found later annuls it
    walk.now = max(walk.now, walk.round.deadline) + dt.timedelta(seconds=1)
    if walk.round.state == RoundState.OPEN:
        for letter in Communication.objects.filter(round=walk.round, struck_at=None).order_by("pk"):
            services.correct_entry(letter_id=letter.pk, reason="Of another procedure.", by=walk.officer, now=walk.now)
        assert agree(walk)["certifiable"]
        services.certify(round_id=walk.round.pk, channels_examined=CHANNELS, by=walk.officer, now=walk.now)
    for code in ("KZ", "KR"):
        found = consent.letter(walk.round, code, LetterKind.OBJECTION, walk.round.deadline, by=walk.officer, now=walk.now).letter
    proposal = services.propose_annulment(round_id=walk.round.pk, letter_id=found.pk, reason="It was on time.", by=walk.officer, now=walk.now)
    services.confirm_annulment(annulment_id=proposal.pk, by=walk.second, now=walk.now)
    assert "broken" in agree(walk)["labels"]
