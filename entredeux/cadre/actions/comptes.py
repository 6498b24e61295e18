"""Accounts and memberships: invited, changed, closed, opened again. Nothing is deleted: a membership ends."""

from dataclasses import dataclass
from datetime import date
from functools import partial

from allauth.account.models import EmailAddress
from django.contrib.sessions.models import Session
from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from entredeux.cadre import journal
from entredeux.cadre.access import check_can_manage_adhesion, check_permission
from entredeux.cadre.acteur import Acteur, current_adhesions
from entredeux.cadre.courriels import send_invitation
from entredeux.cadre.enums import ROLES_DE_TERRAIN, ROLES_DU_RESEAU, ROLES_SANS_FICHE, Role
from entredeux.cadre.models import Adhesion, Compte, Structure
from entredeux.cadre.permissions import Permission
from entredeux.socle.erreurs import Refus


@dataclass(frozen=True)
class Invitation:
    """What an invitation did: `compte_cree` the account is new, `est_repetee` the person already had this access."""

    adhesion: Adhesion
    compte_cree: bool
    est_repetee: bool


@transaction.atomic
def create_structure(*, nom: str, nature: str, by: Acteur, est_synthetique: bool = False) -> Structure:
    """Opens a tenant. Only whoever runs the server does: no role holds this."""
    _check_systeme(by)
    structure = Structure.objects.create(nom=nom, nature=nature, est_synthetique=est_synthetique)
    journal.record_write(Acteur.systeme(structure), "cadre.structure.ouverte", structure)
    return structure


@transaction.atomic
def open_compte(*, email: str, nom: str, by: Acteur, mot_de_passe: str | None = None) -> Compte:
    """An account whose address the server's operator vouches for (demo, first director). Returns the existing one."""
    _check_systeme(by)
    existing = Compte.objects.filter(email=email.lower()).first()
    if existing:
        return existing
    compte = Compte.objects.create_user(email, mot_de_passe, nom=nom)
    EmailAddress.objects.create(user=compte, email=compte.email, verified=True, primary=True)
    journal.record_write(by, "cadre.compte.ouvert", compte)
    return compte


@transaction.atomic
def open_adhesion(
    *, compte: Compte, structure: Structure | None, role: str, by: Acteur, depuis: date | None = None, region: str = ""
) -> Adhesion:
    """A membership without an invitation: demo, first director, network roles. Idempotent."""
    _check_systeme(by)
    check_compatible(compte, role)
    adhesion, created = _open(compte, structure, role, depuis or timezone.localdate(), region)
    if created:
        journal.record_write(Acteur.systeme(structure), "cadre.adhesion.ouverte", adhesion, champs=["role"])
    return adhesion


@transaction.atomic
def invite_compte(*, email: str, nom: str, role: str, by: Acteur) -> Invitation:
    """Opens an access in the actor's structure and mails a signed link. Repeating it changes nothing.

    Raises ValidationError when the person funds (or the reverse), or when the account is closed.
    """
    structure = _managed_structure(by)
    if by.compte and by.compte.email == email.lower():
        raise Refus("On ne s'ouvre pas un accès à soi-même : demandez-le à une autre personne qui gère les comptes.")
    _check_role_of_structure(role)
    compte = Compte.objects.filter(email=email.lower()).first()
    compte_cree = compte is None
    if compte is None:
        compte = Compte.objects.create_user(email, None, nom=nom)
        EmailAddress.objects.create(user=compte, email=compte.email, verified=False, primary=True)
    if not compte.is_active:
        raise ValidationError({"email": "Ce compte est fermé pour toute l'instance : écrivez à qui l'héberge."})
    check_compatible(compte, role, field="role")
    adhesion, created = _open(compte, structure, role, timezone.localdate())
    if created:
        transaction.on_commit(partial(send_invitation.enqueue, str(adhesion.pk)))
        if compte_cree:
            journal.record_write(by, "cadre.compte.invite", compte)
        journal.record_write(by, "cadre.adhesion.ouverte", adhesion, champs=["role"])
    return Invitation(adhesion, compte_cree, est_repetee=not created)


@transaction.atomic
def change_role(*, adhesion: Adhesion, role: str, by: Acteur) -> Adhesion:
    """Closes this membership today and opens another: the past keeps who could do what, when."""
    check_can_manage_adhesion(by, adhesion)
    _check_not_oneself(adhesion, by)
    _check_role_of_structure(role)
    if role == adhesion.role:
        return adhesion
    _close(adhesion)
    check_compatible(adhesion.compte, role, field="role")
    opened, _ = _open(adhesion.compte, adhesion.structure, role, timezone.localdate(), adhesion.region)
    journal.record_write(by, "cadre.adhesion.close", adhesion, champs=["jusqua"])
    journal.record_write(by, "cadre.adhesion.ouverte", opened, champs=["role"])
    return opened


@transaction.atomic
def close_adhesion(*, adhesion: Adhesion, by: Acteur) -> Adhesion:
    """Ends the access at once, on every device: the account's sessions are deleted with it."""
    check_can_manage_adhesion(by, adhesion)
    if adhesion.jusqua is not None and adhesion.jusqua <= timezone.localdate():
        return adhesion
    _close(adhesion)
    delete_sessions(adhesion.compte)
    journal.record_write(by, "cadre.adhesion.close", adhesion, champs=["jusqua"])
    return adhesion


