from typing import Any

import django.db.models.deletion
import django.db.models.functions.text
from django.conf import settings
from django.db import migrations, models

from registration.likeness import key

BATCH = 500


def fold_the_names(apps: Any, schema_editor: Any) -> None:
    """The folded names of registrations that are there already. ``manage.py find_duplicates`` then asks about them."""
    model = apps.get_model("registration", "Registration")
    batch = []
    for row in model.objects.only("family_name", "first_name", "middle_name", "native_name").order_by("pk").iterator(chunk_size=BATCH):
        row.name_key = key(row.family_name, row.first_name, row.middle_name, row.native_name)
        batch.append(row)
        if len(batch) == BATCH:
            model.objects.bulk_update(batch, ["name_key"])
            batch = []
    if batch:
        model.objects.bulk_update(batch, ["name_key"])


class Migration(migrations.Migration):
    dependencies = [
        ("agenda", "0002_initial"),
        ("registration", "0001_initial"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AddField(
            model_name="registration",
            name="name_key",
            field=models.TextField(blank=True, default="", editable=False),
            preserve_default=False,
        ),
        migrations.AddField(
            model_name="registration",
            name="same_as",
            field=models.ForeignKey(
                editable=False,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="joined",
                to="registration.registration",
                verbose_name="joined with",
            ),
        ),
        migrations.AddIndex(
            model_name="registration",
            index=models.Index(models.F("seminar"), django.db.models.functions.text.Upper("email"), name="reg_by_mailbox"),
        ),
        migrations.AddConstraint(
            model_name="registration",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("same_as__isnull", True), models.Q(("state", "withdrawn"), models.Q(("same_as", models.F("pk")), _negated=True)), _connector="OR"
                ),
                name="reg_joined_is_withdrawn",
            ),
        ),
        migrations.CreateModel(
            name="PossibleDuplicate",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "reason",
                    models.CharField(
                        choices=[
                            ("name", "one name, one delegation"),
                            ("address", "one e-mail address, similar names"),
                            ("both", "one name, one delegation, one e-mail address"),
                        ],
                        max_length=8,
                        verbose_name="why",
                    ),
                ),
                ("score", models.PositiveSmallIntegerField(verbose_name="likeness")),
                ("found_at", models.DateTimeField(verbose_name="found at")),
                (
                    "decision",
                    models.CharField(blank=True, choices=[("same", "same person"), ("different", "different people")], max_length=9, verbose_name="answer"),
                ),
                ("decided_at", models.DateTimeField(blank=True, null=True, verbose_name="answered at")),
                ("names_digest", models.CharField(blank=True, editable=False, max_length=64)),
                (
                    "decided_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="who",
                    ),
                ),
                (
                    "first",
                    models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name="+", to="registration.registration", verbose_name="first"),
                ),
                (
                    "second",
                    models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name="+", to="registration.registration", verbose_name="second"),
                ),
                (
                    "seminar",
                    models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name="+", to="agenda.seminar", verbose_name="seminar"),
                ),
            ],
            options={
                "verbose_name": "possible duplicate",
                "verbose_name_plural": "possible duplicates",
                "ordering": ["-score", "first_id", "second_id"],
                "indexes": [models.Index(fields=["seminar", "decision"], name="duplicate_by_seminar")],
                "constraints": [
                    models.UniqueConstraint(fields=("first", "second"), name="duplicate_pair_once"),
                    models.CheckConstraint(condition=models.Q(("first__lt", models.F("second"))), name="duplicate_lower_key_first"),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("decided_at__isnull", True), ("decided_by__isnull", True), ("decision", "")),
                            models.Q(
                                models.Q(("decision", ""), _negated=True),
                                ("decided_at__isnull", False),
                                ("decided_by__isnull", False),
                            ),
                            _connector="OR",
                        ),
                        name="duplicate_answered_by_somebody",
                    ),
                ],
            },
        ),
        migrations.RunPython(fold_the_names, migrations.RunPython.noop),
    ]
