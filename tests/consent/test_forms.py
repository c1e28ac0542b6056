import datetime as dt

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import QueryDict
from django.utils.datastructures import MultiValueDict

from consent.forms import DecisionForm, LetterForm, NoteForm, SentNoteForm, instant_of
from consent.models import Round
from directory.models import Party, StoredFile
from seminar_portal.errors import Invalid
from tests.factories import consent

NOW = consent.LATER


def typed(**fields):
    data = QueryDict(mutable=True)
    for name, value in fields.items():
        data.setlist(name, value if isinstance(value, list) else [value])
    return data


NOTE = {
    "reference": "15-1/301emb",
    "note_day": "2027-10-12",
    "channels": ["note"],
    "deadline_day": "2027-10-26",
    "deadline_hour": "18:00",
    "deadline_zone": "Asia/Almaty",
}


@pytest.mark.django_db
class TestNote:
    @pytest.fixture(autouse=True)
    def states(self):
        return consent.few_states()

    def test_the_instant_of_day_hour_and_city(self):
        form = NoteForm(typed(**NOTE), now=NOW)
        assert form.is_valid(), form.errors
        assert form.note() == consent.note()

    @pytest.mark.parametrize(
        ("missing", "sentence"),
        [
            ("deadline_day", "Enter the day on which the silence expires."),
            ("deadline_hour", "Enter the hour at which the silence expires. A day alone means another hour in every capital."),
            ("deadline_zone", "Choose the city on whose clock the deadline is read."),
        ],
    )
    def test_v23_a_deadline_has_day_hour_and_zone(self, missing, sentence):
        form = NoteForm(typed(**{**NOTE, missing: ""}), now=NOW)
        assert not form.is_valid()
        assert form.errors == {missing: [sentence]}

    def test_the_hour_is_empty_at_first_and_the_clock_is_the_seats(self):
        form = NoteForm(now=NOW)
        assert (form["deadline_day"].value(), form["deadline_hour"].value(), form["deadline_zone"].value()) == (None, None, "Asia/Almaty")

    @pytest.mark.parametrize("hour", ["6 pm", "24:00", "18.00", "1800"])
    def test_an_hour_is_written_with_24_hours(self, hour):
        form = NoteForm(typed(**{**NOTE, "deadline_hour": hour}), now=NOW)
        assert not form.is_valid()
        assert form.errors == {"deadline_hour": ["Write the hour with 24 hours to the day, such as 18:00 or 23:59:59."]}

    def test_a_zone_is_one_of_the_cities(self):
        form = NoteForm(typed(**{**NOTE, "deadline_zone": "CST"}), now=NOW)
        assert not form.is_valid()
        assert list(form.errors) == ["deadline_zone"]

    def test_a_note_already_sent_says_when(self):
        form = SentNoteForm(typed(**NOTE, sent_day="2027-10-12", sent_hour="", sent_zone="Asia/Almaty"), now=NOW)
        assert not form.is_valid()
        assert list(form.errors) == ["sent_hour"]
        form = SentNoteForm(typed(**NOTE, sent_day="2027-10-12", sent_hour="15:00", sent_zone="Asia/Shanghai"), now=NOW)
        assert form.is_valid(), form.errors
        assert form.cleaned_data["sent_at"] == consent.SENT


def test_an_hour_that_the_clocks_leap_over_does_not_exist():
    # Friday, 29 March 2019 in Jerusalem: from 02:00 the clocks went to 03:00
    with pytest.raises(Invalid, match="does not exist"):
        instant_of(dt.date(2019, 3, 29), dt.time(2, 30), "Asia/Jerusalem")
    assert instant_of(dt.date(2019, 3, 29), dt.time(3, 0), "Asia/Jerusalem") == dt.datetime(2019, 3, 29, 0, 0, tzinfo=dt.UTC)


@pytest.mark.parametrize(("zone", "before", "after"), [("Asia/Hebron", 3, 2), ("Asia/Jerusalem", 3, 2), ("Asia/Amman", 3, 2)])
def test_edge_02_the_clocks_change_inside_the_window_and_the_instant_is_that_of_its_own_day(zone, before, after):
    """From the note of 16 October 2020 to the end of that month: Palestine, Israel and Jordan put their clocks back."""
    noon = dt.time(12, 0)
    assert instant_of(dt.date(2020, 10, 16), noon, zone).hour == 12 - before
    assert instant_of(dt.date(2020, 10, 31), noon, zone).hour == 12 - after


