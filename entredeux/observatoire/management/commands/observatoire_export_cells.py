"""`entredeux observatoire export-cells --catalogue|--sets N --seed S --with-truth --out cells.parquet`.

For an auditor outside this house, on a test instance alone: exact counts stand beside the protected ones.
"""

from argparse import ArgumentParser
from pathlib import Path

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from entredeux.observatoire.audit.export import catalogue_cuts, cuts_of_sets, write_cells
from entredeux.observatoire.audit.sources import acts_of_instance
from entredeux.observatoire.audit.synthetique import make_acts


class Command(BaseCommand):
    help = "Écrit les cases publiées et leurs vraies valeurs, pour un auditeur extérieur. Instance de test seulement."

    def add_arguments(self, parser: ArgumentParser) -> None:
        what = parser.add_mutually_exclusive_group(required=True)
        what.add_argument("--catalogue", action="store_true", help="tout le catalogue")
        what.add_argument("--sets", type=int, help="les tableaux de N jeux tirés")
        parser.add_argument("--seed", type=int, default=1)
        parser.add_argument("--with-truth", action="store_true", help="confirme que les vraies valeurs seront écrites")
        parser.add_argument("--out", required=True, type=Path)
        parser.add_argument("--invente", action="store_true", help="un pays inventé, même si l'instance a des faits")

    def handle(self, *args: object, **options: object) -> None:
        if settings.INSTANCE != "test":
            raise CommandError(
                "Refusé : ce fichier met les vraies valeurs à côté des valeurs protégées, ce qui révèle l'aléa. Il ne "
                "s'écrit que sur une instance de test (ENTREDEUX_INSTANCE=test), jamais sur des données réelles.",
                returncode=2,
            )
        if not options["with_truth"]:
            raise CommandError("Ajoutez --with-truth : le fichier contient les vraies valeurs.", returncode=2)
        seed, out = int(str(options["seed"])), Path(str(options["out"]))
        found = None if options["invente"] else acts_of_instance()
        acts = found or make_acts(seed)
        cuts = catalogue_cuts(acts) if options["catalogue"] else cuts_of_sets(acts, int(str(options["sets"])), seed)
        if not out.parent.is_dir():
            raise CommandError(f"Le dossier « {out.parent} » n'existe pas.", returncode=2)
        count = write_cells(acts, cuts, out)
        whose = "faits de l'instance" if found else "pays inventé"
        self.stdout.write(f"{whose} : {len(cuts)} tableaux, {count} cases écrites dans {out}")
