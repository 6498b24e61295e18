"""What the shipped packs promise: each is whole and usable, with sources everywhere and no question about a person."""

import random

import pytest
from django.utils import timezone

from entredeux.demo.hasard import draw_reponses
from entredeux.situations.actions import open_situation
from entredeux.terrain.actions import record_interventions
from entredeux.terrain.models import Intervention
from entredeux.terrain.saisie import SaisieIntervention
from entredeux.themes.actions import open_theme
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


UTILISABLES = ("rue", "numerique", "participation", "droits", "sante", "environnement", "emploi")


@pytest.mark.parametrize("code", [*UTILISABLES, "ecole", "hall", "voisinage"])
def test_a_theme_is_usable(code):
    """Issue 4, point 6: motifs, at least three questions, steps, a legal box with its source, numbers, partners,
    indicators."""
    pack = PACKS[code]
    assert len(pack.questions) >= 3
    assert len(pack.etapes) >= 3
    assert [encadre.titre for encadre in pack.encadres if not (encadre.article and encadre.source)] == []
    assert all(indicateur.source for indicateur in pack.indicateurs)
    assert all(numero.isdigit() for numero in pack.numeros)


def test_every_pack_is_of_the_list_and_none_is_missing():
    assert set(PACKS) == {*UTILISABLES, "ecole", "hall", "voisinage"}


@pytest.mark.parametrize("code", sorted(PACKS))
def test_a_theme_records_an_act_under_each_of_its_motifs_and_opens_a_situation(code, samira, helene):
    """Whole, through the actions: what the pack declares is accepted by what records it."""
    pack, today, dice = PACKS[code], timezone.localdate(), random.Random(code)
    if pack.est_sensible:
        open_theme(theme=code, signee_le=today, reference="AIPD", by=helene)
    acts = [
        SaisieIntervention(
            date_service=today,
            registre=pack.registres[0],
            domaine=pack.domaines[0],
            motif=motif,
            theme=code,
            reponses=draw_reponses(dice, code, today),
        )
        for motif in pack.motifs
    ]
    record_interventions(acts, by=samira)
    recorded = Intervention.objects.filter(theme=code).values_list("motif", flat=True)
    assert sorted(recorded) == sorted(pack.motifs)
    situation = open_situation(theme=code, motif=pack.motifs[0], by=samira)
    assert situation.theme == code


def test_ecole_holds_all_that_the_school_asked_for():
    ecole = PACKS["ecole"]
    assert [option.code for option in ecole.question("action").options] == [
        "regulation_chaud",
        "entretien",
        "mediation_eleves",
        "cercle",
        "ecole_famille",
        "atelier",
        "formation_pairs",
        "presence",
    ]
    assert set(ecole.motifs) >= {"harcelement", "cyber", "microviolence", "absenteisme"}
    assert ecole.question("phare_le").genre == "date"
    assert ecole.question("exclusion_evitee").libelle.endswith("selon l'établissement")
    assert {"3018", "119"} <= set(ecole.numeros)
    assert [public.code for public in ecole.enquete.publics] == ["eleves", "parents", "personnels"]
    assert {len(ecole.enquete.asked_of(public.code)) for public in ecole.enquete.publics} == {8}


def test_no_other_pack_asks_anonymously_yet():
    assert [code for code, pack in PACKS.items() if pack.enquete] == ["ecole"]
