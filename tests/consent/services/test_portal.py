import datetime as dt

import pytest
from django.core.exceptions import PermissionDenied

from consent import ledger, positions, selectors, services
from consent.enums import Channel, EventKind, LetterKind, Position, RoundState
from consent.models import Communication, Round
from directory import files
from directory.models import FocalPoint, User
from seminar_portal.errors import Invalid, WrongState
from tests.factories import consent

K = LetterKind


@pytest.fixture
def posts(officer, missions):
    """``posts("KZ")``: somebody who acts for the mission of Kazakhstan, and reads Russian."""

    def of(*codes, email="focal-kz@example.org", language="ru"):
        user = User.objects.create_user(email, None, name="Focal Point", language=language)
        for code in codes:
            FocalPoint.objects.create(mission=missions[code], user=user, since=consent.SENT, invited_by=officer)
        return user

    return of


@pytest.fixture
def focal(posts):
    return posts("KZ")


def send(round_, mission, by, kind=K.CONSENT, *, words="", token="first", now=consent.DURING, **kw):
    return services.send_from_mission(round_id=round_.pk, mission_id=mission.pk, kind=kind, words=words, form_token=token, by=by, now=now, **kw)


def position(round_, mission):
    return positions.positions(round_.letters(), round_.asked())[mission.party_id]


class TestSends:
    def test_received_when_it_is_sent_with_a_numbered_receipt(self, round_, missions, focal, posted):
        kz = missions["KZ"]
        scan = files.store_bytes(content=b"%PDF-1.4 n", name="note.pdf", content_type="application/pdf", owner="consent:1", by=focal, now=consent.DURING)
        recorded = send(round_, kz, focal, K.CONSENT_WITH_COMMENT, words=" With pleasure ", scan=scan, language="ru")
        letter = Communication.objects.get()
        assert (recorded.letter, recorded.late, letter.receipt) == (letter, False, "15-1/301emb-1/KZ-1")
        assert (letter.kind, letter.channel, letter.summary, letter.scan, letter.language) == (
            K.CONSENT_WITH_COMMENT,
            Channel.PORTAL,
            "With pleasure",
            scan,
            "ru",
        )
        assert (letter.received_at, letter.recorded_at, letter.recorded_by, letter.mission) == (consent.DURING, consent.DURING, focal, kz)
        assert [party.code for party in letter.states.all()] == ["KZ"]
        assert [event.kind for event in round_.events.all()][-2:] == [EventKind.LETTER, EventKind.TOLD]
        mails = posted("consent/receipt")
        assert {address: mail.language for address, mail in mails.items()} == {
            "focal-kz@example.org": "ru",
            "kz-1@example.org": "en",
            "kz-2@example.org": "en",
        }
        assert "Receipt № 15-1/301emb-1/KZ-1" in mails["kz-1@example.org"].text
        assert f"note.pdf, SHA-256 {scan.sha256}" in mails["kz-1@example.org"].text
        assert (position(round_, kz), ledger.first_fault(round_.procedure)) == (Position.AGREED_WITH_COMMENT, None)

    def test_a_double_click_is_one_letter_and_other_content_another(self, round_, missions, focal, posted):
        first = send(round_, missions["KZ"], focal)
        again = send(round_, missions["KZ"], focal, now=consent.DURING + dt.timedelta(seconds=2))
        assert (again.letter, Communication.objects.count(), len(posted("consent/receipt"))) == (first.letter, 1, 3)
        # Back, and then an objection from the same form: it must not be taken for the consent
        other = send(round_, missions["KZ"], focal, K.OBJECTION, confirmed=True)
        assert (other.letter.receipt, position(round_, missions["KZ"])) == ("15-1/301emb-1/KZ-2", Position.OBJECTION)

    def test_the_same_form_at_two_missions_is_two_letters(self, round_, missions, posts):
        both = posts("KZ", "KR")
        letters = [send(round_, missions[code], both).letter for code in ("KZ", "KR")]
        assert [letter.receipt for letter in letters] == ["15-1/301emb-1/KZ-1", "15-1/301emb-1/KR-1"], (
            "no state learns from its number how many others have written"
        )

    def test_v24_one_second_late_it_is_kept_and_breaks_nothing(self, round_, missions, focal, posted):
        recorded = send(round_, missions["KZ"], focal, K.OBJECTION, confirmed=True, now=consent.OVER)
        assert (recorded.late, position(round_, missions["KZ"])) == (True, Position.NO_REPLY)
        assert "It is kept in the record and changes nothing." in posted("consent/receipt")["kz-1@example.org"].text
        assert send(round_, missions["KZ"], focal, K.OBJECTION, confirmed=True, token="at the second", now=consent.DEADLINE).late is False

    def test_an_objection_that_came_late_is_withdrawn_as_the_secretariat_may_record_it(self, round_, missions, focal, posted):
        late = send(round_, missions["KZ"], focal, K.OBJECTION, confirmed=True, now=consent.OVER).letter
        taken_back = send(round_, missions["KZ"], focal, K.WITHDRAWAL, now=consent.LATER, token="second").letter
        assert (taken_back.withdraws, taken_back.receipt) == (late, "15-1/301emb-1/KZ-2")
        assert positions.withdrawable(round_.letters(), round_.asked()) == []

    def test_in_a_round_that_is_done_it_is_kept_too(self, round_, missions, focal, officer):
        services.certify(round_id=round_.pk, channels_examined=["note"], by=officer, now=consent.LATER)
        assert send(round_, missions["KZ"], focal, K.OBJECTION, confirmed=True, now=consent.LATER).late is True
        assert Round.objects.get().state == RoundState.ADOPTED

    def test_the_channel_must_be_examined(self, round_, missions, focal, officer):
        send(round_, missions["KZ"], focal)
        with pytest.raises(Invalid, match="Still missing: this portal"):
            services.certify(round_id=round_.pk, channels_examined=["note"], by=officer, now=consent.LATER)

    def test_the_same_number_of_another_year_gives_receipts_of_its_own(self, round_, missions, focal, officer):
        """Numbers of notes begin anew each year."""
        send(round_, missions["KZ"], focal)
        seminar = consent.agenda.seminar(slug="wetlands", reference_prefix="WET")
        other = consent.opened(by=officer, seminar=seminar, note_date=dt.date(2027, 10, 11))
        assert send(other, missions["KZ"], focal, token="second").letter.receipt == "15-1/301emb-1/KZ-1"

    def test_a_long_number_fits_its_receipt(self, missions, focal, officer):
        round_ = consent.opened(by=officer, reference="n" * 60)
        receipt = send(round_, missions["KZ"], focal).letter.receipt
        assert receipt == "n" * 60 + "-1/KZ-1" and len(receipt) <= Communication._meta.get_field("receipt").max_length


