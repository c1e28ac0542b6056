"""The demo's silence procedures: that of 2020 with letters of several kinds, certified; one that runs; one that is over and waits for certification."""

import dataclasses
import datetime as dt

from django.db.models import Q

from agenda.enums import DocumentKind
from agenda.models import Document, Seminar
from agenda.words import days
from consent.content import words_of
from consent.emails import about
from consent.enums import Channel, Enclosure, LetterKind
from consent.models import Round, SilenceProcedure
from consent.services import certification, deadlines, letters, procedures, texts
from consent.services.data import FileData, LetterData, NoteData, TextData, Unaccepted
from directory import files
from directory.models import Party, User
from seminar_portal import clock

from .mails import mark_mails_as_sent
from .seminars import DAY, Plan
from .staff import Officers

SEAT = "Asia/Almaty"  # the clock of the Secretariat's city, Nur-Sultan in 2020, Astana since
CAPACITY = "co-coordinator of confidence building measures in the environmental dimension"
ENCLOSURES = {
    DocumentKind.CONCEPT_PAPER: Enclosure.CONCEPT,
    DocumentKind.LETTER: Enclosure.HOST_LETTER,
    DocumentKind.AGENDA: Enclosure.AGENDA,
    DocumentKind.FORM: Enclosure.FORM,
}
TYPED_AFTER = dt.timedelta(minutes=40)


@dataclasses.dataclass(frozen=True)
class Letter:
    """A letter of the demo: ``day`` counts from the note's, ``hour`` is on the Secretariat's clock."""

    states: tuple[str, ...]
    kind: LetterKind
    day: int
    hour: str
    channel: Channel = Channel.NOTE
    number: str = ""
    summary: str = ""


_2020 = (
    Letter(("TR",), LetterKind.RECEIPT, 3, "10:20", Channel.MAIL),
    Letter(("KZ",), LetterKind.CONSENT, 4, "11:05", number="DEMO-1"),
    Letter(("RU",), LetterKind.CONSENT, 5, "09:40", number="DEMO-2"),
    Letter(("IN",), LetterKind.RECEIPT, 5, "12:15", Channel.MAIL),
    Letter(("KG", "TJ"), LetterKind.CONSENT, 5, "15:30", summary="One note of two embassies."),
    Letter(("UZ",), LetterKind.CONSENT_WITH_COMMENT, 6, "10:00", summary="Asks that protected areas that cross borders be a topic of session 3."),
    Letter(("TH",), LetterKind.QUESTION, 6, "14:45", Channel.MAIL, summary="Asks whether there will be interpretation into Russian."),
    Letter(("PK",), LetterKind.CONSENT, 7, "09:15"),
    Letter(("JO",), LetterKind.EXTENSION_REQUEST, 7, "16:20", Channel.FAX, summary="Asks for one week more."),
    Letter(("BD",), LetterKind.CONSENT, 7, "17:05", Channel.MAIL, summary="From the mission in Tashkent."),
    Letter(("MN",), LetterKind.CONSENT_WITH_COMMENT, 8, "11:30", Channel.FAX, summary="Will send two speakers."),
    Letter(("AZ",), LetterKind.COMMENT, 8, "12:00", summary="Recalls the seminar of the year before."),
    Letter(("KR",), LetterKind.RECEIPT, 8, "12:40", Channel.MAIL),
    Letter(("LK",), LetterKind.CONSENT, 10, "13:10", summary="From the embassy in Moscow."),
    Letter(("IR",), LetterKind.CONSENT, 10, "17:40", Channel.FAX, summary="Arrived on the last day, typed the morning after."),
    Letter(("QA",), LetterKind.CONSENT, 11, "10:05", summary="Arrived after the period had ended."),
)
_RUNNING = (
    Letter(("TR",), LetterKind.RECEIPT, 1, "10:20", Channel.MAIL),
    Letter(("KZ",), LetterKind.CONSENT, 2, "11:05"),
    Letter(("MN",), LetterKind.CONSENT, 2, "15:30"),
    Letter(("UZ",), LetterKind.CONSENT_WITH_COMMENT, 3, "10:00", summary="Proposes a speaker on desert forests."),
    Letter(("KR",), LetterKind.QUESTION, 3, "12:15", Channel.MAIL, summary="Asks for the time of the test session."),
    Letter(("PK",), LetterKind.CONSENT, 3, "16:40", Channel.FAX),
)
_OVER = (
    Letter(("TH",), LetterKind.RECEIPT, 1, "09:50", Channel.MAIL),
    Letter(("KZ",), LetterKind.CONSENT, 2, "11:30"),
    Letter(("RU",), LetterKind.CONSENT, 3, "10:10"),
    Letter(("TH",), LetterKind.CONSENT, 6, "14:20"),
    Letter(("BD", "LK"), LetterKind.CONSENT, 7, "12:05", Channel.MAIL),
    Letter(("KW",), LetterKind.COMMENT, 8, "10:45", summary="Thanks for the draft agenda."),
    Letter(("VN",), LetterKind.RECEIPT, 9, "09:30", Channel.MAIL),
)


def load(seminar: Seminar, plan: Plan, officers: Officers) -> None:
    """The procedure of the seminar, if this installation has never had one for it."""
    if SilenceProcedure.objects.filter(seminar=seminar).exists():
        return
    by = officers.secretariat
    if plan.key == "biodiversity-2020":
        _of_2020(seminar, by)
    elif plan.key == "biodiversity":
        _running(seminar, plan, by)
    else:
        _over(seminar, plan, by)
    mark_mails_as_sent(Q(about__in=[about(round_) for round_ in Round.objects.filter(procedure__seminar=seminar).order_by("pk")]))


