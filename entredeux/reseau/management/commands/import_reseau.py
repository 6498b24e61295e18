"""`entredeux import reseau FILE.yaml`: the programme of a file made into pages. Running it again adds nothing."""

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from entredeux.cadre.acteur import Acteur
from entredeux.reseau.actions import import_programme
from entredeux.reseau.programme import ProgrammeIllisible, read_programme


class Command(BaseCommand):
    help = "Importe un programme (séries, événements, séquences, prises de parole) depuis un fichier YAML."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("fichier", type=Path)

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            programme = read_programme(options["fichier"])
        except ProgrammeIllisible as error:
            raise CommandError(f"{error}\nRien n'a été importé.") from None
        bilan = import_programme(programme, by=Acteur.systeme())
        self.stdout.write(
            f"Importés : {bilan.series} séries, {bilan.evenements} événements. Déjà là : {bilan.deja_la}."
        )
