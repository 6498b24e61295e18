"""The pages: the team's, the service's without an account, and the public form."""

import re
from datetime import timedelta

import pytest
from django.core import mail
from django.urls import reverse
from django.utils import timezone

from entredeux.cadre.models import EntreeJournal
from entredeux.cadre.textes import open_without_journal
from entredeux.orientations import actions
from entredeux.orientations.liens import sign_presence
from entredeux.orientations.models import DemandeEntrante, Envoi, Orientation, PresenceConjointe, Protocole
from entredeux.situations.models import Situation
from tests.orientations.fabrique import (
    CONTACT,
    consent,
    enter,
    make_partenaire,
    make_question,
    make_sent,
    make_situation,
    withdraw,
)

TEAM = ("liste", "nouvelle", "bilan", "demandes", "matrice", "protocoles", "guide", "recu")


@pytest.fixture
def at_work(client, samira):
    client.force_login(samira.compte)
    return client


@pytest.mark.parametrize("page", TEAM)
def test_pages_open_for_the_team(at_work, page):
    assert at_work.get(reverse(f"orientations:{page}")).status_code == 200


@pytest.mark.parametrize("page", ["liste", "nouvelle", "bilan", "demandes", "matrice", "protocoles"])
def test_a_funder_meets_404(client, paul, page):
    client.force_login(paul.compte)
    assert client.get(reverse(f"orientations:{page}")).status_code == 404


def test_a_funder_and_another_structure_meet_404_on_a_referral(client, samira, claire, paul, nadia):
    envoi, _ = make_sent(samira, claire)
    for someone in (paul, nadia):
        client.force_login(someone.compte)
        assert client.get(reverse("orientations:detail", args=[envoi.orientation_id])).status_code == 404
        assert client.post(reverse("orientations:geste", args=[envoi.pk, "annuler"])).status_code == 404
    client.force_login(samira.compte)
    assert client.get(reverse("orientations:detail", args=[envoi.orientation_id])).status_code == 200


def test_a_referral_from_the_situation_waits_for_consent_then_leaves(at_work, samira, claire):
    situation, partie = make_situation(samira)
    service = make_partenaire(claire)
    said = {
        "nature": "orientation",
        "partie": partie.pk,
        "besoin": "numerique",
        "precisions": "Créer une adresse.",
        "partenaire": service.pk,
        "profession": "conseiller_numerique",
        "degre": "contact",
        "contact": "",
    }
    page = at_work.post(f"{reverse('orientations:nouvelle')}?situation={situation.pk}", said, follow=True)
    envoi = Envoi.objects.get()
    assert envoi.etat == "proposee"
    assert "L'accord de la personne n'est pas noté" in page.content.decode()

    consent(partie.pk, "contact", service.pk, by=samira, unite=situation.unite)
    at_work.post(reverse("orientations:geste", args=[envoi.pk, "envoyer"]))
    assert Envoi.objects.get().etat == "envoyee"


def test_an_educator_refused_is_offered_a_question_with_the_words_kept(at_work, claire):
    service = make_partenaire(claire, "Club de prévention", "equipe.prevention@club.exemple.fr")
    said = {
        "nature": "orientation",
        "besoin": "jeunes_espace_public",
        "precisions": "Un groupe se retrouve tard dans un hall : que proposer ?",
        "partenaire": service.pk,
        "profession": "prevention_specialisee",
        "degre": "besoin",
    }
    page = at_work.post(reverse("orientations:nouvelle"), said)
    html = page.content.decode()
    assert page.status_code == 422
    assert "sans mandat nominatif" in html
    assert "que proposer" in html
    assert Orientation.objects.count() == 0

    assert 'name="nature" value="question"' in html
    at_work.post(reverse("orientations:nouvelle"), said | {"nature": "question"})
    envoi = Envoi.objects.get()
    assert (envoi.orientation.nature, envoi.etat) == ("question", "envoyee")


def test_the_service_answers_in_two_taps_and_sees_the_contact_only_then(client, samira, claire):
    envoi, _ = make_sent(samira, claire)
    address = enter(client, envoi)
    before = client.get(address)
    assert "Créer une adresse." in before.content.decode()
    assert CONTACT not in before.content.decode()
    assert len(before.content) < 30_000
    assert "Prendre en charge" in before.content.decode()

    after = client.post(address, {"etat": "acceptee"}, follow=True)
    assert CONTACT in after.content.decode()
    tomorrow = timezone.localdate() + timedelta(days=1)
    client.post(address, {"jour": tomorrow.isoformat()})
    assert Envoi.objects.get().rdv_le == tomorrow
    read = EntreeJournal.objects.filter(evenement="situations.partie.contact.lue")
    assert [entry.structure for entry in read] == [samira.structure.pk]


def test_without_the_code_nothing_is_shown(client, samira, claire):
    envoi, _ = make_sent(samira, claire)
    address = enter(client, envoi)
    client.cookies.clear()

    page = client.get(address)
    assert "Recevoir" in page.content.decode()
    assert "Créer une adresse." not in page.content.decode()
    client.post(address, {"etat": "acceptee"})
    assert Envoi.objects.get().etat == "envoyee"


def test_consent_withdrawn_after_the_code_closes_the_page(client, samira, claire):
    envoi, given = make_sent(samira, claire)
    address = enter(client, envoi)
    client.post(address, {"etat": "acceptee"})
    assert CONTACT in client.get(address).content.decode()
    withdraw(given, samira)

    page = client.get(address)
    assert page.status_code == 410
    assert "La personne a retiré son accord" in page.content.decode()
    assert [word for word in (CONTACT, "Créer une", "ordinateur") if word in page.content.decode()] == []