@pytest.mark.django_db
class TestLetter:
    @pytest.fixture
    def round_(self):
        consent.few_states()
        return Round.objects.prefetch_related("entitled_states").get(pk=consent.opened(by=consent.officer()).pk)

    def fields(self, **kw):
        fields = {"states": [str(Party.objects.get(code="KZ").pk)], "kind": "consent", "channel": "fax", "received_zone": "Asia/Almaty"}
        return typed(**{**fields, "received_day": "2027-10-26", "received_hour": "17:40", **kw})

    def test_received_is_empty_at_first_never_now(self, round_):
        form = LetterForm(now=NOW, round_=round_)
        assert (form["received_day"].value(), form["received_hour"].value(), form["received_zone"].value()) == (None, None, "Asia/Almaty")
        assert (form["kind"].value(), form["channel"].value()) == (None, None)

    def test_what_was_typed_becomes_a_letter(self, round_):
        form = LetterForm(self.fields(unsigned="on", their_number="77/12", their_day="2027-10-20"), now=NOW, round_=round_)
        assert form.is_valid(), form.errors
        expected = consent.letter_data(
            "KZ",
            "consent",
            dt.datetime(2027, 10, 26, 12, 40, tzinfo=dt.UTC),
            channel="fax",
            signed=False,
            their_number="77/12",
            their_date=dt.date(2027, 10, 20),
        )
        assert form.letter(None) == expected

    def test_a_second_may_be_given(self, round_):
        form = LetterForm(self.fields(received_hour="18:00:01"), now=NOW, round_=round_)
        assert form.is_valid(), form.errors
        assert form.cleaned_data["received_at"] == consent.OVER

    def test_not_in_the_future(self, round_):
        form = LetterForm(self.fields(received_day="2027-10-28"), now=NOW, round_=round_)
        assert not form.is_valid()
        assert list(form.errors) == ["received_hour"]

    def test_the_states_are_those_who_were_asked_and_the_others_apart(self, round_):
        form = LetterForm(self.fields(), now=NOW, round_=round_)
        groups = [[(name, ticked) for _key, name, ticked, _found_by in states] for _heading, states in form.state_groups()]
        assert groups == [[("China", False), ("Iran", False), ("Kazakhstan", True), ("Republic of Korea", False)], [("Indonesia", False)]]

    def test_a_scan_outlives_an_error_elsewhere(self, round_):
        officer = round_.events.first().by
        upload = MultiValueDict({"scan": [SimpleUploadedFile("fax.pdf", b"%PDF-1.4 one page")]})
        first = LetterForm(self.fields(kind=""), upload, now=NOW, round_=round_)
        assert not first.is_valid()
        stored = first.store_scan(officer)
        again = LetterForm(self.fields(kept_scan=first["kept_scan"].value()), now=NOW, round_=round_)
        assert again.is_valid(), again.errors
        assert (again.store_scan(officer), stored.owner) == (stored, f"consent:{round_.pk}")
        forged = LetterForm(self.fields(kept_scan=str(stored.pk)), now=NOW, round_=round_)
        forged.is_valid()
        assert forged.store_scan(officer) is None

    def test_what_is_no_document_is_an_error_of_its_field(self, round_):
        officer = round_.events.first().by
        form = LetterForm(self.fields(), MultiValueDict({"scan": [SimpleUploadedFile("fax.pdf", b"MZ not a document")]}), now=NOW, round_=round_)
        assert form.is_valid()
        assert form.store_scan(officer) is None
        assert (list(form.errors), StoredFile.objects.count()) == (["scan"], 0)


@pytest.mark.django_db
def test_a_decision_offers_no_unclear_and_no_repetition_of_a_request_for_an_extension():
    consent.few_states()
    officer = consent.officer()
    round_ = consent.opened(by=officer)
    plain = consent.letter(round_, "KZ", "unclear", consent.DURING, by=officer).letter
    asking = consent.letter(round_, "KZ", "extension_request", consent.DURING, by=officer).letter
    offered = {letter.kind: {value for value, _word in DecisionForm(now=NOW, letter=letter).fields["meaning"].choices} for letter in (plain, asking)}
    assert "unclear" not in offered["unclear"] | offered["extension_request"]
    assert ("extension_request" in offered["unclear"], "extension_request" in offered["extension_request"]) == (True, False)