class TestRefused:
    @pytest.mark.parametrize("kind", [K.RECEIPT, K.POSITION_STATEMENT, K.UNCLEAR])
    def test_what_is_not_offered(self, round_, missions, focal, kind, unchanged):
        before = unchanged()
        with pytest.raises(Invalid):
            send(round_, missions["KZ"], focal, kind, words="Something")
        assert unchanged() == before

    @pytest.mark.parametrize("kind", [K.CONSENT_WITH_COMMENT, K.COMMENT, K.QUESTION, K.EXTENSION_REQUEST, K.AMENDMENT])
    def test_what_needs_words_or_a_file(self, round_, missions, focal, kind, unchanged):
        before = unchanged()
        with pytest.raises(Invalid, match="in words, or add a file"):
            send(round_, missions["KZ"], focal, kind, words=" ", confirmed=True)
        assert unchanged() == before
        assert send(round_, missions["KZ"], focal, kind, words="Thus.", confirmed=True).letter.summary == "Thus."

    @pytest.mark.parametrize("kind", [K.OBJECTION, K.AMENDMENT])
    def test_what_may_break_the_silence_is_asked_once_more(self, round_, missions, focal, kind, unchanged):
        before = unchanged()
        with pytest.raises(Invalid, match="once more"):
            send(round_, missions["KZ"], focal, kind, words="Not on these days")
        assert unchanged() == before
        send(round_, missions["KZ"], focal, kind, words="Not on these days", confirmed=True)
        assert position(round_, missions["KZ"]) == Position.OBJECTION

    def test_whoever_does_not_serve_the_mission(self, round_, missions, posts, focal, officer, unchanged):
        korean = posts("KR", email="focal-kr@example.org")
        ended = posts("KZ", email="former@example.org")
        FocalPoint.objects.filter(user=ended).update(until=consent.SENT, ended_by=officer)
        before = unchanged()
        for by in (korean, ended, officer):
            with pytest.raises(PermissionDenied):
                send(round_, missions["KZ"], by)
        missions["KZ"].valid_to = dt.date(2027, 10, 19)
        missions["KZ"].save()
        with pytest.raises(PermissionDenied):
            send(round_, missions["KZ"], focal)
        assert unchanged() == before

    def test_a_state_that_was_not_asked_and_a_round_that_is_not_out(self, round_, missions, posts, officer, unchanged):
        observer = posts("ID", "KZ")
        draft = consent.draft(by=officer, seminar=consent.agenda.seminar(slug="wetlands", reference_prefix="WET"))
        before = unchanged()
        with pytest.raises(PermissionDenied):
            send(round_, missions["ID"], observer)
        with pytest.raises(PermissionDenied):
            send(draft, missions["KZ"], observer)
        assert unchanged() == before


