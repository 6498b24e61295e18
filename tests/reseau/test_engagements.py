"""A commitment comes back on the page of the next meeting, until it is kept or dropped with a reason."""

import datetime

import pytest
from django.core.exceptions import ValidationError
from django.test import Client
from django.utils import timezone

from entredeux.cadre.models import EntreeJournal
from entredeux.reseau.actions import ateliers as actions
from entredeux.reseau.models import Element, Feuille
from entredeux.reseau.queries.ateliers import engagements_for
from entredeux.reseau.saisie_ateliers import SaisieElement
from entredeux.socle.erreurs import Refus
from tests.reseau.fabrique_ateliers import make_day, make_serie
from tests.reseau.test_feuilles_pages import enter, page_of


def on(jours: int) -> datetime.date:
    return timezone.localdate() + datetime.timedelta(days=jours)


def commit(jour, alice, texte: str = "Rappeler le bailleur.", publie: bool = True) -> Element:
    saisie = SaisieElement("engagement", texte, qui="La coordination", echeance=on(5))
    element = actions.record_element(sequence=jour.ateliers[0], saisie=saisie, by=alice)
    feuille = Feuille.objects.get(sequence=jour.ateliers[0])
    if publie:
        actions.close_feuille(feuille=feuille, by=alice)
        actions.publish_feuille(feuille=feuille, by=alice)
    element.refresh_from_db()
    return element


def back(jour, today: datetime.date | None = None) -> list[str]:
    return [revenu.element.texte for revenu in engagements_for(jour, today)]


@pytest.fixture
def passee(db):
    return make_day("Passée", on(-20))


def test_waits_on_the_next_meeting_of_its_series_and_not_on_the_one_after(passee, alice):
    commit(passee, alice)
    suivante, apres = make_day("Suivante", on(10), region=""), make_day("Après", on(30), region="")
    assert (back(suivante), back(apres)) == (["Rappeler le bailleur."], [])


def test_moves_on_when_that_meeting_is_over(passee, alice):
    commit(passee, alice)
    suivante, apres = make_day("Suivante", on(10)), make_day("Après", on(30))
    later = on(11)
    assert (back(suivante, later), back(apres, later)) == ([], ["Rappeler le bailleur."])


def test_waits_on_a_meeting_of_the_same_region_in_another_series(passee, alice):
    commit(passee, alice)
    autre = make_serie("Collectif d'essai")
    assert back(make_day("Rencontre", on(10), serie=autre)) == ["Rappeler le bailleur."]
    assert back(make_day("Ailleurs", on(9), serie=make_serie("Ailleurs"), region="93")) == []


def test_cancelled_meeting_and_draft_commitment_do_not_count(passee, alice):
    commit(passee, alice, publie=False)
    suivante = make_day("Suivante", on(10))
    assert back(suivante) == []
    feuille = Feuille.objects.get()
    actions.close_feuille(feuille=feuille, by=alice)
    actions.publish_feuille(feuille=feuille, by=alice)
    assert back(suivante) == ["Rappeler le bailleur."]
    suivante.est_annule = True
    suivante.save()
    assert back(suivante) == []
    assert back(make_day("Après", on(30))) == ["Rappeler le bailleur."]


def test_kept_since_the_last_meeting_is_told_with_what_happened(passee, alice):
    element = commit(passee, alice)
    suivante = make_day("Suivante", on(10))
    actions.close_engagement(element=element, etat="tenu", raison="Il a rappelé.", by=alice)
    (revenu,) = engagements_for(suivante)
    assert (revenu.element.etat, [suivi.raison for suivi in revenu.suivis]) == ("tenu", ["Il a rappelé."])
    page = page_of(Client().get(suivante.chemin))
    assert "Rappeler le bailleur." in page
    assert "Tenu" in page


