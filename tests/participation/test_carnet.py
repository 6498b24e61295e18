"""A word noted without network, on a card, arrives once with the number its author already holds."""

import uuid

import pytest

from entredeux.cadre.acteur import Acteur
from entredeux.cadre.actions.consentements import draw_recu, withdraw_by_recu
from entredeux.cadre.textes import open_without_journal
from entredeux.carnet.enums import EtatEnveloppe
from entredeux.carnet.models import Enveloppe
from entredeux.participation.models import Parole
from tests.carnet.conftest import hall, mission, square, telephone  # noqa: F401
from tests.participation.fabrique import note

pytestmark = pytest.mark.django_db


def said(**given):
    word = {"texte": "On ne voit rien le soir.", "domaine": "espace_public", "forme": "ecrit"}
    return word | {"numero": draw_recu()} | given


def test_a_word_arrives_once_with_its_number(telephone, samira, hall):  # noqa: F811
    fiche, numero = uuid.uuid4(), draw_recu()
    contenu = said(numero=numero, lieu=str(hall.pk), repere="le banc devant le hall")
    assert telephone.send(telephone.seal("parole", contenu, fiche=fiche)) == [("recue", "")]

    parole = Parole.objects.get()
    assert (parole.pk, parole.origine, parole.cree_par, parole.retour.lieu) == (fiche, "carte", samira.compte, hall)
    assert open_without_journal(parole, "texte") == "On ne voit rien le soir."
    assert open_without_journal(parole.retour, "repere") == "le banc devant le hall"
    withdraw_by_recu(numero=numero, by=Acteur.public())
    parole.refresh_from_db()
    assert parole.retiree_le is not None


@pytest.mark.parametrize(
    "faux", [{"texte": "Mme Dupont a peur."}, {"numero": "0000-0000-0001"}, {"domaine": "x"}, {"nom": "Dupont"}]
)
def test_what_is_wrong_waits_for_a_person_and_nothing_is_lost(telephone, faux):  # noqa: F811
    telephone.send(telephone.seal("parole", said(**faux)))
    assert Parole.objects.count() == 0
    assert Enveloppe.objects.exclude(etat=EtatEnveloppe.APPLIQUEE).count() == 1


def test_a_number_already_given_waits_for_a_person(telephone, samira):  # noqa: F811
    _, numero = note(samira)
    telephone.send(telephone.seal("parole", said(numero=numero)))
    assert (Parole.objects.count(), Enveloppe.objects.exclude(etat=EtatEnveloppe.APPLIQUEE).count()) == (1, 1)
