"""The events that are there become a chain, in the order in which they were recorded; the last one vouches for every row as it stands.

What this migration covers is written down here, as the record's format 1 had it: what ``consent.ledger`` covers one day must not change what was chained then.
"""

from collections import defaultdict

from django.db import migrations

from consent import chain

# by model: the columns that the digest of a row covers, in no order that counts (canonical JSON sorts keys)
FIELDS = {
    "silenceprocedure": ("seminar_id", "subject", "proposer_id", "capacity"),
    "round": (
        *("procedure_id", "number", "state", "reference", "note_date", "place", "deadline", "deadline_zone", "deadline_as_printed"),
        *("objections_to_break", "amendment_breaks", "proposer_consents", "minimum_length", "minimum_unit", "withdrawn_late", "others_learn"),
        *("written_form", "who_may_sign", "text_id", "started_at", "recorded_at", "recorded_afterwards", "expiry_noted_at", "certified_at"),
        *("certified_by_id", "effective_at", "channels_examined", "closed_at", "closed_by_id", "closing_reason", "closing_words"),
    ),
    "entitledstate": ("round_id", "party_id", "printed_name", "is_proposer"),
    "textversion": ("procedure_id", "number", "wording", "authentic_language", "change_note", "corrigendum", "at", "by_id"),
    "textfile": ("version_id", "file_id", "file__sha256", "kind", "title", "language", "order"),
    "dispatch": ("round_id", "purpose", "channel", "sent_at", "recorded_at", "recorded_by_id", "evidence"),
    "bounce": ("dispatch_id", "party_id", "at", "evidence", "recorded_at", "recorded_by_id"),
    "communication": (
        *("round_id", "kind", "channel", "their_number", "their_date", "received_at", "recorded_at", "recorded_by_id", "signed", "sender_in_doubt"),
        *("language", "withdraws_id", "mission_id", "receipt", "summary", "scan_id", "scan__sha256", "struck_at", "struck_by_id", "struck_reason"),
        "replaces_id",
    ),
    "decision": ("letter_id", "meaning", "former_meaning", "answer", "reason", "at", "by_id"),
    "deadlinechange": ("round_id", "former", "former_as_printed", "deadline", "zone", "reason", "at", "by_id"),
    "notice": ("round_id", "purpose", "letter_id", "words", "named", "detail", "at", "by_id"),
    "annulment": (
        *("round_id", "letter_id", "reason", "proposed_at", "proposed_by_id", "confirmed_at", "confirmed_by_id", "dropped_at", "dropped_by_id"),
        *("certified_at", "certified_by_id"),
    ),
}
STATES = {"communication": "states", "dispatch": "except_states", "notice": "states"}
WAY = {
    "silenceprocedure": "pk",
    "round": "procedure",
    "entitledstate": "round__procedure",
    "textversion": "procedure",
    "textfile": "version__procedure",
    "dispatch": "round__procedure",
    "bounce": "dispatch__round__procedure",
    "communication": "round__procedure",
    "decision": "letter__round__procedure",
    "deadlinechange": "round__procedure",
    "notice": "round__procedure",
    "annulment": "round__procedure",
}


def digests(apps, procedure_id):
    found = {}
    for model, columns in FIELDS.items():
        rows = apps.get_model("consent", model)._default_manager.filter(**{WAY[model]: procedure_id}).order_by()
        named = defaultdict(list)
        if model in STATES:
            for key, party in rows.values_list("pk", STATES[model]):
                if party is not None:
                    named[key].append(party)
        for values in rows.order_by("pk").values("pk", *columns):
            key = values.pop("pk")
            said = {"format": 1, "model": model, "key": key, **values}
            if model in STATES:
                said["states"] = sorted(named[key])
            found[f"{model}:{key}"] = chain.digest(said)
    return found


def said_by(event):
    return {
        "procedure": event.procedure_id,
        "number": event.number,
        "round": event.round_id,
        "kind": event.kind,
        "at": event.at,
        "recorded_at": event.recorded_at,
        "by": event.by_id,
        "detail": event.detail,
        "rows": event.rows,
    }


def chain_events(apps, schema_editor):
    events = apps.get_model("consent", "ProcedureEvent")
    for procedure in apps.get_model("consent", "SilenceProcedure").objects.order_by("pk"):
        previous, own = "", list(events.objects.filter(procedure=procedure).order_by("recorded_at", "pk"))
        for number, event in enumerate(own, 1):
            event.number, event.previous = number, previous
            event.rows = digests(apps, procedure.pk) if number == len(own) else {}
            event.hash = previous = chain.link(previous, said_by(event))
            event.save()
        procedure.head, procedure.head_number = previous, len(own)
        procedure.save()


class Migration(migrations.Migration):
    dependencies = [("consent", "0003_whole_procedure")]
    operations = [migrations.RunPython(chain_events, migrations.RunPython.noop)]
