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
    "cadre.bris_de_glace.lu": "Fiche lue par ouverture exceptionnelle",
    "observatoire.api.lu": "Figures lues par un programme",
    "observatoire.cle.ouverte": "Clé d'API ouverte",
    "observatoire.cle.retiree": "Clé d'API retirée",
    "cadre.bris_de_glace.ouvert": "Ouverture exceptionnelle",
    "cadre.bris_de_glace.referme": "Ouverture exceptionnelle refermée",
    "cadre.bris_de_glace.vu": "Ouverture exceptionnelle vue par qui en est prévenu",
    "cadre.compte.invite": "Compte créé par invitation",
    "cadre.compte.mot_de_passe_choisi": "Mot de passe choisi par le lien d'un courriel",
    "cadre.compte.ouvert": "Compte ouvert",
    "cadre.connexion.close": "Déconnexion",
    "cadre.connexion.ouverte": "Connexion",
    "cadre.connexion.refusee": "Connexion refusée",
    "cadre.compte.copie": "Copie de ce qui concerne un compte, par son titulaire",
    "cadre.compte.oublie": "Compte oublié",
    "cadre.demande_droits.copie": "Copie faite pour une personne qui la demande",
    "cadre.demande_droits.effacee": "Effacement fait à la demande d'une personne",
    "cadre.demande_droits.recue": "Demande d'une personne sur ses données",
    "cadre.demande_droits.refusee": "Demande sur ses données refusée, avec la raison",
    "cadre.demande_droits.repondue": "Copie remise à la personne",
    "cadre.demande_droits.trouvee": "Fiche trouvée pour une demande",
    "cadre.journal.lu": "Journal lu",
    "cadre.preavis.envoye": "Préavis d'effacement envoyé",
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
    roles = dict(Role.choices) | {"systeme": "Système", "inconnu": "Non identifié", "cle_api": "Programme (clé d'API)"}
    return [
        LigneJournal(
            entree=entry,
            libelle=EVENEMENTS.get(entry.evenement, ""),
            acteur=noms.get(entry.acteur, "Compte d'une autre structure") if entry.acteur else "",
            role=roles.get(entry.role, entry.role),
        )
        for entry in entries
    ]
