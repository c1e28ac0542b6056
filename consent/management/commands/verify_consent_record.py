"""``manage.py verify_consent_record``: whether the record of the silence procedures is still as it was written."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from consent import chain, ledger
from consent.models import ProcedureEvent, SilenceProcedure

DIGITS = 16  # of a head, as many as are printed


class Command(BaseCommand):
    help = "Computes the chain of each silence procedure again and names the first event or row that was changed or is missing. Ends with 1 where one is."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("procedures", nargs="*", type=int, metavar="ID", help="only these procedures (all, if none is given)")
        parser.add_argument(
            "--head", metavar="HASH", help="a head of the record as printed on a certificate or an outcome note: its 16 digits or more; asks for one procedure"
        )
        parser.add_argument("--files", action="store_true", help="also compute the hash of every stored scan and enclosure again")

    def handle(self, *args: Any, **options: Any) -> None:
        procedures = list(SilenceProcedure.objects.order_by("pk"))
        if options["procedures"]:
            wanted = set(options["procedures"])
            procedures = [procedure for procedure in procedures if procedure.pk in wanted]
            missing = wanted - {procedure.pk for procedure in procedures}
            if missing:
                raise CommandError(f"There is no silence procedure {min(missing)}: it was never drawn up, or its row is gone.")
        head = None
        if options["head"] is not None:
            head = "".join(options["head"].lower().split())
            if len(head) < DIGITS or set(head) - set("0123456789abcdef"):
                raise CommandError(f"A head is printed with {DIGITS} digits from 0 to 9 and a to f. Type all of them.")
            if len(procedures) != 1:
                raise CommandError("Say which procedure the printed head belongs to.")
        faults = [self._verify(procedure, head, files=options["files"]) for procedure in procedures]
        if any(faults):
            raise CommandError("The record does not hold.", returncode=1)

    def _verify(self, procedure: SilenceProcedure, head: str | None, *, files: bool) -> bool:
        """Says how it stands with one procedure; True where it does not hold."""
        name = f"{procedure.pk} {procedure.subject}"
        fault = ledger.first_fault(procedure) or (ledger.first_file_fault(procedure) if files else None)
        if fault is not None:
            self.stdout.write(self.style.ERROR(f"{name}: does not hold. {fault}"))
            return True
        printed = ""
        if head is not None:
            event = ProcedureEvent.objects.filter(procedure=procedure, hash__startswith=head).order_by("number").first()
            if event is None:
                self.stdout.write(self.style.ERROR(f"{name}: does not hold. The printed head belongs to no event of this record."))
                return True
            printed = f"; the printed head is that of event {event.number}"
        count = f"{procedure.head_number} event" + ("" if procedure.head_number == 1 else "s")
        self.stdout.write(f"{name}: holds, {count}, head {chain.short(procedure.head)}{printed}")
        return False
