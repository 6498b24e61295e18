"""What no record of the demonstration holds: workshops, training and full cost, declared, and once corrected."""

import datetime

from entredeux.cadre.acteur import Acteur
from entredeux.observatoire.declarations import declare_quantite, record_fiche
from entredeux.observatoire.quantites import Quantite

PAR_TRIMESTRE = (
    (Quantite.ATELIERS, (7, 9)),
    (Quantite.PERSONNES_FORMEES, (18, 24)),
    (Quantite.JOURS_FORMATION, (4, 6)),
)
COUT = 214_000  # euros, invented
# Six posts and six people, invented.
FICHE = {
    "contrat": {"cdi": 4, "cdd": 2},
    "dispositif": {"adulte_relais": 3, "sans_aide": 3},
    "temps": {"plein": 5, "partiel": 1},
    "financeur": {"etat": 3, "commune": 2, "bailleur": 1},
    "age": {"26_39": 3, "40_54": 2, "55_plus": 1},
    "formation": {"qualifiante": 2, "courte": 4},
}


def build_travail(gens: dict[str, Acteur], day: datetime.date) -> str:
    """The two quarters that ended last, and the cost of the year before."""
    quarters = _ended_quarters(day)
    for quantite, numbers in PAR_TRIMESTRE:
        for periode, number in zip(quarters, numbers, strict=True):
            declare_quantite(nature=quantite, periode=periode, nombre=number, by=gens["Claire"])
    declare_quantite(nature=Quantite.ATELIERS, periode=quarters[0], nombre=8, by=gens["Hélène"])
    declare_quantite(nature=Quantite.COUT, periode=str(day.year - 1), nombre=COUT, by=gens["Hélène"])
    record_fiche(annee=day.year - 1, comptes=FICHE, by=gens["Claire"])
    return f"Notre travail : quantités fictives déclarées pour {quarters[0]} et {quarters[1]}."


def _ended_quarters(day: datetime.date) -> list[str]:
    """« 2026-T3 », « 2026-T2 »: latest first."""
    rank = day.year * 4 + (day.month - 1) // 3
    return [f"{(rank - back) // 4}-T{(rank - back) % 4 + 1}" for back in (1, 2)]
