"""What goes wrong on the way, as the one who meets it reads it: a sentence, nothing lost, a line of the journal."""

from dataclasses import replace
from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from entredeux.cadre.models import EntreeJournal
from entredeux.orientations import actions
from entredeux.orientations.liens import ENVOI, sign_envoi
from entredeux.orientations.models import Envoi
from entredeux.partenaires.models import StructurePartenaire
from tests.orientations.fabrique import CONTACT, enter, mailed_code, make_sent, withdraw

MOTS = ("Créer une adresse", "ordinateur", CONTACT)


def address_of(envoi) -> str:
    return f"/orientations/repondre/{sign_envoi(Envoi.objects.get(pk=envoi.pk))}/"


def closed(page, titre: str, status: int = 410) -> None:
    """The page says why, and nothing of anybody."""
    html = page.content.decode().replace("&#x27;", "'")
    assert page.status_code == status
    assert titre in html
    assert [word for word in MOTS if word in html] == []


def last_event() -> str:
    return EntreeJournal.objects.latest("id").evenement


def test_consent_withdrawn_between_sending_and_opening(client, samira, claire):
    envoi, given = make_sent(samira, claire)
    address = address_of(envoi)
    assert client.get(address).status_code == 200
    withdraw(given, samira)

    closed(client.get(address), "La personne a retiré son accord")
    assert last_event() == "orientations.lien.ferme"
    assert Envoi.objects.get().etat == "retiree"


@pytest.mark.parametrize("wrong", ["forge", "coupe", "autre"])
def test_forged_cut_or_borrowed_link(client, samira, claire, wrong):
    envoi, _ = make_sent(samira, claire)
    good = sign_envoi(envoi)
    jetons = {"forge": good[:-4] + "AAAA", "coupe": good[:-6], "autre": good.replace(envoi.pk.hex[:6], "abcdef")}

    closed(client.get(f"/orientations/repondre/{jetons[wrong]}/"), "Ce lien ne s'ouvre pas", 404)
    assert last_event() == "orientations.lien.refuse"
    assert Envoi.objects.get().etat == "envoyee"


def test_link_of_three_weeks_ago(client, samira, claire, monkeypatch):
    envoi, _ = make_sent(samira, claire)
    address = address_of(envoi)
    monkeypatch.setattr("entredeux.orientations.views.partenaire.ENVOI", replace(ENVOI, duree=timedelta(seconds=-1)))

    closed(client.get(address), "Ce lien a plus de quatorze jours", 404)


def test_link_replayed_after_a_newer_one_and_after_the_end(client, samira, claire):
    envoi, _ = make_sent(samira, claire)
    former = enter(client, envoi)
    actions.answer_envoi(envoi=envoi, etat="precision_demandee", texte="Sait-elle lire ?")
    actions.complete_envoi(envoi=envoi, complement="Oui, en français.", by=samira)

    closed(client.get(former), "Un lien plus récent vous a été envoyé")
    newer = enter(client, envoi)
    client.post(newer, {"etat": "acceptee"})
    actions.record_resultat(envoi=Envoi.objects.get(), etat="recue", by=samira)
    closed(client.get(newer), "Cette orientation est terminée")
    closed(client.post(newer, {"etat": "acceptee"}), "Cette orientation est terminée")
    assert last_event() == "orientations.lien.ferme"


def test_code_tried_too_often(client, samira, claire):
    envoi, _ = make_sent(samira, claire)
    address, code = address_of(envoi), mailed_code(envoi)
    wrong = "000000" if code != "000000" else "111111"

    said = [client.post(address, {"code": wrong}) for _ in range(5)]
    assert [page.status_code for page in said] == [422] * 5
    assert "Il reste 4 essais" in said[0].content.decode()
    assert "Cinq codes faux" in said[4].content.decode()
    locked = client.post(address, {"code": code})
    closed(locked, "Cinq codes faux : ce lien est fermé", 422)
    assert "rien n'est perdu" in locked.content.decode().replace("&#x27;", "'")
    assert EntreeJournal.objects.filter(evenement="orientations.code.faux").count() == 5
    assert Envoi.objects.get().etat == "envoyee"


def test_partner_closed_since(client, samira, claire):
    envoi, _ = make_sent(samira, claire)
    address = enter(client, envoi)
    StructurePartenaire.objects.update(est_actif=False)

    closed(client.get(address), "Ce service n'est plus dans l'annuaire")
    assert last_event() == "orientations.lien.ferme"
    client.force_login(samira.compte)
    again = client.post(reverse("orientations:geste", args=[envoi.pk, "envoyer"]), follow=True)
    assert again.status_code == 200
    assert Envoi.objects.get().etat == "envoyee"


def test_answer_out_of_order(client, samira, claire):
    envoi, _ = make_sent(samira, claire)
    address = enter(client, envoi)
    client.post(address, {"etat": "acceptee"})
    late = client.post(address, {"etat": "refusee", "raison": "complet"})
    assert late.status_code == 422
    assert "ne peut pas devenir" in late.content.decode()
    past = client.post(address, {"jour": (timezone.localdate() - timedelta(days=1)).isoformat()})
    assert "Ce jour est passé" in past.content.decode()
    assert Envoi.objects.get().etat == "acceptee"


def test_same_service_twice_for_one_need(client, samira, claire):
    envoi, _ = make_sent(samira, claire)
    client.force_login(samira.compte)
    page = client.post(
        reverse("orientations:autre_service", args=[envoi.orientation_id]),
        {"partenaire": envoi.partenaire_id, "profession": "social", "degre": "rien"},
    )
    assert page.status_code == 422
    assert "déjà adressé à ce service" in page.content.decode()
    assert Envoi.objects.count() == 1
