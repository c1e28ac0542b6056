from typing import Any

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError, CommandParser

from seminar_portal import clock
from seminar_portal.demo import large


class Command(BaseCommand):
    help = "Makes a seminar with very many invented registrations, beside the demonstration data. Again: makes only what is missing. No mail is written."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--rows", type=int, default=large.ROWS, help=f"how many registrations (default {large.ROWS})")
        parser.add_argument("--seed", type=int, default=large.SEED, help="another number gives other people")
        parser.add_argument("--here", action="store_true", help="make it in an installation that is not the embedded one")

    def handle(self, *args: Any, **options: Any) -> None:
        if not settings.EMBEDDED and not options["here"]:
            raise CommandError("This is not the embedded installation. Invented registrations belong in it only if you say --here.")
        if settings.EMBEDDED:
            call_command("migrate", verbosity=0, interactive=False)
        call_command("load_demo", verbosity=0, here=options["here"])
        made = large.load(clock.now(), rows=options["rows"], seed=options["seed"])
        if options["verbosity"] > 0:
            self.stdout.write(f"{made} registrations were made; the seminar is /seminars/{large.KEY}/.")
