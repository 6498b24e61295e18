"""Two neighbours on Samira's phone, from the first word to the agreement; what the direction and a funder see."""

import re
from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from entredeux.cadre.models import EntreeJournal
from entredeux.situations.actions import NouvellePartie, open_situation, record_propos
from entredeux.situations.models import Partie, Situation
from entredeux.terrain.actions import link_intervention, record_intervention, withdraw_intervention
from entredeux.terrain.saisie import SaisieIntervention
from entredeux.territoires.models import Lieu
from entredeux.themes.queries import packs
from tests.situations.fabrique import consent, make_situation

HALL = packs()["hall"].titre


def phone_of(acteur) -> Client:
    client = Client()
    client.force_login(acteur.compte)
    return client


def test_situation_opened_from_the_phone_once(samira, structure):
    phone = phone_of(samira)
    page = phone.get(reverse("situations:nouvelle")).content.decode()
    identifiant = re.search(r'name="identifiant" value="([^"]+)"', page)[1]
    sent = {"identifiant": identifiant, "theme": "voisinage", "forme": "differe", "parties": ["habitant", "bailleur"]}

    phone.post(reverse("situations:nouvelle"), sent)
    phone.post(reverse("situations:nouvelle"), sent)

    opened = Situation.objects.get()
    assert [partie.role for partie in opened.parties.all()] == ["habitant", "bailleur"]


def test_step_out_of_order_says_what_is_missing_and_changes_nothing(samira):
    situation = make_situation(by=samira)
    phone = phone_of(samira)

    page = phone.get(reverse("situations:situation", args=[situation.pk])).content.decode()
    assert "Dites à qui vous avez expliqué votre rôle et ses limites" in page
    answer = phone.post(reverse("situations:etape", args=[situation.pk, "table_ronde"]), {"version": 1}, follow=True)
    assert "Rien n&#x27;a été changé" in answer.content.decode()
    situation.refresh_from_db()
    assert situation.etape == "signalee"


def test_party_sent_twice_is_added_once_and_the_page_says_so(samira):
    situation = make_situation(by=samira)
    phone, address = phone_of(samira), reverse("situations:ajouter_partie", args=[situation.pk])
    page = phone.get(address).content.decode()
    sent = {"identifiant": re.search(r'name="identifiant" value="([^"]+)"', page)[1], "role": "bailleur"}

    phone.post(address, sent)
    again = phone.post(address, sent | {"appellation": "celle du bas"})
    assert again.status_code == 422
    assert "déjà dans la situation" in again.content.decode()
    assert "celle du bas" in again.content.decode()
    assert [partie.role for partie in situation.parties.all()] == ["habitant", "habitant", "bailleur"]


def test_word_reaches_the_other_party_once_released_and_never_the_direction(samira, helene):
    situation = make_situation(by=samira, etape="table_ronde")
    one, other = situation.parties.all()
    word = record_propos(partie=one, texte="Le bruit me réveille à deux heures.", by=samira)
    phone, office = phone_of(samira), phone_of(helene)
    sheet = reverse("situations:table_ronde", args=[situation.pk])
    page_of_other = reverse("situations:partie", args=[other.pk])

    assert "réveille" not in phone.get(sheet).content.decode()
    consent(one, "propos")
    phone.post(reverse("situations:geste_propos", args=[word.pk, "liberer"]), {"pour": ""})
    assert "réveille" in phone.get(sheet).content.decode()
    assert "réveille" in phone.get(page_of_other).content.decode()
    phone.post(reverse("situations:geste_propos", args=[word.pk, "reprendre"]))
    assert "réveille" not in phone.get(sheet).content.decode()
    assert "réveille" not in phone.get(page_of_other).content.decode()
    seen = office.get(reverse("situations:situation", args=[situation.pk])).content.decode()
    assert "Table ronde" in seen
    assert "réveille" not in seen
    assert office.get(page_of_other).status_code == 404


def test_reading_words_is_journaled(samira):
    situation = make_situation(by=samira, resume="Du bruit le soir.")

    phone_of(samira).get(reverse("situations:situation", args=[situation.pk]))

    assert EntreeJournal.objects.filter(evenement="situations.situation.resume.lues").count() == 1


def test_list_by_its_filters_and_late_ones_said(samira, karim):
    today = timezone.localdate()
    late = open_situation(theme="hall", by=karim, ouverte_le=today - timedelta(days=60))
    Situation.objects.filter(pk=late.pk).update(prochaine_date=today - timedelta(days=1))
    open_situation(theme="voisinage", by=samira)
    phone = phone_of(samira)

    def themes(query: str) -> list[str]:
        page = phone.get(reverse("situations:liste") + query).content.decode()
        return re.findall(r'<th scope="row"><a href="[^"]+">([^<]+)</a>', page)

    assert themes("") == [HALL, "Conflits de voisinage"]
    assert themes("?qui=moi") == ["Conflits de voisinage"]
    assert themes("?etat=retard") == [HALL]
    assert themes("?etat=closes") == []
    assert themes("?etat=nimporte&theme=inconnu") == themes("")
    assert "1 en retard" in phone.get(reverse("situations:liste")).content.decode()


def test_list_of_people_says_no_place(samira, structure):
    hall = Lieu.objects.create(structure=structure, nom="Hall B, rue Racine", type_lieu="hall")
    situation = open_situation(theme="hall", lieux=[hall], by=samira)
    phone = phone_of(samira)

    assert "rue Racine" in phone.get(reverse("situations:situation", args=[situation.pk])).content.decode()
    page = phone.get(reverse("situations:liste")).content.decode()
    assert "Samira" in page
    assert "rue Racine" not in page


