"""A few real territories, taken from the package data: the whole of France takes four seconds to load."""

import pytest

from entredeux.territoires.actions import referentiel
from entredeux.territoires.donnees import read_table
from entredeux.territoires.models import Commune, CommuneAncienne, ContratVille, Departement, Epci, Qpv, Region

COMMUNES = {"62498", "62510", "69123", "69381", "93066", "97411", "11339", "62291", "62300", "59350"}


@pytest.fixture
def territoires(db: None) -> None:
    """Every département; ten communes, among them three Saint-Denis; the QPV of Lens and Lyon; all contracts."""
    Region.objects.bulk_create(Region(**row) for row in read_table("regions"))
    Departement.objects.bulk_create(map(referentiel._departement, read_table("departements")))
    Epci.objects.bulk_create(map(referentiel._epci, read_table("epci")))
    communes = [row for row in read_table("communes") if row["code"] in COMMUNES]
    Commune.objects.bulk_create(map(referentiel._commune, communes))
    old = [row for row in read_table("communes_anciennes") if row["chef_lieu"] in COMMUNES]
    CommuneAncienne.objects.bulk_create(map(referentiel._commune_ancienne, old))
    ContratVille.objects.bulk_create(map(referentiel._contrat_ville, read_table("contrats_ville")))
    quarters = [*read_table("qpv_2024"), *read_table("qpv_2015")]
    Qpv.objects.bulk_create(referentiel._qpv(row) for row in quarters if is_of_the_stage(row["noms_communes"]))


def is_of_the_stage(noms_communes: str) -> bool:
    return bool({"Lens", "Lyon"} & set(noms_communes.replace(",", "").split()))
