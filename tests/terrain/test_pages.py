"""The pages of the field and of the office, by HTTP: what is typed is kept, what is not ours does not exist."""

import pytest
from django.test import Client
from django.urls import reverse

from entredeux.terrain import actions
from entredeux.terrain.models import Intervention, Passage, Presence


@pytest.fixture
def browser_of():
    def sign_in(acteur) -> Client:
        client = Client()
        client.force_login(acteur.compte)
        return client

    return sign_in


ACTE = {
    "theme": "",
    "motif": "regroupement",
    "domaine": "habitat",
    "registre": "conflits",
    "issue": "apaisee_sur_place",
    "duree_minutes": "15",
    "publics-TOTAL_FORMS": "1",
    "publics-INITIAL_FORMS": "0",
    "publics-0-role": "groupe_jeunes",
    "publics-0-nombre": "4",
}


def test_evening_of_a_mediator(browser_of, samira, mission, hall, square):
    phone = browser_of(samira)

    phone.post(reverse("terrain:commencer"), {"mission": mission.pk})
    presence = Presence.objects.get()
    phone.post(reverse("terrain:rien_a_signaler", args=[presence.pk, hall.pk]))
    phone.post(
        reverse("terrain:etat_lieu", args=[presence.pk, square.pk]),
        {"occupation": "2_4", "nuisances": ["bruit"], "contact": "echange", "etat_depart": "calme"},
    )
    phone.post(reverse("terrain:intervention"), ACTE)
    phone.post(reverse("terrain:arreter", args=[presence.pk]))

    presence.refresh_from_db()
    act = Intervention.objects.get()
    assert presence.fin_le is not None
    assert Passage.objects.filter(est_visite=True).count() == 2
    assert (act.presence, act.mission, act.motif, act.publics.get().nombre) == (presence, mission, "regroupement", 4)


def test_refused_act_comes_back_filled_with_its_reason(browser_of, samira):
    answer = browser_of(samira).post(reverse("terrain:intervention"), ACTE | {"motif": "", "note": "Un mot."})

    assert answer.status_code == 422
    assert "Un mot." in answer.content.decode()
    assert not Intervention.objects.exists()


def test_same_form_sent_twice_records_once(browser_of, samira):
    phone = browser_of(samira)
    sent = ACTE | {"identifiant": "7b0c9f0e-7f0a-4b39-9d92-0f3e6b8f9f11"}

    phone.post(reverse("terrain:intervention"), sent)
    phone.post(reverse("terrain:intervention"), sent)

    assert Intervention.objects.count() == 1


def test_undo_is_offered_and_works(browser_of, samira):
    phone = browser_of(samira)

    page = phone.post(reverse("terrain:intervention"), ACTE, follow=True).content.decode()
    undo = reverse("terrain:annuler_intervention", args=[Intervention.objects.get().pk])
    phone.post(undo)

    assert undo in page
    assert not Intervention.objects.exists()


OFFICE = ["aujourdhui", "semaine", "interventions", "dysfonctionnements", "missions", "incidents", "export"]


@pytest.mark.parametrize("name", OFFICE)
def test_coordination_opens_its_pages_and_a_funder_meets_404(browser_of, claire, paul, tournee, name):
    assert browser_of(claire).get(reverse(f"terrain:{name}")).status_code == 200
    assert browser_of(paul).get(reverse(f"terrain:{name}")).status_code == 404


def test_row_of_another_structure_is_not_there(browser_of, nadia, claire, samira, tournee, hall):
    passage = actions.record_rien_a_signaler(presence=tournee, lieu=hall, by=samira)
    phone = browser_of(samira)
    phone.post(reverse("terrain:intervention"), ACTE)
    act = Intervention.objects.get()
    stranger = browser_of(nadia)

    for name in ("intervention_detail", "intervention_note", "corriger"):
        assert stranger.get(reverse(f"terrain:{name}", args=[act.pk])).status_code == 404
    assert stranger.post(reverse("terrain:annuler_passage", args=[passage.pk])).status_code == 404
    assert stranger.post(reverse("terrain:arreter", args=[tournee.pk])).status_code == 404


def _queries_of(client, url, count):
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    with CaptureQueriesContext(
        connection,
    ) as seen:
        assert client.get(url).status_code == 200
    return len(seen)


@pytest.mark.parametrize("name", ["interventions", "aujourdhui", "semaine", "export"])
def test_same_number_of_queries_for_1_row_and_300(browser_of, claire, samira, tournee, hall, mission, name):
    from datetime import date

    from entredeux.terrain.saisie import SaisieIntervention

    office, url = browser_of(claire), reverse(f"terrain:{name}")
    row = {"registre": "conflits", "domaine": "habitat", "motif": "regroupement", "date_service": date(2026, 11, 2)}
    link = {"lieu_id": hall.pk, "mission_id": mission.pk, "presence_id": tournee.pk}
    actions.record_interventions([SaisieIntervention(**row, **link)], by=samira)
    _queries_of(office, url, 1)
    with_one = _queries_of(office, url, 1)

    actions.record_interventions([SaisieIntervention(**row, **link, duree_minutes=n) for n in range(300)], by=samira)

    assert _queries_of(office, url, 300) == with_one


def test_home_follows_the_mission(browser_of, claire, samira, tournee):
    """A counter opens on the next visitor, a round on the next place."""
    actions.stop_presence(tournee, by=samira)
    counter = actions.create_mission(nom="Permanence", forme="permanence", domaine="droits", by=claire)
    actions.start_presence(mission=counter, by=samira)

    page = browser_of(samira).get(reverse("terrain:accueil")).content.decode()

    assert "Noter une intervention" in page
    assert "Rien à signaler" not in page
