"""The procedure of October 2020, told from the first day to the last: what happened on paper, as the portal would have kept it.

Note 15-1/213emb of 16 October 2020, from the Secretariat in Nur-Sultan to 27 member states; China proposes; silence until the end of 26 October. Names of
states are those of the time; what each of them wrote is invented. Nur-Sultan kept UTC+6.
"""

import datetime as dt

import pytest

from consent import chain, ledger, positions, selectors, services, words
from consent.enums import Channel, EventKind, Label, LetterKind, Position, Purpose, Reading, RoundState
from consent.models import Communication, Round
from directory.models import Mission, Party
from notifications.models import OutgoingEmail
from seminar_portal.errors import Closed, WrongState
from tests.factories import agenda, consent, directory

K = LetterKind
NUR_SULTAN = dt.timezone(dt.timedelta(hours=6))


def october(day, hour, minute=0, second=0):
    """A moment of October 2020 on the wall of the Secretariat."""
    return dt.datetime(2020, 10, day, hour, minute, second, tzinfo=NUR_SULTAN)


def november(day, hour):
    return dt.datetime(2020, 11, day, hour, 0, 0, tzinfo=NUR_SULTAN)


class Book:
    """The letter book of the officer on duty: every letter with the moment on the fax, typed when somebody was there to type it."""

    def __init__(self, round_, officer):
        self.round, self.officer = round_, officer

    def enters(self, codes, kind, received_at, *, typed=None, **kw):
        return consent.letter(self.round, codes, kind, received_at, by=self.officer, now=typed or received_at, **kw)

    def board(self, now):
        return selectors.board(self.round.pk, now)

    def numbers(self, now):
        return words.counts_words(self.board(now).stand.counts)

    def agreed_by(self, moment, reading):
        letters = positions.as_of(Round.objects.get(pk=self.round.pk).letters(), moment, reading)
        return positions.stand(letters, self.round.asked(), moment).counts.written

    def position(self, name, now):
        return next(cell.position for cell in self.board(now).cells if cell.name == name)


