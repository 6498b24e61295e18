"""Loading the reference tables from the package data. Run again, it changes nothing."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db import models, transaction
from django.http import Http404

from entredeux.cadre import journal
from entredeux.cadre.acteur import Acteur
from entredeux.socle.pliage import fold_for_search
from entredeux.territoires.donnees import read_table
from entredeux.territoires.enums import Generation, NatureCommune
from entredeux.territoires.models import (
    Commune,
    CommuneAncienne,
    ContratVille,
    Departement,
    Epci,
    Qpv,
    QpvCorrespondance,
    Region,
)

Row = dict[str, str]


@dataclass(frozen=True)
class Bilan:
    """What one table's import did. `absents` are rows of the base no longer in the data: kept, for old records."""

    nom: str
    lus: int
    crees: int
    modifies: int
    absents: int


@transaction.atomic
def import_territoires(*, by: Acteur) -> list[Bilan]:
    """All or nothing. Only whoever runs the server does this: the tables are shared by every structure."""
    if by.compte is not None:
        raise Http404
    outcome = [_upsert(model, list(rows)) for model, rows in _tables()]
    changes = sum(bilan.crees + bilan.modifies for bilan in outcome)
    if changes:
        journal.record_write(by, "territoires.referentiel.importe", nombre=changes)
    return outcome


def _tables() -> Iterator[tuple[type[models.Model], Iterator[models.Model]]]:
    """Each table after those it points to."""
    yield Region, (Region(code=row["code"], nom=row["nom"]) for row in read_table("regions"))
    yield Departement, map(_departement, read_table("departements"))
    yield Epci, map(_epci, read_table("epci"))
    yield Commune, map(_commune, read_table("communes"))
    yield CommuneAncienne, map(_commune_ancienne, read_table("communes_anciennes"))
    yield ContratVille, map(_contrat_ville, read_table("contrats_ville"))
    yield Qpv, (_qpv(row) for name in ("qpv_2024", "qpv_2015") for row in read_table(name))
    yield QpvCorrespondance, map(_correspondance, read_table("correspondances_qpv"))


def _departement(row: Row) -> Departement:
    return Departement(code=row["code"], nom=row["nom"], region_id=row["region"] or None)


def _epci(row: Row) -> Epci:
    return Epci(code=row["code"], nom=row["nom"], nature=row["type"], population=_integer(row["population"]))


def _commune(row: Row) -> Commune:
    est_commune = row["type"] == "commune-actuelle"
    return Commune(
        code=row["code"],
        nom=row["nom"],
        nature=NatureCommune.COMMUNE if est_commune else NatureCommune.ARRONDISSEMENT,
        commune_parente_id=row["commune_parente"] or None,
        departement_id=row["departement"],
        region_id=row["region"] or None,
        epci_id=row["epci"] or None,
        ept_id=row["ept"] or None,
        codes_postaux=row["codes_postaux"],
        population=_integer(row["population"]),
        lon=_decimal(row["lon"]),
        lat=_decimal(row["lat"]),
        recherche=fold_for_search(row["nom"], row["code"], row["codes_postaux"]),
    )


def _commune_ancienne(row: Row) -> CommuneAncienne:
    return CommuneAncienne(
        code=row["code"],
        nom=row["nom"],
        commune_id=row["chef_lieu"],
        recherche=fold_for_search(row["nom"], row["code"]),
    )


def _contrat_ville(row: Row) -> ContratVille:
    return ContratVille(
        code=row["code"],
        nom=row["nom"],
        porteur=row["porteur"],
        departements=_list(row["departements"]),
        population_qpv=_integer(row["population_qpv"]),
        lon=_decimal(row["lon"]),
        lat=_decimal(row["lat"]),
        recherche=fold_for_search(row["nom"], row["code"], row["departements"]),
    )


def _qpv(row: Row) -> Qpv:
    """One shape for both generations: the 2015 list has neither point, nor region, nor commune codes."""
    return Qpv(
        code=row["code"],
        generation=Generation.QPV_2015 if row["code"].startswith("QP") else Generation.QPV_2024,
        nom=row["nom"],
        communes=_list(row.get("communes", "")),
        noms_communes=row["noms_communes"],
        departement_id=row["departement"],
        region_id=row.get("region") or None,
        epci_id=row.get("epci") or None,
        lon=_decimal(row.get("lon", "")),
        lat=_decimal(row.get("lat", "")),
        superficie_ha=_decimal(row.get("superficie_ha", "")),
        valide_du=date.fromisoformat(row["valide_du"]),
        valide_au=date.fromisoformat(row["valide_au"]) if row.get("valide_au") else None,
        recherche=fold_for_search(row["nom"], row["noms_communes"], row["code"]),
    )


def _correspondance(row: Row) -> QpvCorrespondance:
    return QpvCorrespondance(
        qpv_2024_id=row["code_2024"], qpv_2015_id=row["code_2015"], evolution=row["evolution"], est_officielle=False
    )


def _upsert(model: type[models.Model], rows: list[Any]) -> Bilan:
    """Writes only the rows that are new or differ from the base."""
    key = model._meta.pk.attname
    names = [field.attname for field in model._meta.concrete_fields]
    stored = {values[names.index(key)]: values for values in model._default_manager.values_list(*names)}
    wanted = {getattr(row, key): tuple(getattr(row, name) for name in names) for row in rows}
    new = [row for row in rows if row.pk not in stored]
    changed = [row for row in rows if row.pk in stored and stored[row.pk] != wanted[row.pk]]
    fields = [field.name for field in model._meta.concrete_fields if not field.primary_key]
    model._default_manager.bulk_create(
        [*new, *changed], update_conflicts=True, unique_fields=[model._meta.pk.name], update_fields=fields
    )
    return Bilan(str(model._meta.verbose_name), len(rows), len(new), len(changed), len(stored.keys() - wanted.keys()))


def _integer(text: str) -> int | None:
    return int(text) if text else None


def _decimal(text: str) -> float | None:
    return float(text) if text else None


def _list(text: str) -> list[str]:
    return text.split("|") if text else []
