"""An account is forgotten twelve months after its last access ended: name, address, ways to sign in.

The row stays, so that what it wrote keeps an author: « Personne partie ». What the apps above hold that only serves
this account goes with it (`register_on_compte_oublie`).
"""

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.socialaccount.models import SocialAccount
from django.db import transaction
from django.db.models import Max, Q, QuerySet
from django.utils import timezone

from entredeux.cadre import journal
from entredeux.cadre.acteur import Acteur
from entredeux.cadre.actions.comptes import delete_sessions
from entredeux.cadre.models import Adhesion, Compte, Structure

CONSERVATION = timedelta(days=366)
PARTIE = "Personne partie"
DOMAINE = "oublie.invalid"  # RFC 2606: never an address

_callbacks: list[Callable[[Compte], None]] = []


def register_on_compte_oublie(callback: Callable[[Compte], None]) -> None:
    """Runs in the same transaction, before the name goes."""
    if callback not in _callbacks:
        _callbacks.append(callback)


def end_of_compte(compte: Compte) -> date | None:
    """None while one of its accesses has no end, or once it is forgotten."""
    if is_forgotten(compte):
        return None
    ends = list(compte.adhesions.values_list("jusqua", flat=True))
    if not ends:
        return timezone.localdate(compte.cree_le) + CONSERVATION
    return None if None in ends else max(end for end in ends if end) + CONSERVATION


def is_forgotten(compte: Compte) -> bool:
    return compte.email.endswith(f"@{DOMAINE}")


def due_comptes(day: date) -> QuerySet[Compte]:
    """Those whose last access ended more than twelve months before, or that never had one."""
    before = day - CONSERVATION
    rows = Compte.objects.exclude(email__endswith=f"@{DOMAINE}").annotate(fin=Max("adhesions__jusqua"))
    still = Adhesion.objects.filter(jusqua__isnull=True).values("compte")
    return rows.exclude(pk__in=still).filter(Q(fin__lt=before) | Q(fin__isnull=True, cree_le__date__lt=before))


def forget_comptes(day: date) -> dict[str, int]:
    """The clock: idempotent."""
    due = list(due_comptes(day))
    for compte in due:
        forget_compte(compte, Acteur.systeme())
    return {"comptes": len(due)}


@transaction.atomic
def forget_compte(compte: Compte, by: Acteur) -> None:
    """Check first that nothing keeps it open. One line in the journal of each structure it was of."""
    for callback in _callbacks:
        callback(compte)
    delete_sessions(compte)
    for model in (EmailAddress, Authenticator, SocialAccount):
        _delete(model, compte)
    compte.groups.clear()
    compte.email, compte.nom = f"{compte.pk}@{DOMAINE}", PARTIE
    compte.last_login, compte.is_active = None, False
    compte.set_unusable_password()
    compte.save()
    chains: list[Structure | None] = [*Structure.objects.filter(pk__in=compte.adhesions.values("structure"))]
    for chain in chains or [None]:
        journal.record_write(_in(by, chain), "cadre.compte.oublie", compte)


def _in(by: Acteur, structure: Structure | None) -> Acteur:
    return by if by.structure == structure and by.compte else Acteur.systeme(structure)


def _delete(model: Any, compte: Compte) -> None:
    model.objects.filter(user=compte).delete()
