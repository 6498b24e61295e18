"""What an import refuses or puts right: said in words, kept with its line, and a person's contact kept nowhere."""

import json
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import call_command

from entredeux.cadre.models import EntreeJournal
from entredeux.demo.suivi_annuaire import DOSSIER
from entredeux.partenaires.annuaire.conversion import Situation, convert
from entredeux.partenaires.annuaire.export import export_data_inclusion
from entredeux.partenaires.models import FicheAnnuaire, PaireAnnuaire, RejetAnnuaire, SourceAnnuaire
from entredeux.partenaires.queries.communes import make_situer
from entredeux.territoires.models import Commune, CommuneAncienne, Departement, Region
from tests.partenaires.test_annuaire import run

FICTIF = DOSSIER / "fictif.csv"


@pytest.fixture
def avion(db) -> Commune:
    region = Region.objects.create(pk="32", nom="Hauts-de-France")
    departement = Departement.objects.create(pk="62", nom="Pas-de-Calais", region=region)
    common = {"nature": "commune", "departement": departement, "region": region, "recherche": " "}
    return Commune.objects.create(
        pk="62065", nom="Avion", lat=50.4102, lon=2.8312, codes_postaux="62210|62211", **common
    )


def test_each_trap_of_a_file_is_said_with_its_line(avion):
    answer = run(FICTIF, "--source", "annuaire-fictif")

    assert (answer["lues"], answer["acceptees"], answer["doublons"]) == (7, 6, 0)
    assert answer["rejetees"] == [{"ligne": 8, "raison": "sans nom"}]
    assert list(RejetAnnuaire.objects.values_list("ligne", "champ", "raison", "valeur")) == [
        (5, "coordonnees", "latitude et longitude échangées, remises en ordre", "2.8312, 50.4102"),
        (5, "telephone", "numéro de mobile, sans doute celui d'une personne : retiré", ""),
        (6, "courriel", "courriel d'une personne retiré", ""),
        (6, "siret", "SIRET faux, ignoré", "12345678901234"),
        (8, "", "sans nom", ""),
    ]
    swapped = FicheAnnuaire.objects.get(identifiant="f4")
    assert (swapped.latitude, swapped.longitude) == (50.4102, 2.8312)
    everything = json.dumps(list(FicheAnnuaire.objects.values()) + list(RejetAnnuaire.objects.values()), default=str)
    assert "612345678" not in everything
    assert "nomfictif" not in everything


def test_another_reading_replaces_what_was_refused(db):
    run(FICTIF, "--source", "annuaire-fictif")
    run(FICTIF, "--source", "annuaire-fictif")
    assert RejetAnnuaire.objects.count() == 5
    source = SourceAnnuaire.objects.get()
    assert (source.lues, source.refusees) == (7, 1)
    assert EntreeJournal.objects.filter(evenement="partenaires.annuaire.importe").count() == 2


def test_dry_run_keeps_neither_refusal_nor_pair_nor_source(db):
    run(FICTIF, "--dry-run")
    assert not RejetAnnuaire.objects.exists()
    assert not PaireAnnuaire.objects.exists()
    assert not SourceAnnuaire.objects.exists()


def test_licence_is_kept_with_the_source(db, tmp_path):
    call_command(
        "import_partenaires", str(FICTIF), "--licence", "Licence Ouverte 2.0", stdout=StringIO(), stderr=StringIO()
    )
    assert SourceAnnuaire.objects.get().licence == "Licence Ouverte 2.0"


def test_real_list_of_a_departement_is_accepted_whole_by_the_national_schema(db):
    """The France services of the Pas-de-Calais, as they ship with the demonstration."""
    answer = run(Path(DOSSIER) / "france_services_62.csv")
    assert (answer["mapping"]["format"], answer["acceptees"], answer["rejetees"]) == ("france-services", 50, [])
    made = export_data_inclusion(FicheAnnuaire.objects.all())
    assert (made.nombre, len(made.contenu["services"]), made.ecartees) == (50, 50, {})
    assert {each["reseaux_porteurs"][0] for each in made.contenu["structures"]} == {"france-service"}
    assert not FicheAnnuaire.objects.exclude(courriel="").exists()  # nobody is written to from a demonstration


LIEVIN = Situation("62510", "Liévin", (50.4214, 2.7754))


def place(lat: str, lon: str, situation: Situation | None = LIEVIN):
    fiche = convert(
        {"nom": "Lieu", "commune": "Liévin", "latitude": lat, "longitude": lon}, [], situer=lambda *_: situation
    )
    values = fiche.valeurs
    return (values["latitude"], values["longitude"], values["precision_point"]), [each.raison for each in fiche.rejets]


def test_point_far_from_its_commune_is_refused_and_the_centre_stands_in():
    assert place("48.85", "2.35") == (
        (50.4214, 2.7754, "commune"),
        ["coordonnées refusées : à 177 km de Liévin"],
    )


def test_row_without_point_stands_at_the_centre_of_its_commune():
    assert place("", "") == ((50.4214, 2.7754, "commune"), [])
    assert place("", "", None) == ((None, None, ""), [])


def test_swap_overseas_is_seen_from_the_commune():
    saint_denis = Situation("97411", "Saint-Denis", (-20.9329, 55.4473))
    assert place("55.45", "-20.88", saint_denis) == (
        (-20.88, 55.45, "adresse"),
        ["latitude et longitude échangées, remises en ordre"],
    )


def test_vast_communes_of_guyane_keep_their_points():
    maripasoula = Situation("97353", "Maripasoula", (3.64, -54.03))
    assert place("2.9", "-53.3", maripasoula) == ((2.9, -53.3, "adresse"), [])


def test_commune_by_its_code_its_former_code_or_its_name_with_the_postal_code(avion):
    CommuneAncienne.objects.create(pk="62999", nom="Avion-Vieux", commune=avion, recherche=" ")
    situer = make_situer()
    assert [situer(*said).code for said in (("62065", "", ""), ("62999", "", ""), ("", "AVION", "62211"))] == [
        "62065"
    ] * 3
    assert situer("", "Avion", "59000") is None
    assert situer("", "Ailleurs", "62210") is None
