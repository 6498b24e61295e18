"""From the last word of a workshop to publication: who rereads, who decides, and when it is public."""

import datetime
import re
import uuid

import pytest
from django.core import mail
from django.core.exceptions import ValidationError
from django.utils import timezone

from entredeux.cadre.acteur import Acteur
from entredeux.cadre.models import EntreeJournal
from entredeux.reseau.access import visible_elements
from entredeux.reseau.actions import ateliers as actions
from entredeux.reseau.enums import StatutAmendement, StatutElement, StatutFeuille
from entredeux.reseau.liens import read_lien
from entredeux.reseau.models import Element, Feuille
from entredeux.reseau.saisie_ateliers import SaisieElement
from entredeux.reseau.taches_ateliers import publish_reread_feuilles
from entredeux.socle.erreurs import Refus
from tests.reseau.fabrique_ateliers import make_day, make_inscription

PUBLIC = Acteur.public()
CONSTAT = "Les halls calmes ne se comptent pas."


@pytest.fixture
def jour(db):
    return make_day(jours_de_relecture=7)


@pytest.fixture
def atelier(jour):
    return jour.ateliers[0]


@pytest.fixture
def lien(atelier, alice):
    return actions.designate_rapporteur(sequence=atelier, nom="Nora", courriel="nora@exemple.fr", by=alice)


@pytest.fixture
def feuille(atelier, lien) -> Feuille:
    actions.record_element(sequence=atelier, saisie=SaisieElement("constat", CONSTAT), by=PUBLIC, lien=lien)
    return Feuille.objects.get(sequence=atelier)


@pytest.fixture
def travel(monkeypatch):
    """`travel(days)`: from then on, it is that many days later."""
    started, moved = timezone.now(), [datetime.timedelta()]
    monkeypatch.setattr(timezone, "now", lambda: started + moved[0])

    def travel(jours: float) -> None:
        moved[0] = datetime.timedelta(days=jours)

    return travel


def said(feuille) -> dict[str, str]:
    return dict(visible_elements(PUBLIC).filter(feuille=feuille).values_list("texte", "statut"))


def test_those_who_attended_the_workshop_are_asked_and_nobody_else(jour, atelier, lien, feuille):
    there = make_inscription(jour, "ines@exemple.fr", atelier)
    make_inscription(jour, "absent@exemple.fr", atelier, presente=False)
    make_inscription(jour, "ailleurs@exemple.fr", jour.ateliers[1])
    mail.outbox.clear()

    assert actions.close_feuille(feuille=feuille, by=PUBLIC, lien=lien) == 1

    (sent,) = mail.outbox
    assert sent.to == ["ines@exemple.fr"]
    jeton = re.search(r"/relectures/[\w-]+/([^/\s]+)/", sent.body)[1]
    assert read_lien(f"relecture.{feuille.pk.hex}", jeton) == there.pk
    assert CONSTAT not in sent.body


def test_without_choice_of_workshop_everyone_present_is_asked(alice):
    seule = make_day("Une seule séance", ateliers=("La séance",))
    there = make_inscription(seule, "ines@exemple.fr")
    make_inscription(seule, "absent@exemple.fr", presente=False)
    actions.record_element(sequence=seule.ateliers[0], saisie=SaisieElement("constat", CONSTAT), by=alice)
    mail.outbox.clear()
    assert actions.close_feuille(feuille=Feuille.objects.get(), by=alice) == 1
    assert [message.to for message in mail.outbox] == [["ines@exemple.fr"]]
    assert there.est_presente


def test_empty_sheet_is_not_given_to_reread(atelier, alice):
    feuille = Feuille.objects.create(sequence=atelier)
    with pytest.raises(Refus, match="est vide"):
        actions.close_feuille(feuille=feuille, by=alice)


def test_closing_twice_writes_once(jour, atelier, alice, feuille):
    make_inscription(jour, "ines@exemple.fr", atelier)
    assert [actions.close_feuille(feuille=feuille, by=alice) for _ in range(2)] == [1, 0]


def test_published_the_night_after_its_days_and_not_before(jour, alice, feuille, travel):
    actions.close_feuille(feuille=feuille, by=alice)
    travel(6.9)
    publish_reread_feuilles()
    assert said(feuille) == {}
    travel(8.1)
    publish_reread_feuilles()
    publish_reread_feuilles()
    assert said(feuille) == {CONSTAT: StatutElement.VALIDE}
    assert EntreeJournal.objects.filter(evenement="reseau.feuille.publiee").count() == 1


