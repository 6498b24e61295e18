"""`entredeux import interventions FILE [--mapping M] [--dry-run] [--json]`.

Exit 0: done (or tried). Exit 2: nothing written, and a sentence on the error output says what to do.
"""

import json
import sys
import tempfile
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand
from django.db import DatabaseError

from entredeux.cadre.acteur import Acteur, current_adhesions
from entredeux.cadre.models import Compte, Structure
from entredeux.cadre.permissions import Permission
from entredeux.socle.erreurs import Refus
from entredeux.socle.lecture import Tableau
from entredeux.socle.lecture.erreurs import FichierRefuse
from entredeux.terrain.imports import actions, depot, execution
from entredeux.terrain.imports.correspondance import Correspondance, fit_to_columns, read_correspondance
from entredeux.terrain.imports.erreurs import CorrespondanceRefusee
from entredeux.terrain.imports.execution import Bilan, LigneRejetee
from entredeux.terrain.imports.preparation import open_file, propose_for

STRUCTURE_DE_LA_DEMO = "Lens"


class Arret(Exception):
    """Nothing was written; the sentence goes to the error output and the command exits with 2."""


class Command(BaseCommand):
    help = "Importe un journal d'interventions (CSV, TSV, XLSX ou ODS, aussi en .gz)."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("fichier", help="le journal à importer")
        parser.add_argument("--mapping", default="", help="fichier YAML ou JSON, ou nom d'une correspondance gardée")
        parser.add_argument("--dry-run", action="store_true", help="tout lire et tout vérifier, sans rien écrire")
        parser.add_argument("--json", action="store_true", help="résultat en JSON sur la sortie standard")
        parser.add_argument("--structure", default="", help="nom de la structure (par défaut : la seule)")
        parser.add_argument(
            "--par", default="", help="adresse du compte au nom de qui importer (par défaut : le système)"
        )
        parser.add_argument(
            "--rejets", default="", help="écrire les lignes refusées et leur raison dans ce fichier CSV"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        self.rejets: list[LigneRejetee] = []
        self.answer: dict[str, Any] = empty_answer()
        try:
            self._import(options)
        except (Arret, FichierRefuse, CorrespondanceRefusee, Refus) as error:
            self._stop(str(error), options)
        except PermissionError as error:
            self._stop(f"Accès refusé à « {error.filename} » : vérifiez les droits, puis recommencez.", options)
        self._show(options)

    def _stop(self, sentence: str, options: dict[str, Any]) -> None:
        self._show(options)
        self.stderr.write(sentence)
        sys.exit(2)

    def _import(self, options: dict[str, Any]) -> None:
        path = Path(options["fichier"])
        if not path.is_file():
            raise Arret(f"Pas de fichier à l'adresse « {path} ». Vérifiez le chemin, puis recommencez.")
        check_place(options["rejets"])
        by = find_acteur(options["structure"], options["par"])
        mapping = find_mapping(options["mapping"], by)
        with tempfile.TemporaryDirectory() as folder:
            tableau = open_file(path, path.name, Path(folder), mapping)
            self.answer |= describe(tableau)
            for warning in tableau.avertissements:
                self.stderr.write(warning)
            mapping = self._decided(tableau, mapping, by)
            self._run(path, tableau, mapping, by, options)

    def _decided(self, tableau: Tableau, mapping: Correspondance | None, by: Acteur) -> Correspondance:
        """The mapping given, fitted to the file, else the one proposed when nothing in it is uncertain."""
        if mapping is not None:
            mapping = fit_to_columns(mapping, tableau.colonnes)
            self.answer["mapping"] = mapping.as_dict()
            return mapping
        proposed = propose_for(tableau, by=by)
        self.answer |= {"mapping": proposed.correspondance.as_dict(), "lues": proposed.lues}
        if proposed.correspondance.incertains:
            raise Arret(explain_doubts(proposed.correspondance))
        return proposed.correspondance

    def _run(self, path: Path, tableau: Tableau, mapping: Correspondance, by: Acteur, options: dict[str, Any]) -> None:
        if options["dry_run"]:
            bilan = execution.run(tableau, mapping, by=by, est_essai=True, on_rejets=self.rejets.extend)
        else:
            before = actions.previous_import(depot.hash_file(path), by=by)
            if before:
                self.stderr.write(f"Ce fichier a déjà été importé le {before.termine_le:%d/%m/%Y}.")
            record, bilan = actions.import_directly(path, path.name, tableau, mapping, by=by)
            self.rejets = list(depot.read_rejets(record))
        self.answer |= {"lues": bilan.lues, "acceptees": bilan.acceptees, "doublons": bilan.doublons}
        for words, count in bilan.remarques.most_common():
            self.stderr.write(f"{count} lignes : {words}.")
        if options["rejets"]:
            depot.write_csv(Path(options["rejets"]), tableau.colonnes, self.rejets)
        self.bilan: Bilan = bilan

    def _show(self, options: dict[str, Any]) -> None:
        self.answer["rejetees"] = [{"ligne": rejet.ligne, "raison": rejet.raison} for rejet in self.rejets]
        if options["json"]:
            self.stdout.write(json.dumps(self.answer, ensure_ascii=False, indent=1))
        elif hasattr(self, "bilan"):
            self.stdout.write(sentence(self.answer, est_essai=options["dry_run"]))


def check_place(said: str) -> None:
    """Before anything is written: a rejected row must have somewhere to go."""
    if said and not (Path(said).absolute().parent.is_dir() and not Path(said).is_dir()):
        raise Arret(
            f"« {said} » ne peut pas recevoir les lignes refusées : indiquez un fichier dans un dossier existant."
        )


def empty_answer() -> dict[str, Any]:
    return {
        "lues": 0,
        "acceptees": 0,
        "rejetees": [],
        "doublons": 0,
        "encodage": None,
        "separateur": None,
        "ligne_entete": None,
        "mapping": {},
    }


def describe(tableau: Tableau) -> dict[str, Any]:
    return {
        "encodage": tableau.encodage,
        "separateur": tableau.separateur,
        "ligne_entete": tableau.ligne_entete,
    }


def sentence(answer: dict[str, Any], *, est_essai: bool) -> str:
    rejets = answer["rejetees"]
    accepted = "à enregistrer" if est_essai else "enregistrées"
    lines = [
        f"{answer['lues']} lignes lues : {answer['acceptees']} {accepted}, {answer['doublons']} déjà présentes, "
        f"{len(rejets)} refusées.",
        *(f"  ligne {rejet['ligne']} : {rejet['raison']}" for rejet in rejets[:20]),
    ]
    if len(rejets) > 20:
        lines.append(f"  et {len(rejets) - 20} autres : ajoutez --rejets FICHIER.csv pour les avoir toutes.")
    if est_essai:
        lines.append("Essai : rien n'a été écrit.")
    return "\n".join(lines)


def explain_doubts(mapping: Correspondance) -> str:
    """What was understood, what a person must say, and how."""
    known = [
        f"  {code} : {f'colonne « {champ.colonne} »' if champ.colonne else champ.constante} ({champ.confiance})"
        for code, champ in mapping.champs.items()
        if champ.confiance != "incertain"
    ]
    doubts = [
        f"  {code} : {f'colonne « {mapping.champ(code).colonne} » ? ' if mapping.champ(code).colonne else ''}"
        f"{' ; '.join(reasons)}"
        for code, reasons in mapping.incertains.items()
    ]
    personal = [f"  « {name} » : {why}" for name, why in mapping.non_importees.items() if "jamais" in why]
    example = "\n".join(f"    {code}: {{constante: …}}" for code in mapping.incertains)
    return "\n".join(
        [
            "Rien n'a été écrit : une personne doit décider.",
            *(["Compris :", *known] if known else []),
            "Incertain :",
            *doubts,
            *(["Laissé de côté :", *personal] if personal else []),
            "Pour décider : gardez la proposition avec --json > correspondance.json, complétez-la "
            "(colonne, constante ou valeurs), puis relancez avec --mapping correspondance.json ; "
            "ou écrivez un fichier YAML, par exemple :",
            "    date: Nom de la colonne",
            example,
            "Un essai sans rien écrire : --dry-run.",
        ]
    )


def find_acteur(structure_name: str, email: str) -> Acteur:
    structure = find_structure(structure_name)
    if not email:
        return Acteur.systeme(structure)
    compte = Compte.objects.filter(email=email.lower(), is_active=True).first()
    if compte is None:
        raise Arret(f"Aucun compte ouvert pour « {email} ».")
    acteurs = [Acteur.of(adhesion) for adhesion in current_adhesions(compte) if adhesion.structure_id == structure.pk]
    able = [acteur for acteur in acteurs if acteur.peut(Permission.IMPORTER_TERRAIN)]
    if not able:
        raise Arret(
            f"« {email} » n'a pas le droit d'importer dans {structure}. Choisissez la coordination ou la direction."
        )
    return able[0]


def find_structure(name: str) -> Structure:
    try:
        active = list(Structure.objects.filter(est_active=True))
    except DatabaseError:
        raise Arret("La base n'est pas prête : lancez `entredeux migrate`, ou `entredeux demo` pour essayer.")
    if name:
        found = [structure for structure in active if structure.nom.casefold() == name.casefold()]
        if not found:
            raise Arret(f"Pas de structure « {name} ». Structures : {_names(active)}.")
        return found[0]
    if len(active) == 1:
        return active[0]
    demo = [structure for structure in active if structure.est_synthetique and STRUCTURE_DE_LA_DEMO in structure.nom]
    if len(demo) == 1 and all(structure.est_synthetique for structure in active):
        return demo[0]
    if not active:
        raise Arret("Aucune structure dans cette base : créez-en une, ou lancez `entredeux demo`.")
    raise Arret(f"Précisez --structure, parmi : {_names(active)}.")


def _names(structures: list[Structure]) -> str:
    return ", ".join(f"« {structure.nom} »" for structure in structures)


def find_mapping(said: str, by: Acteur) -> Correspondance | None:
    if not said:
        return None
    if Path(said).is_file():
        return read_correspondance(Path(said))
    return actions.find_correspondance(said, by=by)