def test_forged_link_is_a_sentence_and_a_line_of_the_journal(client, db):
    page = client.get(reverse("orientations:partenaire", args=["abc:def:ghi"]))
    assert page.status_code == 404
    assert "coupé" in page.content.decode()
    assert EntreeJournal.objects.filter(evenement="orientations.lien.refuse").count() == 1


def test_a_question_shows_neither_situation_nor_team_names(client, samira, claire):
    envoi = make_question(samira, claire)
    html = client.get(enter(client, envoi)).content.decode()
    assert "Un groupe se retrouve tard" in html
    assert "Samira" not in html

    client.post(enter(client, envoi), {"etat": "repondue", "texte": "Passons ensemble."})
    assert open_without_journal(Envoi.objects.get(), "reponse") == "Passons ensemble."


def test_a_resident_asks_without_an_account_and_reads_the_answer(client, samira):
    address = reverse("orientations:demander", args=[samira.structure.pk])
    said = {"origine": "habitant", "besoin": "voisinage", "texte": "Du bruit tous les soirs.", "contact": ""}
    html = client.post(address, said).content.decode()
    number = re.search(r"[2-9A-Z]{5}-[2-9A-Z]{5}", html).group()
    demande = DemandeEntrante.objects.get()
    assert b"Du bruit" not in bytes(demande.texte)

    actions.redirect_demande(demande=demande, reponse="Le gardien est joignable à la loge.", by=samira)
    page = client.post(reverse("orientations:recu"), {"numero": number.lower()}).content.decode()
    assert "Le gardien est joignable à la loge." in page
    wrong = client.post(reverse("orientations:recu"), {"numero": "AAAAA-AAAAA"})
    assert wrong.status_code == 422


def test_the_public_form_is_slowed_down(client, samira):
    address = reverse("orientations:demander", args=[samira.structure.pk])
    said = {"origine": "bailleur", "besoin": "logement", "texte": "Un conflit de palier.", "contact": ""}
    assert [client.post(address, said).status_code for _ in range(11)] == [200] * 10 + [429]
    assert DemandeEntrante.objects.count() == 10


def test_a_request_accepted_opens_a_situation_once(at_work, samira):
    demande, _ = actions.receive_demande(
        structure=samira.structure, origine="ecole", besoin="famille_scolarite", texte="Un conflit.", by=samira
    )
    address = reverse("orientations:demande", args=[demande.pk])
    at_work.post(address, {"decision": "accepter", "theme": "voisinage"})
    assert Situation.objects.get().parties.get().role == "etablissement"
    page = at_work.post(address, {"decision": "accepter", "theme": "voisinage"})
    assert "déjà traité" in page.content.decode()
    assert Situation.objects.count() == 1


def test_claire_rewrites_the_matrix_and_the_old_version_stays(client, claire):
    client.force_login(claire.compte)
    address = reverse("orientations:matrice_modifier")
    form = {}
    for each in client.get(address).context["formulaires"]:
        for name, value in each.initial.items():
            if name != "profession" and value is not False:
                form[f"{each.prefix}-{name}"] = "on" if value is True else value
    assert client.post(address, form).status_code == 422
    form["social-niveau"] = "besoin"
    client.post(address, form)
    assert "Version 2" in client.get(reverse("orientations:matrice")).content.decode()
    assert "remplacée depuis" in client.get(f"{reverse('orientations:matrice')}?version=1").content.decode()


def test_protocol_written_late_and_presence_confirmed_by_the_partner(client, claire):
    service = make_partenaire(claire)
    client.force_login(claire.compte)
    due = timezone.localdate() + timedelta(days=30)
    said = {"equipe_fait": "Lien.", "partenaire_fait": "Ateliers.", "jamais": "Un nom.", "revue_le": due.isoformat()}
    client.post(reverse("orientations:protocole_ecrire", args=[service.pk]), said)
    Protocole.objects.update(revue_le=timezone.localdate() - timedelta(days=1))
    assert "en retard" in client.get(reverse("orientations:protocoles")).content.decode()
    assert "était prévue" in client.get(reverse("orientations:protocole", args=[service.pk])).content.decode()

    today = timezone.localdate()
    client.post(
        reverse("orientations:presence_noter", args=[service.pk]), {"jour": today.isoformat(), "moment": "soir"}
    )
    client.logout()
    presence = PresenceConjointe.objects.get()
    address = reverse("orientations:presence_confirmer", args=[sign_presence(presence)])
    assert "Claire" not in client.get(address).content.decode()
    assert "Confirmée par les deux équipes" in client.post(address).content.decode()


def test_the_guide_keeps_its_answer_in_the_address(client, db):
    page = client.get(f"{reverse('orientations:guide')}?humaine=non&outil=oui&droit=non").content.decode()
    assert "Conseillère ou conseiller numérique" in page
    assert page.count(" checked") == 3


def test_the_list_makes_the_same_queries_with_one_and_three(at_work, samira, claire, django_assert_max_num_queries):
    service = make_partenaire(claire)

    def refer():
        actions.propose_and_prepare(by=samira, besoin="logement", partenaire=service, profession="social", degre="rien")

    def count():
        with django_assert_max_num_queries(60) as seen:
            at_work.get(reverse("orientations:liste"))
        return len(seen)

    refer()
    one = count()
    refer()
    refer()
    assert count() == one
    assert mail.outbox == []