def test_facilitator_publishes_at_once_and_the_rapporteur_does_not(lien, alice, feuille):
    actions.close_feuille(feuille=feuille, by=alice)
    with pytest.raises(Refus):
        actions.publish_feuille(feuille=feuille, by=PUBLIC)
    actions.publish_feuille(feuille=feuille, by=alice)
    assert said(feuille) == {CONSTAT: StatutElement.VALIDE}


def test_draft_is_not_published_without_being_reread(alice, feuille):
    with pytest.raises(Refus, match="n'a pas été donnée à relire"):
        actions.publish_feuille(feuille=feuille, by=alice)


def test_what_was_taken_out_loses_its_words_at_publication(atelier, alice, feuille):
    nom = actions.record_element(sequence=atelier, saisie=SaisieElement("constat", "Karim Benali a dit…"), by=alice)
    actions.remove_element(element=nom, by=alice)
    actions.close_feuille(feuille=feuille, by=alice)
    assert Element.objects.filter(texte__contains="Benali").exists()
    actions.publish_feuille(feuille=feuille, by=alice)
    assert not Element.objects.filter(texte__contains="Benali").exists()
    assert said(feuille) == {CONSTAT: StatutElement.VALIDE}


def test_amendment_is_sealed_accepted_and_told(jour, atelier, lien, alice, feuille):
    ines = make_inscription(jour, "ines@exemple.fr", atelier)
    actions.close_feuille(feuille=feuille, by=alice)
    element = feuille.elements.get()
    texte = "Les halls calmes se comptent aussi."
    amendement = actions.propose_amendement(
        feuille=reload(feuille), inscription=ines, element=element, texte=texte, by=PUBLIC
    )
    assert texte.encode() not in bytes(amendement.texte)

    actions.accept_amendement(amendement=amendement, version=element.version, by=PUBLIC, lien=lien)

    amendement.refresh_from_db()
    assert (feuille.elements.get().texte, amendement.statut) == (texte, StatutAmendement.ACCEPTE)
    with pytest.raises(Refus, match="déjà décidée"):
        actions.refuse_amendement(amendement=amendement, by=alice)


def test_amendment_on_an_item_that_changed_meanwhile_shows_both(jour, atelier, alice, feuille):
    ines = make_inscription(jour, "ines@exemple.fr", atelier)
    actions.close_feuille(feuille=feuille, by=alice)
    element = feuille.elements.get()
    amendement = actions.propose_amendement(
        feuille=reload(feuille), inscription=ines, element=element, texte="Autre chose.", by=PUBLIC
    )
    lu = actions.describe_element(element)
    actions.correct_element(
        element=element, lu=lu, voulu=SaisieElement("constat", "Corrigé entre-temps."), version=1, by=alice
    )
    with pytest.raises(actions.ConflitElement) as conflict:
        actions.accept_amendement(amendement=amendement, version=1, by=alice)
    assert conflict.value.stocke.texte == "Corrigé entre-temps."
    amendement.refresh_from_db()
    assert amendement.statut == StatutAmendement.PROPOSE


def test_addition_accepted_joins_the_sheet_and_a_commitment_says_who(jour, atelier, alice, feuille):
    ines = make_inscription(jour, "ines@exemple.fr", atelier)
    actions.close_feuille(feuille=feuille, by=alice)
    amendement = actions.propose_amendement(
        feuille=reload(feuille), inscription=ines, texte="Se revoir en juin.", genre="engagement", by=PUBLIC
    )
    with pytest.raises(ValidationError, match="qui s'engage"):
        actions.accept_amendement(amendement=amendement, by=alice)
    ajout = SaisieElement("engagement", "Se revoir en juin.", qui="Les deux équipes")
    actions.accept_amendement(amendement=amendement, ajout=ajout, by=alice)
    assert [(each.texte, each.qui) for each in feuille.elements.all()] == [
        (CONSTAT, ""),
        ("Se revoir en juin.", "Les deux équipes"),
    ]


