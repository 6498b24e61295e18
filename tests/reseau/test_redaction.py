"""The editors' desk: who enters, which pages each may change, and the second reader."""

import pytest
from django.db import IntegrityError, transaction
from django.test import Client
from wagtail.models import Page

from entredeux.cadre.models import Compte, EntreeJournal
from entredeux.reseau.actions import import_programme, withdraw_intervenant
from entredeux.reseau.models import Evenement, Intervenant, Prise
from entredeux.reseau.programme import load_programme
from entredeux.territoires.models import Region


@pytest.fixture
def programme(alice, settings):
    settings.RESEAU_MONTRE_NOMS = True
    import_programme(load_programme(), by=alice)
    nord, _ = Region.objects.get_or_create(code="32", defaults={"nom": "Hauts-de-France"})
    sud, _ = Region.objects.get_or_create(code="93", defaults={"nom": "Provence-Alpes-Côte d'Azur"})
    Evenement.objects.filter(slug__startswith="2019-12").update(region=nord)
    Evenement.objects.filter(slug__startswith="2019-06").update(region=sud)


def enter(acteur) -> Client:
    client = Client()
    client.force_login(acteur.compte)
    return client


def day(mois: str) -> Evenement:
    return Evenement.objects.get(slug__startswith=mois)


def test_desk_opens_to_those_who_write_and_exists_for_nobody_else(alice, rose, yann, samira, paul):
    assert {
        acteur.compte.nom: enter(acteur).get("/bureau/").status_code for acteur in (alice, rose, yann, samira, paul)
    } == {"Alice": 200, "Rose": 200, "Yann": 404, "Samira": 404, "Paul": 404}


def test_membership_closed_closes_the_desk(rose):
    client = enter(rose)
    assert client.get("/bureau/").status_code == 200
    rose.compte.adhesions.update(jusqua="2020-01-01", depuis="2019-01-01")
    assert client.get("/bureau/").status_code == 404


def test_editor_of_a_region_changes_only_its_region(programme, rose):
    client = enter(rose)
    edit = {mois: client.get(f"/bureau/pages/{day(mois).pk}/edit/").status_code for mois in ("2019-12", "2019-06")}
    assert edit == {"2019-12": 200, "2019-06": 302}
    national = day("2024-12")
    assert not national.permissions_for_user(Compte.objects.get(pk=rose.compte.pk)).can_edit()


def test_facilitator_changes_every_page(programme, alice):
    client = enter(alice)
    assert [client.get(f"/bureau/pages/{day(mois).pk}/edit/").status_code for mois in ("2019-06", "2024-12")] == [
        200
    ] * 2


def test_page_of_an_editor_waits_for_someone_else(programme, alice, rose):
    page = day("2019-12")
    enter(rose).get("/bureau/")  # her groups follow her role when she enters
    enter(alice).get("/bureau/")
    rose_compte, alice_compte = (Compte.objects.get(pk=each.compte.pk) for each in (rose, alice))
    assert not page.permissions_for_user(rose_compte).can_publish()

    page.resume = "Une matinée, cinq ateliers."
    page.save_revision(user=rose_compte)
    state = page.get_workflow().start(page, rose_compte)
    task = state.current_task_state.task.specific

    assert task.get_actions(page, rose_compte) == []
    assert [action for action, *_ in task.get_actions(page, alice_compte)] == ["reject", "approve", "approve"]
    state.current_task_state.approve(user=alice_compte)
    assert day("2019-12").resume == "Une matinée, cinq ateliers."


def test_publication_at_the_desk_is_in_the_journal(programme, alice):
    page = day("2024-04")
    client = enter(alice)
    client.post(f"/bureau/pages/{page.pk}/unpublish/")
    assert not Page.objects.get(pk=page.pk).live
    assert EntreeJournal.objects.filter(evenement="reseau.page.depubliee").count() == 1


def test_withdrawn_person_leaves_pages_drafts_and_former_versions(programme, alice):
    page = day("2024-12")
    page.save_revision()
    steve = Intervenant.objects.get(nom="Steve Lefebvre")
    prise, pk = Prise.objects.get(intervenant=steve), steve.pk

    assert withdraw_intervenant(intervenant=steve, by=alice) == 1

    prise.refresh_from_db()
    assert (prise.intervenant, prise.fonction) == (None, "expert en proximité, sûreté et cohésion des territoires")
    draft = day("2024-12").get_latest_revision_as_object()
    assert all(p.intervenant_id != pk for s in draft.sequences.all() for p in s.prises.all())


def test_nobody_can_be_a_superuser(samira):
    with pytest.raises(IntegrityError), transaction.atomic():
        Compte.objects.filter(pk=samira.compte.pk).update(is_superuser=True)
