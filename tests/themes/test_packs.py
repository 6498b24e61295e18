"""What the two shipped packs promise: sources everywhere, and never a question about a person."""

import pytest

from entredeux.themes.fichiers import read_packs
from entredeux.themes.schema import Theme

PACKS = read_packs()[0]


@pytest.fixture(params=sorted(PACKS))
def pack(request) -> Theme:
    return PACKS[request.param]


def test_a_pack_is_complete(pack):
    parts = ["motifs", "questions", "etapes", "posture", "interdits", "encadres", "reperes", "numeros"]
    for part in [*parts, "partenaires", "indicateurs", "ressources"]:
        assert getattr(pack, part), part


def test_no_question_takes_free_text(pack):
    genres = {question.genre for question in pack.questions}
    assert genres <= {"choix", "choix_multiple", "entier", "duree", "oui_non", "date"}


def test_what_may_be_asked_is_at_most_internal(pack):
    assert {question.classe for question in pack.questions} <= {"ouverts", "internes"}


def test_no_legal_box_claims_a_check_that_nobody_made(pack):
    assert [encadre.titre for encadre in pack.encadres if encadre.verifie_le] == []


def test_hall_carries_its_law_and_its_list_of_what_is_never_written():
    hall = PACKS["hall"]
    assert hall.encadres[0].article == "Code de la sécurité intérieure, article L.272-4"
    assert [interdit.texte for interdit in hall.interdits] == [
        "Noms, prénoms, surnoms",
        "Descriptions physiques ou vestimentaires",
        "Plaques d'immatriculation",
        "Photos de personnes",
        "Infractions supposées",
        "Numéro d'appartement : un hall a un code de bâtiment, jamais un logement",
        "Toute ligne transmise au bailleur ou à la police au sujet d'une personne",
    ]
    assert [indicateur.code for indicateur in hall.indicateurs] == [
        "occupations_pour_dix_tournees",
        "part_calme_depart",
        "recurrence_lieu",
        "delai_reparation",
        "appels_locataires",
        "plaintes_bailleur",
        "ressenti_avant_apres",
    ]


def test_voisinage_knows_both_clocks_and_both_forms():
    voisinage = PACKS["voisinage"]
    assert [option.code for option in voisinage.question("temps").options] == ["reel", "differe"]
    assert [option.code for option in voisinage.question("forme").options] == [
        "navette",
        "table_ronde",
        "navette_puis_table_ronde",
    ]
    assert [etape.code for etape in voisinage.etapes][-3:] == ["suivi_1_mois", "suivi_3_mois", "close"]
