"""Territories and places as pages show them."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import Model, QuerySet

from entredeux.cadre.acteur import Acteur
from entredeux.territoires.enums import Generation, GenreZone, OrigineZone
from entredeux.territoires.models import Commune, ContratVille, Lieu, Qpv, ZoneLieu
from entredeux.territoires.queries import qpv_names, search_communes, search_contrats, search_lieux, search_qpv
from entredeux.territoires.saisie import TYPES_LIEUX
from entredeux.themes.queries import labels

PROPOSES = 12
GENRES = {
    "commune": "Commune",
    "qpv": "Quartier prioritaire 2024",
    "qpv_2015": "Quartier prioritaire 2015",
    "contrat_ville": "Contrat de ville",
    "lieu": "Lieu",
}


@dataclass(frozen=True)
class Option:
    """One answer of a search. `detail` tells namesakes apart: a name alone never does."""

    valeur: str
    libelle: str
    detail: str = ""


@dataclass(frozen=True)
class Ligne:
    """A place in the coordination's list."""

    lieu: Lieu
    type_lieu: str
    quartier: str
    origine: str


def search_options(by: Acteur, genre: str, texte: str) -> tuple[list[Option], bool]:
    """The first answers, and whether others remain unseen."""
    searches: dict[str, QuerySet[Any]] = {
        "commune": search_communes(texte),
        "qpv": search_qpv(texte),
        "qpv_2015": search_qpv(texte, Generation.QPV_2015),
        "contrat_ville": search_contrats(texte),
        "lieu": search_lieux(by, texte),
    }
    found = list(searches[genre][: PROPOSES + 1])
    return [present_option(row) for row in found[:PROPOSES]], len(found) > PROPOSES


def present_option(row: Model) -> Option:
    if isinstance(row, Commune):
        return Option(row.pk, row.nom, _join(str(row.departement), row.codes_postaux.replace("|", ", ")))
    if isinstance(row, Qpv):
        return Option(row.pk, row.nom, _join(row.noms_communes, row.departement_id, row.pk))
    if isinstance(row, ContratVille):
        return Option(row.pk, row.nom, _join(", ".join(row.departements), row.pk))
    assert isinstance(row, Lieu)
    return Option(str(row.pk), str(row), _join(row.residence, str(row.commune or "")))


def present_lieux(lieux: Sequence[Lieu]) -> list[Ligne]:
    """`lieux` come from `filter_lieux`. One more query, for the names of the quarters."""
    current = {lieu.pk: {zone.genre: zone for zone in lieu.zones_en_cours} for lieu in lieux}  # type: ignore[attr-defined]
    quarters = {pk: zones.get(GenreZone.QPV_2024) for pk, zones in current.items()}
    names = qpv_names(zone.code for zone in quarters.values() if zone)
    types = labels(TYPES_LIEUX)
    return [
        Ligne(lieu, types.get(lieu.type_lieu, lieu.type_lieu), *_present_quarter(quarters[lieu.pk], names))
        for lieu in lieux
    ]


def present_zones(zones: Iterable[ZoneLieu]) -> list[dict[str, Any]]:
    """The zones of one place, past ones included, by genre and date."""
    rows = list(zones)
    names = qpv_names(zone.code for zone in rows)
    names |= dict(ContratVille.objects.filter(pk__in=[zone.code for zone in rows]).values_list("pk", "nom"))
    names |= dict(Commune.objects.filter(pk__in=[zone.code for zone in rows]).values_list("pk", "nom"))
    return [{"zone": zone, "nom": _name_zone(zone, names)} for zone in rows]


def _present_quarter(zone: ZoneLieu | None, names: dict[str, str]) -> tuple[str, str]:
    if zone is None or zone.origine == OrigineZone.INCONNU:
        return "", OrigineZone.INCONNU.label
    return _name_zone(zone, names), OrigineZone(zone.origine).label


def _name_zone(zone: ZoneLieu, names: dict[str, str]) -> str:
    if zone.code:
        return names.get(zone.code, zone.code)
    return "Inconnue" if zone.origine == OrigineZone.INCONNU else "Hors quartier prioritaire"


def _join(*parts: str) -> str:
    return " · ".join(part for part in parts if part)
