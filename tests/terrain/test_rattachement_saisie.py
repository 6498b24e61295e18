"""An act recorded on the spot as one more step of a followed situation: one form, both or neither."""

import re
import uuid

from django.test import Client
from django.urls import reverse

from entredeux.cadre.textes import open_without_journal
from entredeux.situations.actions import declare_lien
from entredeux.situations.models import Situation
from entredeux.terrain.models import Intervention
from tests.situations.fabrique import make_situation

ADRESSE = "terrain:intervention"
PUBLICS = {
    f"publics-{name}": value
    for name, value in {"TOTAL_FORMS": 0, "INITIAL_FORMS": 0, "MIN_NUM_FORMS": 0, "MAX_NUM_FORMS": 9}.items()
}


def phone_of(acteur) -> Client:
    client = Client()
    client.force_login(acteur.compte)
    return client


def sent(**given) -> dict:
    return {
        "identifiant": str(uuid.uuid4()),
        "theme": "",
        "motif": "conflit_voisinage",
        "registre": "conflits",
        "domaine": "habitat",
        "note": "Revus tous les deux.",
        **PUBLICS,
        **given,
    }


def test_act_is_recorded_and_linked_at_once_and_only_once(samira):
    situation = make_situation(by=samira)
    phone, form = phone_of(samira), sent(situation=str(situation.pk))
    assert "Rattacher à une situation suivie" in phone.get(reverse(ADRESSE)).content.decode()

    for _ in range(2):
        phone.post(reverse(ADRESSE), form)

    act = Intervention.objects.get()
    assert (act.situation, act.unite) == (situation, situation.unite)
    assert open_without_journal(act, "note") == "Revus tous les deux."


def test_without_a_situation_nothing_changes(samira):
    phone = phone_of(samira)
    assert "Rattacher à une situation suivie" not in phone.get(reverse(ADRESSE)).content.decode()

    phone.post(reverse(ADRESSE), sent())

    assert Intervention.objects.get().situation is None


def test_closed_meanwhile_the_form_comes_back_filled_and_nothing_is_recorded(samira):
    situation = make_situation(by=samira)
    phone = phone_of(samira)
    Situation.objects.update(etape="close", prochaine_date=None, close_le="2026-03-05")

    answer = phone.post(reverse(ADRESSE), sent(situation=str(situation.pk)))

    assert answer.status_code == 422
    assert "Revus tous les deux." in answer.content.decode()
    assert not Intervention.objects.exists()


def test_not_to_a_situation_one_stepped_aside_from_nor_to_anothers(samira, karim, nadia):
    recused, theirs = make_situation(by=samira), make_situation(by=nadia)
    declare_lien(situation=recused, lien="proche", confiee_a=karim.compte, by=samira)
    make_situation(by=samira)
    phone = phone_of(samira)

    offered = re.findall(r'<option value="([^"]+)"', phone.get(reverse(ADRESSE)).content.decode())
    assert str(recused.pk) not in offered
    assert phone.post(reverse(ADRESSE), sent(situation=str(recused.pk))).status_code == 422
    assert phone.post(reverse(ADRESSE), sent(situation=str(theirs.pk))).status_code == 404
    assert not Intervention.objects.exists()
