"""The world that the table of addresses is asked about: a row behind each name of its column ``at``, and what the acting forms are filled with."""

import copy
import dataclasses
import datetime as dt
import re
from types import SimpleNamespace
from typing import Any

from django.contrib.contenttypes.models import ContentType
from django.core import signing
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from agenda.models import Document, Seminar
from consent import services as consent_services
from consent.enums import LetterKind
from consent.selectors import board as consent_board
from directory import files
from directory.enums import Role
from directory.links import password_link
from directory.models import AccountEvent, City, FocalPoint, User
from notifications.enums import MailState
from notifications.models import OutgoingEmail
from registration.admin_views.imports import Asked
from registration.documents.nations import Nations
from registration.enums import Source, State
from registration.imports import registrations as lists
from registration.links import token_for
from registration.models import ExportRecord, PlatformMap, PossibleDuplicate, RegistrationEvent
from registration.platform import Entry, compare
from registration.services import announcements
from registration.services.imports import judge
from registration.services.personal import new_link
from tests.factories import agenda, bulk, consent, desk, directory, notifications
from tests.factories import registration as make
from tests.url_table import ROLES, Line

NOW = consent.DURING  # 20 October 2027: registration is open, procedure P runs
PDF = b"%PDF-1.4\n1 0 obj\n<<>>\nendobj\ntrailer\n<<>>\n%%EOF\n"
STAFF = {"reader": Role.READER, "host": Role.HOST, "secretariat": Role.SECRETARIAT, "administrator": Role.ADMINISTRATOR}


@dataclasses.dataclass
class World:
    """The rows behind the names of the table's column ``at``, six browsers, and what the acting forms are filled with."""

    rows: dict[str, Any]
    browsers: dict[str, Client]
    links: dict[str, str]
    bodies: dict[str, dict[str, Any]]

    def copy(self) -> "World":
        """Another view of the same database: what is done with its objects and browsers does not reach this one."""
        browsers = {role: make.browser() for role in ROLES}
        for role, browser in self.browsers.items():
            browsers[role].cookies = copy.deepcopy(browser.cookies)
        return World(copy.deepcopy(self.rows), browsers, self.links, self.bodies)

    def path(self, line: Line, role: str) -> str:
        values = iter([self._value(name, role) for name in line.at])
        return "/" + re.sub(r"<[^>]+>", lambda _found: str(next(values)), line.route)

    def _value(self, name: str, role: str) -> object:
        if name.startswith("'"):
            return name.strip("'")
        if name == "link":
            return self.links.get(role, self.links["ended"])
        name, _dot, attribute = name.partition(".")
        row = self.rows[name]
        if isinstance(row, dict):
            return row[attribute].pk
        return getattr(row, attribute or "pk")

    def body(self, line: Line) -> dict[str, Any]:
        body = self.bodies[line.body] if isinstance(line.body, str) else line.body
        return {key: value() if callable(value) else value for key, value in body.items()}


