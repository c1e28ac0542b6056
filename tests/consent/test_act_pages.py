"""Every page of an act, its form and its preview: the number of queries depends neither on the states that were asked nor on their letters."""

import datetime as dt
from typing import Any

import pytest
import time_machine
from django.contrib.messages import get_messages
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import translation

from consent import admin, services
from consent.enums import Channel, LetterKind, OthersLearn, Purpose
from consent.models import Round
from directory import files
from directory.models import Mission, Party, StoredFile
from tests.factories import agenda, consent, directory

pytestmark = pytest.mark.django_db
K = LetterKind
NOTE = {"reference": "15-1/777emb", "note_day": "2027-10-20", "channels": "note", "deadline_day": "2027-11-03", "deadline_hour": "18:00"}
NOTE["deadline_zone"] = consent.ALMATY
EXTENSION = {"deadline_day": "2027-10-29", "deadline_hour": "18:00", "reason": "An outage.", "deadline_shown": consent.DEADLINE.isoformat()}
CORRIGENDUM = {"wording": "To convene it.", "authentic_language": "en", "change_note": "A misprint.", "not_substantive": "on"}
HOUR_LATER = consent.DURING + dt.timedelta(hours=1)
WORDS, NO_FORM = {"words": "With thanks."}, {"seen": ""}


class Situation:
    """A round with one of everything, asked of ``more`` states beside four; each of these has a mission with two mailboxes, and has written twice."""

    def __init__(self, number: int, more: int):
        self.officer, self.other = consent.officer(), consent.officer()
        self.seminar = agenda.seminar(slug=f"seminar-{number}", reference_prefix=f"S{number}")
        self.reference, self.now = f"15-1/{number}emb", HOUR_LATER
        self.codes = ["KZ", "KR", "IR", *(f"X{n}" for n in range(more))]
        for code in self.codes:
            box = f"{code.lower()}@example.org {code.lower()}-2@example.org"
            Mission.objects.get_or_create(party=directory.party(code), city="Astana", defaults={"zone": consent.ALMATY, "kind": "embassy", "mailboxes": box})
        post = directory.focal_point(Mission.objects.get(party__code="KZ"), f"reader-{number}@example.org", since=consent.SENT)
        post.user.language = "ru"
        post.user.save()

    def scan(self) -> StoredFile:
        content = b"%PDF-1.4 " + str(StoredFile.objects.count()).encode()
        return files.store_bytes(content=content, name="f.pdf", content_type="application/pdf", owner="consent:1", by=self.officer, now=consent.SENT)

    def letter(self, code: str, kind: LetterKind, received_at: dt.datetime = consent.DURING, **kw: Any) -> Any:
        return consent.letter(self.round, code, kind, received_at, by=self.officer, now=max(received_at, self.now), **kw).letter

    def draft(self, proposer: str = "CN") -> None:
        self.round = consent.draft(by=self.officer, seminar=self.seminar, proposer=proposer)
        enclosure = services.FileData(file=self.scan(), title="Concept paper")
        text = services.TextData(wording="To convenne it.", files=(enclosure,))
        services.set_text(round_id=self.round.pk, text=text, by=self.officer, now=consent.SENT)

    def opened(self, **terms: Any) -> None:
        self.draft()
        Round.objects.filter(pk=self.round.pk).update(**terms)
        note = consent.note(reference=self.reference)
        services.record_note_already_sent(round_id=self.round.pk, note=note, sent_at=consent.SENT, by=self.officer, now=consent.SENT)
        for code in self.codes:
            unclear = self.letter(code, K.UNCLEAR, scan=self.scan(), their_number=code, their_date=dt.date(2027, 10, 19))
            services.decide_meaning(letter_id=unclear.pk, meaning=K.COMMENT, reason="It says no more.", by=self.officer, now=consent.DURING)
            self.consent = self.letter(code, K.COMMENT)
        struck = self.letter("KZ", K.COMMENT)
        services.correct_entry(letter_id=struck.pk, reason="Entered twice.", by=self.officer, now=consent.DURING)
        sent = self.round.dispatches.get()
        for code in self.codes[1:]:
            services.record_not_reached(
                dispatch_id=sent.pk, party_id=Party.objects.get(code=code).pk, at=consent.DURING, evidence="Back.", by=self.officer, now=consent.DURING
            )
        again = {"purpose": Purpose.REMINDER, "channel": Channel.FAX, "sent_at": HOUR_LATER, "except_states": []}
        services.record_dispatch(round_id=self.round.pk, by=self.officer, now=HOUR_LATER, **again)


Pages = list[tuple[str, int, dict[str, Any]]]  # the act, the row it works on, and what its form sends: for the preview, or wrongly where it has none
PREVIEWED = {"circulate", "extend", "refuse_extension", "corrigendum", "remind", "close", "receipt", "tell_broken", "tell_withdrawal", "tell_outcome",
             "confirm_annulment", "drop_annulment"}  # fmt: skip


def drafted(s: Situation) -> Pages:
    s.draft()
    key = s.round.pk
    note = {**NOTE, "sent_day": "2027-10-12"}
    return [
        ("start", key, NOTE),
        ("record_sent", key, note | {"sent_hour": ""}),
        ("set_text", key, {"wording": ""}),
        ("close", key, {"reason": "referred", **WORDS}),
    ]


