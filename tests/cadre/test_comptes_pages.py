"""The pages of accounts, of one's profile and of the journal."""

import pytest
from django.core import mail
from django.db import connection
from django.test.utils import CaptureQueriesContext

from entredeux.cadre import journal
from entredeux.cadre.actions import close_adhesion
from entredeux.cadre.enums import Role
from entredeux.cadre.models import Adhesion, Compte, EntreeJournal
from entredeux.cadre.permissions import Permission
from entredeux.cadre.roles import ROLES
from tests.conftest import join


@pytest.fixture
def as_helene(client, helene):
    client.force_login(helene.compte)
    return client


def text(answer) -> str:
    return answer.content.decode()


def test_only_those_who_manage_accounts_or_read_the_journal_see_the_pages(client, distribution):
    seen = {}
    pages = ("/cadre/comptes/", "/cadre/comptes/inviter/", "/cadre/journal/")
    for prenom, acteur in vars(distribution).items():
        client.force_login(acteur.compte)
        seen[prenom] = [client.get(page).status_code for page in pages]
    assert seen.pop("helene") == [200, 200, 200]
    assert set(map(tuple, seen.values())) == {(404, 404, 404)}


def test_the_list_shows_the_structure_and_filters_in_the_address(as_helene, helene, samira, paul, nadia):
    page = text(as_helene.get("/cadre/comptes/"))
    assert [name in page for name in ("Samira", "Paul", "Helene", "Nadia")] == [True, True, True, False]
    page = text(as_helene.get("/cadre/comptes/?role=mediation"))
    assert [name in page for name in ("samira@", "paul@", "helene@")] == [True, False, False]
    assert "Aucun accès ne correspond" in text(as_helene.get("/cadre/comptes/?depuis=2999-01-01"))
    assert "samira@" in text(as_helene.get("/cadre/comptes/?depuis=hier&role=inconnu"))


def test_closed_accesses_show_on_request(as_helene, helene, samira):
    close_adhesion(adhesion=samira.compte.adhesions.get(), by=helene)
    assert "samira@" not in text(as_helene.get("/cadre/comptes/"))
    page = text(as_helene.get("/cadre/comptes/?fermes=on"))
    assert "samira@" in page
    assert "Rouvrir l'accès" in page


def test_the_list_costs_the_same_with_one_and_with_thirty(as_helene, helene, structure):
    alone = count_queries(as_helene)
    for number in range(30):
        join(f"mediatrice{number}", Role.MEDIATION, structure)
    assert count_queries(as_helene) == alone


def count_queries(client) -> int:
    with CaptureQueriesContext(connection) as queries:
        client.get("/cadre/comptes/")
    return len(queries)


def test_helene_invites_from_the_page(as_helene, django_capture_on_commit_callbacks):
    form = {"nom": "Leïla", "email": "leila@exemple.fr", "role": Role.MEDIATION}
    with django_capture_on_commit_callbacks(execute=True):
        page = text(as_helene.post("/cadre/comptes/inviter/", form, follow=True))
    assert "Leïla est invité comme «\u00a0Médiatrice ou médiateur\u00a0»" in page
    assert len(mail.outbox) == 1
    again = text(as_helene.post("/cadre/comptes/inviter/", form, follow=True))
    assert "a déjà cet accès" in again


def test_a_refused_invitation_comes_back_filled(as_helene, paul):
    form = {"nom": "Paul", "email": "paul@exemple.fr", "role": Role.COORDINATION}
    answer = as_helene.post("/cadre/comptes/inviter/", form)
    assert answer.status_code == 422
    assert "elle ne peut pas recevoir aussi «\u00a0Coordination\u00a0»" in text(answer)
    assert 'value="paul@exemple.fr"' in text(answer)


@pytest.mark.parametrize(
    "form",
    [
        {"nom": "X", "email": "pas une adresse", "role": "mediation"},
        {"nom": "X", "email": "x@exemple.fr", "role": "animation"},
        {"nom": "X", "email": "x@exemple.fr", "role": "roi"},
        {"nom": "", "email": "", "role": ""},
        {"nom": "X" * 500, "email": "x@exemple.fr", "role": "mediation"},
        {"nom": "X\x00", "email": "x@exemple.fr", "role": "mediation"},
    ],
)
def test_a_wrong_invitation_opens_nothing(as_helene, form):
    assert as_helene.post("/cadre/comptes/inviter/", form).status_code == 422
    assert Compte.objects.count() == 1


