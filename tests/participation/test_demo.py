"""The demonstration's words and démarches are in the states they claim."""

from django.utils import timezone

from entredeux.demo.participation import build_participation
from entredeux.participation.models import Demarche, GroupeParoles, Parole, RetourParole
from entredeux.participation.queries.partage import paroles_shown
from entredeux.territoires.models import Lieu


def test_demo_has_words_in_every_state(samira, karim, claire, structure):
    square = Lieu.objects.create(structure=structure, nom="Square", type_lieu="parc_square")
    gens = {"Samira": samira, "Karim": karim, "Claire": claire}
    build_participation(gens, [square], timezone.localdate())

    assert sorted(GroupeParoles.objects.values_list("etat", flat=True)) == ["envoye", "ouvert", "repondu"]
    assert Parole.objects.filter(groupe=None).count() == 2
    assert Parole.objects.exclude(retiree_le=None).count() == 1
    assert set(RetourParole.objects.values_list("etat", flat=True)) == {"a_redire", "attente", "redite"}
    assert len(paroles_shown(GroupeParoles.objects.get(etat="envoye"))) == 5
    assert Demarche.objects.filter(close_le=None).count() == 1
