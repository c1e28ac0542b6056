"""The edge cases of the silence procedure that belong to no single file, and the list of all of them."""

import contextlib
import dataclasses
import datetime as dt
import pathlib
import re

import pytest
import time_machine
from django.urls import reverse
from django.utils.html import strip_tags

from consent import cautions, positions, selectors, services
from consent.enums import LetterKind, Position
from consent.models import Communication, SilenceProcedure
from directory import files
from directory.enums import WeeklyRest
from directory.models import Mission, Party
from notifications.models import OutgoingEmail
from tests.factories import agenda, consent, desk, directory

K = LetterKind
MOMENT = "Tuesday, 26 October 2027, 18:00 Astana time (UTC+5)"
ABSOLUTE = re.compile(r"(Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day, \d{1,2} \w+ 20\d\d, \d\d:\d\d \w+ time \(UTC[+−]\d+(:\d\d)?\)")


def test_every_edge_case_has_a_test_with_its_number():
    tests = pathlib.Path(__file__).parents[1]
    found = {int(number) for path in tests.rglob("test_*.py") for number in re.findall(r"def test_edge_(\d\d)_", path.read_text())}
    assert found == set(range(1, 27))


@pytest.fixture
def officer(db):
    consent.few_states()
    return consent.officer()


def scan(officer, content=b"%PDF-1.4 a fax"):
    return files.store_bytes(content=content, name="fax.pdf", content_type="application/pdf", owner="consent:1", by=officer, now=consent.DURING)


def test_edge_07_one_state_on_another_states_behalf_waits_for_a_decision(officer):
    """Korea's embassy writes for Iran: whether it may is an officer's question, and nothing is broken before the answer."""
    round_ = consent.opened(by=officer)
    letter = consent.letter(round_, "IR", K.OBJECTION, consent.DURING, by=officer, sender_in_doubt=True, summary="On behalf of Iran").letter
    iran = Party.objects.get(code="IR").pk
    assert positions.positions(round_.letters(), round_.asked())[iran] == Position.DECISION_NEEDED
    services.decide_meaning(letter_id=letter.pk, meaning=K.OBJECTION, reason="Iran has confirmed it by note 12.", by=officer, now=consent.DURING)
    assert positions.positions(round_.letters(), round_.asked())[iran] == Position.OBJECTION


def test_edge_10_one_scan_two_records(officer):
    """A note that consents and says more (that it nominates, say) is entered twice with one scan, on the officer's word; each record counts for itself."""
    round_ = consent.opened(by=officer)
    same = scan(officer)
    consent.letter(round_, "KZ", K.CONSENT, consent.DURING, by=officer, scan=same, their_number="7-3/12", their_date=dt.date(2027, 10, 19))
    data = consent.letter_data("KZ", K.COMMENT, consent.DURING, scan=same, their_number="7-3/12", their_date=dt.date(2027, 10, 19), summary="It nominates two")
    with pytest.raises(services.RecordedAlready) as asked:
        services.record_letter(round_id=round_.pk, letter=data, by=officer, now=consent.DURING)
    assert [letter.kind for letter in asked.value.letters] == [K.CONSENT]
    services.record_letter(round_id=round_.pk, letter=data, by=officer, now=consent.DURING, another=True)
    assert [(letter.kind, letter.scan) for letter in Communication.objects.order_by("pk")] == [(K.CONSENT, same), (K.COMMENT, same)]
    assert positions.positions(round_.letters(), round_.asked())[Party.objects.get(code="KZ").pk] == Position.AGREED


