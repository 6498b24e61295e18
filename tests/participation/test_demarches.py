"""A démarche in numbers and in proposals without authors, and what became of each."""

import datetime

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.utils import timezone

from entredeux.cadre.models import Cle
from entredeux.cadre.textes import open_without_journal
from entredeux.participation import actions
from entredeux.participation.actions import Comptage
from entredeux.participation.models import ComptageRencontre, PropositionDemarche, RencontreDemarche
from entredeux.participation.queries.portee import reach_of, what_became
from entredeux.territoires.models import Lieu, ZoneLieu
from tests.participation.fabrique import in_days, make_demarche

AGES = [Comptage("age", "moins_de_douze", 2, 2), Comptage("age", "soixante_dix_plus", 6, 1)]
GENRES = [Comptage("genre", "feminin", 7, 3), Comptage("genre", "masculin", 3, 0)]


def test_a_meeting_is_counted_along_each_axis_apart(samira):
    demarche = make_demarche(samira)
    met = actions.record_rencontre(
        demarche=demarche, presents=10, premiere_fois=3, comptages=[*AGES, *GENRES], by=samira
    )
    assert list(met.comptages.values_list("axe", "code", "nombre", "premiere_fois")) == [
        ("age", "moins_de_douze", 2, 2),
        ("age", "soixante_dix_plus", 6, 1),
        ("genre", "feminin", 7, 3),
        ("genre", "masculin", 3, 0),
    ]
    again = actions.record_rencontre(demarche=demarche, presents=99, id=met.pk, by=samira)
    assert (again.presents, RencontreDemarche.objects.count()) == (10, 1)


@pytest.mark.parametrize(
    "faux",
    [
        {"presents": 4, "premiere_fois": 5},
        {"presents": 7, "premiere_fois": 3, "comptages": AGES},
        {"presents": 10, "premiere_fois": 2, "comptages": AGES},
        {"presents": 10, "comptages": [Comptage("age", "moins_de_douze", 1, 2)]},
        {"presents": 10, "comptages": [Comptage("age", "jeune", 1)]},
        {"presents": 10, "comptages": [Comptage("nom", "Samira", 1)]},
        {"presents": 10, "jour": datetime.date(2199, 1, 1)},
    ],
)
def test_counts_that_do_not_agree_are_refused(samira, faux):
    demarche = make_demarche(samira)
    with pytest.raises(ValidationError):
        actions.record_rencontre(demarche=demarche, by=samira, **faux)
    assert (RencontreDemarche.objects.count(), ComptageRencontre.objects.count()) == (0, 0)


def test_a_proposal_has_no_author_and_its_answer_a_delay(samira):
    demarche = make_demarche(samira, ouverte_le=in_days(-40))
    with pytest.raises(ValidationError, match="désigne quelqu'un"):
        actions.record_proposition(demarche=demarche, texte="Mme Dupont veut un banc.", by=samira)
    banc = actions.record_proposition(demarche=demarche, texte="Un banc de plus.", faite_le=in_days(-30), by=samira)
    with pytest.raises(ValidationError):
        actions.record_suite(proposition=banc, suite="attendue", by=samira)
    actions.record_suite(proposition=banc, suite="retenue", reponse="Posé au printemps.", le=in_days(-10), by=samira)
    kept = actions.record_suite(proposition=banc, suite="realisee", by=samira)
    assert (kept.suite, kept.delai, open_without_journal(kept, "reponse")) == ("realisee", 20, "Posé au printemps.")
    actions.record_proposition(demarche=demarche, texte="Des lampes.", by=samira)
    assert what_became(samira, demarche).par_suite == [("Réponse attendue", 1), ("Réalisée", 1)]
    assert what_became(samira).delai == 20


def test_a_proposal_noted_by_mistake_leaves_nothing(samira):
    banc = actions.record_proposition(demarche=make_demarche(samira), texte="Un banc.", by=samira)
    actions.withdraw_proposition(proposition=banc, by=samira)
    assert PropositionDemarche.objects.count() == 0
    assert not Cle.objects.filter(pk=banc.unite).exists()


def test_a_miscounted_meeting_is_taken_out_and_counted_again(samira, nadia):
    met = actions.record_rencontre(
        demarche=make_demarche(samira), presents=10, comptages=AGES[:1], premiere_fois=2, by=samira
    )
    with pytest.raises(PermissionDenied):
        actions.withdraw_rencontre(rencontre=met, by=nadia)
    actions.withdraw_rencontre(rencontre=met, by=samira)
    assert (RencontreDemarche.objects.count(), ComptageRencontre.objects.count()) == (0, 0)


def test_a_closed_demarche_meets_no_more_but_is_still_answered(samira):
    demarche = make_demarche(samira)
    banc = actions.record_proposition(demarche=demarche, texte="Un banc.", by=samira)
    demarche = actions.close_demarche(demarche=demarche, by=samira)
    for act in (
        lambda: actions.record_rencontre(demarche=demarche, presents=3, by=samira),
        lambda: actions.record_proposition(demarche=demarche, texte="Un autre.", by=samira),
        lambda: actions.close_demarche(demarche=demarche, by=samira),
    ):
        with pytest.raises(ValidationError):
            act()
    assert actions.record_suite(proposition=banc, suite="ecartee", by=samira).suite == "ecartee"


def test_reach_is_told_by_public_and_by_place(samira, structure):
    square = Lieu.objects.create(structure=structure, nom="Square", type_lieu="parc_square")
    ZoneLieu.objects.create(lieu=square, genre="qpv_2024", code="QN06224M", origine="declaree")
    demarche = make_demarche(samira, ouverte_le=in_days(-500))
    actions.record_rencontre(
        demarche=demarche, presents=10, premiere_fois=3, comptages=[*AGES, *GENRES], lieu=square, by=samira
    )
    actions.record_rencontre(demarche=demarche, presents=6, premiere_fois=1, jour=in_days(-400), by=samira)

    reach = reach_of(samira)
    assert (reach.total.presents, reach.total.premiere_fois, reach.total.part) == (16, 4, 25)
    assert [(line.nom, line.presents, line.premiere_fois) for line in reach.ages] == [
        ("Moins de 12 ans", 2, 2),
        ("70 ans et plus", 6, 1),
    ]
    assert [(line.nom, line.presents) for line in reach.quartiers] == [
        ("QN06224M", 10),
        ("Hors quartier, ou non dit", 6),
    ]
    assert reach_of(samira, timezone.localdate().year).total.presents == 10


def test_reach_makes_the_same_queries_with_one_meeting_and_with_twelve(samira, django_assert_num_queries):
    demarche = make_demarche(samira)
    actions.record_rencontre(demarche=demarche, presents=10, premiere_fois=3, comptages=AGES, by=samira)
    with django_assert_num_queries(3):
        reach_of(samira)
    for _ in range(11):
        actions.record_rencontre(demarche=demarche, presents=10, premiere_fois=3, comptages=AGES, by=samira)
    with django_assert_num_queries(3):
        assert reach_of(samira).total.presents == 120


def test_another_structure_and_a_funder_are_refused(samira, nadia, paul):
    demarche = make_demarche(samira)
    for someone in (nadia, paul):
        with pytest.raises(PermissionDenied):
            actions.record_rencontre(demarche=demarche, presents=1, by=someone)
    with pytest.raises(PermissionDenied):
        make_demarche(paul)
