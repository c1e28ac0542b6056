from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("registration", "0006_unconfirmed")]

    operations = [
        migrations.AlterField(
            model_name="bulkrow",
            name="cause",
            field=models.CharField(
                blank=True,
                choices=[
                    ("state", "its state does not allow the act"),
                    ("cancelled", "in a cancelled seminar"),
                    ("silent", "without an e-mail address"),
                    ("meanwhile", "changed since the preview"),
                    ("refused", "refused"),
                    ("broken", "a fault of the portal"),
                ],
                max_length=9,
                verbose_name="why",
            ),
        ),
    ]
