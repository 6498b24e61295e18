"""The followed situations of the demonstration, through the actions: several themes, both clocks, one of each end."""

from collections import Counter

from django.utils import timezone

from entredeux.demo.suivi_situations import build_situations
from entredeux.situations.models import Alerte, NotePrivee, Recusation, Situation
from entredeux.territoires.models import Lieu
from entredeux.themes.queries import packs


def test_demonstration_follows_situations_in_several_themes(samira, karim, helene, structure):
    lieux = [Lieu.objects.create(structure=structure, nom=f"Hall {n}", type_lieu="hall") for n in range(4)]
    said = build_situations({"Samira": samira, "Karim": karim, "Hélène": helene}, lieux, timezone.localdate())

    found = Situation.objects.all()
    assert said.startswith("Suivi : douze situations")
    assert found.count() == 12
    assert {each.theme for each in found} == set(packs())
    ended = Counter(each.etape for each in found if each.est_close)
    assert ended == {"refusee": 1, "close": 1, "issue": 1}
    assert [(each.compte, each.confiee_a) for each in Recusation.objects.all()] == [(karim.compte, samira.compte)]
    assert NotePrivee.objects.filter(cree_par=samira.compte).count() == 1
    assert sorted(each.etat for each in Alerte.objects.all()) == ["accuse_attendu", "accusee"]
    assert found.filter(etapes__binome=karim.compte).distinct().count() == 1
    assert found.filter(prochaine_date__lt=timezone.localdate()).count() == 2
