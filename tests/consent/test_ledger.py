"""The chained record: whoever changes it past the services is found, and the first place is named."""

import datetime as dt
import importlib
import json
from zoneinfo import ZoneInfo

import pytest
from django.apps import apps
from django.core.management import CommandError, call_command
from django.db import connection
from django.db.migrations.loader import MigrationLoader
from django.test import override_settings

from consent import chain, ledger, services
from consent.enums import EventKind, LetterKind
from consent.models import Communication, ProcedureEvent, Round, SilenceProcedure
from directory import files
from directory.models import Mission
from tests.factories import agenda, consent

K = LetterKind


def sql(statement, *values):
    with connection.cursor() as cursor:
        cursor.execute(statement, values)


def scan(officer, content=b"%PDF-1.4 a fax"):
    return files.store_bytes(content=content, name="fax.pdf", content_type="application/pdf", owner="consent:1", by=officer, now=consent.DURING)


@pytest.fixture
def officer(db):
    consent.few_states()
    return consent.officer()


@pytest.fixture
def procedure(officer):
    """Seven events: drawn up, its text, sent, a letter of two states with a scan, a decision, an extension, the states told of it."""
    round_ = consent.draft(by=officer, seminar=agenda.seminar())
    enclosure = services.FileData(file=scan(officer, b"%PDF-1.4 concept"), title="Concept paper")
    services.set_text(round_id=round_.pk, text=services.TextData(wording="To convene.", files=(enclosure,)), by=officer, now=consent.SENT)
    services.record_note_already_sent(round_id=round_.pk, note=consent.note(), sent_at=consent.SENT, by=officer, now=consent.SENT)
    letter = consent.letter(round_, "KZ KR", K.UNCLEAR, consent.DURING, by=officer, scan=scan(officer)).letter
    services.decide_meaning(letter_id=letter.pk, meaning=K.COMMENT, reason="It will revert.", by=officer, now=consent.DURING)
    services.extend_for_all(round_id=round_.pk, deadline=consent.LATER, reason="An outage.", by=officer, now=consent.DURING)
    return SilenceProcedure.objects.get()


def fault(procedure):
    return str(ledger.first_fault(SilenceProcedure.objects.get(pk=procedure.pk)))


def letter_of(procedure):
    return Communication.objects.get(round__procedure=procedure)


def test_what_the_services_wrote_holds(procedure):
    assert ledger.first_fault(procedure) is None
    assert ledger.first_file_fault(procedure) is None
    events = list(procedure.events.all())
    assert [event.number for event in events] == [1, 2, 3, 4, 5, 6, 7]
    assert [event.previous for event in events] == ["", *(event.hash for event in events[:-1])]
    assert (procedure.head, procedure.head_number) == (events[-1].hash, 7)


class TestEvents:
    @pytest.mark.parametrize(
        ("column", "value"),
        [("detail", '{"letter": 99}'), ("at", "2027-10-19 05:00:00"), ("kind", "told"), ("by_id", None), ("rows", "{}"), ("hash", "0" * 64)],
    )
    def test_event_3_edited_by_sql_is_named(self, procedure, column, value):
        sql(f"UPDATE consent_procedureevent SET {column} = %s WHERE procedure_id = %s AND number = 3", value, procedure.pk)  # noqa: S608
        assert fault(procedure) == "event 3: was changed after it was written"

    @pytest.mark.parametrize(("number", "named"), [(7, "event 7: is missing"), (3, "event 3: is missing"), (1, "event 1: is missing")])
    def test_an_event_that_was_deleted_is_named_the_last_one_too(self, procedure, number, named):
        sql("DELETE FROM consent_procedureevent WHERE procedure_id = %s AND number = %s", procedure.pk, number)
        assert fault(procedure) == named

    def test_an_event_that_was_forged_whole_breaks_the_next_one(self, procedure):
        event = procedure.events.get(number=3)
        event.detail = {"states": 1}
        forged = chain.link(event.previous, ledger.said_by(event))
        sql("UPDATE consent_procedureevent SET detail = %s, hash = %s WHERE id = %s", '{"states": 1}', forged, event.pk)
        assert fault(procedure) == "event 4: was changed after it was written"

    def test_the_last_event_taken_away_together_with_the_head_leaves_its_rows_behind(self, procedure):
        """The head on paper shows it in any case; the rows show it as long as they are there."""
        sql("DELETE FROM consent_procedureevent WHERE procedure_id = %s AND number = 7", procedure.pk)
        sql("UPDATE consent_silenceprocedure SET head_number = 6, head = %s WHERE id = %s", procedure.events.get(number=6).hash, procedure.pk)
        assert fault(procedure).endswith(": was entered past the record")

    def test_an_event_added_past_the_services(self, procedure, officer):
        facts = {"kind": EventKind.CERTIFIED, "at": consent.LATER, "recorded_at": consent.LATER, "by": officer, "number": 8, "previous": procedure.head}
        event = ProcedureEvent(procedure=procedure, round=procedure.rounds.get(), **facts)
        event.hash = chain.link(procedure.head, ledger.said_by(event))
        event.save()
        assert fault(procedure) == "the head of the record: does not fit the last event"


