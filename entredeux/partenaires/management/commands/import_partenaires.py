"""`entredeux import partenaires FILE [--format F] [--source S] [--licence L] [--dry-run] [--json]`: an open directory.

Exit 0: done (or tried). Exit 2: nothing written, and a sentence on the error output says what to do.
"""

import json
import sys
import tempfile
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand

from entredeux.cadre.acteur import Acteur
from entredeux.partenaires.actions.imports import Bilan, import_annuaire
from entredeux.partenaires.annuaire.formats import FORMATS, NOMS_CONNUS, detect_format
from entredeux.partenaires.annuaire.json_inclusion import unfold_json
from entredeux.partenaires.annuaire.lecture import Plan, make_plan
from entredeux.socle.lecture import Tableau, open_tableau
from entredeux.socle.lecture.erreurs import FichierRefuse

AUTO = "auto"


class Command(BaseCommand):
    help = "Importe un annuaire de services (France services, data·inclusion, lieux de médiation numérique)."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("fichier", help="le fichier à importer (CSV, TSV, XLSX ou ODS, aussi en .gz)")
        parser.add_argument(
            "--format", default=AUTO, choices=[AUTO, *FORMATS], help="par défaut : d'après les colonnes"
        )
        parser.add_argument("--source", default="", help="nom sous lequel le rafraîchir (défaut : celui du fichier)")
        parser.add_argument("--licence", default="", help="licence du fichier, montrée avec ses fiches")
        parser.add_argument("--dry-run", action="store_true", help="tout lire et tout vérifier, sans rien écrire")
        parser.add_argument("--json", action="store_true", help="résultat en JSON sur la sortie standard")

    def handle(self, *args: Any, **options: Any) -> None:
        path = Path(options["fichier"])
        if not path.is_file():
            self._stop(f"Pas de fichier à l'adresse « {path} ». Vérifiez le chemin, puis recommencez.")
        try:
            with tempfile.TemporaryDirectory() as folder:
                self._import(path, Path(folder), options)
        except FichierRefuse as refus:
            self._stop(str(refus))

    def _import(self, path: Path, folder: Path, options: dict[str, Any]) -> None:
        path = unfold_json(path, folder)
        tableau = open_tableau(path, path.name, folder, NOMS_CONNUS)
        plan = make_plan(FORMATS.get(options["format"]) or detect_format(tableau.colonnes), tableau.colonnes)
        if not plan.dit_qui_et_ou:
            self._stop(
                f"Aucune colonne ne dit le nom et le lieu d'un service (format « {plan.format.titre} »). Colonnes "
                f"lues : {', '.join(tableau.colonnes[:12])}. Renommez-les, ou donnez --format. Rien n'a été écrit."
            )
        bilan = import_annuaire(
            tableau,
            plan,
            source=options["source"] or path.name.partition(".")[0][:60],
            licence=options["licence"][:120],
            by=Acteur.systeme(),
            est_essai=options["dry_run"],
        )
        self._show(bilan, tableau, plan, options)

    def _show(self, bilan: Bilan, tableau: Tableau, plan: Plan, options: dict[str, Any]) -> None:
        for words, count in bilan.remarques.most_common():
            self.stderr.write(f"{count} lignes : {words}.")
        if options["json"]:
            self.stdout.write(json.dumps(answer(bilan, tableau, plan), ensure_ascii=False, indent=1))
            return
        verb = "à enregistrer" if options["dry_run"] else "enregistrées"
        self.stdout.write(
            f"{plan.format.titre} : {bilan.lues} lignes lues, {bilan.acceptees} {verb} "
            f"(dont {bilan.mises_a_jour} mises à jour), {bilan.doublons} déjà présentes, "
            f"{len(bilan.rejetees)} refusées, {bilan.disparues} disparues. "
            f"{bilan.paires} paires à rapprocher dans l'annuaire."
        )
        if plan.correspondance:
            self.stdout.write(f"Correspondance de l'État appliquée : {plan.correspondance.code}.")
        for rejet in bilan.rejetees[:20]:
            self.stdout.write(f"  ligne {rejet['ligne']} : {rejet['raison']}")

    def _stop(self, sentence: str) -> None:
        self.stderr.write(sentence)
        sys.exit(2)


def answer(bilan: Bilan, tableau: Tableau, plan: Plan) -> dict[str, Any]:
    """The keys of every import of the product."""
    return {
        "lues": bilan.lues,
        "acceptees": bilan.acceptees,
        "rejetees": bilan.rejetees,
        "doublons": bilan.doublons,
        "encodage": tableau.encodage,
        "separateur": tableau.separateur,
        "ligne_entete": tableau.ligne_entete,
        "mapping": {
            "format": plan.format.code,
            "correspondance": plan.correspondance.code if plan.correspondance else None,
            "champs": {field: " + ".join(columns) for field, columns in plan.colonnes.items()},
        },
    }
