import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

_KINDS = [
    ("message", "message"),
    ("extended", "registration extended"),
    ("cancelled", "cancelled"),
    ("reinstated", "takes place after all"),
    ("postponed", "postponed"),
]
_ADDRESSED = [
    ("live", "all who are received or officially registered"),
    ("registered", "the officially registered"),
    ("received", "the received, not yet officially registered"),
    ("live and late", "all who are received or officially registered, and those whose form arrived late"),
]


class Migration(migrations.Migration):
    dependencies = [
        ("agenda", "0003_cancelled_and_postponed"),
        ("registration", "0003_bulk_acts"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Announcement",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("kind", models.CharField(choices=_KINDS, max_length=10, verbose_name="what")),
                ("addressed", models.CharField(choices=_ADDRESSED, max_length=13, verbose_name="to")),
                ("texts", models.JSONField(default=dict, verbose_name="words")),
                ("detail", models.JSONField(default=dict, verbose_name="facts")),
                ("token", models.CharField(editable=False, max_length=43, unique=True)),
                ("at", models.DateTimeField(verbose_name="when")),
                ("total", models.PositiveIntegerField(default=0, verbose_name="addressed")),
                ("last_pk", models.BigIntegerField(default=0)),
                ("queued_upto", models.BigIntegerField(default=0)),
                ("queued", models.PositiveIntegerField(default=0, verbose_name="written")),
                ("without_email", models.PositiveIntegerField(default=0, verbose_name="without an e-mail address")),
                ("failed", models.PositiveIntegerField(default=0, verbose_name="could not be written")),
                ("ended_at", models.DateTimeField(blank=True, null=True, verbose_name="ended at")),
                ("stopped_at", models.DateTimeField(blank=True, null=True, verbose_name="stopped at")),
                (
                    "by",
                    models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL, verbose_name="who"),
                ),
                (
                    "seminar",
                    models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="announcements", to="agenda.seminar", verbose_name="seminar"),
                ),
                (
                    "stopped_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="stopped by",
                    ),
                ),
            ],
            options={
                "verbose_name": "message to everybody",
                "verbose_name_plural": "messages to everybody",
                "ordering": ["-at", "-pk"],
                "indexes": [models.Index(condition=models.Q(("ended_at__isnull", True)), fields=["at"], name="announcement_running")],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("stopped_at__isnull", True), ("ended_at__isnull", False), _connector="OR"),
                        name="announcement_stopped_is_ended",
                    ),
                    models.CheckConstraint(condition=models.Q(("queued_upto__lte", models.F("last_pk"))), name="announcement_within_total"),
                ],
            },
        ),
    ]
