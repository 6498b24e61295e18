"""A small directory: the real France services of the Pas-de-Calais, and invented places that say so."""

import tempfile
from pathlib import Path

from entredeux.cadre.acteur import Acteur
from entredeux.partenaires import actions
from entredeux.partenaires.annuaire.formats import NOMS_CONNUS, detect_format
from entredeux.partenaires.annuaire.lecture import make_plan
from entredeux.partenaires.models import FicheAnnuaire
from entredeux.socle.lecture import open_tableau

DOSSIER = Path(__file__).with_name("annuaire")
SOURCES = (
    ("france_services_62.csv", "france-services-62", "ANCT, liste du 1er août 2024, Licence Ouverte 2.0"),
    ("fictif.csv", "annuaire-fictif", "données synthétiques"),
)


def build_annuaire(samira: Acteur, claire: Acteur) -> str:
    for name, source, licence in SOURCES:
        _import(DOSSIER / name, source, licence)
    square = FicheAnnuaire.objects.get(source="annuaire-fictif", identifiant="f1")
    droits = FicheAnnuaire.objects.get(source="annuaire-fictif", identifiant="f3")
    actions.write_note(fiche=square, note="Entrer par la cour. Le mardi, venir avant 10 h.", by=samira)
    actions.create_partenaire(
        nom=droits.nom, genre="association", profession="social", courriel=droits.courriel, fiche=droits, by=claire
    )
    return f"Annuaire : {FicheAnnuaire.objects.count()} fiches."


def _import(path: Path, source: str, licence: str) -> None:
    with tempfile.TemporaryDirectory() as folder:
        tableau = open_tableau(path, path.name, Path(folder), NOMS_CONNUS)
        plan = make_plan(detect_format(tableau.colonnes), tableau.colonnes)
        actions.import_annuaire(tableau, plan, source=source, licence=licence, by=Acteur.systeme())