def test_dropped_needs_a_reason_and_keeps_it_in_its_history(passee, alice):
    element = commit(passee, alice)
    with pytest.raises(ValidationError, match="Dites pourquoi"):
        actions.close_engagement(element=element, etat="abandonne", by=alice)
    actions.postpone_engagement(element=element, echeance=on(40), raison="Pas de réponse.", by=alice)
    actions.close_engagement(element=element, etat="abandonne", raison="Le bailleur a changé.", by=alice)
    with pytest.raises(Refus, match="déjà clos"):
        actions.close_engagement(element=element, etat="tenu", by=alice)
    actions.reopen_engagement(element=element, by=alice)
    element.refresh_from_db()
    assert [(s.etat, s.raison, s.echeance) for s in element.suivis.all()] == [
        ("en_cours", "Pas de réponse.", on(40)),
        ("abandonne", "Le bailleur a changé.", on(40)),
        ("en_cours", "", on(40)),
    ]
    assert (element.etat, element.raison) == ("en_cours", "")
    assert EntreeJournal.objects.filter(evenement__startswith="reseau.engagement").count() == 3


def test_only_a_published_commitment_is_followed(passee, alice):
    element = commit(passee, alice, publie=False)
    with pytest.raises(Refus, match="Seul un engagement publié"):
        actions.close_engagement(element=element, etat="tenu", by=alice)


def test_followed_by_who_facilitates_or_reported_it(passee, alice, rose, yann, samira):
    element = commit(passee, alice)
    path = f"/engagements/{element.pk}/"
    assert {who.compte.nom: enter(who).get(path).status_code for who in (alice, rose, yann, samira)} == {
        "Alice": 200,
        "Rose": 200,
        "Yann": 404,
        "Samira": 404,
    }
    actions.designate_rapporteur(sequence=passee.ateliers[0], compte=yann.compte, by=alice)
    assert enter(yann).get(path).status_code == 200


def test_form_asks_for_what_is_missing_and_keeps_the_rest(passee, alice):
    element, client = commit(passee, alice), enter(alice)
    path = f"/engagements/{element.pk}/"
    answer = client.post(path, {"suite": "reporte", "raison": "Pas encore."})
    assert (answer.status_code, "Donnez la nouvelle date." in page_of(answer)) == (422, True)
    assert "Pas encore." in answer.content.decode()
    client.post(path, {"suite": "abandonne", "raison": "Sans objet."})
    element.refresh_from_db()
    assert (element.etat, element.raison) == ("abandonne", "Sans objet.")
    client.post(path, {"reprendre": "oui"})
    element.refresh_from_db()
    assert element.etat == "en_cours"


def test_list_shows_the_nearest_first_and_marks_the_late(passee, alice):
    late = commit(passee, alice, "Le premier.")
    Element.objects.filter(pk=late.pk).update(echeance=on(-2))
    commit(make_day("Autre", on(-10)), alice, "Le second.")
    page = page_of(enter(alice).get("/engagements/"))
    assert page.index("Le premier.") < page.index("date passée") < page.index("Le second.")
    actions.close_engagement(element=late, etat="tenu", by=alice)
    assert "Le premier." not in page_of(enter(alice).get("/engagements/"))
    assert "Le premier." in page_of(enter(alice).get("/engagements/?etat=tenu"))


def test_list_is_of_one_s_region(passee, alice, rose):
    commit(make_day("Ailleurs", on(-9), region="93"), alice, "Au sud.")
    commit(passee, alice, "Au nord.")
    page = page_of(enter(rose).get("/engagements/"))
    assert ("Au nord." in page, "Au sud." in page) == (True, False)


def test_same_queries_for_1_and_12_commitments(alice, django_assert_num_queries):
    for rank in range(12):
        commit(make_day(f"Passée {rank}", on(-40 + rank)), alice, f"Engagement {rank}.")
        if rank in (0, 11):
            suivante = make_day(f"Suivante {rank}", on(10 - rank // 11))
            with django_assert_num_queries(4):
                assert len(back(suivante)) == rank + 1
