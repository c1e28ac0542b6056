"""Silence procedures for tests: procedure P of the cases, and letters in few words. All of it goes through the services."""

import datetime as dt
from typing import Any

from agenda.models import Seminar
from consent import services
from consent.enums import Channel, LetterKind
from consent.models import Round
from directory.enums import Role, StandingKind
from directory.models import Party, User
from tests.factories import agenda, directory

ALMATY = "Asia/Almaty"
SENT = dt.datetime(2027, 10, 12, 7, 0, 0, tzinfo=dt.UTC)  # 12 October 2027, 12:00 in Astana
DEADLINE = dt.datetime(2027, 10, 26, 13, 0, 0, tzinfo=dt.UTC)  # Tuesday, 26 October 2027, 18:00 in Astana, 21:00 in Beijing
OVER = dt.datetime(2027, 10, 26, 13, 0, 1, tzinfo=dt.UTC)
DURING = dt.datetime(2027, 10, 20, 5, 0, 0, tzinfo=dt.UTC)  # 20 October 2027, 10:00 in Astana
LATER = dt.datetime(2027, 10, 27, 4, 0, 0, tzinfo=dt.UTC)  # the morning after the deadline


def few_states() -> dict[str, Party]:
    """Four members (China, Kazakhstan, the Republic of Korea, Iran) and an observer (Indonesia), with their cities' clocks."""
    agenda.cities()
    plain: dict[str, dict[str, Any]] = {code: {} for code in ("CN", "KZ", "KR")}
    others = {"IR": {"name": "Iran", "weekly_rest": "fri"}, "ID": {"standing": StandingKind.OBSERVER_STATE}}
    return directory.parties({**plain, **others})


def officer(*, certify: bool = True, **kw: Any) -> User:
    """Somebody of the Secretariat; a named officer who may certify, unless told otherwise."""
    return directory.staff(Role.SECRETARIAT, rights=("consent.certify",) if certify else (), **{"zone": ALMATY, **kw})


def note(**kw: Any) -> services.NoteData:
    defaults: dict[str, Any] = {
        "reference": "15-1/301emb",
        "note_date": dt.date(2027, 10, 12),
        "deadline": DEADLINE,
        "deadline_zone": ALMATY,
        "channels": (Channel.NOTE,),
    }
    return services.NoteData(**{**defaults, **kw})


def draft(*, by: User, seminar: Seminar | None = None, proposer: str = "CN", now: dt.datetime = SENT, **kw: Any) -> Round:
    """The draft round of a new procedure."""
    subject = kw.pop("subject", "To convene online the Seminar on Biodiversity Conservation")
    proposing = Party.objects.get(code=proposer)
    procedure = services.create_procedure(seminar_id=(seminar or agenda.seminar()).pk, subject=subject, proposer_id=proposing.pk, by=by, now=now, **kw)
    return procedure.rounds.get()


def opened(
    *, by: User, sent_at: dt.datetime = SENT, now: dt.datetime = SENT, seminar: Seminar | None = None, terms: Any = None, text: str = "", **kw: Any
) -> Round:
    """Procedure P, open: silence expires Tuesday 26 October 2027, 18:00:00 in Astana. With a ``text`` to agree to, if there is one."""
    round_ = draft(by=by, now=now, seminar=seminar, terms=terms)
    if text:
        services.set_text(round_id=round_.pk, text=services.TextData(wording=text), by=by, now=now)
    return services.record_note_already_sent(round_id=round_.pk, note=note(**kw), sent_at=sent_at, by=by, now=now)


def letter_data(codes: str, kind: LetterKind, received_at: dt.datetime, **kw: Any) -> services.LetterData:
    """A letter from the states ``codes`` ("KZ" or "KZ KR")."""
    keys = tuple(Party.objects.get(code=code).pk for code in codes.split())
    return services.LetterData(**{"states": keys, "kind": kind, "channel": Channel.NOTE, "received_at": received_at, **kw})


def letter(round_: Round, codes: str, kind: LetterKind, received_at: dt.datetime, *, by: User, now: dt.datetime | None = None, **kw: Any) -> services.Recorded:
    return services.record_letter(round_id=round_.pk, letter=letter_data(codes, kind, received_at, **kw), by=by, now=now or received_at)
