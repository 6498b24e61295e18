"""The State's own mappings, each on a row of a few invented lines in the columns of its file."""

import pytest

from entredeux.partenaires.annuaire.correspondances import correspondances, find_correspondance
from entredeux.partenaires.annuaire.formats import MEDIATION_NUM
from entredeux.partenaires.annuaire.lecture import make_plan
from entredeux.partenaires.annuaire.vocabulaires import MODALITES, THEMATIQUES, load, read_modalite, read_services

GIRONDE = {
    "Dernière MAJ": "07/12/2021",
    "Lieu": "Abracodabra fictif",
    "Type Structure": "Association",
    "Commune": "Bordeaux",
    "Adresse postale": "8 rue de l'Exemple - 33000 Bordeaux",
    "Email": "",
    "Description": "Ateliers pour créer des robots. Payant : à partir de 15 €.",
    "Présence d'un médiateur": "Oui",
    "Site internet": "",
    "Téléphone": "",
    "Coord. X": "44.84",
    "Coord. Y": "-0.58",
    "services": "",
    "equipements": "Ordinateur / Tablette",
}


def test_each_mapping_targets_the_words_of_the_standard():
    for mapping in correspondances():
        for field, choices in mapping.choix.items():
            targets = [choice.cible for choice in choices]
            read = read_services(targets)[0] if field == "services" else read_modalite(field, targets)
            assert set(read) == set(targets), f"{mapping.code}, {field}"


def test_mapping_is_known_by_its_columns():
    assert find_correspondance(GIRONDE).code == "gironde"
    assert find_correspondance(["nom", "commune", "adresse"]) is None
    assert make_plan(MEDIATION_NUM, list(GIRONDE)).colonnes["nom"] == ("Lieu",)


def test_gironde_reads_services_in_its_description():
    found = find_correspondance(GIRONDE).read_choices(GIRONDE)
    assert found["services"] == [
        "Maîtrise des outils numériques du quotidien",
        "Loisirs et créations numériques",
        "Accès internet et matériel informatique",
    ]
    assert found["frais_a_charge"] == ["Payant"]


def test_a_word_excluded_by_the_mapping_is_excluded():
    free = GIRONDE | {"Description": "Gratuit sous condition d'inscription"}
    assert find_correspondance(free).read_choices(free)["frais_a_charge"] == []


@pytest.mark.parametrize(
    ("old", "today"),
    [
        ("Prendre en main un ordinateur", ["Maîtrise des outils numériques du quotidien"]),
        (
            "Approfondir ma culture numérique",
            ["Utilisation sécurisée du numérique", "Compréhension du monde numérique"],
        ),
        ("Accompagner les démarches de santé", ["Aide aux démarches administratives"]),
    ],
)
def test_services_of_the_former_schema_are_read_in_today_words(old, today):
    assert read_services([old]) == (today, [])


def test_every_service_leads_to_thematics_that_exist():
    lines = [each for line in load()["services"] for each in line["thematiques"]]
    assert set([*lines, *(each for given in load()["par_nature"].values() for each in given)]) <= set(THEMATIQUES)
    assert set(MODALITES) == set(load()["modalites"])