def _of_2020(seminar: Seminar, by: User) -> None:
    """Note № 15-1/213emb. It names no hour and no zone: read as the end of the day at the Secretariat's seat."""
    day = dt.date(2020, 10, 16)
    sent_at, recorded_at = clock.at(day, "12:00", SEAT), clock.at(day, "12:30", SEAT)
    round_ = _draw_up(seminar, by, recorded_at)
    note = NoteData(
        reference="15-1/213emb",
        note_date=day,
        place="Nur-Sultan",
        deadline=clock.end_of_day(dt.date(2020, 10, 26), SEAT),
        deadline_zone=SEAT,
        deadline_as_printed="26 October 2020",
        channels=(Channel.NOTE,),
        evidence="To the Embassies of the Member States in Ankara, Beijing, Moscow, Nur-Sultan and Tashkent, and to the Ministry of Foreign Affairs of Kazakhstan",
    )
    procedures.record_note_already_sent(round_id=round_.pk, note=note, sent_at=sent_at, by=by, now=recorded_at)
    _record(round_, _2020, day, by)
    deadlines.refuse_extension(
        letter_id=round_.communications.get(kind=LetterKind.EXTENSION_REQUEST).pk,
        words="The period ends as circulated, since registration closes soon after it.",
        by=by,
        now=clock.at(day + 8 * DAY, "09:30", SEAT),
    )
    certification.certify(round_id=round_.pk, channels_examined=(Channel.NOTE, Channel.FAX, Channel.MAIL), by=by, now=clock.at(day + 11 * DAY, "15:00", SEAT))


def _running(seminar: Seminar, plan: Plan, by: User) -> None:
    """A note of four days ago. The period ends nine days from the load, or three where registration would have closed by then."""
    today = plan.seen_at.astimezone(dt.UTC).date()
    sent_at = clock.at(today - 4 * DAY, "12:00", SEAT)
    deadline = clock.at(today + 9 * DAY, "18:00", SEAT)
    if deadline > plan.closes_at:
        deadline = clock.at(today + 3 * DAY, "18:00", SEAT)
    round_ = _start(seminar, by, reference="15-1/118emb", sent_at=sent_at, deadline=deadline)
    _record(round_, _RUNNING, today - 4 * DAY, by)


def _over(seminar: Seminar, plan: Plan, by: User) -> None:
    """A period of two weeks that ended two days ago."""
    today = plan.seen_at.astimezone(dt.UTC).date()
    sent_at = clock.at(today - 16 * DAY, "12:00", SEAT)
    round_ = _start(seminar, by, reference="15-1/109emb", sent_at=sent_at, deadline=clock.at(today - 2 * DAY, "18:00", SEAT))
    _record(round_, _OVER, today - 16 * DAY, by)


def _draw_up(seminar: Seminar, by: User, now: dt.datetime) -> Round:
    assert seminar.proposer_id is not None  # every demo seminar has one
    procedure = procedures.create_procedure(
        seminar_id=seminar.pk, subject=f"Consent to hold the {seminar.title}", proposer_id=seminar.proposer_id, capacity=CAPACITY, by=by, now=now
    )
    round_ = procedure.rounds.get()
    wording = f"The member states give their consent to hold the {seminar.title} on {days(seminar.starts_on, seminar.ends_on)}."
    enclosures = tuple(_enclosure(document, round_, by, now) for document in seminar.documents.select_related("file").order_by("number"))
    texts.set_text(round_id=round_.pk, text=TextData(wording=wording, files=enclosures), by=by, now=now)
    return round_


def _enclosure(document: Document, round_: Round, by: User, now: dt.datetime) -> FileData:
    """The same bytes as on the seminar's page, as a file of its own: a page is cleared up, what was issued stays."""
    with document.file.file.open("rb") as file:
        content = file.read()
    kept = files.store_bytes(
        content=content, name=document.file.name, content_type=document.file.content_type, owner=f"consent:{round_.procedure_id}", by=by, now=now
    )
    return FileData(kept, ENCLOSURES.get(DocumentKind(document.kind), Enclosure.OTHER), document.title, "en", words_of(kept))


def _start(seminar: Seminar, by: User, *, reference: str, sent_at: dt.datetime, deadline: dt.datetime) -> Round:
    """Starts a procedure at ``sent_at``, going on whatever it is cautioned against, as an officer does who has read it."""
    round_ = _draw_up(seminar, by, sent_at - dt.timedelta(hours=2))
    note = NoteData(
        reference=reference,
        note_date=sent_at.astimezone(dt.UTC).date(),
        place="Astana",
        deadline=deadline,
        deadline_zone=SEAT,
        channels=(Channel.NOTE, Channel.MAIL),
    )
    try:
        return procedures.start_procedure(round_id=round_.pk, note=note, by=by, now=sent_at)
    except Unaccepted as first:
        accept = [caution.code for caution in first.cautions]
        return procedures.start_procedure(round_id=round_.pk, note=note, by=by, now=sent_at, accept=accept)


def _record(round_: Round, entries: tuple[Letter, ...], day: dt.date, by: User) -> None:
    states = dict(Party.objects.values_list("code", "pk"))
    for entry in entries:
        received_at = clock.at(day + entry.day * DAY, entry.hour, SEAT)
        # what comes in late in the afternoon is typed the next morning
        typed_at = clock.at(day + (entry.day + 1) * DAY, "09:10", SEAT) if entry.hour >= "17:00" else received_at + TYPED_AFTER
        letter = LetterData(
            states=tuple(states[code] for code in entry.states),
            kind=entry.kind,
            channel=entry.channel,
            received_at=received_at,
            their_number=entry.number,
            their_date=day + entry.day * DAY,
            summary=entry.summary,
        )
        letters.record_letter(round_id=round_.pk, letter=letter, by=by, now=typed_at)