def running(s: Situation) -> Pages:
    s.opened()
    round_, letter = s.round.pk, s.letter("KR", K.QUESTION).pk
    requests = [s.letter(code, K.EXTENSION_REQUEST) for code in s.codes[::2]]
    silent = [Party.objects.get(code=code).pk for code in s.codes[1::2]]
    return [
        ("circulate", round_, NO_FORM),
        ("extend", round_, EXTENSION),
        ("refuse_extension", requests[0].pk, WORDS),
        ("corrigendum", round_, CORRIGENDUM),
        ("remind", round_, {"states": silent, "words": ""}),
        ("close", round_, {"reason": "referred", "tell_states": "on", **WORDS}),
        ("receipt", letter, NO_FORM),
        ("dispatch", round_, {"purpose": ""}),
        ("not_reached", round_, {"evidence": ""}),
        ("record_letter", round_, {"kind": ""}),
        ("correct", letter, {"reason": ""}),
        ("decide", letter, {"reason": ""}),
    ]


def broken(s: Situation) -> Pages:
    s.opened(others_learn=OthersLearn.NAMED)
    for code in s.codes:
        s.letter(code, K.OBJECTION)
    services.tell_broken(round_id=s.round.pk, words="", by=s.officer, now=HOUR_LATER)
    withdrawals = [s.letter(code, K.WITHDRAWAL) for code in s.codes]
    services.tell_withdrawal(letter_id=withdrawals[-1].pk, words="", by=s.officer, now=HOUR_LATER)
    for code in s.codes:
        s.letter(code, K.OBJECTION, HOUR_LATER)
    s.now = consent.LATER
    return [("tell_broken", s.round.pk, WORDS), ("tell_withdrawal", withdrawals[0].pk, WORDS), ("new_round", s.round.pk, {"wording": ""})]


def over(s: Situation) -> Pages:
    s.opened()
    s.now = consent.LATER
    return [("certify", s.round.pk, {"channels": ""})]


def adopted(s: Situation) -> Pages:
    over(s)
    services.certify(round_id=s.round.pk, channels_examined=list(Channel), by=s.officer, now=consent.OVER)
    for code in s.codes:
        s.letter(code, K.OBJECTION)
    pages: Pages = [("propose_annulment", s.round.pk, {"reason": ""}), ("tell_outcome", s.round.pk, WORDS)]
    return pages


def proposed(s: Situation) -> Pages:
    adopted(s)
    objection = s.letter("KR", K.OBJECTION)
    proposal = services.propose_annulment(round_id=s.round.pk, letter_id=objection.pk, reason="Elsewhere.", by=s.other, now=consent.LATER)
    return [("confirm_annulment", proposal.pk, NO_FORM), ("drop_annulment", proposal.pk, NO_FORM)]


SITUATIONS = [drafted, running, broken, over, adopted, proposed]


def test_every_act_page_is_asked():
    """All pages under a round, a letter or a proposal that an officer acts on; those that only read are in test_board_pages.py."""
    reading = {"scan", "board_print", "board_xlsx", "as_of", "certificate", "certificate_docx", "outcome_note", "outcome_note_docx", "round_file"}
    site_admin = admin.SilenceProcedureAdmin(admin.SilenceProcedure, admin.admin.site)
    routes = {pattern.name.removeprefix("consent_"): str(pattern.pattern) for pattern in site_admin.get_urls() if (pattern.name or "").startswith("consent_")}
    acts = {name for name, route in routes.items() if route.startswith(("round/", "letter/", "annulment/"))} - reading
    assert acts == {"start", "record_sent", "set_text", "close", "circulate", "extend", "refuse_extension", "corrigendum", "remind", "receipt", "dispatch",
                    "not_reached", "record_letter", "correct", "decide", "tell_broken", "tell_withdrawal", "new_round", "certify", "propose_annulment",
                    "tell_outcome", "confirm_annulment", "drop_annulment"}  # fmt: skip


@pytest.mark.parametrize("situation", SITUATIONS, ids=lambda situation: situation.__name__)
def test_the_queries_do_not_grow_with_states_and_letters(client, settings, situation):
    settings.SESSION_COOKIE_AGE = 60 * 60 * 24 * 3650
    consent.few_states()

    def asked(number: int, more: int) -> dict[str, list[int]]:
        s = Situation(number, more)
        client.force_login(s.officer)
        found: dict[str, list[int]] = {}
        for view, key, typed in situation(s):
            with translation.override("ru"):  # where the names of the states are read as well
                address = reverse(f"admin:consent_{view}", args=[key])
            for send in (lambda: client.get(address), lambda: client.post(address, typed)):  # noqa: B023
                with time_machine.travel(s.now, tick=False), CaptureQueriesContext(connection) as queries:
                    answer = send()
                assert answer.status_code == 200, (view, [str(message) for message in get_messages(answer.wsgi_request)])
                assert "form" in answer.context or view in PREVIEWED or view == "start"
                found.setdefault(view, []).append(len(queries))
            assert ("preview" in answer.context, "starting" in answer.context) == (view in PREVIEWED, view == "start")
        return found

    few = asked(1, 0)
    assert asked(2, 3) == few