def test_amendment_refused_leaves_the_item_and_answers(jour, atelier, alice, feuille):
    ines = make_inscription(jour, "ines@exemple.fr", atelier)
    actions.close_feuille(feuille=feuille, by=alice)
    amendement = actions.propose_amendement(
        feuille=reload(feuille), inscription=ines, element=feuille.elements.get(), texte="Non.", by=PUBLIC
    )
    actions.refuse_amendement(amendement=amendement, reponse="L'atelier a dit le contraire.", by=alice)
    amendement.refresh_from_db()
    assert (feuille.elements.get().texte, amendement.statut) == (CONSTAT, StatutAmendement.REFUSE)
    assert b"contraire" not in bytes(amendement.reponse)


def test_late_amendment_is_refused_with_words(jour, atelier, alice, feuille, travel):
    ines = make_inscription(jour, "ines@exemple.fr", atelier)
    actions.close_feuille(feuille=feuille, by=alice)
    travel(8.1)
    with pytest.raises(Refus, match="relecture de cet atelier est terminée"):
        actions.propose_amendement(
            feuille=reload(feuille), inscription=ines, element=feuille.elements.get(), texte="Trop tard.", by=PUBLIC
        )


def test_who_was_not_there_does_not_amend(jour, atelier, alice, feuille):
    absent = make_inscription(jour, "absent@exemple.fr", atelier, presente=False)
    actions.close_feuille(feuille=feuille, by=alice)
    with pytest.raises(Refus, match="ont suivi cet atelier"):
        actions.propose_amendement(
            feuille=reload(feuille), inscription=absent, element=feuille.elements.get(), texte="Moi.", by=PUBLIC
        )


def test_proposal_sent_twice_is_one(jour, atelier, alice, feuille):
    ines, once = make_inscription(jour, "ines@exemple.fr", atelier), uuid.uuid4()
    actions.close_feuille(feuille=feuille, by=alice)
    for _ in range(2):
        actions.propose_amendement(
            feuille=reload(feuille), inscription=ines, texte="À ajouter.", genre="constat", identifiant=once, by=PUBLIC
        )
    assert feuille.amendements.count() == 1


def test_proposal_left_undecided_is_decided_after_publication(jour, atelier, lien, alice, feuille):
    ines = make_inscription(jour, "ines@exemple.fr", atelier)
    actions.close_feuille(feuille=feuille, by=alice)
    element = feuille.elements.get()
    amendement = actions.propose_amendement(
        feuille=reload(feuille), inscription=ines, element=element, texte="Mieux dit.", by=PUBLIC
    )
    actions.publish_feuille(feuille=feuille, by=alice)
    element.refresh_from_db()
    actions.accept_amendement(amendement=amendement, version=element.version, by=PUBLIC, lien=lien)
    assert said(feuille) == {"Mieux dit.": StatutElement.VALIDE}


def test_published_sheet_is_corrected_by_who_facilitates_only(atelier, lien, alice, feuille):
    actions.close_feuille(feuille=feuille, by=alice)
    actions.publish_feuille(feuille=feuille, by=alice)
    element = feuille.elements.get()
    lu, voulu = actions.describe_element(element), SaisieElement("constat", "Corrigé.")
    with pytest.raises(Refus, match="Cette feuille est publiée"):
        actions.correct_element(element=element, lu=lu, voulu=voulu, version=element.version, by=PUBLIC, lien=lien)
    actions.correct_element(element=element, lu=lu, voulu=voulu, version=element.version, by=alice)
    element.refresh_from_db()
    assert (element.texte, element.corrige_le is not None) == ("Corrigé.", True)
    actions.withdraw_element(element=element, by=alice)
    assert said(feuille) == {}
    element.refresh_from_db()
    assert (element.texte, element.statut) == ("", StatutElement.ECARTE)


def test_reopened_sheet_is_the_rapporteur_s_again(lien, alice, feuille):
    actions.close_feuille(feuille=feuille, by=alice)
    actions.reopen_feuille(feuille=feuille, by=PUBLIC, lien=lien)
    assert reload(feuille).statut == StatutFeuille.BROUILLON


def test_draft_is_visible_nowhere(feuille):
    assert feuille.elements.count() == 1
    assert said(feuille) == {}


def reload(feuille: Feuille) -> Feuille:
    return Feuille.objects.get(pk=feuille.pk)