class TestRows:
    @pytest.mark.parametrize(
        ("statement", "row"),
        [
            ("UPDATE consent_communication SET received_at = '2027-10-19 00:00:00'", "letter {letter}, told of by event 4"),
            ("UPDATE consent_communication SET kind = 'consent'", "letter {letter}, told of by event 4"),
            ("UPDATE consent_decision SET meaning = 'objection'", "decision on a letter {decision}, told of by event 5"),
            ("UPDATE consent_round SET deadline = '2027-11-27 00:00:00'", "round {round}, told of by event 7"),
            ("UPDATE consent_round SET objections_to_break = 3", "round {round}, told of by event 7"),
            ("UPDATE consent_silenceprocedure SET subject = 'Another'", "silence procedure {procedure}, told of by event 7"),
            ("UPDATE consent_textversion SET wording = 'Another'", "version of the text {text}, told of by event 2"),
            ("UPDATE directory_storedfile SET sha256 = '00' WHERE id = (SELECT scan_id FROM consent_communication)", "letter {letter}, told of by event 4"),
        ],
    )
    def test_a_row_edited_by_sql_is_named_with_the_event_that_told_of_it(self, procedure, statement, row):
        letter = letter_of(procedure)
        keys = {"letter": letter.pk, "decision": letter.decisions.get().pk, "round": letter.round_id, "procedure": procedure.pk}
        sql(statement)
        assert fault(procedure) == row.format(text=letter.round.text_id, **keys) + ": was changed after it was written"

    @pytest.mark.parametrize("table", ["decision", "deadlinechange"])
    def test_a_row_that_was_deleted(self, procedure, table):
        sql(f"DELETE FROM consent_{table}")  # noqa: S608
        assert fault(procedure).endswith(": is missing")

    def test_a_letter_entered_past_the_services(self, procedure):
        round_ = procedure.rounds.get()
        facts = {"kind": K.CONSENT, "channel": "note", "received_at": consent.DURING, "recorded_at": consent.DURING}
        letter = Communication.objects.create(round=round_, **facts)
        assert fault(procedure) == f"letter {letter.pk}: was entered past the record"

    def test_a_letter_put_under_another_state(self, procedure):
        letter = letter_of(procedure)
        korea, iran = (consent.Party.objects.get(code=code).pk for code in ("KR", "IR"))
        sql("UPDATE consent_communication_states SET party_id = %s WHERE party_id = %s", iran, korea)
        assert fault(procedure) == f"letter {letter.pk}, told of by event 4: was changed after it was written"

    def test_every_column_is_vouched_for_or_left_out_on_purpose(self):
        """Whoever adds a column decides here whether the record covers it."""
        for model in apps.get_app_config("consent").get_models():
            if model is ProcedureEvent:
                continue
            own = {field.attname for field in model._meta.concrete_fields if not field.primary_key}
            covered = {name for name in ledger.FIELDS[model] if "__" not in name}
            left_out = ledger.LEFT_OUT.get(model, frozenset())
            assert (covered | left_out, covered & left_out) == (own, frozenset()), model
            assert {field.name for field in model._meta.many_to_many} == ({ledger.STATES[model]} if model in ledger.STATES else set())
        told = set(ledger.said_by(ProcedureEvent(detail={}, rows={})))
        assert told == {field.name for field in ProcedureEvent._meta.concrete_fields} - {"id", "previous", "hash"}

    def test_the_extension_is_told_with_its_end_as_kept(self, procedure):
        assert procedure.events.get(number=6).detail == {"from": consent.DEADLINE.isoformat(), "to": consent.LATER.isoformat()}


def written(procedure, field="file"):
    letter = letter_of(procedure)
    return letter.scan if field == "scan" else letter.round.text.files.get().file


