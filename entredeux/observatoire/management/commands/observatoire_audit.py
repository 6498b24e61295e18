"""`entredeux observatoire audit --sets 50 --seed 1`: attacks what we would publish. Exit 1 when a bar is not held."""

from argparse import ArgumentParser

from django.core.management.base import BaseCommand, CommandError

from entredeux.observatoire.audit.actes import Actes
from entredeux.observatoire.audit.bilan import run_audit
from entredeux.observatoire.audit.sources import acts_of_instance
from entredeux.observatoire.audit.synthetique import make_acts


class Command(BaseCommand):
    help = "Attaque les tableaux protégés : programmation linéaire et moyennes, témoin négatif compris."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--sets", type=int, default=50, help="nombre de jeux de tableaux liés (50)")
        parser.add_argument("--seed", type=int, default=1, help="graine du tirage : même graine, même réponse")
        parser.add_argument(
            "--faits", action="store_true", help="sur les faits de cette instance, plutôt que sur un pays inventé"
        )

    def handle(self, *args: object, **options: object) -> None:
        sets, seed = int(str(options["sets"])), int(str(options["seed"]))
        if sets < 1:
            raise CommandError("Il faut au moins un jeu : --sets 1 ou plus.", returncode=2)
        bilan = run_audit(self._acts(bool(options["faits"]), seed), sets=sets, seed=seed, told=self.stdout.write)
        self.stdout.write(
            f"{bilan.best_pct:.1f} % de petites cases devinées par les moyennes ({bilan.blind_pct:.1f} % au hasard) ; "
            f"perte {bilan.perte_points:+.2f} points ; écart moyen {bilan.mae:.2f}"
        )
        failures = bilan.failures(targets_min=min(500, 10 * sets))
        for failure in failures:
            self.stderr.write(f"Barre non tenue : {failure}.")
        self.stdout.write(bilan.last_line())
        if failures:
            raise CommandError("L'audit échoue : rien ne doit paraître avant que la cause soit trouvée.")

    def _acts(self, of_instance: bool, seed: int) -> Actes:
        if not of_instance:
            self.stdout.write("Pays inventé : 6 villes de 4 quartiers, cases petites, le cas difficile.")
            return make_acts(seed)
        acts = acts_of_instance()
        if acts is None:
            raise CommandError("Moins de 500 actes arrêtés ici : relancez sans --faits.", returncode=2)
        self.stdout.write(f"Faits de cette instance : {int(acts.poids.sum())} actes.")
        return acts
