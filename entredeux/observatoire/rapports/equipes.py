"""The yearly sheets in reports: tables of the network, and a structure's own posts in its own reports.

A team's ages, levels and seniority never leave its structure by themselves: they are read added up, or not at all.
"""

from collections.abc import Sequence

from entredeux.cadre.acteur import Acteur
from entredeux.cadre.models import Structure
from entredeux.observatoire.declarations import counts_of, latest_fiche
from entredeux.observatoire.enums import GenrePeriode
from entredeux.observatoire.equipes import publish_fiches
from entredeux.observatoire.fiches import Bloc, Rubrique, rubriques_of
from entredeux.observatoire.periodes import Periode
from entredeux.observatoire.publication import TOUT, TableNationale
from entredeux.observatoire.rapports import contenu as c
from entredeux.observatoire.rapports.mots import ENSEMBLE
from entredeux.observatoire.rapports.national import case_of, reasons_of
from entredeux.observatoire.rapports.periodes import PeriodeRapport
from entredeux.observatoire.secret import ECART_MAX

PHRASES = (
    "Déclaré par les structures pour le 31 décembre. Une rubrique qu'une structure n'a pas remplie n'y compte pas.",
    "Chaque nombre porte un aléa de quelques unités, toujours le même pour la même case ; un total est compté à part.",
)


def present_fiches(bloc: str, periode: PeriodeRapport, *, by: Acteur) -> tuple[list[c.Tableau], list[str]]:
    """The tables of a block, and why each of the others cannot be shown."""
    years = [each for each in periode.periodes if each.genre == GenrePeriode.ANNEE]
    if not years:
        return [], ["Les fiches des structures sont annuelles : choisissez une année."]
    tables: list[c.Tableau] = []
    missing: list[str] = []
    for rubrique in rubriques_of(Bloc(bloc)):
        found = [publish_fiches(rubrique, year, by=by) for year in years]
        shown = [table for table in found if table.cellules]
        if shown:
            tables.append(_table(rubrique, shown))
        else:
            missing.append(_why(rubrique, found[-1]))
    return tables, missing


def list_posts(structure: Structure, periodes: Sequence[Periode]) -> list[str]:
    """What a structure's own report says of its posts: « Postes de médiation, par contrat, 2025 : CDI 4, CDD 2 »."""
    lines = []
    for year in dict.fromkeys(each.annee for each in periodes):
        told = counts_of(latest_fiche(structure, year))
        for rubrique in rubriques_of(Bloc.EMPLOI):
            said = ", ".join(
                f"{words} {told[rubrique.code].get(value, 0)}"
                for value, words in rubrique.valeurs.items()
                if rubrique.code in told
            )
            lines += [f"{rubrique.titre}, au 31 décembre {year} : {said}"] if said else []
    return lines


def _why(rubrique: Rubrique, table: TableNationale) -> str:
    told = {0: "aucune structure ne l'a remplie", 1: "une seule structure l'a remplie"}
    count = told.get(table.structures, f"{table.structures} structures l'ont remplie")
    return (
        f"« {rubrique.titre} » : {count}. Il en faut trois, dont aucune ne fasse plus de 85 % du nombre, pour qu'une "
        "équipe ne se lise pas seule."
    )


def _table(rubrique: Rubrique, tables: Sequence[TableNationale]) -> c.Tableau:
    rows = [
        c.Ligne(
            cle=(key,),
            nom=rubrique.valeurs.get(key, ENSEMBLE),
            cases=tuple(case_of(table.cellules, key) for table in tables),
            est_total=key == TOUT,
        )
        for key in (*rubrique.valeurs, TOUT)
    ]
    counted = " ; ".join(f"{table.periode.libelle} : {table.structures} structures" for table in tables)
    return c.Tableau(
        titre=f"{rubrique.titre}, {' et '.join(table.periode.libelle for table in tables)}",
        entete=rubrique.titre.partition(", par ")[2].capitalize(),
        indicateur=rubrique.mesure,
        periode=tables[-1].periode.code,
        axes=(rubrique.code,),
        colonnes_par="periode",
        colonnes=tuple(c.Colonne(code=t.periode.code, libelle=t.periode.libelle.capitalize()) for t in tables),
        lignes=tuple(rows),
        phrases=(*reasons_of(rows), *PHRASES),
        definitions=(
            ("Pourquoi", rubrique.pourquoi),
            ("Structures", counted),
            ("Protection", f"11 personnes, aléa compris, et trois structures au moins ; aléa de ± {ECART_MAX}"),
            ("Libellés", "Libellés de travail, qui ne viennent pas de la norme."),
        ),
    )
