"""The network's tables in the register, and the attack that reads them beside each structure's own."""

import json

import pytest
from django.core.exceptions import ValidationError

from entredeux.cadre.enums import Role
from entredeux.observatoire import audit, entrepot, secret
from entredeux.observatoire.access import readable_publications
from entredeux.observatoire.access_rapports import visible_versions
from entredeux.observatoire.audit import bornes, union
from entredeux.observatoire.audit.reseau import attack_reseau, is_current
from entredeux.observatoire.audit.union import read_cases
from entredeux.observatoire.entrepot import Extrait
from entredeux.observatoire.enums import EtatVersion
from entredeux.observatoire.models import MoisArrete, Publication
from entredeux.observatoire.periodes import parse_periode
from entredeux.observatoire.publication import publish_national, publish_table
from entredeux.observatoire.rapports.modele import find_modele
from entredeux.observatoire.rapports.redaction import open_rapport
from entredeux.observatoire.rapports.versions import release_version
from entredeux.socle.erreurs import Refus
from entredeux.territoires.models import Commune, Departement, Qpv
from tests.conftest import join
from tests.observatoire.fabrique import EQUIPE, cut, fact, follow, write_year
from tests.observatoire.sorties import hide_only, line
from tests.observatoire.test_rapports import freeze

QPV = ["QN06224M", "QN06228M", "QN06229M"]
ANNEE = parse_periode("2025")


@pytest.fixture
def deux_annees(structure, autre_structure):
    """Two towns that share a quarter."""
    write_year(structure, 2025, QPV, acts_per_month=130)
    write_year(autre_structure, 2025, QPV[1:], acts_per_month=90, seed=3)
    return structure, autre_structure


def test_a_table_of_the_network_is_written_once_and_belongs_to_no_structure(deux_annees, alice, paul) -> None:
    first = publish_national(ANNEE, "qpv", by=alice)
    assert publish_national(ANNEE, "qpv", by=alice) == first
    (written,) = Publication.objects.filter(structure=None)
    said = json.loads(written.coupe)
    assert (said["structure"], said["axes"], said["periode"]) == (None, ["qpv"], "2025")
    assert json.loads(written.etat)["mois"]["2025-01"] == 2  # two structures, once each
    assert {key: value for key, value in written.cellules} == {key: cell.valeur for key, cell in first.cellules.items()}
    assert audit.find_anomalies([written]) == []
    assert not readable_publications(paul).filter(pk=written.pk).exists()


def test_a_revised_month_makes_another_line_and_the_first_is_no_longer_current(deux_annees, alice) -> None:
    publish_national(ANNEE, "qpv", by=alice)
    (first,) = Publication.objects.filter(structure=None)
    assert is_current(first)
    MoisArrete.objects.filter(structure=deux_annees[1], mois="2025-03").update(version=2)
    assert not is_current(first)
    publish_national(ANNEE, "qpv", by=alice)
    assert Publication.objects.filter(structure=None).count() == 2


def test_network_and_structures_together_give_nothing_away(deux_annees, alice) -> None:
    publish_own(deux_annees)
    for axe in ("qpv", "commune", "domaine", "registre"):
        publish_national(ANNEE, axe, by=alice)
    found = attack_reseau(2025)
    assert found.cibles > 10
    assert found.exactes == 0
    assert found.passe


def test_simple_hiding_is_broken_by_the_network_table(structure, autre_structure, alice, monkeypatch) -> None:
    """The negative control: 43 acts in the network, 40 of one town, so 3 of the other, which its own table hides."""
    monkeypatch.setattr(secret, "protect", lambda cells, *, audience: hide_only(cells, audience))
    monkeypatch.setattr(bornes, "ECART_MAX", 0)
    monkeypatch.setattr(union, "ECART_MAX", 0)
    for rank, (tenant, sizes) in enumerate(((structure, (60, 3)), (autre_structure, (50, 40)))):
        rows = [
            fact(tenant, "2025-01", qpv=code, cle=10_000 * rank + 100 * q + n)
            for q, (code, size) in enumerate(zip(QPV[:2], sizes, strict=True))
            for n in range(size)
        ]
        entrepot.write_month(Extrait(tenant.pk, "2025-01", rows, EQUIPE))
        follow(tenant, *QPV[:2])
    publish_own((structure, autre_structure), "2025-01")
    publish_national(parse_periode("2025-01"), "qpv", by=alice)
    assert attack_reseau(2025).exactes > 0


