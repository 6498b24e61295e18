"""`entredeux check journal [--tete FILE] [--structure NAME] [--cle-publique KEY]`

Exit code 0: every chain is whole. 1: an anomaly. 2: the question itself cannot be answered (file of heads
unreadable or wrongly signed, structure unknown).
"""

import uuid
from argparse import ArgumentParser
from pathlib import Path

from django.core.management.base import BaseCommand

from entredeux.cadre.models import Structure
from entredeux.cadre.signature import public_key
from entredeux.cadre.tetes import FichierIllisible, Tete, read_heads
from entredeux.cadre.verification import LISTEES, Rapport, verify_chains


class Command(BaseCommand):
    help = "Vérifie le journal de chaque structure, ligne par ligne"
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--tete", type=Path, help="fichier de têtes signées, gardé ailleurs que sur ce serveur")
        parser.add_argument("--structure", help="une seule structure, par son nom")
        parser.add_argument("--cle-publique", help="clé publique gardée à part (texte, ou fichier qui la contient)")

    def handle(self, *args: object, **options: str) -> None:
        try:
            key = read_key(options["cle_publique"]) if options["cle_publique"] else public_key()
            heads = read_heads(Path(options["tete"]), key) if options["tete"] else []
            reports = verify_chains(key, heads, find_structure(options["structure"]))
        except FichierIllisible as error:
            self.stderr.write(str(error))
            raise SystemExit(2) from None
        for report in reports:
            self._show(report)
        self._conclude(reports, heads)

    def _show(self, report: Rapport) -> None:
        emptied = f", dont {report.videes} lectures effacées après douze mois" if report.videes else ""
        closes = f", {report.clotures} mois clos et signés" if report.clotures else ""
        state = "chaîne intacte" if report.est_intacte else f"{report.nombre_anomalies} anomalie(s)"
        self.stdout.write(f"{report.nom} : {report.lignes} lignes{emptied}{closes} ; {state}.")
        for anomaly in report.anomalies:
            self.stdout.write(f"  {anomaly}")
        if report.nombre_anomalies > LISTEES:
            self.stdout.write(f"  … et {report.nombre_anomalies - LISTEES} autres.")

    def _conclude(self, reports: list[Rapport], heads: list[Tete]) -> None:
        if heads:
            self.stdout.write(
                f"Comparé aux têtes signées du {heads[0].instant} : "
                "des lignes retirées parmi celles écrites après cette date ne se verraient pas."
            )
        else:
            self.stdout.write(
                "Sans fichier de têtes (--tete), une fin de chaîne retirée avec sa tête ne se verrait pas."
            )
        if not all(report.est_intacte for report in reports):
            self.stdout.write("Le journal a été touché. Gardez la base telle quelle et prévenez votre DPO.")
            raise SystemExit(1)
        self.stdout.write("Journal intact." if reports else "Aucune ligne de journal.")


def read_key(value: str) -> str:
    path = Path(value)
    try:
        return path.read_text(encoding="utf-8").strip() if path.is_file() else value.strip()
    except OSError:
        raise FichierIllisible(f"La clé publique « {value} » ne peut pas être lue.") from None


def find_structure(name: str | None) -> uuid.UUID | None:
    if not name:
        return None
    found = Structure.objects.filter(nom=name).first()
    if found is None:
        known = ", ".join(Structure.objects.values_list("nom", flat=True)) or "aucune"
        raise FichierIllisible(f"Aucune structure ne s'appelle « {name} ». Structures connues : {known}.")
    return found.pk