@pytest.mark.django_db
def test_the_procedure_of_october_2020():
    directory.tables()
    officer, head = consent.officer(name="Officer on duty"), consent.officer(name="Head of unit")
    seminar = agenda.seminar(
        slug="biodiversity-2020",
        starts_on=dt.date(2020, 11, 17),
        ends_on=dt.date(2020, 11, 18),
        registration_opens_at=october(16, 9),
        registration_closes_at=dt.datetime(2020, 11, 5, 15, 59, 59, tzinfo=dt.UTC),
    )
    korea = Party.objects.get(code="KR")
    Mission.objects.create(party=korea, kind="embassy", city="Nur-Sultan", zone="Asia/Almaty", mailboxes="embassy-kr@example.org")

    # Friday, 16 October 2020. The note goes out to all by diplomatic mailbox, and the text with it; its date is printed without an hour
    draft = consent.draft(by=officer, seminar=seminar, now=october(16, 14), capacity="co-coordinator of the confidence-building measure")
    wording = "To convene the CICA Seminar on Biodiversity Conservation by video conference on 17 and 18 November 2020."
    services.set_text(round_id=draft.pk, text=services.TextData(wording=wording), by=officer, now=october(16, 14, 10))
    note = services.NoteData(
        reference="15-1/213emb",
        note_date=dt.date(2020, 10, 16),
        deadline=dt.datetime(2020, 10, 26, 17, 59, 59, tzinfo=dt.UTC),  # the end of the day at the seat of the Secretariat
        deadline_zone="Asia/Almaty",
        channels=(Channel.NOTE,),
        place="Nur-Sultan",
        deadline_as_printed="26 October 2020",
    )
    round_ = services.record_note_already_sent(round_id=draft.pk, note=note, sent_at=october(16, 15), by=officer, now=october(16, 15, 30))
    book = Book(round_, officer)
    names = [cell.name for cell in book.board(october(16, 16)).cells]
    assert (len(names), "Turkey" in names, "Kuwait" in names, "Turkmenistan" in names) == (27, True, False, False)
    assert book.board(october(16, 16)).labels == [Label.RUNNING]
    assert book.numbers(october(16, 16)) == "0 agreed in writing, 26 silent, 1 proposer"
    assert round_.deadline - october(26, 23, 59, 59) == dt.timedelta(0)

    # Monday to Thursday. Receipts and the first consents; a note quotes our number as people do
    book.enters("KZ", K.RECEIPT, october(19, 10, 5))
    book.enters("TJ", K.CONSENT, october(19, 16, 20), their_number="21-2/88", their_date=dt.date(2020, 10, 19))
    assert [found.reference for found in selectors.rounds_meant("№ 15–1/213")] == ["15-1/213emb"]
    book.enters("RU", K.CONSENT_WITH_COMMENT, october(20, 11), summary="Speakers should be named by 5 November")
    book.enters("KG UZ", K.CONSENT, october(21, 9, 40), channel=Channel.MAIL, summary="One letter for two")
    book.enters("KZ", K.CONSENT, october(22, 12))
    book.enters("RU", K.RECEIPT, october(22, 15))  # a later receipt lowers nothing
    assert book.position("Russian Federation", october(22, 16)) == Position.AGREED_WITH_COMMENT
    assert book.numbers(october(22, 16)) == "5 agreed in writing, 21 silent, 1 proposer"

    # Indonesia is an observer: kept, and counted nowhere
    book.enters("ID", K.OBJECTION, october(22, 16, 30))
    assert book.board(october(22, 17)).labels == [Label.RUNNING]

    # Friday, 23 October. Two wishes that are not for a clerk to read: "no objection, provided that …", and a request for a week more
    unclear = book.enters("IN", K.UNCLEAR, october(23, 11, 15), summary="No objection, provided that the documents are sent in time").letter
    request = book.enters("KR", K.EXTENSION_REQUEST, october(23, 14), summary="Until 2 November, since the capital is asked").letter
    assert (book.board(october(23, 15)).labels, len(book.board(october(23, 15)).stand.doubts)) == ([Label.DECISION_NEEDED], 2)
    services.decide_meaning(letter_id=unclear.pk, meaning=K.CONSENT_WITH_COMMENT, reason="The embassy confirms: a wish.", by=officer, now=october(23, 16))
    services.refuse_extension(letter_id=request.pk, words="The host has fixed the dates.", by=head, now=october(23, 17))
    refused = OutgoingEmail.objects.get()
    assert (refused.to_address, "The host has fixed the dates." in refused.text) == ("embassy-kr@example.org", True)
    assert "Monday, 26 October 2020, 23:59 Nur-Sultan time (UTC+6)" in refused.text
    assert book.board(october(23, 18)).labels == [Label.RUNNING]

    # Monday, 26 October. An ambassador telephones, a fax comes when everybody has gone, another one a quarter of an hour after midnight
    book.enters("MN", K.CONSENT, october(26, 17), channel=Channel.ORAL)
    assert book.position("Mongolia", october(26, 18)) == Position.RECEIPT_ONLY
    with pytest.raises(WrongState, match="still running"):
        services.certify(round_id=round_.pk, channels_examined=list(Channel), by=head, now=october(26, 23, 59, 59))
    tuesday = october(27, 9, 10)
    assert services.note_expiries(now=tuesday) == 1
    expired = round_.events.get(kind=EventKind.EXPIRED)
    assert (expired.at, expired.recorded_at) == (round_.deadline, tuesday)
    assert book.enters("VN", K.CONSENT, october(26, 23, 50), typed=tuesday, channel=Channel.FAX).late is False
    assert book.enters("PK", K.OBJECTION, october(27, 0, 15), typed=tuesday, channel=Channel.FAX).late is True
    assert book.board(tuesday).labels == [Label.OVER]
    with pytest.raises(Closed, match="Monday, 26 October 2020, 23:59 Nur-Sultan time"):
        services.extend_for_all(round_id=round_.pk, deadline=november(2, 18), reason="Pakistan was late.", by=officer, now=tuesday)

    # Who had agreed five minutes before midnight? The fax of 23:50 had come, and nobody knew of it
    assert [book.agreed_by(october(26, 23, 55), reading) for reading in (Reading.RECEIVED, Reading.KNOWN)] == [7, 6]

    # Tuesday, 27 October. Certified, with the numbers that the button shows; the host may go on
    shown = book.board(tuesday).stand.counts
    assert words.certify_words(shown) == "Certify: no objection. 7 agreed in writing, 19 silent, 1 proposer"
    channels = [Channel.NOTE, Channel.MAIL, Channel.FAX, Channel.ORAL]
    services.certify(round_id=round_.pk, channels_examined=channels, by=head, now=october(27, 10), counts_shown=shown.as_shown)
    certified = Round.objects.get(pk=round_.pk)
    assert (certified.state, certified.effective_at, certified.certified_by) == (RoundState.ADOPTED, round_.deadline, head)
    seminar.refresh_from_db()
    assert seminar.confirmed_by == "note № 15-1/213emb of 16 October 2020, round 1"
    groups = dict(book.board(october(27, 11)).certificate.groups)
    assert groups["Consent in writing"] == sorted(["India", "Kazakhstan", "Kyrgyzstan", "Russian Federation", "Tajikistan", "Uzbekistan", "Viet Nam"])
    assert groups["Proposer"] == ["China"]
    assert groups["Counted as consent: receipt only"] == ["Mongolia"]
    assert groups["Counted as consent: comment or question"] == ["Republic of Korea"]
    assert len(groups["Counted as consent: no reply"]) == 17 and "Pakistan" in groups["Counted as consent: no reply"]
    services.tell_outcome(round_id=round_.pk, words="", by=officer, now=october(27, 11))
    outcome = OutgoingEmail.objects.get(kind="consent/adopted")
    printed = chain.short(round_.events.get(kind=EventKind.CERTIFIED).hash)
    assert "consent in writing: 7 states" in outcome.text and "counted as consent: 19 states" in outcome.text and printed in outcome.text

    # Friday, 30 October. Behind the old machine lies a fax of Monday, 17:40: Sri Lanka objects. It was on time
    friday = october(30, 9)
    found = book.enters("LK", K.OBJECTION, october(26, 17, 40), typed=friday, channel=Channel.FAX, their_number="POL/77").letter
    assert book.board(friday).objects_after_all and Round.objects.get(pk=round_.pk).state == RoundState.ADOPTED
    proposal = services.propose_annulment(round_id=round_.pk, letter_id=found.pk, reason="The fax lay at the old machine.", by=officer, now=friday)
    with pytest.raises(WrongState, match="two officers"):
        services.confirm_annulment(annulment_id=proposal.pk, by=officer, now=friday)
    services.confirm_annulment(annulment_id=proposal.pk, by=head, now=october(30, 10))
    seminar.refresh_from_db()
    assert (seminar.is_confirmed, book.board(october(30, 11)).labels) == (False, [Label.BROKEN])
    told = OutgoingEmail.objects.get(kind="consent/annulled")
    assert "The fax lay at the old machine." in told.text and "Sri Lanka" not in told.text

    # a new round with another text; what was agreed in the first one is history, not consent
    text = services.TextData(wording=wording.replace("17 and 18", "24 and 25"), change_note="A week later, as Sri Lanka has asked.")
    second = services.start_new_round(round_id=round_.pk, by=officer, now=october(30, 15), text=text)
    note = consent.note(
        reference="15-1/231emb", note_date=dt.date(2020, 10, 30), deadline=november(9, 18), deadline_zone="Asia/Almaty", channels=(Channel.NOTE,)
    )
    services.record_note_already_sent(round_id=second.pk, note=note, sent_at=october(30, 16), by=officer, now=october(30, 16))
    book = Book(second, officer)
    assert book.numbers(november(1, 9)) == "0 agreed in writing, 26 silent, 1 proposer"
    book.enters("LK", K.CONSENT, november(3, 10), their_number="POL/81")
    assert services.certify(round_id=second.pk, channels_examined=["note"], by=head, now=november(9, 19)).state == RoundState.ADOPTED
    seminar.refresh_from_db()
    assert seminar.confirmed_by == "note № 15-1/231emb of 30 October 2020, round 2"

    # nothing is gone: both rounds, fourteen letters, every act, and a record that holds
    old = Round.objects.get(pk=round_.pk)
    assert (old.state, old.closing_reason, old.closing_words) == (RoundState.CLOSED, "replaced", "Replaced by round 2.")
    assert Communication.objects.filter(round=old).count() == 13
    assert [notice.purpose for notice in old.notices.all()] == [Purpose.EXTENSION_REFUSED, Purpose.ADOPTED, Purpose.ANNULLED]
    assert ledger.first_fault(old.procedure) is None
