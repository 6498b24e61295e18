"""The demonstration's referrals are in the states they claim."""

from entredeux.demo.suivi_orientations import build
from entredeux.orientations.models import DemandeEntrante, Envoi


def test_demo_has_referrals_in_several_states(samira, claire):
    build(samira, claire)
    assert sorted(Envoi.objects.values_list("etat", flat=True)) == ["envoyee", "envoyee", "recue", "refusee"]
    assert DemandeEntrante.objects.count() == 1
