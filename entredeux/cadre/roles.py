"""The one readable table: each role, what it may do, and why in a sentence.

`tests/cadre/test_table_de_verite.py` walks role × object × action over it. A funder's line holds no
record permission, and a database trigger keeps a funder's account out of every record role.
"""

from dataclasses import dataclass

from entredeux.cadre.enums import Role
from entredeux.cadre.permissions import Permission as P


@dataclass(frozen=True)
class Definition:
    permissions: frozenset[P]
    pourquoi: str


ROLES: dict[Role, Definition] = {
    Role.MEDIATION: Definition(
        frozenset(
            {
                P.SAISIR_TERRAIN,
                P.VOIR_TERRAIN,
                P.LIRE_NOTE,
                P.VOIR_SITUATIONS,
                P.SUIVRE_SITUATION,
                P.RECUEILLIR_ACCORD,
                P.ALERTER,
                P.ORIENTER,
                P.BRISER_LA_GLACE,
                P.NOTER_DROITS,
                P.VOIR_PARTICIPATION,
                P.NOTER_PAROLE,
                P.ANIMER_DEMARCHE,
                P.VOIR_FIGURES,
                P.ECHANGER_RESEAU,
            }
        ),
        "Va sur le terrain, souvent à deux : saisit, relit le travail de son équipe, corrige le sien.",
    ),
    Role.COORDINATION: Definition(
        frozenset(
            {
                P.SAISIR_TERRAIN,
                P.VOIR_TERRAIN,
                P.LIRE_NOTE,
                P.CORRIGER_TERRAIN,
                P.GERER_CARNET,
                P.COORDONNER,
                P.EXPORTER_TERRAIN,
                P.IMPORTER_TERRAIN,
                P.GERER_MISSIONS,
                P.LIRE_INCIDENT,
                P.VOIR_SITUATIONS,
                P.SUIVRE_SITUATION,
                P.RECUEILLIR_ACCORD,
                P.ALERTER,
                P.SUIVRE_ALERTES,
                P.ORIENTER,
                P.TENIR_ANNUAIRE,
                P.GERER_PROTOCOLES,
                P.BRISER_LA_GLACE,
                P.NOTER_DROITS,
                P.REPONDRE_DROITS,
                P.MENER_ENQUETE,
                P.VOIR_PARTICIPATION,
                P.NOTER_PAROLE,
                P.PORTER_PAROLES,
                P.ANIMER_DEMARCHE,
                P.VOIR_CONSERVATION,
                P.VOIR_FIGURES,
                P.ECHANGER_RESEAU,
            }
        ),
        "Prépare les tournées, relit, corrige, exporte ; ne lit jamais la note privée d'une collègue.",
    ),
    Role.DIRECTION: Definition(
        frozenset(
            {
                P.VOIR_TERRAIN,
                P.COORDONNER,
                P.EXPORTER_TERRAIN,
                P.IMPORTER_TERRAIN,
                P.GERER_MISSIONS,
                P.LIRE_INCIDENT,
                P.GERER_COMPTES,
                P.LIRE_JOURNAL,
                P.OUVRIR_THEME,
                P.VOIR_SITUATIONS,
                P.ALERTER,
                P.SUIVRE_ALERTES,
                P.TENIR_ANNUAIRE,
                P.GERER_PROTOCOLES,
                P.BRISER_LA_GLACE,
                P.NOTER_DROITS,
                P.REPONDRE_DROITS,
                P.MENER_ENQUETE,
                P.VOIR_PARTICIPATION,
                P.VOIR_CONSERVATION,
                P.VOIR_FIGURES,
                P.GERER_CLES_API,
                P.ENVOYER_RESEAU,
                P.ECHANGER_RESEAU,
            }
        ),
        "Répond de la structure : conventions, comptes, journal. N'a pas besoin des notes pour cela.",
    ),
    Role.ADMINISTRATION: Definition(
        frozenset({P.GERER_COMPTES}),
        "Ouvre et ferme les accès ; n'ouvre aucune fiche.",
    ),
    Role.FINANCEUR: Definition(
        frozenset({P.VOIR_FIGURES}),
        "Finance ou pilote : figures protégées seulement. Jamais « pour le compte de ».",
    ),
    Role.EMPLOYEUR: Definition(
        frozenset({P.VOIR_FIGURES}),
        "Élus, police municipale, autres services d'une ville ou d'un bailleur employeur : comptent comme financeurs.",
    ),
    Role.ANIMATION: Definition(
        frozenset({P.VOIR_CONSERVATION, P.ANIMER_RESEAU, P.REDIGER_RESEAU, P.ECHANGER_RESEAU}),
        "Prépare webinaires et journées de toutes les régions ; le réseau ne voit aucune situation identifiable.",
    ),
    Role.REDACTION: Definition(
        frozenset({P.REDIGER_RESEAU, P.ECHANGER_RESEAU}),
        "Écrit les pages de sa région, qu'une seconde personne valide ; ne touche pas à celles des autres.",
    ),
    Role.ADHERENT: Definition(
        frozenset({P.ECHANGER_RESEAU}),
        "Échange entre pairs sans employer le journal de terrain : collectifs, questions, ressources.",
    ),
}


def roles_with(permission: P) -> tuple[Role, ...]:
    return tuple(role for role, definition in ROLES.items() if permission in definition.permissions)


def permissions_of(role: str) -> frozenset[P]:
    return ROLES[Role(role)].permissions
