import django.db.models.deletion
from django.db import migrations, models
from django.db.models import F


def keep_as_english(apps, schema_editor):
    """What stood in the one field was English, and translated fields are read from theirs."""
    apps.get_model("agenda", "Seminar")._base_manager.exclude(platform_name="").update(platform_name_en=F("platform_name"))


def seminar(related_name):
    return models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name=related_name, to="agenda.seminar", verbose_name="seminar")


def platform_name():
    return models.CharField(blank=True, max_length=200, null=True, verbose_name="other platform that wants a registration")


class Migration(migrations.Migration):
    dependencies = [
        ("agenda", "0003_cancelled_and_postponed"),
    ]

    operations = [
        migrations.AddField(model_name="seminar", name="platform_name_en", field=platform_name()),
        migrations.AddField(model_name="seminar", name="platform_name_ru", field=platform_name()),
        migrations.AddField(model_name="seminar", name="platform_name_zh_hans", field=platform_name()),
        migrations.RunPython(keep_as_english, migrations.RunPython.noop, elidable=True),
        migrations.AlterField(model_name="document", name="seminar", field=seminar("documents")),
        migrations.AlterField(model_name="seminarcontact", name="seminar", field=seminar("contacts")),
        migrations.AlterField(model_name="seminarevent", name="seminar", field=seminar("events")),
        migrations.AlterField(model_name="session", name="seminar", field=seminar("sessions")),
        migrations.AlterField(
            model_name="speech",
            name="session",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE, related_name="speeches", to="agenda.session", verbose_name="item of the agenda"
            ),
        ),
        migrations.AlterField(model_name="titlevariant", name="seminar", field=seminar("title_variants")),
        migrations.AlterField(model_name="videolink", name="seminar", field=seminar("video_links")),
    ]
