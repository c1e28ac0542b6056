"""A seminar with a list of 20,000, to try and to measure what only a long list shows: ``manage.py make_large``, ``make demo-large``.

Its rows are written as they would stand after the services had run, in batches and without the services: no mail is written, so none is sent. Some hundred
questions about possible duplicates are open in it.
"""

import datetime as dt
import random
from collections.abc import Iterator

from django.db import transaction
from django.utils import translation

from agenda.models import Seminar
from directory import selectors
from directory.models import Party, User
from registration import content
from registration.content import Given
from registration.enums import PAPER_SOURCES, State
from registration.models import ReferenceCounter, Registration, RegistrationEvent
from registration.services import duplicates, pairs
from registration.services.submission import write

from . import crowd, seminars, staff, texts
from .seminars import DAY, Plan

ROWS = 20_000
SEED = 2027
KEY = "large"
BATCH = 500
LOOKED_AT = 100  # so many rows are compared with the others at once; each is a person's second form
ANSWERED = 10  # of these, every so many questions has its answer: different people
OPEN_FOR = dt.timedelta(days=30)
TITLE = texts.Words("Open Conference on Nature without Borders (20,000 invented delegates)", "Открытая конференция «Природа без границ»", "自然无国界开放会议")


def load(now: dt.datetime, rows: int = ROWS, seed: int = SEED) -> int:
    """Makes what is missing of the seminar and its first ``rows`` registrations; returns how many were made. What is there is left alone.

    Same ``seed``, same people. Registration closed five days before ``now`` (of the first load), so that some forms could come too late.
    """
    with translation.override("en"), selectors.cities_remembered():
        officers = staff.officers()
        seminar = seminars.load(_plan(now), officers)
        there = set(Registration.objects.filter(seminar=seminar).values_list("form_token", flat=True))
        missing = [number for number in range(1, rows + 1) if _token(number) not in there]
        parties = {party.code: party for party in Party.objects.all()}
        for start in range(0, len(missing), BATCH):
            _write(seminar, missing[start : start + BATCH], parties, officers.host, seed)
        again = [number for number in missing if number % crowd.AGAIN == 0]
        _ask_about(seminar, again[:LOOKED_AT], officers.host)
    return len(missing)


def _plan(now: dt.datetime) -> Plan:
    closes_at = (now - 5 * DAY).replace(minute=0, second=0, microsecond=0)
    return Plan(
        key=KEY,
        prefix="LAR",
        title=TITLE,
        summary=texts.SUMMARY,
        objectives=texts.OBJECTIVES,
        agenda=texts.BIODIVERSITY,
        people=(),
        starts_on=(now + 21 * DAY).date(),
        opens_at=closes_at - OPEN_FOR,
        closes_at=closes_at,
        interpretation=("zh-hans", "en", "ru"),
        seen_at=now,
    )


def _token(number: int) -> str:
    return f"demo-large-{number:06d}"


def _write(seminar: Seminar, numbers: list[int], parties: dict[str, Party], host: User, seed: int) -> None:
    """One batch in one transaction, with the numbers that come next."""
    made = [_row(seminar, number, parties, host, seed) for number in numbers]  # slow: before the transaction
    with transaction.atomic():
        ReferenceCounter.objects.get_or_create(seminar=seminar)
        # the lock: as for every form, numbers are given by one at a time
        counter = ReferenceCounter.objects.select_for_update().get(seminar=seminar)
        for row, _events in made:
            counter.last += 1
            row.number = counter.last
            row.reference = f"{seminar.reference_prefix}-{seminar.reference_year}-{counter.last:04d}"
            # the search text holds the reference, in two ways
            write(row, Given.of(row))
        counter.save(update_fields=["last"])
        Registration.objects.bulk_create([row for row, _events in made])
        RegistrationEvent.objects.bulk_create(list(_with_rows(made)))


def _ask_about(seminar: Seminar, numbers: list[int], host: User) -> None:
    """Asks whom the rows of ``numbers`` resemble, as if they had come in one by one; some of the questions are answered. All others are found at night."""
    rows = {row.form_token: row for row in Registration.objects.filter(seminar=seminar, form_token__in=map(_token, numbers)).select_related("party")}
    for number in numbers:
        row = rows[_token(number)]
        with transaction.atomic():
            found = pairs.look(row, now=row.recorded_at)
        for pair in found[:1] if number % (ANSWERED * crowd.AGAIN) == 0 else []:
            versions = dict(Registration.objects.filter(pk__in=[pair.first_id, pair.second_id]).values_list("pk", "version"))
            duplicates.tell_apart(pair_id=pair.pk, versions=versions, by=host, now=row.recorded_at + DAY)


def _with_rows(made: list[tuple[Registration, list[RegistrationEvent]]]) -> Iterator[RegistrationEvent]:
    for row, events in made:
        for event in events:
            event.registration = row
            yield event


def _row(seminar: Seminar, number: int, parties: dict[str, Party], host: User, seed: int) -> tuple[Registration, list[RegistrationEvent]]:
    """The registration of ``number`` as it stands today, with its events; without its own number yet, which is given at the end."""
    guest = crowd.guest(number, seed)
    dice = random.Random(f"{seed}:{number}:fate")  # noqa: S311
    party = parties.get(guest.code)
    data = content.cleaned(Given(party=party, **({**guest.data, "other_organisation": guest.code} if guest.code and party is None else guest.data)))
    paper = guest.source in PAPER_SOURCES
    late = paper and dice.random() < 0.12
    window = seminar.registration_closes_at - seminar.registration_opens_at
    received_at = (
        seminar.registration_closes_at + dt.timedelta(minutes=dice.randrange(1, 5000)) if late else seminar.registration_opens_at + window * dice.random()
    )
    received_at = received_at.replace(microsecond=0)
    recorded_at = received_at + dt.timedelta(minutes=dice.randrange(20, 1400)) if paper else received_at
    row = Registration(
        seminar=seminar,
        number=0,
        reference="",
        state=State.LATE if late else dice.choices([State.RECEIVED, State.REGISTERED, State.DECLINED, State.WITHDRAWN], [50, 42, 3, 5])[0],
        language=guest.language,
        zone="" if paper else guest.zone,
        source=guest.source,
        received_at=received_at,
        recorded_at=recorded_at,
        recorded_by=host if paper else None,
        form_token=_token(number),
        content_digest=content.digest(data),
    )
    for name in content.FIELDS:
        setattr(row, name, getattr(data, name))
    first = State.LATE if late else State.RECEIVED
    events = [RegistrationEvent(at=recorded_at, by=row.recorded_by, kind="received", to_state=first)]
    later = recorded_at + dt.timedelta(hours=dice.randrange(2, 40))
    if row.state == State.REGISTERED:
        events.append(RegistrationEvent(at=later, by=host, kind="register", from_state=first, to_state=row.state))
    elif row.state == State.DECLINED:
        row.state_reason = "The places of this delegation are taken."
        events.append(RegistrationEvent(at=later, by=host, kind="decline", from_state=first, to_state=row.state, reason=row.state_reason))
    elif row.state == State.WITHDRAWN:
        events.append(RegistrationEvent(at=later, by=None, kind="withdraw", from_state=first, to_state=row.state))
    elif not late and not paper and dice.random() < 0.06 and later < seminar.registration_closes_at:
        row.corrected_at = later
        events.append(RegistrationEvent(at=later, by=None, kind="corrected", from_state=first, to_state=first, fields=["job_title"]))
    for version, event in enumerate(events, 1):
        event.version = version
    row.version = len(events)
    return row, events
