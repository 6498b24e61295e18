"""Who enters a structure, and how she leaves it."""

import re
from datetime import timedelta
from io import StringIO

import pytest
from allauth.account.models import EmailAddress
from django.core import mail
from django.core.exceptions import ValidationError
from django.core.management import CommandError, call_command
from django.db import IntegrityError, InternalError, transaction
from django.test import Client
from django.utils import timezone

from entredeux.cadre.access import can_manage_adhesion, visible_adhesions
from entredeux.cadre.acteur import Acteur, current_adhesions
from entredeux.cadre.actions import (
    change_role,
    close_adhesion,
    create_structure,
    invite_compte,
    open_adhesion,
    open_compte,
    reopen_adhesion,
)
from entredeux.cadre.enums import Role
from entredeux.cadre.models import Adhesion, Compte, EntreeJournal
from entredeux.socle.erreurs import Refus
from tests.conftest import join


def evenements(acteur: Acteur) -> list[str]:
    rows = EntreeJournal.objects.filter(structure=acteur.chaine).order_by("numero")
    return list(rows.values_list("evenement", flat=True))


def roles_of(compte: Compte) -> list[str]:
    return [adhesion.role for adhesion in current_adhesions(compte)]


def invite_leila(helene, django_capture_on_commit_callbacks, role=Role.MEDIATION):
    with django_capture_on_commit_callbacks(execute=True):
        return invite_compte(email="Leila@Exemple.fr", nom="Leïla", role=role, by=helene)


def link_in(message: mail.EmailMultiAlternatives) -> str:
    return re.search(r"http://testserver(\S+)", message.body).group(1)


def test_an_invitation_opens_an_account_and_mails_a_link(helene, django_capture_on_commit_callbacks):
    invitation = invite_leila(helene, django_capture_on_commit_callbacks)
    leila = invitation.adhesion.compte
    assert (invitation.compte_cree, invitation.est_repetee) == (True, False)
    assert (leila.email, leila.has_usable_password(), roles_of(leila)) == ("leila@exemple.fr", False, [Role.MEDIATION])
    assert evenements(helene) == ["cadre.compte.invite", "cadre.adhesion.ouverte"]
    [message] = mail.outbox
    assert message.to == ["leila@exemple.fr"]
    assert link_in(message) in message.alternatives[0].content


def test_repeating_an_invitation_does_nothing_twice(helene, django_capture_on_commit_callbacks):
    first = invite_leila(helene, django_capture_on_commit_callbacks)
    second = invite_leila(helene, django_capture_on_commit_callbacks)
    assert second.est_repetee
    assert second.adhesion == first.adhesion
    assert len(mail.outbox) == 1
    assert evenements(helene) == ["cadre.compte.invite", "cadre.adhesion.ouverte"]


def test_the_invited_person_chooses_a_password_and_signs_in(client, helene, django_capture_on_commit_callbacks):
    invite_leila(helene, django_capture_on_commit_callbacks)
    form = client.get(link_in(mail.outbox[0]), follow=True)
    done = client.post(
        form.redirect_chain[-1][0], {"password1": "lanterne du palier", "password2": "lanterne du palier"}, follow=True
    )
    assert "Mot de passe enregistré" in done.content.decode()
    assert EmailAddress.objects.get(email="leila@exemple.fr").verified
    answer = client.post("/compte/connexion/", {"login": "leila@exemple.fr", "password": "lanterne du palier"})
    assert (answer.status_code, answer.url) == (302, "/espace/")
    assert client.get(link_in(mail.outbox[0]), follow=True).content.decode().count("Lien expiré") == 2


@pytest.mark.parametrize(("jours", "ouvert"), [(6, True), (8, False)])
def test_the_link_of_an_invitation_lives_seven_days(
    client, helene, django_capture_on_commit_callbacks, monkeypatch, jours, ouvert
):
    invite_leila(helene, django_capture_on_commit_callbacks)
    later_for_tokens(monkeypatch, days=jours)
    page = client.get(link_in(mail.outbox[0]), follow=True).content.decode()
    assert ("Lien expiré" not in page) is ouvert


