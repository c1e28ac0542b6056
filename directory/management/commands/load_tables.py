from typing import Any

from django.core.management.base import BaseCommand

from directory import loading


class Command(BaseCommand):
    help = "Loads data/parties.csv, former_names.csv and cities.csv: creates what is missing and overwrites nothing."

    def handle(self, *args: Any, **options: Any) -> None:
        loaded = loading.load_tables()
        self.stdout.write(f"Loaded {loaded.parties} states and organisations, {loaded.former_names} former names, {loaded.cities} cities.")
