"""The events that are there become a chain, in the order in which they were recorded; the last one vouches for every row as it stands."""

from django.db import migrations

from consent import chain, ledger


def chain_events(apps, schema_editor):
    events = apps.get_model("consent", "ProcedureEvent")
    for procedure in apps.get_model("consent", "SilenceProcedure").objects.order_by("pk"):
        previous, own = "", list(events.objects.filter(procedure=procedure).order_by("recorded_at", "pk"))
        for number, event in enumerate(own, 1):
            event.number, event.previous = number, previous
            event.rows = ledger.all_digests(apps, procedure.pk) if number == len(own) else {}
            event.hash = previous = chain.link(previous, ledger.said_by(event))
            event.save()
        procedure.head, procedure.head_number = previous, len(own)
        procedure.save()


class Migration(migrations.Migration):
    dependencies = [("consent", "0003_whole_procedure")]
    operations = [migrations.RunPython(chain_events, migrations.RunPython.noop)]
