"""`entredeux observatoire refresh`: what the night does, at once; `--reviser 2025` takes a year again.

Exit 1 and a sentence when another refresh is at work or the disk is full: what was published stays.
"""

from argparse import ArgumentParser

from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError

from entredeux.cadre.acteur import Acteur
from entredeux.cadre.models import Structure
from entredeux.observatoire.actions import refresh_all, revise_year
from entredeux.observatoire.entrepot import MOTEURS
from entredeux.observatoire.management.refus import refusals_as_sentences


class Command(BaseCommand):
    help = "Arrête les mois terminés depuis 45 jours et publie leurs tableaux protégés."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--structure", help="une seule structure, par son nom (toutes sans cela)")
        parser.add_argument("--reviser", type=int, metavar="ANNEE", help="reprend les mois déjà arrêtés de cette année")
        parser.add_argument("--engine", choices=MOTEURS, default="duckdb", help="qui calcule les cubes")

    def handle(self, *args: object, **options: object) -> None:
        structures, engine = self._structures(options["structure"]), str(options["engine"])
        with refusals_as_sentences():
            if options["reviser"]:
                for structure in structures:
                    self._revise(structure, int(str(options["reviser"])), engine)
                return
            done = refresh_all({each: Acteur.systeme(each) for each in structures}, moteur=engine)
        for structure in structures:
            self._say(structure, [month.mois for month in done if month.structure_id == structure.pk])

    def _revise(self, structure: Structure, year: int, engine: str) -> None:
        try:
            done = revise_year(structure, year, by=Acteur.systeme(structure), moteur=engine)
        except ValidationError as refusal:
            raise CommandError(f"{structure} : {refusal.messages[0]}") from None
        self._say(structure, [month.mois for month in done])

    def _say(self, structure: Structure, months: list[str]) -> None:
        said = f"{len(months)} mois arrêtés ({months[0]} à {months[-1]})" if months else "rien de nouveau"
        self.stdout.write(f"{structure} : {said}")

    def _structures(self, name: object) -> list[Structure]:
        active = Structure.objects.filter(est_active=True)
        if not name:
            return list(active)
        found = list(active.filter(nom=name))
        if not found:
            raise CommandError(f"Aucune structure active ne s'appelle « {name} ».", returncode=2)
        return found
