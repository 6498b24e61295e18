"""The note without which no figure goes out: the same words under the table and in the notice of every file."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.utils import timezone

from entredeux.observatoire.enums import Audience
from entredeux.observatoire.indicateurs.calcul import TableIndicateur
from entredeux.observatoire.indicateurs.schema import Mesure
from entredeux.observatoire.rapports.mots import french
from entredeux.observatoire.secret import ECART_MAX, PLAFOND_MINUTES

if TYPE_CHECKING:
    from entredeux.observatoire.rapports.tableaux import Tableau

LICENCES = {
    Audience.PUBLIC: "Licence Ouverte 2.0 (Etalab) : citer la structure, la période et la version de la définition.",
    Audience.PARTENAIRE: "Réservé aux parties de la convention : ce seuil plus bas ne se republie pas.",
}
# Definitions whose means were made of exact durations: read again, never asked again (decision 0043).
ROGNEES = {("minutes_par_acte", 1), ("minutes_par_acte", 2)}


@dataclass(frozen=True)
class Note:
    """`phrases` say how to read the figures, `definitions` where they come from."""

    phrases: tuple[str, ...]
    definitions: tuple[tuple[str, str], ...]


def write_note(tableau: Tableau) -> Note:
    return Note(tuple(_phrases(tableau)), tuple(_definitions(tableau)))


def _phrases(tableau: Tableau) -> list[str]:
    exact = tableau.table.est_exacte
    said = [f"« s. » n'est pas un zéro. {reason}" for reason in tableau.raisons]
    if exact:
        said.append("Comptes exacts : ils portent sur notre propre travail, pas sur des personnes.")
    else:
        said.append(
            "Chaque valeur porte un aléa de quelques unités, toujours le même pour la même case. Un total est compté à "
            "part : il peut différer de la somme de ses parties, et il ne faut pas le corriger."
        )
    said += _how_derived(tableau.table)
    if tableau.a_des_ecarts and not exact:
        said.append(
            f"Un écart est donné avec son aléa : chacune des deux valeurs peut être décalée de {ECART_MAX}, davantage "
            "quand une même situation y compte plusieurs actes. En dessous, il ne veut rien dire. Aucun écart n'est "
            "calculé quand l'une des deux valeurs est secrète."
        )
    if tableau.territoires:
        said.append("Territoires choisis : aucun total n'est calculé sur une liste choisie.")
    if tableau.a_des_libelles_de_travail:
        said.append(
            "Les libellés des registres 2 à 8 sont des libellés de travail : ils ne sont pas tirés de la norme."
        )
    if any(figure is None for line in tableau.lignes for figure in line.figures):
        said.append("« – » : ce mot ou ce territoire n'était pas encore dans les tableaux.")
    return said


def _how_derived(table: TableIndicateur) -> list[str]:
    indicator = table.indicateur
    if (indicator.code, indicator.version) in ROGNEES:
        return [
            "Une durée moyenne de cette version laisse de côté les 5 % d'actes les plus courts et les plus longs, "
            "s'arrondit à la minute, et se cache avec le nombre de ses actes."
        ]
    if indicator.numerateur.mesure == Mesure.MINUTES:
        return [
            f"Une durée moyenne est faite d'une somme de minutes et d'un nombre d'actes qui portent chacun leur aléa ; "
            f"un acte de plus de {PLAFOND_MINUTES} minutes y compte pour {PLAFOND_MINUTES}. Sur une douzaine d'actes, "
            "elle peut être décalée d'une dizaine de minutes, beaucoup moins quand il y en a cent. Elle se cache avec "
            "le nombre de ses actes."
        ]
    if indicator.denominateur and not table.est_exacte:
        return ["Une part est calculée sur deux valeurs protégées, et cachée dès que l'une l'est."]
    return []


def _definitions(tableau: Tableau) -> list[tuple[str, str]]:
    indicator = tableau.table.indicateur
    return [
        ("Indicateur", f"{indicator.titre} ({indicator.unite})"),
        ("Question", indicator.question),
        ("n", _count(tableau)),
        ("Période", " ; ".join(_period(table) for table in tableau.tables)),
        ("Définition", " ; ".join(dict.fromkeys(f"version {table.version}" for table in tableau.tables))),
        ("Plancher", _floor(tableau.table)),
        ("Limites", indicator.limites),
        ("Source", f"Fiches et déclarations de la structure ; {indicator.source}"),
        ("Licence", LICENCES[tableau.table.audience]),
        ("Empreinte", " ; ".join(table.empreinte for table in tableau.tables)),
    ]


def _count(tableau: Tableau) -> str:
    """The size of what is read: never a sum of rows."""
    if tableau.territoires:
        return "sans total sur une liste choisie ; chaque ligne porte sa valeur"
    return " ; ".join(_count_of(table) for table in tableau.tables)


def _count_of(table: TableIndicateur) -> str:
    figure, base = table.cell(), table.indicateur.denominateur
    if figure.est_secrete:
        return "s."
    if figure.n is None:
        return "celui de la source"
    unit = Mesure(base.mesure).label if base else table.indicateur.unite
    return f"{french(figure.n)} {unit} ({'compte exact' if table.est_exacte else 'valeur protégée'})"


def _period(table: TableIndicateur) -> str:
    months = len(table.periode.mois)
    closed = f"{months} mois arrêtés" if months > 1 else "un mois arrêté"
    return f"{table.periode.libelle}, {closed}, publié le {timezone.localtime(table.instant):%d/%m/%Y}"


def _floor(table: TableIndicateur) -> str:
    if table.est_exacte:
        return "aucun : notre propre travail, compté exactement"
    return f"{table.plancher} actes et {table.plancher} situations distinctes, aléa compris ; aléa de ± {ECART_MAX}"


def notice_rows(tableau: Tableau, structure: str, liens: Sequence[str]) -> list[tuple[str, str]]:
    """The notice sheet of a file: whose figures, the note, and where the same table stays."""
    return [
        ("Structure", structure),
        *tableau.note.definitions,
        ("Lien stable", " ; ".join(liens)),
        *(("À savoir", phrase) for phrase in tableau.note.phrases),
    ]