def test_edge_11_a_state_that_objects_and_registers_delegates_has_not_withdrawn(officer, client):
    """Both are shown side by side, the rule in words beside them; position, label and record stay as the letters have made them, until a letter withdraws."""
    seminar = agenda.seminar()
    round_ = consent.opened(by=officer, seminar=seminar)
    consent.letter(round_, "KR", K.OBJECTION, consent.DURING, by=officer)
    head = SilenceProcedure.objects.get().head
    for state in ("received", "registered"):
        desk.registration(seminar, party="KR", state=state, received_at=consent.DURING + dt.timedelta(hours=1))
    korea, said = Party.objects.get(code="KR"), "Objection stands; registration is not a withdrawal."

    def read(*args):
        with time_machine.travel(consent.DURING + dt.timedelta(hours=2), tick=False):
            client.force_login(officer)
            return client.get(reverse("admin:seminar_state" if args else "admin:seminar_states", args=[seminar.pk, *args]))

    for page in (read(), read(korea.pk)):
        text = " ".join(strip_tags(page.content.decode().replace("</", " </")).split())
        assert said in text and "✕ Objection" in text and "Silence broken: timely objection on file" in text and "officially registered" in text
    shown = selectors.board(round_.pk, consent.DURING)
    assert (shown.stand.positions[korea.pk], shown.stand.broken, SilenceProcedure.objects.get().head) == (Position.OBJECTION, True, head)
    consent.letter(round_, "KR", K.WITHDRAWAL, consent.DURING + dt.timedelta(hours=1), by=officer)
    assert said not in read().content.decode()


def caution(starts_at, rests):
    """The caution about the day of sending, with states that rest as told."""
    seminar = agenda.seminar(slug="edge-20")
    parties = [directory.party(code, name=name, weekly_rest=rest) for code, name, rest in rests]
    found = cautions.cautions(
        seminar=seminar,
        entitled=parties,
        names={party.pk: party.name for party in parties},
        starts_at=starts_at,
        deadline=dt.datetime(2020, 10, 26, 17, 59, 59, tzinfo=dt.UTC),
        deadline_zone="Asia/Almaty",
        minimum_length=72,
    )
    return [row.sentence for row in found if row.code == "sent on rest day"]


REST = [("AA", "Iran", WeeklyRest.FRIDAY), ("BB", "Egypt", WeeklyRest.FRIDAY_SATURDAY), ("CC", "China", WeeklyRest.SATURDAY_SUNDAY), ("DD", "India", "")]


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("day", "sentence"),
    [
        (15, None),
        (16, "Friday, 16 October 2020, when the note goes out, is a day of rest in: Iran (there from 17 October), Egypt (there from 18 October)."),
        (17, "Saturday, 17 October 2020, when the note goes out, is a day of rest in: Egypt (there from 18 October), China (there from 19 October)."),
    ],
)
def test_edge_20_a_note_of_friday_reaches_some_states_on_sunday(day, sentence):
    found = caution(dt.datetime(2020, 10, day, 9, 0, 0, tzinfo=dt.UTC), REST)
    assert found == ([sentence] if sentence else [])


@pytest.mark.django_db
def test_edge_20_is_a_warning_that_can_be_accepted(officer):
    Party.objects.filter(code="IR").update(weekly_rest=WeeklyRest.FRIDAY)
    friday = dt.datetime(2027, 10, 15, 7, 0, 0, tzinfo=dt.UTC)
    draft = consent.draft(by=officer, now=friday)
    with pytest.raises(services.Unaccepted) as refused:
        services.start_procedure(round_id=draft.pk, note=consent.note(), by=officer, now=friday, accept=["no channel"])
    assert [row.code for row in refused.value.cautions] == ["sent on rest day"]
    started = services.start_procedure(round_id=draft.pk, note=consent.note(), by=officer, now=friday, accept=["no channel", "sent on rest day"])
    assert started.state == "open"