class TestFiles:
    @pytest.mark.parametrize("field", ["scan", "file"])
    def test_bytes_that_were_changed(self, procedure, field):
        stored = written(procedure, field)
        with open(stored.file.path, "ab") as opened:
            opened.write(b" and more")
        assert ledger.first_fault(procedure) is None  # the rows are as they were
        assert str(ledger.first_file_fault(procedure)).startswith("the file of ")
        assert str(ledger.first_file_fault(procedure)).endswith(": was changed after it was written")

    def test_bytes_that_are_gone(self, procedure):
        stored = written(procedure)
        stored.file.storage.delete(stored.file.name)
        assert str(ledger.first_file_fault(procedure)) == f"the file of enclosure {letter_of(procedure).round.text.files.get().pk}: is missing"


class TestCommand:
    def test_it_holds(self, procedure, capsys):
        call_command("verify_consent_record", "--files")
        subject = f"{procedure.pk} To convene online the Seminar on Biodiversity Conservation"
        assert capsys.readouterr().out == f"{subject}: holds, 7 events, head {chain.short(procedure.head)}\n"

    def test_it_names_the_first_fault_and_ends_with_1(self, procedure, capsys):
        sql("UPDATE consent_procedureevent SET by_id = NULL WHERE procedure_id = %s AND number = 3", procedure.pk)
        with pytest.raises(CommandError) as ended:
            call_command("verify_consent_record", str(procedure.pk))
        assert ended.value.returncode == 1
        assert "does not hold. event 3: was changed after it was written" in capsys.readouterr().out

    def test_a_changed_file_is_found_with_files_only(self, procedure, capsys):
        with open(written(procedure).file.path, "ab") as opened:
            opened.write(b" and more")
        call_command("verify_consent_record")
        with pytest.raises(CommandError):
            call_command("verify_consent_record", "--files")

    def test_a_head_from_paper(self, procedure, capsys):
        event = procedure.events.get(number=5)
        call_command("verify_consent_record", str(procedure.pk), "--head", chain.short(event.hash).upper())
        assert capsys.readouterr().out.endswith("; the printed head is that of event 5\n")
        with pytest.raises(CommandError):
            call_command("verify_consent_record", "--head", "0" * 16)
        assert "The printed head belongs to no event of this record." in capsys.readouterr().out

    def test_a_record_written_anew_as_a_whole_holds_in_itself_and_not_against_the_head_on_paper(self, procedure, capsys):
        """What a chain alone cannot show: somebody with the whole database computes it all again."""
        on_paper = chain.short(procedure.head)
        sql("UPDATE consent_communication SET received_at = '2027-10-19 00:00:00'")
        chained = importlib.import_module("consent.migrations.0004_chained_record").chain_events
        chained(historical(), None)
        assert ledger.first_fault(SilenceProcedure.objects.get()) is None
        with pytest.raises(CommandError):
            call_command("verify_consent_record", "--head", on_paper)

    @pytest.mark.parametrize("arguments", [["999999"], ["--head", "abcd"], ["--head", "xyz4" * 4]])
    def test_what_it_cannot_answer_it_refuses(self, procedure, arguments):
        with pytest.raises(CommandError):
            call_command("verify_consent_record", *arguments)

    def test_a_head_needs_one_procedure(self, procedure, officer):
        consent.draft(by=officer, seminar=agenda.seminar(slug="wetlands", reference_prefix="WET"))
        with pytest.raises(CommandError, match="which procedure"):
            call_command("verify_consent_record", "--head", procedure.head)


def historical():
    """The models as the migration that made the chain finds them."""
    with override_settings(MIGRATION_MODULES={}):  # also in a run that makes the tables without them
        return MigrationLoader(None).project_state(("consent", "0003_whole_procedure")).apps


def test_the_migration_chains_what_was_there(procedure):
    """Events of before the chain: no number, no hash, no rows."""
    sql("UPDATE consent_procedureevent SET number = number + 1000, hash = '', previous = '', rows = '{}'")
    sql("UPDATE consent_silenceprocedure SET head = '', head_number = 0")
    importlib.import_module("consent.migrations.0004_chained_record").chain_events(historical(), None)
    chained = SilenceProcedure.objects.get()
    assert ledger.first_fault(chained) is None
    assert [(event.number, bool(event.rows)) for event in chained.events.all()] == [(n, n == 7) for n in range(1, 8)]
    sql("UPDATE consent_communication SET received_at = '2027-10-19 00:00:00'")
    assert fault(chained) == f"letter {letter_of(chained).pk}, told of by event 7: was changed after it was written"


