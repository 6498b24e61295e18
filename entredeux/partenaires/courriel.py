"""A partner's address is a service's mailbox: it outlives people, and keeps nobody's name."""

import re

from django.core.exceptions import ValidationError

from entredeux.socle.pliage import fold

MOTS_DE_SERVICE = frozenset(
    """
    accueil agence antenne astreinte bailleur bureau cadre centre clientele clients collectivite contact
    courrier demande demandes direction espaces est exploitation gardien gardiens gestion gup habitat info
    infos interventions locataire locataires maintenance mairie mediation metro mission nord noreply office
    ouest patrimoine pole police politique prevention proprete proximite qualite quartier reclamation
    reclamations regie relation relations reseau residence secretariat secteur securite service services
    siege sinistre site social standard sud support technique techniques tranquillite transport travaux
    urbain urbaine usagers verts ville voirie
    """.split()  # noqa: SIM905 (a list of words reads better as words)
)
DEUX_NOMS = re.compile(r"[a-z]+( [a-z]+){1,2}")


def check_courriel_service(courriel: str) -> None:
    """Refuses what looks like `prenom.nom@` or `p.nom@`: two or three words, none of which is a service's."""
    local = fold(courriel.partition("@")[0].partition("+")[0])
    if DEUX_NOMS.fullmatch(local) and not MOTS_DE_SERVICE & set(local.split()):
        raise ValidationError(
            "Cette adresse ressemble à celle d'une personne. Donnez la boîte du service, par exemple "
            "« proximite@… » ou « service.technique@… » : elle reste quand les personnes changent."
        )
