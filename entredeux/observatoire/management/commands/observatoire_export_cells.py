"""`entredeux observatoire export-cells --catalogue|--sets N --seed S --with-truth --out cells.parquet`.

For an auditor outside this house, on a test instance alone: exact counts stand beside the protected ones. The catalogue
is that of acts, then of every indicator computed here.
"""

from argparse import ArgumentParser
from collections.abc import Mapping
from pathlib import Path

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from entredeux.observatoire.audit.actes import Actes
from entredeux.observatoire.audit.export import Coupe, catalogue_cuts, cuts_of_sets, write_cells
from entredeux.observatoire.audit.sources import acts_of_instance
from entredeux.observatoire.audit.synthetique import make_acts, make_facts
from entredeux.observatoire.indicateurs.coupes_publiees import (
    cuts_of_indicateurs,
    cuts_of_work,
    gather_facts,
    invent_cuts,
)
from entredeux.observatoire.indicateurs.lecture import current_catalogue


class Command(BaseCommand):
    help = "Écrit les cases publiées et leurs vraies valeurs, pour un auditeur extérieur. Instance de test seulement."

    def add_arguments(self, parser: ArgumentParser) -> None:
        what = parser.add_mutually_exclusive_group(required=True)
        what.add_argument("--catalogue", action="store_true", help="le catalogue : actes, puis indicateurs")
        what.add_argument("--sets", type=int, help="les tableaux de N jeux tirés")
        parser.add_argument("--seed", type=int, default=1)
        parser.add_argument("--with-truth", action="store_true", help="écrit aussi la vraie valeur (colonne n)")
        parser.add_argument("--out", required=True, type=Path)
        parser.add_argument("--invente", action="store_true", help="un pays inventé, même si l'instance a des faits")

    def handle(self, *args: object, **options: object) -> None:
        if settings.INSTANCE != "test":
            raise CommandError(
                "Refusé : ce fichier met les vraies valeurs à côté des valeurs protégées, ce qui révèle l'aléa. Il ne "
                "s'écrit que sur une instance de test (ENTREDEUX_INSTANCE=test), jamais sur des données réelles.",
                returncode=2,
            )
        seed, out = int(str(options["seed"])), Path(str(options["out"]))
        if not out.parent.is_dir():
            raise CommandError(f"Le dossier « {out.parent} » n'existe pas.", returncode=2)
        found = None if options["invente"] else acts_of_instance()
        acts = found or make_acts(seed)
        facts: Mapping[str, Actes] = {"actes": acts}
        if options["catalogue"]:
            facts, cuts = self._catalogue(acts, seed, invented=found is None)
        else:
            cuts = cuts_of_sets(acts, int(str(options["sets"])), seed)
        count = write_cells(facts, cuts, out, truth=bool(options["with_truth"]))
        whose = "faits de l'instance" if found else "pays inventé"
        self.stdout.write(f"{whose} : {len(cuts)} tableaux, {count} cases écrites dans {out}")

    def _catalogue(self, acts: Actes, seed: int, *, invented: bool) -> tuple[Mapping[str, Actes], list[Coupe]]:
        """Acts first: their rows are the first of the file. A made-up country has acts and people, nothing else."""
        cuts = cuts_of_indicateurs(current_catalogue(timezone.localdate()).indicateurs)
        if invented:
            facts = make_facts(acts, seed)
            cuts = invent_cuts(facts["actes"], cuts, facts)
        else:
            cuts += cuts_of_work()
            facts = gather_facts(cuts)
        return facts, [*catalogue_cuts(acts), *(cut for cut in cuts if cut.selection.mesure in facts)]