def publish_own(structures, periode="2025") -> None:
    for tenant in structures:
        reader = join(f"Financeur {tenant.nom}", Role.FINANCEUR, tenant)
        for axes in (("qpv",), ("domaine",), ("registre",)):
            publish_table(cut(tenant, periode, axes), by=reader)


def test_a_row_hidden_for_its_team_is_attacked_as_one_that_may_count_anything(deux_annees, alice) -> None:
    MoisArrete.objects.filter(structure=deux_annees[1]).update(mediateurs=1)
    publish_national(ANNEE, "qpv", by=alice)
    (written,) = Publication.objects.filter(structure=None)
    assert json.loads(written.etat)["equipe"] == ["*", *QPV[1:]]
    free = {next(iter(case.colonnes.get("qpv", {"*"}))) for case in read_cases([written]) if case.est_libre}
    assert free == {"*", *QPV[1:]}


def test_a_departement_is_its_communes_and_the_others_under_one_name(db) -> None:
    loire = Departement.objects.get_or_create(code="42", defaults={"nom": "Loire"})[0]
    for code, nom in (("42218", "Saint-Étienne"), ("42187", "Roanne")):
        Commune.objects.get_or_create(code=code, defaults={"nom": nom, "nature": "commune", "departement": loire})
    by_commune = line(["commune"], [["42218", 20], ["", 15], ["*", 35]])
    by_departement = line(["departement"], [["42", 30], ["", None], ["*", 35]])
    cells = {case.valeur: case.colonnes.get("commune") for case in read_cases([by_commune, by_departement])}
    assert cells[20] == {"42218"}
    assert cells[30] == {"42218", "42*"}
    assert cells[15] == {"", "42*"}
    assert cells[None] == {""}


def test_the_national_report_goes_out_in_two_after_the_attack(deux_annees, alice, paul) -> None:
    rapport = open_rapport(modele=find_modele("national"), periode="2025", by=alice)
    version = freeze(rapport, alice)
    assert version.etat == EtatVersion.FIGEE
    with pytest.raises(Refus, match="une autre personne de l'animation du réseau"):
        release_version(version, by=alice)
    assert not visible_versions(paul).exists()
    publish_own(deux_annees)
    nadia = join("Nadia", Role.ANIMATION, None)
    released = release_version(version, by=nadia)
    assert released.diffusee_par == nadia.compte
    assert released.audit["cibles"] > 0
    assert released.audit["exactes"] == 0
    assert visible_versions(paul).get() == released


def test_a_report_whose_months_were_revised_is_frozen_again_first(deux_annees, alice) -> None:
    rapport = open_rapport(modele=find_modele("national"), periode="2025", by=alice)
    version = freeze(rapport, alice)
    nadia = join("Nadia", Role.ANIMATION, None)
    MoisArrete.objects.filter(structure=deux_annees[0], mois="2025-03").update(version=2)
    with pytest.raises(ValidationError, match="Figez une nouvelle version"):
        release_version(version, by=nadia)
    version.refresh_from_db()
    assert version.diffusee_le is None
    again = freeze(rapport, alice)
    assert release_version(again, by=nadia).diffusee_le is not None


def test_a_quarter_over_several_communes_counts_in_its_departement(structure, alice) -> None:
    """Its acts have no commune; they are not « not situated » for all that."""
    rows = [fact(structure, "2025-01", qpv="QN06229M", cle=n) for n in range(40)]
    entrepot.write_month(Extrait(structure.pk, "2025-01", rows, EQUIPE))
    follow(structure, "QN06229M")
    pas_de_calais = Departement.objects.get_or_create(code="62", defaults={"nom": "Pas-de-Calais"})[0]
    for code, nom in (("62498", "Lens"), ("62510", "Liévin")):
        Commune.objects.get_or_create(
            code=code, defaults={"nom": nom, "nature": "commune", "departement": pas_de_calais}
        )
    Qpv.objects.create(
        code="QN06229M",
        generation=2024,
        nom="Les Hauts de Liévin",
        communes=["62498", "62510"],
        departement=pas_de_calais,
        valide_du="2024-01-01",
        recherche="",
    )
    table = publish_national(parse_periode("2025-01"), "departement", by=alice)
    assert table.cellules["62"].valeur == table.cellules["*"].valeur
    assert table.cellules[""].valeur is None
