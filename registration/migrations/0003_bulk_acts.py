import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("agenda", "0001_initial"),
        ("directory", "0001_initial"),
        ("registration", "0002_duplicates"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="BulkAct",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("verb", models.CharField(max_length=12, verbose_name="what")),
                ("selection", models.CharField(blank=True, max_length=1000, verbose_name="selection")),
                ("back", models.CharField(blank=True, max_length=2000)),
                ("reason", models.CharField(blank=True, max_length=1000, verbose_name="reason")),
                (
                    "state",
                    models.CharField(
                        choices=[("draft", "preview"), ("running", "under way"), ("stopping", "being stopped"), ("stopped", "stopped"), ("done", "done")],
                        default="draft",
                        max_length=8,
                        verbose_name="state",
                    ),
                ),
                ("created_at", models.DateTimeField(verbose_name="selected at")),
                ("started_at", models.DateTimeField(null=True, verbose_name="begun at")),
                ("ended_at", models.DateTimeField(null=True, verbose_name="ended at")),
                (
                    "stopped_by",
                    models.CharField(
                        blank=True,
                        choices=[("officer", "stopped by an officer"), ("right", "whoever began it may no longer do this")],
                        max_length=7,
                        verbose_name="why it was stopped",
                    ),
                ),
                ("total", models.PositiveIntegerField(default=0, verbose_name="selected")),
                ("changed", models.PositiveIntegerField(default=0, verbose_name="changed")),
                ("left_alone", models.PositiveIntegerField(default=0, verbose_name="left alone")),
                ("failed", models.PositiveIntegerField(default=0, verbose_name="failed")),
                ("told", models.PositiveIntegerField(default=0, verbose_name="told by e-mail")),
                ("lease", models.CharField(blank=True, max_length=32)),
                ("leased_until", models.DateTimeField(null=True)),
            ],
            options={
                "verbose_name": "bulk act",
                "verbose_name_plural": "bulk acts",
                "ordering": ["-created_at", "-pk"],
            },
        ),
        migrations.CreateModel(
            name="BulkRow",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("version_seen", models.PositiveIntegerField()),
                (
                    "state_seen",
                    models.CharField(
                        choices=[
                            ("received", "received"),
                            ("registered", "officially registered"),
                            ("declined", "declined"),
                            ("withdrawn", "withdrawn"),
                            ("late", "late"),
                        ],
                        max_length=12,
                        verbose_name="state at the preview",
                    ),
                ),
                ("has_email", models.BooleanField(verbose_name="has an e-mail address")),
                (
                    "state",
                    models.CharField(
                        choices=[("waiting", "not begun"), ("changed", "changed"), ("left alone", "left alone"), ("failed", "failed")],
                        default="waiting",
                        max_length=10,
                        verbose_name="what became of it",
                    ),
                ),
                (
                    "cause",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("state", "its state does not allow the act"),
                            ("meanwhile", "changed since the preview"),
                            ("refused", "refused"),
                            ("broken", "a fault of the portal"),
                        ],
                        max_length=9,
                        verbose_name="why",
                    ),
                ),
                ("note", models.CharField(blank=True, max_length=1000, verbose_name="note")),
            ],
            options={
                "verbose_name": "registration in a bulk act",
                "verbose_name_plural": "registrations in a bulk act",
                "ordering": ["pk"],
            },
        ),
        migrations.AddField(
            model_name="registrationevent",
            name="version",
            field=models.PositiveIntegerField(editable=False, null=True),
        ),
        migrations.AddField(
            model_name="bulkact",
            name="by",
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL, verbose_name="who"),
        ),
        migrations.AddField(
            model_name="bulkact",
            name="seminar",
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="agenda.seminar", verbose_name="seminar"),
        ),
        migrations.AddField(
            model_name="bulkact",
            name="stopper",
            field=models.ForeignKey(
                null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL, verbose_name="stopped by"
            ),
        ),
        migrations.AddField(
            model_name="bulkrow",
            name="act",
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name="rows", to="registration.bulkact"),
        ),
        migrations.AddField(
            model_name="bulkrow",
            name="event",
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name="+", to="registration.registrationevent"),
        ),
        migrations.AddField(
            model_name="bulkrow",
            name="registration",
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name="+", to="registration.registration"),
        ),
        migrations.AddIndex(
            model_name="bulkact",
            index=models.Index(fields=["state", "created_at"], name="bulk_by_state"),
        ),
        migrations.AddConstraint(
            model_name="bulkact",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("started_at__isnull", True), ("state", "draft")),
                    models.Q(models.Q(("state", "draft"), _negated=True), ("started_at__isnull", False)),
                    _connector="OR",
                ),
                name="bulk_begun_unless_draft",
            ),
        ),
        migrations.AddConstraint(
            model_name="bulkact",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("ended_at__isnull", False), ("state__in", ["stopped", "done"])),
                    models.Q(models.Q(("state__in", ["stopped", "done"]), _negated=True), ("ended_at__isnull", True)),
                    _connector="OR",
                ),
                name="bulk_ended_when_over",
            ),
        ),
        migrations.AddIndex(
            model_name="bulkrow",
            index=models.Index(fields=["act", "state", "id"], name="bulk_row_by_state"),
        ),
        migrations.AddConstraint(
            model_name="bulkrow",
            constraint=models.UniqueConstraint(fields=("act", "registration"), name="bulk_row_once"),
        ),
    ]