@transaction.atomic
def reopen_adhesion(*, adhesion: Adhesion, by: Acteur) -> Adhesion:
    """The same role again from today; the closed period stays closed in the past."""
    check_can_manage_adhesion(by, adhesion)
    _check_not_oneself(adhesion, by)
    check_compatible(adhesion.compte, adhesion.role)
    opened, created = _open(adhesion.compte, adhesion.structure, adhesion.role, timezone.localdate(), adhesion.region)
    if created:
        journal.record_write(by, "cadre.adhesion.ouverte", opened, champs=["role"])
    return opened


@transaction.atomic
def choose_password(*, compte: Compte, mot_de_passe: str) -> None:
    """By the signed link of a mail: whoever followed it reads that mailbox, so the address is verified too."""
    compte.set_password(mot_de_passe)
    compte.save(update_fields=["password"])
    EmailAddress.objects.update_or_create(user=compte, email=compte.email, defaults={"verified": True, "primary": True})
    adhesion = current_adhesions(compte).first()
    by = Acteur.of(adhesion) if adhesion else Acteur.sans_adhesion(compte)
    journal.record_write(by, "cadre.compte.mot_de_passe_choisi", compte, champs=["password"])


def check_compatible(compte: Compte, role: str, *, field: str | None = None) -> None:
    """Says in words what a trigger of the database refuses anyway: who funds opens no record, here or elsewhere."""
    others: tuple[Role, ...]
    if role in ROLES_SANS_FICHE:
        others, held = ROLES_DE_TERRAIN, "qui ouvre des fiches"
    elif role in ROLES_DE_TERRAIN:
        others, held = ROLES_SANS_FICHE, "de financeur ou d'employeur"
    else:
        return
    today = timezone.localdate()
    if compte.adhesions.filter(role__in=others).filter(Q(jusqua__isnull=True) | Q(jusqua__gt=today)).exists():
        message = (
            f"Cette personne a déjà un rôle {held} : elle ne peut pas recevoir aussi "
            f"« {Role(role).label} ». Fermez d'abord l'autre accès."
        )
        raise ValidationError({field: message} if field else message)


def delete_sessions(compte: Compte) -> int:
    """Every open session of the account. Sessions last twelve hours, so there are few to look through."""
    mine = [
        session.pk
        for session in Session.objects.filter(expire_date__gt=timezone.now()).iterator()
        if session.get_decoded().get("_auth_user_id") == str(compte.pk)
    ]
    return Session.objects.filter(pk__in=mine).delete()[0]


def _open(
    compte: Compte, structure: Structure | None, role: str, depuis: date, region: str = ""
) -> tuple[Adhesion, bool]:
    """The membership in force, and whether it was opened now. One closed earlier the same day is opened again."""
    mine = Adhesion.objects.select_for_update().filter(compte=compte, structure=structure, role=role)
    in_force = mine.filter(Q(jusqua__isnull=True) | Q(jusqua__gt=timezone.localdate())).first()
    if in_force:
        return in_force, False
    adhesion = mine.filter(depuis=depuis).first() or Adhesion(
        compte=compte, structure=structure, role=role, depuis=depuis, region=region
    )
    adhesion.jusqua = None
    adhesion.save()
    return adhesion, True


def _close(adhesion: Adhesion) -> None:
    if adhesion.role == Role.DIRECTION and not _other_direction(adhesion):
        raise Refus(
            "C'est le dernier accès de direction de la structure. "
            "Donnez d'abord ce rôle à une autre personne, puis fermez celui-ci."
        )
    adhesion.jusqua = max(timezone.localdate(), adhesion.depuis)
    adhesion.save(update_fields=["jusqua"])


def _other_direction(adhesion: Adhesion) -> bool:
    directions = Adhesion.objects.select_for_update().filter(
        structure=adhesion.structure, role=Role.DIRECTION, compte__is_active=True
    )
    today = timezone.localdate()
    return any(
        other.pk != adhesion.pk and other.depuis <= today and (other.jusqua is None or other.jusqua > today)
        for other in directions
    )


def _managed_structure(by: Acteur) -> Structure:
    check_permission(by, Permission.GERER_COMPTES)
    if by.structure is None:
        raise Refus("Choisissez d'abord la structure dont vous gérez les comptes.")
    return by.structure


def _check_not_oneself(adhesion: Adhesion, by: Acteur) -> None:
    if by.compte and by.compte.pk == adhesion.compte_id:
        raise Refus("On ne change pas ses propres droits : demandez-le à une autre personne qui gère les comptes.")


def _check_role_of_structure(role: str) -> None:
    if role not in Role.values or role in ROLES_DU_RESEAU:
        raise ValidationError({"role": "Ce rôle n'existe pas dans une structure."})


def _check_systeme(by: Acteur) -> None:
    if by.role != "systeme":
        raise Refus("Seule une commande de l'hébergeur fait cela.")