@pytest.mark.parametrize(("heures", "ouvert"), [(20, True), (30, False)])
def test_the_link_of_a_forgotten_password_lives_one_day(client, samira, monkeypatch, heures, ouvert):
    client.post("/compte/mot-de-passe/oublie/", {"email": "samira@exemple.fr"})
    later_for_tokens(monkeypatch, hours=heures)
    page = client.get(link_in(mail.outbox[0]), follow=True).content.decode()
    assert ("Lien expiré" not in page) is ouvert


def later_for_tokens(monkeypatch, **delay):
    from entredeux.cadre.jetons import JetonDeMotDePasse

    then = JetonDeMotDePasse()._now() + timedelta(**delay)
    monkeypatch.setattr(JetonDeMotDePasse, "_now", lambda self: then)


def test_an_existing_account_is_told_to_sign_in(helene, nadia, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True):
        invitation = invite_compte(email="nadia@exemple.fr", nom="Quelqu'un", role=Role.MEDIATION, by=helene)
    assert not invitation.compte_cree
    assert invitation.adhesion.compte.nom == "Nadia"
    assert link_in(mail.outbox[0]) == "/compte/connexion/"


def test_only_those_who_manage_accounts_invite(samira, claire, paul):
    for acteur in (samira, claire, paul):
        with pytest.raises(Refus, match="Votre rôle ne permet pas"):
            invite_compte(email="x@exemple.fr", nom="X", role=Role.MEDIATION, by=acteur)
    assert not Compte.objects.filter(email="x@exemple.fr").exists()


def test_a_funder_is_never_given_a_role_that_opens_records(helene, paul, samira):
    with pytest.raises(ValidationError, match="financeur ou d'employeur"):
        invite_compte(email="paul@exemple.fr", nom="Paul", role=Role.COORDINATION, by=helene)
    with pytest.raises(ValidationError, match="qui ouvre des fiches"):
        invite_compte(email="samira@exemple.fr", nom="Samira", role=Role.FINANCEUR, by=helene)
    assert roles_of(paul.compte) == [Role.FINANCEUR]


def test_the_database_refuses_it_too(paul, structure):
    with pytest.raises((IntegrityError, InternalError)), transaction.atomic():
        Adhesion.objects.create(compte=paul.compte, structure=structure, role=Role.MEDIATION)


def test_a_funder_whose_access_is_closed_may_become_a_mediator(helene, paul):
    close_adhesion(adhesion=paul.compte.adhesions.get(), by=helene)
    invite_compte(email="paul@exemple.fr", nom="Paul", role=Role.MEDIATION, by=helene)
    assert roles_of(paul.compte) == [Role.MEDIATION]


def test_nobody_opens_an_access_for_herself(helene):
    with pytest.raises(Refus, match="soi-même"):
        invite_compte(email="helene@exemple.fr", nom="Hélène", role=Role.MEDIATION, by=helene)
    with pytest.raises(Refus, match="ses propres droits"):
        change_role(adhesion=helene.compte.adhesions.get(), role=Role.COORDINATION, by=helene)


def test_a_changed_role_keeps_the_old_one_in_the_past(helene, karim):
    old = karim.compte.adhesions.get()
    Adhesion.objects.filter(pk=old.pk).update(depuis=timezone.localdate() - timedelta(days=90))
    old.refresh_from_db()
    new = change_role(adhesion=old, role=Role.COORDINATION, by=helene)
    assert roles_of(karim.compte) == [Role.COORDINATION]
    assert (old.jusqua, new.depuis, new.jusqua) == (timezone.localdate(), timezone.localdate(), None)
    assert evenements(helene) == ["cadre.adhesion.close", "cadre.adhesion.ouverte"]