def test_edge_25_every_mail_and_the_board_give_weekday_day_hour_and_zone(officer, client):
    """ "In three days" is said nowhere without the moment itself."""
    Mission.objects.create(party=Party.objects.get(code="KR"), kind="embassy", city="Seoul", zone="Asia/Seoul", mailboxes="kr@example.org")
    round_ = consent.opened(by=officer, text="To convenne.")
    korea = [Party.objects.get(code="KR").pk]
    services.circulate(round_id=round_.pk, by=officer, now=consent.DURING)
    services.remind(round_id=round_.pk, states=korea, words="", by=officer, now=consent.DURING)
    text = services.TextData(wording="To convene.", change_note="A misprint.")
    services.issue_corrigendum(round_id=round_.pk, text=text, not_substantive=True, by=officer, now=consent.DURING)
    request = consent.letter(round_, "KR", K.EXTENSION_REQUEST, consent.DURING, by=officer).letter
    services.refuse_extension(letter_id=request.pk, words="The dates are fixed.", by=officer, now=consent.DURING)
    services.certify(round_id=round_.pk, channels_examined=["note"], by=officer, now=consent.LATER)
    services.tell_outcome(round_id=round_.pk, words="", by=officer, now=consent.LATER)
    mails = {mail.kind: mail.text for mail in OutgoingEmail.objects.all()}
    assert set(mails) == {f"consent/{what}" for what in ("circulation", "reminder", "corrigendum", "extension_refused", "adopted")}
    for kind, text in mails.items():
        assert f"{MOMENT} · Tuesday, 26 October, 22:00 in Seoul (UTC+9)" in text, kind
    client.force_login(officer)
    page = client.get(reverse("admin:consent_silenceprocedure_change", args=[round_.procedure_id])).content.decode()
    assert MOMENT in page and "Tuesday, 26 October 2027, 21:00 Beijing time (UTC+8)" in page
    assert ABSOLUTE.search(page)


class TestEdge26:
    def recorded_twice(self, round_, officer, first, second):
        """Whether a second clerk's entry becomes a second letter."""
        services.record_letter(round_id=round_.pk, letter=first, by=officer, now=consent.DURING)
        with contextlib.suppress(services.RecordedAlready):
            services.record_letter(round_id=round_.pk, letter=second, by=consent.officer(), now=consent.LATER)
        return Communication.objects.count() == 2

    @pytest.mark.parametrize(
        ("change", "twice"),
        [
            ({"their_number": " № 7–3/12 "}, False),
            ({"their_number": "7-3/13"}, True),
            ({"their_date": dt.date(2027, 10, 18)}, True),
            ({"states": ("KR",)}, True),
            ({"states": ("KR", "KZ")}, False),
            ({"their_number": ""}, True),
        ],
    )
    def test_edge_26_two_clerks_enter_one_fax_it_is_found_by_number_and_date(self, officer, change, twice):
        round_ = consent.opened(by=officer)
        first = consent.letter_data("KZ", K.CONSENT, consent.DURING, their_number="7-3/12", their_date=dt.date(2027, 10, 19))
        if "states" in change:
            change = {"states": tuple(Party.objects.get(code=code).pk for code in change["states"])}
        assert self.recorded_twice(round_, officer, first, dataclasses.replace(first, **change)) is twice

    @pytest.mark.parametrize(("content", "twice"), [(b"%PDF-1.4 a fax", False), (b"%PDF-1.4 another", True)])
    def test_edge_26_or_by_the_scan_alone(self, officer, content, twice):
        round_ = consent.opened(by=officer)
        first = consent.letter_data("KZ", K.CONSENT, consent.DURING, scan=scan(officer))
        second = consent.letter_data("KR", K.OBJECTION, consent.DURING, scan=scan(officer, content))
        assert self.recorded_twice(round_, officer, first, second) is twice

    def test_edge_26_a_struck_entry_stands_in_nobodys_way_nor_does_another_round(self, officer):
        round_ = consent.opened(by=officer)
        data = consent.letter_data("KZ", K.CONSENT, consent.DURING, scan=scan(officer), their_number="7-3/12", their_date=dt.date(2027, 10, 19))
        struck = services.record_letter(round_id=round_.pk, letter=data, by=officer, now=consent.DURING).letter
        services.correct_entry(letter_id=struck.pk, reason="Typed wrongly.", by=officer, now=consent.DURING)
        assert services.record_letter(round_id=round_.pk, letter=data, by=officer, now=consent.DURING).late is False
        other = consent.opened(by=officer, seminar=agenda.seminar(slug="wetlands", reference_prefix="WET"), reference="15-1/302emb")
        assert services.record_letter(round_id=other.pk, letter=data, by=officer, now=consent.DURING).late is False
        assert [len(selectors.letters_alike(round_id=one.pk, states=data.states, sha256=data.scan.sha256)) for one in (round_, other)] == [1, 1]
