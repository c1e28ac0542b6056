from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser

from seminar_portal import clock, demo
from seminar_portal.demo import staff


class Command(BaseCommand):
    help = "Loads the demonstration data: invented seminars, delegates and staff. Creates what is missing and overwrites nothing."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--here", action="store_true", help="load it into an installation that is not the embedded one")

    def handle(self, *args: Any, **options: Any) -> None:
        if not settings.EMBEDDED and not options["here"]:
            raise CommandError("This is not the embedded installation. Invented seminars and accounts belong in it only if you say --here.")
        logins = demo.load(clock.now())
        if options["verbosity"] > 0:
            for login in logins:
                self.stdout.write(f"{login.role:16} {login.email:30} {login.password or login.how}")
            self.stdout.write(f"(also in {staff.file()})")
