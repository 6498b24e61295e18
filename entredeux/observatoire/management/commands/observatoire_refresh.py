"""`entredeux observatoire refresh`: what the night does, at once; `--reviser 2025` takes a year again."""

from argparse import ArgumentParser

from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError

from entredeux.cadre.acteur import Acteur
from entredeux.cadre.models import Structure
from entredeux.observatoire.actions import refresh_figures, revise_year


class Command(BaseCommand):
    help = "Arrête les mois terminés depuis 45 jours et publie leurs tableaux protégés."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--structure", help="une seule structure, par son nom (toutes sans cela)")
        parser.add_argument("--reviser", type=int, metavar="ANNEE", help="reprend les mois déjà arrêtés de cette année")

    def handle(self, *args: object, **options: object) -> None:
        for structure in self._structures(options["structure"]):
            by = Acteur.systeme(structure)
            try:
                year = options["reviser"]
                done = revise_year(structure, int(str(year)), by=by) if year else refresh_figures(structure, by=by)
            except ValidationError as refusal:
                raise CommandError(f"{structure} : {refusal.messages[0]}") from None
            said = f"{len(done)} mois arrêtés ({done[0].mois} à {done[-1].mois})" if done else "rien de nouveau"
            self.stdout.write(f"{structure} : {said}")

    def _structures(self, name: object) -> list[Structure]:
        active = Structure.objects.filter(est_active=True)
        if not name:
            return list(active)
        found = list(active.filter(nom=name))
        if not found:
            raise CommandError(f"Aucune structure active ne s'appelle « {name} ».", returncode=2)
        return found
