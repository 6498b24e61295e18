"""A table of an indicator made by hand, cell by cell: what presenters and files are tried on."""

import uuid
from collections.abc import Mapping, Sequence
from datetime import datetime
from itertools import product
from zoneinfo import ZoneInfo

from entredeux.observatoire.coupes import Coupe
from entredeux.observatoire.enums import Audience, Axe, RaisonSecret
from entredeux.observatoire.indicateurs.calcul import Figure, TableIndicateur
from entredeux.observatoire.indicateurs.schema import Indicateur
from entredeux.observatoire.periodes import parse_periode
from entredeux.observatoire.publication import TOUT, CelluleProtegee, TableProtegee

INSTANT = datetime(2026, 2, 15, 3, 0, tzinfo=ZoneInfo("Europe/Paris"))
STRUCTURE = uuid.UUID("00000000-0000-4000-8000-000000000001")


def make_indicateur(**said: object) -> Indicateur:
    given = {
        "code": "actes_d_essai",
        "version": 2,
        "titre": "Actes d'essai",
        "question": "Combien d'actes d'essai ont été faits ?",
        "registre": "cohesion",
        "niveau": "realisation",
        "unite": "actes",
        "numerateur": {"mesure": "actes"},
        "denominateur": None,
        "dimensions": ["qpv", "commune", "mois", "trimestre", "annee", "registre", "domaine"],
        "pourquoi": "Pour essayer ce qui présente les figures.",
        "limites": "Ne vaut que pour cet essai-ci.",
        "source": "indicateur établi pour cet essai",
    }
    return Indicateur.model_validate(given | said)


def make_table(
    valeurs: Mapping[Axe, Sequence[str]],
    cases: Mapping[tuple[str, ...], int | None],
    periode: str = "2025",
    *,
    n: Mapping[tuple[str, ...], int] | None = None,
    indicateur: Indicateur | None = None,
    est_exacte: bool = False,
) -> TableIndicateur:
    """Cells that are not given are hidden."""
    said = indicateur or make_indicateur()
    counts = n or {}
    keys = list(product(*((*listed, TOUT) for listed in valeurs.values())))
    listed = {axe: tuple(codes) for axe, codes in valeurs.items()}
    source = TableProtegee(
        coupe=Coupe(STRUCTURE, parse_periode(periode), tuple(valeurs)),
        audience=Audience.PUBLIC,
        plancher=11,
        version_definition=1,
        valeurs=listed,
        cellules={key: CelluleProtegee(cases.get(key)) for key in keys},
        empreinte=uuid.uuid5(uuid.NAMESPACE_URL, periode).hex,
        instant=INSTANT,
        identifiant=uuid.uuid5(uuid.NAMESPACE_URL, f"table {periode}"),
    )
    return TableIndicateur(
        indicateur=said,
        periode=source.coupe.periode,
        axes=tuple(valeurs),
        valeurs=listed,
        figures={key: _figure(cases.get(key), counts.get(key)) for key in keys},
        sources=(source,),
        audience=Audience.PUBLIC,
        est_exacte=est_exacte,
    )


def _figure(value: int | None, n: int | None) -> Figure:
    if value is None:
        return Figure(None, RaisonSecret.SEUIL, None)
    return Figure(value, "", value if n is None else n)