def test_a_role_may_change_back_the_same_day(helene, karim):
    first = karim.compte.adhesions.get()
    second = change_role(adhesion=first, role=Role.COORDINATION, by=helene)
    third = change_role(adhesion=second, role=Role.MEDIATION, by=helene)
    assert third == first
    assert roles_of(karim.compte) == [Role.MEDIATION]


def test_a_closed_access_ends_at_once_on_every_device(client, helene, samira):
    client.force_login(samira.compte)
    other_phone = Client()
    other_phone.force_login(samira.compte)
    assert client.get("/compte/profil/").status_code == 200
    close_adhesion(adhesion=samira.compte.adhesions.get(), by=helene)
    assert client.get("/compte/profil/").status_code == 302
    assert other_phone.get("/compte/profil/").status_code == 302
    assert roles_of(samira.compte) == []


def test_closing_leaves_the_sessions_of_others(client, helene, samira, karim):
    client.force_login(karim.compte)
    close_adhesion(adhesion=samira.compte.adhesions.get(), by=helene)
    assert client.get("/compte/profil/").status_code == 200


def test_a_closed_access_can_be_opened_again(helene, samira):
    adhesion = samira.compte.adhesions.get()
    close_adhesion(adhesion=adhesion, by=helene)
    close_adhesion(adhesion=adhesion, by=helene)
    assert roles_of(samira.compte) == []
    reopen_adhesion(adhesion=adhesion, by=helene)
    assert roles_of(samira.compte) == [Role.MEDIATION]
    assert evenements(helene) == ["cadre.adhesion.close", "cadre.adhesion.ouverte"]


def test_the_last_direction_stays(helene, structure):
    with pytest.raises(Refus, match="dernier accès de direction"):
        close_adhesion(adhesion=helene.compte.adhesions.get(), by=helene)
    join("Ines", Role.DIRECTION, structure)
    close_adhesion(adhesion=helene.compte.adhesions.get(), by=helene)
    assert roles_of(helene.compte) == []


def test_another_structures_accesses_do_not_exist(client, helene, nadia, samira):
    other = nadia.compte.adhesions.get()
    assert set(visible_adhesions(helene)) == {helene.compte.adhesions.get(), samira.compte.adhesions.get()}
    assert not can_manage_adhesion(helene, other)
    client.force_login(helene.compte)
    for page in ("role", "fermer", "rouvrir"):
        assert client.post(f"/cadre/comptes/{other.pk}/{page}/", {"role": Role.DIRECTION}).status_code == 404
    other.refresh_from_db()
    assert (other.role, other.jusqua) == (Role.MEDIATION, None)


def test_only_the_operator_opens_structures(helene):
    structure = create_structure(nom="Palier", nature="association", by=Acteur.systeme())
    ines = open_compte(email="ines@exemple.fr", nom="Inès", by=Acteur.systeme())
    assert open_compte(email="Ines@exemple.fr", nom="Autre", by=Acteur.systeme()) == ines
    opened = open_adhesion(compte=ines, structure=structure, role=Role.DIRECTION, by=Acteur.systeme())
    assert open_adhesion(compte=ines, structure=structure, role=Role.DIRECTION, by=Acteur.systeme()) == opened
    for act in (
        lambda: create_structure(nom="Autre", nature="association", by=helene),
        lambda: open_compte(email="x@exemple.fr", nom="X", by=helene),
        lambda: open_adhesion(compte=ines, structure=helene.structure, role=Role.DIRECTION, by=helene),
    ):
        with pytest.raises(Refus):
            act()


def test_a_command_opens_a_structure_and_invites_its_direction(db, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True):
        call_command("ouvrir_structure", "Palier", email="ines@exemple.fr", direction="Inès", stdout=StringIO())
    assert [message.to for message in mail.outbox] == [["ines@exemple.fr"]]
    assert Adhesion.objects.get(compte__email="ines@exemple.fr").role == Role.DIRECTION
    with pytest.raises(CommandError, match="existe déjà"):
        call_command("ouvrir_structure", "Palier", email="x@exemple.fr", direction="X")
