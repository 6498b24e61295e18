import pytest
from django.core.exceptions import ValidationError
from django.http import Http404

from entredeux.cadre.models import EntreeJournal
from entredeux.partenaires.access import can_update_partenaire, visible_partenaires
from entredeux.partenaires.actions import create_partenaire, update_partenaire
from entredeux.partenaires.courriel import check_courriel_service
from entredeux.partenaires.models import StructurePartenaire
from entredeux.socle.erreurs import Refus


def bailleur(by) -> StructurePartenaire:
    return create_partenaire(by=by, nom="Habitat du Bassin", genre="bailleur", courriel="proximite@habitat.exemple.fr")


def test_claire_adds_the_landlords_service(claire, samira, helene, paul, nadia):
    partenaire = bailleur(claire)
    assert [list(visible_partenaires(who)) for who in (claire, samira, helene)] == [[partenaire]] * 3
    assert [list(visible_partenaires(who)) for who in (paul, nadia)] == [[], []]
    assert [can_update_partenaire(who, partenaire) for who in (claire, helene, samira, paul, nadia)] == [
        True,
        True,
        False,
        False,
        False,
    ]
    assert EntreeJournal.objects.get(evenement="partenaires.structure.creee").nombre == 1


def test_others_do_not(claire, samira, paul, nadia):
    partenaire = bailleur(claire)
    for who in (samira, paul, nadia):
        with pytest.raises(Refus):
            bailleur(who)
    for who, error in ((samira, Refus), (paul, Http404), (nadia, Http404)):
        with pytest.raises(error):
            update_partenaire(partenaire=partenaire, by=who, nom="Autre")


def test_a_change_says_which_fields_and_refuses_a_stale_version(claire, helene):
    partenaire = bailleur(claire)
    update_partenaire(partenaire=partenaire, by=helene, est_actif=False, version=1)
    assert EntreeJournal.objects.get(evenement="partenaires.structure.modifiee").champs == ["est_actif"]
    with pytest.raises(ValidationError, match="pendant votre saisie"):
        update_partenaire(partenaire=partenaire, by=claire, nom="Habitat 62", version=1)
    partenaire.refresh_from_db()
    assert (partenaire.nom, partenaire.est_actif, partenaire.version) == ("Habitat du Bassin", False, 2)


def test_two_partners_of_one_structure_do_not_share_a_name(claire, autre_structure):
    bailleur(claire)
    with pytest.raises(ValidationError) as refused:
        create_partenaire(by=claire, nom=" habitat du  bassin", genre="bailleur")
    assert list(refused.value.message_dict) == ["nom"]


def test_what_is_wrong_is_said_by_field(claire):
    with pytest.raises(ValidationError) as refused:
        create_partenaire(by=claire, nom="", genre="voisin", courriel="pas une adresse")
    assert sorted(refused.value.message_dict) == ["courriel", "genre", "nom"]
    assert not StructurePartenaire.objects.exists()


@pytest.mark.parametrize("local", ["samira.benali", "s.benali", "jean-paul.martin", "prenom_nom", "Hélène.Durand"])
def test_a_persons_address_is_refused(local):
    with pytest.raises(ValidationError, match="ressemble à celle d'une personne"):
        check_courriel_service(f"{local}@habitat.exemple.fr")


@pytest.mark.parametrize("local", ["contact", "service.technique", "agence-lens", "gup62", "proximite.lens", "dst"])
def test_a_services_mailbox_is_accepted(local):
    check_courriel_service(f"{local}@habitat.exemple.fr")
