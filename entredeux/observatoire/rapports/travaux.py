"""The parts of a report about our own work, exact: quantities, and broken things by address."""

import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from django.core.exceptions import ValidationError

from entredeux.cadre.acteur import Acteur
from entredeux.cadre.models import Structure
from entredeux.observatoire.enums import Axe
from entredeux.observatoire.extraits.dysfonctionnements import DefautsAdresse, read_defects
from entredeux.observatoire.periodes import Periode
from entredeux.observatoire.publication import TOUT
from entredeux.observatoire.quantites import DEFINITIONS, Quantite
from entredeux.observatoire.rapports import contenu as c
from entredeux.observatoire.rapports.mots import labels_of
from entredeux.observatoire.rapports.periodes import PeriodeRapport
from entredeux.observatoire.travail import CelluleExacte, count_travail

EXACT = "Comptes exacts : ils portent sur le travail de l'équipe, pas sur les personnes rencontrées."
DEFAUTS = (
    "Comptes exacts : ils portent sur des choses en panne ou abîmées, sans rien sur les personnes. Les doublons ne "
    "sont pas comptés.",
    "Les délais vont du jour où la chose a été vue au jour où elle est dite réparée ; l'état est celui du dernier jour "
    "de la période. Une réparation que personne n'a signalée reste ouverte ici.",
)
COLONNES_DEFAUTS = (
    ("signales", "Signalés"),
    ("repares", "Réparés"),
    ("ouverts", "Encore ouverts"),
    ("jours_reparation", "Jours jusqu'à la réparation, en moyenne"),
    ("jours_attente", "Jours d'attente du plus ancien encore ouvert"),
)


@dataclass(frozen=True)
class Travaux:
    """`missing`: quantities that are not there, each with the reason."""

    tableau: c.Tableau | None
    missing: tuple[str, ...] = ()


def count_rows(titre: str, codes: Sequence[str], periode: PeriodeRapport, structure: Structure, by: Acteur) -> Travaux:
    """A row a quantity, a column a period."""
    rows: list[c.Ligne] = []
    missing: list[str] = []
    for code in codes:
        cells, why = [], ""
        for each in periode.periodes:
            try:
                _, found, _ = count_travail(code, structure=structure, periode=each.code, by=by)
                cells.append(keep_exact(found[()]))
            except ValidationError as refused:
                cells.append(c.Case(valeur=None))
                why = " ".join(refused.messages)
        if why and all(cell.valeur is None for cell in cells):
            missing.append(f"{Quantite(code).label} : {why}")
            continue
        said = DEFINITIONS[Quantite(code)]
        rows.append(c.Ligne(cle=(code,), nom=f"{Quantite(code).label} ({said.unite})", cases=tuple(cells)))
    if not rows:
        return Travaux(None, tuple(missing))
    table = c.Tableau(
        titre=f"{titre}, {periode.libelle}",
        entete="Quantité",
        periode=periode.code,
        axes=("quantite",),
        colonnes_par="periode",
        colonnes=tuple(c.Colonne(code=p.code, libelle=p.libelle.capitalize()) for p in periode.periodes),
        lignes=tuple(rows),
        phrases=(EXACT,),
        definitions=tuple(_define(row.cle[0]) for row in rows),
    )
    return Travaux(table, tuple(missing))


def count_by(titre: str, code: str, axe: Axe, periode: Periode, structure: Structure, by: Acteur) -> Travaux:
    """One quantity by quarter or by month."""
    try:
        values, cells, _ = count_travail(code, structure=structure, periode=periode.code, axes=(axe,), by=by)
    except ValidationError as refused:
        return Travaux(None, tuple(refused.messages))
    labels = labels_of(axe, values.get(axe, ()), periode.fin)
    rows = [
        c.Ligne(cle=(code_,), nom=labels[code_][0], cases=(keep_exact(cells[(code_,)]),))
        for code_ in values.get(axe, ())
    ]
    total = c.Ligne(cle=(TOUT,), nom="Ensemble", cases=(keep_exact(cells[(TOUT,) if rows else ()]),), est_total=True)
    said = DEFINITIONS[Quantite(code)]
    table = c.Tableau(
        titre=f"{titre}, {periode.libelle}",
        entete=axe.label,
        indicateur=code,
        periode=periode.code,
        axes=(str(axe),),
        colonnes=(c.Colonne(code=TOUT, libelle=said.unite.capitalize()),),
        lignes=(*rows, total),
        phrases=(EXACT,),
        definitions=(_define(code),),
    )
    return Travaux(table)


def keep_exact(cell: CelluleExacte) -> c.Case:
    return c.Case(valeur=cell.valeur, raison=cell.raison_lisible if cell.valeur is None else "")


def _define(code: str) -> tuple[str, str]:
    said = DEFINITIONS[Quantite(code)]
    return Quantite(code).label, f"{said.dit} Source : {said.source}."


def list_defects(structure: Structure, periode: PeriodeRapport, destinataire: uuid.UUID | None) -> Travaux:
    """A row an address, over the whole period."""
    first, last = _first_day(periode.periodes[0]), periode.derniere.fin
    found = read_defects(structure.pk, first, last, destinataire)
    if not found:
        return Travaux(None, ("Aucun dysfonctionnement n'a été noté sur cette période.",))
    table = c.Tableau(
        titre=f"Dysfonctionnements par adresse, {periode.libelle}",
        entete="Adresse",
        periode=periode.code,
        axes=("adresse",),
        colonnes_par="delai",
        colonnes=tuple(c.Colonne(code=code, libelle=label) for code, label in COLONNES_DEFAUTS),
        lignes=tuple(_defect_row(each) for each in found),
        phrases=DEFAUTS,
        definitions=(("Source", "dysfonctionnements notés dans Entre-deux, et l'état donné par leurs destinataires"),),
    )
    return Travaux(table)


def _defect_row(found: DefautsAdresse) -> c.Ligne:
    values: Mapping[str, int | None] = {code: getattr(found, code) for code, _ in COLONNES_DEFAUTS}
    return c.Ligne(cle=(found.adresse,), nom=found.adresse, cases=tuple(c.Case(valeur=v) for v in values.values()))


def _first_day(period: Periode) -> date:
    year, month = map(int, period.mois[0].split("-"))
    return date(year, month, 1)