# by format: the hash of what it covers. A line is added, never changed: the digests of a format are kept in the record for good
FORMATS = {1: "c425a06101a5c8773bcaa85358975a3a39b7557a4ab396b69018b52a5dd73b74"}


def test_the_columns_that_the_record_covers_change_only_with_a_new_format():
    """Else every row that was written before would seem to be changed. A new column: the next FORMAT with a list of its own beside the old one, and a
    migration whose event vouches for all rows in it."""
    columns = {model._meta.model_name: sorted(names) for model, names in ledger.FIELDS.items()}
    states = {model._meta.model_name: name for model, name in ledger.STATES.items()}
    assert max(FORMATS) == ledger.FORMAT
    assert chain.digest([columns, states]) == FORMATS[ledger.FORMAT]
    frozen = importlib.import_module("consent.migrations.0004_chained_record")
    assert chain.digest([{model: sorted(names) for model, names in frozen.FIELDS.items()}, frozen.STATES]) == FORMATS[1]


class TestChain:
    def test_one_writing_for_one_value(self):
        instant = dt.datetime(2027, 10, 26, 18, 0, 0, 500, tzinfo=ZoneInfo("Asia/Almaty"))
        assert chain.canonical({"b": instant, "a": [dt.date(2027, 10, 26), None, True, "№ 15-1/213"]}) == (
            '{"a":["2027-10-26",null,true,"№ 15-1/213"],"b":"2027-10-26T13:00:00.000500+00:00"}'
        )
        with pytest.raises(TypeError):
            chain.canonical({"a": 1j})

    def test_the_same_on_every_database_and_every_day(self):
        """Literal hashes: a change of the format would make every head on paper void."""
        assert chain.digest({"format": 1, "model": "round", "key": 7}) == "fce80c6831aa906dc36f2a0217466533a9be03e1183bec86ea5d946eb3debf97"
        said = {"procedure": 1, "number": 1, "round": 1, "kind": "created", "at": consent.SENT, "recorded_at": consent.SENT, "by": 1}
        assert chain.link("", {**said, "detail": {}, "rows": {}}) == "e520b0fe66106c3d0f5ccf513e8a316949a3aff550a8640d3ae9e39edf6988ed"

    def test_the_head_as_it_is_printed(self):
        assert chain.short("0123456789abcdef" * 4) == "0123 4567 89ab cdef"
        assert chain.short("") == ""


@pytest.mark.django_db
def test_a_digest_is_that_of_plain_values_whatever_the_database(officer):
    """The digest of a row computed by hand from literal values: PostgreSQL and SQLite give the same instants, booleans and JSON."""
    round_ = consent.opened(by=officer, now=consent.DURING, sent_at=consent.SENT)
    said = {"format": 1, "model": "round", "key": round_.pk, "procedure_id": round_.procedure_id, "number": 1, "state": "open"}
    said |= {"reference": "15-1/301emb", "note_date": "2027-10-12", "place": "", "deadline": "2027-10-26T13:00:00.000000+00:00"}
    said |= {"deadline_zone": "Asia/Almaty", "deadline_as_printed": "", "objections_to_break": 1, "amendment_breaks": True, "proposer_consents": True}
    said |= {"minimum_length": 72, "minimum_unit": "hours", "withdrawn_late": "new round", "others_learn": "fact", "written_form": True}
    said |= {"who_may_sign": "", "text_id": None, "started_at": "2027-10-12T07:00:00.000000+00:00", "recorded_at": "2027-10-20T05:00:00.000000+00:00"}
    said |= {"recorded_afterwards": True, "expiry_noted_at": None, "certified_at": None, "certified_by_id": None, "effective_at": None}
    said |= {"channels_examined": [], "closed_at": None, "closed_by_id": None, "closing_reason": "", "closing_words": ""}
    assert json.loads(chain.canonical(said)) == said
    assert ledger.digests([round_]) == {f"round:{round_.pk}": chain.digest(said)}
    assert Round.objects.get().events.last().rows[f"round:{round_.pk}"] == chain.digest(said)


def test_a_mission_or_a_mailbox_is_no_part_of_the_record(procedure):
    Mission.objects.create(party=consent.Party.objects.get(code="KZ"), kind="embassy", city="Astana", zone=consent.ALMATY)
    assert ledger.first_fault(procedure) is None
