"""The network's own tables: every structure of the instance together, none of them a row."""

from collections import Counter
from collections.abc import Mapping, Sequence

from django.utils import timezone

from entredeux.cadre.acteur import Acteur
from entredeux.cadre.enums import NatureStructure
from entredeux.cadre.models import Structure
from entredeux.observatoire.coupes import ACTES
from entredeux.observatoire.enums import DEPARTEMENT, Audience, Axe
from entredeux.observatoire.fiches import MESURES
from entredeux.observatoire.publication import (
    AUTRE,
    TOUT,
    CelluleProtegee,
    TableNationale,
    publish_national,
)
from entredeux.observatoire.rapports import contenu as c
from entredeux.observatoire.rapports.mots import ENSEMBLE, labels_of
from entredeux.observatoire.rapports.periodes import PeriodeRapport
from entredeux.observatoire.secret import ECART_MAX, PLANCHERS
from entredeux.territoires.models import Departement

RESEAU = "Le réseau, sur cette instance"
ACTES_DU_RESEAU = "actes_de_mediation"
# What a table of the network counts, by the indicator it shows.
MESURES_DU_RESEAU = {ACTES_DU_RESEAU: ACTES} | {mesure: mesure for mesure in MESURES.values()}
ENTETES = {DEPARTEMENT: "Département", Axe.COMMUNE: "Commune", Axe.QPV: "Quartier prioritaire (2024)"}
PHRASES = (
    "Chaque valeur porte un aléa de quelques unités, toujours le même pour la même case. Un total est compté à part : "
    "il peut différer de la somme de ses parties, et il ne faut pas le corriger.",
    "Une ligne qui ne repose que sur des structures à une ou deux personnes est cachée, sauf si elles sont trois au "
    "moins et qu'aucune ne fait plus de 85 % de leurs actes.",
)


def present_national(titre: str, axe: str, periode: PeriodeRapport, *, by: Acteur) -> c.Tableau:
    """A row a zone or a theme, a column a period."""
    tables = [publish_national(each, axe, by=by) for each in periode.periodes]
    codes = [*dict.fromkeys(code for table in tables for code in table.cellules if code != TOUT), TOUT]
    names = _names(axe, codes, tables[-1])
    rows = [
        c.Ligne(
            cle=(code,),
            nom=names[code][0],
            cases=tuple(case_of(table.cellules, code) for table in tables),
            est_total=code == TOUT,
        )
        for code in codes
    ]
    return c.Tableau(
        titre=f"{titre}, {periode.libelle}",
        entete=ENTETES.get(axe) or Axe(axe).label,
        indicateur=ACTES_DU_RESEAU,
        periode=periode.code,
        axes=(axe,),
        colonnes_par="periode",
        colonnes=tuple(c.Colonne(code=p.code, libelle=p.libelle.capitalize()) for p in periode.periodes),
        lignes=tuple(rows),
        phrases=(*reasons_of(rows), *PHRASES),
        definitions=_definitions(tables),
    )


def count_structures(titre: str) -> c.Tableau:
    """Organisations, not people: exact."""
    found = Counter(Structure.objects.filter(est_active=True).values_list("nature", flat=True))
    rows = [
        c.Ligne(cle=(f"structures_{nature}",), nom=str(label), cases=(c.Case(valeur=found[nature]),))
        for nature, label in NatureStructure.choices
        if found[nature]
    ]
    total = c.Ligne(cle=("structures",), nom=ENSEMBLE, cases=(c.Case(valeur=sum(found.values())),), est_total=True)
    today = timezone.localdate().isoformat()
    return c.Tableau(
        titre=titre,
        entete="Nature",
        periode=today,
        axes=("quantite",),
        colonnes_par="periode",
        colonnes=(c.Colonne(code=today, libelle="Structures"),),
        lignes=(*rows, total),
        phrases=("Comptes exacts des structures qui emploient cette instance le jour où le rapport est composé.",),
    )


def case_of(cells: Mapping[str, CelluleProtegee], code: str) -> c.Case:
    cell = cells.get(code)
    if cell is None:
        return c.VIDE
    return c.Case(valeur=cell.valeur, raison=cell.raison_lisible if cell.est_secrete else "")


def reasons_of(rows: Sequence[c.Ligne]) -> list[str]:
    """Why cells are hidden, each reason once."""
    hidden = (case.raison for row in rows for case in row.cases if case.est_secrete)
    return list(dict.fromkeys(f"« s. » n'est pas un zéro. {reason}" for reason in hidden))


def _names(axe: str, codes: Sequence[str], table: TableNationale) -> dict[str, tuple[str, bool]]:
    if axe != DEPARTEMENT:
        return labels_of(Axe(axe), codes, table.periode.fin)
    said = {each.pk: (str(each), False) for each in Departement.objects.filter(code__in=list(codes))}
    return said | {AUTRE: ("Hors de ces départements, ou lieu non situé", False), TOUT: (ENSEMBLE, False)}


def _definitions(tables: Sequence[TableNationale]) -> tuple[tuple[str, str], ...]:
    floor = PLANCHERS[Audience.PUBLIC]
    counted = " ; ".join(f"{table.periode.libelle} : {table.structures} structures" for table in tables)
    return (
        ("Champ", "Interventions enregistrées ou importées par les structures de cette instance, au jour de service."),
        ("Structures", counted),
        ("Plancher", f"{floor} actes et {floor} situations distinctes, aléa compris ; aléa de ± {ECART_MAX}"),
        ("Limites", "Les structures qui ont leur propre instance n'y sont pas."),
    )
