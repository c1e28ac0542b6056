"""``manage.py find_duplicates``: compares all registrations, for data that came in by another way than the portal's own doors."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from agenda.models import Seminar
from registration.services.pairs import look_everywhere
from seminar_portal import clock


class Command(BaseCommand):
    help = "Compares the registrations of each seminar with one another and asks the desk about those that may be one person's. Running it again is harmless."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--seminar", metavar="SLUG", help="only this seminar")

    def handle(self, *args: Any, **options: Any) -> None:
        seminars = Seminar.objects.order_by("starts_on", "slug")
        if options["seminar"]:
            seminars = seminars.filter(slug=options["seminar"])
            if not seminars:
                raise CommandError(f"There is no seminar {options['seminar']!r}.")
        for seminar in seminars:
            found, new = look_everywhere(seminar_id=seminar.pk, now=clock.now())
            self.stdout.write(f"{seminar.slug}: {found} pairs may be one person's, {new} of them were not asked about before")