@pytest.mark.parametrize("number", [3, 30])
def test_same_number_of_queries_whatever_the_list(samira, number, django_assert_num_queries):
    for _ in range(1):
        make_situation(by=samira)
    phone = phone_of(samira)
    phone.get(reverse("situations:liste"))
    with CaptureQueriesContext(connection) as one:
        phone.get(reverse("situations:liste"))
    for _ in range(number - 1):
        make_situation(by=samira)
    with django_assert_num_queries(len(one)):
        phone.get(reverse("situations:liste"))


def test_another_structure_and_a_funder_find_nothing(samira, nadia, paul):
    situation = make_situation(by=samira)
    partie = situation.parties.first()
    for stranger in (nadia, paul):
        client = phone_of(stranger)
        for name, key in (
            ("situation", situation),
            ("table_ronde", situation),
            ("partie", partie),
            ("contact", partie),
        ):
            assert client.get(reverse(f"situations:{name}", args=[key.pk])).status_code == 404
    assert phone_of(paul).get(reverse("situations:liste")).status_code == 404
    assert phone_of(samira).get(reverse("situations:situation", args=[situation.pk])).status_code == 200


def test_contact_is_asked_for_apart(samira):
    situation = make_situation(by=samira)
    phone = phone_of(samira)
    sent = {
        "identifiant": "7b0c9f0e-7f0a-4b39-9d92-0f3e6b8f9f11",
        "role": "bailleur",
        "contact": "loge@bailleur.example",
    }
    phone.post(reverse("situations:ajouter_partie", args=[situation.pk]), sent)
    partie = Partie.objects.get(role="bailleur")

    assert "loge@" not in phone.get(reverse("situations:partie", args=[partie.pk])).content.decode()
    assert "loge@bailleur.example" in phone.get(reverse("situations:contact", args=[partie.pk])).content.decode()


# --- acts of a situation


def make_act(by, **given):
    said = {"date_service": timezone.localdate(), "registre": "conflits", "domaine": "habitat", "motif": "regroupement"}
    return record_intervention(SaisieIntervention(**(said | {"note": "Un mot."} | given)), by=by)


def test_act_takes_the_situations_unit_and_keeps_its_note(samira):
    situation, act = make_situation(by=samira), make_act(samira)
    phone = phone_of(samira)

    phone.post(reverse("terrain:rattacher", args=[act.pk]), {"situation": situation.pk})

    act.refresh_from_db()
    assert (act.situation, act.unite) == (situation, situation.unite)
    assert "Un mot." in phone.get(reverse("terrain:intervention_note", args=[act.pk])).content.decode()
    assert "regroupement" in phone.get(reverse("situations:situation", args=[situation.pk])).content.decode()


def test_situation_is_opened_from_an_act(samira):
    act = make_act(samira)

    phone_of(samira).post(reverse("terrain:rattacher", args=[act.pk]), {"situation": ""})

    act.refresh_from_db()
    assert act.situation.motif == "regroupement"


def test_act_withdrawn_leaves_the_words_of_its_situation(samira):
    situation, act = make_situation(by=samira, resume="Du bruit le soir."), make_act(samira)
    act = link_intervention(intervention=act, situation=situation, by=samira)

    withdraw_intervention(act, by=samira)

    page = phone_of(samira).get(reverse("situations:situation", args=[situation.pk])).content.decode()
    assert "Du bruit le soir." in page


def test_act_of_a_month_already_published_is_not_moved(samira):
    situation = make_situation(by=samira)
    act = make_act(samira, date_service=timezone.localdate() - timedelta(days=120))

    answer = phone_of(samira).post(reverse("terrain:rattacher", args=[act.pk]), {"situation": situation.pk})

    assert answer.status_code == 422
    assert "arrêtées" in answer.content.decode()


def test_each_party_has_its_own_outcome(samira, nadia):
    situation = make_situation(by=samira)
    first = situation.parties.first()
    address = reverse("situations:issue_partie", args=[first.pk])

    answer = phone_of(samira).post(address, {"issue": "accord_partiel"}, follow=True)

    assert "Accord partiel" in answer.content.decode()
    assert [partie.issue for partie in situation.parties.all()] == ["accord_partiel", ""]
    assert phone_of(samira).post(address, {"issue": "inventee"}).status_code == 422
    assert phone_of(nadia).get(address).status_code == 404


def test_sheet_of_a_party_holds_its_own_part_alone(samira, helene):
    situation = make_situation(by=samira, etape="table_ronde")
    one, other = situation.parties.all()
    mine = record_propos(partie=one, texte="Le bruit me réveille.", by=samira)
    record_propos(partie=other, texte="Je travaille de nuit.", by=samira)
    consent(one, "propos")
    phone = phone_of(samira)
    sheet = {partie: reverse("situations:feuille_partie", args=[partie.pk]) for partie in (one, other)}

    page = phone.get(sheet[one]).content.decode()
    assert "Le bruit me réveille." in page
    assert "Je travaille de nuit." not in page
    assert "réveille" not in phone.get(sheet[other]).content.decode()
    phone.post(reverse("situations:geste_propos", args=[mine.pk, "liberer"]), {"pour": ""})
    assert "réveille" in phone.get(sheet[other]).content.decode()
    assert phone_of(helene).get(sheet[one]).status_code == 404


def test_page_says_who_asked(samira):
    situation = open_situation(
        theme="voisinage",
        mode_saisine="bailleur",
        motif="nuisance_sonore",
        parties=[NouvellePartie(role="habitant", a_demande=True)],
        by=samira,
    )

    page = phone_of(samira).get(reverse("situations:situation", args=[situation.pk])).content.decode()

    assert "demande d&#x27;un bailleur" in page
    assert "Nuisances sonores" in page
    assert "a demandé la médiation" in page
