"""The kinds of the apps above: a step, a need, a word, an item of a sheet, through the same outbox."""

import datetime
import uuid

import pytest

from entredeux.cadre.models import Consentement
from entredeux.carnet.enums import EtatEnveloppe
from entredeux.carnet.models import Enveloppe
from entredeux.carnet.paquet import build_paquet
from entredeux.orientations.models import Envoi, Orientation
from entredeux.participation.models import Parole
from entredeux.reseau.models import Element, FicheEpinglee, Rapporteur, Sequence
from entredeux.socle.codes import draw_code
from tests.carnet.conftest import enrol
from tests.reseau.fabrique import make_evenement, make_sequence
from tests.reseau.fiches import make_ressources
from tests.situations.fabrique import make_situation

pytestmark = pytest.mark.django_db


def forms(by) -> dict:
    return {each["sorte"]: each for each in build_paquet(by)["formulaires"]}


def workshop() -> Sequence:
    evenement = make_evenement(date_debut=datetime.date.today(), sequences=[make_sequence("Le hall", "14:00", "15:00")])
    return evenement.sequences.get()


def test_a_step_of_a_situation_is_taken_from_the_phone(samira, telephone):
    situation = make_situation(by=samira, etape="rencontre_separee")
    (_, vers) = forms(samira)["etape_situation"]["champs"]
    offered = dict(vers["options_selon"][str(situation.pk)])
    assert "table_ronde" in offered
    telephone.send(telephone.seal("etape_situation", {"situation": str(situation.pk), "vers": "table_ronde"}))
    situation.refresh_from_db()
    assert situation.etape == "table_ronde"


def test_a_step_out_of_order_waits_with_the_sentence_of_the_table(samira, telephone, claire):
    situation = make_situation(by=samira)
    telephone.send(telephone.seal("etape_situation", {"situation": str(situation.pk), "vers": "suivi_3_mois"}))
    row = Enveloppe.objects.get()
    assert (row.etat, row.raison) == (EtatEnveloppe.QUARANTAINE, "a_corriger")


def test_the_packet_tells_neither_theme_place_nor_party(samira, hall):
    make_situation(by=samira, etape="rencontre_separee")
    said = str(forms(samira)["etape_situation"])
    assert "voisinage" not in said.lower()
    assert hall.nom not in said


def test_a_need_is_kept_and_nothing_leaves(samira, telephone):
    telephone.send(telephone.seal("orientation", {"besoin": "logement", "precisions": "Une facture incomprise."}))
    assert Orientation.objects.get().besoin == "logement"
    assert not Envoi.objects.exists()


def test_a_word_is_noted_with_the_card_that_was_given(samira, telephone, hall):
    said = {"texte": "L'abri de bus ne protège pas de la pluie.", "domaine": "transports", "forme": "oral"}
    said["domaine"] = forms(samira)["parole"]["champs"][1]["options"][0][0]
    telephone.send(telephone.seal("parole", said | {"numero": draw_code(12), "lieu": str(hall.pk)}))
    word = Parole.objects.get()
    assert (word.origine, Consentement.objects.filter(sujet=word.pk).count()) == ("carte", 1)


def test_a_card_number_mistyped_waits_for_a_person(samira, telephone):
    said = {"texte": "Du bruit.", "domaine": "habitat", "forme": "oral", "numero": "000000000001"}
    telephone.send(telephone.seal("parole", said))
    assert Enveloppe.objects.get().raison == "a_corriger"
    assert not Parole.objects.exists()


def test_a_rapporteur_notes_an_item_in_the_room(samira, telephone):
    sequence = workshop()
    assert "element_atelier" not in forms(samira)
    Rapporteur.objects.create(sequence=sequence, compte=samira.compte)
    assert forms(samira)["element_atelier"]["champs"][0]["options"][0][0] == str(sequence.uid)
    fiche = uuid.uuid4()
    entry = {"atelier": str(sequence.uid), "genre": "constat", "texte": "Le gardien manque le soir."}
    telephone.send(
        telephone.seal("element_atelier", entry, fiche=fiche), telephone.seal("element_atelier", entry, fiche=fiche)
    )
    assert [item.texte for item in Element.objects.all()] == ["Le gardien manque le soir."]


def test_whoever_is_no_rapporteur_is_refused_and_it_waits(karim):
    sequence = workshop()
    phone = enrol(karim)
    phone.send(phone.seal("element_atelier", {"atelier": str(sequence.uid), "genre": "constat", "texte": "Dit."}))
    assert Enveloppe.objects.get().raison == "refus"


def test_pinned_fiches_travel_with_the_packet(samira, rose, alice):
    page = make_ressources(rose=rose, alice=alice)["ressource"]
    FicheEpinglee.objects.create(compte=samira.compte, ressource=page)
    (fiche,) = build_paquet(samira)["fiches"]
    assert (fiche["id"], fiche["titre"]) == (page.pk, page.title)
