"""Who acts: an account in one of its memberships, or the system itself for background work."""

import uuid
from dataclasses import dataclass

from django.db.models import Q, QuerySet
from django.utils import timezone

from entredeux.cadre.enums import Role
from entredeux.cadre.models import Adhesion, Compte, Structure
from entredeux.cadre.permissions import Permission
from entredeux.cadre.roles import permissions_of, roles_with

CHAINE_INSTANCE = uuid.UUID(int=0)


@dataclass(frozen=True)
class Acteur:
    """`by=` of every action. `structure` is the active one; None for the network and the instance."""

    compte: Compte | None
    structure: Structure | None
    role: str
    permissions: frozenset[Permission]
    region: str = ""  # of a network role: the only region it writes for; "" means every one

    def peut(self, permission: Permission) -> bool:
        return permission in self.permissions

    @property
    def chaine(self) -> uuid.UUID:
        return self.structure.pk if self.structure else CHAINE_INSTANCE

    @property
    def est_mediation(self) -> bool:
        return self.role == Role.MEDIATION

    @classmethod
    def of(cls, adhesion: Adhesion) -> "Acteur":
        return cls(
            adhesion.compte, adhesion.structure, adhesion.role, permissions_of(adhesion.role), region=adhesion.region
        )

    @classmethod
    def systeme(cls, structure: Structure | None = None) -> "Acteur":
        """Background work and the commands of whoever runs the server: every permission, no account."""
        return cls(None, structure, "systeme", frozenset(Permission))

    @classmethod
    def inconnu(cls, structure: Structure | None = None) -> "Acteur":
        """Whoever failed to prove who they are."""
        return cls(None, structure, "inconnu", frozenset())

    @classmethod
    def public(cls) -> "Acteur":
        """Whoever acts without an account: registers for a day, or follows a signed link a mail gave them."""
        return cls(None, None, "public", frozenset())

    @classmethod
    def sans_adhesion(cls, compte: Compte) -> "Acteur":
        return cls(compte, None, "", frozenset())


def acteurs_of(compte: Compte) -> list[Acteur]:
    """One per structure (or network) the account belongs to today; without any, the account alone."""
    adhesions = {adhesion.structure_id: adhesion for adhesion in current_adhesions(compte)}
    return [Acteur.of(adhesion) for adhesion in adhesions.values()] or [Acteur.sans_adhesion(compte)]


def current_adhesions(compte: Compte) -> QuerySet[Adhesion]:
    return in_force().filter(compte=compte).select_related("compte", "structure")


def members_with(permission: Permission, structure: Structure) -> QuerySet[Compte]:
    """The open accounts that hold this permission in this structure today."""
    memberships = in_force().filter(structure=structure, role__in=roles_with(permission))
    return Compte.objects.filter(pk__in=memberships.values("compte"), is_active=True)


def in_force() -> QuerySet[Adhesion]:
    """Memberships in force today, in active structures. `jusqua` is the first day without access, so that
    closing one takes effect at once."""
    today = timezone.localdate()
    return (
        Adhesion.objects.filter(depuis__lte=today)
        .filter(Q(jusqua__isnull=True) | Q(jusqua__gt=today))
        .filter(Q(structure__isnull=True) | Q(structure__est_active=True))
    )