def built() -> World:
    """The rows, in an empty database, and the browsers of all who knock."""
    parties = consent.few_states()
    officer = consent.officer()
    users = {role: directory.staff(name) for role, name in STAFF.items() if role != "secretariat"} | {"secretariat": officer}

    seminar = agenda.seminar()
    agenda.contact(seminar)
    agenda.programme(seminar)
    draft = agenda.seminar(slug="draft", reference_prefix="DRA", published_at=None)
    closed = agenda.seminar(slug="closed", reference_prefix="CLO", registration_closes_at=NOW - dt.timedelta(seconds=1))
    confirmed = agenda.seminar(slug="confirmed", reference_prefix="CON", confirmed=True, joining_details_sent_at=NOW)
    unconfirmed = agenda.seminar(slug="unconfirmed", reference_prefix="UNC")
    cancelled = agenda.seminar(slug="cancelled", reference_prefix="CAN", cancelled_at=NOW, cancelled_by=users["host"], cancelled_reason="No venue.")
    for of in (confirmed, unconfirmed):
        for day in (of.starts_on, of.ends_on):
            video_link = agenda.video_link(of, day=day)

    def enclosure(of: Seminar) -> Document:
        kept = files.store_bytes(content=PDF, name="paper.pdf", content_type="application/pdf", owner=f"agenda:{of.pk}", by=users["host"], now=NOW)
        return Document.objects.create(seminar=of, title="Concept paper", file=kept)

    def scan(owner: str) -> Any:
        return files.store_bytes(content=PDF, name="scan.pdf", content_type="application/pdf", owner=owner, by=users["host"], now=NOW)

    hers = make.submitted(seminar)
    ended = token_for(hers)
    hers = new_link(registration_id=hers.pk, now=NOW)
    desk.registration(seminar, party=None, other_organisation="World Steppe Fund", number=49, reference="BIO-2027-0049")
    organisation, kept_organisation = (directory.party(code, kind="organisation", standing=None) for code in ("OLD", "KEPT"))
    registration = desk.registration(seminar, family_name="OSPANOVA", email="d.ospanova@example.org", number=50, reference="BIO-2027-0050")
    registered = desk.registration(confirmed, state=State.REGISTERED)
    late = desk.registration(seminar, state=State.LATE, number=51, reference="BIO-2027-0051", source=Source.FAX)
    paper = desk.registration(seminar, number=52, reference="BIO-2027-0052", source=Source.PAPER, scan=scan("registration:paper"))
    pair = PossibleDuplicate.objects.create(seminar=seminar, first=registration, second=paper, reason="name", score=90, found_at=NOW)
    draft_act = bulk.frozen("register", [registration], by=users["host"], now=NOW)
    running_act = bulk.begun("register", [registration], by=users["host"], now=NOW)
    export = ExportRecord.objects.create(seminar=seminar, at=NOW, by=users["host"], format="csv", rows=3)
    listed = files.store_bytes(content=b"Reference", name="list.csv", content_type="text/csv", owner="export:1", by=users["host"], now=NOW)
    long_export = ExportRecord.objects.create(seminar=seminar, at=NOW, by=users["host"], format="csv", rows=3, file=listed, ended_at=NOW)
    another_officer = directory.staff("host staff")
    foreign_export = ExportRecord.objects.create(seminar=seminar, at=NOW, by=another_officer, format="csv", rows=3, file=listed, ended_at=NOW)
    platform_list = files.store_bytes(
        content=b"Reference\nBIO-2027-0050\n", name="list.csv", content_type="text/csv", owner=f"platform:{seminar.pk}", by=users["host"], now=NOW
    )
    delegates = b"Family Name;Nation\nABAY;Kazakhstan\n"
    import_list = files.store_bytes(content=delegates, name="list.csv", content_type="text/csv", owner=f"import:{seminar.pk}", by=users["host"], now=NOW)
    asked = Asked(import_list.pk, seminar.pk, import_list.sha256, "mail", NOW.isoformat(), "Asia/Shanghai", "", "en")
    delegate_rows = lists.read(delegates, nations=Nations.read(), nation=None, language="en").rows

    token = "a" * 43
    texts = {"en": {"subject": "Headsets", "text": "Please test yours."}}
    announcement = announcements.announce(seminar_id=seminar.pk, addressed="live", texts=texts, token=token, by=users["host"], now=NOW)

    focal_point = directory.focal_point(directory.mission("KZ"))
    handed_over = directory.focal_point(directory.mission("KZ"), "leaving@example.org")
    post_to_next = directory.focal_point(directory.mission("KZ"), "coming@example.org")
    FocalPoint.objects.filter(pk=handed_over.pk).update(successor=post_to_next)

    round_ = consent.opened(by=officer, seminar=seminar, text="To convenne it.")
    unclear = consent.letter(round_, "KR", LetterKind.UNCLEAR, NOW, by=officer).letter
    scanned = consent.letter(round_, "IR", LetterKind.CONSENT, NOW, by=officer, scan=scan(f"consent:{round_.pk}")).letter
    broken_round = consent.opened(by=officer, seminar=agenda.seminar(slug="broken", reference_prefix="BRK"), reference="15-1/204emb")
    consent.letter(broken_round, "KR", LetterKind.OBJECTION, NOW, by=officer)
    request = consent.letter(round_, "IR", LetterKind.EXTENSION_REQUEST, NOW, by=officer).letter
    told_round = consent.opened(by=officer, seminar=draft, reference="15-1/203emb")
    consent.letter(told_round, "KR", LetterKind.OBJECTION, NOW, by=officer)
    consent_services.tell_broken(round_id=told_round.pk, words="", by=officer, now=NOW)
    withdrawal = consent.letter(told_round, "KR", LetterKind.WITHDRAWAL, NOW, by=officer).letter
    draft_round = consent.draft(by=officer, seminar=unconfirmed)
    before = NOW - dt.timedelta(days=20)
    over_round = consent.opened(by=officer, seminar=closed, reference="15-1/201emb", deadline=NOW - dt.timedelta(seconds=1), sent_at=before, now=before)
    adopted_of = agenda.seminar(slug="adopted", reference_prefix="ADO")
    adopted_round = consent.opened(by=officer, seminar=adopted_of, reference="15-1/202emb", deadline=NOW - dt.timedelta(seconds=1), sent_at=before, now=before)
    consent_services.certify(round_id=adopted_round.pk, channels_examined=["note"], by=officer, now=NOW)
    found_later = consent.letter(adopted_round, "KZ", LetterKind.OBJECTION, before, by=officer, now=NOW).letter
    proposal = consent_services.propose_annulment(
        round_id=adopted_round.pk, letter_id=found_later.pk, reason="The fax lay elsewhere.", by=consent.officer(), now=NOW
    )
    text = consent_services.TextData(files=(consent_services.FileData(scan(f"consent:{draft_round.procedure_id}")),))
    text_file = consent_services.set_text(round_id=draft_round.pk, text=text, by=officer, now=NOW).files.get()

    OutgoingEmail.objects.filter(state=MailState.QUEUED).update(state=MailState.FAILED, reason="no such mailbox", ended_at=NOW, attempts=1)
    rows: dict[str, Any] = {
        "users": users,
        "party": parties["KZ"],
        "organisation": organisation,
        "account_event": AccountEvent.objects.create(account=users["reader"], at=NOW, kind="changed"),
        "closed_account": directory.staff(Role.READER, is_active=False),
        "superuser": User.objects.create_superuser("root@example.org"),
        "password_link": SimpleNamespace(pk=password_link(directory.staff(Role.READER), NOW).address.split("/")[-2]),
        "import_report": asked,
        "focal_point": focal_point,
        "handed_over": handed_over,
        "city": City.objects.get(zone="Asia/Seoul"),
        "seminar": seminar,
        "seminar_type": ContentType.objects.get_for_model(Seminar),
        "draft": draft,
        "closed": closed,
        "confirmed": confirmed,
        "cancelled": cancelled,
        "announcement": announcement,
        "unconfirmed": unconfirmed,
        "document": enclosure(seminar),
        "draft_document": enclosure(draft),
        "session": seminar.sessions.first(),
        "video_link": video_link,
        "registration": registration,
        "registered": registered,
        "late": late,
        "paper": paper,
        "draft_act": draft_act,
        "running_act": running_act,
        "event": RegistrationEvent.objects.filter(registration=hers).first(),
        "export": export,
        "long_export": long_export,
        "foreign_export": foreign_export,
        "platform_map": PlatformMap.objects.create(seminar=seminar),
        "pair": pair,
        "procedure": round_.procedure,
        "round": round_,
        "draft_round": draft_round,
        "over_round": over_round,
        "adopted_round": adopted_round,
        "text_file": text_file,
        "broken_round": broken_round,
        "told_round": told_round,
        "request": request,
        "withdrawal": withdrawal,
        "proposal": proposal,
        "unclear": unclear,
        "scanned": scanned,
        "mail": OutgoingEmail.objects.filter(about__startswith="registration:").first(),
        "foreign_mail": notifications.mail(about="elsewhere:1", state=MailState.FAILED),
    }
    note = {"reference": "15-1/333emb", "note_day": "2027-10-20", "channels": "note", "deadline_hour": "18:00", "deadline_zone": consent.ALMATY}
    arrival = {"received_day": "2027-10-19", "received_hour": "17:00", "received_zone": consent.ALMATY, "channel": "note"}
    bodies: dict[str, dict[str, Any]] = {
        "annex_ii": {**make.TYPED, "form_token": "f" * 43},
        "desk_correction": {**make.TYPED, "version": "1", "letters": "en"},
        "enclosure": {
            "number": "5",
            "kind": "other",
            "title_en": "Map",
            "language": "en",
            "file": lambda: SimpleUploadedFile("map.pdf", PDF, content_type="application/pdf"),
        },
        "platform_list": {"list": lambda: SimpleUploadedFile("list.csv", b"Reference\nBIO-2027-0050\n", content_type="text/csv")},
        "platform_note": {
            "kept": signing.dumps([platform_list.pk, seminar.pk], salt="registration.platform-list"),
            "shown": compare([Entry(2, {"reference": "BIO-2027-0050"})], seminar).fingerprint,
        },
        "import_list": {
            "list": lambda: SimpleUploadedFile("list.csv", delegates, content_type="text/csv"),
            "source": "mail",
            "received_on": f"{NOW:%Y-%m-%d}",
            "received_hour": "0:00",
            "received_zone": "Asia/Shanghai",
            "letters": "en",
        },
        "import_store": {"key": asked.key, "shown": judge(seminar, delegate_rows, received_at=NOW).shown, "act": "all"},
        "kept_organisation": {"keep": kept_organisation.pk},
        "tick_register": {"action": "register_ticked", "index": "0", "_selected_action": registration.pk},
        "different_people": {"row": [f"{registration.pk}:1", f"{paper.pk}:1"], "answer": "different"},
        "new_procedure": {
            "seminar": confirmed.pk,
            "subject": "To convene the seminar",
            "proposer": parties["CN"].pk,
            "objections_to_break": "1",
            "amendment_breaks": "on",
            "proposer_consents": "on",
            "minimum_length": "72",
            "minimum_unit": "hours",
            "withdrawn_late": "new round",
            "others_learn": "fact",
        },
        "note": {**note, "deadline_day": "2027-11-03", "act": "start", "states_shown": "4", "accept": ["no channel", "rest day"]},
        "sent_note": {
            **note,
            "deadline_day": "2027-10-25",
            "note_day": "2027-10-11",
            "sent_day": "2027-10-11",
            "sent_hour": "12:00",
            "sent_zone": consent.ALMATY,
        },
        "letter": {**arrival, "states": parties["KZ"].pk, "kind": "consent"},
        "dispatch": {"purpose": "reminder", "channel": "fax", "sent_day": "2027-10-19", "sent_hour": "17:00", "sent_zone": consent.ALMATY},
        "not_reached": {
            "dispatch": round_.dispatches.get().pk,
            "party": parties["KR"].pk,
            "known_day": "2027-10-19",
            "known_hour": "17:00",
            "known_zone": consent.ALMATY,
            "evidence": "It came back.",
        },
        "extension": {
            "deadline_day": "2027-10-28",
            "deadline_hour": "18:00",
            "reason": "An outage.",
            "deadline_shown": consent.DEADLINE.isoformat(),
            "act": "do",
        },
        "reminder": {"states": parties["KZ"].pk, "words": "", "act": "do"},
        "new_round": {
            "wording": "To convene it online.",
            "authentic_language": "en",
            "objections_to_break": "1",
            "minimum_length": "72",
            "minimum_unit": "hours",
            "withdrawn_late": "new round",
            "others_learn": "fact",
        },
        "proposal": {"letter": found_later.pk, "reason": "The fax lay elsewhere."},
        "certificate": {"channels": ["note"], "counts_shown": consent_board(over_round.pk, NOW).stand.counts.as_shown},
    }
    browsers = {role: make.browser() for role in ROLES}
    for role, user in users.items():
        browsers[role].force_login(user)
    links = {"delegate": token_for(hers), "ended": ended}
    browsers["delegate"].get(f"/registrations/{links['delegate']}/")
    return World(rows, browsers, links, bodies)
