"""`entredeux import contexte [--dossier D] [--rejets FILE]`: public statistics beside activity, never mixed with it."""

import csv
import time
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from entredeux.cadre.acteur import Acteur
from entredeux.territoires.actions import import_contexte
from entredeux.territoires.contexte.fichiers import FichierRefuse, Rejet
from entredeux.territoires.donnees import ICI

MONTRES = 20


class Command(BaseCommand):
    help = "Charge les indicateurs de contexte (commune, quartier prioritaire, zone d'emploi) livrés avec le logiciel."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--dossier", type=Path, default=ICI, help="autre dossier, aux mêmes noms et colonnes")
        parser.add_argument("--rejets", type=Path, help="écrire ce qui est écarté, et pourquoi, dans ce fichier CSV")

    def handle(self, *args: Any, **options: Any) -> None:
        start = time.monotonic()
        try:
            bilans = import_contexte(by=Acteur.systeme(), folder=options["dossier"])
        except FichierRefuse as refusal:
            raise CommandError(str(refusal)) from None
        rejets = [rejet for bilan in bilans for rejet in bilan.rejets]
        for bilan in bilans:
            self.stdout.write(
                f"{bilan.nom} : {bilan.lus} lus, {bilan.crees} créés, {bilan.modifies} modifiés, "
                f"{bilan.retires} retirés, {len(bilan.rejets)} écartés"
            )
        for rejet in rejets[:MONTRES]:
            self.stdout.write(f"  {rejet}")
        if options["rejets"]:
            write_rejets(options["rejets"], rejets)
        elif len(rejets) > MONTRES:
            self.stdout.write(f"  et {len(rejets) - MONTRES} autres : --rejets FICHIER.csv les écrit tous")
        changes = sum(bilan.changements for bilan in bilans)
        self.stdout.write(f"{changes} changements en {time.monotonic() - start:.1f} s")


def write_rejets(path: Path, rejets: list[Rejet]) -> None:
    with path.open("w", encoding="utf-8", newline="") as stream:
        writer = csv.writer(stream, delimiter=";")
        writer.writerow(["fichier", "ligne", "code", "colonne", "raison"])
        writer.writerows((each.fichier, each.ligne, each.code, each.colonne, each.raison) for each in rejets)
