from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from entredeux.territoires.fichier_points import SEPARATEURS, Bilan, FichierRefuse, locate_file

RAISONS = {
    "vide": "coordonnée vide",
    "illisible": "coordonnée illisible",
    "hors_limites": "hors des limites d'une longitude ou d'une latitude",
    "hors_france": "hors de France",
    "inversee": "longitude et latitude sans doute inversées",
    "lambert": "coordonnées Lambert-93 (en mètres) et non en degrés",
}


class Command(BaseCommand):
    help = "Ajoute à un CSV de points les codes de leurs zones : quartiers prioritaires de 2024 et 2015, commune."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("fichier", type=Path, help="le CSV de points")
        parser.add_argument("--lon", required=True, metavar="COLONNE", help="nom de la colonne des longitudes")
        parser.add_argument("--lat", required=True, metavar="COLONNE", help="nom de la colonne des latitudes")
        parser.add_argument("--out", required=True, type=Path, metavar="SORTIE", help="le fichier à écrire")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            bilan = locate_file(options["fichier"], options["lon"], options["lat"], options["out"])
        except FichierRefuse as refus:
            raise CommandError(str(refus), returncode=2)
        except OSError as error:
            raise CommandError(f"Lecture ou écriture impossible : {error.strerror}. Rien n'a été écrit.", returncode=2)
        for sentence in describe(bilan, options["out"]):
            self.stdout.write(sentence)


def describe(bilan: Bilan, target: Path) -> list[str]:
    """What was read, found and set aside, in sentences."""
    lecture = bilan.lecture
    said = [
        f"Lu en {lecture.encodage}, séparateur {SEPARATEURS[lecture.separateur]}, "
        f"en-tête en ligne {lecture.en_tete + 1}.",
        f"{bilan.lignes} points : {bilan.dans_qpv} dans un quartier prioritaire de 2024, "
        f"{bilan.communes} dont la commune est connue.",
        "Quartiers de 2015 : inconnus, leurs contours ne sont pas dans nos données.",
    ]
    said += [f"{count} sans zone : {RAISONS[reason]}." for reason, count in bilan.ecartees.most_common()]
    if bilan.ecartees["inversee"]:
        said.append("Si les colonnes sont inversées, relancez en échangeant --lon et --lat : rien n'a été corrigé ici.")
    if bilan.trop_longues:
        said.append(f"{bilan.trop_longues} lignes plus longues que l'en-tête : leurs cellules en trop sont à la fin.")
    renamed = [name for name in bilan.ajoutees if name.startswith("zone_")]
    if renamed:
        said.append(f"Colonnes déjà prises, les nôtres s'appellent : {', '.join(renamed)}.")
    return [*said, f"Écrit en UTF-8 : {target}"]
