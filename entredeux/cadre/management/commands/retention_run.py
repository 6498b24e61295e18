"""`entredeux retention run [--date D] [--dry-run]`: applies every retention clock, as the night does."""

import sys
from argparse import ArgumentParser
from datetime import date
from typing import Any

from django.core.management.base import BaseCommand
from django.utils import timezone

from entredeux.cadre.horloges import Ligne, run_horloges


class Command(BaseCommand):
    help = "Applique les durées de conservation : efface ce qui est à échéance, et dit quoi."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--date", default="", help="le jour dont on applique les échéances (AAAA-MM-JJ)")
        parser.add_argument("--dry-run", action="store_true", help="compter sans rien effacer")

    def handle(self, *args: Any, **options: Any) -> None:
        day = self._read_date(options["date"], options["dry_run"])
        lines = run_horloges(day, essai=options["dry_run"])
        for line in lines:
            self.stdout.write(say(line, options["dry_run"]))
        total = sum(line.nombre for line in lines)
        self.stdout.write(
            f"date={day.isoformat()} horloges={len({line.horloge.code for line in lines})} effaces={total}"
        )

    def _read_date(self, said: str, essai: bool) -> date:
        today = timezone.localdate()
        try:
            day = date.fromisoformat(said) if said else today
        except ValueError:
            self._stop(f"« {said} » n'est pas une date : écrivez-la AAAA-MM-JJ, par exemple {today.isoformat()}.")
        if day > today and not essai:
            self._stop(
                f"Le {day:%d/%m/%Y} n'est pas encore passé : rien n'a été effacé. Pour voir ce qui le sera ce jour-là, "
                "ajoutez --dry-run."
            )
        return day

    def _stop(self, sentence: str) -> None:
        self.stderr.write(sentence)
        sys.exit(2)


def say(line: Ligne, essai: bool) -> str:
    verb = "à effacer" if essai else "effacés"
    return f"{line.horloge.libelle}, {line.quoi} : {line.nombre} {verb}"