def test_helene_changes_a_role_closes_and_opens_again(as_helene, karim):
    first = karim.compte.adhesions.get()
    as_helene.post(f"/cadre/comptes/{first.pk}/role/", {"role": Role.COORDINATION})
    second = karim.compte.adhesions.get(role=Role.COORDINATION)
    assert "est fermé, sur tous ses appareils" in text(
        as_helene.post(f"/cadre/comptes/{second.pk}/fermer/", follow=True)
    )
    assert "est rouvert" in text(as_helene.post(f"/cadre/comptes/{second.pk}/rouvrir/", follow=True))
    assert as_helene.get(f"/cadre/comptes/{second.pk}/fermer/").status_code == 405


def test_the_last_direction_reads_why_she_stays(as_helene, helene):
    adhesion = helene.compte.adhesions.get()
    assert "dernier accès de direction" in text(as_helene.post(f"/cadre/comptes/{adhesion.pk}/fermer/", follow=True))
    answer = as_helene.post(f"/cadre/comptes/{adhesion.pk}/role/", {"role": Role.MEDIATION})
    assert answer.status_code == 422
    assert "ses propres droits" in text(answer)


def test_the_profile_says_what_each_role_may_do(client, samira, autre_structure):
    Adhesion.objects.create(compte=samira.compte, structure=autre_structure, role=Role.COORDINATION)
    client.force_login(samira.compte)
    page = text(client.get("/compte/profil/"))
    assert "samira@exemple.fr" in page
    assert "Aucun\u00a0: votre compte ne tient qu'à son mot de passe" in page
    for role in (Role.MEDIATION, Role.COORDINATION):
        assert ROLES[role].pourquoi.replace("'", "&#x27;") in page


def test_the_roles_page_is_the_table_the_software_applies(client, paul):
    client.force_login(paul.compte)
    page = text(client.get("/cadre/roles/"))
    granted = sum(len(definition.permissions) for definition in ROLES.values())
    assert page.count("<td>oui</td>") == granted
    assert page.count("<td>non</td>") == len(ROLES) * len(Permission) - granted


def test_the_journal_names_members_and_hides_what_was_written(as_helene, helene, samira, structure, nadia):
    journal.record_write(samira, "terrain.intervention.enregistree", structure, champs=["note", "motif"])
    journal.record_read(nadia, "terrain.intervention.note.lue", structure)
    page = text(as_helene.get("/cadre/journal/"))
    assert "terrain.intervention.enregistree" in page
    assert ">Samira<" in page
    assert "motif, note" in page
    assert "note.lue" not in page
    assert journal.hash_of_objet(structure) not in page


def test_the_journal_filters_and_pages_in_the_address(as_helene, helene, samira, structure):
    for _ in range(60):
        journal.record_write(samira, "terrain.intervention.enregistree", structure)
    journal.record_read(samira, "terrain.intervention.note.lue", structure)
    first = text(as_helene.get("/cadre/journal/?evenement=terrain.intervention.enr"))
    assert first.count("<time") == 50
    assert "?evenement=terrain.intervention.enr&amp;avant=11" in first
    second = text(as_helene.get("/cadre/journal/?evenement=terrain.intervention.enr&avant=11"))
    assert second.count("<time") == 10
    assert text(as_helene.get("/cadre/journal/?genre=lecture&evenement=terrain")).count("<time") == 1
    assert "Aucune ligne ne correspond" in text(as_helene.get("/cadre/journal/?mois=2001-01"))
    assert "sous la forme 2026-03" in text(as_helene.get("/cadre/journal/?mois=mars"))
    assert as_helene.get("/cadre/journal/?avant=x").status_code == 200
    assert as_helene.get("/cadre/journal/?avant=99999999999999999999").status_code == 200


def test_reading_the_journal_is_in_the_journal(as_helene, helene):
    as_helene.get("/cadre/journal/")
    last = EntreeJournal.objects.filter(structure=helene.chaine).latest("numero")
    assert (last.genre, last.evenement, last.acteur) == (
        "lecture",
        "cadre.journal.lu",
        journal.hash_of_compte(helene.compte.pk),
    )