class TestWithdraws:
    def test_its_objection_whichever_way_that_came(self, round_, missions, focal, officer):
        objection = consent.letter(round_, "KZ", K.OBJECTION, consent.DURING, by=officer, channel="fax").letter
        later = consent.DURING + dt.timedelta(hours=1)
        assert send(round_, missions["KZ"], focal, K.WITHDRAWAL, now=later).letter.withdraws == objection
        assert position(round_, missions["KZ"]) == Position.COMMENT_OR_QUESTION

    def test_all_of_them_where_there_are_several(self, round_, missions, focal, officer):
        consent.letter(round_, "KZ", K.OBJECTION, consent.DURING, by=officer)
        send(round_, missions["KZ"], focal, K.AMENDMENT, words="On other days", confirmed=True)
        withdrawal = send(round_, missions["KZ"], focal, K.WITHDRAWAL, token="second", now=consent.DURING + dt.timedelta(hours=1)).letter
        assert (withdrawal.withdraws, position(round_, missions["KZ"])) == (None, Position.COMMENT_OR_QUESTION)

    def test_nothing_where_nothing_of_this_state_stands(self, round_, missions, focal, officer, unchanged):
        consent.letter(round_, "KR", K.OBJECTION, consent.DURING, by=officer)
        before = unchanged()
        with pytest.raises(WrongState, match="nothing to withdraw"):
            send(round_, missions["KZ"], focal, K.WITHDRAWAL)
        assert unchanged() == before


class TestReaders:
    def test_a_focal_point_is_written_to_in_the_own_language_and_once(self, round_, missions, posts, states):
        """Beside the mailboxes of the mission; an address that is both is the person's."""
        posts("KZ", email="KZ-1@example.org")
        posts("KR", email="former@example.org", language="zh-hans")
        FocalPoint.objects.filter(user__email="former@example.org").update(until=consent.SENT, ended_by=FocalPoint.objects.first().invited_by)
        missions["KR"].zone = "Asia/Seoul"
        missions["KR"].save()
        posts("KR", email="focal-kr@example.org", language="zh-hans")
        found = selectors.recipients(round_, [states["KZ"].pk, states["KR"].pk], consent.DURING)
        assert [(reader.address, reader.language, reader.zone) for reader in found.readers] == [
            ("KZ-1@example.org", "ru", consent.ALMATY),
            ("kz-2@example.org", "en", consent.ALMATY),
            ("focal-kr@example.org", "zh-hans", "Asia/Seoul"),
            ("kr@example.org", "en", "Asia/Seoul"),
        ]

    def test_who_may_not_log_in_any_more_is_not_written_to(self, round_, posts, states):
        user = posts("IR")
        reached = selectors.recipients(round_, [states["IR"].pk], consent.DURING)
        assert ([reader.address for reader in reached.readers], reached.unreached) == (["focal-kz@example.org"], [])
        User.objects.filter(pk=user.pk).update(is_active=False)
        assert selectors.recipients(round_, [states["IR"].pk], consent.DURING).unreached == [states["IR"].pk]
