"""Hélène signs the assessment of the school theme: her team records it, another structure's does not."""

import datetime

import pytest
from django.core.exceptions import ValidationError
from django.test import Client
from django.urls import reverse

from entredeux.cadre.models import EntreeJournal
from entredeux.situations.actions import open_situation
from entredeux.socle.erreurs import Refus
from entredeux.terrain.actions import record_intervention
from entredeux.terrain.saisie import SaisieIntervention
from entredeux.themes.actions import close_theme, open_theme
from entredeux.themes.queries import open_packs, packs

SIGNEE = datetime.date(2026, 1, 5)
ACTE = SaisieIntervention(
    date_service=datetime.date(2026, 3, 5),
    registre="conflits",
    domaine="ecole",
    motif="microviolence",
    theme="ecole",
    reponses={"action": "regulation_chaud", "niveau": "cm", "eleves": 3},
)


def client_of(acteur) -> Client:
    client = Client()
    client.force_login(acteur.compte)
    return client


def test_sensitive_theme_is_shut_until_its_assessment_is_signed(samira, helene, nadia):
    assert packs()["ecole"].est_sensible
    with pytest.raises(ValidationError, match="analyse d'impact n'est pas signée"):
        record_intervention(ACTE, by=samira)
    with pytest.raises(ValidationError, match="analyse d'impact n'est pas signée"):
        open_situation(theme="ecole", by=samira)

    open_theme(theme="ecole", signee_le=SIGNEE, reference="AIPD 2026-1", by=helene)

    assert record_intervention(ACTE, by=samira).reponses["niveau"] == "cm"
    assert "ecole" in open_packs(samira.chaine)
    assert "ecole" not in open_packs(nadia.chaine)
    assert EntreeJournal.objects.filter(evenement="themes.theme.ouvert").count() == 1


def test_closing_stops_new_entries_and_keeps_the_old(samira, helene):
    row = open_theme(theme="ecole", signee_le=SIGNEE, reference="AIPD 2026-1", by=helene)
    act = record_intervention(ACTE, by=samira)

    close_theme(ouverture=row, by=helene)

    with pytest.raises(ValidationError, match="sensible"):
        record_intervention(ACTE, by=samira)
    page = client_of(samira).get(reverse("terrain:intervention_detail", args=[act.pk])).content.decode()
    assert "Régulation à chaud" in page


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ({"theme": "hall"}, "pas sensible"),
        ({"theme": "rodeo"}, "pas sensible"),
        ({"signee_le": datetime.date(2999, 1, 1)}, "à venir"),
        ({"reference": "  "}, "retrouver le document"),
    ],
)
def test_wrong_declaration_is_refused_with_words(helene, given, said):
    sent = {"theme": "ecole", "signee_le": SIGNEE, "reference": "AIPD 2026-1"} | given
    with pytest.raises(ValidationError, match=said):
        open_theme(by=helene, **sent)


def test_only_the_direction_opens_it_and_sees_how(helene, claire, samira):
    with pytest.raises(Refus):
        open_theme(theme="ecole", signee_le=SIGNEE, reference="AIPD", by=claire)
    address = reverse("themes:ouvrir", args=["ecole"])
    assert client_of(claire).get(address).status_code == 404
    office = client_of(helene)
    assert "est signée : ouvrir" in office.get(reverse("themes:fiche", args=["ecole"])).content.decode()
    office.post(address, {"signee_le": "2026-01-05", "reference": "AIPD 2026-1"})
    assert "AIPD 2026-1" in client_of(samira).get(reverse("themes:fiche", args=["ecole"])).content.decode()
    assert "Milieu scolaire" in client_of(samira).get(reverse("terrain:intervention")).content.decode()


def test_every_theme_of_the_trade_ships_and_asks_at_least_three_questions():
    wanted = {
        "ecole",
        "hall",
        "voisinage",
        "rue",
        "numerique",
        "participation",
        "droits",
        "sante",
        "environnement",
        "emploi",
    }
    assert set(packs()) == wanted
    for pack in packs().values():
        assert len(pack.questions) >= 3, pack.code
        assert all([pack.etapes, pack.encadres, pack.numeros, pack.partenaires, pack.indicateurs]), pack.code
