"""A year after the last thing that happened, a referral is a need, a service, a result: no word, nobody."""

from datetime import timedelta

import pytest
from django.utils import timezone

from entredeux.cadre.acteur import Acteur
from entredeux.cadre.horloges import next_date
from entredeux.cadre.models import CleEffacee, Consentement, EntreeJournal
from entredeux.cadre.textes import EFFACE, open_without_journal
from entredeux.orientations import actions
from entredeux.orientations.models import DemandeEntrante, Envoi, Orientation
from entredeux.orientations.retention import TEXTES, forget_orientations
from entredeux.situations.models import Situation
from entredeux.situations.retention import forget_situations
from tests.orientations.fabrique import make_question, make_sent

QUESTION = "Un groupe se retrouve tard dans un hall : que proposer ?"
DEMANDE, CONTACT = "La porte du 12 claque toutes les nuits.", "06 39 98 11 22"


def in_days(number):
    return timezone.localdate() + timedelta(days=number)


def test_question_is_readable_until_its_day_and_nowhere_after(samira, claire, structure):
    orientation = make_question(samira, claire).orientation
    sealed = bytes(orientation.precisions)
    assert next_date(orientation) == in_days(TEXTES.days)

    assert forget_orientations(in_days(TEXTES.days))["orientations"] == 0
    assert open_without_journal(orientation, "precisions") == QUESTION

    assert forget_orientations(in_days(TEXTES.days + 1))["orientations"] == 1
    assert forget_orientations(in_days(TEXTES.days + 2))["orientations"] == 0
    orientation.refresh_from_db()
    assert (orientation.precisions, orientation.besoin, orientation.cree_le.day) == (b"", "jeunes_espace_public", 1)
    assert orientation.cree_par is None
    assert Envoi.objects.get().envoye_le.day == 1
    assert CleEffacee.objects.filter(pk=orientation.unite).exists()
    orientation.precisions = sealed  # as an older backup would bring it back
    assert open_without_journal(orientation, "precisions") == EFFACE
    assert EntreeJournal.objects.get(evenement="orientations.orientation.oubliees").nombre == 1


def test_referral_of_a_situation_follows_it(samira, claire):
    make_sent(samira, claire)
    orientation = Orientation.objects.get()
    assert next_date(orientation) is None, "la page de la situation dit le jour"

    forget_orientations(in_days(TEXTES.days + 60))
    assert open_without_journal(orientation, "precisions") == "Créer une adresse."

    forget_situations(in_days(TEXTES.days + 1))
    assert Situation.objects.get().est_oubliee
    forget_orientations(in_days(TEXTES.days + 1))
    orientation.refresh_from_db()
    assert orientation.precisions == b""
    assert not Consentement.objects.exists()


def test_request_received_is_forgotten_a_year_after_it_was_treated(samira, claire, structure):
    demande, _ = actions.receive_demande(
        structure=structure, origine="habitant", besoin="voisinage", texte=DEMANDE, contact=CONTACT, by=Acteur.public()
    )
    DemandeEntrante.objects.update(cree_le=timezone.now() - timedelta(days=300))
    demande.refresh_from_db()
    actions.decline_demande(demande=demande, reponse="Le bailleur répare la porte.", by=claire)
    demande.refresh_from_db()
    assert next_date(demande) == in_days(TEXTES.days)

    forget_orientations(in_days(TEXTES.days))
    assert open_without_journal(demande, "texte") == DEMANDE

    assert forget_orientations(in_days(TEXTES.days + 1))["demandes"] == 1
    assert forget_orientations(in_days(TEXTES.days + 1))["demandes"] == 0
    demande.refresh_from_db()
    assert (demande.texte, demande.contact, demande.reponse, demande.traitee_par) == (b"", b"", b"", None)
    assert demande.etat == "refusee"
    assert next_date(demande) is None


def test_who_wrote_is_detached_after_three_months(samira, claire):
    make_question(samira, claire)

    assert forget_orientations(in_days(91))["auteurs"] == 0
    assert forget_orientations(in_days(92))["auteurs"] > 0
    assert Orientation.objects.get().cree_par is None
    assert Envoi.objects.get().cree_par is None


@pytest.mark.parametrize("jours", [0, 366])
def test_nothing_goes_before_its_day(samira, claire, jours):
    make_question(samira, claire)

    assert forget_orientations(in_days(jours))["orientations"] == 0
