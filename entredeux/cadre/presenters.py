"""What the pages of accounts say: the table of permissions, the lines of the journal."""

from collections.abc import Iterable
from dataclasses import dataclass

from entredeux.cadre.enums import Role
from entredeux.cadre.models import Adhesion, EntreeJournal
from entredeux.cadre.permissions import Permission
from entredeux.cadre.roles import ROLES

EVENEMENTS = {
    "cadre.adhesion.close": "Accès fermé",
    "cadre.adhesion.ouverte": "Accès ouvert",
    "cadre.compte.invite": "Compte créé par invitation",
    "cadre.compte.mot_de_passe_choisi": "Mot de passe choisi par le lien d'un courriel",
    "cadre.compte.ouvert": "Compte ouvert",
    "cadre.connexion.close": "Déconnexion",
    "cadre.connexion.ouverte": "Connexion",
    "cadre.connexion.refusee": "Connexion refusée",
    "cadre.journal.lu": "Journal lu",
    "cadre.structure.ouverte": "Structure ouverte",
}


@dataclass(frozen=True)
class LignePermission:
    libelle: str
    cases: list[bool]


@dataclass(frozen=True)
class LigneJournal:
    entree: EntreeJournal
    libelle: str
    acteur: str
    role: str


def table_of_roles() -> list[dict]:
    return [{"libelle": role.label, "pourquoi": definition.pourquoi} for role, definition in ROLES.items()]


def table_of_permissions() -> list[LignePermission]:
    """One line per permission, one yes or no per role, in the order of ROLES."""
    return [
        LignePermission(permission.label, [permission in definition.permissions for definition in ROLES.values()])
        for permission in Permission
    ]


def describe_adhesion(adhesion: Adhesion) -> dict:
    definition = ROLES[Role(adhesion.role)]
    return {
        "adhesion": adhesion,
        "pourquoi": definition.pourquoi,
        "permissions": [permission.label for permission in Permission if permission in definition.permissions],
    }


def describe_lines(entries: Iterable[EntreeJournal], noms: dict[str, str]) -> list[LigneJournal]:
    roles = dict(Role.choices) | {"systeme": "Système", "inconnu": "Non identifié"}
    return [
        LigneJournal(
            entree=entry,
            libelle=EVENEMENTS.get(entry.evenement, ""),
            acteur=noms.get(entry.acteur, "Compte d'une autre structure") if entry.acteur else "",
            role=roles.get(entry.role, entry.role),
        )
        for entry in entries
    ]
