from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("consent", "0004_chained_record")]
    operations = [
        migrations.AddConstraint(
            model_name="procedureevent",
            constraint=models.UniqueConstraint(fields=("procedure", "number"), name="event_number_once"),
        ),
    ]
