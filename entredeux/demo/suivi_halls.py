"""An action declared on four halls, and figures released by two people. No effect was put in: none may be found."""

import datetime
from collections.abc import Sequence

from django.utils import timezone

from entredeux.cadre.acteur import Acteur
from entredeux.observatoire.enums import GenrePeriode
from entredeux.observatoire.evaluation.actions import declare_action
from entredeux.observatoire.parutions import propose_parution, release_parution
from entredeux.observatoire.publication import available_periods
from entredeux.territoires.models import Lieu

DEPUIS = 26  # weeks
PARUS = ("actes_de_mediation", "mises_en_relation", "part_mises_en_relation")


def build_halls(gens: dict[str, Acteur], evening: Sequence[Lieu], lievin: Sequence[Lieu], day: datetime.date) -> str:
    """Four halls of one round against four of the other; the fifth hall of the first is next door."""
    start = day - datetime.timedelta(weeks=DEPUIS)
    declare_action(
        nom="Soirées en bas des tours (fictif)",
        debuts=dict.fromkeys(evening[:4], start),
        comparaison=lievin,
        adjacents=evening[4:],
        by=gens["Claire"],
    )
    return f"Halls : une action fictive, {len(evening[:4])} halls contre {len(lievin)}.{_release(gens)}"


def _release(gens: dict[str, Acteur]) -> str:
    structure = gens["Claire"].structure
    assert structure is not None
    periods = [p for p in available_periods(structure, timezone.localdate()) if p.genre == GenrePeriode.TRIMESTRE]
    if not periods:
        return ""
    proposed = propose_parution(periode=periods[0].code, indicateurs=PARUS, by=gens["Claire"])
    release_parution(proposed, by=gens["Hélène"])
    return f" Chiffres parus : {periods[0].libelle}."
