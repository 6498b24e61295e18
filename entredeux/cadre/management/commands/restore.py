from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand

from entredeux.cadre.management.commands.check_journal import read_key
from entredeux.cadre.restauration import Bilan, CopieImpossible, FichierIllisible, RestaurationRefusee, restore


class Command(BaseCommand):
    help = "Restaure une sauvegarde, vérifiée avant que rien ne change"

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("dossier", type=Path, help="dossier d'une sauvegarde (il contient manifeste.json)")
        parser.add_argument("--remplacer", action="store_true", help="remplace une base qui n'est pas vide")
        parser.add_argument("--cles", type=Path, help="dépôt de clés, s'il n'est pas à côté de la sauvegarde")
        parser.add_argument("--effacees", type=Path, help="liste de clés effacées plus récente que la sauvegarde")
        parser.add_argument("--cle-publique", default="", help="clé publique gardée à part, texte ou fichier")

    def handle(self, *args: object, **options: Any) -> None:
        try:
            done = restore(
                options["dossier"],
                replace=options["remplacer"],
                keys=options["cles"],
                erased=options["effacees"],
                public=read_key(options["cle_publique"]) if options["cle_publique"] else "",
            )
        except (RestaurationRefusee, CopieImpossible, FichierIllisible) as refusal:
            self.stderr.write(f"Restauration refusée. {refusal}")
            raise SystemExit(2) from None
        self._tell(done)

    def _tell(self, done: Bilan) -> None:
        self.stdout.write(
            f"Sauvegarde restaurée : {done.cles} clés, {done.fichiers} fichiers, "
            f"{done.effacees} clés effacées le restent."
        )
        for report in done.rapports:
            state = "chaîne intacte" if report.est_intacte else f"{report.nombre_anomalies} anomalie(s)"
            self.stdout.write(f"  {report.nom} : {report.lignes} lignes de journal ; {state}.")
        if not all(report.est_intacte for report in done.rapports):
            self.stdout.write("Le journal restauré a été touché : voyez entredeux check journal.")
            raise SystemExit(1)
        self.stdout.write("Redémarrez les serveurs web et les tâches de fond.")
