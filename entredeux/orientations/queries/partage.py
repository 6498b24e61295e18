"""What may be said of a referral, now. Every page, mail and answer asks here, each time."""

from dataclasses import dataclass
from datetime import datetime

from entredeux.cadre.consentement import has_consented
from entredeux.cadre.enums import Portee
from entredeux.orientations.enums import Degre, Nature
from entredeux.orientations.etats import CONTACT_MONTRE, VIVANTS
from entredeux.orientations.models import Envoi

PORTEES = {Degre.BESOIN: Portee.BESOIN, Degre.CONTACT: Portee.CONTACT}


@dataclass(frozen=True)
class Partage:
    """`vivant`: the link still opens. `accord`: what is said is agreed to. Nothing is shown unless both hold."""

    vivant: bool
    accord: bool
    besoin: bool
    contact: bool


def recipients_of(envoi: Envoi) -> tuple[str, ...]:
    """The names under which the person may have been told of this service."""
    return str(envoi.partenaire_id), envoi.profession


def is_agreed(envoi: Envoi, at: datetime | None = None) -> bool:
    """A question, or a referral that says nothing, needs nobody's agreement: there is nothing of anybody in it."""
    if envoi.orientation.nature == Nature.QUESTION or envoi.degre == Degre.RIEN:
        return True
    return has_consented(
        sujet=envoi.orientation.sujet,
        portee=PORTEES[Degre(envoi.degre)],
        destinataires=recipients_of(envoi),
        at=at,
    )


def find_partage(envoi: Envoi, at: datetime | None = None) -> Partage:
    """The need while the referral lives and is agreed to; the contact, besides, once the service took it on."""
    vivant = envoi.etat in VIVANTS and envoi.partenaire.est_actif
    accord = is_agreed(envoi, at)
    montre = vivant and accord
    question = envoi.orientation.nature == Nature.QUESTION
    return Partage(
        vivant=vivant,
        accord=accord,
        besoin=montre and (question or envoi.degre != Degre.RIEN),
        contact=montre and envoi.degre == Degre.CONTACT and envoi.etat in CONTACT_MONTRE,
    )
